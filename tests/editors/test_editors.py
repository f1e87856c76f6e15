"""Editing programs open what is exported, save it, and what they saved shows the very same frames (make test-editors).

They run headless and for seconds each, so they stand apart from the other tests; the fast ones prove the same files
with melt, the engine of both.
"""

from __future__ import annotations

import json
import re
import subprocess
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import bar_codes
import melt
import pytest
from editors import desktop
from shot_list_factory import SELECTS

from mediavault.export import export, timeline
from mediavault.export.html import write as write_html

pytestmark = [pytest.mark.editors, pytest.mark.timeout(300)]
ON_A_DESKTOP = pytest.mark.needs_program("melt", "xvfb-run", "dbus-run-session")


def properties(path: Path) -> dict[str | None, str | None]:
    """Every property of a project by its name; of several, the last that says something."""
    return {one.get("name"): one.text for one in ET.parse(path).iter("property") if one.text}


@ON_A_DESKTOP
@pytest.mark.needs_program("kdenlive")
def test_kdenlive_saves_the_very_frames_and_a_guide_for_each_shot(each_rate: bar_codes.Case, tmp_path: Path) -> None:
    (path,) = export(each_rate.shot_list, tmp_path / "list.kdenlive").paths
    saved = desktop.saved(desktop.KDENLIVE, path, tmp_path / "kdenlive")
    out = melt.rendered(saved, len(each_rate.frames), tmp_path)
    assert bar_codes.seen(out) == each_rate.frames
    assert bar_codes.heard(out, each_rate.shot_list.rate) == melt.playable(each_rate)
    kept, written = properties(saved), properties(path)
    for name in ("kdenlive:docproperties.guides", "kdenlive:clipzones"):
        assert json.loads(kept[name] or "") == json.loads(written[name] or "")
    guides = json.loads(kept["kdenlive:docproperties.guides"] or "")
    assert [one["pos"] for one in guides] == [span.start for span in each_rate.shot_list.record_ranges]
    assert "keyword: flag" in (kept["kdenlive:description"] or "")
    assert (kept["kdenlive:docproperties.version"], b"LC_NUMERIC" in saved.read_bytes()) == ("1.04", True)


@ON_A_DESKTOP
@pytest.mark.needs_program("shotcut", "xdotool")
def test_shotcut_saves_the_very_frames_the_comments_and_the_markers(each_rate: bar_codes.Case, tmp_path: Path) -> None:
    (path,) = export(each_rate.shot_list, tmp_path / "list.mlt").paths
    saved = desktop.saved(desktop.SHOTCUT, path, tmp_path / "shotcut")
    out = melt.rendered(saved, len(each_rate.frames), tmp_path)
    assert bar_codes.seen(out) == each_rate.frames
    assert bar_codes.heard(out, each_rate.shot_list.rate) == melt.playable(each_rate)
    comments = [one.text for one in ET.parse(saved).findall(".//property[@name='shotcut:comment']")]
    assert comments == [
        "to the end\nrating: 4",
        "place: Kościuszko Market Square, Białystok\nkeyword: flag",
        "one frame",
    ]
    marker = ET.parse(saved).find("tractor/properties[@name='shotcut:markers']/properties")
    assert marker is not None
    assert [one.text for one in marker.findall("property")][:1] == ["Arrival"]


@pytest.mark.needs_program("openshot-qt")
def test_openshot_s_importer_makes_the_clips(each_rate: bar_codes.Case, tmp_path: Path) -> None:
    (path,) = export(each_rate.shot_list, tmp_path / "list.xml").paths
    rate = each_rate.shot_list.rate
    script = [str(Path(__file__).with_name("openshot_import.py")), str(path)]
    argv = ["/usr/bin/python3", *script, str(rate.numerator), str(rate.denominator)]
    said = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    clips = [json.loads(line) for line in said.splitlines()]
    # It makes a clip where a file is described, which is at its first use, and adds the linked sound to it.
    shots, records = each_rate.shot_list.shots[:2], each_rate.shot_list.record_ranges
    expected = [
        (record.start, shot.source_range.start, shot.source_range.end_exclusive)
        for shot, record in zip(shots, records, strict=False)
    ]
    per_second = float(rate.fraction)
    assert [tuple(round(one[name] * per_second) for name in ("position", "start", "end")) for one in clips] == expected
    places = [one.asset.copies[0].location for one in each_rate.media[:2]]
    assert [one["path"] for one in clips] == [
        place.as_uri().replace("file:///", "file://localhost/") for place in places if place
    ]


@pytest.mark.needs_program("xmllint")
def test_every_file_in_xml_is_well_formed(each_rate: bar_codes.Case, tmp_path: Path) -> None:
    for suffix in ("xml", "fcpxml", "mlt", "kdenlive"):
        (path,) = export(each_rate.shot_list, tmp_path / f"list.{suffix}").paths
        assert subprocess.run(["xmllint", "--noout", "--nonet", str(path)], check=False).returncode == 0


HARNESS = """<script>
  const of = what => document.querySelectorAll("tr[data-shot] " + what), boxes = of("input"), texts = of("textarea");
  boxes[1].click(); texts[1].value = "Nie, дзякуй";
  document.querySelectorAll("th")[5].click();
  document.title = JSON.stringify(answer());
  const order = [...table.querySelectorAll("tr[data-shot]")].map(one => one.children[1].textContent);
  document.body.innerHTML = "<pre>" + order;
</script>"""


@pytest.mark.needs_program("chromium")
def test_a_browser_sorts_the_sheet_and_gives_ticks_and_comments(tmp_path: Path) -> None:
    (content,) = write_html(timeline(SELECTS))
    page = tmp_path / "sheet.html"
    page.write_text(re.sub("<meta http-equiv[^>]*>", "", content.decode()).replace("</body>", HARNESS + "</body>"))
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    argv = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", profile, "--dump-dom", page.as_uri()]
    shown = subprocess.run(argv, capture_output=True, text=True, timeout=120, check=True).stdout
    (title,) = re.findall("<title>(.*?)</title>", shown, re.DOTALL)
    answer = json.loads(unescape(title))
    assert (answer["kind"], answer["list"], answer["version"]) == ("mediavault sheet", SELECTS.name, 3)
    assert [(one["shot"], one["ticked"], one["comment"]) for one in answer["shots"]] == [
        (1, False, ""), (2, True, "Nie, дзякуй"), (3, False, ""), (4, False, ""), (5, False, ""),
    ]  # fmt: skip
    # By the name of the file: Latin letters before Cyrillic ones.
    assert re.findall("<pre>(.*?)</pre>", shown) == ["1,4,3,5,2"]
