"""Slips and printers for the tests of the devices."""

import io

import numpy as np
import pytest
from PIL import Image

from config.agent import PrinterSettings
from devices.printers.escpos import Escpos
from devices.printers.fonts import find_fonts
from devices.printers.simulated import SimulatedPrinter
from devices.printers.slip import Slip

FACTS = {
    "hall_name": "Bộ phận Một cửa Phường Hòa Yên",
    "line_name": "Tư pháp - Hộ tịch",
    "number": "A015",
    "ahead": 7,
    "wait": {"low": 15, "high": 25},
    "counters": ["1", "3"],
    "issued_at": "2026-11-23T08:21:09+07:00",
    "link": "http://192.168.1.10:8080/t/abcdefghij0123456789",
    "language": "vi",
    "priority_name": None,
    "bring": ["tờ khai", "giấy chứng sinh", "căn cước"],
    "hotline": "1022",
    "copy": 0,
}


def a_slip(**facts):
    return Slip.from_dict(FACTS | facts)


def picture(strip):
    return ~np.asarray(Image.open(io.BytesIO(strip.png)).convert("1"))


@pytest.fixture(scope="session")
def fonts():
    return find_fonts()


@pytest.fixture
def machine():
    simulator = SimulatedPrinter()
    yield simulator
    simulator.stop()


@pytest.fixture
def printer(machine):
    port = f"tcp://127.0.0.1:{machine.port}"
    driver = Escpos(PrinterSettings(name="kiosk", model="escpos", port=port))
    yield driver
    driver.close()


@pytest.fixture
def stages():
    """Stages that a job reported, as the agent would store them."""
    return []
