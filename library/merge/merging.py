"""A whole merge: what comes from where, in the order in which one thing refers to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select, true
from sqlalchemy.exc import ProgrammingError

from library import names
from library.dump.format import dumped_tables
from library.edit.joining import AS_SAID
from library.edit.writer import without_id
from library.merge.assets import KnownAssets, looks
from library.merge.choices import Choices, Conflict, Merged
from library.merge.permissions import merge_clearances, merge_consents
from library.merge.records import merge_records
from library.merge.rows import Merging, Row, Rule, identity
from library.model import ClockCorrection
from library.reading.transcripts import COLUMNS
from library.schema import mapping, tables

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from library.edit import Edit

LEFT = frozenset({"operation", "change", "step", "custody", "authority_name", "relation"})
"""The history of each catalogue is its own; names and relations come with their records."""
NAMED = {
    "fixity_check": {"copy_id": "copy"},
    "offered_part": {"whole_id": "asset", "member_id": "asset"},
    "refused_gathering": {"asset_id": "asset"},
    "refused_link": {"asset_id": "asset", "authority_id": "authority"},
    "sender_identity": {"authority_id": "authority"},
}
"""Tables whose rows outlive what they name, so that no reference holds them to it: they come last."""
REFUSED = ("asset_id", "authority_id", "role")
"""What makes a refusal one."""
_REGION = ("region_x", "region_y", "region_w", "region_h")


def _one_clip(row: Row) -> tuple[str, ...]:
    """A range may be there twice under two names; all of an asset is one clip, whatever it is called."""
    where = ("asset_id", "start", "duration", *_REGION)
    return where if row["start"] is None else (*where, "name")


RULES = {"asset_raw": Rule(said=())}


def merge(edit: Edit, theirs: Connection, choices: Choices) -> Merged:
    """Brings all that another catalogue knows into this one, in the transaction of an edit.

    Args:
        edit: The transaction.
        theirs: A transaction of the other catalogue, which has the same schema.
        choices: What people chose.
    """
    merging = Merging(edit, theirs, choices, Merged(), names=NAMED)
    for table in sorted(dumped_tables(), key=lambda one: one.name in NAMED):
        if table.name in LEFT:
            continue
        own = _OWN.get(table.name)
        if own:
            own(merging)
        else:
            merging.merge(table, RULES.get(table.name, Rule()))
    return merging.merged


def _records(merging: Merging) -> None:
    merging.keys["authority"] = merge_records(merging.edit, merging.theirs, merging.choices, merging.merged)


def _assets(merging: Merging) -> None:
    """What files say of themselves stays as it is here; a digest nobody has taken here comes along.

    So does what a person says of a camera's clock.
    """
    table = tables.asset
    known, files = KnownAssets(merging.edit.recorder.connection), looks(merging.theirs)
    keys, new = merging.keys.setdefault(table.name, {}), []
    for row in merging.there(table):
        same = known.same(row, files.get(row["id"], ()))
        if same is None:
            new.append(row)
            continue
        keys[row["id"]] = same
        if mapping.correction(row) != ClockCorrection():
            _correct_clock(merging, same, row)
        if known.digests[same] is None and row["digest_hex"] is not None:
            digest = {name: row[name] for name in ("digest_algorithm", "digest_hex")}
            merging.change(table, same, digest)
    merging.insert(table, new)


def _correct_clock(merging: Merging, asset: int, theirs: Row) -> None:
    table = tables.asset
    query = select(table).where(table.c.id == asset)
    ours = merging.edit.recorder.connection.execute(query).mappings().one()
    here, there = mapping.correction(ours), mapping.correction(theirs)
    if here == there:
        return
    if here != ClockCorrection():
        taken = "theirs" if merging.choices.theirs else "ours"
        said, other = (f"{one.shift_s:+} s {one.zone or ''}".strip() for one in (here, there))
        merging.merged.conflicts.append(Conflict(f"asset a{asset}", "clock", said, other, taken))
    if here == ClockCorrection() or merging.choices.theirs:
        merging.change(table, asset, mapping.corrected_columns(mapping.stated(ours), there))


def _parts(merging: Merging) -> None:
    """Nothing comes to belong to itself, not through others either."""
    table, fitting = tables.part, []
    wholes = {row["member_id"]: row["whole_id"] for row in merging.here(table)}
    for row in merging.there(table):
        member, whole = row["member_id"], row["whole_id"]
        above = {whole}
        while (whole := wholes.get(whole, 0)) and whole not in above:
            above.add(whole)
        if member in above:
            told = (f"a{row['whole_id']} belongs to a{member}", f"a{member} belongs to a{row['whole_id']}")
            merging.merged.conflicts.append(Conflict(f"part a{member}", "whole", *told, "left out"))
            merging.merged.left_out[table.name] += 1
            continue
        fitting.append(row)
        if merging.choices.theirs or member not in wholes:
            wholes[member] = row["whole_id"]
    merging.merge(table, Rule(), fitting)


def _clips(merging: Merging) -> None:
    """What is picked is not rejected, nor the other way round."""
    table, flags = tables.clip, ("picked", "rejected")
    merging.merge(table, Rule(_one_clip, said=("name", "note", "rating", "rights")))
    for ours, row in merging.pairs(table):
        said = {name: row[name] for name in flags}
        if not any(said.values()) or said == {name: ours[name] for name in flags}:
            continue
        differ = any(ours[name] for name in flags)
        if differ:
            one, other = (next(name for name in flags if held[name]) for held in (ours, row))
            taken = "theirs" if merging.choices.theirs else "ours"
            merging.merged.conflicts.append(Conflict(f"clip {ours['id']}", "picked or rejected", one, other, taken))
        if not differ or merging.choices.theirs:
            merging.change(table, ours["id"], said)
            ours.update(said)


def _copies(merging: Merging) -> None:
    """Where both know other content at one path, the copy known here stands, and the other is one that was changed."""
    table, new = tables.copy, []
    here = {(row["volume_id"], row["path_raw"], row["asset_id"]): row["id"] for row in merging.here(table)}
    present = {(row["volume_id"], row["path_raw"]): row for row in merging.here(table) if row["state"] != "changed"}
    keys = merging.keys.setdefault(table.name, {})
    for row in merging.there(table):
        where = (row["volume_id"], row["path_raw"])
        same = here.get((*where, row["asset_id"]))
        if same is not None:
            keys[row["id"]] = same
            continue
        ours = present.get(where)
        if ours is not None and row["state"] != "changed":
            held = (f"a{ours['asset_id']}", f"a{row['asset_id']}")
            merging.merged.conflicts.append(Conflict(f"copy {row['path']}", "content", *held, "both"))
        new.append(row | {"state": "changed"} if ours is not None else row)
    merging.insert(table, new)


def _links(merging: Merging) -> None:
    """What somebody accepted there is no question here any more; what was refused here is not asked again."""
    refused = {identity(row, REFUSED) for row in merging.here(tables.refused_link)}
    of_clips = {row["id"]: row["asset_id"] for row in merging.here(tables.clip)} if refused else {}
    merging.merge(
        tables.link,
        Rule(said=()),
        (
            row
            for row in merging.there(tables.link)
            if not (
                row["suggested"] and identity({**row, "asset_id": of_clips.get(row["clip_id"])}, REFUSED) in refused
            )
        ),
    )
    for ours, row in merging.pairs(tables.link):
        if ours["suggested"] and not row["suggested"]:
            merging.change(tables.link, ours["id"], {name: row[name] for name in AS_SAID})


def _refused(merging: Merging) -> None:
    """What was refused there is asked no longer here."""
    merging.merge(tables.refused_link, Rule())
    closed = merging.edit.close_refused(true())
    merging.merged.changed[tables.link.name] += closed


def _messages(merging: Merging) -> None:
    """A message that lacks nothing in one of the two lacks nothing any more."""
    table = tables.message
    merging.merge(table, Rule(said=tuple(one.name for one in table.columns if one.name not in {"id", "key", "lacks"})))
    for ours, row in merging.pairs(table):
        if ours["lacks"] is not None and row["lacks"] is None:
            merging.change(table, ours["id"], {"lacks": None})


def _checks(merging: Merging) -> None:
    """Evidence, which no undo takes back. The last check of a copy counts: none older comes in over a newer one."""
    table = tables.fixity_check
    newest: dict[int, str] = {}
    for row in merging.here(table):
        newest[row["copy_id"]] = max(row["at"], newest.get(row["copy_id"], ""))
    later = (row for row in merging.there(table) if row["at"] > newest.get(row["copy_id"], ""))
    new = [without_id(row) for row in later]
    connection = merging.edit.recorder.connection
    try:
        if new:
            with connection.begin_nested():
                connection.execute(table.insert(), new)
        merging.merged.added[table.name] += len(new)
    except ProgrammingError:  # on a server nobody but its owner notes checks under the names of others
        merging.merged.left_out[table.name] += len(new)


def _transcripts(merging: Merging) -> None:
    """What is said in an asset in one language is one thing: ours or theirs, and never the two mixed."""
    table = tables.transcript_line
    ours, theirs = _by_language(merging.here(table)), _by_language(merging.there(table))
    for where, lines in theirs.items():
        known = ours.get(where, [])
        if not known:
            merging.insert(table, lines)
        elif list(map(_said, known)) != list(map(_said, lines)):
            asset, language = where
            counts = (f"{len(known)} lines", f"{len(lines)} lines")
            taken = "theirs" if merging.choices.theirs else "ours"
            merging.merged.conflicts.append(Conflict(f"transcript of a{asset}", language or "", *counts, taken))
            if merging.choices.theirs:
                merging.edit.recorder.delete(table, [line["id"] for line in known])
                merging.insert(table, lines)


def _by_language(rows: Iterable[Row]) -> dict[tuple[int, str | None], list[Row]]:
    found: defaultdict[tuple[int, str | None], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: (one["start_ms"], one["id"])):
        found[row["asset_id"], row["language"]].append(row)
    return found


def _said(line: Row) -> tuple[object, ...]:
    return tuple(line[name] for name in COLUMNS)


def _identities(merging: Merging) -> None:
    """Who the senders of the other are, of whom nobody knows that here: outside the history, as everywhere."""
    table, said = tables.sender_identity, ("channel", "handle", "name", "phone")
    here = {identity(row, said) for row in merging.here(table)}
    new = [without_id(row) for row in merging.there(table) if identity(row, said) not in here]
    if new:
        merging.edit.recorder.connection.execute(table.insert(), new)
    merging.merged.added[table.name] += len(new)


def _shot_lists(merging: Merging) -> None:
    """A list that is there under its name with other shots comes in beside it, under the name of its catalogue too."""
    here = {row["folded"]: row["id"] for row in merging.here(tables.shot_list)}
    ours, theirs = _by_list(merging.here(tables.shot)), _by_list(merging.raw(tables.shot))
    for row in merging.there(tables.shot_list):
        shots = [one | {"clip_id": merging.keys["clip"].get(one["clip_id"])} for one in theirs[row["id"]]]
        name = None if any(one["clip_id"] is None for one in shots) else _free_name(merging, row, here, (ours, shots))
        if name is None:
            merging.merged.conflicts.append(Conflict(f'shot list "{row["name"]}"', "shots", "", "", "left out"))
            merging.merged.left_out[tables.shot_list.name] += 1
        elif name in here:
            merging.keys.setdefault(tables.shot_list.name, {})[row["id"]] = here[name]
            same = zip(theirs[row["id"]], ours[here[name]], strict=True)
            shots_here = merging.keys.setdefault(tables.shot.name, {})
            shots_here |= {one["id"]: other["id"] for one, other in same}
        else:
            merging.insert(tables.shot_list, [row | {"name": name, "folded": names.fold(name)}])
            key = merging.keys[tables.shot_list.name][row["id"]]
            merging.insert(tables.shot, [one | {"shot_list_id": key} for one in shots])


def _free_name(
    merging: Merging, row: Row, here: Mapping[str, int], shots: tuple[Mapping[int, list[Row]], list[Row]]
) -> str | None:
    """The folded name of the list here that has the same shots, or a name that is free; none where both are taken."""
    ours, theirs = shots
    for name in (row["name"], f"{row['name']} ({merging.choices.label})"):
        key = here.get(names.fold(name))
        if key is None:
            if name != row["name"]:
                taken = Conflict(f'shot list "{row["name"]}"', "shots", row["name"], name, "both")
                merging.merged.conflicts.append(taken)
            return name
        if list(map(_use, ours[key])) == list(map(_use, theirs)):
            return names.fold(name)
    return None


def _use(shot: Row) -> tuple[object, ...]:
    return tuple(shot[name] for name in ("clip_id", "start", "duration", "frame_rate", "note", "heading"))


def _by_list(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: (one["shot_list_id"], one["position"])):
        found[row["shot_list_id"]].append(row)
    return found


def _versions(merging: Merging) -> None:
    """What the lists held when they were exported, with the keys that their clips have here.

    A number that a version has here already is not given twice: theirs gets the next that is free.
    """
    table, one = tables.shot_list_version, ("shot_list_id", "exported_at", "format", "file")
    here, rows = list(merging.here(table)), []
    known = {identity(row, one) for row in here}
    taken = {(row["shot_list_id"], row["version"]) for row in here}
    following = {row["id"]: row["version"] for row in merging.here(tables.shot_list)}
    for row in merging.there(table):
        if identity(row, one) in known:
            continue
        key, version = row["shot_list_id"], row["version"]
        if (key, version) in taken:
            version = max(number for of_list, number in taken if of_list == key) + 1
        taken.add((key, version))
        keys = {name: merging.keys[name] for name in ("clip", "asset")}
        moved = [shot | {name: held.get(shot[name], 0) for name, held in keys.items()} for shot in row["shots"]]
        rows.append(row | {"shots": moved, "version": version})
        if following[key] <= version:
            following[key] = version + 1
            merging.edit.recorder.update(tables.shot_list, key, {"version": version + 1})
    merging.insert(table, rows)


_OWN: Mapping[str, Callable[[Merging], None]] = {
    "asset": _assets,
    "authority": _records,
    "clearance": merge_clearances,
    "clip": _clips,
    "consent": merge_consents,
    "fixity_check": _checks,
    "copy": _copies,
    "link": _links,
    "message": _messages,
    "part": _parts,
    "refused_link": _refused,
    "sender_identity": _identities,
    "shot": lambda _: None,  # with their lists
    "shot_list": _shot_lists,
    "shot_list_version": _versions,
    "transcript_line": _transcripts,
}
