"""Writing a report: whole or not at all, also of a run that was interrupted."""

from __future__ import annotations

from library import Catalogue
from mediavault.export.writing import write_atomically
from mediavault.report.account import Account
from mediavault.report.figures import figures_of
from mediavault.report.page import page
from mediavault.report.pictures import pictures_of
from mediavault.report.table import table
from mediavault.report.target import Form, Target
from mediavault.vault import Vault


def write(target: Target, account: Account, catalogue: Catalogue, vault: Vault) -> None:
    """Writes the report of a run.

    Raises:
        FolderMissing, DiskFull, CannotWrite: as any file that is written.
    """
    if target.form is Form.TABLE:
        content = table(account, catalogue)
    else:
        pictures = pictures_of(catalogue, vault, account.assets) if account.shown.pictures else []
        content = page(account, figures_of(catalogue, vault, account.assets), pictures).encode("utf-8")
    write_atomically(target.path, content)
