"""All of a catalogue as JSON lines, that any program can read, and the way back to an equal catalogue.

`format` says what a dump looks like. Previews and media are not in it. What follows from the rest (the index of words,
the keys of names) is not in it either: it is derived again.
"""

from library.dump.loading import fill, restore
from library.dump.writing import Dump, dump

__all__ = ["Dump", "dump", "fill", "restore"]
