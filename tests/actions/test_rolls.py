"""Emergency rolls: printed ahead, entered after the power cut, called in their order."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from kiosk.actions.counters import Place, call_next, open_counter
from kiosk.actions.printing import Hand
from kiosk.actions.rolls import Entry, Stretch, enter_roll, reserve_roll, void_roll
from kiosk.actions.tickets import Wish, issue_ticket
from kiosk.domain import errors
from kiosk.domain.events import TicketIssued
from kiosk.storage.jobs import Jobs
from kiosk.storage.queries import Queries
from kiosk.storage.tables import halls
from kiosk.storage.verify import verify
from kiosk.storage.work import SqlWork
from tests.ward import MINUTE, NOON, ward

LIFE = timedelta(minutes=10)


@pytest.fixture
def work(engine):
    yield SqlWork(engine, lambda _: None)
    assert [verdict.difference for verdict in verify(engine)] == [""]


def reserve(work, count=10, line="ho-tich", now=NOON):
    return reserve_roll(work, ward(), line, count, "kiosk-1", Hand(by="lan", at=now, life=LIFE))


def enter(work, first, last, now=NOON, line="ho-tich", **more):
    facts = {"tap": str(uuid.uuid4())} | more
    entry = Entry(line=line, first=first, last=last, **facts)
    return enter_roll(work, ward(), entry, "mai", now)


def take(work, now, line="ho-tich", **wish):
    asked = Wish(line=line, tap=str(uuid.uuid4()), **wish)
    return issue_ticket(work, ward(), asked, now, LIFE).ticket


def unused(engine, prefix="AX"):
    return Queries(engine).head("hoa-yen").roll(prefix).unused


def test_each_number_is_a_sheet_to_print(work, engine):
    assert reserve(work, 3) == Stretch(line="ho-tich", first=1, last=3)
    jobs = Jobs(engine).sheets("hoa-yen")
    assert [job.content["number"] for job in jobs] == ["AX001", "AX002", "AX003"]
    assert {(job.kind, job.ticket, job.printer, job.asked_by) for job in jobs} == {
        ("roll", None, "kiosk-1", "lan")
    }


def test_the_series_goes_on_from_roll_to_roll_and_day_to_day(work, engine):
    reserve(work, 3)
    reserve(work, 2, now=NOON + timedelta(days=3))
    assert unused(engine) == ((1, 5),)
    assert enter(work, 4, 4, now=NOON + timedelta(days=9))[0].number == "AX004"
    assert unused(engine) == ((1, 3), (5, 5))


def test_running_numbers_have_no_hole_and_no_meeting_with_them(work):
    first = take(work, NOON)
    reserve(work, 5)
    enter(work, 1, 5)
    after = take(work, NOON)
    assert (first.number, after.number) == ("A001", "A002")
    assert take(work, NOON, "dat-dai").number == "AB001"


def test_after_the_power_cut_they_are_called_in_their_order_before_who_came_later(work):
    """Power goes at five past, four numbers are given out by hand, it is back at half past."""
    reserve(work, 10)
    early = take(work, NOON)
    later = take(work, NOON + 30 * MINUTE)
    back = NOON + 31 * MINUTE
    enter(work, 1, 4, now=back, since=NOON + 5 * MINUTE)
    place = Place(ward(), "1", back)
    open_counter(work, place, "mai")
    called = [call_next(work, Place(ward(), "1", back)).ticket.number for _ in range(6)]
    assert called == [early.number, "AX001", "AX002", "AX003", "AX004", later.number]


def test_a_priority_group_is_ahead_all_the_same(work):
    reserve(work, 2)
    take(work, NOON)
    (elder,) = enter(work, 1, 1, now=NOON + 5 * MINUTE, priority="elder")
    place = Place(ward(), "1", NOON + 6 * MINUTE)
    open_counter(work, place, "mai")
    assert call_next(work, place).ticket.id == elder.id


def test_the_same_press_again_enters_nothing_twice(work):
    reserve(work)
    tap = str(uuid.uuid4())
    first = enter(work, 2, 4, tap=tap)
    assert enter(work, 2, 4, tap=tap) == first


def test_the_same_press_again_is_answered_after_midnight_too(work):
    reserve(work)
    tap = str(uuid.uuid4())
    first = enter(work, 1, 2, tap=tap, since=NOON)
    again = enter(work, 1, 2, tap=tap, since=NOON, now=NOON + timedelta(hours=13))
    assert [one.id for one in again] == [one.id for one in first]


def test_the_same_press_for_another_line_is_another_entry(work):
    """Who goes back in the browser sends the old form's tap with another line."""
    reserve(work)
    reserve(work, line="chung-thuc")
    tap = str(uuid.uuid4())
    enter(work, 1, 2, tap=tap)
    there = enter(work, 1, 2, tap=tap, line="chung-thuc")
    assert [one.number for one in there] == ["BX001", "BX002"]


@pytest.mark.parametrize(("first", "last"), [(1, 11), (11, 12), (3, 4)])
def test_numbers_that_cannot_be_are_named_and_nothing_is_entered(work, engine, first, last):
    reserve(work)
    enter(work, 3, 3)
    before = unused(engine)
    with pytest.raises(errors.RollNumberError) as refusal:
        enter(work, first, last)
    assert "AX0" in str(refusal.value.facts["numbers"])
    assert unused(engine) == before


def test_of_many_wrong_numbers_a_few_are_named(work):
    with pytest.raises(errors.RollNumberError) as refusal:
        enter(work, 1, 100)
    assert refusal.value.facts["numbers"] == "AX001, AX002, AX003, AX004, AX005 (+95)"


def test_a_spoilt_number_is_never_used(work, engine):
    reserve(work, 5)
    void_roll(work, ward(), Stretch(line="ho-tich", first=2, last=3), "lan", NOON)
    assert unused(engine) == ((1, 1), (4, 5))
    with pytest.raises(errors.RollNumberError):
        enter(work, 3, 3)
    with pytest.raises(errors.RollNumberError):
        void_roll(work, ward(), Stretch(line="ho-tich", first=2, last=2), "lan", NOON)
    assert reserve(work, 1).first == 6


@pytest.mark.parametrize("since", [NOON + MINUTE, NOON - timedelta(days=1)])
def test_nobody_came_in_the_future_nor_yesterday(work, since):
    reserve(work)
    with pytest.raises(errors.RollTimeError):
        enter(work, 1, 1, since=since)


@pytest.mark.parametrize(("first", "last"), [(0, 1), (2, 1), (-1, 1), (1, 201), (1, 10**9)])
def test_a_stretch_that_is_none_is_refused(work, first, last):
    with pytest.raises(errors.InputError):
        enter(work, first, last)


@pytest.mark.parametrize("count", [0, 201])
def test_a_roll_has_some_numbers_and_an_end(work, count):
    with pytest.raises(errors.InputError):
        reserve(work, count)


def test_after_999_it_goes_on_with_four_figures(work):
    for _ in range(5):
        reserve(work, 200)
    assert enter(work, 999, 1000)[-1].number == "AX1000"


def test_a_letter_that_another_lines_roll_has_is_refused():
    lines = [
        {"slug": "a", "prefix": "A", "name": "Một"},
        {"slug": "ax", "prefix": "AX", "name": "Hai"},
    ]
    with pytest.raises(ValueError, match="emergency numbers"):
        ward(line=lines, counter=[{"slug": "1", "lines": ["a"]}], hours=[])


def test_a_reserved_stretch_that_was_changed_by_hand_is_found(engine):
    work = SqlWork(engine, lambda _: None)
    reserve(work, 5)
    with engine.begin() as connection:
        state = connection.execute(halls.select()).one().state
        connection.execute(halls.update().values(state=state.replace("[[1, 5]]", "[[1, 9]]")))
    (verdict,) = verify(engine)
    assert "rolls" in verdict.difference


def test_rolls_and_running_numbers_asked_for_at_once_never_meet(work, engine):
    """Two supervisors, two officers with the same slips, and visitors, all at one moment."""
    reserve(work, 4)

    def entered(_):
        try:
            return [one.number for one in enter(work, 1, 4)]
        except errors.RollNumberError:
            return []

    with ThreadPoolExecutor(8) as pool:
        rolls = [pool.submit(reserve, work, 5) for _ in range(2)]
        visitors = [pool.submit(take, work, NOON) for _ in range(6)]
        entries = [pool.submit(entered, None) for _ in range(3)]
    assert sorted((r.result().first, r.result().last) for r in rolls) == [(5, 9), (10, 14)]
    assert sorted(v.result().number for v in visitors) == [f"A00{n}" for n in range(1, 7)]
    dispensed = ["AX001", "AX002", "AX003", "AX004"]
    assert sorted(one.result() for one in entries) == [[], [], dispensed]
    assert unused(engine) == ((5, 14),)


def test_a_hall_of_an_older_version_goes_on(work, engine, monkeypatch):
    """Its journal has no word of rolls, its head neither."""
    with monkeypatch.context() as older:
        whole = TicketIssued.body
        of_rolls = {"roll", "arrived_at"}
        older.setattr(
            TicketIssued,
            "body",
            lambda self: {name: v for name, v in whole(self).items() if name not in of_rolls},
        )
        take(work, NOON)
        take(work, NOON + MINUTE)
    queries = Queries(engine)
    assert not any("roll" in entry.body for entry in queries.entries("hoa-yen", 0, 10))
    with engine.connect() as connection:
        assert "rolls" not in connection.execute(halls.select()).one().state
    assert [verdict.difference for verdict in verify(engine)] == [""]
    reserve(work, 2)
    enter(work, 1, 1, now=NOON + 2 * MINUTE)
    assert take(work, NOON + 3 * MINUTE).number == "A003"
