"""Slips and printers for the tests of the devices."""

import io

import numpy as np
import pytest
from PIL import Image

import config.slips
from config.agent import PrinterSettings
from devices.printers.blocks import Slip
from devices.printers.escpos import Escpos
from devices.printers.fonts import find_fonts
from devices.printers.simulated import SimulatedPrinter
from kiosk.slips.filling import filled

LINK = "http://192.168.1.10:8080/t/abcdefghij0123456789"

TEXTS = {
    "hall": "Bộ phận Một cửa Phường Hòa Yên",
    "line": "Tư pháp - Hộ tịch",
    "number": "A015",
    "ahead": "Đang chờ trước: 7 người",
    "wait": "Khoảng 15\u201325 phút",
    "counters": "Quầy 1 hoặc 3",
    "time": "08:21 Thứ Hai 23/11/2026",
    "link": LINK,
    "bring": ("tờ khai", "giấy chứng sinh", "căn cước"),
    "valid": "Có giá trị trong ngày. Gọi 3 lần chưa có mặt, xin ông/bà lấy số mới.",
    "hotline": "Đường dây nóng 1022",
    "priority": "",
    "copy": "",
}
"""What stands for the placeholders of a usual ticket."""


def a_slip(kind="ticket", language="vi", paper=80, **texts):
    """Return a slip of the product's own template."""
    template = config.slips.template((), kind, language=language, paper=paper)
    return Slip.from_dict(filled(template, TEXTS | texts, language))


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
