"""What the stand-ins are: one table, item by item, and what is known of each.

Nothing here is footage of what happened. An item's day is on a stand-in's clock only where the source states it to the
day; everywhere else the clock says when the stand-in was made, as a clock that nobody set would.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from library.model import AuthorityKind

EVENT, PLACE, PERSON = AuthorityKind.EVENT, AuthorityKind.PLACE, AuthorityKind.PERSON
ORGANISATION, KEYWORD = AuthorityKind.ORGANISATION, AuthorityKind.KEYWORD
CONTRIBUTOR = AuthorityKind.CONTRIBUTOR

BRUSSELS, BIALYSTOK, WARSAW = (50.8390, 4.3727), (53.1325, 23.1688), (52.2297, 21.0122)
MINSK, VILNIUS, ST_PETERSBURG = (53.9006, 27.5590), (54.6892, 25.2718), (59.9343, 30.3351)

Link = tuple[AuthorityKind, str] | tuple[AuthorityKind, str, str]
"""Kind and name of an authority, and a role where it is not the usual one."""


class Look(StrEnum):
    """What a stand-in shows behind its slate: sources of ffmpeg (`lavfi`)."""

    BARS = "smptehdbars=size={size}:rate={rate}"
    TEST = "testsrc2=size={size}:rate={rate}"
    COLOURS = "rgbtestsrc=size={size}:rate={rate}"
    FRACTAL = "mandelbrot=size={size}:rate={rate}:maxiter=900"
    LIFE = "life=size={size}:rate={rate}:mold=12:ratio=0.12:random_seed=7:death_color=#8c1c13:life_color=#f4f1de"
    CELLS = "cellauto=size={size}:rate={rate}:rule=110:random_seed=7"
    WAVES = "gradients=size={size}:rate={rate}:c0=#c8102e:c1=#ffffff:c2=#c8102e:nb_colors=3:seed=7:speed=0.02"
    DUSK = "gradients=size={size}:rate={rate}:c0=#10243e:c1=#c06c3e:nb_colors=2:seed=11:speed=0.01"
    TRIANGLES = "sierpinski=size={size}:rate={rate}:type=triangle:seed=7"


@dataclass(frozen=True, slots=True)
class Marked:
    """A range of a stand-in and what is said of it."""

    name: str
    start: int
    """Frame from the first."""
    duration: int
    """Frames."""
    links: tuple[Link, ...] = ()
    note: str | None = None
    rating: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """One file of the demo. Its suffix says what it is: `.mov` and `.mp4` video, `.wav` sound, `.jpg` a photo."""

    file: str
    look: Look = Look.TEST
    seconds: int = 6
    rate: str = "25"
    size: tuple[int, int] = (640, 360)
    """Pixels across and down."""
    timecode: str | None = None
    """Of the first frame; after a semicolon the frames count drop-frame."""
    reel: str | None = None
    gps: tuple[float, float] | None = None
    """WGS 84 degrees, north and east positive."""
    recorded: datetime | None = None
    """With its zone; None for the time it is made."""
    tone_hz: int = 440
    links: tuple[Link, ...] = ()
    """What the whole of it is linked to, beside what the item is."""
    clips: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of the source material and its stand-ins."""

    id: str
    title: str
    """As the slate has it: letters that the slate's font knows."""
    links: tuple[Link, ...]
    """What every stand-in of it is linked to."""
    stand_ins: tuple[StandIn, ...]
    message: str | None = None
    """A text that lies beside the files."""


@dataclass(frozen=True, slots=True)
class Use:
    """A shot of the demo's shot list: a clip by its name."""

    clip: str
    note: str | None = None
    heading: str | None = None


SHOT_LIST, PROJECT = "Solidary Białystok - selects", "Solidary Białystok"
