"""Finding a font that can write Vietnamese, and refusing every other."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont, Layout

from devices.errors import DeviceSettingsError

HERE = Path(__file__).parent / "fonts"
SYSTEM = Path("/usr/share/fonts/truetype")
PAIRS = (
    (HERE / "BeVietnamPro-Regular.ttf", HERE / "BeVietnamPro-Bold.ttf"),
    (SYSTEM / "noto/NotoSans-Regular.ttf", SYSTEM / "noto/NotoSans-Bold.ttf"),
    (SYSTEM / "dejavu/DejaVuSans.ttf", SYSTEM / "dejavu/DejaVuSans-Bold.ttf"),
)
"""Regular and bold faces in the order in which they are tried when none is configured."""

MISSING = "\uffff"
"""No font has a picture of this one, so its picture is that of a missing letter."""


def vietnamese_letters() -> str:
    """Return the 146 Vietnamese vowels with their marks and đ, lower and upper case."""
    marks = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    lower = [unicodedata.normalize("NFC", v + m) for v in "aăâeêioôơuưy" for m in marks]
    letters = [*lower, "đ"]
    return "".join(letters) + "".join(letter.upper() for letter in letters)


class Fonts:
    """A regular and a bold face with every Vietnamese letter, in any size."""

    def __init__(self, regular: Path, bold: Path) -> None:
        self._paths = {False: regular, True: bold}
        for path in self._paths.values():
            missing = missing_letters(path)
            if missing:
                raise DeviceSettingsError(
                    f"font {path} lacks {len(missing)} Vietnamese letters: {missing}; "
                    "set agent.font to another TrueType file, for example Be Vietnam Pro"
                )

    def face(self, size: int, *, bold: bool = False) -> FreeTypeFont:
        """Return a face; ``size`` in dots."""
        return load(self._paths[bold], size)

    def drawable(self, text: str, *, bold: bool = False) -> str:
        """Return ``text`` with a question mark for every letter that the face cannot draw."""
        path = self._paths[bold]
        return "".join(letter if can_draw(path, letter) else "?" for letter in text)


def find_fonts(configured: str = "") -> Fonts:
    """Return the configured font, or else the first of ``PAIRS`` that this machine has.

    Raises:
        DeviceSettingsError: None is there, or the configured one cannot write Vietnamese.
    """
    if configured:
        path = Path(configured)
        if not path.is_file():
            raise DeviceSettingsError(f"agent.font: there is no file {configured!r}")
        return Fonts(path, path)
    for regular, bold in PAIRS:
        if regular.is_file() and bold.is_file():
            return Fonts(regular, bold)
    raise DeviceSettingsError(
        "no font with Vietnamese letters found; run `make setup`, install fonts-noto-core "
        "or set agent.font to a TrueType file"
    )


@cache
def load(path: Path, size: int) -> FreeTypeFont:
    """Return a face from a file.

    Raises:
        DeviceSettingsError: It is not a font.
    """
    try:
        # HarfBuzz would build missing letters from parts, so that the check would lie
        return ImageFont.truetype(str(path), size, layout_engine=Layout.BASIC)
    except OSError as error:
        raise DeviceSettingsError(f"{path} is not a TrueType font: {error}") from error


@cache
def missing_letters(path: Path) -> str:
    """Return the Vietnamese letters and digits that a font lacks."""
    return "".join(letter for letter in _needed() if not can_draw(path, letter))


@cache
def can_draw(path: Path, letter: str) -> bool:
    """Whether a font has its own picture of a letter."""
    return letter.isspace() or _picture(path, letter) != _picture(path, MISSING)


def _needed() -> Iterator[str]:
    yield from vietnamese_letters()
    yield from (chr(code) for code in range(33, 127))


def _picture(path: Path, letter: str) -> tuple[tuple[int, int], Iterable[int]]:
    mask = load(path, 32).getmask(letter, mode="1")
    return mask.size, bytes(mask)
