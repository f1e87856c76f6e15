"""The pre-flight: everything to know before a shot list leaves, without writing anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from library.model import PARTIES, ShotList
from library.withheld import WITHHELD, Withheld
from mediavault.export.ale import REEL_LENGTH
from mediavault.export.edl import EdlOptions
from mediavault.export.edl_findings import edl_findings, reel_findings
from mediavault.export.findings import Finding, FindingKind
from mediavault.export.format_findings import format_findings
from mediavault.export.formats import Format, named_format
from mediavault.export.gather import gather, likeliest_copy, names_somebody
from mediavault.export.handles import reaching
from mediavault.export.people import NOBODY, People
from mediavault.export.people_findings import people_findings
from mediavault.export.rights_findings import rights_findings


def check(
    shot_list: ShotList,
    format: Format | str,  # noqa: A002  the word people use for it
    *,
    people: People = NOBODY,
    accept_unknown: str | None = None,
    edl: EdlOptions | None = None,
) -> list[Finding]:
    """What stands in the way of an export, what it changes and what the editor must know; the stops first.

    Args:
        shot_list: The list.
        format: A format, or its name.
        people: Who may be identified how far; who is not among them is unknown, and unknown means no.
        accept_unknown: Why the list may leave although people in it are not open; their names never do.
        edl: How an edit decision list would be written.

    Raises:
        UnknownFormat: There is no format of that name.
    """
    chosen = format if isinstance(format, Format) else named_format(format)
    return check_each(shot_list, [chosen], people=people, accept_unknown=accept_unknown, edl=edl)[chosen.name]


def check_each(
    shot_list: ShotList,
    formats: Iterable[Format],
    *,
    people: People = NOBODY,
    accept_unknown: str | None = None,
    edl: EdlOptions | None = None,
) -> dict[str, list[Finding]]:
    """The findings of several formats by their names; what is so in each of them is looked for once."""
    cut_list = gather(shot_list, people)
    accepted = bool(accept_unknown and accept_unknown.strip())
    told = list(_names(shot_list, people))
    plain = list(_permission(shot_list, people, accepted=accepted))
    found = {}
    for one in formats:
        # Trimmed clips have their handles as well, and whoever is in those.
        with_handles = one.name == "clips" and shot_list.handles
        permission = _permission(reaching(shot_list), people, accepted=accepted) if with_handles else plain
        findings = [*permission, *told, *format_findings(cut_list, one)]
        if one.name == "edl":
            findings += edl_findings(cut_list, (edl or EdlOptions()).reel_length)
        elif one.name == "ale":
            findings += reel_findings(cut_list, REEL_LENGTH)
        found[one.name] = sorted(findings, key=lambda finding: not finding.stops)
    return found


def _permission(shot_list: ShotList, people: People, *, accepted: bool) -> Iterator[Finding]:
    """What people and rights say to the leaving of the frames that a list uses."""
    yield from people_findings(shot_list, people, accepted=accepted)
    yield from rights_findings(shot_list, people)


def _names(shot_list: ShotList, people: People) -> Iterator[Finding]:
    """Names of people who are not open in texts and paths, whether they are linked or not."""
    withheld = people.withheld(shot_list)
    yield from _named(None, "The list", {"name": shot_list.name, "project": shot_list.project}, [withheld])
    for shot in shot_list.shots:
        either = withheld, people.words(shot)
        clip, tags = shot.clip, " / ".join(one.name for one in shot.clip.links if one.kind not in PARTIES)
        texts = {"name": clip.name, "heading": shot.heading, "note": shot.note, "clip note": clip.note, "tags": tags}
        yield from _named(shot.number, f"Shot {shot.number} ({shot.asset.name})", texts, either)
        copy = likeliest_copy(shot)
        if copy and names_somebody(copy, *either):
            yield Finding(
                shot.number,
                FindingKind.NAME_IN_PATH,
                f"The path of shot {shot.number} ({shot.asset.name}) holds a name that must not leave.",
                f"The file is called {shot.asset.key} in the export and must be relinked by hand.",
            )


def _named(
    number: int | None, what: str, texts: Mapping[str, str | None], withheld: Sequence[Withheld]
) -> Iterator[Finding]:
    places = [place for place, text in texts.items() if text and any(one.redacted(text) != text for one in withheld)]
    if places:
        sentence = f"{what} names somebody who is not known to be open, in its {' and '.join(places)}."
        cure = f"The export says {WITHHELD} there; record who may be named as open."
        yield Finding(number, FindingKind.NAME_IN_TEXT, sentence, cure)
