"""What printers do by themselves: enlarged ASCII and QR codes, through python-escpos."""

from functools import lru_cache
from typing import Any

import numpy as np
import segno

from devices.printers.blocks import LONGEST_LINK
from devices.printers.raster import compact

FONT_A = (12, 24)
"""Dots of a character of the usual font: width, height."""

LARGEST = 8
"""Times that a character can be enlarged."""

LEAST_WIDTH = 4
"""Times in width below which eightfold height is no longer legible."""

SPACING = 8
"""Rows that printers leave below a line that is higher than their line spacing, about."""

NUMBER_ROWS = FONT_A[1] * LARGEST + SPACING


MODULE = (6, 5)
"""Dots of a QR module: the first that fits; smaller ones are not read by every phone."""

QUIET = 4
"""White modules around a QR code."""


def number_fits(text: str) -> bool:
    """Whether the printer's own ASCII can write a number; its capitals are then 16 mm high."""
    return text.isascii() and text.isprintable() and 0 < len(text) <= LARGEST


def number(job: Any, text: str, width: int) -> None:
    """Write a number eight times as high as text and as wide as fits; see ``number_fits``."""
    wide = min(LARGEST, max(LEAST_WIDTH, width // (FONT_A[0] * len(text))))
    job.set(align="center", bold=True, custom_size=True, width=wide, height=LARGEST)
    raw(job, text.encode("ascii") + b"\n")
    job.set(align="left", bold=False, custom_size=True, width=1, height=1)


def code_module(link: str, width: int) -> int:
    """Return the dots of a module with which a code fits the paper; 0: it has to be drawn."""
    if not (link.isascii() and link.isprintable() and 0 < len(link) <= LONGEST_LINK):
        return 0
    modules = _modules(link) + 2 * QUIET
    return next((size for size in MODULE if modules * size <= width), 0)


def qr(job: Any, link: str, width: int) -> int:
    """Let the printer draw a code, in the middle of the white that readers need.

    Returns:
        Its rows; ``code_module`` says before whether it fits.
    """
    module = code_module(link, width)
    white = compact(np.zeros((QUIET * module, 8), dtype=bool))
    raw(job, white)
    job.set(align="center")
    job.qr(link, ec=1, size=module, native=True)  # 1 is the correction level M
    job.set(align="left")
    raw(job, white)
    return (_modules(link) + 2 * QUIET) * module


@lru_cache
def _modules(link: str) -> int:
    # a given mask spares the search for the best; the size is the same
    code = segno.make(link, error="m", micro=False, boost_error=False, mask=0)
    return int(code.symbol_size(border=0)[0])


def raw(job: Any, data: bytes) -> None:
    """Add bytes as they are; ``text`` would choose code pages by itself."""
    job._raw(data)  # noqa: SLF001 - a Dummy has no other way in
