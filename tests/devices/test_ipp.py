"""Office printers: over IPP to a real server, and what its answers mean."""

import io
import shutil
import subprocess
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from config.agent import PrinterSettings
from devices.errors import (
    CoverOpenError,
    DeviceGoneError,
    DeviceOfflineError,
    DeviceSettingsError,
    DeviceUnansweredError,
    PaperOutError,
)
from devices.printers import ipp
from devices.printers import ipp_message as message
from devices.printers.base import Outcome, PrinterStatus
from devices.printers.drawing import draw
from devices.printers.ipp import interpret, parse_queue
from devices.printers.ipp_document import Media, choose_format, document, parse_media
from devices.registry import create_printer
from tests.servers import free_port

from .conftest import a_slip
from .ippeve import running


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.setattr(ipp, "LOOK", 0.05)
    made = running(tmp_path)
    yield made
    made.stop()


def a_printer(url):
    driver = create_printer(PrinterSettings(name="office", model="ipp", port=url))
    driver.open()
    return driver


def test_a_ticket_comes_out_as_a_page_and_stays_unconfirmed(server, stages, fonts):
    driver = a_printer(server.url)
    status = driver.status()
    assert (status.online, status.paper, status.state) == (True, "ok", "ok")
    assert (status.cover_open, status.cutter_fault) == (None, None)
    assert driver.print(a_slip(), progress=stages.append) is Outcome.UNCONFIRMED
    assert stages == ["sending"]
    assert server.printed.startswith(b"%PDF")
    assert driver.recover("sending") is Outcome.UNCONFIRMED
    driver.close()


@pytest.mark.skipif(shutil.which("gs") is None, reason="no ghostscript")
def test_the_page_shows_the_slip_at_its_true_size(server, fonts, tmp_path):
    a_printer(server.url).print(a_slip(), progress=lambda _: None)
    (tmp_path / "page.pdf").write_bytes(server.printed)
    subprocess.run(
        ["gs", "-q", "-sDEVICE=pngmono", "-r203.2", "-o", tmp_path / "page.png", "page.pdf"],
        cwd=tmp_path,
        check=True,
    )
    page = ~np.asarray(Image.open(tmp_path / "page.png").convert("1"))
    drawn = draw(a_slip(), fonts)
    assert page.shape[1] == pytest.approx(215.9 * 8, abs=2)  # its paper is Letter
    rows = np.flatnonzero(page.any(axis=1))
    ink = np.flatnonzero(drawn.any(axis=1))
    assert rows[-1] - rows[0] == pytest.approx(ink[-1] - ink[0], abs=2)
    left = np.flatnonzero(page.any(axis=0))[0] - np.flatnonzero(drawn.any(axis=0))[0]
    assert left == pytest.approx((215.9 * 8 - 576) / 2, abs=2)
    assert page.sum() == pytest.approx(drawn.sum(), rel=0.02)


def test_the_printer_is_asked_not_to_change_the_size(monkeypatch, stages):
    facts = {
        "printer-state": [3],
        "document-format-supported": ["application/pdf"],
        "print-scaling-supported": ["auto", "fit", "none"],
        "media-default": ["iso_a5_148x210mm"],
    }
    sent = []

    def post(queue, data, deadline):
        sent.append(data)
        return answer(facts if len(sent) == 1 else {"job-state": [9]})

    monkeypatch.setattr(ipp, "_post", post)
    assert a_printer("ipp://127.0.0.1").print(a_slip(), progress=stages.append)
    settings = sent[1].partition(bytes([message.JOB]) + bytes([message.KEYWORD]))[2]
    assert b"\x00\x0dprint-scaling\x00\x04none" in settings
    assert b"\x00\x05media\x00\x10iso_a5_148x210mm" in settings
    assert b"print-color-mode" not in settings


def answer(facts):
    """Return an answer with a printer's attributes, as bytes."""
    parts = [b"\2\0\0\0\0\0\0\1", bytes([message.PRINTER])]
    for name, values in facts.items():
        tag = message.ENUM if isinstance(values[0], int) else message.KEYWORD
        parts.append(message._encoded(message.Attribute(tag, name, values)))
    return b"".join([*parts, bytes([message.END])])


def test_a_printer_without_pdf_gets_a_picture(tmp_path, stages):
    server = running(tmp_path, formats="image/jpeg,image/pwg-raster")
    try:
        assert a_printer(server.url).print(a_slip(), progress=stages.append)
        page = Image.open(io.BytesIO(server.printed))
        assert page.format == "JPEG"
        assert page.width == pytest.approx(215.9 * 8, abs=2)
        assert page.info["dpi"] == (203, 203)
    finally:
        server.stop()


def test_a_printer_with_nothing_of_ours_is_refused(tmp_path, stages):
    server = running(tmp_path, formats="image/pwg-raster")
    try:
        with pytest.raises(DeviceSettingsError, match="image/pwg-raster and none of"):
            a_printer(server.url).print(a_slip(), progress=stages.append)
        assert stages == []
    finally:
        server.stop()


FAULTS = [
    ("media-empty", "paper_out", PaperOutError),
    ("cover-open", "cover_open", CoverOpenError),
    ("paused", "offline", DeviceOfflineError),
]


@pytest.mark.parametrize(("reason", "code", "error"), FAULTS)
def test_a_printer_that_says_what_is_wrong_gets_nothing(server, stages, reason, code, error):
    driver = a_printer(server.url)
    server.plays(f"STATE: +{reason}")
    driver.print(a_slip(), progress=lambda _: None)
    assert (driver.status().state, driver.status().code) == ("fault", code)
    with pytest.raises(error):
        driver.print(a_slip(), progress=stages.append)
    assert stages == []


def test_paper_that_ends_meanwhile_takes_the_ticket_back(server, stages):
    """CUPS would print it when somebody puts paper in, long after the number was called."""
    server.plays("STATE: +media-empty", takes=1)
    driver = a_printer(server.url)
    assert driver.print(a_slip(), progress=stages.append) is Outcome.UNCONFIRMED
    assert ended(driver, 1) == "canceled"


def ended(driver, job):
    pause = threading.Event()
    for _ in range(200):
        if (state := driver._state(job)) in ipp.ENDED:
            return ipp.ENDED[state]
        pause.wait(0.05)
    return "still printing"


def test_near_the_end_it_prints(server, stages):
    server.plays("STATE: +media-low-report")
    driver = a_printer(server.url)
    driver.print(a_slip(), progress=lambda _: None)
    assert (driver.status().state, driver.status().code) == ("warn", "near_end")
    assert driver.print(a_slip(), progress=stages.append) is Outcome.UNCONFIRMED


def test_a_slow_printer_is_left_alone(server, stages, monkeypatch):
    monkeypatch.setattr(ipp, "WATCH", 0.3)
    server.plays(takes=1.5)
    driver = a_printer(server.url)
    driver.print(a_slip(), progress=stages.append)
    assert driver._state(1) == ipp.PRINTING
    assert ended(driver, 1) == "completed"


def test_encrypted(server):
    assert a_printer(server.url.replace("ipp:", "ipps:")).status(5).state == "ok"


def test_a_wrong_path_is_told(server):
    with pytest.raises((DeviceSettingsError, DeviceGoneError), match=r"IPP status|HTTP 4"):
        a_printer(server.url.replace("/ipp/print", "/nothing")).status()


def test_nobody_there_is_gone():
    with pytest.raises(DeviceGoneError):
        a_printer(f"ipp://127.0.0.1:{free_port()}/ipp/print").status()


def test_a_silent_one_is_told_in_time():
    import socket

    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        with pytest.raises(DeviceUnansweredError):
            a_printer(f"ipp://127.0.0.1:{mute.getsockname()[1]}/").status(0.2)


STATUSES = [
    ({}, PrinterStatus()),
    ({"printer-state": [3], "printer-state-reasons": ["none"]}, PrinterStatus(online=True)),
    ({"printer-state": [5]}, PrinterStatus(online=False)),
    ({"printer-state": [3], "printer-is-accepting-jobs": [False]}, PrinterStatus(online=False)),
    (
        {"printer-state": [5], "printer-state-reasons": ["media-jam-error", "door-open-warning"]},
        PrinterStatus(online=False, cover_open=True, cutter_fault=True),
    ),
    (
        {"printer-state": [3], "printer-state-reasons": ["offline-report"]},
        PrinterStatus(online=False),
    ),
    ({"printer-input-tray": [b"type=x;level=-3;"]}, PrinterStatus(paper="ok")),
    ({"printer-input-tray": [b"level=0;", b"level=0"]}, PrinterStatus(paper="out")),
    ({"printer-input-tray": [b"level=0;", b"level=-2"]}, PrinterStatus()),
    ({"printer-input-tray": [b"level=x;"]}, PrinterStatus()),
    (
        {"printer-input-tray": [b"level=50"], "printer-state-reasons": ["media-needed-error"]},
        PrinterStatus(paper="out"),
    ),
]


@pytest.mark.parametrize(("facts", "status"), STATUSES)
def test_what_a_printer_does_not_say_is_unknown(facts, status):
    assert interpret(facts) == status


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("ipp://10.0.0.7", "ipp://10.0.0.7:631/ipp/print"),
        ("ipps://p:8631/ipp/print/2", "ipps://p:8631/ipp/print/2"),
        ("http://cups:631/printers/Office", "ipp://cups:631/printers/Office"),
    ],
)
def test_addresses(url, uri):
    assert parse_queue(url).uri == uri


@pytest.mark.parametrize("url", ["", "tcp://10.0.0.7:9100", "ipp://", "ipp://x:port/"])
def test_wrong_addresses_show_right_ones(url):
    with pytest.raises(DeviceSettingsError, match="ipp://10"):
        a_printer(url)


@pytest.mark.parametrize(
    ("keyword", "media"),
    [
        ("iso_a5_148x210mm", Media(148, 210)),
        ("na_letter_8.5x11in", Media(8.5 * 25.4, 11 * 25.4)),
        ("om_roll_80x297mm", Media(80, 297)),
        ("", Media(210, 297)),
        ("strange", Media(210, 297)),
    ],
)
def test_sizes_of_paper(keyword, media):
    assert parse_media(keyword) == media
    assert media.roll == (media.width == 80)


def test_long_slips_go_on_where_they_are_white():
    dots = np.zeros((3000, 576), dtype=bool)
    dots[:2000] = dots[2100:] = True
    pdf = document(dots, Media(210, 297), "application/pdf")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 2
    picture = Image.open(io.BytesIO(document(dots, Media(210, 297), "image/jpeg")))
    assert picture.size == (1680, 2376)
    roll = document(dots, Media(80, 200), "application/pdf")
    assert roll.count(b"/Type /Page\n") + roll.count(b"/Type /Page ") == 1


def test_the_better_format_is_chosen():
    assert choose_format(["image/jpeg", "application/pdf"]) == "application/pdf"
    assert choose_format(["image/urf"]) is None


def test_messages_are_as_the_standard_shows_them():
    """RFC 8010, appendix A.1: the beginning of a Print-Job request."""
    asked = [message.Attribute(message.URI, "printer-uri", ["ipp://x/p"])]
    made = message.request(message.Operation.PRINT_JOB, 1, asked, document=b"%PDF")
    assert made[:9] == bytes.fromhex("0200 0002 00000001 01")
    assert made[9:37] == b"\x47\x00\x12attributes-charset\x00\x05utf-8"
    assert made.endswith(b"\x45\x00\x0bprinter-uri\x00\x09ipp://x/p\x03%PDF")


def test_sets_collections_and_groups_are_read():
    data = bytes.fromhex("0200 0000 00000001 01 47 0001 61 0005") + b"utf-8"
    data += bytes.fromhex("04 23 0001 73 0004 00000003 44 0001 72 0001 78 44 0000 0001 79")
    data += bytes.fromhex("34 0001 63 0000 4a 0000 0001 6d 21 0000 0004 fffffffe")
    data += bytes.fromhex("34 0000 0000 37 0000 0000 37 0000 0000 22 0001 62 0001 01 03")
    answer = message.read_answer(data)
    assert answer.well
    facts = {"s": [3], "r": ["x", "y"], "c": [{"m": [-2, {}]}], "b": [True]}
    assert answer.groups[message.PRINTER] == facts


@given(st.binary(max_size=80))
def test_no_bytes_upset_the_reading(data):
    try:
        message.read_answer(b"\2\0\0\0\0\0\0\1" + data)
    except message.MessageError:
        return
