"""The ticket says what it must, in both languages, and nothing outside the paper."""

import subprocess
import unicodedata
from datetime import datetime

import numpy as np
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from devices.errors import DeviceSettingsError, SlipError
from devices.printers.drawing import draw, draw_void, qr, void_edge, wrap
from devices.printers.fonts import find_fonts, missing_letters, vietnamese_letters
from devices.printers.slip import (
    Slip,
    ahead_sentence,
    clean,
    copy_mark,
    foot_sentence,
    priority_mark,
    time_sentence,
    wait_parts,
)

from .conftest import FACTS, a_slip

LONG = {
    "hall_name": "Bộ phận Tiếp nhận và Trả kết quả giải quyết thủ tục hành chính " * 3,
    "line_name": "Đất đai - Môi trường - Nông nghiệp, Quản lý đô thị",
    "number": "AB1000",
    "priority_name": "Người cao tuổi từ đủ 80 tuổi trở lên",
    "bring": ["Giấy chứng nhận quyền sử dụng đất (bản gốc)"] * 6,
}


def test_the_sentences_in_vietnamese():
    slip = a_slip(priority_name="Người cao tuổi")
    assert ahead_sentence(slip) == "Đang chờ trước: 7 người"
    assert wait_parts(slip) == ["Khoảng 15\u201325 phút", "Quầy 1 hoặc 3"]
    assert time_sentence(slip) == "08:21 Thứ Hai 23/11/2026"
    assert foot_sentence(slip).endswith("Đường dây nóng 1022")
    assert priority_mark(slip) == "ƯU TIÊN: Người cao tuổi"
    assert copy_mark(slip, 2) == "BẢN IN LẠI lần 2"


def test_the_sentences_in_english():
    slip = a_slip(language="en", ahead=1, wait={"low": 5, "high": 5}, counters=["1", "2", "3"])
    assert ahead_sentence(slip) == "1 person ahead of you"
    assert wait_parts(slip) == ["About 5 minutes", "Counter 1, 2 or 3"]
    assert time_sentence(slip) == "08:21 Monday 23 Nov 2026"
    assert ahead_sentence(a_slip(language="en", ahead=0)) == "Nobody ahead of you"
    assert copy_mark(slip, 0) == priority_mark(slip) == ""


def test_what_is_unknown_is_left_out():
    slip = a_slip(ahead=None, wait=None, counters=[], hotline="", bring=None)
    assert ahead_sentence(slip) == ""
    assert wait_parts(slip) == []
    assert foot_sentence(slip).endswith("số mới.")


@pytest.mark.parametrize("missing", ["hall_name", "number", "issued_at"])
def test_a_slip_without_the_needful_is_refused(missing):
    facts = {key: value for key, value in FACTS.items() if key != missing}
    with pytest.raises(SlipError, match=missing):
        Slip.from_dict(facts)


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("A\x1bp\x00B\x1dV\x00", "ApB V"),
        ("a\u202eb\u200bc\u2066d\ufeff", "abcd"),
        ("hai\r\ndòng\tvà  cách", "hai dòng và cách"),
        (unicodedata.normalize("NFD", "Tiếp nhận hồ sơ Đỗ"), "Tiếp nhận hồ sơ Đỗ"),
        ("x" * 5000, "x" * 159 + "…"),
    ],
)
def test_texts_are_cleaned(dirty, expected):
    assert clean(dirty) == expected


@given(st.text(max_size=300))
def test_no_text_brings_a_command_along(text):
    cleaned = clean(text)
    assert all(unicodedata.category(letter)[0] != "C" for letter in cleaned)
    assert len(cleaned) <= 160


def test_the_font_has_all_146_letters(fonts):
    assert len(set(vietnamese_letters())) == 146
    assert fonts.drawable(vietnamese_letters(), bold=True) == vietnamese_letters()
    assert fonts.drawable("A\U0001f600漢") == "A??"


def test_every_letter_has_its_own_picture(fonts):
    face = fonts.face(26)
    pictures = {bytes(face.getmask(letter)) for letter in vietnamese_letters()}
    assert len(pictures) == 146


def test_composed_and_decomposed_texts_print_alike(fonts):
    text = vietnamese_letters()[:100]
    composed = draw(a_slip(hall_name=text), fonts)
    decomposed = draw(a_slip(hall_name=unicodedata.normalize("NFD", text)), fonts)
    assert np.array_equal(composed, decomposed)


@pytest.mark.parametrize("text", ["ẤẬỄỰỘẪ", "gyqpjựợ"])
@pytest.mark.parametrize("size", [22, 26, 32])
def test_stacked_marks_are_not_clipped(fonts, text, size):
    from devices.printers.drawing import _line

    line = _line(text, fonts.face(size))
    assert not line[0].any()
    assert not line[-1].any()
    assert not line[:, -1].any()


def test_a_font_without_vietnamese_is_refused_and_named(tmp_path):
    with pytest.raises(DeviceSettingsError, match="there is no file"):
        find_fonts(str(tmp_path / "none.ttf"))
    (tmp_path / "no.ttf").write_bytes(b"this is no font")
    with pytest.raises(DeviceSettingsError, match="not a TrueType"):
        find_fonts(str(tmp_path / "no.ttf"))


def test_a_font_that_lacks_letters_names_them():
    poor = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf"
    try:
        missing = missing_letters(poor)
    except DeviceSettingsError:
        pytest.skip("DejaVu Sans Mono is not installed")
    assert len(missing) == 46
    with pytest.raises(DeviceSettingsError, match="lacks 46 Vietnamese letters"):
        find_fonts(poor)


@pytest.mark.parametrize("width", [576, 384])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("facts", [{}, LONG, {"link": ""}], ids=["usual", "long", "no link"])
def test_a_ticket_fits_the_paper(fonts, width, language, facts):
    dots = draw(a_slip(language=language, **facts), fonts, copy=1, width=width)
    assert dots.shape[1] == width
    assert dots.dtype == np.bool_
    assert not dots[:, :4].any()
    assert not dots[:, -4:].any()


def test_a_usual_ticket_is_at_most_ten_centimetres_long(fonts):
    assert draw(a_slip(), fonts).shape[0] <= 800


@pytest.mark.parametrize(("number", "width"), [("A015", 576), ("A015", 384), ("AB1000", 384)])
def test_the_number_is_at_least_12_mm_high(fonts, number, width):
    from devices.printers.drawing import NARROW, WIDE, _number

    sizes = WIDE if width == 576 else NARROW
    ink = _number(number, fonts, sizes.cap, width - 2 * sizes.margin)
    assert ink.shape[0] >= 96
    assert ink.shape[1] <= width - 2 * sizes.margin


def test_wrapping_breaks_words_only_where_it_must(fonts):
    face = fonts.face(26)
    assert wrap("một hai", face, 1000) == ["một hai"]
    assert "".join(wrap("x" * 300, face, 200)) == "x" * 300
    assert wrap("", face, 100) == []


@pytest.mark.parametrize(("width", "module"), [(576, 5), (384, 5)])
def test_the_ticket_carries_the_code(fonts, width, module):
    dots = draw(a_slip(), fonts, width=width)
    code = qr(FACTS["link"], module)
    rows = np.flatnonzero((dots[:, : code.shape[1]] == code[module * 4]).all(axis=1))
    assert any(
        np.array_equal(dots[row - module * 4 :][: len(code), : code.shape[1]], code) for row in rows
    )
    assert not code[: module * 4].any()
    assert not code[:, : module * 4].any()


def test_the_code_is_the_link_with_correction_m():
    code = segno.make(FACTS["link"], error="m", micro=False, boost_error=False)
    assert (code.error, qr(FACTS["link"], 1).shape[0]) == ("M", code.symbol_size(border=4)[0])


@pytest.mark.parametrize("width", [576, 384])
def test_a_reader_reads_the_code(fonts, width, tmp_path):
    file = tmp_path / "ticket.png"
    Image.fromarray(~draw(a_slip(), fonts, width=width)).save(file)
    command = ["zbarimg", "-q", "--raw", str(file)]
    answer = subprocess.run(command, capture_output=True, check=True, text=True)
    assert answer.stdout.strip() == FACTS["link"]


def test_a_void_mark_has_an_edge_that_tickets_have_not(fonts):
    void = draw_void(fonts)
    assert np.array_equal(void[:24], void_edge())
    ticket = draw(a_slip(), fonts)
    assert not (ticket == void_edge()[0]).all(axis=1).any()


def test_times_are_printed_as_the_hall_has_them():
    slip = a_slip(issued_at="2026-11-29T23:05:00+07:00")
    assert slip.issued_at == datetime.fromisoformat("2026-11-29T16:05:00+00:00")
    assert time_sentence(slip) == "23:05 Chủ Nhật 29/11/2026"
