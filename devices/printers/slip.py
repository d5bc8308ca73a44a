"""What stands on a ticket: the facts from the server and the printer's own fixed words."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from devices.errors import SlipError

Language = Literal["vi", "en"]

LONGEST = 160
"""Characters of one text that are printed at most."""

WORDS: Mapping[Language, Mapping[str, str]] = {
    "vi": {
        "number": "SỐ THỨ TỰ",
        "ahead": "Đang chờ trước: {n} người",
        "ahead_one": "Đang chờ trước: 1 người",
        "ahead_none": "Chưa có ai chờ trước",
        "wait": "Khoảng {range} phút",
        "counter": "Quầy {names}",
        "or": "hoặc",
        "scan": "Quét để theo dõi trên điện thoại.",
        "bring": "Mang theo:",
        "valid": "Có giá trị trong ngày. Gọi 3 lần chưa có mặt, xin ông/bà lấy số mới.",
        "hotline": "Đường dây nóng {number}",
        "priority": "ƯU TIÊN",
        "copy": "BẢN IN LẠI lần {n}",
    },
    "en": {
        "number": "YOUR NUMBER",
        "ahead": "{n} people ahead of you",
        "ahead_one": "1 person ahead of you",
        "ahead_none": "Nobody ahead of you",
        "wait": "About {range} minutes",
        "counter": "Counter {names}",
        "or": "or",
        "scan": "Scan to follow your number on your phone.",
        "bring": "Please bring:",
        "valid": "Valid today only. If you miss three calls, please take a new number.",
        "hotline": "Hotline {number}",
        "priority": "PRIORITY",
        "copy": "COPY {n}",
    },
}

DAYS: Mapping[Language, Sequence[str]] = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A ticket to print; texts are already in the visitor's language."""

    hall_name: str
    line_name: str
    number: str
    ahead: int | None
    """Visitors before this one; None leaves the sentence out."""
    wait: tuple[int, int] | None
    """Shortest and longest expected wait in minutes; None leaves it out."""
    counters: tuple[str, ...]
    issued_at: datetime
    """With the hall's own offset; printed as it is."""
    link: str
    """URL of the phone page, drawn as a QR code; empty: no code."""
    language: Language
    priority_name: str | None
    bring: tuple[str, ...]
    hotline: str
    copy: int = 0
    """0 is the original, n the n-th copy."""

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> "Slip":
        """Build a slip from the link's JSON object (``job.slip``); unknown keys are ignored.

        Raises:
            SlipError: Something needed is missing or of the wrong kind.
        """
        try:
            return _read(facts)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise SlipError(f"this slip cannot be printed: {error!r}") from error


def _read(facts: Mapping[str, Any]) -> Slip:
    wait, ahead = facts.get("wait"), facts.get("ahead")
    number = clean(facts["number"], 8)
    if not number:
        raise ValueError("number is empty")
    return Slip(
        hall_name=clean(facts["hall_name"]),
        line_name=clean(facts["line_name"]),
        number=number,
        ahead=None if ahead is None else int(ahead),
        wait=None if wait is None else (int(wait["low"]), int(wait["high"])),
        counters=_texts(facts.get("counters")),
        issued_at=datetime.fromisoformat(facts["issued_at"]),
        link=clean(facts.get("link") or "", 500),
        language="en" if facts.get("language") == "en" else "vi",
        priority_name=clean(facts.get("priority_name") or "") or None,
        bring=_texts(facts.get("bring")),
        hotline=clean(facts.get("hotline") or "", 40),
        copy=int(facts.get("copy") or 0),
    )


def _texts(values: Sequence[str] | None) -> tuple[str, ...]:
    texts = (clean(value) for value in (values or ())[:20])
    return tuple(text for text in texts if text)


def clean(text: str, longest: int = LONGEST) -> str:
    """Return ``text`` composed (NFC), on one line, without invisible characters, cut if endless.

    Control, bidi and zero-width characters would reach the printer as commands or draw boxes.
    """
    composed = unicodedata.normalize("NFC", text[: longest * 8])
    spaced = "".join(" " if letter.isspace() else letter for letter in composed)
    seen = "".join(letter for letter in spaced if unicodedata.category(letter)[0] != "C")
    short = " ".join(seen.split())
    return short if len(short) <= longest else short[: longest - 1].rstrip() + "…"


def ahead_sentence(slip: Slip) -> str:
    """Return how many wait before; empty when it is not known."""
    words = WORDS[slip.language]
    if slip.ahead is None:
        return ""
    key = {0: "ahead_none", 1: "ahead_one"}.get(slip.ahead, "ahead")
    return words[key].format(n=slip.ahead)


def wait_parts(slip: Slip) -> list[str]:
    """Return the range of minutes and the counters; each only when it is known."""
    words = WORDS[slip.language]
    parts = []
    if slip.wait is not None:
        low, high = slip.wait
        span = f"{high}" if low == high else f"{low}\u2013{high}"
        parts.append(words["wait"].format(range=span))
    if slip.counters:
        *first, last = slip.counters
        names = f"{', '.join(first)} {words['or']} {last}" if first else last
        parts.append(words["counter"].format(names=names))
    return parts


def time_sentence(slip: Slip) -> str:
    """Return time, weekday and date as they are written in the language."""
    when = slip.issued_at
    day = DAYS[slip.language][when.weekday()]
    if slip.language == "en":
        return f"{when:%H:%M} {day} {when.day} {MONTHS[when.month - 1]} {when.year}"
    return f"{when:%H:%M} {day} {when:%d/%m/%Y}"


def foot_sentence(slip: Slip) -> str:
    """Return the validity note and the hotline."""
    words = WORDS[slip.language]
    hotline = words["hotline"].format(number=slip.hotline) if slip.hotline else ""
    return f"{words['valid']} {hotline}".strip()


def priority_mark(slip: Slip) -> str:
    """Return the mark of a priority visitor; empty for everybody else."""
    if slip.priority_name is None:
        return ""
    return f"{WORDS[slip.language]['priority']}: {slip.priority_name}"


def copy_mark(slip: Slip, copy: int) -> str:
    """Return the mark of the ``copy``-th copy; empty on the original."""
    return WORDS[slip.language]["copy"].format(n=copy) if copy else ""
