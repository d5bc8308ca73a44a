"""Emergency rolls: numbers printed ahead for a power cut, in a series of their own.

The series of line ``A`` is ``AX001``, ``AX002`` …: other letters, so it can never meet the running
numbers. It goes on from roll to roll and day to day; no number is ever reserved again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MARK = "X"
"""Behind the line's own letters; no line may have the letters of another's series."""

MOST = 200
"""Numbers of one roll."""


def roll_prefix(prefix: str) -> str:
    """Return the letters of a line's emergency series."""
    return prefix + MARK


@dataclass(frozen=True, slots=True)
class Series:
    """What is known of a line's emergency numbers."""

    line: str
    last: int = 0
    """The last figure that was reserved."""

    unused: tuple[tuple[int, int], ...] = ()
    """Figures that were printed and not used yet: first and last of each stretch, ascending."""

    def reserved(self, first: int, last: int) -> "Series":
        """Return the series with more numbers."""
        return Series(self.line, max(self.last, last), _joined((*self.unused, (first, last))))

    def without(self, first: int, last: int) -> "Series":
        """Return the series without numbers that were used or spoilt."""
        left = [part for one in self.unused for part in _minus(one, first, last)]
        return Series(self.line, self.last, tuple(left))

    def missing(self, first: int, last: int) -> list[int]:
        """Return the figures of a stretch that are not unused."""
        there = {n for start, end in self.unused for n in range(max(start, first), end + 1)}
        return [n for n in range(first, last + 1) if n not in there]

    def has(self, figure: int) -> bool:
        """Tell whether a figure was printed and not used yet."""
        return any(first <= figure <= last for first, last in self.unused)

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {"line": self.line, "last": self.last, "unused": [list(one) for one in self.unused]}

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> "Series":
        """Rebuild what ``to_json`` wrote."""
        unused = tuple((first, last) for first, last in facts["unused"])
        return cls(facts["line"], facts["last"], unused)


def _joined(parts: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Return stretches in order, those that touch as one."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(parts):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def _minus(stretch: tuple[int, int], first: int, last: int) -> Iterator[tuple[int, int]]:
    start, end = stretch
    if last < start or first > end:
        yield stretch
        return
    if start < first:
        yield start, first - 1
    if last < end:
        yield last + 1, end
