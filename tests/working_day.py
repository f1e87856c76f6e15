"""A day of work: every verb that writes anything, on one vault and one card, in one process and its workers.

`python working_day.py VAULT CARD OUT` ends with status 0 when each verb ended as it should.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from mediavault.cli.program import run

Step = tuple[object, ...]
LIST = "Selects"
TEMPLATE = 'event = "March"\nkeywords = ["flag"]\nrights = "the film\'s"\n'


def steps(card: Path, out: Path) -> Iterator[Step]:
    """Command lines, in the order of a day."""
    yield ("init",)
    yield "ingest", card, "--report", out / "report.html", "--report-pictures"
    yield "ingest", card, "--report", out / "report.csv"
    for kind, name in (("event", "March"), ("place", "Rynek"), ("person", "Vera"), ("keyword", "flag")):
        yield kind, "add", name, *(("--protection", "open") if kind == "person" else ())
    yield "ingest", card, "--template", out / "template.toml", "--jobs", "1"
    yield "ingest", card, "--dry-run"
    yield "find", "kind:photo", "--json"
    yield "tag", "kind:video", "--event", "March", "--place", "Rynek", "--person", "Vera", "--rating", "4"
    yield "tag", "kind:photo", "--keyword", "flag", "--note", "the flag", "--rights", "ours"
    yield "clock", "--camera", "EOS R5", "--shift", "+1h3m"
    yield "shotlist", "create", LIST, "--rate", "25"
    yield "clip", "add", card / "A001.mov", "3f", "20f"
    yield "shotlist", "add", LIST, card / "A001.mov", "--note", "arrival", "--heading", "One"
    yield from exports(out)
    yield "export", LIST, out / "short.edl", "--reel-length", "8", "--dialect", "premiere"
    yield ("undo",)
    yield ("redo",)
    yield "backup", out / "backup.db"
    yield "restore", out / "backup.db"
    yield "dump", out / "dump"
    yield "history", "--json"
    yield ("doctor",)


def exports(out: Path) -> Iterator[Step]:
    """The list in every format there is."""
    from mediavault.export import FORMATS  # noqa: PLC0415  as the program does

    for name, chosen in FORMATS.items():
        yield "export", LIST, out / f"list{chosen.suffix}", "--format", name


def main() -> int:
    vault, card, out = map(Path, sys.argv[1:])
    out.mkdir()
    (out / "template.toml").write_text(TEMPLATE)
    for step in steps(card, out):
        words = [str(word) for word in step]
        if step[0] == "init":
            words.append(str(vault))
        status = run(["--vault", str(vault), *words])
        print(f"{status} {' '.join(words)}", flush=True)  # noqa: T201
        if status:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
