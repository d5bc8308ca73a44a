"""The hall: its lines, counters, priority groups, hours and lanes."""

from datetime import date, time
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator

from config.section import Section, Text
from config.slips import SlipSettings

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
"""A name for URLs: lower-case letters, digits and hyphens, at most 32."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Check = Literal["temperature", "mask", "hands"]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not a time zone; an example is Asia/Ho_Chi_Minh") from error
    return name


class LineSettings(Section):
    """A line (hàng chờ): what a visitor chooses on the touchscreen."""

    slug: Slug
    """Name in URLs and in the API."""

    prefix: Annotated[str, Field(pattern=r"^[A-HJ-NP-Z]{1,2}$")]
    """One or two capital letters before the number; I and O look like digits and are refused."""

    name: Text
    """As shown on the touchscreen, the ticket and the wall."""

    examples: Text = Text(vi="")
    """A few procedures, shown under the name."""

    icon: str = "file-text"
    """Pictogram: a lucide icon's name."""

    bring: tuple[Text, ...] = ()
    """What to bring, shown on the phone and printed on the ticket."""

    minutes: Annotated[float, Field(gt=0, le=240)] = 10.0
    """Usual time at the counter for one visitor, in minutes; the first wait estimates use it."""


class CounterSettings(Section):
    """A counter (quầy) and the lines it serves, in the officer's order."""

    slug: Slug
    """Name in URLs; also what the wall shows and the voice says, for example ``3``."""

    name: str = ""
    """A longer name for staff; empty: ``Quầy`` and the slug."""

    lines: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """Slugs of the lines that this counter calls."""


class PrioritySettings(Section):
    """A group of visitors who are called earlier."""

    slug: Slug
    """Name in the API, for example ``elder``."""

    name: Text
    """As shown on the touchscreen and at the desk."""

    icon: str = "hand-heart"
    """Pictogram: a lucide icon's name."""

    head_start: Annotated[float, Field(ge=0, le=480)] = 15.0
    """Minutes by which a visitor of the group counts as having come earlier."""


class HoursSettings(Section):
    """A stretch of time, on some weekdays, in which numbers are given and called."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    """Weekdays, ``mon`` to ``sun``."""

    start: time
    """Opening time in the hall's own time zone."""

    end: time
    """Closing time; later than ``start``."""

    lines: tuple[Slug, ...] = ()
    """Only these lines; empty: all."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"end {self.end} is not later than start {self.start}")
        return self


class DaySettings(Section):
    """A special day: a holiday, or a Saturday worked in exchange for another day."""

    date: date
    """The day, for example ``2026-11-24``."""

    name: Text
    """Why, shown on the screens."""

    like: Weekday | None = None
    """Hours of this weekday apply (a working Saturday: ``fri``); absent: closed all day."""


class LaneSettings(Section):
    """An entrance lane (lối kiểm soát đầu vào)."""

    slug: Slug
    """Name in URLs."""

    name: Text = Text(vi="Cửa chính", en="Main entrance")
    """As staff call it."""

    checks: tuple[Check, ...] = ("temperature",)
    """What is asked of a visitor."""

    limit: Annotated[float, Field(ge=34.0, le=40.0)] = 37.5
    """Temperature in °C from which a second look by a person is asked for."""


class HallSettings(Section):
    """A hall (bộ phận một cửa): one public room with its own numbers."""

    slug: Slug
    """Name in URLs."""

    name: Text
    """As written over the door; a text, or a table with ``vi`` and ``en``."""

    timezone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Ho_Chi_Minh"
    """The hall's time zone; numbers start again at its midnight."""

    hotline: str = ""
    """Telephone for complaints and questions, shown on walls and tickets."""

    patience: Annotated[float, Field(gt=0, le=1440)] = 45.0
    """Minutes after which a waiting visitor is not overtaken by anybody any more."""

    outside_hours: Literal["refuse", "allow"] = "refuse"
    """Whether numbers are given outside the opening hours; ``allow`` suits rehearsals."""

    line: Annotated[tuple[LineSettings, ...], Field(min_length=1)]
    """The lines."""

    counter: Annotated[tuple[CounterSettings, ...], Field(min_length=1)]
    """The counters."""

    priority: tuple[PrioritySettings, ...] = ()
    """The priority groups."""

    hours: tuple[HoursSettings, ...] = ()
    """Opening hours; none: always open."""

    day: tuple[DaySettings, ...] = ()
    """Special days."""

    lane: tuple[LaneSettings, ...] = ()
    """Entrance lanes."""

    notice: Text = Text(vi="")
    """One sentence for the wall's lower edge."""

    slip: tuple[SlipSettings, ...] = ()
    """Templates of slips, instead of those that come with the product."""

    @property
    def title(self) -> Text:
        """The name in both languages."""
        return self.name

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        lines = [line.slug for line in self.line]
        _unique("line slug", lines)
        _unique("line prefix", [line.prefix for line in self.line])
        _series_apart([line.prefix for line in self.line])
        _unique("counter slug", [counter.slug for counter in self.counter])
        _unique("priority slug", [group.slug for group in self.priority])
        _unique("lane slug", [lane.slug for lane in self.lane])
        _unique("slip", [slip.what for slip in self.slip])
        for counter in self.counter:
            _known(f"counter {counter.slug}", counter.lines, lines)
        for hours in self.hours:
            _known("hours", hours.lines, lines)
        return self


def _unique(what: str, values: list[str]) -> None:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise ValueError(f"{what} {twice[0]!r} is used twice")


def _series_apart(prefixes: list[str]) -> None:
    """Refuse letters that another line's emergency roll has; see ``kiosk.domain.rolls``."""
    for prefix in prefixes:
        if prefix.endswith("X") and prefix[:-1] in prefixes:
            raise ValueError(
                f"line prefix {prefix!r} is that of line {prefix[:-1]!r}'s emergency numbers; "
                "choose another letter"
            )


def _known(where: str, used: tuple[str, ...], lines: list[str]) -> None:
    unknown = [slug for slug in used if slug not in lines]
    if unknown:
        raise ValueError(f"{where}: there is no line {unknown[0]!r}; lines are {', '.join(lines)}")
