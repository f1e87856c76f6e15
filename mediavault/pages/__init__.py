"""What pages that leave the house have in common: how they look, and pictures that are in them. Knows no catalogue."""
