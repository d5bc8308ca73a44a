import uuid
from datetime import date, time, timedelta

import pytest

from kiosk.actions.counters import Place, call_next, open_counter
from kiosk.actions.tickets import Wish, cancel_ticket, issue_ticket
from kiosk.domain import errors
from kiosk.domain.tickets import State
from kiosk.storage.queries import Queries
from kiosk.storage.verify import verify
from kiosk.storage.work import SqlWork
from tests.ward import MINUTE, NOON, ward

LIFE = timedelta(minutes=10)


@pytest.fixture
def heard():
    return []


@pytest.fixture
def work(engine, heard):
    yield SqlWork(engine, heard.append)
    assert [verdict.difference for verdict in verify(engine)] == [""]


def take(work, line="ho-tich", now=NOON, hall=None, **wish):
    asked = Wish(line=line, tap=wish.pop("tap", str(uuid.uuid4())), **wish)
    return issue_ticket(work, hall or ward(), asked, now, LIFE)


def test_each_line_counts_for_itself_from_001(work):
    numbers = [take(work, line).ticket.number for line in ("ho-tich", "chung-thuc", "ho-tich")]
    assert numbers == ["A001", "B001", "A002"]


def test_a_prefix_that_begins_like_another_has_its_own_numbers(work):
    assert take(work, "dat-dai").ticket.number == "AB001"
    assert take(work, "ho-tich").ticket.number == "A001"


def test_the_same_tap_gives_the_same_ticket_and_no_second_number(work, heard):
    first = take(work, tap="one")
    again = take(work, tap="one", line="chung-thuc")
    assert (first.new, again.new) == (True, False)
    assert again.ticket == first.ticket
    assert len(heard) == 1
    assert take(work).ticket.number == "A002"


def test_it_says_how_many_wait_before(work):
    assert [take(work).ahead for _ in range(3)] == [0, 1, 2]
    assert take(work, priority="elder", now=NOON + 5 * MINUTE).ahead == 0
    assert take(work, now=NOON + 6 * MINUTE).ahead == 4


def test_numbers_start_again_at_the_halls_midnight(work):
    late, early = NOON + 719 * MINUTE, NOON + 720 * MINUTE
    assert take(work, now=late).ticket.number == "A001"
    tomorrow = take(work, now=early).ticket
    assert (tomorrow.number, tomorrow.day) == ("A001", date(2026, 11, 24))


def test_who_was_left_from_yesterday_has_no_place_today(work, engine):
    left = take(work).ticket
    take(work, now=NOON + timedelta(days=1))
    assert Queries(engine).ticket(left.id)[0].state is State.CANCELLED
    assert Queries(engine).head("hoa-yen").lines == {"ho-tich": 1}


def test_a_clock_set_back_over_midnight_repeats_no_number(work):
    before, after = NOON, NOON + timedelta(days=1)
    numbers = [
        (ticket.day, ticket.number)
        for ticket in (take(work, now=now).ticket for now in (before, after, before, after))
    ]
    assert len(set(numbers)) == 4


def test_a_closed_line_says_when_it_opens(work):
    hours = [{"days": ["mon"], "start": time(13, 30), "end": time(17)}]
    with pytest.raises(errors.LineClosedError) as refusal:
        take(work, hall=ward(hours=hours))
    assert refusal.value.facts == {"line": "ho-tich", "opens": "2026-11-23T13:30+07:00"}


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({"line": "khac"}, errors.LineUnknownError),
        ({"priority": "khac"}, errors.PriorityUnknownError),
    ],
)
def test_what_the_hall_does_not_have_is_refused(work, heard, wish, error):
    with pytest.raises(error):
        take(work, **wish)
    assert heard == []


def test_a_place_is_given_up_once(work, heard):
    ticket = take(work).ticket
    for _ in range(2):
        assert cancel_ticket(work, ward(), ticket.id, NOON).state is State.CANCELLED
    assert len(heard) == 2


def test_giving_up_after_midnight_leaves_nobody_of_yesterday_waiting(work, engine):
    ticket = take(work).ticket
    take(work)
    given_up = cancel_ticket(work, ward(), ticket.id, NOON + timedelta(days=1))
    assert given_up.state is State.CANCELLED
    assert Queries(engine).head("hoa-yen").lines == {"ho-tich": 0}


def test_giving_up_a_called_place_frees_the_counter(work, engine):
    ticket = take(work).ticket
    place = Place(ward(), "1", NOON)
    open_counter(work, place, "mai")
    call_next(work, place)
    cancel_ticket(work, ward(), ticket.id, NOON)
    assert Queries(engine).head("hoa-yen").counter("1").ticket is None


def test_who_is_served_has_nothing_to_give_up(work):
    ticket = take(work).ticket
    place = Place(ward(), "1", NOON)
    open_counter(work, place, "mai")
    call_next(work, place)
    call_next(work, place)
    with pytest.raises(errors.TicketStateError):
        cancel_ticket(work, ward(), ticket.id, NOON)


def test_a_printout_is_queued_with_the_ticket(work, engine):
    assert Queries(engine).print_state(take(work).ticket.id) is None
    assert Queries(engine).print_state(take(work, printer="kiosk-1").ticket.id) == "queued"
