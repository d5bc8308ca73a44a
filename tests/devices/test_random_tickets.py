"""1,000 random tickets: only known commands, true lengths, the drawn picture bit for bit."""

import random
import unicodedata

import cv2
import numpy as np
import pytest

from config.agent import PrinterSettings
from devices.printers.drawing import draw
from devices.printers.file import FilePrinter
from devices.printers.fonts import vietnamese_letters
from devices.printers.raster import PAPER_DOTS

from .conftest import TEXTS, a_slip
from .escpos_reader import read

TICKETS, CHUNKS = 1000, 10
SEED = 20261123
KINDS = ("ticket", "large", "refusal", "roll")
PLAIN = ("hall", "line", "ahead", "time", "hotline", "priority", "copy", "reason", "opens")
LONGEST = 6000
"""Rows: no slip is longer, even with every text at its limit."""

NASTY = (
    *("\x1b@", "\x1dV\x00", "\x1dv0\x00\x01\x00\xff\xff", "\x10\x04\x01", "\x1bp\x00\x19\x19"),
    *("\x00", "\r\n", "\t", "\x9b", "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\ud800"),
    *("\U0001f600", "\U0001f468\u200d\U0001f469", "漢字", "한", "ع", "\u0301" * 9, "{number}"),
)
WORDS = ("Phường", "Nguyễn", "hồ sơ", "quầy", "giấy", "chứng thực", "Ấp Đông", "CT01", "3/2026")


def some_text(chance: random.Random) -> str:
    """Return words in any form, with anything in between; now and then 5,000 characters."""
    letters = vietnamese_letters()
    parts = [
        chance.choice(
            (
                chance.choice(WORDS),
                chance.choice(NASTY),
                "".join(chance.choices(letters, k=chance.randint(1, 8))),
            )
        )
        for _ in range(chance.randint(0, 9))
    ]
    text = chance.choice((" ", " ", "")).join(parts)
    if chance.random() < 0.02:
        text = (text or "x").ljust(5000, chance.choice(letters))
    return unicodedata.normalize(chance.choice(("NFC", "NFD")), text)


def some_ticket(chance: random.Random) -> tuple[dict, int]:
    paper = chance.choice((80, 58))
    facts = {name: some_text(chance) for name in chance.sample(PLAIN, chance.randint(0, 4))}
    facts["bring"] = tuple(some_text(chance) for _ in range(chance.randint(0, 3)))
    facts["number"] = chance.choice("ABCDĐ") + str(chance.randint(1, 9999)).rjust(3, "0")
    code = "".join(chance.choices("abcdefghijkmnpqrstuvwxyz23456789", k=20))
    facts["link"] = chance.choice(("", f"http://192.168.1.10:8080/t/{code}"))
    language = chance.choice(("vi", "en"))
    return {"kind": chance.choice(KINDS), "language": language, "paper": paper} | facts, paper


@pytest.fixture
def printed(tmp_path):
    """Print a slip and return the bytes that a printer would have got."""

    def give(slip, paper):
        file = tmp_path / "lp0"
        settings = PrinterSettings(name="p", model="file", port=f"file://{file}", paper=paper)
        FilePrinter(settings).print(slip, progress=lambda _stage: None)
        data = file.read_bytes()
        file.unlink()
        return data

    return give


def check(data: bytes, drawn: np.ndarray, width: int) -> None:
    paper = read(data)
    assert paper.commands == ["start", *["picture"] * len(paper.bands), "cut"]
    for band in paper.bands:
        assert band.shape[1] == width
        assert 0 < band.shape[0] <= 256
        assert band.shape[0] % 48
    assert np.array_equal(paper.dots[: len(drawn)], drawn)
    assert len(paper.dots) - len(drawn) <= 1
    assert not paper.dots[len(drawn) :].any()


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_tickets_are_well_formed_and_print_what_was_drawn(fonts, printed, chunk):
    chance = random.Random(SEED + chunk)
    for number in range(TICKETS // CHUNKS):
        facts, paper = some_ticket(chance)
        slip, width = a_slip(**facts), PAPER_DOTS[paper]
        drawn = draw(slip, fonts, width=width)
        check(printed(slip, paper), drawn, width)
        assert len(drawn) < LONGEST
        if facts["link"] and facts["kind"] == "ticket" and number % 4 == 0:
            assert scanned(drawn) == facts["link"]


def scanned(dots: np.ndarray) -> str:
    """Return what OpenCV reads in a picture, at twice its size as a phone would see it."""
    grey = np.where(dots, 0, 255).astype(np.uint8).repeat(2, axis=0).repeat(2, axis=1)
    return cv2.QRCodeDetector().detectAndDecode(grey)[0]


def test_every_vietnamese_letter_prints_in_both_forms(fonts, printed):
    letters = vietnamese_letters()
    for paper, width in ((80, 576), (58, 384)):
        pictures = []
        for form in ("NFC", "NFD"):
            texts = [unicodedata.normalize(form, letters[at : at + 40]) for at in range(0, 146, 40)]
            slip = a_slip(paper=paper, bring=tuple(texts))
            pictures.append(draw(slip, fonts, width=width))
            check(printed(slip, paper), pictures[-1], width)
        assert np.array_equal(*pictures)
    assert "?" not in fonts.drawable(letters)


def test_the_reader_sees_what_is_wrong(printed):
    data = printed(a_slip(), 80)
    for wrong in (data[:-3], data + b"A", data[:2] + b"\x1bp\x00" + data[2:], data[:500]):
        with pytest.raises(AssertionError):
            check(wrong, read(data).dots, 576)


@pytest.mark.parametrize("paper", [80, 58])
def test_five_thousand_characters_everywhere_still_give_a_ticket(fonts, printed, paper):
    long = {name: "Ấ" * 5000 for name in TEXTS if name not in {"number", "link", "bring"}}
    slip = a_slip(paper=paper, bring=("giấy " * 1000,) * 20, **long)
    drawn = draw(slip, fonts, width=PAPER_DOTS[paper])
    check(printed(slip, paper), drawn, PAPER_DOTS[paper])
    assert len(drawn) < LONGEST
