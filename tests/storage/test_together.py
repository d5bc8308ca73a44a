"""Tickets asked for at one moment share a commit, and nothing else."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError

from kiosk.actions.tickets import Wish, issue_ticket
from kiosk.domain.errors import HallUnknownError, LineUnknownError
from kiosk.domain.events import TicketIssued
from kiosk.storage.queries import Queries
from kiosk.storage.verify import verify
from kiosk.storage.work import SqlWork
from tests.ward import NOON, ward

CROWD = 8
HALL = "hoa-yen"


class Crowd:
    """Acts that are all asked for before the first is carried out."""

    def __init__(self, engine):
        self.engine, self.commits, self._size = engine, [], 1
        self.work = SqlWork(engine, self.commits.append, pause=self._until_all_are_here)

    def _until_all_are_here(self):
        waiting, tick = self.work._together._waiting, threading.Event()
        while max(map(len, waiting.values())) < self._size:
            tick.wait(0.001)
        self._size = 1  # whoever leads later waits for nobody

    def run(self, acts):
        """Run acts at once; return the answer or the error of each."""
        self._size = len(acts)
        with ThreadPoolExecutor(len(acts)) as pool:
            futures = [pool.submit(act) for act in acts]
            return [future.exception() or future.result() for future in futures]

    def take(self, tap=None):
        wish = Wish(line="ho-tich", tap=tap or str(uuid.uuid4()))
        return issue_ticket(self.work, ward(), wish, NOON, timedelta(minutes=10))


@pytest.fixture
def crowd(engine):
    one = Crowd(engine)
    one.take()  # the day has begun
    one.commits.clear()
    yield one
    assert [verdict.difference for verdict in verify(engine)] == [""]


def test_those_who_come_at_once_share_a_commit_and_have_numbers_of_their_own(crowd):
    issued = crowd.run([crowd.take] * CROWD)
    assert sorted(one.ticket.number for one in issued) == [f"A{n:03}" for n in range(2, CROWD + 2)]
    assert [len(commit) for commit in crowd.commits] == [CROWD]
    assert sorted(one.ahead for one in issued) == list(range(1, CROWD + 1))


def test_one_tap_in_the_same_commit_twice_is_one_number(crowd):
    issued = crowd.run([lambda: crowd.take("one")] * CROWD)
    assert {one.ticket.number for one in issued} == {"A002"}
    assert [one.new for one in issued].count(True) == 1


def test_a_refusal_is_for_whom_it_is_meant(crowd):
    def refused(log):
        raise LineUnknownError(hall=HALL, line="x")

    *issued, error = crowd.run([crowd.take] * 3 + [lambda: crowd.work.together(HALL, refused)])
    assert isinstance(error, LineUnknownError)
    assert sorted(one.ticket.number for one in issued) == ["A002", "A003", "A004"]
    assert len(crowd.commits) == 1


def test_a_failure_half_way_takes_nobody_with_it(crowd):
    """Everything of the shared transaction is undone; each runs again in one of its own."""
    runs = []

    def breaks(log):
        runs.append(log)
        log.change_job("nothing", state="done")
        raise ZeroDivisionError

    *issued, error = crowd.run([crowd.take] * 3 + [lambda: crowd.work.together(HALL, breaks)])
    assert isinstance(error, ZeroDivisionError)
    assert sorted(one.ticket.number for one in issued) == ["A002", "A003", "A004"]
    assert len(runs) == 2
    assert sum(len(commit) for commit in crowd.commits) == 3


def test_a_row_that_no_table_takes_takes_nobody_with_it(crowd):
    """Rows are written after the last act: one that cannot be is only found then."""
    known = crowd.take().ticket

    def again(log):
        log.record(replace(issue, number="A999", sequence=999, tap="another"))

    issue = TicketIssued(
        hall=HALL, at=NOON, ticket=known.id, number="", line="ho-tich", sequence=0, day=known.day
    )
    *issued, error = crowd.run([crowd.take] * 3 + [lambda: crowd.work.together(HALL, again)])
    assert isinstance(error, IntegrityError)
    assert sorted(one.ticket.number for one in issued) == ["A003", "A004", "A005"]


def test_a_commit_that_fails_is_an_error_for_all_and_leaves_nothing(crowd):
    def full(_connection):
        raise OperationalError("COMMIT", {}, OSError("disk full"))

    event.listen(crowd.engine, "commit", full)
    errors = crowd.run([lambda: crowd.take("one"), lambda: crowd.take("two")])
    event.remove(crowd.engine, "commit", full)
    assert [type(error) for error in errors] == [OperationalError] * 2
    assert crowd.commits == []
    assert crowd.take("one").ticket.number == "A002"


def test_a_hall_that_is_not_there_keeps_nobody_waiting(crowd):
    def nothing(log):
        return log.head.seq

    errors = crowd.run([lambda: crowd.work.together("nowhere", nothing)] * 3)
    assert [type(error) for error in errors] == [HallUnknownError] * 3
    assert Queries(crowd.engine).seqs()[HALL] == 2
