"""Draws scenes that differ, and makes of them what messengers, editors and people make of pictures."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

SIZE = (640, 480)
TURNS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)


@lru_cache(maxsize=128)  # films show each of them many times
def scene(number: int) -> Image.Image:
    """A picture of coloured shapes, the same for the same number."""
    draw_by = random.Random(number)
    width, height = SIZE
    picture = Image.new("RGB", SIZE, _colour(draw_by))
    drawing = ImageDraw.Draw(picture)
    for _ in range(draw_by.randrange(12, 40)):
        x, y = draw_by.randrange(width), draw_by.randrange(height)
        across, down = draw_by.randrange(20, 260), draw_by.randrange(20, 200)
        kind, colour = draw_by.randrange(3), _colour(draw_by)
        if kind == 0:
            drawing.ellipse((x - across // 2, y - down // 2, x + across // 2, y + down // 2), fill=colour)
        elif kind == 1:
            drawing.rectangle((x, y, x + across, y + down), fill=colour)
        else:
            corners = [(draw_by.randrange(width), draw_by.randrange(height)) for _ in range(3)]
            drawing.polygon(corners, fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(draw_by.random() * 3))


def _colour(draw_by: random.Random) -> tuple[int, ...]:
    return tuple(draw_by.randrange(256) for _ in range(3))


def jpeg(picture: Image.Image, quality: int) -> Image.Image:
    """A picture as JPEG of that quality gives it back."""
    held = BytesIO()
    picture.save(held, "JPEG", quality=quality)
    return Image.open(held).convert("RGB")


def smaller(picture: Image.Image, share: float) -> Image.Image:
    return picture.resize((max(8, round(picture.width * share)), max(8, round(picture.height * share))))


def cropped(picture: Image.Image, by: random.Random) -> Image.Image:
    """At least 70 % of the sides, from anywhere."""
    share = by.uniform(0.7, 0.95)
    left, top = (by.uniform(0, 1 - share) * side for side in picture.size)
    return picture.crop((int(left), int(top), int(left + share * picture.width), int(top + share * picture.height)))


def letterboxed(picture: Image.Image, by: random.Random) -> Image.Image:
    bar = round(by.uniform(0.08, 0.3) * picture.height)
    framed = Image.new("RGB", (picture.width, picture.height + 2 * bar))
    framed.paste(picture, (0, bar))
    return framed


MADE: Mapping[str, Callable[[Image.Image, random.Random], Image.Image]] = {
    "recompressed": lambda picture, by: jpeg(picture, by.randrange(10, 60)),
    "resized": lambda picture, by: jpeg(smaller(picture, by.uniform(0.2, 0.7)), 80),
    "cropped": lambda picture, by: jpeg(cropped(picture, by), 75),
    "messenger": lambda picture, by: jpeg(jpeg(smaller(picture, by.uniform(0.4, 0.8)), 50), 35),
    "letterboxed": lambda picture, by: jpeg(letterboxed(picture, by), 70),
    "turned": lambda picture, by: jpeg(picture.transpose(by.choice(TURNS)), 70),
    "brighter": lambda picture, _: jpeg(picture.point(lambda value: min(255, int(value * 1.15 + 8))), 70),
}
"""What is made of a picture, by a source of chance."""


def film_frame(number: int, moment: float) -> Image.Image:
    """A frame of a film: shots of three seconds, each a pan over a scene of its own."""
    shot, into = divmod(moment, 3.0)
    picture, share = scene(10_000 + number * 100 + int(shot)), into / 3.0
    left = 0.3 * share * picture.width
    return picture.crop((int(left), 20, int(left + 0.7 * picture.width), 20 + int(0.525 * picture.width))).resize(
        (160, 90)
    )
