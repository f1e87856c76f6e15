"""The root of every error mediavault raises on purpose, and the tree below it.

Each subclass stands above the code that raises it, takes facts and owns its sentence: what happened, to which thing,
what to do. A test compares this drawing with the classes that exist.

MediavaultError
"""


class MediavaultError(Exception):
    """Something mediavault understands went wrong; `str()` is one sentence fit to show to a person."""
