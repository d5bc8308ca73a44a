"""The power goes: what was printed ahead is entered when the server is back, and nobody is lost."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.actions.printing import Hand
from kiosk.actions.rolls import Entry, enter_roll, reserve_roll
from kiosk.domain.errors import RollNumberError
from kiosk.storage.work import SqlWork
from tests.live.clients import Agent, wait_for
from tests.live.test_paper import books  # noqa: F401  # a fixture
from tests.live.words import HALL
from tests.ward import ward

MINUTE = timedelta(minutes=1)


def clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # the live server's time


def called(server, count: int) -> list[str]:
    server.press("open", counter="1")
    return [server.press("call", counter="1")["number"] for _ in range(count)]


# websocket-client leaves its socket to the collector when the other side is killed.
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
def test_a_morning_with_a_power_cut(server, keep, books):  # noqa: F811  # the fixture
    """Ten slips are in the drawer; the server dies among visitors; four slips are given out."""
    work = SqlWork(books.engine, lambda _: None)
    agent = keep(Agent().connect(server))
    hand = Hand(by="lan", at=clock(), life=MINUTE)
    reserve_roll(work, ward(), "ho-tich", 10, "kiosk-1", hand)
    agent.until(lambda: len({job["id"] for job in agent.jobs()}) == 10)
    for job in agent.jobs():
        agent.report(job["id"], "done")
    before = [server.take()["number"] for _ in range(2)]
    since = clock()

    server.restart()
    later = [server.take()["number"] for _ in range(2)]
    tap = str(uuid.uuid4())
    entry = Entry(line="ho-tich", first=1, last=4, tap=tap, since=since)
    entered = enter_roll(work, ward(), entry, "mai", clock())
    server.restart()
    assert enter_roll(work, ward(), entry, "mai", clock()) == entered
    with pytest.raises(RollNumberError):
        enter_roll(work, ward(), Entry(line="ho-tich", first=4, last=5, tap=tap), "mai", clock())

    assert later == ["A003", "A004"], "running numbers have no hole"
    dispensed = ["AX001", "AX002", "AX003", "AX004"]
    assert called(server, 9) == [*before, *dispensed, *later, None]
    assert books.queries.head(HALL).roll("AX").unused == ((5, 10),)


@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
def test_the_power_goes_while_the_roll_is_printed(server, keep, books):  # noqa: F811  # the fixture
    """What came out is not sent again, the rest follows; no sheet stands for a visitor."""
    work, sent = SqlWork(books.engine, lambda _: None), 6
    agent = Agent().connect(server)
    hand = Hand(by="lan", at=clock(), life=MINUTE)
    reserve_roll(work, ward(), "ho-tich", sent, "kiosk-1", hand)
    agent.until(lambda: len({job["id"] for job in agent.jobs()}) == sent)
    out = [job["id"] for job in agent.jobs()[:2]]
    for job in out:
        agent.report(job, "done")
    server.restart()
    agent.disconnect()

    agent = keep(Agent().connect(server))
    agent.until(lambda: len({job["id"] for job in agent.jobs()}) == sent - 2)
    assert not set(out) & {job["id"] for job in agent.jobs()}
    for job in agent.jobs():
        agent.report(job["id"], "failed", note="paper_out")
    wait_for(lambda: books.jobs.sheets(HALL) == [])
    lost = [job.content["number"] for job in books.jobs.lost_sheets(HALL, "roll")]
    assert lost == ["AX003", "AX004", "AX005", "AX006"]
    assert books.queries.head(HALL).roll("AX").unused == ((1, sent),), "until somebody voids them"
    assert called(server, 1) == [None]
