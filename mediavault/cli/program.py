"""The program: its verbs put together, and how a run ends."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping, Sequence
from functools import cache, partial
from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup
from typer.main import get_group

from mediavault import PROGRAM
from mediavault.cli import (
    authorities,
    backup,
    clip,
    clock,
    completions,
    conform,
    consent,
    database,
    demo,
    deposit,
    doctor,
    dump,
    duplicates,
    exit_status,
    export,
    facets,
    family,
    find,
    history,
    ingest,
    init,
    intake,
    merge,
    offload,
    relink,
    rights,
    search,
    serve,
    sheet,
    shotlist,
    suggest,
    tag,
    transcript,
    tui,
    verify,
    volumes,
    watch,
    xmp,
)
from mediavault.cli.completing import know_shells
from mediavault.cli.ending import ended
from mediavault.cli.interface import open_interface
from mediavault.cli.invocation import Invocation
from mediavault.cli.output import complain, speak_utf8, terminals, text
from mediavault.cli.verbs import ColourOption, VaultOption, WhyOption
from mediavault.cli.verbs_by_name import Verbs

NAME = "mediavault"

verbs = typer.Typer()
app = typer.Typer(name=NAME, add_completion=False, epilog=exit_status.epilog(exit_status.MEANINGS))


def _show_version(wanted: bool) -> None:
    if wanted:
        text(PROGRAM)
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _start(
    ctx: typer.Context,
    vault: VaultOption = None,
    why: WhyOption = None,
    no_color: ColourOption = False,  # noqa: ARG001 - its callback has acted on it
    version: Annotated[  # noqa: ARG001
        bool, typer.Option("--version", help="Print the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> int | None:
    """The archive a documentary film team runs in a terminal.

    Without a verb the interface opens. PATHs of media are read, never written.
    """
    ctx.obj = Invocation(vault, why, ctx.obj or ())
    if ctx.invoked_subcommand is not None:
        return None
    if not terminals():
        text(ctx.get_help())
        return exit_status.DONE
    return open_interface(ctx.obj)


for verbs_of in (
    init,
    ingest,
    intake,
    offload,
    watch,
    relink,
    find,
    facets,
    search,
    tag,
    suggest,
    duplicates,
    transcript,
    clip,
    family,
    clock,
    authorities,
    consent,
    rights,
    shotlist,
    export,
    conform,
    deposit,
    sheet,
    xmp,
    history,
    backup,
    dump,
    merge,
    verify,
    volumes,
    database,
    demo,
    tui,
    serve,
    doctor,
    completions,
):
    verbs_of.register(verbs)


@cache
def _program() -> TyperGroup:
    group = get_group(app)
    group.commands = cast("MutableMapping[str, Any]", Verbs(verbs))
    return group


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs the program and returns its exit status; every error mediavault knows becomes one sentence.

    Args:
        arguments: What stands after the program's name; those of this process by default.
    """
    speak_utf8()
    if f"_{NAME.upper()}_COMPLETE" in os.environ:
        know_shells()
    given = sys.argv[1:] if arguments is None else list(arguments)
    return ended(partial(_parsed, given))


def _parsed(arguments: list[str]) -> object:
    """What the verb gives; what is wrong with the command line itself is said, with where to read on."""
    try:
        return _program()(arguments, prog_name=NAME, standalone_mode=False, obj=tuple(arguments))
    except typer.Abort:
        raise KeyboardInterrupt from None
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        where = context.command_path if context is not None else NAME
        sentence = " ".join(error.format_message().split()).rstrip(".")
        complain(f"{sentence}; {where} --help shows what there is.")
        return error.exit_code
