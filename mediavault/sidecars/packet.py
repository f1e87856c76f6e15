"""XMP as a tree that can be changed (ISO 16684-1): what is not asked for stays as it is, whatever it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from lxml import etree

from library.errors import MediavaultError
from mediavault.media.xmp import LANGUAGE

X = "adobe:ns:meta/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpDM": "http://ns.adobe.com/xmp/1.0/DynamicMedia/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "mediavault": "urn:mediavault:xmp/1.0/",
}
LONGEST = 1 << 20
"""Bytes; what is longer is written to cost time."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Struct = Mapping[str, "str | list[Struct]"]
Content = bytes
"""Within `Packet` that word is its method."""


class SidecarUnusable(MediavaultError):
    """A file is no XMP that can be read and changed."""

    def __init__(self, path: Path, reason: str) -> None:
        """Takes the file and what is the matter with it."""
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"Cannot use the sidecar {self.path}: {self.reason}. It was left as it is."


def content_of(path: Path) -> Content:
    """The bytes of a sidecar.

    Raises:
        SidecarUnusable: they cannot be read, or are too many.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LONGEST + 1)
    except OSError as error:
        raise SidecarUnusable(path, str(error)) from error
    if len(content) > LONGEST:
        raise SidecarUnusable(path, f"it is longer than {LONGEST:,} bytes")
    return content


class Packet:
    """One packet; properties are called by prefix and name: `dc:title`."""

    def __init__(self, tree: etree._ElementTree) -> None:
        """Takes the tree of a packet; use `new` or `read`."""
        self._tree = tree
        self._rdf = next(tree.getroot().iter(_name("rdf:RDF")))

    @classmethod
    def new(cls) -> Packet:
        """An empty packet."""
        root = etree.Element(f"{{{X}}}xmpmeta", nsmap={"x": X})
        rdf = etree.SubElement(root, _name("rdf:RDF"), nsmap={"rdf": RDF})
        etree.SubElement(rdf, _name("rdf:Description"), {_name("rdf:about"): ""}, nsmap=NAMESPACES)
        return cls(root.getroottree())

    @classmethod
    def read(cls, path: Path) -> Packet:
        """The packet in a sidecar.

        Raises:
            SidecarUnusable: it is none, or one that could cost or open something.
        """
        return cls.of(path, content_of(path))

    @classmethod
    def of(cls, path: Path, content: Content) -> Packet:
        """The packet in what `content_of` read; raises as `read` does."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(content.lstrip(), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise SidecarUnusable(path, str(error)) from error
        if root.getroottree().docinfo.doctype or next(root.iter(_name("rdf:RDF")), None) is None:
            raise SidecarUnusable(path, "it is no XMP")
        return cls(root.getroottree())

    def bytes(self) -> bytes:
        """The packet as a file holds it."""
        written: bytes = etree.tostring(self._tree, encoding="UTF-8", xml_declaration=False)
        return written + b"\n"

    # Reading

    def text(self, name: str) -> str | None:
        """A property that is a text, or the default one of several languages."""
        for found in self._found(name):
            if isinstance(found, str):
                return found
            items = list(found.iter(_name("rdf:li")))
            chosen = [one for one in items if one.get(LANGUAGE) == "x-default"] or items
            return ((chosen[0].text if chosen else found.text) or "").strip()
        return None

    def texts(self, name: str) -> list[str]:
        """The texts of an array."""
        for found in self._found(name):
            if not isinstance(found, str):
                return [(one.text or "").strip() for one in found.iter(_name("rdf:li"))]
        return []

    def structs(self, name: str) -> list[dict[str, str]]:
        """The flat structures of an array, by the names of their fields."""
        arrays = [one[0] for one in self._found(name) if not isinstance(one, str) and len(one)]
        return [_fields(item) for array in arrays for item in array.iterchildren(_name("rdf:li"))]

    def _found(self, name: str) -> Iterator[str | etree._Element]:
        for description in self._rdf.iterchildren(_name("rdf:Description")):
            if (value := description.get(_name(name))) is not None:
                yield value
            yield from description.iterchildren(_name(name))

    # Changing

    def remove(self, name: str) -> None:
        """Takes a property out."""
        for description in self._rdf.iterchildren(_name("rdf:Description")):
            description.attrib.pop(_name(name), None)
            for element in list(description.iterchildren(_name(name))):
                description.remove(element)

    def redact(self, shown: Callable[[str], str]) -> None:
        """Says every text, whoever wrote it, as it may be shown; a text that may be read stays as it is."""
        root = self._tree.getroot()
        for node in (*root.itersiblings(preceding=True), *root.iter(), *root.itersiblings()):
            node.text = node.text and shown(node.text)
            for name, value in node.attrib.items() if isinstance(node.tag, str) else ():
                node.set(name, shown(str(value)))

    def set_text(self, name: str, text: str) -> None:
        """Says a plain text."""
        self._new(name).text = _plain(text)

    def set_default(self, name: str, text: str) -> None:
        """Says a text of the default language; what it says in other languages stays."""
        for found in self._found(name):
            if isinstance(found, str):
                continue
            for one in found.iter(_name("rdf:li")):
                if one.get(LANGUAGE) == "x-default":
                    one.text = _plain(text)
                    return
        alternatives = etree.SubElement(self._new(name), _name("rdf:Alt"))
        etree.SubElement(alternatives, _name("rdf:li"), {LANGUAGE: "x-default"}).text = _plain(text)

    def set_texts(self, name: str, texts: Iterable[str]) -> None:
        """Says an unordered array of texts."""
        bag = etree.SubElement(self._new(name), _name("rdf:Bag"))
        for text in texts:
            etree.SubElement(bag, _name("rdf:li")).text = _plain(text)

    def set_struct(self, name: str, fields: Struct) -> None:
        """Says a structure."""
        _fill(self._new(name), fields)

    def set_structs(self, name: str, structs: Iterable[Struct]) -> None:
        """Says an ordered array of structures."""
        _fill_array(self._new(name), structs)

    def _new(self, name: str) -> etree._Element:
        self.remove(name)
        first = next(self._rdf.iterchildren(_name("rdf:Description")), None)
        if first is None:
            first = etree.SubElement(self._rdf, _name("rdf:Description"), {_name("rdf:about"): ""})
        prefix = name.partition(":")[0]
        return etree.SubElement(first, _name(name), nsmap={prefix: NAMESPACES[prefix]})


def _fill(element: etree._Element, fields: Struct) -> None:
    element.set(_name("rdf:parseType"), "Resource")
    for name, value in fields.items():
        field = etree.SubElement(element, _name(name))
        if isinstance(value, str):
            field.text = _plain(value)
        else:
            _fill_array(field, value)


def _fill_array(element: etree._Element, structs: Iterable[Struct]) -> None:
    sequence = etree.SubElement(element, _name("rdf:Seq"))
    for one in structs:
        _fill(etree.SubElement(sequence, _name("rdf:li")), one)


def _fields(item: etree._Element) -> dict[str, str]:
    """The fields of a structure, however they are laid out: in it, in a description in it, or as attributes."""
    within = next(item.iterchildren(_name("rdf:Description")), item)
    said = {_prefixed(str(name)): str(value) for name, value in within.attrib.items()}
    return said | {_prefixed(one.tag): one.text or "" for one in within if isinstance(one.tag, str)}


def _plain(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _name(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{RDF if prefix == 'rdf' else NAMESPACES[prefix]}}}{local}"


def _prefixed(tag: str) -> str:
    namespace, _, local = tag.removeprefix("{").rpartition("}")
    return f"{next((short for short, full in NAMESPACES.items() if full == namespace), namespace)}:{local}"
