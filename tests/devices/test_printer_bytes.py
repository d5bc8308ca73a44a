"""Bytes to the printer and from it."""

import struct
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.errors import DeviceGoneError, DeviceSettingsError, SlipError
from devices.printers.base import PrinterStatus
from devices.printers.commands import commands
from devices.printers.emulator import Emulator
from devices.printers.raster import BAND, raster
from devices.printers.status import Answers, interpret
from devices.printers.transport import Address, parse_address


def heights(data):
    found = []
    while data:
        assert data[:4] == b"\x1dv0\0"
        width, height = struct.unpack("<HH", data[4:8])
        found.append(height)
        data = data[8 + width * height :]
    return found


@pytest.mark.parametrize("rows", [1, 47, 48, 96, 127, 128, 129, 176, 256, 792, 960])
def test_bands_are_low_and_no_multiple_of_48(rows):
    bands = heights(raster(np.ones((rows, 576), dtype=bool)))
    assert rows <= sum(bands) <= rows + 1
    assert all(band <= BAND and band % 48 for band in bands)


def test_a_picture_wider_than_the_paper_is_refused():
    with pytest.raises(SlipError):
        raster(np.ones((1, 577), dtype=bool))


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 300), st.integers(1, 576), st.integers(0, 9))
def test_what_is_encoded_is_what_is_printed(rows, columns, seed):
    dots = np.random.default_rng(seed).random((rows, columns)) < 0.3
    dots[0, 0] = True
    strips = []
    printer = Emulator(576, strips.append)
    for byte in (raster(dots) + commands().cut,):
        printer.receive(byte)
        printer.work()
    (paper,) = strips
    assert np.array_equal(paper[:rows, :columns], dots)
    assert not paper[rows:].any()
    assert not paper[:, columns:].any()
    assert printer.strange_bytes == 0


def test_python_escpos_builds_start_and_cut():
    assert (commands().start, commands().cut) == (b"\x1b@", b"\x1dVB\0")


STREAMS = {
    "an answer": ("16", [0x16], []),
    "from the queue": ("00", [], [0x00]),
    "automatic status before the answer": ("1000000012", [0x12], []),
    "automatic status alone": ("14000000", [], []),
    "broken automatic status": ("1000" + "16", [0x16], []),
    "flow control": ("111312", [0x12], []),
    "flow control inside automatic status": ("10130000110016", [0x16], []),
    "garbage": ("FF8091", [], []),
    "both kinds": ("1200", [0x12], [0x00]),
}


@pytest.mark.parametrize(("stream", "realtime", "queued"), STREAMS.values(), ids=STREAMS)
def test_answers_are_told_apart(stream, realtime, queued):
    answers = Answers()
    for byte in bytes.fromhex(stream):
        answers.feed(bytes([byte]))
    for kind, expected in (("realtime", realtime), ("queued", queued)):
        assert [answers.take(kind) for _ in expected] == expected
        assert answers.take(kind) is None


@given(st.binary(max_size=60))
def test_no_bytes_upset_the_sorting(data):
    Answers().feed(data)


STATUSES = [
    ({1: 0x12, 2: 0x12, 4: 0x12}, "ok", ""),
    ({1: 0x12, 2: 0x12, 4: 0x1E}, "warn", "near_end"),
    ({1: 0x1A, 2: 0x32, 4: 0x7E}, "fault", "paper_out"),
    ({1: 0x1A, 2: 0x16, 4: 0x12}, "fault", "cover_open"),
    ({1: 0x1A, 2: 0x52, 3: 0x1A, 4: 0x12}, "fault", "cutter"),
    ({1: 0x1A, 2: 0x12, 4: 0x12}, "fault", "offline"),
    ({}, "unknown", "unanswered"),
    ({1: 0x12}, "unknown", "unanswered"),
]


@pytest.mark.parametrize(("answers", "state", "code"), STATUSES)
def test_status_words(answers, state, code):
    status = interpret(answers)
    assert (status.state, status.code) == (state, code)


def test_unknown_is_never_well():
    for values in product((True, None), ("ok", None)):
        status = PrinterStatus(online=values[0], paper=values[1])
        assert (status.state == "ok") == (None not in values)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("tcp://10.0.0.6:9100", Address("tcp", "10.0.0.6", 9100)),
        ("tcp://printer", Address("tcp", "printer", 9100)),
        ("serial:///dev/ttyUSB1?baud=57600", Address("serial", "/dev/ttyUSB1", 57600)),
        ("serial:///COM3", Address("serial", "COM3", 115200)),
        ("serial://COM3", Address("serial", "COM3", 115200)),
        ("file:///dev/usb/lp0", Address("file", "/dev/usb/lp0", 0)),
    ],
)
def test_addresses(url, address):
    assert parse_address(url) == address


@pytest.mark.parametrize("url", ["", "10.0.0.6", "tcp://", "ftp://1", "serial:///x?baud=fast"])
def test_wrong_addresses_show_right_ones(url):
    with pytest.raises(DeviceSettingsError, match="tcp://10"):
        parse_address(url)


def test_deadlines_follow_from_bytes_and_speed():
    assert Address("serial", "x", 115200).seconds(57_600) == pytest.approx(13)
    assert Address("tcp", "x", 9100).seconds(50_000) == pytest.approx(4)


def test_a_folder_that_is_not_there_is_gone(tmp_path):
    with pytest.raises(DeviceGoneError):
        Address("file", str(tmp_path / "none" / "x"), 0).open()
