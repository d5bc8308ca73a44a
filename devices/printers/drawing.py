"""The ticket drawn dot by dot, the same on every printer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import segno
from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from devices.printers import slip as says
from devices.printers.fonts import Fonts
from devices.printers.raster import Dots
from devices.printers.slip import Slip

INK = 128
"""Greys at least this dark print."""

QUIET = 4
"""White modules around a QR code; readers need them."""

DEEPEST = "ẤẪỄỘỰQgyựpj"
"""Letters whose ink reaches highest and lowest."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Font sizes and distances in dots, 8 a mm."""

    width: int
    hall: int
    line: int
    strong: int
    body: int
    small: int
    cap: int
    """Height of the number's capitals."""
    module: int
    """Dots of a QR module."""
    margin: int = 16


WIDE = Sizes(width=576, hall=30, line=28, strong=32, body=26, small=24, cap=144, module=5)
NARROW = Sizes(
    width=384, hall=26, line=24, strong=28, body=24, small=22, cap=132, module=5, margin=8
)
LEAST_CAP = 96
"""12 mm: a longer number is made narrower rather than lower."""


def draw(slip: Slip, fonts: Fonts, *, copy: int = 0, width: int = 576) -> Dots:
    """Draw a ticket; its height follows from what stands on it.

    Args:
        slip: What to print.
        fonts: Faces with every Vietnamese letter.
        copy: The n-th copy says so; 0 is the original.
        width: Dots across the paper, 576 or 384.
    """
    sheet = _Sheet(WIDE if width >= WIDE.width else NARROW, fonts)
    sheet.head(slip, copy or slip.copy)
    sheet.number(slip)
    sheet.waiting(slip)
    sheet.follow(slip)
    sheet.foot(slip)
    return sheet.dots()


def draw_void(fonts: Fonts, *, width: int = 576) -> Dots:
    """Draw the mark that makes a scrap of paper worthless at a glance."""
    sizes = WIDE if width >= WIDE.width else NARROW
    sheet = _Sheet(sizes, fonts)
    sheet.text("PHIẾU HỎNG / VOID", sizes.strong + 14, bold=True)
    edge = void_edge(width)
    return np.vstack([edge, sheet.dots(), edge])


def void_edge(width: int = 576) -> Dots:
    """Return the slanted stripes above and below a void mark; nothing else prints them."""
    rows, columns = np.indices((24, width))
    stripes: Dots = (rows + columns) // 12 % 2 == 0
    return stripes


def qr(link: str, module: int) -> Dots:
    """Draw a QR code (error correction M) with its quiet zone, ``module`` dots a module."""
    code = segno.make(link, error="m", micro=False, boost_error=False)
    cells = np.array([list(row) for row in code.matrix], dtype=bool)
    dots: Dots = np.pad(cells, QUIET).repeat(module, axis=0).repeat(module, axis=1)
    return dots


class _Sheet:
    """A strip of paper that grows downwards, one block after the other."""

    def __init__(self, sizes: Sizes, fonts: Fonts) -> None:
        self._sizes, self._fonts = sizes, fonts
        self._blocks: list[Dots] = []

    @property
    def _room(self) -> int:
        return self._sizes.width - 2 * self._sizes.margin

    def dots(self) -> Dots:
        """Return everything drawn so far."""
        return np.vstack(self._blocks)

    def head(self, slip: Slip, copy: int) -> None:
        """Office, line and the marks of copies and of priority."""
        self._gap(4)
        if mark := says.copy_mark(slip, copy):
            self._boxed(mark)
            self._gap(8)
        self.text(slip.hall_name, self._sizes.hall, bold=True)
        self.text(slip.line_name, self._sizes.line)
        if priority := says.priority_mark(slip):
            self._gap(6)
            self._boxed(priority)

    def number(self, slip: Slip) -> None:
        """Draw the number as large as the paper allows, under the words for it."""
        self._gap(8)
        self.text(says.WORDS[slip.language]["number"], self._sizes.small, bold=True)
        self._gap(4)
        self._centred(_number(slip.number, self._fonts, self._sizes.cap, self._room))
        self._gap(10)

    def waiting(self, slip: Slip) -> None:
        """How many wait before, how long, where; the rule; when the ticket was given."""
        self.text(says.ahead_sentence(slip), self._sizes.strong, bold=True)
        self._together(says.wait_parts(slip), self._sizes.body)
        self._gap(6)
        self._rule()
        self._gap(6)
        self.text(says.time_sentence(slip), self._sizes.body)
        self._gap(6)

    def follow(self, slip: Slip) -> None:
        """Draw the QR code with its explanation beside it; what to bring where it takes less."""
        words = says.WORDS[slip.language]
        bring = f"{words['bring']} {'; '.join(slip.bring)}" if slip.bring else ""
        below = self._column(bring, self._room, strong=words["bring"])
        if slip.link:
            code = qr(slip.link, self._sizes.module)
            room = self._sizes.width - code.shape[1] - self._sizes.margin
            beside = self._column(words["scan"], room)
            both = [*beside, *self._column(bring, room, strong=words["bring"])]
            if _height(both) <= code.shape[0] + _height(below):
                beside, below = both, []
            self._beside(code, beside)
        for line in below:
            self._centred(line)

    def foot(self, slip: Slip) -> None:
        """Validity and hotline."""
        self._gap(4)
        self.text(says.foot_sentence(slip), self._sizes.small)
        self._gap(8)

    def text(self, text: str, size: int, *, bold: bool = False) -> None:
        """Write centred lines, wrapped where the paper ends; nothing for an empty text."""
        face = self._fonts.face(size, bold=bold)
        for line in balanced(self._fonts.drawable(text, bold=bold), face, self._room):
            self._centred(_line(line, face))

    def _column(self, text: str, room: int, *, strong: str = "") -> list[Dots]:
        plain = self._fonts.face(self._sizes.small)
        bold = self._fonts.face(self._sizes.small, bold=True)
        lines = balanced(self._fonts.drawable(text), bold if strong else plain, room)
        drawn = [_line(line, plain) for line in lines]
        if strong and lines and lines[0].startswith(strong):
            drawn[0] = _beside(_line(strong, bold), _line(lines[0][len(strong) :].strip(), plain))
        return drawn

    def _beside(self, code: Dots, lines: Sequence[Dots]) -> None:
        height = max(code.shape[0], _height(lines))
        block = np.zeros((height, self._sizes.width), dtype=bool)
        top = (height - code.shape[0]) // 2
        block[top : top + code.shape[0], : code.shape[1]] = code
        row = (height - _height(lines)) // 2
        for line in lines:
            columns = slice(code.shape[1], code.shape[1] + line.shape[1])
            block[row : row + line.shape[0], columns] = line
            row += line.shape[0]
        self._blocks.append(block)

    def _boxed(self, text: str) -> None:
        face = self._fonts.face(self._sizes.body, bold=True)
        lines = balanced(self._fonts.drawable(text, bold=True), face, self._room - 40)
        drawn = [_line(line, face) for line in lines]
        width = max(line.shape[1] for line in drawn)
        inner = np.vstack([_wider(line, width) for line in drawn])
        self._centred(np.pad(np.pad(inner, ((4, 4), (17, 17))), 3, constant_values=True))

    def _together(self, parts: Sequence[str], size: int) -> None:
        """Write parts on one line, or each on its own where they do not fit."""
        line = " · ".join(parts)
        fits = _width(line, self._fonts.face(size)) <= self._room
        for text in (line,) if fits else parts:
            self.text(text, size)

    def _rule(self) -> None:
        self._centred(np.ones((3, self._room), dtype=bool))

    def _centred(self, dots: Dots) -> None:
        self._blocks.append(_wider(dots, self._sizes.width))

    def _gap(self, rows: int) -> None:
        self._blocks.append(np.zeros((rows, self._sizes.width), dtype=bool))


def wrap(text: str, face: FreeTypeFont, room: int) -> list[str]:
    """Break a text into lines of at most ``room`` dots, a long word wherever it must."""
    pieces = [piece for word in text.split() for piece in _pieces(word, face, room)]
    space = _width(" ", face)
    lines: list[list[str]] = []
    used = room + 1
    for piece in pieces:
        width = _width(piece, face)
        if used + space + width > room:
            lines.append([])
            used = -space
        lines[-1].append(piece)
        used += space + width
    return [" ".join(line) for line in lines]


def balanced(text: str, face: FreeTypeFont, room: int) -> list[str]:
    """Wrap a text into as few lines as fit, of about the same length: no word stays alone."""
    lines = wrap(text, face, room)
    low, high = room // 2, room
    while len(lines) > 1 and high - low > 4:
        middle = (low + high) // 2
        narrower = wrap(text, face, middle)
        if len(narrower) == len(lines):
            lines, high = narrower, middle
        else:
            low = middle
    return lines


def _pieces(word: str, face: FreeTypeFont, room: int) -> Iterator[str]:
    start = 0
    while _width(word[start:], face) > room:
        end = start + 1
        while end < len(word) and _width(word[start : end + 1], face) <= room:
            end += 1
        yield word[start:end]
        start = end
    if start < len(word):
        yield word[start:]


@lru_cache(maxsize=4096)
def _width(text: str, face: FreeTypeFont) -> int:
    left, _, right, _ = face.getbbox(text, anchor="ls")
    return int(max(right, face.getlength(text)) - min(left, 0)) + 1


def _line(text: str, face: FreeTypeFont) -> Dots:
    """Draw one line, as high as the highest marks need: metrics of fonts clip them."""
    top, bottom = _reach(face)
    left, highest, _, lowest = face.getbbox(text, anchor="ls")
    top, bottom, left = min(top, highest), max(bottom, lowest), min(left, 0)
    size = (_width(text, face), int(bottom - top) + 2)
    picture = Image.new("L", size, 0)
    ImageDraw.Draw(picture).text((-left, 1 - top), text, font=face, fill=255, anchor="ls")
    return np.asarray(picture) >= INK


@lru_cache
def _reach(face: FreeTypeFont) -> tuple[float, float]:
    """Return how high and how deep the ink of letters goes from the base line."""
    _, top, _, bottom = face.getbbox(DEEPEST, anchor="ls")
    return top, bottom


def _number(text: str, fonts: Fonts, cap: int, room: int) -> Dots:
    """Draw the number with capitals ``cap`` dots high, lower or narrower where it is too long."""
    size = _size_for(fonts, cap)
    ink = _ink(text, fonts.face(size, bold=True))
    if ink.width > room:
        lower = max(LEAST_CAP, cap * room // ink.width)
        ink = _ink(text, fonts.face(_size_for(fonts, lower), bold=True))
    if ink.width > room:
        ink = ink.resize((room, ink.height))
    return np.asarray(ink) >= INK


def _ink(text: str, face: FreeTypeFont) -> Image.Image:
    left, top, right, bottom = (int(edge) for edge in face.getbbox(text, anchor="ls"))
    picture = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(picture).text((-left, -top), text, font=face, fill=255, anchor="ls")
    return picture


def _size_for(fonts: Fonts, cap: int) -> int:
    """Return the font size whose capitals are ``cap`` dots high."""
    _, top, _, _ = fonts.face(400, bold=True).getbbox("H", anchor="ls")
    return round(cap * 400 / -top)


def _wider(dots: Dots, width: int) -> Dots:
    """Return a picture centred in ``width`` columns."""
    free = width - dots.shape[1]
    return np.pad(dots, ((0, 0), (free // 2, free - free // 2)))


def _height(lines: Sequence[Dots]) -> int:
    return sum(line.shape[0] for line in lines)


def _beside(left: Dots, right: Dots) -> Dots:
    height = max(left.shape[0], right.shape[0])
    parts = [np.pad(part, ((height - part.shape[0], 0), (0, 0))) for part in (left, right)]
    return np.hstack([parts[0], np.zeros((height, 7), dtype=bool), parts[1]])
