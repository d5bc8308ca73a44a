"""Cutting byte streams into frames; pure, bounded, and content with any bytes."""

from collections import deque

LIMIT = 4096
"""Bytes a splitter may see without a whole frame before it calls the line noisy."""


class Sum8Splitter:
    """Finds frames of a fixed head, ``length`` data bytes and the low byte of their sum.

    After a wrong sum only one byte is dropped, so a frame that begins inside a damaged one is
    not lost. Never raises; the counters tell how good the line is.
    """

    def __init__(self, head: bytes, length: int) -> None:
        self._head, self._size = head, len(head) + length + 1
        self._rest = b""
        self._recent: deque[bool] = deque(maxlen=100)
        self.good = 0
        """Whole frames so far."""
        self.bad = 0
        """Heads whose frame failed its sum."""
        self.junk = 0
        """Bytes since the last whole frame."""

    @property
    def noisy(self) -> bool:
        """Whether more than 20 of the last 100 frames were bad, or 4 KiB held none."""
        return self._recent.count(False) > 20 or self.junk >= LIMIT

    def feed(self, data: bytes) -> list[bytes]:
        """Return the data bytes of every whole frame; the unfinished rest waits."""
        buffer, frames, start = self._rest + data, [], 0
        self.junk += len(data)
        while (start := self._find(buffer, start)) + self._size <= len(buffer):
            frame = buffer[start : start + self._size]
            whole = sum(frame[:-1]) & 0xFF == frame[-1]
            start += self._size if whole else 1
            self._count(whole=whole, left=len(buffer) - start)
            if whole:
                frames.append(frame[len(self._head) : -1])
        self._rest = buffer[start:]
        return frames

    def _find(self, buffer: bytes, start: int) -> int:
        """Return where a head begins, or else where a head cut by the buffer's end may begin."""
        found = buffer.find(self._head, start)
        if found >= 0:
            return found
        for kept in range(min(len(self._head) - 1, len(buffer) - start), 0, -1):
            if self._head.startswith(buffer[-kept:]):
                return len(buffer) - kept
        return len(buffer)

    def _count(self, *, whole: bool, left: int) -> None:
        self._recent.append(whole)
        if whole:
            self.good, self.junk = self.good + 1, left
        else:
            self.bad += 1


class LineSplitter:
    """Cuts a byte stream at ``end``; the unfinished rest waits for the next call."""

    def __init__(self, end: bytes = b"\r\n", limit: int = LIMIT) -> None:
        self._end, self._limit, self._rest = end, limit, b""
        self.bad = 0
        """Times that ``limit`` bytes came without an end and were thrown away."""

    def feed(self, data: bytes) -> list[bytes]:
        """Return every whole line without its end."""
        *lines, self._rest = (self._rest + data).split(self._end)
        if len(self._rest) > self._limit:
            self._rest = b""
            self.bad += 1
        return [line for line in lines if len(line) <= self._limit]
