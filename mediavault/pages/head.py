"""How a page begins: what it is, what it may load, and how it looks."""

from __future__ import annotations

from mediavault import PROGRAM
from mediavault.pages.style import STYLE


def head(kind: str, title: str, *, style: str = "", allowed: str = "") -> str:
    """All that stands before what a page shows; nothing in it may ask for anything over a network.

    Args:
        kind: What made it, behind the name of the program: `ingest report`.
        title: Escaped already.
        style: Rules behind those that all pages have.
        allowed: Directives of its Content-Security-Policy behind those that all pages have: `; img-src data:`.
    """
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta name="generator" '
        f'content="{PROGRAM} {kind}">\n'
        '<meta http-equiv="Content-Security-Policy" '
        f"content=\"default-src 'none'; style-src 'unsafe-inline'{allowed}\">"
        '<meta name="referrer" content="no-referrer">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>\n'
        f"<style>{STYLE}{style}</style></head>\n<body>\n"
    )
