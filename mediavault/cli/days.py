"""Days as a person types them, and the options that take one."""

from __future__ import annotations

from datetime import date

import typer


def typed_day(text: str | None, option: str) -> date | None:
    """The day a text means (`2026-05-01`, `today`); None when nothing was given, or an empty text."""
    if not text:
        return None
    if text == "today":
        from library.permissions import today

        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f'"{text}" is no day; write it as 2026-05-01, or today'
        raise typer.BadParameter(message, param_hint=option) from None
