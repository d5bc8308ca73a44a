"""Numbers are said as people in a Vietnamese hall say them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display import voice

WHOLE = [
    (0, "không", "không"),
    (10, "mười", "mười"),
    (11, "mười một", "mười một"),
    (14, "mười bốn", "mười bốn"),
    (15, "mười lăm", "mười lăm"),
    (20, "hai mươi", "hai mươi"),
    (21, "hai mươi mốt", "hai mươi mốt"),
    (24, "hai mươi tư", "hai mươi tư"),
    (25, "hai mươi lăm", "hai mươi lăm"),
    (55, "năm mươi lăm", "năm mươi lăm"),
    (100, "một trăm", "một trăm"),
    (105, "một trăm linh năm", "một trăm lẻ năm"),
    (110, "một trăm mười", "một trăm mười"),
    (1000, "một nghìn", "một ngàn"),
    (1001, "một nghìn không trăm linh một", "một ngàn không trăm lẻ một"),
    (1005, "một nghìn không trăm linh năm", "một ngàn không trăm lẻ năm"),
    (1010, "một nghìn không trăm mười", "một ngàn không trăm mười"),
    (1015, "một nghìn không trăm mười lăm", "một ngàn không trăm mười lăm"),
    (1021, "một nghìn không trăm hai mươi mốt", "một ngàn không trăm hai mươi mốt"),
    (2055, "hai nghìn không trăm năm mươi lăm", "hai ngàn không trăm năm mươi lăm"),
    (12345, "mười hai nghìn ba trăm bốn mươi lăm", "mười hai ngàn ba trăm bốn mươi lăm"),
]


@pytest.mark.parametrize(("value", "north", "south"), WHOLE)
def test_whole_numbers_north_and_south(value: int, north: str, south: str) -> None:
    assert voice.cardinal_vi(value, "north") == north
    assert voice.cardinal_vi(value, "south") == south


@pytest.mark.parametrize(
    ("number", "language", "style", "said"),
    [
        ("1001", "vi", "digits", "một, không, không, một"),
        ("24", "vi", "digits", "hai, bốn"),
        ("A015", "vi", "digits", "a, không, một, năm"),
        ("A015", "vi", "whole", "a, mười lăm"),
        ("HD1024", "vi", "digits", "hát, dê, một, không, hai, bốn"),
        ("W001", "vi", "digits", "vê kép, không, không, một"),
        ("A015", "en", "digits", "A, zero, one, five"),
        ("B1015", "en", "whole", "B, one thousand and fifteen"),
    ],
)
def test_ticket_numbers(number: str, language: str, style: voice.Style, said: str) -> None:
    assert voice.read(number, language, style) == said


@pytest.mark.parametrize(
    ("counter", "attempt", "vietnamese", "english"),
    [
        (
            "3", 1,
            "Mời ông bà có số a, không, một, năm, đến quầy số ba.",
            "Number A, zero, one, five, please go to counter three.",
        ),
        (
            "12", 2,
            "Nhắc lần hai: mời ông bà có số a, không, một, năm, đến quầy số mười hai.",
            "Second call. Number A, zero, one, five, please go to counter twelve.",
        ),
        (
            "1a", 3,
            "Nhắc lần ba: mời ông bà có số a, không, một, năm, đến quầy số một a.",
            "Third call. Number A, zero, one, five, please go to counter one A.",
        ),
        (
            "tiep-dan", 4,
            "Nhắc lần bốn: mời ông bà có số a, không, một, năm, đến quầy số tiep dan.",
            "Call 4. Number A, zero, one, five, please go to counter tiep dan.",
        ),
    ],
)  # fmt: skip
def test_sentences(counter: str, attempt: int, vietnamese: str, english: str) -> None:
    assert voice.sentence("A015", counter, "vi", attempt) == vietnamese
    assert voice.sentence("A015", counter, "en", attempt) == english


def test_the_southern_way_reaches_the_sentence() -> None:
    said = voice.sentence("A105", "3", "vi", style="whole", region="south")
    assert said == "Mời ông bà có số a, một trăm lẻ năm, đến quầy số ba."


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "zero"), (13, "thirteen"), (40, "forty"), (99, "ninety nine"), (100, "one hundred"),
        (115, "one hundred and fifteen"), (1000, "one thousand"),
        (1900, "one thousand nine hundred"),
    ],
)  # fmt: skip
def test_english_numbers(value: int, said: str) -> None:
    assert voice.cardinal_en(value) == said


def _value_vi(words: list[str]) -> int:
    """Add up a Vietnamese number, independently of how it was built."""
    digits = {word: value for value, word in enumerate(voice.VI_DIGITS)}
    digits |= {"mốt": 1, "tư": 4, "lăm": 5}
    total = part = last = 0
    for word in words:
        if word in digits:
            last = digits[word]
            part += last
        elif word == "mười":
            part += 10
        elif word == "mươi":
            part += last * 9
        elif word == "trăm":
            part += last * 99
        elif word in {"nghìn", "ngàn"}:
            total, part = part * 1000, 0
    return total + part


@given(st.integers(0, voice.LIMIT - 1), st.sampled_from(["north", "south"]))
def test_a_said_number_means_the_number(value: int, region: voice.Region) -> None:
    words = voice.cardinal_vi(value, region).split()
    assert _value_vi(words) == value
    assert "linh" not in words if region == "south" else "lẻ" not in words


@given(st.from_regex(re.compile(r"[A-Z]{1,2}[0-9]{3,4}", re.ASCII), fullmatch=True))
def test_every_digit_of_a_ticket_is_said(number: str) -> None:
    figures = re.sub(r"\D", "", number)
    said = voice.read(number, "vi").split(", ")
    assert said[-len(figures) :] == [voice.VI_DIGITS[int(digit)] for digit in figures]
