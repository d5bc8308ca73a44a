"""What is printed can be read: the letters by tesseract, the codes by OpenCV."""

import difflib
import io
import os
import shutil
import subprocess
from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image

from config.load import load
from config.paths import presets
from devices.printers.blocks import QrBlock, TextBlock
from devices.printers.drawing import draw, draw_blocks, sizes_for
from devices.printers.letters import in_parts

from .conftest import LINK, a_slip

pytestmark = pytest.mark.slow

READABLE = 0.98


@cache
def ward_texts() -> list[str]:
    """Return what the lines of every preset print, in Vietnamese, and what stands on tickets."""
    halls = [hall for name in presets() for hall in load(None, {}, preset=name).settings.halls]
    texts = [
        text.vi
        for hall in halls
        for line in hall.line
        for text in (line.name, line.examples, *line.bring)
        if text.vi
    ]
    own = [
        "Đang chờ trước: 7 người",
        "Có giá trị trong ngày. Gọi 3 lần chưa có mặt, xin ông/bà lấy số mới.",
        "Nhận số lại lúc 07:30 Thứ Ba 24/11/2026",
        "Xin giữ phiếu này. Cán bộ sẽ mời số tại quầy.",
    ]
    return list(dict.fromkeys([*own, *texts]))


def ocr(dots: np.ndarray) -> str:
    """Return what tesseract reads, line by line."""
    if shutil.which("tesseract") is None:
        # `make test` installs it as root; a test that then says nothing would be a lie
        assert os.getuid(), "tesseract is missing: make debian"
        pytest.skip("tesseract-ocr and tesseract-ocr-vie are not installed")
    file = io.BytesIO()
    Image.fromarray(~np.pad(dots, 30)).save(file, "PNG")
    command = ["tesseract", "-", "-", "-l", "vie", "--psm", "6", "--dpi", "203"]
    alone = os.environ | {"OMP_THREAD_LIMIT": "1"}  # other tests run beside it
    done = subprocess.run(
        command, input=file.getvalue(), capture_output=True, check=True, env=alone
    )
    lines = (" ".join(line.split()) for line in done.stdout.decode().splitlines())
    return "\n".join(line for line in lines if line)


def share_read(expected: str, found: str) -> float:
    """Return the share of characters that were read in their place."""
    blocks = difflib.SequenceMatcher(None, expected, found, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(len(expected), len(found))


@pytest.mark.parametrize(("width", "size"), [(576, "small"), (576, "body"), (384, "small")])
def test_tesseract_reads_body_lines(fonts, width, size):
    sizes = sizes_for(width)
    face = fonts.face(sizes.text[size])
    lines = [line for text in ward_texts() for line in in_parts(text, face, sizes.room)]
    blocks = [TextBlock(text=text, size=size, align="left") for text in ward_texts()]
    found = ocr(draw_blocks(blocks, fonts, width=width))
    assert sum(map(len, lines)) > 1400
    assert share_read("\n".join(lines), found) >= READABLE


def test_the_measure_notices_what_is_not_read():
    text = "Giấy chứng nhận quyền sử dụng đất"
    assert share_read(text, text) == 1
    assert share_read(text, text.replace("ấ", "ố")) < READABLE
    assert share_read(text, text + " " + text) < READABLE


@pytest.mark.parametrize("paper", [80, 58])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_opencv_reads_the_code_of_a_ticket(fonts, paper, language):
    width = {80: 576, 58: 384}[paper]
    dots = draw(a_slip(language=language, paper=paper), fonts, width=width)
    assert scanned(dots) == LINK


@pytest.mark.parametrize("width", [576, 384])
@pytest.mark.parametrize("length", [26, 60, 120, 250])
def test_opencv_reads_codes_of_any_length(fonts, width, length):
    link = ("https://hoayen.example/t/" + "a7k2m9q4x8c3" * 30)[:length]
    assert scanned(draw_blocks([QrBlock(link=link)], fonts, width=width)) == link


def scanned(dots: np.ndarray) -> str:
    grey = np.where(np.pad(dots, 16), 0, 255).astype(np.uint8).repeat(2, axis=0).repeat(2, axis=1)
    return cv2.QRCodeDetector().detectAndDecode(grey)[0]
