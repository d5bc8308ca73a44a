"""A slip drawn dot by dot, the same on every printer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import segno

from devices.printers.blocks import (
    Block,
    ChecklistBlock,
    CutBlock,
    GapBlock,
    NumberBlock,
    QrBlock,
    Size,
    Slip,
    TextBlock,
    shortened,
)
from devices.printers.fonts import Fonts
from devices.printers.letters import balanced, in_parts, line, number
from devices.printers.raster import Dots

MASK = 3
"""One of the eight patterns of a QR code. Trying all eight takes as long as all the rest of a
ticket; this one reads no worse (docs/decisions/0019-one-mask.md)."""

QUIET = 4
"""White modules around a QR code; readers need them."""

TICK = 20
"""Dots across a box to tick."""

BESIDE = 140
"""Room beside a QR code, in dots, below which its words stand under it."""

RUN_ON = 480
"""Characters of a checklist without boxes that are printed at most."""

TOP, BOTTOM = 4, 8
"""White rows of a slip's two ends."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Font sizes and distances in dots, 8 a mm; no text is smaller than 24."""

    width: int
    text: Mapping[Size, int]
    """Font sizes by the words of a text block."""
    cap: int
    """Height of the number's capitals."""
    huge: int
    """The same for large print."""
    margin: int
    module: int = 5
    """Dots of a QR module, unless the code is too wide for the paper."""

    @property
    def room(self) -> int:
        """Dots between the margins."""
        return self.width - 2 * self.margin


WIDE = Sizes(
    width=576,
    text={"small": 24, "body": 26, "line": 28, "strong": 32, "title": 30},
    cap=144,
    huge=256,
    margin=16,
)
NARROW = Sizes(
    width=384,
    text={"small": 24, "body": 24, "line": 25, "strong": 28, "title": 26},
    cap=132,
    huge=192,
    margin=8,
)


def sizes_for(width: int) -> Sizes:
    """Return the sizes for a paper of ``width`` dots."""
    return WIDE if width >= WIDE.width else NARROW


def draw(slip: Slip, fonts: Fonts, *, width: int = 576) -> Dots:
    """Draw a slip; its height follows from what stands on it.

    Args:
        slip: What to print.
        fonts: Faces with every Vietnamese letter.
        width: Dots across the paper, 576 or 384.
    """
    ends = (np.zeros((rows, sizes_for(width).width), dtype=bool) for rows in (TOP, BOTTOM))
    top, bottom = ends
    return np.vstack([top, draw_blocks(slip.blocks, fonts, width=width), bottom])


def draw_blocks(blocks: Sequence[Block], fonts: Fonts, *, width: int = 576) -> Dots:
    """Draw some blocks of a slip, one under the other, without white ends.

    A checklist right behind a QR code may stand beside it. What takes no paper (a cut, an empty
    text) gives no rows; the picture may have none at all.
    """
    sheet = _Sheet(sizes_for(width), fonts)
    for at, block in enumerate(blocks):
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        sheet.put(block, after if isinstance(after, ChecklistBlock) else None)
    return sheet.dots()


def draw_void(fonts: Fonts, *, width: int = 576) -> Dots:
    """Draw the mark that makes a scrap of paper worthless at a glance."""
    sheet = _Sheet(sizes_for(width), fonts)
    sheet.lines("PHIẾU HỎNG / VOID", sizes_for(width).text["strong"] + 14, bold=True)
    edge = void_edge(width)
    return np.vstack([edge, sheet.dots(), edge])


def void_edge(width: int = 576) -> Dots:
    """Return the slanted stripes above and below a void mark; nothing else prints them."""
    rows, columns = np.indices((24, width))
    stripes: Dots = (rows + columns) // 12 % 2 == 0
    return stripes


def qr(link: str, module: int) -> Dots:
    """Draw a QR code (error correction M) with its quiet zone, ``module`` dots a module."""
    code = segno.make(link, error="m", micro=False, boost_error=False, mask=MASK)
    cells = np.array([list(row) for row in code.matrix], dtype=bool)
    dots: Dots = np.pad(cells, QUIET).repeat(module, axis=0).repeat(module, axis=1)
    return dots


class _Sheet:
    """A strip of paper that grows downwards, one block after the other."""

    def __init__(self, sizes: Sizes, fonts: Fonts) -> None:
        self._sizes, self._fonts = sizes, fonts
        self._drawn: list[Dots] = []
        self._below = 0
        """White rows that the last block wants under it; the next may want more above."""
        self._taken: ChecklistBlock | None = None
        """A checklist that stands beside a code already."""

    def dots(self) -> Dots:
        """Return everything drawn so far."""
        return np.vstack([np.zeros((0, self._sizes.width), dtype=bool), *self._drawn])

    def put(self, block: Block, after: ChecklistBlock | None) -> None:
        """Draw a block; ``after`` is the checklist behind it, if there is one."""
        if isinstance(block, TextBlock):
            self._text(block)
        elif isinstance(block, NumberBlock):
            self._number(block)
        elif isinstance(block, GapBlock):
            self._white(block.rows)
        elif isinstance(block, QrBlock):
            self._code(block, after)
        elif isinstance(block, ChecklistBlock):
            if block is not self._taken:
                self._under(self._checklist(block, self._sizes.room), block)
        elif not isinstance(block, CutBlock):
            self._add(np.ones((3, self._sizes.room), dtype=bool), above=6, below=6)

    def lines(self, text: str, size: int, *, bold: bool = False) -> None:
        """Write centred lines, wrapped where the paper ends; nothing for an empty text."""
        for drawn in self._wrapped(text, size, self._sizes.room, bold=bold):
            self._add(drawn)

    def _text(self, block: TextBlock) -> None:
        size = self._sizes.text[block.size] * block.scale
        if block.boxed:
            self._boxed(block, size)
            return
        for drawn in self._wrapped(block.text, size, self._sizes.room, bold=block.bold):
            self._add(drawn, left=block.align == "left")

    def _boxed(self, block: TextBlock, size: int) -> None:
        drawn = self._wrapped(block.text, size, self._sizes.room - 40, bold=block.bold)
        if not drawn:
            return
        width = max(each.shape[1] for each in drawn)
        left = block.align == "left"
        inner = np.vstack([_across(each, width, left=left) for each in drawn])
        box = np.pad(np.pad(inner, ((4, 4), (17, 17))), 3, constant_values=True)
        self._add(box, above=6, below=8, left=left)

    def _number(self, block: NumberBlock) -> None:
        sizes, text = self._sizes, self._fonts.drawable(block.text, bold=True)
        if block.size == "huge":
            ink = number(text, self._fonts, sizes.huge, sizes.room, condensed=0.66)
        else:
            ink = number(text, self._fonts, sizes.cap, sizes.room)
        self._add(ink, above=4, below=10)

    def _code(self, block: QrBlock, after: ChecklistBlock | None) -> None:
        """Draw the code with its words beside it; what follows too, where that takes less."""
        code = self._fitting(block.link)
        room = self._sizes.width - code.shape[1] - self._sizes.margin
        size = self._sizes.text["small"]
        if room < BESIDE:
            self._add(code)
            self.lines(block.text, size)
            return
        beside = self._wrapped(block.text, size, room)
        if after is not None and not after.boxes:
            both = [*beside, *self._checklist(after, room)]
            if _height(both) <= code.shape[0] + _height(self._checklist(after, self._sizes.room)):
                beside, self._taken = both, after
        self._beside(code, beside)

    def _fitting(self, link: str) -> Dots:
        """Draw a code with the largest modules that the paper has room for."""
        single = qr(link, 1)
        module = min(self._sizes.module, self._sizes.width // single.shape[1])
        return single.repeat(module, axis=0).repeat(module, axis=1)

    def _beside(self, code: Dots, lines: Sequence[Dots]) -> None:
        height = max(code.shape[0], _height(lines))
        block = np.zeros((height, self._sizes.width), dtype=bool)
        top = (height - code.shape[0]) // 2
        block[top : top + code.shape[0], : code.shape[1]] = code
        row = (height - _height(lines)) // 2
        for each in lines:
            columns = slice(code.shape[1], code.shape[1] + each.shape[1])
            block[row : row + each.shape[0], columns] = each
            row += each.shape[0]
        self._add(block)

    def _checklist(self, block: ChecklistBlock, room: int) -> list[Dots]:
        """Draw a title and what stands under it; all run on behind the title without boxes."""
        size, items = self._sizes.text["small"], [item for item in block.items if item]
        if not items:
            return []
        if block.boxes:
            head = self._wrapped(block.title, size, room, bold=True)
            return [*head, *(self._to_tick(item, size, room) for item in items)]
        text = shortened(f"{block.title} {'; '.join(items)}".strip(), RUN_ON)
        # measured in bold, for the title in the first line is
        lines = balanced(self._fonts.drawable(text), self._fonts.face(size, bold=True), room)
        drawn = [line(each, self._fonts.face(size)) for each in lines]
        title = self._fonts.drawable(block.title)
        if title and lines[0].startswith(title):
            rest = line(lines[0][len(title) :].strip(), self._fonts.face(size))
            drawn[0] = _side_by_side(line(title, self._fonts.face(size, bold=True)), rest)
        return drawn

    def _to_tick(self, item: str, size: int, room: int) -> Dots:
        indent = TICK + 12
        text = self._wrapped(item, size, room - indent)
        drawn = np.vstack([_across(each, room - indent, left=True) for each in text])
        drawn = np.pad(drawn, ((0, 4), (indent, 0)))
        top = (text[0].shape[0] - TICK) // 2 + 2
        drawn[top : top + TICK, :TICK] = True
        drawn[top + 2 : top + TICK - 2, 2 : TICK - 2] = False
        return drawn

    def _under(self, lines: Sequence[Dots], block: ChecklistBlock) -> None:
        last = len(lines) - 1
        for at, drawn in enumerate(lines):
            above, below = (0 if at else 4), (4 if at == last else 0)
            self._add(drawn, above=above, below=below, left=block.boxes)

    def _wrapped(self, text: str, size: int, room: int, *, bold: bool = False) -> list[Dots]:
        face = self._fonts.face(size, bold=bold)
        lines = in_parts(self._fonts.drawable(text, bold=bold), face, room)
        return [line(each, face) for each in lines]

    def _add(self, dots: Dots, *, above: int = 0, below: int = 0, left: bool = False) -> None:
        if dots.shape[1] <= self._sizes.room:
            dots = _across(dots, self._sizes.room, left=left)
        self._white(max(above, self._below))
        self._drawn.append(_across(dots, self._sizes.width))
        self._below = below

    def _white(self, rows: int) -> None:
        self._drawn.append(np.zeros((rows, self._sizes.width), dtype=bool))
        self._below = 0


def _across(dots: Dots, width: int, *, left: bool = False) -> Dots:
    """Return a picture at the left or in the middle of ``width`` columns."""
    free = width - dots.shape[1]
    before = 0 if left else free // 2
    return np.pad(dots, ((0, 0), (before, free - before)))


def _height(lines: Sequence[Dots]) -> int:
    return sum(each.shape[0] for each in lines)


def _side_by_side(left: Dots, right: Dots) -> Dots:
    height = max(left.shape[0], right.shape[0])
    parts = [np.pad(part, ((height - part.shape[0], 0), (0, 0))) for part in (left, right)]
    return np.hstack([parts[0], np.zeros((height, 7), dtype=bool), parts[1]])
