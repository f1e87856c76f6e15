"""The root of every error mediavault raises on purpose, and the tree below it.

Each subclass stands above the code that raises it, takes facts and owns its sentence: what happened, to which thing,
what to do. A test compares this drawing with the classes that exist.

MediavaultError
├── AmbiguousName
├── AnswererUnknown
├── AuthorityInUse
├── BackupBroken
├── BackupExists
├── BadAuthorityFile
├── BadDatabaseUrl
├── BadDate
│   └── BadSpan
├── BadDegrees
├── BadFrameRate
├── BadHead
├── BadNudge
├── BadPosition
├── BadRange
├── BadRegion
├── BadShift
├── BadSpelling
├── BadTimecode
├── CannotConsent
├── CannotMerge
├── CannotWrite
├── CatalogueBusy
├── CatalogueDamaged
├── CatalogueDiskFails
├── CatalogueFull
├── CatalogueInUse
├── CatalogueLocked
├── CatalogueOnNetwork
├── CatalogueSynchronised
├── CatalogueTooNew
├── ClearanceRunsBackwards
├── ClipInUse
├── ClipsApart
├── ConfigBroken
├── ConsentRunsBackwards
├── CutOutside
├── CutUnreadable
├── DatesContradict
├── DatesUnclear
├── DepositInterrupted
├── DepositRefused
├── DestinationBusy
├── DiskFull
├── DiskSilent
├── EmptyShotList
├── ExportRefused
│   ├── ConsentMissing
│   ├── MediaChanged
│   ├── NameNotText
│   ├── NothingHeld
│   ├── RateNotOffered
│   ├── RightsMissing
│   ├── ShotOffline
│   ├── ShotOutsideMedia
│   ├── ShotRateDiffers
│   ├── ShotRateVaries
│   └── TargetTaken
├── ExportUnusable
├── FileChanging
├── FolderMissing
├── FolderUnusable
├── FrameMissing
├── HistoryBroken
├── Interrupted
├── KeymapWrong
├── ManifestUnusable
├── MemberBroken
├── MixedRates
├── NameEmpty
├── NameTaken
├── NoCatalogue
├── NoRegions
├── NoRoles
├── NoRoom
├── NoTerminal
├── NotAFile
├── NotAFolder
├── NotARange
├── NotAVault
├── NotAllVisible
├── NotAsWritten
├── NotConfirmed
├── NotInFamily
├── NotMedia
├── NotRendered
├── NotTheDemo
├── NotWanted
├── NothingCatalogued
├── NothingFound
├── NothingToChange
├── NothingToMark
├── NothingToRedo
├── NothingToUndo
├── OffloadInterrupted
├── OffloadRefused
├── OtherFileThere
├── PartOfItself
├── PeopleLeftOut
├── PlayerGone
├── PlayerRefused
├── PortTaken
├── QueryError
├── QuestionTakenBack
├── RangeOutside
├── ReportFormatUnknown
├── ReportUnusable
├── SearchCycle
├── SearchInUse
├── ServerFails
├── ServerRefuses
├── ServerUnreachable
├── SettingWrong
├── SheetConflict
├── SheetFlawed
├── SheetUnusable
├── SidecarUnusable
├── SlotsWrong
├── StandInsNotDrawn
├── TemplateUnusable
├── TerminalDumb
├── ToolFailed
├── ToolMissing
├── ToolTimedOut
├── TranscriptUnreadable
├── UndoConflict
├── UnknownAlternate
├── UnknownAsset
├── UnknownAuthorityFormat
├── UnknownClip
├── UnknownFacet
├── UnknownFormat
├── UnknownName
├── UnknownOffer
├── UnknownShot
├── UnknownSort
├── UnknownSuggestion
├── UnknownVersion
├── UnknownZone
├── Unreadable
│   └── PartlyShown
├── VaultExists
├── WorkerCrashed
└── WorkerTimedOut
"""

from __future__ import annotations

from typing import Any


class MediavaultError(Exception):
    """Something mediavault understands went wrong; `str()` is one sentence fit to show to a person."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Lets an error cross from a worker process with its facts; its own arguments are facts, not the sentence."""
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[MediavaultError], args: tuple[Any, ...], facts: dict[str, Any]) -> MediavaultError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(facts)
    return error
