"""`find` and `show`: search, and everything known of one thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediavault.cli.invocation import Invocation
from mediavault.cli.options import Json, Limit, Query
from mediavault.cli.output import emit, emit_all, say, table
from mediavault.cli.verbs import verb

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import Asset, AssetRow, Clip, JsonObject

_AT_ONCE = 200
"""How many are read from the catalogue in one go."""


NOTHING_FOUND = "Nothing is found."


def register(app: typer.Typer) -> None:
    """Adds the verbs."""

    @verb(app, "find")
    def find(
        run: Invocation,
        query: Query = "",
        clips: Annotated[bool, typer.Option("--clips", help="Find clips instead of assets.")] = False,
        sort: Annotated[
            str,
            typer.Option(
                "--sort", metavar="KEY", help="recorded, name, duration, rating or added; -KEY turns it round."
            ),
        ] = "recorded",
        limit: Limit = None,
        json: Json = False,
    ) -> None:
        """Search the catalogue: assets by default.

        What belongs to another asset (the JPEG of a raw photo, a proxy, a later chapter) stands in the line of that
        one; part:proxy or is:part lists it, and so does --json.
        """
        with run.catalogue() as catalogue:
            if clips:
                found = catalogue.find_clips(query, limit=limit)
                print_clips(catalogue, found, json=json)
            else:
                found = catalogue.find(query, sort=sort, limit=limit, folded=not json)
                print_assets(catalogue, found, json=json)
            for sentence in () if found else catalogue.hints(query):
                say(sentence)

    @verb(app, "show")
    def show(
        run: Invocation,
        reference: Annotated[
            str, typer.Argument(metavar="ID", help="a12, c34, a path, the start of a digest, or a shot list's name.")
        ],
        json: Json = False,
    ) -> None:
        """Show everything known of one asset, clip or shot list."""
        with run.catalogue() as catalogue:
            _show(catalogue, run.settings().vault, reference, json=json)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[first : first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE))


def print_assets(catalogue: Catalogue, ids: Sequence[int], *, json: bool) -> None:
    """Prints assets, in the order of their ids."""
    if json:
        emit_all(one for batch in _batches(ids) for one in _asset_records(catalogue, batch))
        return
    columns = ("id", "kind", "name…", "recorded", ">length", "rating", "event / place…", "tags…", "state", "parts…")
    table(columns, (cells for batch in _batches(ids) for cells in _asset_rows(catalogue, batch)), empty=NOTHING_FOUND)


def _asset_records(catalogue: Catalogue, ids: Sequence[int]) -> Iterator[JsonObject]:
    from mediavault.cli import records

    found = catalogue.assets(ids)
    inherited, uses = catalogue.inherited(found), catalogue.uses(ids)
    return (records.asset(one, inherited, uses.get(one.id, ())) for one in found)


def clip_records(catalogue: Catalogue, ids: Sequence[int]) -> Iterator[JsonObject]:
    """Clips as JSON objects, in the order of their ids, with what they inherit."""
    from mediavault.cli import records

    clips = catalogue.clips(ids)
    owners = sorted({clip.asset for clip in clips})
    inherited, uses = catalogue.inherited(catalogue.assets(owners)), catalogue.uses(owners)
    return (records.lone_clip(one, inherited.get(one.id), uses.get(one.asset, ())) for one in clips)


def _asset_rows(catalogue: Catalogue, ids: Sequence[int]) -> Iterator[tuple[object, ...]]:
    from mediavault.cli import showing
    from mediavault.cli.ranges import running_time

    for row in catalogue.rows(ids):
        where, tags = ", ".join((*row.events, *row.places)), ", ".join(row.tags)
        known = (f"a{row.id}", row.kind.value, row.name, row.shot_at, running_time(row))
        yield *known, showing.rating(row.rating, rejected=row.rejected), where, tags, row.state.value, _parts(row)


def _parts(row: AssetRow) -> str:
    """What belongs to it: `proxy, continues x2`."""
    counts = Counter(role.value for role in row.parts)
    return ", ".join(f"{role} x{count}" if count > 1 else role for role, count in counts.items())


def print_clips(catalogue: Catalogue, ids: Sequence[int], *, json: bool) -> None:
    """Prints clips, in the order of their ids."""
    if json:
        emit_all(one for batch in _batches(ids) for one in clip_records(catalogue, batch))
        return
    table(
        ("id", "asset…", "range", "name…", "tags…", "note…", "used in…"),
        (cells for batch in _batches(ids) for cells in _clip_rows(catalogue, batch)),
        empty=NOTHING_FOUND,
    )


def _clip_rows(catalogue: Catalogue, ids: Sequence[int]) -> Iterator[tuple[object, ...]]:
    from mediavault.cli.ranges import spoken

    clips = catalogue.clips(ids)
    owners = sorted({clip.asset for clip in clips})
    assets, uses = {one.id: one for one in catalogue.assets(owners)}, catalogue.uses(owners)
    for clip in clips:
        asset = assets.get(clip.asset)
        tags = ", ".join(link.name for link in clip.links)
        used = "; ".join(str(one) for one in uses.get(clip.asset, ()) if one.touches(clip))
        yield clip.key, asset.name if asset else None, spoken(clip, asset), clip.name, tags, clip.note, used


def _show(catalogue: Catalogue, vault: Path, reference: str, *, json: bool) -> None:
    from library.reading.assets import UnknownAsset
    from library.reading.authorities import UnknownName
    from mediavault.cli import shotlist
    from mediavault.cli.ranges import REFERENCE

    if REFERENCE.fullmatch(reference) and reference.startswith("c"):
        _show_clip(catalogue, catalogue.clip(reference), json=json)
        return
    try:
        asset = catalogue.asset(reference)
    except UnknownAsset as unknown:
        try:
            shotlist.print_list(catalogue, catalogue.shot_list(reference), json=json)
        except UnknownName:
            raise unknown from None
    else:
        _show_asset(catalogue, asset, _said_of_preview(vault, asset), json=json)


def _show_clip(catalogue: Catalogue, clip: Clip, *, json: bool) -> None:
    from mediavault.cli import records, showing

    owner = catalogue.asset(clip.asset)
    inherited, uses = catalogue.inherited([owner])[clip.id], catalogue.uses([owner.id]).get(owner.id, [])
    if json:
        emit(records.lone_clip(clip, inherited, uses))
    else:
        showing.clip(clip, owner, inherited, [one for one in uses if one.touches(clip)])


def _said_of_preview(vault: Path, asset: Asset) -> tuple[str | None, str | None]:
    """Why there is none; why there is no more of it than a part."""
    from mediavault.vault import Vault
    from mediavault.vault.lacking import partly_shown, why_no_preview

    preview = Vault(vault).preview_path(asset.fingerprint.quick_hex)
    return why_no_preview(preview), partly_shown(preview)


def _show_asset(
    catalogue: Catalogue, asset: Asset, said_of_preview: tuple[str | None, str | None], *, json: bool
) -> None:
    from library.model import PartRole
    from mediavault.cli import records, showing

    raw, inherited = catalogue.raw(asset.id), catalogue.inherited([asset])
    uses = catalogue.uses([asset.id]).get(asset.id, [])
    messages = catalogue.intake.of_assets([asset.id]).get(asset.id, [])
    if json:
        came = {"messages": [records.message(one) for one in messages]}
        said = dict(zip(("no_preview", "partly_shown"), said_of_preview, strict=True))
        emit({**records.asset(asset, inherited, uses), **came, "raw": raw, **said})
    else:
        pieces = catalogue.assets([one.asset for one in asset.parts if one.role is PartRole.CONTINUES])
        showing.asset(asset, showing.Beside(raw, inherited, *said_of_preview, uses, messages, pieces))
