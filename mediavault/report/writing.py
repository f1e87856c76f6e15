"""Writing a report: whole or not at all, also of a run that was interrupted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape

from library import Catalogue
from library.model import Authority, AuthorityKind, Protection
from library.withheld import Withheld
from mediavault.report.account import Account
from mediavault.report.figures import assets_of, figures_of
from mediavault.report.page import page
from mediavault.report.pictures import pictures_of
from mediavault.report.table import table
from mediavault.report.target import Form, Target
from mediavault.vault import Vault


def write(target: Target, account: Account, catalogue: Catalogue, vault: Vault) -> None:
    """Writes the report of a run.

    Raises:
        FolderMissing, DiskFull, CannotWrite, DiskSilent: as `Target.take`.
    """
    withheld = _withheld(account, catalogue)
    if target.form is Form.TABLE:
        content = table(account, catalogue, withheld)
    else:
        pictures = pictures_of(catalogue, vault, account.assets) if account.shown.pictures else []
        whole = page(account, figures_of(catalogue, vault, account.assets), pictures)
        content = _redacted(whole, withheld).encode("utf-8")
    target.take(content)


def _withheld(account: Account, catalogue: Catalogue) -> Withheld:
    """The names nobody may read here; who asked for names sees those of people of whom nothing is said, too."""
    known = catalogue.parties()
    if account.shown.names:
        against = catalogue.objections()
        known = tuple(one for one in known if one.protection is not Protection.UNKNOWN or one.id in against)
    return Withheld(Withheld.of(known).names | _words(account, catalogue, known))


def _words(account: Account, catalogue: Catalogue, known: Sequence[Authority]) -> frozenset[str]:
    """Each word of the names of those in the files of the run: there a surname in a file's name says who it is."""
    guarded = {one.id: one for one in known if one.protection is not Protection.OPEN}
    links = (link for asset in assets_of(catalogue, account.assets) for clip in asset.clips for link in clip.links)
    linked = {link.authority for link in links if link.kind is AuthorityKind.PERSON}
    return Withheld.words_of(guarded[one] for one in linked if one in guarded).names


_TEXT = re.compile("(?<=>)[^<]+(?=<)")
"""What stands between two tags."""


def _redacted(page: str, withheld: Withheld) -> str:
    """The page without the names, whichever part of it wrote them."""
    head, body = page.split("<body>")

    def left(text: re.Match[str]) -> str:
        read = unescape(text[0])
        redacted = withheld.redacted(read, prose=False)
        return text[0] if redacted == read else escape(redacted)

    title = re.sub("(?<=<title>)[^<]+", left, head)
    return f"{title}<body>{_TEXT.sub(left, body)}"
