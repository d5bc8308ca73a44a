"""Letters as dots: lines that fit the paper, marks never clipped, numbers of any height."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from devices.printers.fonts import Fonts
from devices.printers.raster import Dots

INK = 96
"""Greys at least this dark print, of 255: under a half, so that thin strokes hold together."""

LEAST_CAP = 96
"""12 mm: a longer number is made narrower rather than lower."""

BETWEEN = " · "
"""Stands between parts of a text that are rather put on lines of their own than broken."""

DASHES = frozenset("-\u2013\u2014")

DEEPEST = "ẤẪỄỘỰQgyựpj"
"""Letters whose ink reaches highest and lowest."""


def wrap(text: str, face: FreeTypeFont, room: int) -> list[str]:
    """Break a text into lines of at most ``room`` dots, a long word wherever it must."""
    pieces = [piece for word in _words(text) for piece in _pieces(word, face, room)]
    space = width_of(" ", face)
    lines: list[list[str]] = []
    used = room + 1
    for piece in pieces:
        width = width_of(piece, face)
        if used + space + width > room:
            lines.append([])
            used = -space
        lines[-1].append(piece)
        used += space + width
    return [" ".join(line) for line in lines]


def balanced(text: str, face: FreeTypeFont, room: int) -> list[str]:
    """Wrap a text into as few lines as fit, of about the same length: no word stays alone."""
    lines = wrap(text, face, room)
    widest = max((width_of(word, face) for word in _words(text)), default=0)
    low, high = max(room // 2, min(widest, room) - 1), room
    while len(lines) > 1 and high - low > 4:
        middle = (low + high) // 2
        narrower = wrap(text, face, middle)
        if len(narrower) == len(lines):
            lines, high = narrower, middle
        else:
            low = middle
    return lines


def in_parts(text: str, face: FreeTypeFont, room: int) -> list[str]:
    """Wrap a text like ``balanced``, and its parts whole where that is possible."""
    rows: list[str] = []
    for part in text.split(BETWEEN):
        longer = f"{rows[-1]}{BETWEEN}{part}" if rows else part
        if rows and width_of(longer, face) <= room:
            rows[-1] = longer
        else:
            rows.append(part)
    return [line for row in rows for line in balanced(row, face, room)]


@lru_cache(maxsize=4096)
def width_of(text: str, face: FreeTypeFont) -> int:
    """Return the dots that a line takes, its ink included."""
    left, _, right, _ = face.getbbox(text, anchor="ls")
    return int(max(right, face.getlength(text)) - min(left, 0)) + 1


@lru_cache(maxsize=256)
def line(text: str, face: FreeTypeFont) -> Dots:
    """Draw one line, as high as the highest marks need: metrics of fonts clip them.

    The picture is kept, for most lines of a ticket stand on the next one too: never write into it.
    """
    top, bottom = _reach(face)
    left, highest, _, lowest = face.getbbox(text, anchor="ls")
    top, bottom, left = min(top, highest), max(bottom, lowest), min(left, 0)
    size = (width_of(text, face), int(bottom - top) + 2)
    picture = Image.new("L", size, 0)
    ImageDraw.Draw(picture).text((-left, 1 - top), text, font=face, fill=255, anchor="ls")
    dots: Dots = np.asarray(picture) >= INK
    dots.flags.writeable = False
    return dots


def number(text: str, fonts: Fonts, cap: int, room: int, *, condensed: float = 1.0) -> Dots:
    """Draw a number, lower and then narrower where it is too long for ``room``.

    Args:
        text: What stands there, for example ``A015``.
        fonts: Its bold face is used.
        cap: Height of the capitals in dots; never less than ``LEAST_CAP`` comes out.
        room: Dots across.
        condensed: The width to which letters may be squeezed before they are made lower.
    """
    ink = _ink(text, fonts.face(size_for(fonts, cap), bold=True))
    if ink.width * condensed > room:
        lower = max(LEAST_CAP, int(cap * room / (ink.width * condensed)))
        ink = _ink(text, fonts.face(size_for(fonts, lower), bold=True))
    if ink.width > room:
        ink = ink.resize((room, ink.height))
    return np.asarray(ink) >= INK


def size_for(fonts: Fonts, cap: int) -> int:
    """Return the font size whose capitals are ``cap`` dots high."""
    _, top, _, _ = fonts.face(400, bold=True).getbbox("H", anchor="ls")
    return round(cap * 400 / -top)


def _words(text: str) -> list[str]:
    """Split a text at its spaces, but not before a dash: no line begins with one."""
    words: list[str] = []
    for word in text.split():
        if words and word in DASHES:
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words


def _pieces(word: str, face: FreeTypeFont, room: int) -> Iterator[str]:
    start = 0
    while width_of(word[start:], face) > room:
        end = start + 1
        while end < len(word) and width_of(word[start : end + 1], face) <= room:
            end += 1
        yield word[start:end]
        start = end
    if start < len(word):
        yield word[start:]


@lru_cache
def _reach(face: FreeTypeFont) -> tuple[float, float]:
    """Return how high and how deep the ink of letters goes from the base line."""
    _, top, _, bottom = face.getbbox(DEEPEST, anchor="ls")
    return top, bottom


def _ink(text: str, face: FreeTypeFont) -> Image.Image:
    left, top, right, bottom = (int(edge) for edge in face.getbbox(text, anchor="ls"))
    picture = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(picture).text((-left, -top), text, font=face, fill=255, anchor="ls")
    return picture
