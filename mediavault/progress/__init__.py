"""How far a long run is: what it is at, how fast, how long yet; one way to count it and one way to say it.

This room must not know what is done, nor where it is shown.
"""

from mediavault.progress.course import Course, Meter
from mediavault.progress.values import Progress, Stage

__all__ = ["Course", "Meter", "Progress", "Stage"]
