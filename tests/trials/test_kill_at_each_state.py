"""kill -9 of agent, of server, of both, while a job is in each state that it can be in."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial

import pytest

from devices.printers.simulated import SimulatedPrinter
from kiosk.storage.engines import open_engine
from kiosk.storage.jobs import Jobs
from kiosk.storage.verify import verify
from tests.live.clients import wait_for
from tests.trials.paper import Office, Ticket, read

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("kill-at-each-state")]

WITHIN = 60
LASTING = ("queued", "needs-void", "done", "uncertain")
PASSING = ("sending", "body-confirmed")
"""These last until the printer is given up, a few seconds."""

STATES = (*LASTING, *PASSING)
"""Kiosks and their printers, each named by the state in which its job is held."""


@pytest.fixture
def office(fresh_database, tmp_path) -> Iterator[Office]:
    with ExitStack() as end:
        yield Office(tmp_path, fresh_database, end, STATES, mute=["uncertain"])


def stall_when(printer: SimulatedPrinter, happens: Callable[[bytes], bool]) -> None:
    """Let a printer freeze at a moment that only its inside knows."""
    emulator = printer._emulator
    work, stalled = emulator.work, threading.Event()

    def working() -> bytes:
        answers = work()
        if not stalled.is_set() and happens(answers):
            stalled.set()
            printer._habits.stalled = True
        return answers

    emulator.work = working  # type: ignore[method-assign]


def spoil(office: Office) -> None:
    """See that each kiosk's next job gets stuck in the state it is named by."""
    printers = office.printers
    printers["queued"].control("paper_out")
    sending = printers["sending"]
    before = sending.body_bytes
    stall_when(sending, lambda _: sending.body_bytes > before + 20_000)
    printers["needs-void"].control("paper_out", after_rows=300)
    stall_when(printers["body-confirmed"], bool)


def cure(office: Office) -> None:
    for name in ("queued", "needs-void"):
        office.printers[name].control("paper_ok")
    for name in PASSING:
        office.printers[name].control("answer")


def states(office: Office, tickets: dict[str, Ticket]) -> dict[str, str]:
    """Return each kiosk's ticket's job state, as the server's database has it."""
    engine = open_engine(office.database)
    jobs = Jobs(engine)
    found = {name: jobs.of_ticket(ticket["id"])[-1].state for name, ticket in tickets.items()}
    engine.dispose()
    return found


def are_held(office: Office, tickets: dict[str, Ticket]) -> bool:
    return states(office, tickets) == {name: name.replace("-", "_") for name in tickets}


@pytest.mark.parametrize(
    ("fresh_database", "victims"),
    [
        ("sqlite", {"agent"}),
        ("sqlite", {"server"}),
        ("sqlite", {"agent", "server"}),
        ("postgresql", {"agent", "server"}),
    ],
    indirect=["fresh_database"],
)
def test_nothing_is_lost_and_nothing_valid_printed_twice(office: Office, victims: set[str]) -> None:
    warm = {name: office.taken(1, name)[0][0] for name in STATES if name != "uncertain"}
    wait_for(lambda: office.prints(warm.values()) == {"printed"}, WITHIN)
    spoil(office)
    tickets: dict[str, Ticket] = {}
    for some in (LASTING, PASSING):
        tickets |= {name: office.taken(1, name)[0][0] for name in some}
        wait_for(partial(are_held, office, tickets), WITHIN)

    office.strike(victims, away=0.3)
    cure(office)

    wait_for(lambda: set(states(office, tickets).values()) == {"done", "uncertain"}, WITHIN)
    assert states(office, tickets) == dict.fromkeys(STATES, "done") | {"uncertain": "uncertain"}
    for name, printer in office.printers.items():
        mine = [one[name] for one in (warm, tickets) if name in one]
        assert read(printer.strips, mine) == {one["number"]: 1 for one in mine}, name
    assert not office.printers["needs-void"].strips[1].valid
    engine = open_engine(office.database)
    assert [verdict.difference for verdict in verify(engine)] == [""]
    engine.dispose()
