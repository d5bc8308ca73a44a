"""What comes out of the printer, whatever is killed or unplugged: each ticket exactly once."""

import io
import logging
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from devices.printers.blocks import Slip
from devices.printers.drawing import draw
from devices.printers.fonts import find_fonts
from devices.printers.simulated import SimulatedPrinter
from tests.agent.parts import slip
from tests.agent.process import Agent, order_job
from tests.agent.standin import StandIn, wait_for

pytestmark = pytest.mark.slow

LOG = logging.getLogger(__name__)

SEED = 20261123
KILLS = 12


@pytest.fixture
def printer() -> Iterator[SimulatedPrinter]:
    printer = SimulatedPrinter()
    yield printer
    printer.stop()


@pytest.fixture
def agent(tmp_path: Path, server: StandIn, printer: SimulatedPrinter) -> Iterator[Agent]:
    device = (
        f'[[agent.printer]]\nname = "p1"\nmodel = "escpos"\nport = "tcp://127.0.0.1:{printer.port}"'
    )
    agent = Agent(tmp_path / "agent", server.url, device)
    yield agent
    agent.end(signal.SIGKILL)


def ink(dots: np.ndarray) -> bytes:
    """Return the printed part of a picture, without the paper above and below."""
    rows = np.flatnonzero(dots.any(axis=1))
    return dots[rows[0] : rows[-1] + 1].tobytes()


def printed(printer: SimulatedPrinter, numbers: list[str]) -> Counter[str]:
    """Count the valid tickets by number; anything else that is not void fails the test."""
    pictures = {
        ink(draw(Slip.from_dict(slip(number)), find_fonts(""), width=576)): number
        for number in numbers
    }
    strips = [
        ink(~np.array(Image.open(io.BytesIO(strip.png)).convert("1")))
        for strip in list(printer.strips)
        if strip.valid
    ]
    assert all(strip in pictures for strip in strips), "a strip is neither a ticket nor void"
    return Counter(pictures[strip] for strip in strips)


def wait_for_ink(printer: SimulatedPrinter) -> None:
    """Wait until the printer is printing."""
    before = printer.body_bytes
    wait_for(lambda: printer.body_bytes > before, 20)


def ends(server: StandIn) -> dict[str, set[str]]:
    """Return how each job ended; a job sent again may be reported again, with the same end."""
    return {job: set(states) for job, states in server.ends().items()}


def test_killed_at_random_moments_it_prints_each_ticket_once(
    server: StandIn, agent: Agent, printer: SimulatedPrinter
) -> None:
    numbers: list[str] = []
    chance = random.Random(SEED)
    for _ in range(KILLS):
        while len(numbers) < len(server.ends()) + 8:
            numbers.append(f"A{len(numbers) + 1:03}")
            order_job(server, numbers[-1])
        agent.start()
        wait_for_ink(printer)
        threading.Event().wait(chance.uniform(0, 0.4))
        agent.end(signal.SIGKILL)
    assert len(server.ends()) < len(numbers)
    agent.start()
    wait_for(lambda: len(server.ends()) == len(numbers), 90)

    assert printed(printer, numbers) == dict.fromkeys(numbers, 1)
    assert ends(server) == {f"job-{number}": {"done"} for number in numbers}
    void = sum(not strip.valid for strip in printer.strips)
    LOG.info("%d tickets and %d void strips after %d kills", len(numbers), void, KILLS)


def test_the_cable_out_and_back_prints_each_ticket_once(
    server: StandIn, agent: Agent, printer: SimulatedPrinter
) -> None:
    numbers = [f"A{number:03}" for number in range(1, 11)]
    agent.start()
    for number in numbers:
        order_job(server, number)
    for _ in range(3):
        wait_for_ink(printer)
        printer.control("power_off")
        wait_for(lambda: server.heard("device.state")[-1]["message"] == "unplugged")
        printer.control("power_on")
    wait_for(lambda: len(server.ends()) == len(numbers), 60)
    assert printed(printer, numbers) == dict.fromkeys(numbers, 1)
    wait_for(lambda: server.heard("device.state")[-1]["state"] == "ok")


def test_paper_that_ends_within_a_ticket_costs_a_strip_and_no_ticket(
    server: StandIn, agent: Agent, printer: SimulatedPrinter
) -> None:
    agent.start()
    printer.control("paper_out", after_rows=300)
    order_job(server, "A001")
    # a printer whose buffer is full may be too stuffed to say why
    told = {"paper_out", "unanswered"}
    wait_for(lambda: told & {x["message"] for x in server.heard("device.state")}, 30)
    assert server.ends() == {}
    printer.control("paper_ok")
    wait_for(server.ends, 30)
    assert printed(printer, ["A001"]) == {"A001": 1}


def test_without_paper_the_desk_knows_and_the_job_waits_for_the_next_roll(
    server: StandIn, agent: Agent, printer: SimulatedPrinter
) -> None:
    agent.start()
    printer.control("paper_out")
    order_job(server, "A001")
    wait_for(lambda: "paper_out" in {x["message"] for x in server.heard("device.state")})
    assert printer.body_bytes == 0
    printer.control("paper_ok")
    wait_for(server.ends, 3)
    assert printed(printer, ["A001"]) == {"A001": 1}
    assert len(printer.strips) == 1


def test_the_server_killed_while_it_prints_hears_of_each_ticket_once(
    server: StandIn, agent: Agent, printer: SimulatedPrinter
) -> None:
    numbers = [f"A{number:03}" for number in range(1, 13)]
    agent.start()
    for number in numbers:
        order_job(server, number)
    for done in (2, 5, 8):
        wait_for(lambda done=done: len(server.ends()) >= done, 30)
        server.kill()
        server.start()
    wait_for(lambda: len(server.ends()) == len(numbers), 60)
    assert printed(printer, numbers) == dict.fromkeys(numbers, 1)
    assert ends(server) == {f"job-{number}": {"done"} for number in numbers}


def test_stops_within_five_seconds_of_sigterm_while_the_printer_stalls(
    server: StandIn, agent: Agent, printer: SimulatedPrinter
) -> None:
    agent.start()
    order_job(server, "A001")
    wait_for_ink(printer)
    printer.control("stall")
    begin = time.monotonic()
    assert agent.end() == 0
    assert time.monotonic() - begin < 4
    printer.control("answer")
    agent.start()
    wait_for(server.ends, 30)
    assert printed(printer, ["A001"]) == {"A001": 1}
