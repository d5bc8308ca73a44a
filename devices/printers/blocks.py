"""What stands on a slip, as data: blocks down the paper, whatever way a printer is fed."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, ValidationError

from devices.errors import SlipError

Language = Literal["vi", "en"]

Size = Literal["small", "body", "line", "strong", "title"]
"""From the smallest, which is still read without glasses, to the head of the slip."""

LONGEST = 240
"""Characters of one text that are printed at most."""

LONGEST_LINK = 500
"""The same for what a QR code holds."""

LONGEST_NUMBER = 8

MOST_BLOCKS = 60
MOST_ITEMS = 30


def clean(text: str, longest: int = LONGEST) -> str:
    """Return ``text`` composed (NFC), on one line, without invisible characters, cut if endless.

    Control, bidi and zero-width characters would reach the printer as commands or draw boxes.
    """
    composed = unicodedata.normalize("NFC", text[: longest * 8])
    spaced = "".join(" " if letter.isspace() else letter for letter in composed)
    seen = "".join(letter for letter in spaced if unicodedata.category(letter)[0] != "C")
    return shortened(" ".join(seen.split()), longest)


def shortened(text: str, longest: int) -> str:
    """Return ``text``, cut and marked as cut where it is longer than ``longest`` characters."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _cleaned(longest: int) -> BeforeValidator:
    return BeforeValidator(lambda text: clean(text, longest) if isinstance(text, str) else text)


def _printable(link: str) -> str:
    if not (link.isascii() and link.isprintable()):
        raise ValueError("a link is printable ASCII")
    return link


Words = Annotated[str, _cleaned(LONGEST)]
Link = Annotated[str, Field(min_length=1, max_length=LONGEST_LINK), AfterValidator(_printable)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """A paragraph, wrapped where the paper ends; an empty one takes no paper."""

    block: Literal["text"] = "text"
    text: Words
    size: Size = "body"
    scale: Literal[1, 2] = 1
    """2 for large print: twice as high and as wide; a printer that cannot prints it as it is."""
    bold: bool = False
    boxed: bool = False
    """In a frame: marks of copies and of priority."""
    align: Literal["centre", "left"] = "centre"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberBlock:
    """The number, capitals at least 12 mm high."""

    block: Literal["number"] = "number"
    text: Annotated[str, _cleaned(LONGEST_NUMBER), Field(min_length=1)]
    size: Literal["large", "huge"] = "large"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBlock:
    """A line across the paper."""

    block: Literal["rule"] = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class GapBlock:
    """White paper."""

    block: Literal["gap"] = "gap"
    rows: Annotated[int, Field(ge=0, le=160)] = 8
    """Dots, 8 a mm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QrBlock:
    """A QR code (error correction M) with its quiet zone, and words beside it."""

    block: Literal["qr"] = "qr"
    link: Link
    text: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistBlock:
    """Things to bring or to do; after a QR code they may stand beside it."""

    block: Literal["checklist"] = "checklist"
    title: Words = ""
    items: Annotated[tuple[Words, ...], Field(max_length=MOST_ITEMS)] = ()
    boxes: bool = False
    """One line for each with a box to tick; else all run on, separated by semicolons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CutBlock:
    """How the slip is cut, only at its end: a piece cut off earlier could not be made void."""

    block: Literal["cut"] = "cut"
    mode: Literal["full", "part"] = "full"
    """``part`` leaves a bridge of paper, so that nothing falls down."""


Block = Annotated[
    TextBlock | NumberBlock | RuleBlock | GapBlock | QrBlock | ChecklistBlock | CutBlock,
    Field(discriminator="block"),
]


def _cut_last(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    if any(isinstance(block, CutBlock) for block in blocks[:-1]):
        raise ValueError("a cut is the last block")
    return blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A slip to print; texts are already in the visitor's language."""

    language: Language = "vi"
    blocks: Annotated[
        tuple[Block, ...], Field(min_length=1, max_length=MOST_BLOCKS), AfterValidator(_cut_last)
    ]

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> "Slip":
        """Build a slip from the link's JSON object (``job.slip``); unknown keys are ignored.

        Raises:
            SlipError: Something needed is missing or of the wrong kind.
        """
        try:
            return _adapter().validate_python(facts)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"])) or "slip"
            raise SlipError(f"this slip cannot be printed: {where}: {first['msg']}") from error

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of the link."""
        body: dict[str, Any] = _adapter().dump_python(self, mode="json")
        return body


@cache
def _adapter() -> TypeAdapter[Slip]:
    return TypeAdapter(Slip)
