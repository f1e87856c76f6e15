"""P2's clip metadata: `CONTENTS/CLIP/0001AB.XML`, element P2Main, beside the MXF files of a clip (Panasonic P2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediavault.media.capture_time import Stated
from mediavault.media.reading import Reading

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element  # only the type: nothing is parsed with it

ROOT = "P2Main"
WORDS: dict[str, tuple[str, ...]] = {
    "make": ("ClipMetadata/Device/Manufacturer",),
    "model": ("ClipMetadata/Device/ModelName",),
    "serial": ("ClipMetadata/Device/SerialNo.",),
    "recording_id": ("GlobalClipID",),
    "follows_id": ("Relation/Connection/Previous/GlobalClipID",),
    "timecode": ("EssenceList/Video/StartTimecode",),
    "caption": ("ClipMetadata/MemoList/Memo/Text", "ClipMetadata/UserClipName", "ClipMetadata/Scenario/ProgramName"),
}
"""Elements below ClipContent, by fact, the most telling first."""
TIMES = ("ClipMetadata/Shoot/StartDate", "ClipMetadata/Access/CreationDate")
LONGEST_VALUE = 300


def read_clip(root: Element, reading: Reading) -> None:
    """Add what the clip's XML states to `reading`."""
    found: dict[str, str] = {}
    for content in (child for child in root if _local(child) == "ClipContent"):
        _collect(content, "", found)
    reading.raw.update(found)
    for fact, paths in WORDS.items():
        for path in paths:
            reading.add(fact, found.get(path), f"P2 {path.rpartition('/')[2]}")
    for path in TIMES:
        if path in found:
            source = f"P2 {path.rpartition('/')[2]}"
            reading.add("taken", Stated(found[path], source), source)


def _collect(element: Element, path: str, found: dict[str, str]) -> None:
    """The texts of all elements by their paths; of those of one path the first."""
    for child in element:
        inner = f"{path}/{_local(child)}".lstrip("/")
        text = (child.text or "").strip()
        if text:
            found.setdefault(inner, text[:LONGEST_VALUE])
        _collect(child, inner, found)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
