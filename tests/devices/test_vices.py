"""The vices of real printers against the driver: what it believes is right or unknown."""

import os
import threading
import time

import numpy as np
import pytest

from config.agent import PrinterSettings
from devices.errors import CutterError, DeviceError
from devices.printers import escpos, transport
from devices.printers.base import Outcome
from devices.printers.drawing import draw
from devices.printers.escpos import Escpos
from devices.printers.plugs import PtyPlug
from devices.printers.raster import raster
from devices.printers.simulated import SimulatedPrinter, plug_for
from devices.printers.transport import TcpChannel
from devices.registry import create_printer

from .conftest import a_slip, picture
from .proxy import Plan, Proxy

POSIX = pytest.mark.skipif(os.name != "posix", reason="no pseudo-terminals")


@pytest.fixture(autouse=True)
def _hurry(monkeypatch):
    monkeypatch.setattr(transport, "SPARE", 1.0)


@pytest.fixture
def serial():
    """A driver on a line of 921600 baud, and the machine at its other end."""
    machine = SimulatedPrinter(384, plug=PtyPlug(921_600))
    port = f"serial://{machine.address.target}?baud=921600"
    driver = Escpos(PrinterSettings(name="s", model="escpos", port=port, paper=58))
    yield driver, machine
    driver.close()
    machine.stop()


def answers(machine, question, seconds=0.3):
    line = TcpChannel("127.0.0.1", machine.port)
    line.write(question, 1)
    data = line.read(seconds)
    line.close()
    return data


WRONG = [
    ("burn", {}, "no verb 'burn'; verbs are paper_out"),
    ("slow", {"bytes_per_second": "much"}, "slow: bytes_per_second is a number, not 'much'"),
    ("slow", {"speed": 3}, "its facts are: bytes_per_second"),
    ("idle_close", {"seconds": -1}, "seconds is -1, not from 0"),
    ("late", {"seconds": float("nan")}, "late: seconds is a number"),
    ("paper_out", {"after_rows": True}, "after_rows is a number, not True"),
    ("asb", {"on": "yes"}, "asb: on is true or false"),
    ("one_client", {"second": "both"}, "'wait' or 'refuse', not 'both'"),
    ("small_buffer", {"bytes": 2}, "bytes is 2, not from 8"),
    ("mute", {"seconds": 1}, "its facts are: none"),
]


@pytest.mark.parametrize(("verb", "facts", "told"), WRONG)
def test_wrong_facts_are_named(machine, verb, facts, told):
    with pytest.raises(ValueError, match=told):
        machine.control(verb, **facts)


def test_a_blocked_cutter_is_told_and_goes_on_when_freed(machine, printer, stages):
    machine.control("cutter")
    with pytest.raises(DeviceError):
        printer.print(a_slip(), progress=stages.append)
    assert stages == ["sending", "body_confirmed"]
    assert machine.strips == []
    assert answers(machine, b"\x10\x04\x02")[0] & 0x40
    assert answers(machine, b"\x10\x04\x03")[0] & 0x08
    assert printer.status().code == "cutter"
    with pytest.raises(CutterError):
        printer.recover("body_confirmed")
    machine.control("cutter_freed")
    assert printer.recover("body_confirmed") is Outcome.PRINTED
    assert [strip.valid for strip in machine.strips] == [True]


def test_a_question_within_a_picture_is_answered_and_the_queued_one_waits(machine):
    line = TcpChannel("127.0.0.1", machine.port)
    body = b"\x1dv0\0" + bytes([48, 0, 10, 0]) + b"\x10\x04\x04" + bytes(477)
    line.write(body[:200], 1)
    assert line.read(0.5) == b"\x12"
    machine.control("paper_out")
    line.write(body[200:] + b"\x1dr\x01\x10\x04\x01", 1)
    assert line.read(0.5) == b"\x1a"
    machine.control("paper_ok")
    assert line.read(0.5) == b"\0"
    line.close()


@pytest.mark.parametrize("size", [45, 512])
def test_a_small_buffer_prints_all_the_same(machine, printer, fonts, size):
    machine.control("small_buffer", bytes=size)
    assert printer.print(a_slip(), progress=lambda _: None) is Outcome.PRINTED
    expected = draw(a_slip(), fonts)
    assert np.array_equal(picture(machine.strips[0])[: len(expected)], expected)


def test_a_slow_line_is_slow(machine):
    machine.control("slow", bytes_per_second=10_000)
    line = TcpChannel("127.0.0.1", machine.port)
    begin = time.monotonic()
    line.write(bytes(8000) + b"\x1dr\x01", 5)
    assert line.read(5) == b"\0"
    assert 0.6 < time.monotonic() - begin < 1.6
    line.close()


def test_who_is_idle_is_hung_up_on_and_the_next_ticket_prints(machine, printer):
    machine.control("idle_close", seconds=0.2)
    line = TcpChannel("127.0.0.1", machine.port)
    with pytest.raises(DeviceError):
        line.read(2)
    line.close()
    assert printer.print(a_slip(), progress=lambda _: None) is Outcome.PRINTED


def test_a_second_client_waits_or_is_refused(machine, printer):
    first = TcpChannel("127.0.0.1", machine.port)
    first.write(b"\x10\x04\x01", 1)
    assert first.read(1)
    assert printer.status(0.2).state == "unknown"
    first.close()
    wait_for(lambda: printer_is(printer, "ok"))
    machine.control("one_client", second="refuse")
    first = TcpChannel("127.0.0.1", machine.port)
    first.write(b"\x10\x04\x01", 1)
    assert first.read(1)
    with pytest.raises(DeviceError):
        printer.status(0.2)
    first.close()
    wait_for(lambda: printer_is(printer, "ok"))


def printer_is(printer, state):
    try:
        return printer.status().state == state
    except DeviceError:
        return False


def test_automatic_status_is_not_taken_for_an_answer(machine, printer):
    machine.control("asb", on=True)
    machine.control("cover_open")
    assert answers(machine, b"", 0.5) == bytes([0x38, 0, 0, 0])
    assert printer.status().code == "cover_open"
    machine.control("cover_closed")
    assert printer.status().state == "ok"
    threading.Timer(0.05, machine.control, ["near_end"]).start()
    assert printer.print(a_slip(), progress=lambda _: None) is Outcome.PRINTED


def test_a_wavering_sensor_is_never_out_of_paper(machine, printer):
    machine.control("near_end", chatter=True)
    seen = {printer.status().code for _ in range(6)}
    assert seen == {"", "near_end"}


CLONES = [
    ({"multiples": True}, [48, 96]),
    ({"tall": True}, [300]),
]


@pytest.mark.parametrize(("fault", "heights"), CLONES)
def test_clones_spoil_the_bands_that_the_driver_avoids(machine, printer, fonts, fault, heights):
    machine.control("clone", **fault)
    dots = np.ones((1, 576), dtype=bool)
    for height in heights:
        band = b"\x1dv0\0" + bytes([72, 0, height % 256, height // 256]) + b"\xf0" * 72 * height
        line = TcpChannel("127.0.0.1", machine.port)
        # some lose bytes of it and swallow what comes behind
        line.write(b"\x1b@" + band + bytes(5000) + raster(dots) + b"\x1dVB\0\x1dr\x01", 3)
        line.read(2)
        line.close()
        spoiled = picture(machine.strips.pop())
        assert not np.array_equal(spoiled[:height], np.tile(unpacked(0xF0), (height, 72)))
    assert printer.print(a_slip(), progress=lambda _: None) is Outcome.PRINTED
    expected = draw(a_slip(), fonts)
    assert np.array_equal(picture(machine.strips[-1])[: len(expected)], expected)


def unpacked(byte):
    return np.array([byte >> bit & 1 for bit in range(7, -1, -1)], dtype=bool)


def test_garbage_after_paper_out_ends_with_the_power_and_is_never_a_ticket(
    machine, printer, stages, monkeypatch
):
    monkeypatch.setattr(escpos, "PAPER_SPEED", 4000)
    assert printer.print(a_slip(), progress=lambda _: None) is Outcome.PRINTED
    machine.strips.clear()
    machine.control("clone", paper_out=True)
    machine.control("paper_out", after_rows=200)
    with pytest.raises(DeviceError):
        printer.print(a_slip(), progress=stages.append)
    machine.control("paper_ok")
    with pytest.raises(DeviceError):
        printer.recover("sending")
    assert [strip for strip in machine.strips if strip.valid] == []
    machine.control("power_cycle")
    assert printer.recover("sending") is None
    assert printer.print(a_slip(), progress=stages.append) is Outcome.PRINTED
    assert [strip.valid for strip in machine.strips] == [False, True]


def test_everything_is_undone_by_well(machine, printer):
    for verb in ("cover_open", "offline", "mute", "asb", "late", "slow", "stall", "power_off"):
        machine.control(verb)
    machine.control("well")
    assert printer.status().state == "ok"


# --- What is believed of answers


@pytest.mark.parametrize("fault", ["garble", "mute"])
def test_garbage_and_silence_are_unknown(machine, fault):
    proxy = Proxy(machine.port, iter([Plan(fault)] * 3))
    port = f"tcp://127.0.0.1:{proxy.port}"
    driver = Escpos(PrinterSettings(name="kiosk", model="escpos", port=port))
    assert driver.status(0.3).state == "unknown"
    proxy.stop()


def believed(printer, machine):
    """Ask a printer whose answers come later than is waited for, while its cover opens."""
    assert printer.status().state == "ok"
    machine.control("late", seconds=0.35)
    assert printer.status(0.3).state == "unknown"
    machine.control("cover_open")
    seen = [printer.status(0.5)]
    machine.control("answer")
    return seen + [printer.status(0.5) for _ in range(6)]


def test_a_late_answer_to_an_earlier_client_is_never_the_next_ones(machine, printer):
    seen = believed(printer, machine)
    assert {status.code for status in seen} <= {"cover_open", "unanswered"}
    assert seen[-1].code == "cover_open"


@POSIX
def test_a_late_answer_on_a_line_that_stays_open_is_never_the_next_ones(serial):
    printer, machine = serial
    seen = believed(printer, machine)
    assert {status.code for status in seen} <= {"cover_open", "unanswered"}
    assert seen[-1].code == "cover_open"


@pytest.mark.parametrize("seconds", [0.0, 0.4])
def test_a_late_proof_of_an_earlier_body_proves_nothing(machine, printer, stages, seconds):
    """The proof of a broken-off body comes to the next client, whose paper ends too early."""
    assert printer.print(a_slip(), progress=lambda _: None) is Outcome.PRINTED

    def mute(stage):
        machine.control("mute")

    with pytest.raises(DeviceError):  # it prints and never proves
        printer.print(a_slip(), progress=mute)
    machine.control("answer")
    machine.control("paper_out", after_rows=len(draw(a_slip(), printer._fonts())) - 5)

    def stale(stage):
        stages.append(stage)
        if stage == "sending":
            machine._late.append((time.monotonic() + seconds, b"\0"))

    with pytest.raises(DeviceError):
        printer.print(a_slip(), progress=stale)
    assert stages == ["sending"]


# --- A serial line


@POSIX
def test_a_line_of_115200_baud_takes_its_time():
    driver = create_printer(
        PrinterSettings(name="s", model="simulated", port="pty:?baud=115200", paper=58)
    )
    driver.open()
    begin = time.monotonic()
    assert driver.status().state == "ok"
    assert time.monotonic() - begin < 0.3
    size = len(raster(draw(a_slip(), driver._fonts(), width=384), paper_dots=384))
    begin = time.monotonic()
    assert driver.print(a_slip(), progress=lambda _: None) is Outcome.PRINTED
    assert size / 11_520 * 0.85 < time.monotonic() - begin < size / 11_520 * 1.5 + 1
    driver.close()
    driver.simulator.stop()


@pytest.mark.parametrize("port", ["pty:?baud=fast", "serial:///dev/ttyS0", "pty:?baud=0"])
def test_a_simulated_printers_port_is_checked(port):
    with pytest.raises(DeviceError, match="pty:"):
        plug_for(port)


def wait_for(condition, seconds=3.0):
    end, done = time.monotonic() + seconds, threading.Event()
    while not condition():
        assert time.monotonic() < end
        done.wait(0.01)
