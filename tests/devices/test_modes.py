"""A slip as bytes in each mode of a printer, read again by a reader of the tests' own."""

import shutil
import subprocess
import time

import numpy as np
import pytest
import segno
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.agent import PrinterSettings
from devices.errors import DeviceSettingsError
from devices.printers import blocks as b
from devices.printers.body import Body, build, check, cut
from devices.printers.commands import commands, dummy
from devices.printers.fonts import vietnamese_letters
from devices.printers.native import code_module
from devices.printers.pages import parse_page, read_page, tcvn_lower
from devices.printers.raster import BAND, compact
from devices.printers.speed import BYTES, check_speed, ticket_seconds
from devices.printers.transport import parse_address

from .paper import drawer, letters, pictures, put_together, tokens

LINK = "http://192.168.1.10:8080/t/abcdefghij0123456789"
TICKET = b.Slip(
    blocks=(
        b.TextBlock(text="Bộ phận Một cửa Phường Hòa Yên", size="title", bold=True),
        b.TextBlock(text="Tư pháp \u2013 Hộ tịch", size="line"),
        b.TextBlock(text="SỐ THỨ TỰ", size="small", bold=True),
        b.NumberBlock(text="A015"),
        b.TextBlock(text="Đang chờ trước: 7 người", size="strong", bold=True),
        b.TextBlock(text="Khoảng 15\u201325 phút · Quầy 1 hoặc 3"),
        b.RuleBlock(),
        b.TextBlock(text="08:21 Thứ Hai 23/11/2026"),
        b.QrBlock(link=LINK, text="Quét để theo dõi trên điện thoại."),
        b.ChecklistBlock(title="Mang theo:", items=("tờ khai", "giấy chứng sinh", "căn cước")),
        b.TextBlock(text="Có giá trị trong ngày. Gọi 3 lần chưa có mặt, xin ông/bà lấy số mới."),
        b.CutBlock(),
    )
)
PAGES = {"text": "30+31:tcvn3"}
WIDTHS = {80: 576, 58: 384}


def printer(mode, paper=80, **facts):
    page = {"text_page": facts.pop("text_page", PAGES.get(mode, ""))}
    return PrinterSettings(name="p", model="escpos", mode=mode, paper=paper, **page, **facts)


def body(slip, mode, fonts, paper=80, **facts):
    return build(slip, printer(mode, paper, **facts), drawer(fonts, WIDTHS[paper]))


def bands(found):
    return [len(each) for each in pictures(found)]


@pytest.mark.parametrize("paper", [80, 58])
def test_raster_is_the_drawn_picture(fonts, paper):
    made = body(TICKET, "raster", fonts, paper)
    found = tokens(made.data)
    drawn = drawer(fonts, WIDTHS[paper])(TICKET)
    assert found[0].name == b"\x1b@"
    assert np.array_equal(put_together(found, WIDTHS[paper])[: len(drawn)], drawn)
    assert made.rows == len(drawn)
    assert {token.name for token in found[1:]} == {b"\x1dv"}


@pytest.mark.parametrize("paper", [80, 58])
def test_hybrid_lets_the_printer_do_number_and_code(fonts, paper):
    found = tokens(body(TICKET, "hybrid", fonts, paper).data)
    (large,) = [at for at, token in enumerate(found) if token.name == b""]
    assert found[large].data == b"A015"
    before = {token.name: token.data for token in found[:large]}
    assert before[b"\x1ba"] == b"\x01"
    assert before[b"\x1d!"] == b"\x77"
    after = {token.name: token.data for token in found[large:]}
    assert (after[b"\x1ba"], after[b"\x1d!"], after[b"\x1bE"]) == (b"\0", b"\0", b"\0")
    commands = [token.data[3:] for token in found if token.name == b"\x1d("]
    assert commands == [
        b"1A2\0",
        b"1C\x06",
        b"1E1",
        b"1P0" + LINK.encode(),
        b"1Q0",
    ]


@pytest.mark.parametrize("paper", [80, 58])
def test_hybrid_draws_the_rest_dot_for_dot(fonts, paper):
    native = (b.NumberBlock, b.QrBlock)
    slip = b.Slip(blocks=tuple(each for each in TICKET.blocks if not isinstance(each, native)))
    found = tokens(body(slip, "hybrid", fonts, paper).data)
    drawn = drawer(fonts, WIDTHS[paper])(slip)
    rows = [row for row in put_together(found, WIDTHS[paper]) if row.any()]
    assert np.array_equal(rows, drawn[drawn.any(axis=1)])


def test_white_around_a_native_code_is_exact(fonts):
    slip = b.Slip(blocks=(b.RuleBlock(), b.QrBlock(link=LINK), b.RuleBlock()))
    found = tokens(body(slip, "hybrid", fonts).data)
    codes = [at for at, token in enumerate(found) if token.name == b"\x1d("]
    for part in (found[: codes[0]], found[codes[-1] :]):
        rows = put_together(part, 576)
        assert int((~rows.any(axis=1)).sum()) == 4 * 6


def test_what_the_printer_cannot_do_itself_is_drawn(fonts):
    long = "http://x/" + "y" * 400
    assert code_module(long, 384) == 0
    for link, width in ((LINK, 384), (LINK, 576), (long, 576), (long[:200], 384)):
        modules = segno.make(link, error="m", micro=False, boost_error=False).symbol_size(border=4)
        size = code_module(link, width)
        assert size >= 5
        assert modules[0] * size <= width
    slip = b.Slip(blocks=(b.NumberBlock(text="Đ015"), b.QrBlock(link=long)))
    found = tokens(body(slip, "hybrid", fonts, 58).data)
    assert {token.name for token in found} == {b"\x1b@", b"\x1dv"}


@pytest.mark.parametrize(
    ("paper", "number", "size"),
    [
        (80, "7", 8),
        (80, "A015", 8),
        (80, "AB1234", 8),
        (80, "AB-12345", 6),
        (58, "A015", 8),
        (58, "A0155", 6),
        (58, "AB-12345", 4),
    ],
)
def test_numbers_are_16_mm_high_and_fit_the_paper(fonts, paper, number, size):
    found = tokens(body(b.Slip(blocks=(b.NumberBlock(text=number),)), "hybrid", fonts, paper).data)
    sizes = [token.data[0] for token in found if token.name == b"\x1d!"]
    assert sizes[0] == (size - 1) << 4 | 7
    assert len(number) * 12 * size <= WIDTHS[paper]


def test_compact_pictures_print_the_same():
    dots = np.random.default_rng(3).random((900, 576)) < 0.2
    dots[100:300] = dots[350:359] = dots[600:648] = dots[700:] = False
    dots[400:500, 90:] = False
    found = tokens(compact(dots))
    rows = put_together(found, 576)
    assert np.array_equal(rows[rows.any(axis=1)], dots[dots.any(axis=1)])
    assert 0 <= len(rows) - 900 <= len(found)
    assert all(height <= BAND and height % 48 for height in bands(found))
    assert len(compact(dots)) < 42_000


def test_blank_and_empty_pictures():
    assert compact(np.zeros((0, 576), dtype=bool)) == b""
    assert len(compact(np.zeros((130, 576), dtype=bool))) == 130 + 2 * 8
    assert len(compact(np.ones((1, 576), dtype=bool))) == 8 + 72


def decoded(line, page):
    back = {(slot, data): letter for letter, (slot, data) in page.letters.items()}
    return "".join(chr(byte) if byte < 0x80 else back[slot, bytes([byte])] for slot, byte in line)


@pytest.mark.parametrize("paper", [80, 58])
@pytest.mark.parametrize("page", ["30+31:tcvn3", "30+31:tcvn5712", "9+200:tcvn3"])
def test_text_says_every_word_in_the_printers_letters(fonts, paper, page):
    found = tokens(body(TICKET, "text", fonts, paper, text_page=page).data)
    said = [decoded(line, parse_page(page)) for line in letters(found)]
    assert all(len(line) <= WIDTHS[paper] // 12 for line in said)
    whole = " ".join(" ".join(said).split())
    for words in (
        "Bộ phận Một cửa Phường Hòa Yên",
        "Tư pháp - Hộ tịch",
        "A015",
        "Đang chờ trước: 7 người",
        "Khoảng 15-25 phút - Quầy 1 hoặc 3",
        "Mang theo: tờ khai; giấy chứng sinh; căn cước",
    ):
        assert words in whole
    assert "?" not in whole
    assert not next(iter(pictures(found))).any()  # only the white around the code


def test_ascii_is_the_last_resort(fonts):
    assert not parse_page("ascii").missing()
    slip = b.Slip(blocks=(b.TextBlock(text="Phiếu số A012 \u2013 Đường, ĐẶNG, Ưu tiên"),))
    ((line),) = letters(tokens(body(slip, "text", fonts, text_page="ascii").data))
    assert bytes(byte for _, byte in line) == b"Phieu so A012 - Duong, DANG, Uu tien"


def test_page_switches_are_few(fonts):
    slip = b.Slip(blocks=(b.TextBlock(text="hồ sơ đã nộp"), b.TextBlock(text="ở quầy số 3")))
    found = tokens(body(slip, "text", fonts).data)
    assert [token.data for token in found if token.name == b"\x1bt"] == [bytes([30])]


@pytest.mark.skipif(shutil.which("iconv") is None, reason="no iconv")
def test_tcvn_is_what_glibc_thinks():
    for letter, position in tcvn_lower().items():
        made = subprocess.run(
            ["iconv", "-f", "UTF-8", "-t", "TCVN5712-1"],
            input=letter.encode(),
            capture_output=True,
            check=True,
        )
        assert made.stdout == bytes([position]), letter


def test_every_letter_of_every_page_has_its_own_bytes():
    lower = tcvn_lower()
    assert len(lower) == 67
    for spelled in ("30+31:tcvn3", "30+31:tcvn5712", "52:cp1258"):
        page = parse_page(spelled)
        assert page.missing() == ""
        assert len(set(page.letters.values())) == len(page.letters)
        assert all(min(data) >= 0x80 or data[0] < 0x80 for _, data in page.letters.values())
        for letter in vietnamese_letters():
            assert all(
                byte >= 0x20 and byte != 0x7F for _, each in page.encode(letter) for byte in each
            )


def test_cp1258_has_loose_tones():
    page = parse_page("52:cp1258")
    made = b"".join(data for _, data in page.encode("Nguyễn Thị Hường"))
    assert made.decode("cp1258") != "Nguyễn Thị Hường"
    import unicodedata

    assert unicodedata.normalize("NFC", made.decode("cp1258")) == "Nguyễn Thị Hường"


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("", "needs text_page: print the calibration sheet"),
        ("30:tcvn3", "lacks 67 Vietnamese letters: À"),
        ("30", "cannot be read; print the calibration sheet"),
        ("30+31:viscii", "cannot be read"),
        ("300:cp1258", "cannot be read"),
        ("-1:cp1258", "cannot be read"),
        ("30+31+32:tcvn3", "more slots than tcvn3 needs"),
    ],
)
def test_text_without_a_page_for_every_letter_is_refused(page, says):
    with pytest.raises(DeviceSettingsError, match="printer 'p': .*" + says):
        check(printer("text", text_page=page))


def test_settings_that_work():
    for mode in ("raster", "hybrid", "text"):
        check(printer(mode))
    check(printer("raster", profile="ZJ-5870"))


def test_a_printer_without_codes_of_its_own_is_no_hybrid():
    with pytest.raises(DeviceSettingsError, match=r"'ZJ-5870' has no QR codes.*mode raster"):
        check(printer("hybrid", profile="ZJ-5870"))


@pytest.mark.parametrize(
    ("profile", "says"),
    [
        ("TM-T88X", "did you mean 'TM-T88"),
        ("tm-t20ii", "did you mean 'TM-T20II'"),
        ("zzzz", "profiles are AF-240, CT-S651"),
    ],
)
def test_unknown_profiles_name_the_known(profile, says):
    with pytest.raises(DeviceSettingsError, match=says):
        check(printer("raster", profile=profile))


def test_the_cut_is_the_slips():
    part = b.Slip(blocks=(b.RuleBlock(), b.CutBlock(mode="part")))
    assert cut(TICKET, printer("raster")) == b"\x1dVA\0"
    assert cut(part, printer("raster")) == b"\x1dVB\0"
    assert cut(b.Slip(blocks=(b.RuleBlock(),)), printer("raster")) == b"\x1dVB\0"
    assert cut(TICKET, printer("raster", profile="TM-U220B")) == b"\x1dVB\0"


def test_a_fresh_dummy_for_each_job_costs_next_to_nothing():
    assert dummy() is not dummy()
    begin = time.perf_counter()
    for _ in range(100):
        commands("TM-T20II")
    assert (time.perf_counter() - begin) / 100 < 0.002


def test_a_job_does_not_remember_the_one_before(fonts):
    first = body(TICKET, "text", fonts)
    assert body(TICKET, "text", fonts) == first
    assert first.data.startswith(b"\x1b@")


EVIL = ["\x1bp\x00\x19\x19", "\x1dV\x00", "\x10\x04\x01", "\x00\x0d\x07", "\u202egnp", "a\u200bb"]
EVIL += ["x" * 5000, "漢字 \U0001f600", "\x9b2J", "\u0301\u0302", "\ufffe", "ế" * 5000]


def raw_slip(text):
    """Build a slip from blocks that nobody has cleaned."""
    return b.Slip(
        blocks=(
            b.TextBlock(text=text, boxed=True, bold=True, size="strong"),
            b.NumberBlock(text=text),
            b.QrBlock(link=text, text=text),
            b.ChecklistBlock(title=text, items=(text, text), boxes=True),
            b.ChecklistBlock(title=text, items=(text, text)),
            b.TextBlock(text="hết"),
        )
    )


def plain(slip):
    """Draw nothing of a slip; what the real drawing does with such texts is its own test."""
    return np.zeros((20, 576), dtype=bool)


@pytest.mark.parametrize("mode", ["raster", "hybrid", "text"])
@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_texts_cannot_command_a_printer(mode, text):
    bad = tokens(build(raw_slip(text), printer(mode), plain).data)
    good = tokens(build(raw_slip("tốt"), printer(mode), plain).data)
    known = {token.name for token in good} | {b"", b"\n"} | {b"\x1d(", b"\x1dv", b"\x1bt"}
    assert {token.name for token in bad} <= known
    if mode == "text":
        assert decoded(letters(bad)[-1], parse_page("30+31:tcvn3")) == "hết"


@pytest.mark.parametrize("mode", ["raster", "hybrid", "text"])
@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_such_texts_from_the_server_are_printed_readably(fonts, mode, text):
    facts = raw_slip(text).to_dict()
    facts["blocks"][1]["text"], facts["blocks"][2]["link"] = f"A{text}", LINK
    slip = b.Slip.from_dict(facts)
    found = tokens(body(slip, mode, fonts).data)
    names = {token.name for token in found}
    assert names <= {
        b"\x1b@",
        b"\x1dv",
        b"\x1ba",
        b"\x1bE",
        b"\x1bt",
        b"\x1d!",
        b"\x1d(",
        b"",
        b"\n",
    }
    assert sum(token.name == b"\x1d(" for token in found) == (0 if mode == "raster" else 5)
    if mode != "raster":
        assert any(byte == ord("A") for line in letters(found) for _, byte in line) or not (
            slip.blocks[1].text.isascii()
        )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=40), st.sampled_from(["30+31:tcvn3", "52:cp1258", "ascii"]))
def test_no_text_at_all_is_a_command(text, page):
    for _, data in read_page(page).encode(text):
        assert all(byte >= 0x20 and byte != 0x7F for byte in data)


def test_letters_that_nobody_has_become_question_marks(fonts):
    slip = b.Slip(blocks=(b.TextBlock(text="Tên: 漢 Müller ế"),))
    (line,) = letters(tokens(body(slip, "text", fonts).data))
    assert decoded(line, parse_page("30+31:tcvn3")) == "Tên: ? Muller ế"


@pytest.mark.parametrize("paper", [80, 58])
@pytest.mark.parametrize("mode", ["raster", "hybrid", "text"])
def test_the_bytes_counted_with_are_those_of_a_ticket(fonts, mode, paper):
    made = body(TICKET, mode, fonts, paper)
    assert 0.4 * BYTES[mode][paper] < len(made.data) <= BYTES[mode][paper]
    assert 300 < made.rows < 1100


@pytest.mark.parametrize(
    ("mode", "port", "seconds"),
    [
        ("raster", "serial:///dev/ttyS0?baud=19200", 29.4),
        ("raster", "serial:///dev/ttyS0", 4.9),
        ("hybrid", "serial:///dev/ttyS0?baud=57600", 4.2),
        ("text", "serial:///dev/ttyS0?baud=9600", 0.9),
        ("raster", "tcp://10.0.0.6", 0.6),
    ],
)
def test_seconds_follow_from_mode_and_line(mode, port, seconds):
    assert ticket_seconds(printer(mode), parse_address(port)) == pytest.approx(seconds, abs=0.06)


@pytest.mark.parametrize(
    ("mode", "baud", "says"),
    [
        ("raster", 19_200, r"29\.4 s at 19200 baud.*\?baud= to 115200 or mode = .text. \(0\.5 s\)"),
        ("raster", 57_600, r"9\.8 s at 57600 .*or mode = .hybrid. \(4\.2 s\) or mode = .text."),
        ("hybrid", 9_600, r"25\.0 s at 9600 baud in the mode hybrid.*or mode = .text. \(0\.9 s\)"),
    ],
)
def test_slow_lines_are_refused_with_what_would_do(mode, baud, says):
    with pytest.raises(DeviceSettingsError, match=says):
        check_speed(printer(mode), parse_address(f"serial:///dev/ttyS0?baud={baud}"))


@pytest.mark.parametrize(
    ("mode", "baud"), [("raster", 115_200), ("hybrid", 57_600), ("text", 9600)]
)
def test_quick_lines_pass(mode, baud):
    check_speed(printer(mode), parse_address(f"serial:///dev/ttyS0?baud={baud}"))


def test_a_body_says_its_length(fonts):
    slip = b.Slip(blocks=(b.NumberBlock(text="A015"), b.GapBlock(rows=100)))
    made = body(slip, "hybrid", fonts)
    assert isinstance(made, Body)
    assert made.rows == 8 * 24 + 8 + 100
