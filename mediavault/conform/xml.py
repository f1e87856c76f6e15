"""XML from anywhere, read so that it can cost and open nothing, with the line of each element kept."""

from __future__ import annotations

from lxml import etree

from mediavault.conform.edits import Misread

DEEPEST = 200
"""Elements inside elements."""


def parsed(content: bytes) -> etree._Element:
    """The root of a document.

    Raises:
        Misread: It is not well-formed, or declares entities, which no editing program does.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = error.lineno if isinstance(error, etree.XMLSyntaxError) else None
        raise Misread(f"it is no XML ({error})", line) from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and next(iter(declared.iterentities()), None) is not None:
        raise Misread("it declares entities of its own")
    return root


def text(element: etree._Element | None, path: str) -> str | None:
    """The text at a path below an element, without blanks around it; None where there is none."""
    found = None if element is None else element.findtext(path)
    return found.strip() or None if found else None


def line(element: etree._Element) -> int | None:
    """The line an element begins in, from 1."""
    found: int | None = element.sourceline
    return found
