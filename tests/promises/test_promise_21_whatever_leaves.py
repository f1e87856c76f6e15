"""Promise 21, door by door: whatever writes a file for others leaves out who must not be named, in every field.

One vault in which people of every standing are named in all that can be said of anything, and one run of every verb
that makes files to be given away. What is in those files, unpacked and decoded, is searched for each name.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_runner import Cli
from export_bytes import left_in
from intake_factory import telegram_export, telegram_message, whatsapp_export
from media_factory import make_photo, make_sound, make_video

from library.names import fold
from mediavault.export import FORMATS

HIDDEN = {
    "marked": ("Зофія Квяткоўская", "Zofia Kwiatkowska", "Zofii Kwiatkowskiej", "Зофьи Квятковской", "Zofia Mgielka"),
    "unknown": ("Раман Трубяцкой", "Raman Trubecki", "Ramana Trubeckiego"),
    "alias only": ("Дзмітры Галавач", "Dzmitry Halavach", "Dzmitrym Halavachem"),
    "took back": ("Марына Барташэвіч", "Maryna Bartaszewicz"),
    "refused": ("Ігар Няхай", "Ihar Niachaj"),
    "ran out": ("Ева Дубоўская", "Ewa Dubowska", "Ewy Dubowskiej"),
    "sender": ("Wiktar Padabied", "+375 29 765-43-21", "375297654321", "user99887766"),
}
"""By what is known of them: what must be nowhere; the first name is the one of the record."""
SAID_NO = ("took back", "refused", "ran out")
"""Those who are in nothing here, for what they are in leaves for no reason; they are but named."""
SURNAME = ("Kwiatkowska", "Квятковской", "kwiatkowskiej")
"""What must be nowhere beside her."""
ALL = " / ".join((*(name for names in HIDDEN.values() for name in names), *SURNAME))
ALIAS, OPEN = "Bayarka", "Alena Adkrytaja"
CAMERA = ("SN-77-CAMERA", "53.9023", "53.902", "Exif Artystka", "Quicktime Artystka", "Whose Camera")
"""What only cameras say."""
LIST = "Lista Zofii Kwiatkowskiej"
ADDED = (
    ("person", "add", "Зофія Квяткоўская", "--name", "pl=Zofia Kwiatkowska", "--name", "ru=Зофья Квятковская",
     "--alias", "Zofia Mgielka", "--protection", "do not identify"),
    ("person", "add", "Раман Трубяцкой", "--name", "pl=Raman Trubecki"),
    ("person", "add", "Дзмітры Галавач", "--name", "pl=Dzmitry Halavach", "--alias", ALIAS, "--protection",
     "alias only"),
    ("person", "add", "Марына Барташэвіч", "--name", "pl=Maryna Bartaszewicz", "--protection", "open"),
    ("consent", "grant", "Марына Барташэвіч", "--purpose", "film"),
    ("consent", "withdraw", "Марына Барташэвіч"),
    ("person", "add", "Ігар Няхай", "--name", "pl=Ihar Niachaj", "--protection", "open"),
    ("consent", "refuse", "Ігар Няхай", "--purpose", "online"),
    ("person", "add", "Ева Дубоўская", "--name", "pl=Ewa Dubowska", "--protection", "open"),
    ("consent", "grant", "Ева Дубоўская", "--purpose", "film", "--on", "2019-01-01", "--until", "2020-01-01"),
    ("person", "add", OPEN, "--protection", "open"),
    ("consent", "grant", OPEN, "--purpose", "any"),
    ("project", "add", "Film o Zofii Kwiatkowskiej"),
    ("organisation", "add", "Friends of Raman Trubecki", "--protection", "open"),
)  # fmt: skip


def found_in(text: str, forbidden: tuple[str, ...]) -> list[str]:
    """Which of them a text holds, in any letter case or transliterated; a number in any spacing."""
    for picture in re.findall(r"base64,([A-Za-z0-9+/]+=*)", text):
        text += base64.b64decode(picture).decode("latin-1")
    words = re.sub(r"[\W_]+", " ", text.casefold())
    spelt = {spelling: name for name in forbidden for spelling in (name.casefold(), fold(name))}
    return sorted({name for one, name in spelt.items() if re.sub(r"[\W_]+", " ", one).strip() in words})


def card(folder: Path) -> Path:
    said = {"Artist": CAMERA[3], "BodySerialNumber": CAMERA[0], "CameraOwnerName": CAMERA[5]}
    named = {**said, "ImageDescription": ALL, "Copyright": "© Zofia Kwiatkowska"}
    make_photo(folder / "1.jpg", gps=(53.9023, 27.5678), **named)
    make_photo(folder / "rozmowa zofii kwiatkowskiej" / "2.jpg", colour="#204060", **said)
    tags = {"title": ALL, "artist": CAMERA[4], "location": "+53.9023+027.5678/"}
    make_video(folder / "A001.mov", seconds=2, timecode="10:00:00:00", tags=tags)
    make_sound(folder / "wywiad_kwiatkowskiej.wav", seconds=2)
    (folder / "1.jpg.xmp").write_text(
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:mwg="http://www.metadataworkinggroup.com/schemas/regions/" '
        f'mwg:Name="{ALL}"><mwg:Face>{ALL}</mwg:Face></rdf:Description></rdf:RDF></x:xmpmeta>',
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def told_of(tmp_path: Path, bare: Cli) -> Callable[..., str]:
    """A vault in which everybody is named everywhere, and linked to everything; what runs the program on it."""
    vault = tmp_path / "vault"

    def run(*arguments: object, ends: int = 0) -> str:
        ran = bare("--vault", vault, *arguments)
        assert ran.status == ends, (arguments, ran.err)
        return ran.out

    bare("init", vault)
    for arguments in ADDED:
        run(*arguments)
    sent = telegram_message(1, text=ALL, who=("user99887766", "Wiktar Padabied"), photo="photos/3.jpg")
    telegram_export(tmp_path / "sent", [sent], ["photos/3.jpg"])
    run("ingest", card(tmp_path / "card"))
    run("intake", "telegram", tmp_path / "sent")
    said = "17/08/2020, 18:30 - +375 29 765-43-21: IMG-1.jpg (file attached)\n"
    run("intake", "whatsapp", whatsapp_export(tmp_path / "chat", said, ["IMG-1.jpg"]), "--dates", "d/m")
    run("shotlist", "create", LIST, "--rate", "25", "--project", "Film o Zofii Kwiatkowskiej")
    for kind in ("event", "place", "keyword"):
        run("tag", "", f"--{kind}", f"{kind} of Зофьи Квятковской", "--create")
    run("tag", "", "--note", ALL, "--rights", ALL)
    run("rights", "set", "", "--owner", "Raman Trubecki", "--credit", ALL)
    for name in (OPEN, *(names[0] for standing, names in HIDDEN.items() if standing not in {"sender", *SAID_NO})):
        run("tag", "", "--person", name)
    run("shotlist", "add", LIST, *(f"a{number}" for number in range(1, 7)), "--note", ALL, "--heading", ALL)
    return run


def test_no_door_lets_a_name_out(told_of: Callable[..., str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name, chosen in FORMATS.items():
        target = out / f"list-{name}{chosen.suffix}"
        told_of("export", LIST, target, "--format", name, ends=40)
        told_of("export", LIST, target, "--format", name, "--accept-unknown", "agreed")
    exports = sorted(out.iterdir())
    for suffix in ("csv", "xlsx"):
        told_of("sheet", "export", out / f"sheet.{suffix}")
    told_of("xmp", "export", "", out / "sidecars")
    for kind in ("event", "place", "person", "organisation", "keyword", "project", "contributor"):
        told_of(kind, "export", out / f"{kind}.toml")
    told_of("keyword", "export", out / "keywords.ttl")
    told_of("deposit", "", out / "bag", ends=40)
    told_of("deposit", "", out / "bag", "--title", ALL, "--accept-unknown", "agreed")
    for original in (out / "bag" / "data" / "media").rglob("*.*"):
        original.write_bytes(b"")  # an original leaves as it is, for a reason
    for suffix in ("html", "csv"):
        told_of("ingest", tmp_path / "card", "--report", out / f"report.{suffix}", "--contributor", "Ihar Niachaj",
                "--rights", ALL, "--note", ALL, "--report-pictures")  # fmt: skip
        told_of("conform", out / "list-otio.otio", "--report", out / f"conform.{suffix}", ends=40)
    told_of("dump", tmp_path / "dump")
    (tmp_path / "dump" / "csv").rename(out / "tables")  # the rest of a dump is the catalogue itself
    told_of("tag", "a1", "--person", HIDDEN["refused"][0])
    told_of("export", LIST, out / "no.otio", "--accept-unknown", "agreed", ends=40)
    names = tuple(name for known in HIDDEN.values() for name in known)
    left = {path.name: left_in(path) for path in out.iterdir()}
    assert {name: found for name, text in left.items() if (found := found_in(text, names))} == {}
    left.pop("tables")  # their history is beside nobody
    assert {name: found for name, text in left.items() if (found := found_in(text, SURNAME))} == {}
    assert {path.name: found for path in exports if (found := found_in(left[path.name], CAMERA))} == {}
    for name in ("list-csv.csv", "list-otio.otio", "list-html.html", "sheet.csv"):
        assert (OPEN in left[name], ALIAS in left[name]) == (True, not name.startswith("sheet")), name
    assert "[name withheld]" in left["list-csv.csv"]
    assert list(out.rglob(".mediavault-*")) == []
