"""Eight kiosks, fifty tickets each, one printer: every ticket whole, once, in its kiosk's order."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from devices.printers.base import Strip
from tests.live.clients import wait_for
from tests.trials.paper import OTHER, PRINTER, Office, numbers_on, take

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("rush-on-paper")]

KIOSKS, EACH = 8, 50
WITHIN = 240


@pytest.fixture
def office(tmp_path) -> Iterator[Office]:
    with ExitStack() as end:
        yield Office(tmp_path, f"sqlite:///{tmp_path / 'motcua.db'}", end)


def test_every_ticket_comes_out_whole_and_a_dead_printer_delays_nobody(office: Office) -> None:
    strips: list[Strip] = []
    office.printers[PRINTER].on_strip = strips.append
    warm, _ = office.taken(1)
    wait_for(lambda: office.prints(warm) == {"printed"}, WITHIN)  # the agent is there
    strips.clear()
    office.printers[OTHER].control("power_off")
    dead, _ = office.taken(5, OTHER)

    def visit(_kiosk: int) -> list[dict]:
        with office.client(PRINTER) as kiosk:
            return [take(kiosk) for _ in range(EACH)]

    with ThreadPoolExecutor(KIOSKS) as pool:
        kiosks = list(pool.map(visit, range(KIOSKS)))
    tickets = [ticket for kiosk in kiosks for ticket in kiosk]

    wait_for(lambda: len(strips) >= len(tickets), WITHIN)
    wait_for(lambda: office.prints(tickets[-KIOSKS:]) == {"printed"}, WITHIN)
    printed = numbers_on(strips, tickets)
    assert sorted(printed) == sorted(ticket["number"] for ticket in tickets)
    for kiosk in kiosks:
        places = [printed.index(ticket["number"]) for ticket in kiosk]
        assert places == sorted(places)
    assert office.prints(tickets) == {"printed"}
    assert office.prints(dead) == {"queued"}
