"""A slip written in the printer's own letters."""

from collections.abc import Iterator
from typing import Any

from devices.printers.blocks import (
    Block,
    ChecklistBlock,
    GapBlock,
    NumberBlock,
    QrBlock,
    RuleBlock,
    Slip,
    TextBlock,
)
from devices.printers.native import (
    FONT_A,
    LARGEST,
    NUMBER_ROWS,
    code_module,
    number,
    number_fits,
    qr,
    raw,
)
from devices.printers.pages import Letter, Page

HIGH = ("strong", "title")
"""Sizes of text that are written twice as high."""

LINE = 34
"""Rows of a line: printers put 1/6 inch from one to the next."""

GAP = 48
"""Rows of white that are worth an empty line."""


def write_slip(job: Any, slip: Slip, page: Page, width: int) -> int:
    """Write every block into ``job``; return the rows that it takes about.

    Args:
        job: A new ``Dummy`` of the printer's profile.
        slip: What to print; its cut is not written.
        page: The printer's letters.
        width: Dots across the paper.
    """
    columns = min(job.profile.get_columns("a"), width // FONT_A[0])
    pen = _Pen(job, page, columns, width)
    for block in slip.blocks:
        pen.block(block)
    return pen.rows


class _Pen:
    """Writes lines and remembers the slot that the printer is set to."""

    def __init__(self, job: Any, page: Page, columns: int, width: int) -> None:
        self._job, self._page, self._columns, self._width = job, page, columns, width
        self._slot: int | None = None
        self.rows = 0

    def block(self, block: Block) -> None:
        """Write one block; an empty one takes no paper, nor does the cut."""
        match block:
            case TextBlock():
                self._paragraph(block)
            case NumberBlock():
                self._number(block.text)
            case RuleBlock():
                self._text("-" * self._columns)
            case GapBlock() if block.rows >= GAP:
                self._line([])
            case QrBlock():
                self._code(block)
            case ChecklistBlock():
                self._checklist(block)
            case _:
                return

    def _paragraph(self, block: TextBlock) -> None:
        text = f"[ {block.text} ]" if block.boxed and block.text else block.text
        self._text(
            text,
            high=block.size in HIGH,
            bold=block.bold or block.boxed,
            left=block.align == "left",
        )

    def _number(self, text: str) -> None:
        if number_fits(text):
            number(self._job, text, self._width)
            self.rows += NUMBER_ROWS
            return
        letters = self._letters(text)
        places = max(_places(letters), 1)
        wide = min(LARGEST, max(1, self._columns // places))
        self._job.set(align="center", bold=True, custom_size=True, width=wide, height=LARGEST)
        self._put(letters)
        self._plain()
        self.rows += NUMBER_ROWS

    def _code(self, block: QrBlock) -> None:
        if code_module(block.link, self._width) and self._job.profile.supports("qrCode"):
            self.rows += qr(self._job, block.link, self._width)
        else:
            self._text(block.link)
        self._text(block.text)

    def _checklist(self, block: ChecklistBlock) -> None:
        items = [each for each in block.items if each]
        if not items:
            return
        if not block.boxes:
            self._text(f"{block.title} {'; '.join(items)}".strip())
            return
        self._text(block.title, bold=True, left=True)
        for item in items:
            self._text(f"[ ] {item}", left=True)

    def _text(
        self, text: str, *, high: bool = False, bold: bool = False, left: bool = False
    ) -> None:
        lines = list(_wrapped(self._letters(text), self._columns))
        if not lines:
            return
        self._job.set(align="left" if left else "center", bold=bold)
        if high:
            self._job.set(custom_size=True, width=1, height=2)
        for line in lines:
            self._line(line, times=2 if high else 1)
        self._plain()

    def _letters(self, text: str) -> list[Letter]:
        return list(self._page.encode(text))

    def _line(self, letters: list[Letter], *, times: int = 1) -> None:
        self._put(letters)
        self.rows += LINE + (times - 1) * FONT_A[1]

    def _put(self, letters: list[Letter]) -> None:
        for slot, data in letters:
            if slot is not None and slot != self._slot:
                raw(self._job, b"\x1bt" + bytes([slot]))
                self._slot = slot
            raw(self._job, data)
        raw(self._job, b"\n")

    def _plain(self) -> None:
        self._job.set(align="left", bold=False, custom_size=True, width=1, height=1)


def _places(letters: list[Letter]) -> int:
    return sum(len(data) for _, data in letters)


def _wrapped(letters: list[Letter], columns: int) -> Iterator[list[Letter]]:
    """Break letters into lines of at most ``columns`` places, a long word wherever it must."""
    line: list[Letter] = []
    for word in _words(letters, columns):
        if line and _places(line) + 1 + _places(word) > columns:
            yield line
            line = []
        line += [(None, b" "), *word] if line else word
    if line:
        yield line


def _words(letters: list[Letter], columns: int) -> Iterator[list[Letter]]:
    word: list[Letter] = []
    for letter in [*letters, (None, b" ")]:
        space = letter == (None, b" ")
        if word and (space or _places(word) + len(letter[1]) > columns):
            yield word
            word = []
        if not space:
            word.append(letter)
