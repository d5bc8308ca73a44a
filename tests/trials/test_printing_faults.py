"""Printers that fail, and kills: numbers come in the usual time, each on paper exactly once."""

import logging
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from statistics import median

import pytest

from devices.printers.simulated import SimulatedPrinter
from kiosk.storage.engines import open_engine
from kiosk.storage.verify import verify
from kiosk.web.texts import device
from tests.live.clients import Client as Screen
from tests.live.clients import wait_for
from tests.trials.paper import OTHER, PRINTER, Office, Ticket, read, take

# One worker for all: they share a server and an agent.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("printing-faults")]

LOG = logging.getLogger(__name__)

SEED = 20261123
AHEAD = 4
"""Visitors whose tickets wait for paper at once."""

BLOWS = [
    *({"server"}, {"agent"}, {"plug"}),
    *({"server", "agent"}, {"server", "plug"}, {"agent", "plug"}),
]
"""What is struck at once."""

WITHIN = 90
"""Seconds; a slow machine that runs much else at once."""


@pytest.fixture(scope="module")
def office(database_for_all, tmp_path_factory) -> Iterator[Office]:
    with ExitStack() as end:
        yield Office(tmp_path_factory.mktemp("office"), database_for_all, end)


@pytest.fixture
def printer(office: Office) -> Iterator[SimulatedPrinter]:
    """The first kiosk's printer, without old paper; well again afterwards."""
    printer = office.printers[PRINTER]
    printer.strips.clear()
    yield printer
    for cure in ("power_on", "paper_ok", "answer"):
        printer.control(cure)


@pytest.fixture
def desk(office: Office) -> Iterator[Screen]:
    screen = Screen("/desk").connect(office, hall="hoa-yen", token=office.token)
    yield screen
    screen.disconnect()


def all_printed(office: Office, tickets: list[Ticket]) -> bool:
    wait_for(lambda: office.prints(tickets[-1:]) == {"printed"}, WITHIN)
    return bool(wait_for(lambda: office.prints(tickets) == {"printed"}, WITHIN))


def prints_on(printer: SimulatedPrinter, ink: int) -> None:
    """Wait until it has printed more than so many bytes."""
    wait_for(lambda: printer.body_bytes > ink, WITHIN)


def once(tickets: list[Ticket]) -> dict[str, int]:
    return {ticket["number"]: 1 for ticket in tickets}


def desk_says(desk: Screen, code: str) -> bool:
    """Wait until the desk shows this of the printer."""

    def shown() -> bool:
        lists = [body["devices"] for event, body in desk.heard if event == "devices"]
        last = lists[-1] if lists else []
        return code in [row["message"] for row in last if row["device"] == PRINTER]

    return bool(desk.until(shown, WITHIN))


@pytest.mark.parametrize(
    ("fault", "cure", "code"),
    [
        ("power_off", "power_on", "unplugged"),
        ("paper_out", "paper_ok", "paper_out"),
        ("stall", "answer", "unanswered"),
    ],
)
def test_a_printer_that_fails_holds_back_nothing_but_its_own_paper(
    office: Office, printer: SimulatedPrinter, desk: Screen, fault: str, cure: str, code: str
) -> None:
    well, usual = office.taken(5)
    assert all_printed(office, well)
    paper = len(printer.strips)

    printer.control(fault)
    unknown, at_once = office.taken(5)
    assert desk_says(desk, code)
    known, later = office.taken(5)
    for seconds in (at_once, later):
        assert median(seconds) < 3 * median(usual) + 0.25
    held = unknown + known
    told = office.told(PRINTER)
    assert (told["code"], told["queued"]) == (code, len(held))
    assert told["message"] == device(code, "vi", name=PRINTER)

    elsewhere, _ = office.taken(3, OTHER)
    assert all_printed(office, elsewhere)
    assert office.prints(held) == {"queued"}
    assert len(printer.strips) == paper

    printer.control(cure)
    assert all_printed(office, held)
    assert read(printer.strips, well + held) == once(well + held)
    assert desk_says(desk, "")
    assert office.told(PRINTER)["queued"] == 0


def test_a_printer_that_stalls_within_a_ticket_prints_it_again(
    office: Office, printer: SimulatedPrinter, desk: Screen
) -> None:
    printer.control("paper_out", after_rows=300)  # so that it surely stalls within
    ink = printer.body_bytes
    begun, _ = office.taken(1)
    prints_on(printer, ink)
    printer.control("stall")
    printer.control("paper_ok")
    assert desk_says(desk, "unanswered")
    later, _ = office.taken(1)
    elsewhere, _ = office.taken(1, OTHER)
    assert all_printed(office, elsewhere)
    assert (office.prints(begun), office.prints(later)) == ({"printing"}, {"queued"})

    printer.control("answer")
    assert all_printed(office, begun + later)
    assert not printer.strips[0].valid
    assert read(printer.strips, begun + later) == once(begun + later)


def visit(office: Office, printer: SimulatedPrinter, stop: threading.Event) -> list[Ticket]:
    """Take a number whenever few wait for their paper; return the tickets."""
    tickets: list[Ticket] = []
    with office.client(PRINTER) as kiosk:
        while not stop.wait(0.05):
            if len(tickets) < sum(strip.valid for strip in printer.strips) + AHEAD:
                tickets.append(take(kiosk))
    return tickets


def test_kills_and_a_pulled_plug_lose_no_ticket_and_print_none_twice(
    office: Office, printer: SimulatedPrinter
) -> None:
    chance, stop = random.Random(SEED), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        visitors = pool.submit(visit, office, printer, stop)
        try:
            for victims in chance.sample(BLOWS, len(BLOWS)):
                prints_on(printer, printer.body_bytes)
                threading.Event().wait(chance.uniform(0, 0.3))
                office.strike(victims, away=chance.uniform(0.1, 1))
        finally:
            stop.set()
        tickets = visitors.result(WITHIN)
    assert all_printed(office, tickets)
    assert read(printer.strips, tickets) == once(tickets)
    assert len(tickets) > len(BLOWS)
    engine = open_engine(office.database)
    assert [verdict.difference for verdict in verify(engine)] == [""]
    engine.dispose()
    void = sum(not strip.valid for strip in printer.strips)
    LOG.info("%d tickets and %d void strips after %d blows", len(tickets), void, len(BLOWS))
