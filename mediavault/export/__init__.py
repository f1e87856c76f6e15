"""The door of the exports: a shot list becomes one OpenTimelineIO timeline, and that becomes a file an editor can open.

    check(shot_list, "edl", people=...)   what stands in the way
    export(shot_list, path, people=...)   the file, whole or not at all

Unknown means no: who is not known to be open stops an export, and is never named in one. This package must not know
terminals or the catalogue's storage. It loads OpenTimelineIO, so the command line imports it inside functions.
"""

from library.disk import CannotWrite, DiskFull, FolderMissing
from mediavault.export.check import check, check_each
from mediavault.export.edl import Dialect, EdlOptions
from mediavault.export.export import EmptyShotList, ExportReport, export
from mediavault.export.findings import (
    ConsentMissing,
    ExportRefused,
    Finding,
    FindingKind,
    MediaChanged,
    NameNotText,
    NothingHeld,
    RateNotOffered,
    Severity,
    ShotOffline,
    ShotOutsideMedia,
    ShotRateDiffers,
    ShotRateVaries,
    TargetTaken,
)
from mediavault.export.footage import NotRendered
from mediavault.export.formats import FORMATS, WRITTEN, Format, UnknownFormat
from mediavault.export.people import NOBODY, People
from mediavault.export.render import Rendering
from mediavault.export.timeline import timeline
from mediavault.export.writing import write_atomically

__all__ = [
    "FORMATS",
    "NOBODY",
    "WRITTEN",
    "CannotWrite",
    "ConsentMissing",
    "Dialect",
    "DiskFull",
    "EdlOptions",
    "EmptyShotList",
    "ExportRefused",
    "ExportReport",
    "Finding",
    "FindingKind",
    "FolderMissing",
    "Format",
    "MediaChanged",
    "NameNotText",
    "NotRendered",
    "NothingHeld",
    "People",
    "RateNotOffered",
    "Rendering",
    "Severity",
    "ShotOffline",
    "ShotOutsideMedia",
    "ShotRateDiffers",
    "ShotRateVaries",
    "TargetTaken",
    "UnknownFormat",
    "check",
    "check_each",
    "export",
    "timeline",
    "write_atomically",
]
