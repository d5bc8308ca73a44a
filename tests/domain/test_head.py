from datetime import timedelta

import pytest

from kiosk.domain.head import Head
from kiosk.domain.tickets import State, Ticket
from tests.ward import NOON

TODAY = NOON.date()
A_DAY = timedelta(days=1)


def ticket(day, state=State.WAITING):
    return Ticket(
        id="a",
        hall="hoa-yen",
        day=day,
        line="ho-tich",
        number="A001",
        sequence=1,
        priority=None,
        language="vi",
        issued_at=NOON,
        arrived_at=NOON,
        rank_at=NOON,
        state=state,
    )


@pytest.mark.parametrize(
    ("day", "waiting"),
    [(TODAY - A_DAY, {}), (TODAY, {"ho-tich": 2}), (TODAY + A_DAY, {"ho-tich": 2})],
)
def test_nobody_waits_on_a_day_that_has_not_begun(day, waiting):
    assert Head(day=day, lines={"ho-tich": 2}).on(TODAY).lines == waiting


@pytest.mark.parametrize(
    ("state", "ends"),
    [(State.WAITING, True), (State.ON_HOLD, True), (State.SERVING, False), (State.DONE, False)],
)
def test_the_beginning_of_a_day_ends_the_places_that_were_left(state, ends):
    yesterday = TODAY - A_DAY
    assert Head(day=yesterday).ends(ticket(yesterday, state), TODAY) == ends


def test_a_day_that_has_begun_ends_no_more_places():
    # Who was at a counter over night may be sent on and wait today.
    assert not Head(day=TODAY).ends(ticket(TODAY - A_DAY), TODAY)
