from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.calendar import Calendar, Hours

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WEEK = frozenset(range(5))
CALENDAR = Calendar(
    "Asia/Ho_Chi_Minh",
    (
        Hours(WEEK, time(7, 30), time(11, 30)),
        Hours(WEEK, time(13, 30), time(17)),
        Hours(frozenset({5}), time(7, 30), time(11, 30), frozenset({"cu-tru"})),
    ),
    {date(2026, 11, 24): None, date(2026, 11, 28): 4},
)


def at(day, clock):
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), ZONE)


@pytest.mark.parametrize(
    ("line", "day", "clock", "open_"),
    [
        ("ho-tich", "2026-11-23", "07:29", False),
        ("ho-tich", "2026-11-23", "07:30", True),
        ("ho-tich", "2026-11-23", "11:30", False),
        ("ho-tich", "2026-11-23", "16:59", True),
        ("ho-tich", "2026-11-24", "09:00", False),  # a holiday
        ("ho-tich", "2026-11-28", "14:00", True),  # a working Saturday, like a Friday
        ("ho-tich", "2026-12-05", "09:00", False),
        ("cu-tru", "2026-12-05", "09:00", True),
    ],
)
def test_lines_are_open_in_their_hours(line, day, clock, open_):
    assert CALENDAR.is_open(line, at(day, clock)) is open_


@pytest.mark.parametrize(
    ("day", "clock", "opens"),
    [
        ("2026-11-23", "06:00", ("2026-11-23", "07:30")),
        ("2026-11-23", "12:00", ("2026-11-23", "13:30")),
        ("2026-11-23", "17:00", ("2026-11-25", "07:30")),
    ],
)
def test_it_says_when_it_opens_again(day, clock, opens):
    assert CALENDAR.opens("ho-tich", at(day, clock)) == at(*opens)


def test_it_says_when_it_closes():
    assert CALENDAR.closes("ho-tich", at("2026-11-23", "08:00")) == at("2026-11-23", "11:30")
    assert CALENDAR.closes("ho-tich", at("2026-11-23", "12:00")) is None


def test_a_hall_without_hours_is_always_open():
    always = Calendar("Asia/Ho_Chi_Minh", (), {})
    assert always.is_open("ho-tich", at("2026-11-24", "03:00"))
    assert always.opens("ho-tich", at("2026-11-24", "03:00")) is None
