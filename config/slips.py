"""Templates of slips: which blocks stand on the paper, with placeholders in their texts."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from config.refusals import suggestion
from config.section import Section, Text

Kind = Literal["ticket", "large", "refusal", "roll"]

SHARED = ("hall", "line", "counters", "bring", "hotline")
TICKET = (*SHARED, "number", "ahead", "wait", "time", "valid", "priority", "copy", "link")
PLACEHOLDERS: dict[Kind, tuple[str, ...]] = {
    "ticket": TICKET,
    "large": TICKET,
    "refusal": (*SHARED, "reason", "opens", "time"),
    "roll": (*SHARED, "number"),
}
"""What a slip of each kind may say; nothing about a person, for slips are dropped and found."""

NUMBERED = frozenset({"ticket", "large", "roll"})

OPTIONS: dict[str, tuple[str, ...]] = {
    "text": ("text", "size", "scale", "bold", "boxed", "align"),
    "number": ("size",),
    "rule": (),
    "gap": ("rows",),
    "qr": ("link", "text"),
    "checklist": ("title", "items", "boxes"),
    "cut": ("mode",),
}
"""The blocks, and what can be said of each."""

SIZES: dict[str, tuple[str, ...]] = {
    "text": ("small", "body", "line", "strong", "title"),
    "number": ("large", "huge"),
}

PLACE = re.compile(r"\{([^{}]*)\}")
"""A placeholder in a text."""


def _known(word: Any) -> Any:
    if isinstance(word, str) and word not in OPTIONS:
        raise ValueError(f"there is no block {word!r}; {suggestion(word, OPTIONS)}")
    return word


class SlipBlockSettings(Section):
    """A block of a slip; the next one stands under it."""

    block: Annotated[str, BeforeValidator(_known)]
    """``text number rule gap qr checklist cut``; a ``cut`` stands last."""

    text: Text = Text(vi="")
    """Of a text, or beside a QR code; ``·`` between spaces parts what may stand on two lines."""

    size: str | None = None
    """Of a text ``small body line strong title``, of a number ``large huge``; absent: ``body``,
    ``large``."""

    scale: Literal[1, 2] = 1
    """2 writes a text twice as large."""

    bold: bool = False
    """Whether a text is bold."""

    boxed: bool = False
    """Whether a text stands in a frame."""

    align: Literal["centre", "left"] = "centre"
    """Where the lines of a text stand."""

    rows: Annotated[int, Field(ge=0, le=160)] = 8
    """Of a gap: white dots down the paper, 8 a mm."""

    link: str = "{link}"
    """Of a QR code: what it holds."""

    title: Text = Text(vi="")
    """Of a checklist: what stands before it."""

    items: Annotated[tuple[Text, ...], Field(max_length=30)] = (Text(vi="{bring}"),)
    """Of a checklist; ``{bring}`` alone becomes an item for each thing to bring."""

    boxes: bool = False
    """Whether each item of a checklist has a line and a box to tick."""

    mode: Literal["full", "part"] = "full"
    """Of a cut: ``part`` leaves a bridge of paper."""

    def texts(self) -> Iterable[str]:
        """Return every text in both languages, with its placeholders."""
        for text in (self.text, self.title, *self.items_shown):
            yield from (text.vi, text.en)
        if self.block == "qr":
            yield self.link

    @property
    def items_shown(self) -> tuple[Text, ...]:
        """The items of a checklist; no other block has any."""
        return self.items if self.block == "checklist" else ()

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        own = OPTIONS[self.block]
        for option in sorted(self.model_fields_set - {"block", *own}):
            says = f"it has {', '.join(own)}" if own else "it has no options"
            raise ValueError(f"{option!r} is not for the block {self.block!r}; {says}")
        if self.size is not None and self.size not in SIZES[self.block]:
            near = suggestion(self.size, SIZES[self.block])
            raise ValueError(f"size: {self.size!r} is none of a {self.block}; {near}")
        if not (self.link.isascii() and self.link.isprintable()):
            raise ValueError(f"link: {self.link!r} is not printable ASCII")
        return self


class SlipSettings(Section):
    """A template of a slip. Placeholders in its texts are whole phrases in the visitor's language;
    a text whose placeholders are all empty is left out."""  # noqa: D205, D209  # one paragraph of the manual

    kind: Kind
    """``ticket``; ``large``: large print; ``refusal``: why there is no number; ``roll``: numbers
    printed in advance for the day without electricity."""

    paper: Literal[58, 80] | None = None
    """Only for paper of this width in mm; absent: for both."""

    language: Literal["vi", "en"] | None = None
    """Only for slips in this language; absent: for both."""

    block: Annotated[tuple[SlipBlockSettings, ...], Field(min_length=1, max_length=50)]
    """The blocks down the paper."""

    @property
    def what(self) -> str:
        """What it is for, in words."""
        return " ".join(str(part) for part in (self.kind, self.paper, self.language) if part)

    def fits(self, kind: str, language: str, paper: int) -> bool:
        """Whether it is for such a slip."""
        return (
            self.kind == kind and self.language in {None, language} and self.paper in {None, paper}
        )

    @model_validator(mode="after")
    def _sound(self) -> Self:
        for at, block in enumerate(self.block):
            for text in block.texts():
                self._check(f"block[{at}] ({block.block})", text)
        if any(block.block == "cut" for block in self.block[:-1]):
            raise ValueError("a cut is the last block")
        if self.kind in NUMBERED and all(block.block != "number" for block in self.block):
            raise ValueError(f"a {self.kind} needs a block 'number'")
        if self.kind not in NUMBERED and any(block.block == "number" for block in self.block):
            raise ValueError(f"a {self.kind} has no number")
        return self

    def _check(self, where: str, text: str) -> None:
        known = PLACEHOLDERS[self.kind]
        for name in PLACE.findall(text):
            if name not in known:
                near = suggestion(name, known)
                raise ValueError(f"{where}: a {self.kind} has no placeholder {{{name}}}; {near}")
        if set("{}") & set(PLACE.sub("", text)):
            raise ValueError(f"{where}: a placeholder is written {{hall}}; given is {text!r}")


@cache
def shipped() -> tuple[SlipSettings, ...]:
    """Return the templates that come with the product, from ``slips.toml``."""
    tables = tomllib.loads(files("config").joinpath("slips.toml").read_text(encoding="utf-8"))
    return tuple(SlipSettings.model_validate(table) for table in tables["slip"])


def template(own: Sequence[SlipSettings], kind: Kind, *, language: str, paper: int) -> SlipSettings:
    """Return the template for a slip: the hall's own before ours, the more exact before others."""
    for some in (own, shipped()):
        fitting = [one for one in some if one.fits(kind, language, paper)]
        if fitting:
            return max(fitting, key=lambda one: (one.paper is not None, one.language is not None))
    raise LookupError(f"no template of a {kind}")
