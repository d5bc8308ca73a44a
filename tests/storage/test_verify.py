"""Whatever is changed behind the program's back is found, and named."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import text

from kiosk.actions.counters import Place, call_next, finish, hold, open_counter
from kiosk.actions.tickets import Wish, issue_ticket
from kiosk.storage.verify import verify
from kiosk.storage.work import SqlWork
from tests.ward import MINUTE, NOON, ward


@pytest.fixture
def lived(engine):
    """A hall in which something has happened."""
    hall, work = ward(), SqlWork(engine, lambda *_: None)
    for minute in range(6):
        wish = Wish(
            line="ho-tich", tap=str(uuid.uuid4()), priority="elder" if minute == 4 else None
        )
        issue_ticket(work, hall, wish, NOON + minute * MINUTE, timedelta(minutes=10))
    place = Place(hall, "1", NOON + 10 * MINUTE)
    open_counter(work, place, "mai")
    call_next(work, place)
    finish(work, place)
    call_next(work, place)
    hold(work, place, "đi photo")
    call_next(work, place)
    return engine


def test_a_hall_left_alone_is_right(lived):
    (verdict,) = verify(lived)
    assert verdict.difference == ""
    assert verdict.tickets == 6


TAMPERING = [
    ("UPDATE journal SET body = replace(body, 'A002', 'A009') WHERE seq = 3", "journal row 3"),
    ("UPDATE journal SET kind = 'ticket.no_show' WHERE seq = 10", "journal row 10"),
    ("DELETE FROM journal WHERE seq = 4", "row 4 is missing"),
    ("DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)", "hall: seq is"),
    ("UPDATE journal SET prev_hash = hash WHERE seq = 5", "journal row 5"),
    ("UPDATE tickets SET state = 'done' WHERE number = 'A006'", "ticket A006"),
    ("UPDATE tickets SET arrived_at = issued_at, rank_at = issued_at", "rank_at"),
    ("DELETE FROM tickets WHERE number = 'A003'", "ticket A003"),
    (
        (
            "INSERT INTO tickets SELECT 'x', hall, day, line, 'A099', 99, priority, language,"
            " issued_at, arrived_at, rank_at, state, counter, wanted, attempt, called_at, began_at,"
            " ended_at, 'x', kiosk FROM tickets WHERE number = 'A001'"
        ),
        "ticket A099",
    ),
    ("UPDATE halls SET state = replace(state, '\"ho-tich\": 3', '\"ho-tich\": 2')", "line ho-tich"),
    ("UPDATE halls SET state = replace(state, 'mai', 'lan')", "counter 1: officer"),
]


@pytest.mark.parametrize(("statement", "named"), TAMPERING, ids=[one[1] for one in TAMPERING])
def test_the_first_difference_is_named(lived, statement, named):
    with lived.begin() as connection:
        assert connection.execute(text(statement)).rowcount
    (verdict,) = verify(lived)
    assert named in verdict.difference
