"""Printing over USB: pyusb and python-escpos above a libusb of our own."""

import sys
import threading
import time

import pytest

from config.agent import PrinterSettings
from devices.errors import DeviceGoneError, DeviceSettingsError, DeviceUnansweredError
from devices.printers import transport
from devices.printers.base import Outcome
from devices.printers.emulator import Emulator
from devices.printers.escpos import Escpos
from devices.printers.transport import Address, parse_address
from devices.printers.ways.usb import PATIENCE

from .conftest import a_slip
from .usb_printer import UsbPrinter, plug_in

PORT = "usb://04b8:0e15"


@pytest.fixture
def strips():
    return []


@pytest.fixture
def device(strips, monkeypatch):
    printer = UsbPrinter(Emulator(576, strips.append))
    plug_in(monkeypatch, printer)
    monkeypatch.setattr(transport, "SPARE", 0.5)
    return printer


@pytest.fixture
def driver(device):
    made = Escpos(PrinterSettings(name="u", model="escpos", port=PORT))
    made.open()
    yield made
    made.close()


def test_a_ticket_over_usb_is_proved_and_the_kernel_gets_the_printer_back(
    driver, device, strips, stages
):
    assert driver.status().state == "ok"
    assert not device.kernel
    assert driver.print(a_slip(), progress=stages.append) is Outcome.PRINTED
    assert stages == ["sending", "body_confirmed"]
    assert driver.print(a_slip(copy="BẢN IN LẠI lần 1"), progress=stages.append) is Outcome.PRINTED
    assert len(strips) == 2
    assert device.resets == 1
    driver.close()
    driver.close()
    assert device.kernel
    assert not device.claimed
    assert device.opened == 0


def test_no_transfer_waits_for_ever(driver, device):
    driver.print(a_slip(), progress=lambda _: None)
    assert device.timeouts
    assert all(0 < each <= PATIENCE for each in device.timeouts)


def test_a_printer_without_a_kernel_driver_gets_none(driver, device):
    device.kernel = False
    assert driver.status().state == "ok"
    driver.close()
    assert not device.kernel


def test_a_printer_that_takes_no_bytes_is_told_in_time(driver, device):
    assert driver.status().state == "ok"
    device.stalled = True
    begin = time.monotonic()
    with pytest.raises(DeviceUnansweredError):
        driver.status(0.3)
    assert time.monotonic() - begin < 1
    device.stalled = False
    assert driver.status().state == "ok"


def test_unplugged_and_plugged_in_again(driver, device, strips, stages):
    assert driver.status().state == "ok"
    device.plugged = False
    with pytest.raises(DeviceGoneError):
        driver.print(a_slip(), progress=stages.append)
    with pytest.raises(DeviceGoneError, match="not plugged in"):
        driver.status()
    assert stages == []
    device.plugged = device.kernel = True
    assert driver.print(a_slip(), progress=stages.append) is Outcome.PRINTED
    assert len(strips) == 1


def test_what_hinders_is_named(driver, device):
    device.forbidden = True
    with pytest.raises(DeviceSettingsError, match="udev rule"):
        driver.status()
    device.forbidden, device.busy = False, True
    with pytest.raises(DeviceGoneError, match="held by another program"):
        driver.status()
    device.busy, device.kernel = False, True
    assert driver.status().state == "ok"


@pytest.mark.parametrize("kind", [7, 255])
def test_endpoints_come_from_the_printer_or_the_configuration(monkeypatch, kind):
    plug_in(monkeypatch, UsbPrinter(Emulator(576, print), interface_class=kind))
    for options, ends in (("", (0x83, 0x02)), ("?in=0x83&out=0x02", (0x83, 0x02))):
        channel = parse_address(PORT + options).open()
        assert (channel._in, channel._out) == ends
        channel.close()
    with pytest.raises(DeviceSettingsError, match="no such endpoints"):
        parse_address(PORT + "?in=0x82&out=0x01").open()


def test_a_printer_that_cannot_answer_prints_unconfirmed(monkeypatch, strips, stages):
    device = UsbPrinter(Emulator(576, strips.append))
    device.ends = (0x02, 0x02)
    plug_in(monkeypatch, device)
    monkeypatch.setattr(transport, "SPARE", 0.2)
    monkeypatch.setattr("devices.printers.escpos.PAPER_SPEED", 40_000)
    driver = Escpos(PrinterSettings(name="u", model="escpos", port=PORT))
    assert driver.status(0.1).state == "unknown"
    assert driver.print(a_slip(), progress=stages.append) is Outcome.UNCONFIRMED
    assert len(strips) == 1
    driver.close()


def test_without_the_packages_it_is_said_how_to_get_them(monkeypatch):
    plug_in(monkeypatch, None)
    with pytest.raises(DeviceSettingsError, match=r"pip install 'motcua\[usb\]'"):
        parse_address(PORT).open()
    monkeypatch.setitem(sys.modules, "usb.core", None)
    with pytest.raises(DeviceSettingsError, match=r"pip install 'motcua\[usb\]'"):
        parse_address(PORT).open()


def test_addresses():
    assert parse_address("usb://04B8:0e15") == Address("usb", "04b8:0e15", 0)
    ends = parse_address("usb://04b8:0e15?in=0x82&out=1").endpoints
    assert ends == (0x82, 1)
    for wrong in ("usb://", "usb://4b8:e15", "usb://04b8:0e15?ep=1", "usb://04b8:0e15?in=x"):
        with pytest.raises(DeviceSettingsError, match="usb://04b8:0e15"):
            parse_address(wrong)


def test_opening_has_a_deadline(device, monkeypatch):
    go = threading.Event()
    monkeypatch.setattr(transport, "USB_OPENING", 0.2)
    monkeypatch.setattr(device, "claim_interface", lambda *_: go.wait(3))
    begin = time.monotonic()
    with pytest.raises(DeviceUnansweredError, match=r"within 0\.2 s"):
        parse_address(PORT).open()
    assert time.monotonic() - begin < 1
    go.set()
    end = time.monotonic() + 3
    while not device.kernel:  # what came too late is closed
        assert time.monotonic() < end
        go.wait(0.01)
