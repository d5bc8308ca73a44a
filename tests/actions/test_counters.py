import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from kiosk.actions import counters as keys
from kiosk.actions.counters import Place
from kiosk.actions.tickets import Wish, issue_ticket
from kiosk.domain import errors
from kiosk.domain.tickets import State
from kiosk.storage.verify import verify
from kiosk.storage.work import SqlWork
from tests.ward import MINUTE, NOON, ward

HALL = ward()


@pytest.fixture
def work(engine):
    yield SqlWork(engine, lambda *_: None)
    assert [verdict.difference for verdict in verify(engine)] == [""]


def take(work, line="ho-tich", minute=0.0, priority=None):
    wish = Wish(line=line, tap=str(uuid.uuid4()), priority=priority)
    return issue_ticket(work, HALL, wish, NOON + minute * MINUTE, timedelta(minutes=10)).ticket


def at(counter="1", minute=10.0):
    return Place(HALL, counter, NOON + minute * MINUTE)


@pytest.fixture
def opened(work):
    for counter in "123":
        keys.open_counter(work, at(counter), f"officer-{counter}")
    return work


def test_a_closed_counter_calls_nobody(work):
    take(work)
    with pytest.raises(errors.CounterClosedError):
        keys.call_next(work, at())


def test_nobody_waits(opened):
    assert keys.call_next(opened, at()).ticket is None


def test_calling_finishes_the_visitor_before(opened):
    first, second = take(opened), take(opened)
    assert keys.call_next(opened, at()).ticket.id == first.id
    assert keys.call_next(opened, at()).ticket.id == second.id
    with opened.hall("hoa-yen") as log:
        assert log.ticket(first.id).state is State.DONE


def test_the_same_tap_calls_nobody_else(opened):
    take(opened)
    take(opened)
    first = keys.call_next(opened, at(), tap="one").ticket
    assert keys.call_next(opened, at(), tap="one").ticket == first
    assert keys.call_next(opened, at(), tap="two").ticket.id != first.id


def test_priority_goes_first_and_says_so(opened):
    plain, elder = take(opened), take(opened, minute=1, priority="elder")
    call = keys.call_next(opened, at())
    assert (call.ticket.id, call.reason, call.overtook) == (elder.id, "priority", plain.number)


def test_patience_ends_overtaking(opened):
    plain, _ = take(opened), take(opened, minute=1, priority="elder")
    call = keys.call_next(opened, at(minute=31))
    assert (call.ticket.id, call.reason) == (plain.id, "patience")


def test_a_counter_calls_only_its_lines(opened):
    take(opened, "dat-dai")
    assert keys.call_next(opened, at("1")).ticket is None
    assert keys.call_next(opened, at("3")).ticket.number == "AB001"


def test_a_visit_from_call_to_end(opened):
    take(opened)
    keys.call_next(opened, at())
    assert keys.recall(opened, at()).attempt == 2
    assert keys.begin(opened, at()).state is State.SERVING
    with pytest.raises(errors.NotCalledError):
        keys.recall(opened, at())
    assert keys.finish(opened, at()).state is State.DONE
    with pytest.raises(errors.CounterEmptyError):
        keys.finish(opened, at())


def test_a_no_show_frees_the_counter(opened):
    take(opened)
    keys.call_next(opened, at())
    assert keys.no_show(opened, at()).state is State.NO_SHOW
    keys.close_counter(opened, at())


def test_a_visitor_on_hold_comes_back_to_any_counter(opened):
    ticket = take(opened)
    keys.call_next(opened, at("1"))
    assert keys.hold(opened, at("1"), "đi photo").state is State.ON_HOLD
    with pytest.raises(errors.NothingHeldError):
        keys.resume(opened, at("2"), None)
    assert keys.resume(opened, at("2"), ticket.id).counter == "2"
    with pytest.raises(errors.TicketStateError):
        keys.resume(opened, at("1"), ticket.id)


def test_a_busy_counter_takes_nobody_back(opened):
    take(opened)
    take(opened)
    keys.call_next(opened, at())
    held = keys.hold(opened, at(), "")
    keys.call_next(opened, at())
    with pytest.raises(errors.CounterBusyError):
        keys.resume(opened, at(), held.id)


def test_a_transfer_keeps_the_time_of_arrival(opened):
    early = take(opened, minute=0)
    take(opened, "chung-thuc", minute=1)
    keys.call_next(opened, at("1"))
    moved = keys.transfer(opened, at("1"), "chung-thuc", None)
    assert (moved.state, moved.arrived_at) == (State.WAITING, early.arrived_at)
    call = keys.call_next(opened, at("3"))
    assert call.ticket.id == early.id


def test_a_transfer_to_a_counter_is_called_only_there(opened):
    take(opened)
    keys.call_next(opened, at("1"))
    keys.transfer(opened, at("1"), None, "3")
    assert keys.call_next(opened, at("2")).ticket is None
    call = keys.call_next(opened, at("3"))
    assert (call.ticket.number, call.reason) == ("A001", "wanted")


def test_who_was_sent_to_a_counter_that_closed_is_called_by_another_of_the_line(opened):
    take(opened)
    keys.call_next(opened, at("1"))
    sent = keys.transfer(opened, at("1"), "chung-thuc", "3")
    keys.close_counter(opened, at("3"))
    assert keys.call_next(opened, at("1")).ticket is None
    call = keys.call_next(opened, at("2"))
    assert (call.ticket.id, call.reason) == (sent.id, "arrival")


def test_a_counter_that_opens_again_has_its_own_again(opened):
    take(opened)
    keys.call_next(opened, at("1"))
    keys.transfer(opened, at("1"), "chung-thuc", "3")
    keys.close_counter(opened, at("3"))
    keys.open_counter(opened, at("3"), "mai")
    assert keys.call_next(opened, at("2")).ticket is None
    assert keys.call_next(opened, at("3")).reason == "wanted"


def test_who_was_sent_to_a_counter_that_never_opened_is_called_by_another(work):
    for counter in "12":
        keys.open_counter(work, at(counter), "mai")
    take(work)
    keys.call_next(work, at("1"))
    sent = keys.transfer(work, at("1"), "chung-thuc", "3")
    assert keys.call_next(work, at("2")).ticket.id == sent.id


def test_a_counter_with_a_visitor_does_not_close(opened):
    take(opened)
    keys.call_next(opened, at())
    with pytest.raises(errors.CounterBusyError):
        keys.close_counter(opened, at())


A_DAY = 24 * 60


def test_who_was_on_hold_over_night_has_lost_the_place(opened):
    held = take(opened)
    keys.call_next(opened, at())
    keys.hold(opened, at(), "đi photo")
    with pytest.raises(errors.TicketStateError):
        keys.resume(opened, at("2", A_DAY), held.id)
    with pytest.raises(errors.NothingHeldError):
        keys.resume(opened, at("1", A_DAY), None)


@pytest.mark.parametrize(
    ("key", "state"),
    [
        (keys.recall, State.CALLED),
        (keys.begin, State.SERVING),
        (keys.finish, State.DONE),
        (keys.no_show, State.NO_SHOW),
        (lambda *who: keys.hold(*who, ""), State.ON_HOLD),
        (lambda *who: keys.transfer(*who, "ho-tich", None), State.WAITING),
    ],
)
def test_who_is_at_a_counter_over_night_goes_on_while_the_others_have_lost_their_places(
    opened, key, state
):
    there, left = take(opened), take(opened)
    keys.call_next(opened, at())
    assert key(opened, at(minute=A_DAY)).state is state
    with opened.hall("hoa-yen") as log:
        assert log.ticket(left.id).state is State.CANCELLED
        assert log.ticket(there.id).state is state


def test_a_counter_that_closes_after_midnight_ends_the_day_before(opened):
    left = take(opened)
    keys.close_counter(opened, at(minute=A_DAY))
    with opened.hall("hoa-yen") as log:
        assert log.ticket(left.id).state is State.CANCELLED


def test_what_the_hall_does_not_have_is_refused(opened):
    with pytest.raises(errors.CounterUnknownError):
        keys.call_next(opened, at("9"))
    with pytest.raises(errors.TicketUnknownError):
        keys.resume(opened, at(), "nobody")
    with pytest.raises(errors.InputError):
        keys.transfer(opened, at(), None, None)


def test_three_counters_at_once_call_everybody_once(opened):
    for _ in range(40):
        take(opened, "chung-thuc")
    with ThreadPoolExecutor(6) as pool:
        calls = list(pool.map(lambda index: keys.call_next(opened, at("23"[index % 2])), range(48)))
    called = [call.ticket.id for call in calls if call.ticket]
    assert len(called) == len(set(called)) == 40
