"""Printing over real TCP, a pty and files to a printer with faults."""

import os
import threading
import time

import numpy as np
import pytest

from config.agent import PrinterSettings
from devices.errors import (
    CoverOpenError,
    DeviceError,
    DeviceGoneError,
    DeviceOfflineError,
    DeviceSettingsError,
    DeviceUnansweredError,
    PaperOutError,
)
from devices.printers import escpos, transport
from devices.printers.base import Outcome
from devices.printers.drawing import draw
from devices.printers.emulator import Emulator
from devices.printers.escpos import Escpos
from devices.registry import create_printer

from .conftest import a_slip, picture


@pytest.fixture(autouse=True)
def _hurry(monkeypatch):
    monkeypatch.setattr(transport, "SPARE", 1.0)


def test_the_paper_shows_the_drawn_ticket_dot_for_dot(printer, machine, stages, fonts):
    assert printer.print(a_slip(), progress=stages.append) is Outcome.PRINTED
    assert stages == ["sending", "body_confirmed"]
    (strip,) = machine.strips
    expected, paper = draw(a_slip(), fonts), picture(strip)
    assert np.array_equal(paper[: len(expected)], expected)
    assert not paper[len(expected) :].any()
    assert strip.valid
    assert machine.strange_bytes == 0


def test_narrow_paper(fonts):
    driver = create_printer(PrinterSettings(name="p", model="simulated", paper=58))
    driver.open()
    driver.print(a_slip(copy="BẢN IN LẠI lần 3", paper=58), progress=lambda _: None)
    (strip,) = driver.simulator.strips
    expected = draw(a_slip(copy="BẢN IN LẠI lần 3", paper=58), fonts, width=384)
    assert np.array_equal(picture(strip)[: len(expected)], expected)
    driver.simulator.stop()


@pytest.mark.parametrize(
    "text",
    ["\x1bp\x00\x19\x19", "\x1dV\x00", "\x10\x04\x01", "\u202egnp", "x" * 5000, "漢 \U0001f600"],
)
def test_texts_cannot_command_the_printer(printer, machine, text):
    slip = a_slip(hall="H " + text, line="L " + text, bring=(text,))
    printer.print(slip, progress=lambda _: None)
    assert len(machine.strips) == 1
    assert machine.strange_bytes == 0


FAULTS = [
    ("paper_out", "paper_ok", PaperOutError),
    ("cover_open", "cover_closed", CoverOpenError),
    ("offline", "online", DeviceOfflineError),
]


@pytest.mark.parametrize(("fault", "cure", "error"), FAULTS)
def test_a_printer_that_is_not_ready_gets_nothing(printer, machine, stages, fault, cure, error):
    machine.control(fault)
    assert printer.status().code == error.code
    with pytest.raises(error):
        printer.print(a_slip(), progress=stages.append)
    assert stages == []
    assert machine.body_bytes == 0
    machine.control(cure)
    assert printer.status().state == "ok"
    assert printer.print(a_slip(), progress=stages.append) is Outcome.PRINTED
    assert len(machine.strips) == 1


def test_near_the_end_it_prints_and_warns(printer, machine):
    machine.control("near_end")
    assert (printer.status().state, printer.status().code) == ("warn", "near_end")
    assert printer.print(a_slip(), progress=lambda _: None) is Outcome.PRINTED


def test_paper_out_inside_a_picture_gives_a_void_strip_and_one_ticket(printer, machine, stages):
    machine.control("paper_out", after_rows=300)
    with pytest.raises(DeviceError):
        printer.print(a_slip(), progress=stages.append)
    assert stages == ["sending"]
    with pytest.raises(DeviceError):
        printer.recover("sending")
    machine.control("paper_ok")
    assert printer.recover("sending") is None
    assert printer.print(a_slip(), progress=stages.append) is Outcome.PRINTED
    assert [strip.valid for strip in machine.strips] == [False, True]
    assert machine.strange_bytes == 0


def test_paper_out_at_the_very_end_is_told_as_such(printer, machine, stages):
    rows = len(draw(a_slip(), printer._fonts()))
    machine.control("paper_out", after_rows=rows - 5)
    with pytest.raises(PaperOutError):
        printer.print(a_slip(), progress=stages.append)
    assert stages == ["sending"]


def test_a_stalled_printer_that_used_to_answer_gets_nothing(printer, machine, stages):
    assert printer.status().state == "ok"
    machine.control("stall")
    assert printer.status(0.2).state == "unknown"
    with pytest.raises(DeviceUnansweredError):
        printer.print(a_slip(), progress=stages.append)
    assert stages == []
    machine.control("answer")
    assert printer.print(a_slip(), progress=stages.append) is Outcome.PRINTED
    assert len(machine.strips) == 1


def test_a_printer_that_stalls_in_the_middle_needs_a_void(printer, machine, stages):
    def stall(stage):
        stages.append(stage)
        machine.control("stall")

    begin = time.monotonic()
    with pytest.raises(DeviceUnansweredError):
        printer.print(a_slip(), progress=stall)
    assert time.monotonic() - begin < 12
    assert stages == ["sending"]
    machine.control("answer")
    assert printer.recover("sending") is None
    assert printer.print(a_slip(), progress=lambda _: None) is Outcome.PRINTED
    assert [strip.valid for strip in machine.strips][-1]
    assert [strip.valid for strip in machine.strips].count(True) == 1


def test_a_printer_that_never_answers_gets_the_ticket_once(printer, machine, stages, monkeypatch):
    monkeypatch.setattr(escpos, "PAPER_SPEED", 4000)
    machine.control("mute")
    assert printer.status(0.1).state == "unknown"
    assert printer.print(a_slip(), progress=stages.append) is Outcome.UNCONFIRMED
    assert stages == ["sending"]
    begin = time.monotonic()
    assert printer.print(a_slip(), progress=stages.append) is Outcome.UNCONFIRMED
    assert time.monotonic() - begin < 3
    wait_for(lambda: len(machine.strips) == 2)
    assert printer.recover("sending") is Outcome.UNCONFIRMED
    assert len(machine.strips) == 2


def test_power_off_and_on_between_tickets(printer, machine):
    printer.print(a_slip(), progress=lambda _: None)
    machine.control("power_off")
    with pytest.raises(DeviceGoneError):
        printer.status()
    machine.control("power_on")
    assert printer.print(a_slip(), progress=lambda _: None) is Outcome.PRINTED
    assert [strip.valid for strip in machine.strips] == [True, True]


def test_power_goes_while_printing(printer, machine, stages):
    machine.control("paper_out", after_rows=100)

    def cycle(stage):
        stages.append(stage)
        threading.Timer(0.3, machine.control, ["power_cycle"]).start()

    with pytest.raises(DeviceError):
        printer.print(a_slip(), progress=cycle)
    machine.control("paper_ok")
    assert stages == ["sending"]
    assert printer.recover("sending") is None
    assert printer.print(a_slip(), progress=stages.append) is Outcome.PRINTED
    assert [strip.valid for strip in machine.strips] == [False, True]


def test_after_a_confirmed_body_only_the_cut_is_missing(printer, machine, stages):
    def crash(stage):
        stages.append(stage)
        if stage == "body_confirmed":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        printer.print(a_slip(), progress=crash)
    assert machine.strips == []
    assert printer.recover("body_confirmed") is Outcome.PRINTED
    assert printer.recover("body_confirmed") is Outcome.PRINTED  # the answer was lost: cut again
    assert [strip.valid for strip in machine.strips] == [True]


@pytest.mark.parametrize("sent", [0, 1, 3, 6, 9, 10, 11, 500, 9_300, 20_000])
def test_a_broken_body_of_any_length_becomes_a_void_strip(printer, machine, fonts, sent):
    from devices.printers.raster import raster
    from devices.printers.transport import TcpChannel

    body = b"\x1b@" + raster(draw(a_slip(), fonts))
    line = TcpChannel("127.0.0.1", machine.port)
    line.write(body[:sent], 3)
    inside = machine._emulator
    wait_for(lambda: inside.taken == sent and len(inside._buffer) < inside._needed)
    line.close()
    assert printer.recover("sending") is None
    assert printer.print(a_slip(), progress=lambda _: None) is Outcome.PRINTED
    assert [strip.valid for strip in machine.strips] == [False, True]


def test_strips_are_told_with_their_time(machine, printer):
    seen = []
    machine.on_strip = seen.append
    printer.print(a_slip(), progress=lambda _: None)
    assert seen == machine.strips
    assert seen[0].at == pytest.approx(time.time(), abs=60)


def test_unknown_verbs_are_refused(machine):
    with pytest.raises(ValueError, match="verbs are paper_out"):
        machine.control("burn")


def test_a_plain_file_collects_tickets_unconfirmed(tmp_path, stages):
    file = tmp_path / "tickets.bin"
    driver = create_printer(
        PrinterSettings(name="f", model="file", port=f"file://{file.as_posix()}")
    )
    driver.open()
    assert driver.status().state == "unknown"
    assert driver.print(a_slip(), progress=stages.append) is Outcome.UNCONFIRMED
    assert driver.recover("sending") is Outcome.UNCONFIRMED
    assert stages == ["sending"]
    strips = []
    printer = Emulator(576, strips.append)
    printer.receive(file.read_bytes())
    printer.work()
    assert len(strips) == 1


@pytest.mark.parametrize(
    ("model", "port", "hint"),
    [
        ("escpos", "serial:///dev/ttyS0?baud=19200", "29.4 s at 19200"),
        ("escpos", "serial:///dev/ttyS0?baud=57600", "9.8 s at 57600"),
        ("escpos", "nowhere", "tcp://10"),
        ("escpos", "usb://04b8", "usb://04b8:0e15"),
        ("file", "usb://04b8:0e15", "file:///dev/usb/lp0"),
        ("file", "tcp://10.0.0.6", "file:///dev/usb/lp0"),
        ("epson", "x", "models are escpos|did you mean 'escpos'"),
    ],
)
def test_settings_that_cannot_work_are_refused(model, port, hint):
    with pytest.raises(DeviceSettingsError, match=hint):
        create_printer(PrinterSettings(name="p", model=model, port=port)).open()


def test_nobody_there_is_gone(printer, machine):
    machine.stop()
    with pytest.raises(DeviceGoneError):
        printer.print(a_slip(), progress=lambda _: None)


class PtyPrinter:
    """An emulated printer on a pseudo-terminal."""

    def __init__(self):
        import pty
        import tty

        self.strips = []
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        self.path = os.ttyname(self.slave)
        self.emulator = Emulator(576, self.strips.append)
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        try:
            while data := os.read(self.master, 2048):
                os.write(self.master, self.emulator.receive(data) + self.emulator.work())
        except OSError:
            return

    def unplug(self):
        os.close(self.slave)
        os.close(self.master)


@pytest.mark.skipif(os.name != "posix", reason="no pseudo-terminals")
@pytest.mark.parametrize("scheme", ["serial", "file"])
def test_serial_lines_and_device_files(scheme, stages):
    device = PtyPrinter()
    driver = Escpos(PrinterSettings(name="s", model="escpos", port=f"{scheme}://{device.path}"))
    driver.open()
    begin = time.monotonic()
    assert driver.status().state == "ok"
    assert time.monotonic() - begin < 0.5
    assert driver.print(a_slip(), progress=stages.append) is Outcome.PRINTED
    assert driver.print(a_slip(copy="BẢN IN LẠI lần 1"), progress=stages.append) is Outcome.PRINTED
    assert len(device.strips) == 2
    driver.close()


def wait_for(condition, seconds=3.0):
    end, done = time.monotonic() + seconds, threading.Event()
    while not condition():
        assert time.monotonic() < end
        done.wait(0.01)


def a_printer(machine, confirm):
    port = f"tcp://127.0.0.1:{machine.port}"
    return Escpos(PrinterSettings(name="kiosk", model="escpos", port=port, confirm=confirm))


def test_a_printer_set_to_confirm_gets_nothing_while_it_is_mute(machine):
    printer = a_printer(machine, "yes")
    machine.control("mute")
    with pytest.raises(DeviceUnansweredError):
        printer.print(a_slip(), progress=lambda _: None)
    assert machine.body_bytes == 0


def test_a_printer_set_not_to_confirm_is_not_even_asked(machine):
    printer = a_printer(machine, "no")
    stages = []
    assert printer.print(a_slip(), progress=stages.append) is Outcome.UNCONFIRMED
    assert stages == ["sending"]
    assert printer.status().state == "unknown"
    wait_for(lambda: len(machine.strips) == 1)
    assert printer.recover("sending") is Outcome.UNCONFIRMED


def test_a_printer_that_proved_nothing_once_is_tried_again_when_idle(machine, printer, monkeypatch):
    work = machine._emulator.work
    monkeypatch.setattr(machine._emulator, "work", lambda: work()[:0])
    monkeypatch.setattr(transport, "SPARE", 0.1)
    assert printer.print(a_slip(), progress=lambda _: None) is Outcome.UNCONFIRMED
    assert printer.abilities.confirms is False
    printer._probe_at = 0.0
    assert printer.status().state == "ok"
    assert printer.abilities.confirms is False

    monkeypatch.setattr(machine._emulator, "work", work)
    assert printer.status().state == "ok"
    assert printer.abilities.confirms is False, "tried again before its time"
    printer._probe_at = 0.0
    printer.status()
    assert printer.abilities.confirms is True
    assert printer.print(a_slip(), progress=lambda _: None) is Outcome.PRINTED
