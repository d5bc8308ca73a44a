from dataclasses import replace
from datetime import timedelta

from kiosk.domain.calling import may_call, next_ticket
from kiosk.domain.tickets import Ticket
from tests.ward import MINUTE, NOON

PATIENCE = timedelta(minutes=30)


def waiting(number: str, minutes_ago: float, head_start: float = 0) -> Ticket:
    arrived = NOON - minutes_ago * MINUTE
    return Ticket(
        id=number.lower(),
        hall="hoa-yen",
        day=NOON.date(),
        line="ho-tich",
        number=number,
        sequence=int(number[1:]),
        priority="elder" if head_start else None,
        language="vi",
        issued_at=arrived,
        arrived_at=arrived,
        rank_at=arrived - head_start * MINUTE,
    )


def chosen(*tickets):
    choice = next_ticket(tickets, PATIENCE, NOON)
    return choice and (choice.ticket.number, choice.reason, choice.overtook)


def test_nobody_waits():
    assert chosen() is None


def test_who_came_first_is_called_first():
    assert chosen(waiting("A002", 5), waiting("A001", 9)) == ("A001", "arrival", None)


def test_a_head_start_counts_as_having_come_earlier():
    assert chosen(waiting("A001", 9), waiting("A002", 1, 15)) == ("A002", "priority", "A001")


def test_a_head_start_is_not_more_than_its_minutes():
    assert chosen(waiting("A001", 20), waiting("A002", 1, 15)) == ("A001", "arrival", None)


def test_who_waited_longer_than_the_patience_is_not_overtaken():
    assert chosen(waiting("A001", 31), waiting("A002", 29, 60)) == ("A001", "patience", None)


def test_at_the_very_end_of_the_patience_a_priority_still_goes_first():
    assert chosen(waiting("A001", 30), waiting("A002", 29, 15)) == ("A002", "priority", "A001")


def test_two_who_ran_out_of_patience_are_called_by_arrival():
    assert chosen(waiting("A002", 40, 15), waiting("A001", 41)) == ("A001", "patience", None)


def test_a_ticket_for_an_open_counter_is_called_by_no_other():
    ticket = replace(waiting("A001", 5), wanted="3")
    assert may_call(ticket, "3", ["chung-thuc"], ["1", "3"])
    assert not may_call(ticket, "1", ["ho-tich"], ["1", "3"])


def test_a_ticket_for_a_closed_counter_is_called_by_any_of_its_line():
    ticket = replace(waiting("A001", 5), wanted="3")
    assert may_call(ticket, "1", ["ho-tich"], ["1", "2"])
    assert not may_call(ticket, "2", ["chung-thuc"], ["1", "2"])
