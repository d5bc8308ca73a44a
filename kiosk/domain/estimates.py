"""The first wait estimate: a range of minutes from who is ahead and who serves."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

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

    A counter that serves several lines gives each a share by the work that waits there.
    """
    rate = sum(_share(line, desk, waiting, minutes) for desk in desks if line in desk.lines)
    if rate <= 0:
        return Wait(0, LONGEST)
    mine = [desk for desk in desks if line in desk.lines]
    free = sum(not desk.busy for desk in mine)
    if ahead == 0 and free:
        return Wait(0, 5)
    mean = minutes[line]
    expected = (ahead + 0.5) * mean / rate
    deviation = VARIATION * mean * math.sqrt(ahead + 0.5) / rate
    low, high = expected - SPREAD * deviation, expected + SPREAD * deviation
    return _rounded(max(0.0, low), high)


def _share(
    line: str, desk: Desk, waiting: Mapping[str, int], minutes: Mapping[str, float]
) -> float:
    work = {slug: (waiting.get(slug, 0) + 0.5) * minutes[slug] for slug in desk.lines}
    return work[line] / sum(work.values())


def _rounded(low: float, high: float) -> Wait:
    step = 5 if high <= 90 else 10
    floor = int(low // step) * step
    ceiling = math.ceil(max(high, floor + step) / step) * step
    return Wait(min(floor, LONGEST - step), min(ceiling, LONGEST))
