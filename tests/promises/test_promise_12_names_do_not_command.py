"""Promise 12: a name cannot command your terminal, the interface or a spreadsheet.

Names with escape sequences, C1 controls, bidirectional controls and markup go through every verb that shows names, in a
pipe and on a terminal, through every screen of the interface, and into a table.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from catalogue_factory import CARD, stamp, video
from hostile.names import commanding_name, different, write_named
from media_factory import make_sound
from pty_run import Pty, on_pty
from tmux_terminal import ours

from library.model import Authority, AuthorityKind, Digest, Fingerprint, PartOffer, PartRole
from library.timecode import FrameRate
from mediavault.cli.program import run
from mediavault.vault import Vault

EVERY_RUN, SOAK = 40, 5000
COUNTS = [pytest.param(EVERY_RUN, id="every run"), pytest.param(SOAK, id="soak", marks=pytest.mark.soak)]
OUR_COLOURS = re.compile(rb"\x1b\[[0-9;]*m")
OUR_DISPLAY = re.compile(rb"\x1b\[(?:\?25[hl]|[0-9]*[ABGK]|2K)")
"""How a display of progress draws over itself."""
OUR_POINTER = re.compile(rb"\x1b\]22;[a-z]+\x07")
"""How Textual chooses the shape of the mouse pointer."""
COMMANDS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)
"""Everything below a blank but tab and line ends, C1, what turns or hides text."""
PAYLOADS = (
    b"\x1b]0;owned", b"\x1b]52;c", b"\x1bP+q", "\x9b31m".encode(), "\x9d0;x".encode(), b"\x08\x08", b"\x7f",
    b"\x07", b"\x0b",
    *(code.encode() for code in "\u202e\u2066\u200d\u2028\ufeff\U000e0041"),
)  # fmt: skip
"""What the names hold that no interface writes of its own accord."""
FOLDER = b"clip[/b]"
"""With the bar between them, names make a closing tag."""
SPREADSHEET = {"gnm": "http://www.gnumeric.org/v10.dtd"}


def fill(vault: Vault, names: list[bytes]) -> None:
    """A video of every name, all in a shot list with an alternate, a version and words; some offered as versions."""
    with vault.catalogue() as catalogue:
        with catalogue.transaction("Ingest [/b]\x1b[2J", who="\x1b]0;owned\x07") as edit:
            volume = edit.add_volume(CARD, "CARD \x1b]0;owned\x07[/b]")
            for number, name in enumerate(names):
                known = (
                    Fingerprint(5_000_000, f"{number:032x}"),
                    video(caption="\x9b31m[/b]"),
                    Digest("xxh128", f"{number:032x}"),
                )
                edit.record(volume.id, FOLDER + b"/" + name, stamp(inode=number), *known)
            edit.add_authority(Authority(kind=AuthorityKind.EVENT, name="\x1b[2JDay [/b] \u202e"))
        with catalogue.transaction("Choose") as edit:
            clips = edit.whole_clips(catalogue.find(""))
        with catalogue.transaction("Collect") as edit:
            made = edit.add_shot_list("Selects [/b]\x07", rate=FrameRate(25))
            for clip in catalogue.clips(clips):
                edit.append_shot(made, clip)
        listed = catalogue.shot_list(made)
        first, second, third = listed.shots[0], listed.shots[1].clip, listed.shots[2].clip
        with catalogue.transaction("Say more") as edit:
            edit.add_alternate(first.id, second, note="\x1b]52;c;\x07 [/b]")
            edit.note_shot(first.id, note="\u2066note\x9b31m [/b]", heading="\x1bP+q[/b]\u202e")
            edit.exported(listed, "edl\x07", "\x1b]0;owned\x07[/b].edl")
            edit.note_shot(first.id, note="\u202eanother\x9d0;x [/b]")
            tie = (first.clip.asset, second.asset, PartRole.RECOMPRESSED, 0.9, "\x1b]0;owned\x07 [/b]")
            edit.offer_parts([PartOffer(*tie), PartOffer(tie[0], third.asset, *tie[2:])], "\x9b31m")


@pytest.fixture
def names(count: int) -> list[bytes]:
    """Others with another seed in `MEDIAVAULT_TEST_SEED`."""
    seed = int(os.environ.get("MEDIAVAULT_TEST_SEED", count))
    print(f"names of seed {seed}")
    return different(random.Random(seed), count, commanding_name)


@pytest.fixture
def vault(tmp_path: Path, names: list[bytes]) -> Vault:
    made = Vault.create(tmp_path / "vault")
    fill(made, names)
    return made


VERBS = (
    ("find", ""), ("find", "", "--clips"), ("show", "a1"), ("show", "c1"), ("clip", "list", "a1"), ("history",),
    ("shotlist", "list"), ("shotlist", "show", "Selects [/b]\x07"), ("event", "list"), ("show", "Selects [/b]\x07"),
    ("tag", "", "--keyword", "x", "--create", "--dry-run"), ("find", "[/b]"), ("show", "\x1b[2J"), ("doctor",),
    ("clock", "--camera", "\x1b[2J", "--shift", "+1h"), ("export", "Selects [/b]\x07", "out.edl", "--check"),
)  # fmt: skip
"""Every verb that shows names, and some that are asked for what is not there."""


def harmless(said: bytes) -> None:
    """Says of what a terminal would get that it commands nothing."""
    plain = OUR_COLOURS.sub(b"", said).decode("utf-8")
    assert COMMANDS.findall(plain) == []
    assert "Traceback" not in plain
    assert "MarkupError" not in plain


@pytest.mark.parametrize("count", COUNTS)
def test_no_verb_prints_a_command_into_a_pipe(
    vault: Vault, names: list[bytes], capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(vault.path)
    printed = 0
    for verb in VERBS:
        run(["--vault", str(vault.path), *verb])
        said = capfdbinary.readouterr()
        harmless(said.out)
        harmless(said.err)
        printed += len(said.out)
    assert printed > len(names) * 20
    print(f"{len(names)} names, {len(VERBS)} verbs, {printed} bytes into a pipe: no command")


@pytest.mark.parametrize(
    ("count", "verbs"),
    [
        pytest.param(EVERY_RUN, VERBS[:2], id="every run"),
        pytest.param(SOAK, VERBS, id="soak", marks=[pytest.mark.soak, pytest.mark.timeout(900)]),
    ],
)
def test_no_verb_prints_a_command_on_a_terminal(
    vault: Vault, names: list[bytes], verbs: tuple[tuple[str, ...], ...]
) -> None:
    printed = 0
    for verb in verbs:
        environment = {**os.environ, **ours(), "TERM": "xterm-256color"}
        with on_pty("--vault", vault.path, *verb, environment=environment, columns=200) as running:
            while running._read():
                pass
            running.process.wait(60)
        harmless(running.sent)
        printed += len(running.sent)
    assert printed > len(names) * 20
    print(f"{len(names)} names, {len(verbs)} verbs, {printed} bytes on a terminal: no command")


@pytest.mark.parametrize("count", COUNTS)
def test_an_ingest_of_such_names_prints_no_command(names: list[bytes], tmp_path: Path) -> None:
    """All but two of the files are sounds that break off, of which each is told of by itself; those cannot be read."""
    content = make_sound(tmp_path / "sound.wav", seconds=0.1).read_bytes()[:2000]
    contents = [b"\xff\xd8\xff" if number < 2 else content + b"%d" % number for number in range(len(names))]
    write_named(tmp_path / "card" / "clip[", names, contents)
    environment = {**os.environ, **ours(), "TERM": "xterm-256color"}
    words = ("--vault", tmp_path / "vault", "ingest", tmp_path / "card", "--no-previews")
    with on_pty(*words, environment=environment, columns=200) as running:
        while running._read():
            pass
        assert running.process.wait(60) == 3
    harmless(OUR_DISPLAY.sub(b"", running.sent).replace(b"\r", b""))
    assert running.sent.count(b"breaks off: ") == len(names) - 2
    assert running.sent.count(b"Cannot read") == 2


KEYS = {
    "page": b"\x1b[6~", "log": b"\x1bOR", "shot lists": b"\x1bOS", "export": b"\x05", "ingest": b"\x1b[15~",
    "versions": b"V", "play": b" ", "frame": b".", "look": b"s", "counts": b"\t", "note": b"n",
    "catalogue": b"\x1b[17~", "suggestions": b"\x1b[18~", "history": b"\x1b[19~",
    "library": b"\x1bOQ", "keys": b"?", "back": b"\x1b", "quit": b"\x11",
}  # fmt: skip


def seen(running: Pty, seconds: float) -> None:
    """Takes what is drawn for a while."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        running._read()


@pytest.fixture
def interface(vault: Vault) -> Iterator[Pty]:
    environment = {**os.environ, **ours(), "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"}
    with on_pty("--vault", vault.path, environment=environment, columns=120) as running:
        running.read_until(b"Library")
        seen(running, 1)
        yield running


@pytest.mark.parametrize("count", COUNTS)
def test_no_screen_of_the_interface_lets_a_name_command(interface: Pty, names: list[bytes]) -> None:
    pages, listed = len(names) // 15 + 1, 0
    some = ["page"] * min(pages, 40)
    for key in ("page",) * pages + (
        "log",
        *some,
        "shot lists",
        "versions",
        "shot lists",
        "play",
        "frame",
        "shot lists",
        *some,
        "library",
        "shot lists",
        "note",
        "export",
        "ingest",
        "catalogue",
        *some[:4],
        "suggestions",
        *some[:2],
        "look",
        "history",
        *some,
        "library",
        "counts",
        *some[:2],
        "keys",
        "back",
    ):
        os.write(interface._master, KEYS[key])
        seen(interface, 0.1)
        listed += interface.shown.whole.count(b".jpg")
    seen(interface, 0.5)  # an escape alone is told from the beginning of a sequence by what does not follow
    os.write(interface._master, KEYS["quit"])
    assert interface.ended() == 0, interface.text[-2000:]
    drawn = OUR_POINTER.sub(b"", interface.sent)
    assert [payload for payload in PAYLOADS if payload in drawn] == []
    assert b"Traceback" not in interface.sent
    assert listed > min(len(names), 100) // 2
    print(f"{len(names)} names, {len(interface.sent)} bytes drawn: no command")


@pytest.mark.parametrize("count", COUNTS)
def test_a_table_holds_no_formula_and_no_command(vault: Vault, names: list[bytes], tmp_path: Path) -> None:
    cells = exported(vault, tmp_path / "table.csv")
    harmless("\n".join(cell for row in cells for cell in row).encode())
    assert len(cells) == len(names) + 1
    assert [cell for row in cells for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


@pytest.mark.soak
@pytest.mark.needs_program("ssconvert")
@pytest.mark.parametrize("count", [SOAK])
def test_gnumeric_evaluates_no_cell(vault: Vault, names: list[bytes], tmp_path: Path) -> None:
    exported(vault, tmp_path / "table.csv")
    (tmp_path / "bites.csv").write_text("=1+1,2\n")
    assert (formulas(tmp_path / "bites.csv"), formulas(tmp_path / "table.csv")) == (1, 0)
    print(f"Gnumeric: 0 formulas in a table of {len(names)} names")


def exported(vault: Vault, target: Path) -> list[list[str]]:
    command = [
        sys.executable,
        "-m",
        "mediavault",
        "--vault",
        str(vault.path),
        "export",
        "Selects [/b]\x07",
        str(target),
    ]
    ran = subprocess.run(command, capture_output=True, check=False, timeout=300)
    assert target.exists(), ran.stderr
    return list(csv.reader(io.StringIO(target.read_text(encoding="utf-8-sig"), newline="")))


def formulas(table: Path) -> int:
    """Cells that Gnumeric takes for formulas: in its own format these have no type of value."""
    written = table.with_suffix(".gnumeric")
    subprocess.run(["ssconvert", str(table), str(written)], check=True, capture_output=True, timeout=300)
    cells = ET.fromstring(gzip.decompress(written.read_bytes())).iterfind(".//gnm:Cell", SPREADSHEET)
    return sum(cell.get("ValueType") is None and (cell.text or "").startswith("=") for cell in cells)
