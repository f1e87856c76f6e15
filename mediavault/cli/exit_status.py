"""The exit codes: what each means, and which error ends in which.

Errors are known by name here, so that this module loads none of the rooms that raise them; a test holds the names
against the classes that exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

DONE = 0
FAILED = 1
USAGE = 2
UNREADABLE = 3
NO_CATALOGUE = 10
BUSY_OR_NEWER = 11
MISMATCH = 20
MISSING = 21
TOOL_MISSING = 30
REFUSED = 40
INTERRUPTED = 130

MEANINGS: Mapping[int, str] = {
    DONE: "done",
    FAILED: "failed; standard error says why",
    USAGE: "the command line asks for something that is not there or makes no sense",
    UNREADABLE: "done, but some files could not be read",
    NO_CATALOGUE: "no catalogue there",
    BUSY_OR_NEWER: "the catalogue is busy, or newer than this program",
    MISMATCH: "something is not what was noted of it",
    MISSING: "files are not where they were",
    TOOL_MISSING: "a program mediavault needs is missing",
    REFUSED: "export refused: consent, media, or the format forbids it",
    INTERRUPTED: "interrupted",
}
ALWAYS = (DONE, FAILED, USAGE)
CATALOGUED = (*ALWAYS, NO_CATALOGUE, BUSY_OR_NEWER, INTERRUPTED)
"""What a verb that opens the catalogue may end in."""

ERRORS: Mapping[str, int] = {
    "AmbiguousName": USAGE,
    "AnswererUnknown": USAGE,
    "BadDatabaseUrl": USAGE,
    "BadDate": USAGE,
    "BadFrameRate": USAGE,
    "BadHead": USAGE,
    "BadPosition": USAGE,
    "BadRange": USAGE,
    "BadTimecode": USAGE,
    "BackupExists": USAGE,
    "BadAuthorityFile": USAGE,
    "BadNudge": USAGE,
    "BadRegion": USAGE,
    "BadShift": USAGE,
    "UnknownZone": USAGE,
    "BadSpelling": USAGE,
    "CannotConsent": USAGE,
    "CatalogueBusy": BUSY_OR_NEWER,
    "CatalogueInUse": BUSY_OR_NEWER,
    "CatalogueTooNew": BUSY_OR_NEWER,
    "ClearanceRunsBackwards": USAGE,
    "ClipsApart": USAGE,
    "ConfigBroken": USAGE,
    "ConsentRunsBackwards": USAGE,
    "CutOutside": USAGE,
    "CutUnreadable": USAGE,
    "DatesContradict": USAGE,
    "DatesUnclear": USAGE,
    "DepositInterrupted": INTERRUPTED,
    "DepositRefused": USAGE,
    "EmptyShotList": REFUSED,
    "ExportRefused": REFUSED,
    "ExportUnusable": USAGE,
    "FolderMissing": USAGE,
    "FolderUnusable": USAGE,
    "Interrupted": INTERRUPTED,
    "ManifestUnusable": USAGE,
    "MixedRates": USAGE,
    "NameEmpty": USAGE,
    "NoTerminal": USAGE,
    "NoCatalogue": NO_CATALOGUE,
    "NoRegions": USAGE,
    "NoRoles": USAGE,
    "NotAFolder": NO_CATALOGUE,
    "NotInFamily": USAGE,
    "NotARange": USAGE,
    "NotAVault": NO_CATALOGUE,
    "NothingFound": FAILED,
    "NothingToChange": USAGE,
    "NothingToMark": USAGE,
    "OffloadInterrupted": INTERRUPTED,
    "OffloadRefused": USAGE,
    "PartOfItself": USAGE,
    "PeopleLeftOut": USAGE,
    "PortTaken": USAGE,
    "QueryError": USAGE,
    "RangeOutside": USAGE,
    "ReportFormatUnknown": USAGE,
    "ReportUnusable": USAGE,
    "NotConfirmed": USAGE,
    "ServerRefuses": NO_CATALOGUE,
    "ServerUnreachable": NO_CATALOGUE,
    "SettingWrong": USAGE,
    "SheetUnusable": USAGE,
    "TemplateUnusable": USAGE,
    "ToolMissing": TOOL_MISSING,
    "UnknownAlternate": USAGE,
    "UnknownAsset": USAGE,
    "UnknownAuthorityFormat": USAGE,
    "UnknownClip": USAGE,
    "UnknownFormat": USAGE,
    "UnknownName": USAGE,
    "UnknownOffer": USAGE,
    "UnknownShot": USAGE,
    "UnknownSort": USAGE,
    "UnknownVersion": USAGE,
}
"""Errors by name to what the program ends in; their subclasses follow, all others are FAILED."""


def of_error(error: Exception) -> int:
    """What the program ends in when `error` stopped it."""
    names = (kind.__name__ for kind in type(error).__mro__)
    return next((ERRORS[name] for name in names if name in ERRORS), FAILED)


def epilog(codes: Iterable[int]) -> str:
    """The paragraph every help text ends in."""
    lines = [f"{code:>4}  {MEANINGS[code]}" for code in sorted(set(codes))]
    return "\n".join(["EXIT STATUS", *lines])
