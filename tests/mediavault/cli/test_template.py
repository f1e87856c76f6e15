"""`ingest --template` and its options: said of everything, of known files too, never over what was said before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cli_runner import Cli
from media_factory import make_photo

from mediavault.ingest.template import LISTS, TEXTS, read_template

TEMPLATE = """
event = "day of solidarity"
place = "Belostok"
rights = "© Anna K., for the film"
note = "second card"
"""


@pytest.fixture
def card(tmp_path: Path) -> Path:
    for number in (1, 2):
        make_photo(tmp_path / "CARD B" / f"{number}.jpg", colour=f"#{number}0{number}0{number}0")
    return tmp_path / "CARD B"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "batch.toml"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def whole(cli: Cli, key: str) -> dict[str, Any] | None:
    """What is said of all of an asset: names by role, note and rights."""
    (asset,) = cli("show", key, "--json").lines
    clip = next((one for one in asset["clips"] if one["range"] is None), None)
    if clip is None:
        return None
    return {
        "links": {link["role"]: link["name"] for link in clip["links"]},
        "note": clip["note"],
        "rights": clip["rights"],
    }


SAID = {
    "links": {"depicts": "Day of Solidarity", "recorded at": "Białystok"},
    "note": "second card",
    "rights": "© Anna K., for the film",
}


def test_everything_of_a_batch_is_stamped_in_one_change(cli: Cli, card: Path, template: Path) -> None:
    ran = cli("ingest", card, "--template", template, "--jobs", "1", "--json")
    assert ran.status == 0
    assert ran.lines[-1]["summary"]["stamped"] == 2
    assert "2 assets stamped.\n" in ran.err
    assert [whole(cli, key) for key in ("a5", "a6")] == [SAID, SAID]
    assert whole(cli, "a1") is None, "another card"
    assert [cells[3] for cells in cli("history", "--limit", "1").cells] == [
        "Stamp CARD B: Day of Solidarity, Białystok, rights, note"
    ]
    assert cli("undo").status == 0
    assert [whole(cli, key) for key in ("a5", "a6")] == [None, None], "the files stay, what was said of them goes"
    assert cli("redo").status == 0
    assert whole(cli, "a6") == SAID


def test_known_files_are_stamped_once_and_nobody_is_overruled(cli: Cli, card: Path, template: Path) -> None:
    cli("ingest", card, "--jobs", "1")
    cli("tag", "a5", "--rights", "© somebody else", "--place", "Vilnius")
    again = cli("ingest", card, "--template", template, "--jobs", "1", "--json")
    assert again.lines[-1]["summary"]["known"] == 2
    assert "2 assets stamped; 1 keeps other rights or another note.\n" in again.err
    assert whole(cli, "a6") == SAID
    kept = whole(cli, "a5")
    assert kept is not None
    assert kept["rights"] == "© somebody else"
    before = cli("history").out
    third = cli("ingest", card, "--template", template, "--jobs", "1", "--json")
    assert "stamped" not in third.lines[-1]["summary"]
    assert cli("history").out == before


def test_an_option_wins_over_the_template(cli: Cli, card: Path, template: Path) -> None:
    cli("ingest", card, "--template", template, "--place", "Vilnius", "--note", "first card", "--jobs", "1")
    said = whole(cli, "a5")
    assert said is not None
    assert (said["links"]["recorded at"], said["note"], said["rights"]) == ("Vilnius", "first card", SAID["rights"])


def test_names_that_are_not_there_are_added_only_when_asked_for(cli: Cli, card: Path, template: Path) -> None:
    template.write_text('event = "Harvest"\ncontributor = "Anna K."\nkeywords = ["flag", "march"]\n', encoding="utf-8")
    refused = cli("ingest", card, "--template", template, "--jobs", "1")
    assert (refused.status, 'No event "Harvest"' in refused.err) == (2, True)
    assert len(cli("find", "").cells) == 4, "nothing was read"
    assert cli("ingest", card, "--template", template, "--create", "--jobs", "1").status == 0
    (asset,) = cli("show", "a5", "--json").lines
    assert [(link["kind"], link["name"], link["role"]) for link in asset["clips"][0]["links"]] == [
        ("event", "Harvest", "depicts"),
        ("keyword", "flag", "about"),
        ("keyword", "march", "about"),
        ("person", "Anna K.", "sent by"),
    ]
    cli("undo")
    assert cli("event", "show", "Harvest").status == 2, "the new names go with the stamp"


def test_the_nearest_name_is_offered(cli: Cli, card: Path) -> None:
    refused = cli("ingest", card, "--event", "Day of Solidarnost", "--jobs", "1")
    assert refused.status == 2
    assert 'did you mean "Day of Solidarity"?' in refused.err


def test_a_dry_run_tells_what_would_be_stamped(cli: Cli, card: Path, template: Path) -> None:
    before = cli("history").out
    ran = cli("ingest", card, "--template", template, "--dry-run", "--jobs", "1")
    assert "2 assets would be stamped.\n" in ran.err
    assert cli("history").out == before
    cli("ingest", card, "--template", template, "--jobs", "1")
    assert "stamped" not in cli("ingest", card, "--template", template, "--dry-run", "--jobs", "1").err


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('evnt = "x"', 'nobody knows the key "evnt": did you mean "event"?'),
        ('zzz = "x"', 'nobody knows the key "zzz": there are event, place, contributor, rights, note, keywords.'),
        ("event = 3", 'event is to be a text in quotes, as in event = "…".'),
        ('event = " "', "event is to be a text in quotes"),
        ('keywords = "flag"', 'keywords is to be a list of texts, as in keywords = ["…", "…"].'),
        ("event = Harvest", 'Write lines as: place = "Białystok"'),
    ],
)
def test_a_template_nobody_understands_is_refused_before_any_work(
    bare: Cli, card: Path, template: Path, tmp_path: Path, text: str, sentence: str
) -> None:
    template.write_text(text, encoding="utf-8")
    refused = bare("ingest", card, "--template", template, "--vault", tmp_path / "new")
    assert (refused.status, sentence in refused.err) == (2, True), refused.err
    assert refused.err.startswith(f"mediavault: Cannot use the template {template}: ")
    assert not (tmp_path / "new").exists()


def test_a_template_that_is_not_there(bare: Cli, card: Path, tmp_path: Path) -> None:
    refused = bare("ingest", card, "--template", tmp_path / "none.toml", "--vault", tmp_path / "new")
    assert (refused.status, "No such file or directory. Name a TOML file." in refused.err) == (2, True)
    (tmp_path / "latin.toml").write_bytes('note = "é"'.encode("latin-1"))
    refused = bare("ingest", card, "--template", tmp_path / "latin.toml", "--vault", tmp_path / "new")
    assert (refused.status, "it is no UTF-8 text" in refused.err) == (2, True)


def test_the_example_in_the_readme_has_every_key(cli: Cli, card: Path, template: Path) -> None:
    readme = Path(__file__).parents[3].joinpath("README.md").read_text(encoding="utf-8")
    template.write_text(readme.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    assert read_template(template).keys() == {*TEXTS, *LISTS}
    assert cli("ingest", card, "--template", template, "--create", "--jobs", "1").status == 0
    said = whole(cli, "a5")
    assert said is not None
    assert said["links"]["sent by"] == "Anna K."
    assert said["rights"] == "© Anna K., cleared for the film by mail of 2020-08-17"
