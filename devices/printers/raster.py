"""Pictures as ESC/POS raster commands, in bands that small printers survive."""

import struct
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from devices.errors import SlipError

Dots = NDArray[np.bool_]
"""A picture; True prints black; rows run down the paper."""

BAND = 128
"""Rows of one command; tall ones overflow small buffers."""

TROUBLE = 48
"""Some clones print garbage when a command's height is a multiple of this."""

PAPER_DOTS = {80: 576, 58: 384}
"""Printable width in dots by the paper's width in mm, at 8 dots a mm (203 dpi)."""

TICKET_BYTES = {80: 784 * 72, 58: 1040 * 48}
"""Of a usual ticket by the paper's width in mm: 98 mm long, on narrow paper 130 mm."""


def raster(dots: Dots, *, paper_dots: int = 576) -> bytes:
    """Encode a picture as ESC/POS raster commands, one a band; blank rows may follow it.

    Args:
        dots: The picture; narrower ones are left-aligned.
        paper_dots: Printable width, a multiple of 8.

    Raises:
        SlipError: More columns than the paper has dots.

    Source: Epson ESC/POS command reference, ``GS v 0``: width in bytes, height in dots.
    """
    if dots.shape[1] > paper_dots:
        raise SlipError(f"the picture has {dots.shape[1]} columns, the paper {paper_dots}")
    full = np.pad(dots, ((0, 0), (0, paper_dots - dots.shape[1])))
    return b"".join(_command(band) for band in _bands(full))


def _bands(dots: Dots) -> Iterator[Dots]:
    for start in range(0, dots.shape[0], BAND):
        band = dots[start : start + BAND]
        yield np.pad(band, ((0, 1), (0, 0))) if band.shape[0] % TROUBLE == 0 else band


def _command(band: Dots) -> bytes:
    data = np.packbits(band, axis=1)
    return b"\x1dv0\0" + struct.pack("<HH", data.shape[1], data.shape[0]) + data.tobytes()


def escape_length(paper_dots: int) -> int:
    """Return how many NUL bytes bring a printer out of any unfinished command of ours."""
    return paper_dots // 8 * BAND + 8


BLANK = 2
"""Rows without ink that are worth a command of their own."""


def compact(dots: Dots) -> bytes:
    """Encode a picture for a slow line: blank rows one byte each, bands only as wide as their ink.

    Blank rows are narrow pictures and no feed, because a feed counts in units that differ between
    printers, and the white around a QR code has to be exact.

    Args:
        dots: The picture, at most as wide as the paper; the right edge may be missing.
    """
    return b"".join(_command(_trimmed(band)) for part in _parts(dots) for band in _bands(part))


def _parts(dots: Dots) -> Iterator[Dots]:
    """Cut a picture where long stretches without ink begin and end."""
    inked = [bool(row.any()) for row in dots]
    edges = [row for row in range(1, len(inked)) if inked[row] != inked[row - 1]]
    begin = 0
    for start, end in pairwise([0, *edges, len(inked)]):
        if end - start >= BLANK and not inked[start]:
            if start > begin:
                yield dots[begin:start]
            yield dots[start:end]
            begin = end
    if begin < len(dots):
        yield dots[begin:]


def _trimmed(band: Dots) -> Dots:
    columns = np.flatnonzero(band.any(axis=0))
    width = int(columns[-1]) + 1 if columns.size else 1
    return band[:, :width]
