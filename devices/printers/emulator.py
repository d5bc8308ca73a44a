"""The inside of a simulated receipt printer: bytes in, answers and paper out; no network."""

from collections.abc import Callable, Generator

import numpy as np

from devices.printers.raster import Dots

CAPACITY = 4096
"""Bytes of the receive buffer; a picture never fits."""

CLONE_BAND = 256
"""Rows of one picture that a clone with ``tall_overflows`` still takes."""

CLONE_TROUBLE = 48
"""A clone with ``multiples_garble`` prints garbage when a picture's height is a multiple of it."""

LINE = 24
"""Rows of a line feed."""

ESC, GS, DLE = 0x1B, 0x1D, 0x10
PLAIN = {ord("t"): 1, ord("a"): 1, ord("!"): 1, ord("2"): 0, ord("3"): 1, ord("M"): 1}
"""Settings of text that are read over, by the number of bytes behind ``ESC`` and the letter."""

Reader = Generator[int, bytes, None]
"""Asks for a number of bytes and gets exactly these."""


class Emulator:
    """Understands the ESC/POS that drivers here send; keeps its state when a client hangs up."""

    def __init__(self, width: int, came_out: Callable[[Dots], None]) -> None:
        self._width, self._came_out = width, came_out
        self.rows_left: int | None = None
        """Rows until the paper ends; None: plenty."""
        self.near_end = self.chatter = self.cover_open = self.offline = self.mute = False
        self.cutter_jams = self.cutter_jammed = False
        """The next cut blocks the cutter; it is blocked."""
        self.asb = False
        """Whether it tells every change without being asked, in four bytes."""
        self.capacity = CAPACITY
        self.multiples_garble = self.tall_overflows = self.paper_out_garbles = False
        """What clones do wrong with pictures."""
        self.on_bytes: Callable[[bytes], None] | None = None
        """Hears all bytes as they come in; b"" when the memory is lost."""
        self.taken = self.picture_bytes = self.strange_bytes = 0
        self._paper: list[Dots] = []
        self._buffer, self._hand = bytearray(), bytearray()
        self._told = b""
        self._answers = bytearray()
        self.forget()

    def forget(self) -> None:
        """Lose what is in memory, as without power; the paper stays where it is."""
        self._buffer.clear()
        self._hand.clear()
        self._answers.clear()
        self._tail, self._told = b"", b""
        if self.on_bytes:
            self.on_bytes(b"")
        self._reader = self._commands()
        self._needed = next(self._reader)

    @property
    def ready(self) -> bool:
        """Whether it prints now."""
        return not (self.cover_open or self.offline or self.cutter_jammed or self.rows_left == 0)

    @property
    def full(self) -> bool:
        """Whether no more bytes fit."""
        return len(self._buffer) >= self.capacity

    def room(self, waiting: bytes) -> int:
        """Return how many of the waiting bytes it takes; a question it takes always."""
        question = 3 if waiting[:2] == b"\x10\x04" else 0
        return max(question, min(len(waiting), self.capacity - len(self._buffer)))

    def receive(self, data: bytes) -> bytes:
        """Take bytes; return the answers to the real-time questions anywhere among them."""
        seen = self._tail + data
        answers = bytearray()
        for at in range(len(seen) - 2):
            if seen[at : at + 2] == b"\x10\x04":
                answers += self._realtime(seen[at + 2])
        self._tail = seen[-2:]
        if self.on_bytes and data:
            self.on_bytes(data)
        self._buffer += data
        self.taken += len(data)
        return bytes(answers)

    def work(self) -> bytes:
        """Carry out what is in the buffer as far as the paper goes; return queued answers.

        Bytes leave the buffer one by one, so that a command may be longer than it.
        """
        while self.ready:
            lacking = self._needed - len(self._hand)
            self._hand += self._buffer[:lacking]
            del self._buffer[:lacking]
            if len(self._hand) < self._needed:
                break
            data = bytes(self._hand)
            self._hand.clear()
            self._needed = self._reader.send(data)
        answers = bytes(self._answers)
        self._answers.clear()
        return answers

    def connected(self) -> None:
        """Somebody new is on the line: automatic status is told again."""
        self._told = b""

    def change(self) -> bytes:
        """Return the automatic status when it is on and something is new; else nothing."""
        now = self._automatic() if self.asb and not self.mute else b""
        news = now if now != self._told else b""
        self._told = now
        return news

    def _automatic(self) -> bytes:
        out = self.rows_left == 0
        first = 0x10 | (0 if self.ready else 0x08) | (0x20 if self.cover_open else 0)
        paper = (0x0C if out else 0) | (0x03 if out or self.near_end else 0)
        return bytes([first, 0x08 if self.cutter_jammed else 0, paper, 0])

    def _realtime(self, question: int) -> bytes:
        out = self.rows_left == 0
        offline = 0x08 if not self.ready else 0
        cause = (0x04 if self.cover_open else 0) | (0x20 if out else 0)
        cause |= 0x40 if self.cutter_jammed else 0
        error = 0x08 if self.cutter_jammed else 0
        if self.chatter and question == 4:
            self.near_end = not self.near_end
        paper = (0x60 if out else 0) | (0x0C if out or self.near_end else 0)
        extra = {1: offline, 2: cause, 3: error, 4: paper}.get(question)
        return b"" if self.mute or extra is None else bytes([0x12 | extra])

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
                self._feed(LINE)
            elif first:
                self.strange_bytes += 1

    def _escape(self) -> Reader:
        letter = (yield 1)[0]
        if letter == ord("@"):
            return
        if letter == ord("d"):
            self._feed((yield 1)[0] * LINE)
        elif letter == ord("J"):
            self._feed((yield 1)[0])
        elif letter in PLAIN:
            yield from self._skip(PLAIN[letter])
        else:
            self.strange_bytes += 2

    def _group(self) -> Reader:
        letter = (yield 1)[0]
        if letter == ord("v"):
            yield from self._picture()
        elif letter == ord("V"):
            yield from self._cut()
        elif letter in {ord("r"), ord("I")}:
            yield 1
            near = 0x03 if self.near_end else 0
            self._answers += b"" if self.mute else bytes([near])
        else:
            self.strange_bytes += 2

    def _picture(self) -> Reader:
        head = yield 6
        width, height = head[2] + 256 * head[3], head[4] + 256 * head[5]
        garbage = self.multiples_garble and height % CLONE_TROUBLE == 0
        for number in range(height if width else 0):
            if self.tall_overflows and number == CLONE_BAND:
                yield self.capacity  # lost: the picture goes on with what comes behind it
            data = yield width
            self.picture_bytes += width
            self._print(self._noise(data) if garbage else self._row(data))
            if self.paper_out_garbles and self.rows_left == 0:
                yield from self._garbage()

    def _row(self, data: bytes) -> Dots:
        row = np.unpackbits(np.frombuffer(data, dtype=np.uint8)).astype(bool)
        short = max(self._width - len(row), 0)
        return np.pad(row, (0, short))[: self._width]

    def _noise(self, data: bytes) -> Dots:
        """Return a row that looks like bytes printed as letters."""
        return self._row(bytes(byte * 73 % 251 ^ 0x55 for byte in data))

    def _garbage(self) -> Reader:
        """Print whatever comes as letters, until the power goes."""
        while True:
            data = yield self._width // 8
            self.strange_bytes += len(data)
            self._print(self._noise(data))

    def _cut(self) -> Reader:
        mode = (yield 1)[0]
        if mode in {65, 66}:
            self._feed((yield 1)[0])
        if self.cutter_jams:
            self.cutter_jams, self.cutter_jammed = False, True
            yield 0  # goes on when somebody has freed it
        if any(row.any() for row in self._paper):
            self._came_out(np.vstack(self._paper))
        self._paper = []

    def _skip(self, count: int) -> Reader:
        if count:
            yield count

    def _feed(self, rows: int) -> None:
        for _ in range(rows):
            self._print(np.zeros(self._width, dtype=bool))

    def _print(self, row: Dots) -> None:
        if self.rows_left is not None:
            self.rows_left = max(self.rows_left - 1, 0)
        self._paper.append(row)
