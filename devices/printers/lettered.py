"""A simulated printer with letters and QR codes of its own, for the modes hybrid and text."""

from collections.abc import Callable, Generator
from functools import cache

import numpy as np
import segno
from PIL import Image, ImageDraw

from devices.printers.emulator import DLE, ESC, GS, Emulator, Reader
from devices.printers.fonts import find_fonts
from devices.printers.native import FONT_A
from devices.printers.pages import read_page
from devices.printers.raster import Dots

ROM = {data: letter for letter, data in read_page("30+31:tcvn3").letters.items()}
"""The letters beyond ASCII by slot and byte; like Epson's printers for Vietnam."""

SPACING = 10
"""Rows of white below a line."""

UNKNOWN = "\u00bf"
"""Shown for a byte that its page does not have."""


class LetteredEmulator(Emulator):
    """Prints letters and QR codes too; everything else is as in Emulator."""

    def __init__(self, width: int, came_out: Callable[[Dots], None]) -> None:
        self._columns = width
        super().__init__(width, came_out)

    def forget(self) -> None:
        """Lose what is in memory, as without power."""
        self._reset()
        super().forget()

    def _reset(self) -> None:
        self._slot, self._times, self._centre = 0, (1, 1), False
        self._line: list[tuple[int, int]] = []
        self._link, self._module = "", 3

    def _commands(self) -> Reader:
        while True:
            first = (yield 1)[0]
            if first == ESC:
                yield from self._escape()
            elif first == GS:
                yield from self._group()
            elif first == DLE:
                yield 2  # answered when it arrived
            elif first == ord("\n"):
                self._end_line()
            elif first >= ord(" "):
                self._line.append((self._slot, first))
            elif first:
                self.strange_bytes += 1

    def _escape(self) -> Reader:
        letter = yield 1
        if letter == b"@":
            self._reset()
        elif letter == b"t":
            self._slot = (yield 1)[0]
        elif letter == b"a":
            self._centre = (yield 1)[0] & 3 == 1
        elif letter == b"E":
            yield 1  # bold looks like the rest
        else:
            yield from _passed_on(super()._escape(), letter)

    def _group(self) -> Reader:
        letter = yield 1
        if letter == b"!":
            size = (yield 1)[0]
            self._times = (size >> 4 & 7) + 1, (size & 7) + 1
        elif letter == b"(":
            yield from self._symbol()
        else:
            yield from _passed_on(super()._group(), letter)

    def _symbol(self) -> Reader:
        head = yield 3
        data = yield head[1] + 256 * head[2]
        function = data[1] if head[:1] == b"k" and data[:1] == b"1" else 0
        if function == 67:
            self._module = data[2]
        elif function == 80:
            self._link = data[3:].decode("ascii", "replace")
        elif function == 81 and self._link:
            self._place(_code(self._link, self._module))
        elif function not in {65, 69}:
            self.strange_bytes += 2

    def _end_line(self) -> None:
        wide, high = self._times
        cells = [_cell(_letter(slot, byte)) for slot, byte in self._line]
        line = np.hstack(cells) if cells else np.zeros((FONT_A[1], 0), dtype=bool)
        self._line = []
        self._place(line.repeat(high, axis=0).repeat(wide, axis=1))
        self._feed(SPACING)

    def _place(self, dots: Dots) -> None:
        """Print dots at the left or in the middle; what is too wide is lost, as on paper."""
        cut = dots[:, : self._columns]
        left = (self._columns - cut.shape[1]) // 2 if self._centre else 0
        right = self._columns - cut.shape[1] - left
        for row in np.pad(cut, ((0, 0), (left, right))):
            self._print(row)


def _passed_on(inner: Reader, data: bytes) -> Generator[int, bytes, None]:
    """Let another reader go on, which begins with bytes that were read already."""
    next(inner)
    try:
        wanted = inner.send(data)
        while True:
            wanted = inner.send((yield wanted))
    except StopIteration:
        return


def _letter(slot: int, byte: int) -> str:
    return chr(byte) if byte < 0x80 else ROM.get((slot, bytes([byte])), UNKNOWN)


@cache
def _cell(letter: str) -> Dots:
    """Draw a letter into a cell of the printer's usual font."""
    width, height = FONT_A
    face = find_fonts().face(18)
    left, _, right, _ = face.getbbox(letter, anchor="ls")
    room = max(int(right - left) + 1, 1)
    picture = Image.new("L", (room, height), 0)
    ImageDraw.Draw(picture).text((-left, height - 5), letter, font=face, fill=255, anchor="ls")
    fitting = picture if room < width else picture.resize((width - 1, height))
    dots: Dots = np.asarray(fitting) >= 128
    free = width - dots.shape[1]
    return np.pad(dots, ((0, 0), (free // 2, free - free // 2)))


def _code(link: str, module: int) -> Dots:
    code = segno.make(link, error="m", micro=False, boost_error=False)
    cells = np.array([list(row) for row in code.matrix], dtype=bool)
    dots: Dots = cells.repeat(module, axis=0).repeat(module, axis=1)
    return dots
