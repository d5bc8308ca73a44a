"""A usual ticket of a ward, another one for each number."""

import time
from functools import partial
from typing import Any

import config.slips
from config.agent import PrinterSettings
from devices.printers.blocks import Slip
from devices.printers.body import build
from devices.printers.drawing import draw
from devices.printers.fonts import find_fonts
from devices.printers.raster import PAPER_DOTS
from kiosk.slips.filling import filled

FACTS = {
    "hall": "Bộ phận Một cửa Phường Hòa Yên",
    "line": "Tư pháp - Hộ tịch",
    "counters": "Quầy 1 hoặc 3",
    "bring": ("tờ khai", "giấy chứng sinh", "căn cước"),
    "valid": "Có giá trị trong ngày. Gọi 3 lần chưa có mặt, xin ông/bà lấy số mới.",
    "hotline": "Đường dây nóng 1022",
    "priority": "",
    "copy": "",
}

MODES = {"raster": {}, "hybrid": {}, "text": {"text_page": "30+31:tcvn3"}}


def sample(number: int, paper: int = 80) -> dict[str, Any]:
    """Return the slip of the ``number``-th ticket."""
    template = config.slips.template((), "ticket", language="vi", paper=paper)
    own = {
        "number": f"A{number % 999 + 1:03}",
        "ahead": f"Đang chờ trước: {number % 40} người",
        "wait": f"Khoảng {number % 20 + 5}\u2013{number % 20 + 20} phút",
        "time": f"{number % 10 + 7:02}:{number % 60:02} Thứ Hai 23/11/2026",
        "link": f"http://192.168.1.10:8080/t/abcdefghij{number:010}",
    }
    return filled(template, FACTS | own, "vi")


def bytes_by_mode() -> dict[str, dict[str, Any]]:
    """Return by mode and paper the bytes of a ticket, and the ms to make them after the first."""
    fonts, found = find_fonts(""), {}
    for mode, more in MODES.items():
        for paper, dots in PAPER_DOTS.items():
            settings = PrinterSettings(
                name="p", model="escpos", port="tcp://x", paper=paper, mode=mode, **more
            )
            drawn = partial(draw, fonts=fonts, width=dots)
            build(Slip.from_dict(sample(0, paper)), settings, drawn)
            start = time.perf_counter()
            bodies = [
                build(Slip.from_dict(sample(number, paper)), settings, drawn)
                for number in range(1, 11)
            ]
            each = (time.perf_counter() - start) * 100
            size = max(len(body.data) for body in bodies)
            found[f"{mode} {paper} mm"] = {"bytes": size, "ms": round(each, 1)}
    return found
