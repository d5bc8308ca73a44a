"""Simulated paper of a printer with letters and QR codes of its own."""

import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image

from devices.printers.body import build
from devices.printers.lettered import LetteredEmulator

from .paper import drawer
from .test_modes import LINK, TICKET, WIDTHS, printer


def paper(mode, fonts, width=80):
    strips = []
    emulator = LetteredEmulator(WIDTHS[width], strips.append)
    made = build(TICKET, printer(mode, width), drawer(fonts, WIDTHS[width]))
    for byte in made.data + made.cut + b"\x1dr\x01":
        emulator.receive(bytes([byte]))
        answers = emulator.work()
    assert answers == b"\0", "the proof comes after everything else"
    assert emulator.strange_bytes == 0
    (strip,) = strips
    return strip, made


@pytest.mark.parametrize("width", [80, 58])
@pytest.mark.parametrize("mode", ["raster", "hybrid", "text"])
def test_the_code_on_the_paper_is_read(mode, fonts, width, tmp_path):
    if shutil.which("zbarimg") is None:
        pytest.skip("zbar-tools is not installed (make test installs it on Debian)")
    strip, _ = paper(mode, fonts, width)
    picture = tmp_path / "strip.png"
    Image.fromarray(~np.pad(strip, 24)).save(picture)
    found = subprocess.run(
        ["zbarimg", "-q", "--raw", picture], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == LINK


@pytest.mark.parametrize("width", [80, 58])
@pytest.mark.parametrize("mode", ["raster", "hybrid", "text"])
def test_a_body_is_as_long_as_it_says(mode, fonts, width):
    strip, made = paper(mode, fonts, width)
    assert len(strip) == pytest.approx(made.rows, rel=0.05)


@pytest.mark.parametrize("mode", ["hybrid", "text"])
def test_the_number_is_at_least_12_mm_high(mode, fonts):
    strip, _ = paper(mode, fonts)
    high, run = 0, 0
    for row in strip:  # the longest stretch of rows with ink between white ones
        run = run + 1 if row.any() else 0
        high = max(high, run)
    assert high >= 12 * 8


def test_letters_stand_in_the_middle_and_in_their_size():
    strips = []
    emulator = LetteredEmulator(576, strips.append)
    emulator.receive(b"\x1b@\x1ba\x01\x1d!\x33II\n\x1bd\x02\x1dVB\0")
    emulator.work()
    (strip,) = strips
    inked = np.flatnonzero(strip.any(axis=0))
    assert (inked[0] + inked[-1]) / 2 == pytest.approx(288, abs=12)
    assert len(strip) == 4 * 24 + 10 + 2 * 24


def test_what_is_no_command_is_counted():
    emulator = LetteredEmulator(576, print)
    emulator.receive(b"\x1bp\x00\x1dX\x07\x1d(L\x02\x00xy")
    emulator.work()
    assert emulator.strange_bytes >= 3
