"""Opening hours: when numbers are given, and when they are again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SEARCH_DAYS = 40
"""Days ahead in which the next opening is looked for."""


@dataclass(frozen=True, slots=True)
class Hours:
    """A stretch of opening time on some weekdays (Monday is 0), for some lines or all."""

    weekdays: frozenset[int]
    start: time
    end: time
    lines: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Calendar:
    """A hall's opening hours and special days; no hours at all means always open."""

    timezone: str
    hours: tuple[Hours, ...]
    special: Mapping[date, int | None]
    """Special days: the weekday whose hours apply, or None for closed."""

    def closes(self, line: str, now: datetime) -> datetime | None:
        """Return when the line's present stretch ends; None when it is closed now."""
        local = now.astimezone(ZoneInfo(self.timezone))
        ends = [end for start, end in self._stretches(line, local.date()) if start <= local < end]
        return max(ends, default=None)

    def opens(self, line: str, now: datetime) -> datetime | None:
        """Return when the line opens next; None when it does not within forty days."""
        local = now.astimezone(ZoneInfo(self.timezone))
        for ahead in range(SEARCH_DAYS):
            day = local.date() + timedelta(days=ahead)
            starts = [start for start, _ in self._stretches(line, day) if start > local]
            if starts:
                return min(starts)
        return None

    def is_open(self, line: str, now: datetime) -> bool:
        """Tell whether the line is within its hours."""
        return not self.hours or self.closes(line, now) is not None

    def _stretches(self, line: str, day: date) -> list[tuple[datetime, datetime]]:
        weekday = self.special.get(day, day.weekday())
        zone = ZoneInfo(self.timezone)
        return [
            (datetime.combine(day, item.start, zone), datetime.combine(day, item.end, zone))
            for item in self.hours
            if weekday in item.weekdays and (not item.lines or line in item.lines)
        ]
