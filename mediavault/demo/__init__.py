"""The demo vault: labelled stand-ins for the eleven items of the source material, ingested, logged, in a shot list.

The real footage is not here, and nothing here is presented as real. Whatever is there already stays as it is, so that a
run that was interrupted goes on, and a finished one changes nothing.
"""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from library import Catalogue
from library.authorities import starter_authorities
from library.errors import MediavaultError
from mediavault.config import processors
from mediavault.demo.draw import Drawing, draw, write_font
from mediavault.demo.items import ITEMS
from mediavault.demo.link import link_item, make_shot_list
from mediavault.demo.recipes import SHOT_LIST
from mediavault.ingest.run import ingest
from mediavault.vault import Vault

__all__ = ["NotTheDemo", "StandInsNotDrawn", "make_demo"]

FOLDER = "stand-ins"
MESSAGE = "message.txt"
COMMANDS = (
    'find "event:bialystok kind:video"',
    f'shotlist show "{SHOT_LIST}"',
    f'export "{SHOT_LIST}" selects.edl',
)
"""What to try first."""
Tell = Callable[[str], object]


class StandInsNotDrawn(MediavaultError):
    """A stand-in could not be written."""

    def __init__(self, path: Path, reason: str) -> None:
        """Takes the file and a clause that says why."""
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"Cannot write stand-ins to {self.path}: {self.reason}. Make room there or name another place."


class NotTheDemo(MediavaultError):
    """A vault that is there already was not made as a demo."""

    def __init__(self, path: Path) -> None:
        """Takes the vault's folder."""
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"{self.path} is a vault with a catalogue of its own, and no demo is made in it: name another place."


def make_demo(path: Path, tell: Tell) -> None:
    """Makes the demo vault at `path`, or what is lacking of it.

    Args:
        path: The vault's folder; the stand-ins go into a folder of it.
        tell: Told in sentences how far it is.

    Raises:
        NotTheDemo: another vault is there.
        StandInsNotDrawn: a file cannot be written.
        ToolMissing, ToolFailed, ToolTimedOut: ffmpeg did not do its part.
        NotAFolder, DiskFull, CannotWrite, CatalogueOnNetwork: there can be no vault.
    """
    vault = Vault(path.absolute())
    folder = vault.path / FOLDER
    is_new = not vault.is_there()
    if not is_new and not folder.is_dir():
        raise NotTheDemo(vault.path)
    vault = Vault.create(path) if is_new else Vault.open(path)
    _draw_lacking(folder, tell)
    with vault.catalogue() as catalogue:
        _add_records(catalogue, tell)
        summary = ingest(catalogue, vault, [folder])
        if summary.new:
            tell(f"Ingested {summary.new} of them: metadata, previews, filmstrips, digests.")
        _log(catalogue, tell)
    for command in ("Try:", *(f"  mediavault --vault {shlex.quote(str(path))} {command}" for command in COMMANDS)):
        tell(command)


def _draw_lacking(folder: Path, tell: Tell) -> None:
    drawings = [
        Drawing(item, one, folder / item.id / one.file)
        for item in ITEMS
        for one in item.stand_ins
        if not (folder / item.id / one.file).exists()
    ]
    try:
        folder.mkdir(exist_ok=True)
        for item in ITEMS:
            if item.message and not (folder / item.id / MESSAGE).exists():
                (folder / item.id).mkdir(parents=True, exist_ok=True)
                (folder / item.id / MESSAGE).write_text(item.message, encoding="utf-8")
        if drawings:
            tell(f"Drawing {len(drawings)} stand-ins ...")
            _draw_all(drawings, tell)
    except OSError as error:
        raise StandInsNotDrawn(folder, error.strerror or str(error)) from error


def _draw_all(drawings: list[Drawing], tell: Tell) -> None:
    with tempfile.TemporaryDirectory(prefix="mediavault-") as workshop, ThreadPoolExecutor(processors()) as pool:
        font = write_font(Path(workshop))
        # The longest first, so that no processor is left alone with one at the end.
        ordered = sorted(drawings, key=lambda one: -one.stand_in.seconds * one.stand_in.size[0] * one.stand_in.size[1])
        running = {pool.submit(draw, one, font): one for one in ordered}
        try:
            for number, done in enumerate(as_completed(running), start=1):
                done.result()
                tell(f"  {number}/{len(drawings)} {running[done].item.id}/{running[done].stand_in.file}")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _add_records(catalogue: Catalogue, tell: Tell) -> None:
    with catalogue.transaction("Add the starter authorities") as edit:
        added = edit.add_missing(starter_authorities())
    if added:
        tell(f"Added {added} events, places, people, organisations, keywords and projects.")


def _log(catalogue: Catalogue, tell: Tell) -> None:
    assets = catalogue.assets(catalogue.find())
    logged = 0
    for item in ITEMS:
        own = {one.name: one for one in assets if one.location and one.location.parent.name == item.id}
        logged += link_item(catalogue, item, own)
    if logged:
        tell(f"Logged {logged} items: events, places, people, keywords, ranges.")
    if make_shot_list(catalogue):
        tell(f'Made the shot list "{SHOT_LIST}".')
