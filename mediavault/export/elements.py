"""Elements of XML, and the bytes of a document of them: what all formats in XML are written with."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement
from xml.sax.saxutils import escape

_UNSPEAKABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2) cannot hold, not even escaped; a carriage return would come back as a line feed."""


def legal(text: str) -> str:
    """The text with a replacement character for each that XML cannot hold."""
    if text.isprintable():  # the answer for nearly all, in a twentieth of the time
        return text
    return _UNSPEAKABLE.sub("\ufffd", text.replace("\r\n", "\n"))


def holdable(text: str) -> bool:
    """Whether XML holds the text exactly."""
    return not _UNSPEAKABLE.search(text)


def add(parent: Element, tag: str, text: object = None, /, **attributes: object) -> Element:
    """A new last child of `parent`; None is no text, an attribute that is None is left out."""
    element = SubElement(parent, tag, {key: legal(str(one)) for key, one in attributes.items() if one is not None})
    if text is not None:
        element.text = legal(str(text))
    return element


def document(root: Element, doctype: str | None = None) -> bytes:
    """A whole document in UTF-8, two spaces a level; the same elements always give the same bytes.

    An element holds text or others, never both. ElementTree's own `tostring` takes three times as long, because it
    looks at every name for a namespace.
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', *([f"<!DOCTYPE {doctype}>"] if doctype else [])]
    _write(root, "", lines)
    return "\n".join([*lines, ""]).encode()


def _write(element: Element, margin: str, lines: list[str]) -> None:
    held = "".join([f' {key}="{_value(value)}"' for key, value in element.items()])
    if len(element):
        lines.append(f"{margin}<{element.tag}{held}>")
        for child in element:
            _write(child, margin + "  ", lines)
        lines.append(f"{margin}</{element.tag}>")
    elif element.text:
        lines.append(f"{margin}<{element.tag}{held}>{escape(element.text)}</{element.tag}>")
    else:
        lines.append(f"{margin}<{element.tag}{held} />")


def _value(text: str) -> str:
    """An attribute's value; a reader makes a space of a line feed or tab that is written plainly (XML 1.0, 3.3.3)."""
    return escape(text, _IN_VALUES)


_IN_VALUES = {'"': "&quot;", "\n": "&#10;", "\t": "&#09;"}
