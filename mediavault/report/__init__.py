"""The report of an ingest: one file that says what came in, for somebody who was not there.

    target = target_for(path, folders)          before any work: where it goes and in which form, or why not
    write(target, account, catalogue, vault)    whole or not at all

A report may leave the house: it names no contributor and shows no picture unless that is asked for, and never says
where on earth something was recorded. This room must not know terminals or the catalogue's storage.
"""

from mediavault.report.account import Account, Shown
from mediavault.report.target import ReportUnusable, Target, target_for
from mediavault.report.writing import write

__all__ = ["Account", "ReportUnusable", "Shown", "Target", "target_for", "write"]
