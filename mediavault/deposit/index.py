"""The page of a deposit that a person opens first: what is in it, with where each file and its records are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import quote

from library.names import visible
from mediavault.deposit.records import Described
from mediavault.pages.head import head
from mediavault.progress import wording

_NOTE = (
    "The media are the originals, with all that cameras wrote into them. Names of people who must not be named are not "
    "in these records; who is seen or heard in the media still is."
)


def index(assets: Sequence[Described], title: str, shown: Callable[[str], str]) -> bytes:
    """The page, `data/index.html`."""
    size = wording.size(sum(one.asset.fingerprint.size_bytes for one in assets))
    beginning = head("deposit", _safe(shown(title)))
    top = f"<h1>{_safe(shown(title))}</h1><p>{len(assets):,} files, {size}.</p><p class='soft'>{_safe(_NOTE)}</p><ul>\n"
    return (beginning + top + "\n".join(map(_entry, assets)) + "\n</ul></body></html>\n").encode()


def _entry(one: Described) -> str:
    key, below = one.asset.key, one.place.removeprefix("data/")
    records = " · ".join(
        f'<a href="records/{key}.{kind}.xml">{name}</a>' for kind, name in (("pbcore", "PBCore"), ("dc", "Dublin Core"))
    )
    facts = [one.date, one.duration_s and wording.length(float(one.duration_s)), *one.descriptions]
    told = " · ".join(_safe(fact) for fact in facts if fact)
    link = f'<a href="{quote(below)}"><bdi>{_safe(one.title)}</bdi></a>'
    return f"<li>{link} <small>{key} · {records} · {told}</small></li>"


def _safe(text: object) -> str:
    return escape(visible(str(text)))
