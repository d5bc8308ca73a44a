"""A printer that is off for a while, and a dead one beside a well one."""

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from config.agent import PrinterSettings
from devices.agent.printing import PrinterWorker
from devices.printers.escpos import Escpos
from devices.printers.plugs import PtyPlug, TcpPlug
from devices.printers.simulated import SimulatedPrinter
from devices.wire import Job
from tests.agent.parts import NOON, Office, job, slip
from tests.agent.standin import wait_for

LOG = logging.getLogger(__name__)

pytestmark = pytest.mark.slow

DONE = "done"
AWAY = float(os.environ.get("MOTCUA_PRINTER_AWAY", "6"))
"""Seconds; 60 takes the time that is promised."""
WITHIN = 2.0

PLUGS = [TcpPlug]
if os.name == "posix":
    PLUGS.append(lambda: PtyPlug(921_600))


def driver(machine: SimulatedPrinter, name: str) -> Escpos:
    address = machine.address
    tcp = f"tcp://127.0.0.1:{machine.port}"
    serial = f"serial://{address.target}?baud={address.number}"
    port = tcp if address.kind == "tcp" else serial
    return Escpos(PrinterSettings(name=name, model="escpos", port=port, paper=58))


@contextmanager
def working(office: Office, name: str, machine: SimulatedPrinter) -> Iterator[PrinterWorker]:
    worker = PrinterWorker(name, lambda: driver(machine, name), office.around)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join(20)
        assert not thread.is_alive()


def done(office: Office, number: str) -> bool:
    rows = office.memory.rows("SELECT state FROM spool WHERE id = ?", f"job-{number}")
    return rows[0]["state"] == DONE


def valid(machine: SimulatedPrinter) -> int:
    return sum(strip.valid for strip in machine.strips)


@pytest.mark.parametrize("plug", PLUGS, ids=["tcp", "pty"][: len(PLUGS)])
@pytest.mark.parametrize("within", [False, True], ids=["between", "inside"])
def test_the_first_ticket_after_the_power_is_back(office: Office, plug, within) -> None:
    machine = SimulatedPrinter(384, plug=plug())
    with working(office, "p1", machine) as worker:
        office.spool.add(job("A001"), NOON)
        worker.wake()
        wait_for(lambda: done(office, "A001"), 20)
        if within:
            before = machine.body_bytes
            office.spool.add(job("A002", life=700), NOON)
            worker.wake()
            wait_for(lambda: machine.body_bytes > before, 20)
        machine.control("power_off")
        if not within:
            office.spool.add(job("A002", life=700), NOON)
            worker.wake()
        threading.Event().wait(AWAY)
        assert valid(machine) == 1
        begin = time.monotonic()
        machine.control("power_on")
        wait_for(lambda: valid(machine) == 2, 20)
        took = time.monotonic() - begin
        LOG.info("%.2f s after the power", took)
        assert took < WITHIN
        wait_for(lambda: done(office, "A002"), 20)
    assert valid(machine) == 2
    assert worker.restarts == 0
    machine.stop()


@pytest.mark.parametrize("fault", ["power_off", "stall"])
def test_a_dead_printer_never_delays_another(office: Office, fault: str) -> None:
    dead, well = SimulatedPrinter(384), SimulatedPrinter(384)
    dead.control(fault)
    with working(office, "dead", dead), working(office, "p1", well) as worker:
        expires = job().expires_at
        office.spool.add(Job(id="lost", printer="dead", expires_at=expires, slip=slip()), NOON)
        for place in range(5):
            begin = time.monotonic()
            office.spool.add(job(f"B{place:03}", life=700 + place), NOON)
            worker.wake()
            wait_for(lambda it=f"B{place:03}": done(office, it), 20)
            assert time.monotonic() - begin < WITHIN
    for machine in (dead, well):
        machine.stop()
