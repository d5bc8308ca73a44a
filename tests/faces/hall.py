"""Sample data for the faces: a ward's hall on a Monday morning, as the server would give it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.web import texts

ZONE = "Asia/Ho_Chi_Minh"


def at(clock: str = "08:42:10", day: int = 23) -> str:
    """Return a moment of the sample day as RFC 3339."""
    return f"2026-11-{day}T{clock}+07:00" if clock.count(":") == 2 else at(f"{clock}:00", day)


def now() -> datetime:
    """Return the sample's present."""
    return datetime.fromisoformat(at())


def earlier(minutes: float) -> str:
    """Return the moment some minutes before the sample's present."""
    return (now() - timedelta(minutes=minutes)).astimezone(ZoneInfo(ZONE)).isoformat()


def both(vi: str, en: str = "") -> dict[str, str]:
    return {"vi": vi, "en": en or vi}


HALL = {
    "hall": "hoa-yen",
    "name": both("Bộ phận Một cửa Phường Hòa Yên", "One-Stop Office of Hòa Yên Ward"),
    "hotline": "1022",
    "notice": both("Nghỉ trưa 11:30 - 13:30", "Lunch break 11:30 - 13:30"),
}
LONG_HALL = HALL | {
    "name": both(
        "Trung tâm Phục vụ hành chính công Phường Nghĩa Lộ - Tầng 2",
        "Public Administration Service Centre of Nghĩa Lộ - First floor",
    ),
    "notice": both(
        "Từ ngày 01/12 Bộ phận Một cửa làm việc thêm sáng thứ Bảy, nhận hộ tịch và chứng thực",
        "From 1 December the office also opens on Saturday mornings for civil status and copies",
    ),
}

BRING = [
    both("Tờ khai theo mẫu của việc cần làm", "The form of what you come for"),
    both("Giấy chứng sinh hoặc giấy báo tử", "Birth or death notice"),
    both("Căn cước (mang theo để xuất trình)", "Identity card (to be shown)"),
]

_LINES = [
    (
        "ho-tich",
        "A",
        "Tư pháp - Hộ tịch",
        "Civil status",
        "Khai sinh, kết hôn, khai tử",
        "Birth, marriage, death",
        "baby",
        ["1", "2"],
        7,
        15,
        25,
    ),
    (
        "chung-thuc",
        "B",
        "Chứng thực",
        "Certification",
        "Bản sao, chữ ký, hợp đồng",
        "Copies, signatures, contracts",
        "stamp",
        ["2", "3"],
        3,
        5,
        10,
    ),
    (
        "dat-dai",
        "C",
        "Đất đai - Môi trường",
        "Land and environment",
        "Cấp giấy chứng nhận lần đầu, đính chính, hòa giải",
        "First certificate, corrections, mediation",
        "map",
        ["4"],
        12,
        35,
        50,
    ),
    (
        "xay-dung",
        "D",
        "Xây dựng - Đô thị",
        "Construction",
        "Cấp, gia hạn giấy phép xây dựng nhà ở",
        "Building permits and their extension",
        "building-2",
        ["4"],
        1,
        0,
        15,
    ),
    (
        "kinh-doanh",
        "E",
        "Hộ kinh doanh - Công thương",
        "Household business, trade",
        "Thành lập, thay đổi, chấm dứt hộ kinh doanh",
        "Start, change or end a household business",
        "store",
        ["5"],
        0,
        0,
        5,
    ),
    (
        "bao-tro",
        "F",
        "Bảo trợ xã hội - Người có công",
        "Social protection, people with merit",
        "Trợ cấp, xác định khuyết tật, mai táng phí, hộ nghèo",
        "Allowances, disability, funeral costs, poor households",
        "heart-handshake",
        ["6"],
        2,
        5,
        15,
    ),
    (
        "cu-tru",
        "G",
        "Cư trú - Căn cước (Công an)",
        "Residence and identity (police)",
        "Thường trú, tạm trú, căn cước, định danh điện tử",
        "Residence, identity card, electronic identity",
        "id-card",
        ["7", "8"],
        9,
        20,
        35,
    ),
    (
        "tong-hop",
        "H",
        "Y tế - Giáo dục - Văn hóa - Nội vụ",
        "Health, education, culture, home affairs",
        "Chuyển trường, an toàn thực phẩm, lễ hội",
        "Change of school, food safety, festivals",
        "graduation-cap",
        ["5", "6"],
        0,
        0,
        15,
    ),
    (
        "tra-ket-qua",
        "K",
        "Trả kết quả",
        "Result collection",
        "Mang theo giấy hẹn",
        "Bring the receipt",
        "file-check",
        ["9"],
        1,
        0,
        5,
    ),
    (
        "tiep-dan",
        "T",
        "Tiếp công dân",
        "Citizen reception",
        "Lãnh đạo tiếp vào thứ Năm",
        "Leaders receive on Thursdays",
        "users",
        ["10"],
        0,
        0,
        5,
    ),
]

LINES: list[dict[str, Any]] = [
    {"line": slug, "prefix": prefix, "name": both(vi, en), "examples": both(ex_vi, ex_en),
     "icon": icon, "bring": BRING, "counters": counters}
    for slug, prefix, vi, en, ex_vi, ex_en, icon, counters, *_ in _LINES
]  # fmt: skip

STATE: dict[str, Any] = {
    "hall": "hoa-yen", "name": "Bộ phận Một cửa Phường Hòa Yên", "open": True, "mode": "normal",
    "until": at("11:30"), "opens_at": None,
    "lines": [
        {"line": slug, "name": vi, "prefix": prefix, "waiting": waiting,
         "wait": {"low": low, "high": high}, "open": True, "opens_at": None, "reason": None}
        for slug, prefix, vi, _en, _a, _b, _icon, _counters, waiting, low, high in _LINES
    ],
    "counters": [],
}  # fmt: skip

COUNTERS = [
    {
        "counter": str(n),
        "name": "",
        "lines": [line["line"] for line in LINES if str(n) in line["counters"]],
    }
    for n in range(1, 11)
]

PRIORITY = [
    {"priority": slug, "name": both(vi, en), "icon": icon, "head_start": minutes}
    for slug, vi, en, icon, minutes in (
        ("elder", "Người cao tuổi", "Older people", "hand-heart", 15),
        ("pregnant", "Phụ nữ mang thai", "Pregnant women", "heart", 20),
        ("disabled", "Người khuyết tật", "People with disabilities", "accessibility", 20),
        (
            "merit",
            "Thương binh, bệnh binh, người có công",
            "War invalids, people with merit",
            "medal",
            20,
        ),
        ("child", "Người đi cùng trẻ nhỏ", "People with small children", "baby", 15),
    )
]

TICKET: dict[str, Any] = {
    "id": "mfrggzdfmztwq2lknnwg", "number": "A015", "line": "ho-tich", "state": "waiting",
    "priority": None, "issued_at": at("08:21"), "arrived_at": at("08:21"), "ahead": 7,
    "wait": {"low": 15, "high": 25}, "counter": None, "attempt": 0, "called_at": None,
    "link": "http://127.0.0.1:8080/t/mfrggzdfmztwq2lknnwg", "print": "printing", "hall": "hoa-yen",
    "printer": "kiosk-1", "printer_place": None,
    "language": "vi", "calling": "A012",
}  # fmt: skip


def shut(lines: tuple[str, ...] | None = None, opens: str = "") -> dict[str, Any]:
    """Return the hall's state with some lines, or all, closed."""
    changed = [
        line | {"open": False, "opens_at": opens or at("13:30")}
        if lines is None or line["line"] in lines
        else line
        for line in STATE["lines"]
    ]
    return STATE | {
        "lines": changed,
        "open": lines is not None,
        "opens_at": None if lines else opens or at("13:30"),
    }


def calls(*numbers: str) -> list[dict[str, Any]]:
    """Return board calls, newest first; ``A015@3x2`` is the second call to counter 3."""
    found = []
    for index, text in enumerate(numbers):
        number, _, rest = text.partition("@")
        counter, _, attempt = rest.partition("x")
        line = next(line for line in LINES if number.startswith(line["prefix"]))
        found.append({
            "counter": counter, "number": number, "attempt": int(attempt or 1),
            "called_at": earlier(index * 2 + 0.1), "line": line["line"], "language": "vi",
            "priority": "elder" if number == "C021" else None,
        })  # fmt: skip
    return found


def page(name: str, language: str, **facts: Any) -> dict[str, Any]:
    """Return a page's data block."""
    files = {"sign_in": "signin", "password": "signin"}.get(name, name)
    languages = ("vi", "en") if name in {"touch", "wall", "lane"} else (language,)
    return {
        "page": name, "language": language, "languages": ["vi", "en"],
        "texts": texts.sources(files, languages), "now": at(), "zone": ZONE, "demo": True,
        "csrf": "sample", **facts,
    }  # fmt: skip
