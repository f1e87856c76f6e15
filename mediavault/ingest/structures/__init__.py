"""Camera structures: files that are one recording, found by their names and folders and confirmed by their facts.

Three steps: `survey` looks at paths alone and says which pairs of files may belong together, and which files only hold
a card's structure together; `agreement` has the rules that decide about a pair, pure functions of facts; `Assembly`
notes what they decide while files are recorded. This room must not open files.
"""

from mediavault.ingest.structures.assembly import Assembly, Read
from mediavault.ingest.structures.survey import Survey, survey

__all__ = ["Assembly", "Read", "Survey", "survey"]
