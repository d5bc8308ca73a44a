"""What a printer answers: telling the kinds of bytes apart and reading them."""

from collections import deque
from typing import Literal

from devices.printers.base import PrinterStatus

DLE_EOT = b"\x10\x04"
PRINTER, OFFLINE_CAUSE, ERROR_CAUSE, PAPER = 1, 2, 3, 4
"""The questions behind ``DLE EOT``."""

CONFIRM = b"\x1dr\x01"
"""``GS r 1``: answered when it leaves the buffer, so the answer proves what came before it."""

FLOW = (0x11, 0x13)
"""XON and XOFF, which serial lines and device servers let through."""

Kind = Literal["realtime", "queued"]


class Answers:
    """Sorts a printer's bytes by their fixed bits; what nobody asked for is dropped.

    Real-time answers look like ``0xx1xx10``, answers from the queue like ``0xx0xxxx``, automatic
    status like ``0xx1xx00`` with three bytes ``0xx0xxxx`` behind it; XON and XOFF are neither.
    """

    def __init__(self) -> None:
        self._found: dict[Kind, deque[int]] = {"realtime": deque(), "queued": deque()}
        self._skip = 0

    def feed(self, data: bytes) -> None:
        """Sort bytes as they arrive."""
        for byte in data:
            self._sort(byte)

    def take(self, kind: Kind) -> int | None:
        """Return and forget the oldest answer of a kind; None when there is none."""
        return self._found[kind].popleft() if self._found[kind] else None

    def clear(self) -> None:
        """Forget everything: what came before a question cannot be its answer."""
        for found in self._found.values():
            found.clear()

    def _sort(self, byte: int) -> None:
        if byte in FLOW:  # it also comes between the bytes of automatic status
            return
        if self._skip and byte & 0x90 == 0x00:
            self._skip -= 1
            return
        self._skip = 0
        if byte & 0x93 == 0x10:
            self._skip = 3
        elif byte & 0x93 == 0x12:
            self._found["realtime"].append(byte)
        elif byte & 0x90 == 0x00:
            self._found["queued"].append(byte)


def interpret(answers: dict[int, int]) -> PrinterStatus:
    """Read the answers to the questions by their number; a missing one stays unknown."""
    printer, cause = answers.get(PRINTER), answers.get(OFFLINE_CAUSE)
    error = answers.get(ERROR_CAUSE)
    return PrinterStatus(
        online=None if printer is None else not printer & 0x08,
        paper=_paper(cause, answers.get(PAPER)),
        cover_open=None if cause is None else bool(cause & 0x04),
        cutter_fault=_stopped(cause, error),
    )


def _paper(cause: int | None, paper: int | None) -> Literal["ok", "near_end", "out"] | None:
    if (cause or 0) & 0x20 or (paper or 0) & 0x60:
        return "out"
    if paper is None:
        return None
    return "near_end" if paper & 0x0C else "ok"


def _stopped(cause: int | None, error: int | None) -> bool | None:
    """Whether an error stops the machine; asked for only when the cause says that there is one."""
    if cause is None:
        return None
    return bool(cause & 0x40) and (error is None or bool(error & 0x28))
