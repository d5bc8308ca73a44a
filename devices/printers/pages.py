"""Vietnamese in the printer's own letters: its code pages, and what a text becomes in them."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from devices.errors import DeviceSettingsError
from devices.printers.fonts import vietnamese_letters

HOW = (
    "print the calibration sheet of this printer (`python -m devices.printers.calibrate`, see "
    "docs/operations.md) and write into text_page what stands beside the right letters, for "
    "example 30+31:tcvn3; ascii prints without accents"
)

TCVN = (
    *((0xA8, "ăâêôơưđ"), (0xB5, "àảãáạ"), (0xBB, "ằẳẵắ"), (0xC6, "ặầẩẫấậè")),
    *((0xCE, "ẻẽéẹềểễếệìỉ"), (0xDC, "ĩíịò"), (0xE1, "ỏõóọồổỗốộờởỡớợù"), (0xF1, "ủũúụừửữứựỳỷỹýỵ")),
)
"""The small letters of TCVN 5712:1993 by position: runs without a hole."""

BASES = "ĂÂÊÔƠƯĐ"
"""Capitals without a tone; the standard has them from A1h, in the page of the small letters."""

TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Grave, hook, tilde, acute and dot below, as loose marks."""

EPSON_CAPITALS = {"Ă": 0xA1, "Â": 0xA2, "Đ": 0xA7, "Ê": 0xAA, "Ô": 0xAB, "Ơ": 0xAC, "Ư": 0xAD}
"""Positions in page 31 of Epson's printers, as python-escpos has them."""

PLAIN = str.maketrans(
    {"\u2013": "-", "\u2014": "-", "\u2212": "-", "·": "-", "•": "*", "…": "...", "→": "->"}
    | dict.fromkeys("\u201c\u201d\u201e«»", '"')
    | dict.fromkeys("\u2018\u2019\u201a", "'")
)
"""Signs that no page has everywhere, in ASCII."""

Letter = tuple[int | None, bytes]
"""The slot it needs (None: any) and its bytes, each of which takes a place of its own on paper."""


@dataclass(frozen=True, slots=True)
class Page:
    """The printer's letters beyond ASCII."""

    name: str
    letters: Mapping[str, Letter]
    accents: bool = True
    """False: everything is written in ASCII."""

    def encode(self, text: str) -> Iterator[Letter]:
        """Yield slot and bytes of each letter; nothing that a printer could take for a command."""
        composed = unicodedata.normalize("NFC", text).translate(PLAIN)
        for letter in composed:
            if " " <= letter <= "~":
                yield None, letter.encode("ascii")
            elif letter in self.letters:
                yield self.letters[letter]
            elif letter.isspace():
                yield None, b" "
            elif unicodedata.category(letter)[0] != "C":
                yield None, _unaccented(letter)

    def missing(self) -> str:
        """Return the Vietnamese letters that it cannot write; none where accents are left out."""
        needed = (each for each in vietnamese_letters() if not each.isascii())
        return "".join(each for each in needed if self.accents and each not in self.letters)


def parse_page(text: str) -> Page:
    """Read the option ``text_page``.

    Raises:
        DeviceSettingsError: It is empty or wrong, or the page lacks Vietnamese letters.
    """
    if not text:
        raise DeviceSettingsError(f"the mode text needs text_page: {HOW}")
    page = read_page(text)
    missing = page.missing()
    if missing:
        raise DeviceSettingsError(
            f"text_page {text!r} lacks {len(missing)} Vietnamese letters: {missing}; {HOW}"
        )
    return page


@cache
def read_page(text: str) -> Page:
    """Read a spelled page as it is, also one that lacks letters.

    Raises:
        DeviceSettingsError: It is wrongly spelled.
    """
    if text == "ascii":
        return Page(text, {}, accents=False)
    slots, _, encoding = text.partition(":")
    builder = BUILDERS.get(encoding)
    numbers = slots.split("+")
    if builder is None or not all(each.isdecimal() and int(each) < 256 for each in numbers):
        raise DeviceSettingsError(f"text_page {text!r} cannot be read; {HOW}")
    wanted, build = builder
    if len(numbers) > wanted:
        raise DeviceSettingsError(f"text_page {text!r} has more slots than {encoding} needs; {HOW}")
    return Page(text, build([int(each) for each in numbers]))


def _unaccented(letter: str) -> bytes:
    plain = unicodedata.normalize("NFKD", letter.replace("đ", "d").replace("Đ", "D"))
    kept = "".join(each for each in plain if " " <= each <= "~")
    return kept.encode("ascii") or b"?"


def tcvn_lower() -> dict[str, int]:
    """Return the 67 small letters of TCVN 5712 with their positions."""
    return {letter: start + at for start, run in TCVN for at, letter in enumerate(run)}


def _tcvn3(slots: list[int]) -> dict[str, Letter]:
    """Small letters in the first slot, capitals at their positions in the second (Epson)."""
    found = {letter: (slots[0], bytes([at])) for letter, at in tcvn_lower().items()}
    if len(slots) < 2:
        return dict(found)
    upper = {letter.upper(): at for letter, at in tcvn_lower().items()} | EPSON_CAPITALS
    return {**found, **{letter: (slots[1], bytes([at])) for letter, at in upper.items()}}


def _tcvn5712(slots: list[int]) -> dict[str, Letter]:
    """The same with the capitals without a tone where the standard has them, in the first slot."""
    bases = {each: (slots[0], bytes([0xA1 + at])) for at, each in enumerate(BASES)}
    return {**_tcvn3(slots), **bases}


def _cp1258(slots: list[int]) -> dict[str, Letter]:
    """One slot; tones are bytes of their own, which few printers put onto their letter."""
    found: dict[str, Letter] = {}
    for letter in vietnamese_letters():
        if not letter.isascii():
            found[letter] = slots[0], _with_loose_tone(letter)
    return found


def _with_loose_tone(letter: str) -> bytes:
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", letter)
        vowel = "".join(part for part in parts if part not in TONES)
        tone = "".join(part for part in parts if part in TONES)
        return (unicodedata.normalize("NFC", vowel) + tone).encode("cp1258")


BUILDERS = {"tcvn3": (2, _tcvn3), "tcvn5712": (2, _tcvn5712), "cp1258": (1, _cp1258)}
"""Encoding → most slots it takes, and how its letters are found in them."""
