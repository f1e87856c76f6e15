"""Conform: which footage of a catalogue a finished cut uses, what it may not, what it owes, and where it stands.

    conformed = conform(catalogue, path, people)              all there is to say of it
    make_list(catalogue, edit, new, conformed.cut, found)     a shot list of it

Reads the lists of others, so everything in them is taken for an attempt to mislead. This package must not know
terminals. It loads OpenTimelineIO, so the command line imports it inside functions.
"""

from mediavault.conform.clearing import Credits, clearances, credits_of, overlapping, renumbered
from mediavault.conform.conformed import Conformed, Use, conform
from mediavault.conform.edits import CutUnreadable, ReadCut, ReadEdit
from mediavault.conform.finding import By, Found, Sureness, find_edits
from mediavault.conform.listing import NewList, make_list
from mediavault.conform.reading import read
from mediavault.conform.report import ReportFormatUnknown, write_report
from mediavault.conform.report import check_format as check_report

__all__ = [
    "By",
    "Conformed",
    "Credits",
    "CutUnreadable",
    "Found",
    "NewList",
    "ReadCut",
    "ReadEdit",
    "ReportFormatUnknown",
    "Sureness",
    "Use",
    "check_report",
    "clearances",
    "conform",
    "credits_of",
    "find_edits",
    "make_list",
    "overlapping",
    "read",
    "renumbered",
    "write_report",
]
