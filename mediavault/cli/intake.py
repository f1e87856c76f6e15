"""`intake telegram|whatsapp|mail|folder`: what contributors sent; `messages`, `senders` and `custody` of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediavault.cli import exit_status, records
from mediavault.cli.ingest_options import Jobs, NoPreviews
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json, Limit
from mediavault.cli.output import counted, emit, emit_all, line, on_terminal, say, table
from mediavault.cli.verbs import group, verb

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import Authority, Custody, Identity, JsonObject, Message
    from mediavault.intake.values import Channel, IntakeOptions, IntakeSummary
    from mediavault.vault import Vault

CODES = (*exit_status.CATALOGUED, exit_status.UNREADABLE, exit_status.TOOL_MISSING)
_ABOUT = {
    "telegram": "Receive a chat, or everything, exported by Telegram Desktop as machine-readable JSON.",
    "whatsapp": "Receive a chat exported by WhatsApp: its .zip, or the text with the media beside it.",
    "mail": "Receive mails: .eml or mbox files, or a folder of them. What is attached is taken out.",
    "folder": "Receive a folder with message.txt in it, or a folder of those.",
}
_HELP = """
    Nothing of it is changed. Every file is digested, and noted in the record of custody, before anything else
    touches it; then media are catalogued in place. Senders are known by an alias; intake senders --names says
    who they are. A second run adds only what is new.

    A .zip is in custody itself. What is in it is unpacked into the vault, or below --to; what leads out of its folder,
    is a link, is encrypted or damaged is left in it and named. Several of them, or a folder of them, are the parts of
    one export: what one lacks is looked for in those without messages.
"""
Places = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH",
        help="The folder of the export, the file with the messages, its .zip, or all .zips it was split into.",
        readable=False,
    ),
]
Received = Annotated[
    str | None,
    typer.Option("--received", metavar="DAY", help="When it came: 2026-11-20, or with a time.", show_default=False),
]
Dates = Annotated[
    str | None,
    typer.Option(
        "--dates",
        metavar="ORDER",
        help="d/m or m/d, where the dates of a chat do not tell.",
        autocompletion=lambda: ["d/m", "m/d"],
        show_default=False,
    ),
]
To = Annotated[
    Path | None,
    typer.Option(
        "--to",
        metavar="FOLDER",
        help="Where a .zip and attachments are taken out to; otherwise into the vault.",
        show_default=False,
    ),
]


def register(app: typer.Typer) -> None:
    """Adds the family."""
    family = group("intake", "What contributors sent, with the messages it came with.", CODES)
    app.add_typer(family)
    for channel, about in _ABOUT.items():
        verb(family, channel, CODES)(_receiving(channel, about))
    _register_reading(family)


def _receiving(channel: str, about: str) -> Callable[..., int | None]:
    """The verb of a channel, with the options that mean something there."""

    def whatsapp(
        run: Invocation, paths: Places, dates: Dates = None, to: To = None, received: Received = None,
        jobs: Jobs = None, no_previews: NoPreviews = False, dry_run: DryRun = False, json: Json = False,
    ) -> int | None:  # fmt: skip
        day_first = None if dates is None else _order(dates)
        given = {"day_first": day_first, "to": to, "received": received, "previews": not no_previews}
        return _receive(run, (channel, paths), {**given, "jobs": jobs, "dry_run": dry_run}, json=json)

    def other(
        run: Invocation, paths: Places, to: To = None, received: Received = None, jobs: Jobs = None,
        no_previews: NoPreviews = False, dry_run: DryRun = False, json: Json = False,
    ) -> int | None:  # fmt: skip
        given = {"to": to, "received": received, "previews": not no_previews}
        return _receive(run, (channel, paths), {**given, "jobs": jobs, "dry_run": dry_run}, json=json)

    function: Callable[..., int | None] = whatsapp if channel == "whatsapp" else other
    function.__doc__ = f"{about}\n{_HELP}"
    return function


def _order(dates: str) -> bool:
    if dates not in ("d/m", "m/d"):
        message = f'"{dates}" is no order of dates: say --dates d/m or --dates m/d.'
        raise typer.BadParameter(message)
    return dates == "d/m"


def _receive(run: Invocation, sent: tuple[str, Sequence[Path]], given: dict[str, Any], *, json: bool) -> int | None:
    from mediavault.cli.ingest import vault_for
    from mediavault.intake.parts import zips_of
    from mediavault.intake.receive import refuse_absent
    from mediavault.intake.values import Channel, IntakeOptions

    for path in sent[1]:
        refuse_absent(path)
    zips_of(sent[1])  # refuses what does not belong together before there is a vault
    given["received"] = _moment(given["received"])
    given["jobs"] = run.settings(jobs=given["jobs"]).jobs
    options = IntakeOptions(**given)
    with vault_for(run, dry_run=options.dry_run) as vault, run.catalogue(vault) as catalogue:
        order = (Channel(sent[0]), sent[1])
        summary = _talked_through((catalogue, vault), order, options, (json, run.command_line))
        _conclude(summary, json=json, dry_run=options.dry_run)
        for path in sent[1]:
            _warn_of_names(catalogue, path)
    return exit_status.UNREADABLE if summary.problems else None


def _moment(said: str | None) -> str | None:
    if said is None:
        return None
    try:
        return (
            datetime.fromisoformat(said).isoformat() if len(said) > len("2026-11-20") else str(date.fromisoformat(said))
        )
    except ValueError:
        message = f'"{said}" is no day; write it as 2026-11-20 or 2026-11-20T18:42'
        raise typer.BadParameter(message, param_hint="--received") from None


def _talked_through(
    into: tuple[Catalogue, Vault], sent: tuple[Channel, Sequence[Path]], options: IntakeOptions, told: tuple[bool, str]
) -> IntakeSummary:
    from mediavault.cli.ingest_talk import watching
    from mediavault.cli.stopping import stoppable
    from mediavault.ingest.values import Interrupted
    from mediavault.intake.receive import Listener, receive
    from mediavault.intake.values import Brought

    json, again = told

    def brought(one: Brought) -> None:
        asset = None if one.asset is None else f"a{one.asset}"
        if json:
            said = {"message": one.message, "asset": asset, "problem": records.problem(one.problem)}
            emit({**records.path(one.path), **said})
        elif not on_terminal():
            line(asset, one.shown)

    with stoppable() as stop, watching(json=json, stop=stop) as talk:
        listener = Listener(brought, talk.lacking, talk.progress)
        try:
            return receive(into, sent, options, listener)
        except Interrupted as interrupted:
            raise Interrupted(interrupted.summary, again) from None


def _conclude(summary: IntakeSummary, *, json: bool, dry_run: bool) -> None:
    counts = {name: getattr(summary, name) for name in ("messages", "new", "files", "taken", "tied", "lacking")}
    if json:
        emit({"summary": {**counts, "problems": len(summary.problems)}})
    word = "Would receive" if dry_run else "Received"
    came = f"{counted(summary.messages, 'message')}, {summary.new} of them new, with {counted(summary.files, 'file')}"
    say(f"{word} {came}: {summary.taken} newly in custody, {summary.tied} newly tied to their messages.")
    if summary.lacking:
        messages = counted(summary.lacking, "message")
        say(f"{messages} without all that came with them; mediavault intake messages says what is lacking.")
    if summary.problems:
        say(f"{counted(len(summary.problems), 'problem')}; all else was received.")


def _warn_of_names(catalogue: Catalogue, path: Path) -> None:
    """Says so where the path itself gives a sender away: paths are shown to everybody who opens the catalogue."""
    from library.withheld import Withheld

    if Withheld.of(catalogue.parties()).inside(str(path.absolute())):
        say(
            "The path holds the name of a sender, and paths are shown in the catalogue: rename it and receive it again."
        )


def _register_reading(family: typer.Typer) -> None:
    @verb(family, "messages")
    def messages(run: Invocation, limit: Limit = None, json: Json = False) -> None:
        """List the messages, in the order they were kept, with what came with each."""
        with run.catalogue() as catalogue:
            found = catalogue.intake.messages(limit)
        if json:
            emit_all(map(records.message, found))
            return
        table(
            ("id", "sent", "channel", "sender", "media", "allows", "text…", "lacks"),
            map(_row, found),
            empty="There are no messages.",
        )

    @verb(family, "senders")
    def senders(
        run: Invocation,
        names: Annotated[
            bool, typer.Option("--names", help="Say who they are: see to it that nobody looks on.")
        ] = False,
        json: Json = False,
    ) -> None:
        """List the senders by their aliases."""
        from library.model import AuthorityKind

        with run.catalogue() as catalogue:
            known = {one.id: one for one in catalogue.authorities(AuthorityKind.CONTRIBUTOR) if one.id is not None}
            apart = catalogue.intake.identities() if names else {}
            uses = {key: catalogue.usage(key) for key in known}
        if json:
            emit_all(_sender(one, uses[key], apart.get(key, ()) if names else None) for key, one in known.items())
            return
        columns = ("sender", ">clips", *(["known as"] if names else []))
        known_as = {key: [_known_as(apart.get(key, ()))] if names else [] for key in known}
        table(columns, ((one.name, uses[key], *known_as[key]) for key, one in known.items()))

    @verb(family, "custody")
    def custody(run: Invocation, json: Json = False) -> None:
        """List what is in custody since when, by whom it was received, and its digest; history verify checks it."""
        with run.catalogue() as catalogue:
            found = catalogue.intake.custody()
        if json:
            emit_all(map(_custody, found))
            return
        columns = (">", "received", "by", "channel", "file", ">bytes", "sha256")
        table(columns, ((*_line(one), one.taken.path, one.taken.size_bytes, one.taken.sha256) for one in found))


def _row(one: Message) -> tuple[object, ...]:
    media = " ".join(f"a{asset}" for asset, _ in one.assets)
    text = " / ".join(filter(None, one.text.splitlines()))
    allows = "unknown" if one.terms is None else " / ".join(one.terms.splitlines())
    return one.id, one.sent_at, one.channel, one.sender, media, allows, text, one.lacks


def _sender(one: Authority, clips: int, apart: Sequence[Identity] | None) -> JsonObject:
    known_as = {} if apart is None else {"known_as": [asdict(who) for who in apart]}
    return {"sender": one.name, "clips": clips, **known_as}


def _known_as(identities: Sequence[Identity]) -> str:
    return "; ".join(f"{' · '.join(one.texts)} ({one.channel})" for one in identities)


def _line(one: Custody) -> tuple[object, ...]:
    return one.number, one.at, one.who, one.taken.channel


def _custody(one: Custody) -> JsonObject:
    taken = asdict(one.taken)
    path = records.path(taken.pop("path_raw"))
    at = {"number": one.number, "at": one.at, "who": one.who, "program": one.program, "digest": one.digest}
    return {**at, **taken, **path}
