"""The ticket says what it must, in both languages, and nothing outside the paper."""

import subprocess
import unicodedata

import numpy as np
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from devices.errors import DeviceSettingsError, SlipError
from devices.printers.blocks import ChecklistBlock, NumberBlock, QrBlock, Slip, TextBlock, clean
from devices.printers.drawing import NARROW, WIDE, draw, draw_blocks, draw_void, qr, void_edge
from devices.printers.fonts import find_fonts, missing_letters, vietnamese_letters
from devices.printers.letters import balanced, in_parts, wrap
from devices.printers.letters import line as written
from devices.printers.letters import number as big

from .conftest import LINK, a_slip

LONG = {
    "hall": "Bộ phận Tiếp nhận và Trả kết quả giải quyết thủ tục hành chính " * 3,
    "line": "Đất đai - Môi trường - Nông nghiệp, Quản lý đô thị",
    "number": "AB1000",
    "priority": "ƯU TIÊN: Người cao tuổi từ đủ 80 tuổi trở lên",
    "copy": "BẢN IN LẠI lần 1",
    "bring": ("Giấy chứng nhận quyền sử dụng đất (bản gốc)",) * 6,
}
KINDS = ("ticket", "large", "refusal", "roll")


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({}, "blocks"),
        ({"blocks": []}, "blocks"),
        ({"blocks": [{"block": "number"}]}, "text"),
        ({"blocks": [{"block": "number", "text": "\u200b\x00"}]}, "text"),
        ({"blocks": [{"block": "photo"}]}, "photo"),
        ({"blocks": [{"block": "cut"}, {"block": "text", "text": "after"}]}, "cut"),
        ({"blocks": [{"block": "qr", "link": "http://ổ"}]}, "link"),
        ({"hall_name": "an old slip", "number": "A001"}, "blocks"),
    ],
)
def test_a_slip_that_cannot_be_printed_is_refused_and_says_where(facts, where):
    with pytest.raises(SlipError, match=where):
        Slip.from_dict(facts)


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("A\x1bp\x00B\x1dV\x00", "ApB V"),
        ("a\u202eb\u200bc\u2066d\ufeff", "abcd"),
        ("hai\r\ndòng\tvà  cách", "hai dòng và cách"),
        (unicodedata.normalize("NFD", "Tiếp nhận hồ sơ Đỗ"), "Tiếp nhận hồ sơ Đỗ"),
        ("x" * 5000, "x" * 239 + "…"),
    ],
)
def test_texts_are_cleaned(dirty, expected):
    assert clean(dirty) == expected


@given(st.text(max_size=300))
def test_no_text_brings_a_command_along(text):
    cleaned = clean(text)
    assert all(unicodedata.category(letter)[0] != "C" for letter in cleaned)
    assert len(cleaned) <= 240


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
    composed = draw(a_slip(hall=text), fonts)
    decomposed = draw(a_slip(hall=unicodedata.normalize("NFD", text)), fonts)
    assert np.array_equal(composed, decomposed)


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("text", ["ẤẬỄỰỘẪ", "gyqpjựợ"])
@pytest.mark.parametrize("size", [24, 26, 32, 60])
def test_stacked_marks_are_not_clipped(fonts, text, size, bold):
    ink = written(text, fonts.face(size, bold=bold))
    assert not ink[0].any()
    assert not ink[-1].any()
    assert not ink[:, -1].any()


@pytest.mark.parametrize("width", [576, 384])
@pytest.mark.parametrize("size", ["small", "body", "line", "strong", "title"])
def test_marks_under_a_line_with_tails_touch_nothing(fonts, size, width):
    """Ấ Ậ Ễ keep all their ink under g and y, which keep all of theirs: one slip is the sum."""
    tails, marks = (TextBlock(text=text, size=size) for text in ("gygy pqj ựợ", "ẤẬỄ ẨẪỘ Ự"))
    both = draw_blocks([tails, marks], fonts, width=width)
    assert both.sum() == sum(draw_blocks([one], fonts, width=width).sum() for one in (tails, marks))
    tall = [letter.sum() for letter in (written(x, fonts.face(200)) for x in ("Ấ", "Â"))]
    assert tall[0] > tall[1]
    assert np.flatnonzero(~both.any(axis=1)).size > 3


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
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("facts", [{}, LONG, {"link": ""}], ids=["usual", "long", "no link"])
def test_a_slip_fits_the_paper(fonts, width, language, kind, facts):
    texts = {"reason": "Lĩnh vực này hiện không nhận số.", "opens": "Nhận số lại lúc 07:30"} | facts
    dots = draw(a_slip(kind, language, **texts), fonts, width=width)
    assert dots.shape[1] == width
    assert dots.dtype == np.bool_
    assert not dots[:, :4].any()
    assert not dots[:, -4:].any()


def test_a_usual_ticket_is_at_most_ten_centimetres_long(fonts):
    assert draw(a_slip(), fonts).shape[0] <= 800


@pytest.mark.parametrize(("number", "width"), [("A015", 576), ("A015", 384), ("AB1000", 384)])
@pytest.mark.parametrize("size", ["large", "huge"])
def test_the_number_is_at_least_12_mm_high(fonts, number, width, size):
    sizes = WIDE if width == 576 else NARROW
    ink = draw_blocks([NumberBlock(text=number, size=size)], fonts, width=width)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    assert rows[-1] - rows[0] >= 96
    assert columns[-1] - columns[0] < sizes.room


def test_the_number_of_large_print_is_larger(fonts):
    for sizes in (WIDE, NARROW):
        usual = big("A015", fonts, sizes.cap, sizes.room)
        huge = big("A015", fonts, sizes.huge, sizes.room, condensed=0.66)
        assert huge.shape[0] > 1.3 * usual.shape[0]


def test_an_empty_text_takes_no_paper(fonts):
    assert draw_blocks([TextBlock(text=""), ChecklistBlock(items=("",))], fonts).shape == (0, 576)


def test_a_box_stands_before_each_thing_to_tick(fonts):
    items = ("căn cước", "tờ khai", "giấy chứng sinh")
    dots = draw_blocks([ChecklistBlock(title="Mang theo:", items=items, boxes=True)], fonts)
    column = dots[:, 16 : 16 + 20].all(axis=1)
    assert column.sum() == 4 * len(items)


@pytest.mark.parametrize("width", [576, 384])
@pytest.mark.parametrize("length", [30, 120, 500])
def test_a_long_link_gets_smaller_modules_and_keeps_its_quiet_zone(fonts, width, length):
    link = "http://hoayen.example/t/".ljust(length, "x")
    dots = draw_blocks([QrBlock(link=link, text="Quét để theo dõi.")], fonts, width=width)
    single = qr(link, 1)
    module = min(5, width // single.shape[1])
    assert module >= 3
    code = single.repeat(module, axis=0).repeat(module, axis=1)
    left = 0 if width - code.shape[1] >= 156 else (width - code.shape[1]) // 2
    found = dots[:, left : left + code.shape[1]]
    places = range(len(found) - len(code) + 1)
    assert any(np.array_equal(found[row : row + len(code)], code) for row in places)


def test_wrapping_breaks_words_only_where_it_must(fonts):
    face = fonts.face(26)
    assert wrap("một hai", face, 1000) == ["một hai"]
    assert "".join(wrap("x" * 300, face, 200)) == "x" * 300
    assert wrap("", face, 100) == []
    narrow = fonts.face(52, bold=True)
    assert balanced("Counter 1 or 2", narrow, 368) == ["Counter", "1 or 2"]
    assert wrap("Tư pháp - Hộ tịch", narrow, 300) == ["Tư pháp -", "Hộ tịch"]


def test_parts_are_rather_put_on_lines_of_their_own_than_broken(fonts):
    face, text = fonts.face(26), "Khoảng 15 phút · Quầy 1 hoặc 3"
    assert in_parts(text, face, 1000) == [text]
    assert in_parts(text, face, 340) == text.split(" · ")


@pytest.mark.parametrize(("width", "module"), [(576, 5), (384, 5)])
def test_the_ticket_carries_the_code(fonts, width, module):
    dots = draw(a_slip(), fonts, width=width)
    code = qr(LINK, module)
    rows = np.flatnonzero((dots[:, : code.shape[1]] == code[module * 4]).all(axis=1))
    assert any(
        np.array_equal(dots[row - module * 4 :][: len(code), : code.shape[1]], code) for row in rows
    )
    assert not code[: module * 4].any()
    assert not code[:, : module * 4].any()


def test_the_code_is_the_link_with_correction_m():
    code = segno.make(LINK, error="m", micro=False, boost_error=False)
    assert (code.error, qr(LINK, 1).shape[0]) == ("M", code.symbol_size(border=4)[0])


@pytest.mark.parametrize("width", [576, 384])
def test_a_reader_reads_the_code(fonts, width, tmp_path):
    file = tmp_path / "ticket.png"
    Image.fromarray(~draw(a_slip(), fonts, width=width)).save(file)
    command = ["zbarimg", "-q", "--raw", str(file)]
    answer = subprocess.run(command, capture_output=True, check=True, text=True)
    assert answer.stdout.strip() == LINK


def test_a_void_mark_has_an_edge_that_tickets_have_not(fonts):
    void = draw_void(fonts)
    assert np.array_equal(void[:24], void_edge())
    ticket = draw(a_slip(), fonts)
    assert not (ticket == void_edge()[0]).all(axis=1).any()
