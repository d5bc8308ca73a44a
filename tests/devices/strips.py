"""Reads what a printer got, and its paper, without any code of devices/printers.

Written from the description of the commands only, so that an error of the encoder or of the
simulated printer does not hide behind the same error here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

Picture = np.ndarray
"""Booleans, True is black; rows run down the paper."""

CHUNK = 4096
FEED = 24
STRIPE = 12
"""Dots of a void mark's stripe along a row."""
STRIPED_ROWS = 20
"""So many striped rows in a row are an edge of a void mark."""


class Paper:
    """Bytes in, strips out; ``feed`` may cut them anywhere. b"" is a loss of power."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.strips: list[Picture] = []
        self.unknown = 0
        self._rows: list[np.ndarray] = []
        self._data = bytearray()
        self._picture: tuple[int, int] | None = None

    def feed(self, data: bytes) -> None:
        if not data:
            self._data.clear()
            self._picture = None
        for start in range(0, len(data), CHUNK):  # what is cut off a long buffer is moved
            self._data += data[start : start + CHUNK]
            while self._step():
                pass

    def _step(self) -> bool:
        if self._picture is not None:
            return self._row()
        size = self._size()
        if size == 0 or len(self._data) < size:
            return False
        command = bytes(self._data[:size])
        del self._data[:size]
        self._do(command)
        return True

    def _size(self) -> int:
        """Return how long the command at the front is; 0 while that is not clear."""
        data = self._data
        if not data or (data[0] in {0x1B, 0x1D} and len(data) < 2):
            return 0
        if data[0] not in {0x1B, 0x1D}:
            return 3 if data[0] == 0x10 else 1
        if data[0] == 0x1B:
            return {0x40: 2, 0x32: 2, 0x64: 3, 0x4A: 3, 0x61: 3, 0x74: 3}.get(data[1], 2)
        if data[1] == 0x56:  # GS V: the forms A and B have a distance behind them
            return 0 if len(data) < 3 else 4 if data[2] in {65, 66} else 3
        return {0x76: 8, 0x72: 3, 0x49: 3}.get(data[1], 2)

    def _do(self, command: bytes) -> None:
        if command == b"\n":
            self._blank(FEED)
        elif command[:2] == b"\x1dv":
            width, height = int.from_bytes(command[4:6], "little"), command[6] + 256 * command[7]
            self._picture = (width, height) if width and height else None
        elif command[:2] == b"\x1dV":
            self._blank(command[3] if len(command) > 3 else 0)
            self._cut()
        elif command[:2] in {b"\x1bd", b"\x1bJ"}:
            self._blank(command[2] * (FEED if command[1:2] == b"d" else 1))
        elif command[:2] not in {b"\x1b@", b"\x1dr", b"\x1dI"} and command[0] not in {0, 0x10}:
            self.unknown += len(command)

    def _row(self) -> bool:
        width, left = self._picture
        if len(self._data) < width:
            return False
        got = np.frombuffer(bytes(self._data[:width]), dtype=np.uint8)
        del self._data[:width]
        bits = (got[:, None] >> np.arange(7, -1, -1) & 1).astype(bool).ravel()[: self.width]
        row = np.zeros(self.width, dtype=bool)
        row[: len(bits)] = bits
        self._rows.append(row)
        self._picture = (width, left - 1) if left > 1 else None
        return True

    def _blank(self, rows: int) -> None:
        self._rows += [np.zeros(self.width, dtype=bool)] * rows

    def _cut(self) -> None:
        strip, self._rows = self._rows, []
        if any(row.any() for row in strip):
            self.strips.append(np.array(strip))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a strip is."""

    kind: str
    """``whole``, ``void``, ``scrap`` (the beginning of one ticket) or ``mixed``."""
    job: str = ""
    """Whose ticket it is, or begins as."""


def judge(strip: Picture, tickets: Mapping[str, Picture]) -> Verdict:
    """Say what a strip is.

    Args:
        strip: What came out between two cuts.
        tickets: The picture of each job's ticket, ``inked``.
    """
    striped = stripes(strip)
    ink = inked(strip)
    if striped:
        # whatever stands behind the last stripes could be taken for a ticket of its own
        return Verdict("void" if not strip[striped[-1] + 1 :].any() else "mixed")
    for job, ticket in tickets.items():
        if np.array_equal(ink, ticket):
            return Verdict("whole", job)
    for job, ticket in tickets.items():
        if np.array_equal(ink, ticket[: len(ink)]):
            return Verdict("scrap", job)
    return Verdict("mixed")


def inked(picture: Picture) -> Picture:
    """Return the rows from the first to the last with ink."""
    rows = np.flatnonzero(picture.any(axis=1))
    return picture[rows[0] : rows[-1] + 1]


def stripes(strip: Picture) -> list[int]:
    """Return the rows that belong to edges of void marks: runs of 12 black and 12 white dots."""
    striped = [number for number, row in enumerate(strip) if _striped(row)]
    found, run = [], []
    for number in [*striped, -9]:
        if run and number != run[-1] + 1:
            found += run if len(run) >= STRIPED_ROWS else []
            run = []
        run.append(number)
    return found


def _striped(row: np.ndarray) -> bool:
    edges = np.flatnonzero(row[1:] != row[:-1])
    return len(edges) >= len(row) // STRIPE - 2 and set(np.diff(edges)) == {STRIPE}


def link(strip: Picture) -> str:
    """Read the QR code of a strip; empty when there is none."""
    picture = np.where(strip, 0, 255).astype(np.uint8)
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(
        cv2.copyMakeBorder(picture, 20, 20, 20, 20, cv2.BORDER_CONSTANT, value=255)
    )
    return text
