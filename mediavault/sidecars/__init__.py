"""What the catalogue says as XMP sidecars, for every program that reads them; and back.

The catalogue is the truth, a sidecar is a copy of it. One that somebody else wrote is updated, never replaced: what is
not ours in it stays. Who must not be named is not named in one.
"""

from mediavault.sidecars.packet import SidecarUnusable
from mediavault.sidecars.reading import Said, contents_at, said
from mediavault.sidecars.writing import Sidecars, Written, export

__all__ = ["Said", "SidecarUnusable", "Sidecars", "Written", "contents_at", "export", "said"]
