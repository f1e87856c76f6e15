"""What stands in a folder: every entry, none in silence, on disks that may never answer too.

This room must not open files, nor ask the catalogue.
"""
