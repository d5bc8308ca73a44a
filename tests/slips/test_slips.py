"""What slips say, in both languages, and what they never say."""

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from config.load import load, settings_of
from config.slips import Kind
from devices.printers.blocks import Slip
from kiosk.domain.tickets import Ticket
from kiosk.slips import words
from kiosk.slips.making import refusal_slip, roll_slip, ticket_slip
from kiosk.slips.samples import sample
from tests.slips.reading import link_on, number_on, texts_on

HALL = load(None, {}, preset="demo").settings.halls[0]
LINE = HALL.line[0]
NOW = datetime(2026, 11, 23, 1, 21, tzinfo=UTC)
URL = "http://192.168.1.10:8080"


def ticket(**facts):
    usual = {
        "id": "abcdefghij0123456789", "hall": HALL.slug, "day": NOW.date(), "line": LINE.slug,
        "number": "A015", "sequence": 15, "priority": None, "language": "vi",
        "issued_at": NOW, "arrived_at": NOW, "rank_at": NOW,
    }  # fmt: skip
    return Ticket(**usual | facts)


def job(**facts):
    return SimpleNamespace(**{"copy": 0, "ahead": 7, "low": 15, "high": 25} | facts)


def test_a_ticket_in_vietnamese():
    slip = ticket_slip(job(), ticket(priority="elder"), HALL, URL)
    assert slip["language"] == "vi"
    assert texts_on(slip)[:7] == [
        "Bộ phận Một cửa Phường Hòa Yên",
        "Tư pháp - Hộ tịch",
        "ƯU TIÊN: Người cao tuổi",
        "SỐ THỨ TỰ",
        "A015",
        "Đang chờ trước: 7 người",
        "Khoảng 15\u201325 phút · Quầy 1 hoặc 2",
    ]
    assert "08:21 Thứ Hai 23/11/2026" in texts_on(slip)
    assert texts_on(slip)[-1].endswith("xin ông/bà lấy số mới. Đường dây nóng 1022")
    assert link_on(slip) == f"{URL}/t/abcdefghij0123456789"


def test_a_ticket_in_english():
    slip = ticket_slip(job(ahead=1, low=5, high=5), ticket(language="en"), HALL, URL)
    said = texts_on(slip)
    assert "1 person ahead of you" in said
    assert "About 5 minutes · Counter 1 or 2" in said
    assert "08:21 Monday 23 Nov 2026" in said
    assert "Please bring:" in said
    none = texts_on(ticket_slip(job(ahead=0), ticket(language="en"), HALL, URL))
    assert "Nobody ahead of you" in none


def test_counters_are_listed():
    assert words.counters(["1"], "vi") == "Quầy 1"
    assert words.counters(["1", "2", "3"], "en") == "Counter 1, 2 or 3"


@pytest.mark.parametrize("kind", ["ticket", "large"])
@pytest.mark.parametrize(("language", "mark"), [("vi", "BẢN IN LẠI lần 2"), ("en", "COPY 2")])
def test_a_copy_says_so_at_its_head(kind, language, mark):
    made = ticket_slip(job(copy=2), ticket(language=language), HALL, URL, kind=kind)
    assert made["blocks"][0]["text"] == mark
    assert made["blocks"][0]["boxed"]
    first = ticket_slip(job(), ticket(language=language), HALL, URL, kind=kind)
    assert mark.split()[0] not in json.dumps(first, ensure_ascii=False)


def hall_with(slip: str):
    text = f"""
[hall]
slug = "hoa-yen"
name = "Bộ phận Một cửa"
[[hall.line]]
slug = "ho-tich"
prefix = "A"
name = "Hộ tịch"
bring = ["căn cước"]
[[hall.counter]]
slug = "1"
lines = ["ho-tich"]
{slip}"""
    return settings_of(text, {}, source="test").halls[0]


def test_a_copy_says_so_even_where_the_template_forgot_it():
    hall = hall_with('[[hall.slip]]\nkind = "ticket"\nblock = [{ block = "number" }]')
    slip = ticket_slip(job(copy=1), ticket(), hall, URL)
    assert texts_on(slip) == ["BẢN IN LẠI lần 1", "A015"]
    assert texts_on(ticket_slip(job(), ticket(), hall, URL)) == ["A015"]


def test_what_is_not_known_is_left_out():
    hall = hall_with("")
    said = texts_on(ticket_slip(job(), ticket(), hall, URL))
    assert not [text for text in said if "Đường dây" in text or "ƯU TIÊN" in text]
    slip = ticket_slip(job(), ticket(), hall, "http://ổ.vn")
    assert all(block["block"] != "qr" for block in slip["blocks"])
    assert number_on(slip) == "A015"


def test_a_halls_own_texts_parts_and_lists():
    own = """
[[hall.slip]]
kind = "refusal"
block = [
    { block = "text", text = "{opens} · {counters}", scale = 2 },
    { block = "text", text = "Gọi {hotline} hoặc xem {bring}" },
    { block = "text", text = "{hotline}" },
    { block = "checklist", title = "Cần có", items = ["{bring}", "Khác: {hotline}", "Bút"] },
    { block = "gap", rows = 20 },
    { block = "cut", mode = "part" },
]"""
    slip = refusal_slip(hall_with(own), "ho-tich", "vi", "line_full", None)
    assert slip["blocks"] == [
        {
            "block": "text", "text": "Quầy 1", "size": "body", "scale": 2, "bold": False,
            "boxed": False, "align": "centre",
        },
        {
            "block": "text", "text": "Gọi  hoặc xem căn cước", "size": "body", "scale": 1,
            "bold": False, "boxed": False, "align": "centre",
        },
        {
            "block": "checklist", "title": "Cần có", "items": ["căn cước", "Bút"],
            "boxes": False,
        },
        {"block": "gap", "rows": 20},
        {"block": "cut", "mode": "part"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "reason", "opens", "where"),
    [
        (
            "vi", "Lĩnh vực này hiện không nhận số.",
            "Nhận số lại lúc 07:30 Thứ Ba 24/11/2026", "Khi mở lại: Quầy 1 hoặc 2",
        ),
        (
            "en", "This line gives no numbers now.",
            "Numbers again from 07:30 Tuesday 24 Nov 2026", "Then please go to: Counter 1 or 2",
        ),
    ],
)  # fmt: skip
def test_a_refusal_says_why_and_what_to_do_next(language, reason, opens, where):
    at = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
    slip = refusal_slip(HALL, LINE.slug, language, "line_closed", at)
    said = texts_on(slip)
    assert reason in said
    assert opens in said
    assert where in said
    assert [text.in_language(language) for text in LINE.bring] == said[-len(LINE.bring) :]
    assert any("1022" in text for text in said)
    assert all(block["block"] not in {"number", "qr"} for block in slip["blocks"])
    unknown = texts_on(refusal_slip(HALL, LINE.slug, language, "teapot", None))
    assert words.reason("refused", language) in unknown
    assert opens not in unknown


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_roll_has_no_time_no_people_and_no_code(language):
    slip = roll_slip(HALL, LINE.slug, "A301", language)
    assert number_on(slip) == "A301"
    words_ = "Phiếu dự phòng khi mất điện" if language == "vi" else "Reserve ticket for power cuts"
    assert words_ in texts_on(slip)
    assert {block["block"] for block in slip["blocks"]} == {"text", "number", "rule", "gap"}
    assert "2026" not in json.dumps(slip)


def test_large_print_is_number_line_and_counter():
    slip = ticket_slip(job(), ticket(priority="elder"), HALL, URL, kind="large")
    assert texts_on(slip) == ["A015", "Tư pháp - Hộ tịch", "Quầy 1 hoặc 2"]
    assert slip["blocks"][0] == {"block": "number", "text": "A015", "size": "huge"}
    assert all(block.get("scale", 2) == 2 for block in slip["blocks"])


@pytest.mark.parametrize("kind", Kind.__args__)
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("mark", ["none", "priority", "copy"])
def test_every_sample_can_be_printed_and_leaves_no_placeholder(kind, language, mark):
    made = sample(HALL, LINE, kind, language, 58, mark=mark, public_url=URL, now=NOW)
    assert Slip.from_dict(made).language == language
    assert "{" not in "".join(texts_on(made))
    assert len(texts_on(made)) >= 3


def test_nothing_of_a_visit_but_the_number_is_on_a_slip():
    """Whatever a row holds besides, none of it comes out; nor does the tap or the kiosk."""
    secret = ticket(tap="TAP-9", kiosk="KIOSK-9", counter="COUNTER-9", attempt=9)
    extra = SimpleNamespace(
        **{name: getattr(secret, name) for name in Ticket.__dataclass_fields__},
        name="NGUYỄN THỊ HƯỜNG", phone="0912345678", identity="001099012345", celsius="38.1",
    )  # fmt: skip
    hidden = ("TAP-9", "KIOSK-9", "COUNTER-9", "HƯỜNG", "0912345678", "001099012345", "38.1")
    for kind in ("ticket", "large"):
        made = json.dumps(ticket_slip(job(), extra, HALL, URL, kind=kind), ensure_ascii=False)
        assert not [text for text in hidden if text in made]


def test_times_are_the_halls_own():
    late = NOW + timedelta(hours=16)
    said = texts_on(ticket_slip(job(), ticket(issued_at=late), HALL, URL))
    assert "00:21 Thứ Ba 24/11/2026" in said
