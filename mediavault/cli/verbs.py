"""How a function becomes a verb: the options every verb has, and the exit status its help ends in."""

from __future__ import annotations

import functools
import inspect
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Concatenate, ParamSpec, get_args

import typer

from mediavault.cli import exit_status
from mediavault.cli.invocation import Invocation
from mediavault.cli.output import reader_left, say

P = ParamSpec("P")

_EVERYWHERE = "Everywhere"


def _without_colour(wanted: bool) -> bool:
    if wanted:
        os.environ["NO_COLOR"] = "1"
    return wanted


VaultOption = Annotated[
    Path | None,
    typer.Option(
        "--vault",
        metavar="PATH",
        help="The vault: a folder. Otherwise $MEDIAVAULT_VAULT, or the platform's data folder.",
        rich_help_panel=_EVERYWHERE,
        show_default=False,
    ),
]
WhyOption = Annotated[
    str | None,
    typer.Option(
        "--why",
        metavar="TEXT",
        help="The reason, kept in the history with what is changed.",
        rich_help_panel=_EVERYWHERE,
        show_default=False,
    ),
]
ColourOption = Annotated[
    bool,
    typer.Option(
        "--no-color",
        "--no-colour",
        help="Print without colours, as $NO_COLOR does.",
        callback=_without_colour,
        is_eager=True,
        rich_help_panel=_EVERYWHERE,
    ),
]


def group(name: str, about: str, codes: Sequence[int] = exit_status.CATALOGUED) -> typer.Typer:
    """A family of verbs that stand behind a word of their own: `clip add`, `clip list`."""
    return typer.Typer(name=name, help=about, epilog=exit_status.epilog(codes), add_completion=False)


def verb(
    app: typer.Typer, name: str | None, codes: Sequence[int] = exit_status.CATALOGUED, *, noted: bool = True
) -> Callable[[Callable[Concatenate[Invocation, P], int | None]], Callable[..., int | None]]:
    """Makes a verb of a function that takes the invocation first and the verb's own parameters after it.

    The function returns an exit status, or None when it is done. Its docstring is the help text. Without a name it is
    what its group does alone: `mediavault history`, beside `history verify`. What a verb that is not `noted` writes is
    no change of the catalogue, so that there is no reason to keep.
    """

    def register(function: Callable[Concatenate[Invocation, P], int | None]) -> Callable[..., int | None]:
        @functools.wraps(function)
        def run(
            ctx: typer.Context,
            vault: Path | None = None,
            no_color: bool = False,  # noqa: ARG001 - its callback has acted on it
            why: str | None = None,
            **options: Any,  # noqa: ANN401
        ) -> int | None:
            invocation: Invocation = ctx.find_root().obj
            invocation.vault = vault if vault is not None else invocation.vault
            invocation.why = why if why is not None else invocation.why
            if ctx.invoked_subcommand is not None:
                return None
            _refuse_silent((vault, *options.values()))
            try:
                status = function(invocation, **options)  # type: ignore[call-arg]  # typer passes what the signature says
                sys.stdout.flush()
            except BrokenPipeError:
                reader_left()
                return exit_status.DONE
            return status

        signature = _signature(function, noted=noted)
        run.__signature__ = signature  # type: ignore[attr-defined]
        run.__annotations__ = {one.name: one.annotation for one in signature.parameters.values()}
        if name is None:
            app.callback(invoke_without_command=True, help=inspect.getdoc(function))(run)
        else:
            app.command(name, help=inspect.getdoc(function), epilog=exit_status.epilog(codes))(run)
        return run

    return register


def _signature(function: Callable[..., int | None], *, noted: bool) -> inspect.Signature:
    """The parameters typer sees: the verb's own, then those of every verb, or of all whose changes are noted."""
    kind = inspect.Parameter.KEYWORD_ONLY
    own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    changes = noted and "dry_run" in (one.name for one in own)
    everywhere = [
        *([inspect.Parameter("why", kind, default=None, annotation=WhyOption)] if changes else []),
        inspect.Parameter("vault", kind, default=None, annotation=VaultOption),
        inspect.Parameter("no_color", kind, default=False, annotation=ColourOption),
    ]
    for one in (*own, *everywhere):
        _ask_no_disk(one.annotation)
    context = inspect.Parameter("ctx", kind, annotation=typer.Context)
    return inspect.Signature([*(one.replace(kind=kind) for one in own), *everywhere, context])


def _ask_no_disk(annotation: Any) -> None:  # noqa: ANN401
    """Has Typer make a path of a parameter's text without a look at the disk, which may never answer."""
    kind, *described = get_args(annotation)
    if Path in {kind, *get_args(kind)}:
        described[0].parser = Path


def _refuse_silent(given: Iterable[object]) -> None:
    """Refuses paths on a disk that does not answer, before the verb asks for them: then nobody could end it any more.

    Raises:
        DiskSilent: One of them is on such a disk.
    """
    each = (one for value in given for one in (value if isinstance(value, (list, tuple)) else (value,)))
    paths = [one for one in each if isinstance(one, Path)]
    if not paths:
        return
    from mediavault.workers.answering import refuse_silent

    for path in paths:
        refuse_silent(path)


def rehearse(dry_run: bool, what: str) -> None:
    """In a dry run says what would be done and gives up the transaction this is called in; otherwise does nothing.

    So a dry run meets every refusal the real one would meet.
    """
    if dry_run:
        say(would(what))
        raise typer.Exit


def would(what: str) -> str:
    """`Would tag 3 clips.`, of what begins with a verb."""
    return f"Would {what[:1].lower()}{what[1:]}."
