"""The day's first action ends the day before."""

from datetime import date, datetime

from config.hall import HallSettings
from kiosk.actions.ports import HallLog
from kiosk.domain import decisions
from kiosk.domain.events import DayBegun
from kiosk.domain.numbering import hall_day


def begin_day(log: HallLog, hall: HallSettings, now: datetime) -> date:
    """Return the hall's day; on a new one, end the places that were left from before.

    A clock that is set back begins its earlier day again and ends nobody's place.
    """
    today = hall_day(now, hall.timezone)
    if log.head.day == today:
        return today
    log.record(DayBegun(hall=hall.slug, at=now, day=today))
    for ticket in log.leftovers(today):
        log.record(decisions.cancel(ticket, now, "day_over"))
    return today
