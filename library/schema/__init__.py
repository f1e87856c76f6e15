"""Rows: how the catalogue is stored. Private to `library`; no row leaves it."""
