"""The page of a shot list as it leaves, with all it forbids itself, in a browser: what is said there comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from editors.browser import opened
from PIL import Image
from shot_list_factory import SELECTS

from mediavault.export import Rendering, export
from mediavault.sheet import read_answers

pytestmark = [pytest.mark.editors, pytest.mark.timeout(300)]
SAID = """
const rows = [...document.querySelectorAll("tr[data-shot]")];
rows[1].querySelector("input").click();
rows[1].querySelector("textarea").value = "Nie, дзякуй";
rows[4].querySelector("textarea").value = "=1+1\\n<b>";
document.querySelector("#by").value = "Ева П.";
document.querySelectorAll("th")[5].click();
document.querySelector("#save").click();
[...document.querySelectorAll("tr[data-shot]")].map(row => JSON.parse(row.dataset.shot).shot)
"""


@pytest.mark.needs_program("chromium")
def test_a_producer_s_ticks_and_comments_come_back_from_a_browser(tmp_path: Path) -> None:
    Image.new("RGB", (64, 36), (200, 0, 0)).save(tmp_path / "preview.jpg")
    way = Rendering(preview_of=lambda _: tmp_path / "preview.jpg")
    (page,) = export(SELECTS, tmp_path / "sheet.html", rendering=way, accept_unknown="agreed").paths
    with opened(page, tmp_path) as browser:
        assert browser.run("document.images.length > 0 && [...document.images].every(one => one.naturalWidth > 0)")
        # Sorted by the name of the file: Latin letters before Cyrillic ones. The script of the page ran.
        assert browser.run(SAID) == [1, 4, 3, 5, 2]
        browser.until("Browser.downloadProgress")
        while not any(one.get("params", {}).get("state") == "completed" for one in browser.said):
            browser.run("1")
        asked = [
            one["params"]["request"]["url"] for one in browser.said if one.get("method") == "Network.requestWillBeSent"
        ]
        logged = [
            one["params"] for one in browser.said if one.get("method") in {"Log.entryAdded", "Runtime.exceptionThrown"}
        ]
        # What is not of the page is refused by the page itself: a script, a picture and a request from elsewhere.
        blocked = browser.run(
            "new Promise(done => { addEventListener('securitypolicyviolation', one => done(one.violatedDirective));"
            "const other = document.createElement('script'); other.textContent = 'window.forged = 1';"
            "document.body.append(other); })"
        )
        assert (blocked, browser.run("window.forged")) == ("script-src-elem", None)
    assert {url.split(":")[0] for url in asked} <= {"file", "data", "blob"}
    assert [url for url in asked if url.startswith("file")] == [page.as_uri()]
    assert logged == []
    answers = read_answers(tmp_path / "sheet.json")
    assert (answers.shot_list, answers.version, answers.by) == (SELECTS.name, 3, "Ева П.")
    assert [(one.shot, one.clip, one.ticked, one.comment) for one in answers.shots] == [
        (1, "c1", False, ""),
        (2, "c2", True, "Nie, дзякуй"),
        (3, "c3", False, ""),
        (4, "c4", False, ""),
        (5, "c5", False, "=1+1\n<b>"),
    ]
