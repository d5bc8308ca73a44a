"""How numbers are said: our own reading, Vietnamese (north and south) and English."""

import re
from typing import Literal

Style = Literal["digits", "whole"]
"""``digits`` says A015 as a, không, một, năm; ``whole`` as a, mười lăm."""

Region = Literal["north", "south"]

VI_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
EN_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
EN_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen"),
    *("sixteen", "seventeen", "eighteen", "nineteen"),
)
EN_TENS = (
    *("", "", "twenty", "thirty", "forty"),
    *("fifty", "sixty", "seventy", "eighty", "ninety"),
)
VI_LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            *("a", "bê", "xê", "dê", "e", "ép", "giê"),
            *("hát", "i", "gi", "ca", "lờ", "mờ", "nờ"),
            *("o", "pê", "quy", "rờ", "sờ", "tê", "u"),
            *("vê", "vê kép", "ích", "y", "dét"),
        ),
        strict=True,
    )
)
"""Names of the letters; a synthesised voice reads a lone capital unreliably."""

LINKING = {"north": "linh", "south": "lẻ"}
THOUSAND = {"north": "nghìn", "south": "ngàn"}
EN_ORDINALS = {2: "Second", 3: "Third"}
LIMIT = 1_000_000


def sentence(
    number: str, counter: str, language: str, attempt: int = 1, *, style: Style = "digits",
    region: Region = "north",
) -> str:  # fmt: skip
    """Return the sentence that invites ``number`` to ``counter`` in ``vi`` or ``en``.

    Args:
        number: As printed on the slip, for example ``A015``.
        counter: As painted over the desk, for example ``3``.
        language: ``en``; everything else is said in Vietnamese.
        attempt: From the second call on the sentence says that it is a repeated one.
        style: How the number is said; the counter is always said whole.
        region: Words of the north or the south, in Vietnamese.
    """
    if language == "en":
        said = f"Number {read(number, 'en', style)}, please go to counter {_plain(counter, 'en')}."
        return f"{_again_en(attempt)}{said}"
    place = _plain(counter, "vi", region)
    said = f"ông bà có số {read(number, 'vi', style, region)}, đến quầy số {place}."
    return f"Mời {said}" if attempt < 2 else f"Nhắc lần {cardinal_vi(attempt, region)}: mời {said}"


def read(number: str, language: str, style: Style = "digits", region: Region = "north") -> str:
    """Return how a ticket's number is said: its letters, then its figures."""
    parts = re.findall(r"[^\W\d_]|\d+", number)
    return ", ".join(_part(part, language, style, region) for part in parts)


def _part(part: str, language: str, style: Style, region: Region) -> str:
    if not part.isdigit():
        return part.upper() if language == "en" else VI_LETTERS.get(part.upper(), part)
    if style == "whole" and int(part) < LIMIT:
        return cardinal_en(int(part)) if language == "en" else cardinal_vi(int(part), region)
    digits = EN_DIGITS if language == "en" else VI_DIGITS
    return ", ".join(digits[int(digit)] for digit in part)


def _plain(counter: str, language: str, region: Region = "north") -> str:
    """Say a counter: figures whole, single letters by name, words as they are."""
    parts = re.findall(r"[^\W\d_]+|\d+", counter)
    said = [
        _part(part, language, "whole", region) if part.isdigit() or len(part) == 1 else part
        for part in parts
    ]
    return " ".join(said)


def _again_en(attempt: int) -> str:
    if attempt < 2:
        return ""
    return f"{EN_ORDINALS[attempt]} call. " if attempt in EN_ORDINALS else f"Call {attempt}. "


def cardinal_vi(value: int, region: Region = "north") -> str:
    """Say a whole number from 0 to 999999: 1015 is ``một nghìn không trăm mười lăm``."""
    thousands, rest = divmod(value, 1000)
    if not thousands:
        return _below_thousand_vi(rest, region, full=False)
    head = f"{_below_thousand_vi(thousands, region, full=False)} {THOUSAND[region]}"
    return f"{head} {_below_thousand_vi(rest, region, full=True)}" if rest else head


def _below_thousand_vi(value: int, region: Region, *, full: bool) -> str:
    hundreds, rest = divmod(value, 100)
    if not (hundreds or full):
        return _below_hundred_vi(rest)
    head = f"{VI_DIGITS[hundreds]} trăm"
    if not rest:
        return head
    link = f" {LINKING[region]}" if rest < 10 else ""
    return f"{head}{link} {_below_hundred_vi(rest)}"


def _below_hundred_vi(value: int) -> str:
    tens, unit = divmod(value, 10)
    if not tens:
        return VI_DIGITS[unit]
    head = "mười" if tens == 1 else f"{VI_DIGITS[tens]} mươi"
    return f"{head} {_after_ten_vi(tens, unit)}" if unit else head


def _after_ten_vi(tens: int, unit: int) -> str:
    """Return the unit after a ten: một, bốn and năm change their sound there."""
    changed = {5: "lăm"} if tens == 1 else {1: "mốt", 4: "tư", 5: "lăm"}
    return changed.get(unit, VI_DIGITS[unit])


def cardinal_en(value: int) -> str:
    """Say a whole number from 0 to 999999: 1015 is ``one thousand and fifteen``."""
    thousands, rest = divmod(value, 1000)
    if not thousands:
        return _below_thousand_en(rest)
    head = f"{_below_thousand_en(thousands)} thousand"
    if not rest:
        return head
    return f"{head} {'and ' if rest < 100 else ''}{_below_thousand_en(rest)}"


def _below_thousand_en(value: int) -> str:
    hundreds, rest = divmod(value, 100)
    if not hundreds:
        return _below_hundred_en(rest)
    head = f"{EN_DIGITS[hundreds]} hundred"
    return f"{head} and {_below_hundred_en(rest)}" if rest else head


def _below_hundred_en(value: int) -> str:
    if value < 20:
        return (*EN_DIGITS, *EN_TEENS)[value]
    tens, unit = divmod(value, 10)
    return f"{EN_TENS[tens]} {EN_DIGITS[unit]}" if unit else EN_TENS[tens]
