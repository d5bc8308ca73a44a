"""A small reader of ESC/POS for tests, independent of the emulator; and a plain drawer."""

import struct

import numpy as np
import segno
from PIL import Image, ImageDraw

from devices.printers import blocks as b

SIZES = {"small": 24, "body": 26, "line": 28, "strong": 32, "title": 30}

LENGTHS = {b"\x1ba": 1, b"\x1bE": 1, b"\x1bt": 1, b"\x1d!": 1, b"\x1b@": 0}
"""Commands of a fixed length that bodies may contain."""


class Token:
    """A command by its first bytes with what belongs to it, or a run of letters (name b"")."""

    def __init__(self, name, data):
        self.name, self.data = name, data

    def __repr__(self):
        return f"{self.name!r}:{self.data[:12]!r}"


def tokens(data):
    """Cut a body into its commands; anything else than these is an error."""
    found, at = [], 0
    while at < len(data):
        if data[at] >= 0x20 or data[at : at + 1] == b"\n":
            end = at
            while end < len(data) and data[end] >= 0x20:
                end += 1
            if data[at] == 0x0A:
                end = at + 1
            found.append(Token(b"\n" if data[at] == 0x0A else b"", data[at:end]))
            at = end
            continue
        name = data[at : at + 2]
        size = _size(data[at:])
        found.append(Token(name, data[at + 2 : at + size]))
        assert at + size <= len(data), f"{name!r} is cut off"
        at += size
    return found


def _size(data):
    name = data[:2]
    if name == b"\x1dv":
        assert data[2:4] == b"0\0", data[:8]
        width, height = struct.unpack("<HH", data[4:8])
        return 8 + width * height
    if data[:3] == b"\x1d(k":
        return 5 + struct.unpack("<H", data[3:5])[0]
    assert name in LENGTHS, f"no command of ours: {data[:8]!r}"
    return 2 + LENGTHS[name]


def pictures(found):
    """Return the pictures among tokens, each as rows of dots."""
    for token in found:
        if token.name == b"\x1dv":
            width, height = struct.unpack("<HH", token.data[2:6])
            rows = np.frombuffer(token.data[6:], np.uint8).reshape(height, width)
            yield np.unpackbits(rows, axis=1).astype(bool)


def put_together(found, width):
    """Return all pictures below one another."""
    wide = [np.pad(each, ((0, 0), (0, width - each.shape[1]))) for each in pictures(found)]
    return np.vstack(wide)


def letters(found):
    """Return the lines of letters with the slot of each letter: (slot, byte) pairs."""
    slot, lines, line = None, [], []
    for token in found:
        if token.name == b"\x1bt":
            slot = token.data[0]
        elif token.name == b"":
            line += [(slot, byte) for byte in token.data]
        elif token.name == b"\n":
            lines.append(line)
            line = []
    return lines


def drawer(fonts, width):
    """Return a drawer of blocks: plain, but with every letter and as much ink as real slips."""

    def draw(slip):
        rows = [_block(block, fonts, width) for block in slip.blocks]
        return np.vstack([each for each in rows if each is not None])

    return draw


def _block(block, fonts, width):  # noqa: PLR0911
    match block:
        case b.TextBlock():
            return _text(block.text, SIZES[block.size], fonts, width, bold=block.bold)
        case b.NumberBlock():
            rows = _text(block.text, 195, fonts, width, bold=True)
            return rows[rows.any(axis=1)]
        case b.RuleBlock():
            return np.ones((3, width), dtype=bool)
        case b.GapBlock():
            return np.zeros((block.rows, width), dtype=bool)
        case b.QrBlock():
            return _qr(block, fonts, width)
        case b.ChecklistBlock():
            return _text(f"{block.title} {'; '.join(block.items)}", 24, fonts, width)
    return None


def _qr(block, fonts, width):
    matrix = segno.make(block.link, error="m", micro=False).matrix
    cells = np.pad(np.array([list(row) for row in matrix], dtype=bool), 4)
    module = min(5, width // len(cells))
    code = cells.repeat(module, axis=0).repeat(module, axis=1)
    canvas = np.zeros((len(code), width), dtype=bool)
    canvas[:, : code.shape[1]] = code
    beside = _text(block.text, 24, fonts, width - code.shape[1])
    canvas[: len(beside), code.shape[1] :] |= beside[: len(code)]
    return canvas


def _text(text, size, fonts, width, *, bold=False):
    face = fonts.face(size, bold=bold)
    if width < 576:
        size = max(22, round(size * 0.87)) if size < 100 else size
    lines, line = [], ""
    for word in fonts.drawable(text, bold=bold).split():
        if line and face.getlength(f"{line} {word}") > width - 16:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    lines.append(line)
    high = round(size * 1.25)
    picture = Image.new("L", (width, high * len(lines)), 0)
    for at, each in enumerate(lines):
        left = (width - face.getlength(each)) // 2
        ImageDraw.Draw(picture).text((left, at * high), each, font=face, fill=255)
    return np.asarray(picture) >= 128
