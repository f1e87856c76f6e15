"""What README says to type works when it is typed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from mediavault.export import FORMATS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_session_works_line_by_line(tmp_path: Path) -> None:
    (session,) = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    lines = [line.removeprefix("$ ").partition("   #")[0].strip() for line in session.splitlines()]
    assert len(lines) == 10
    assert lines.pop() == "mediavault"
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    script = "\n".join(["set -e", *lines])
    ran = subprocess.run(
        ["sh", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=110, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert "G001_C001.mov" in ran.stdout
    assert "14:00:04:12 14:00:07:00" in (tmp_path / "arrivals.edl").read_text(encoding="ascii")


def test_it_says_what_each_format_loses() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", README, re.MULTILINE))
    assert rows == {one.name: f"{one.title} | {one.loses}" for one in FORMATS.values()}


def test_every_picture_and_page_is_there() -> None:
    named = re.findall(r"\]\(([^)#:]+)\)", README)
    assert len(named) >= 8
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_every_make_target_it_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    wanted = set(re.findall(r"^make (\w+)", README, re.MULTILINE))
    assert {"demo", "test"} <= wanted
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in wanted)
