"""Brings what another catalogue knows into this one: by content, in one operation, with every conflict shown.

An asset is the same by its digest, a record by an identifier both have. Nothing here is overwritten unless somebody
chose so, and what is there already is not brought in again: a second merge changes nothing.
"""

from library.merge.choices import Choices, Conflict, Merged
from library.merge.merging import merge

__all__ = ["Choices", "Conflict", "Merged", "merge"]
