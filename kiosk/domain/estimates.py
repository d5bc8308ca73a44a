"""The first wait estimate: a range of minutes from who is ahead and who serves."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

VARIATION = 0.7
"""Standard deviation of a service time as a share of its mean (halls: 0.6 to 0.8)."""

SPREAD = 1.28
"""Standard deviations on each side: eight of ten waits fall inside, if the means are right."""

LONGEST = 600
"""Minutes beyond which a range says nothing more."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A range of whole minutes."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter as the estimate sees it."""

    lines: tuple[str, ...]
    busy: bool


def estimate_wait(
    line: str,
    ahead: int,
    waiting: Mapping[str, int],
    minutes: Mapping[str, float],
    desks: list[Desk],
) -> Wait:
    """Estimate how long somebody with ``ahead`` people before them waits.

    Args:
        line: The line.
        ahead: People of the same line who are called earlier.
        waiting: People waiting by line.
        minutes: Usual service time by line, in minutes.
        desks: The counters taken to serve: the open ones, or all where none is open.

    Whoever came earlier is called earlier, whatever their line, so the work before a visitor is
    that of all lines at the line's counters; a line with more counters brings each its part.
    """
    mine = [desk for desk in desks if line in desk.lines]
    if not mine:
        return Wait(0, LONGEST)
    if ahead == 0 and any(not desk.busy for desk in mine):
        return Wait(0, 5)
    there = waiting.get(line, 0)
    before = (
        {slug: count * min(1.0, ahead / there) for slug, count in waiting.items()} if there else {}
    )
    before = {**waiting, **before, line: ahead}
    mean = minutes[line]
    share = {slug: before.get(slug, 0) * minutes[slug] / count for slug, count in _served(desks)}
    loads = [sum(share[slug] for slug in desk.lines) for desk in mine]
    work = (min(loads) + sum(loads) / len(loads)) / 2
    expected = work + 0.5 * mean / len(mine)
    deviation = VARIATION * math.sqrt(expected * mean / len(mine))
    return _rounded(max(0.0, expected - SPREAD * deviation), expected + SPREAD * deviation)


def _served(desks: list[Desk]) -> Iterable[tuple[str, int]]:
    """Return the lines that are served, each with the number of its counters."""
    return Counter(chain.from_iterable(desk.lines for desk in desks)).items()


def _rounded(low: float, high: float) -> Wait:
    step = 5 if high <= 90 else 10
    floor = int(low // step) * step
    ceiling = math.ceil(max(high, floor + step) / step) * step
    return Wait(min(floor, LONGEST - step), min(ceiling, LONGEST))
