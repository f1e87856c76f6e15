"""`serve`: the interface in a browser of this computer."""

from __future__ import annotations

import sys
import webbrowser
from typing import Annotated

import typer

from mediavault.cli import exit_status
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import Json
from mediavault.cli.output import emit, line, say
from mediavault.cli.verbs import verb

CODES = (*exit_status.ALWAYS, exit_status.NO_CATALOGUE, exit_status.BUSY_OR_NEWER)


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "serve", CODES)
    def serve(
        run: Invocation,
        port: Annotated[
            int,
            typer.Option(
                "--port", min=0, max=65535, metavar="N", help="Listen there; any that is free.", show_default=False
            ),
        ] = 0,
        browser: Annotated[bool, typer.Option("--open", help="Open the link in the browser.")] = False,
        json: Json = False,
    ) -> int | None:
        """Show the interface in a browser, until Ctrl+C.

        Only programs on this computer reach it, and only the browser that opens the link: it works once.

        From another computer, through ssh: ssh -L 8000:127.0.0.1:8000 HOST mediavault serve --port 8000
        """
        from mediavault.serving import Serving
        from mediavault.serving.server import until_told

        with run.catalogue():  # what stands in the way is said here, not in the browser
            vault = str(run.settings().vault)
        serving = Serving([sys.executable, "-m", "mediavault", "--vault", vault, "tui"], port)
        if json:
            emit({"url": serving.link})
        else:
            line(serving.link)
        sys.stdout.flush()
        say("Open this link: it works once. Ctrl+C ends it.")
        if browser:
            webbrowser.open(serving.link)
        until_told(serving)
        return None
