"""A drawn slip as a page of an office printer, at its true size."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from devices.printers.raster import Dots

DOTS_PER_MM = 8
DPI = 203.2

MARGIN = 10 * DOTS_PER_MM
"""White above the slip; no office printer prints up to the edge."""

A4 = (210.0, 297.0)

ROLL = 120.0
"""Millimetres: narrower media are a roll, whose page is as long as the slip."""

MIDDLE_WHITE = 4
"""Rows without ink at which a slip may go on on the next page."""

FORMATS = {"application/pdf": "PDF", "image/jpeg": "JPEG"}
"""Formats that are sent, the better first: Pillow's names by MIME type."""


@dataclass(frozen=True, slots=True)
class Media:
    """Paper of the printer in mm."""

    width: float
    height: float

    @property
    def roll(self) -> bool:
        """Whether the paper is a roll, as of receipts."""
        return self.width <= ROLL


def parse_media(keyword: str) -> Media:
    """Return the size from a media name as ``iso_a4_210x297mm`` or ``na_letter_8.5x11in``; or A4.

    Source: PWG 5101.1, the last part of self-describing names.
    """
    found = re.search(r"_([\d.]+)x([\d.]+)(mm|in)$", keyword)
    if found is None:
        return Media(*A4)
    unit = 25.4 if found[3] == "in" else 1.0
    return Media(float(found[1]) * unit, float(found[2]) * unit)


def choose_format(offered: Sequence[str]) -> str | None:
    """Return the MIME type to send of those a printer takes; None when it takes none of ours."""
    return next((each for each in FORMATS if each in offered), None)


def document(dots: Dots, media: Media, mime: str) -> bytes:
    """Return the slip as a document: top and middle of the page, 8 dots a mm.

    A slip longer than the page goes on on the next, cut where it is white; in a format without
    pages it is made smaller instead.
    """
    pages = [_page(part, media) for part in _parts(dots, media)]
    file = io.BytesIO()
    if FORMATS[mime] == "PDF":
        pages[0].save(file, "PDF", resolution=DPI, save_all=True, append_images=pages[1:])
    else:
        page = pages[0] if len(pages) == 1 else _fitted(dots, media)
        page.convert("L").save(file, "JPEG", quality=90, dpi=(203, 203))
    return file.getvalue()


def _parts(dots: Dots, media: Media) -> Iterator[Dots]:
    room = len(dots) if media.roll else int(media.height * DOTS_PER_MM) - 2 * MARGIN
    while len(dots) > room:
        end = _white_before(dots, room)
        yield dots[:end]
        dots = dots[end:]
    yield dots


def _white_before(dots: Dots, room: int) -> int:
    """Return a row up to ``room`` at which nothing is cut through, or ``room``."""
    white = [not row.any() for row in dots[:room]]
    for row in range(room, room // 2, -1):
        if all(white[row - MIDDLE_WHITE : row]):
            return row
    return room


def _page(dots: Dots, media: Media) -> Image.Image:
    above = 0 if media.roll else MARGIN
    height = len(dots) if media.roll else int(media.height * DOTS_PER_MM)
    width = max(int(media.width * DOTS_PER_MM), dots.shape[1])
    page = np.zeros((height, width), dtype=bool)
    left = (width - dots.shape[1]) // 2
    page[above : above + len(dots), left : left + dots.shape[1]] = dots
    return Image.fromarray(~page)


def _fitted(dots: Dots, media: Media) -> Image.Image:
    whole = _page(dots, Media(media.width, len(dots) / DOTS_PER_MM + 2 * MARGIN / DOTS_PER_MM))
    return whole.convert("L").resize(
        (int(media.width * DOTS_PER_MM), int(media.height * DOTS_PER_MM))
    )
