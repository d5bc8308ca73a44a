"""Reads what a printer gets, on its own: it shares no code with what writes it."""

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Paper:
    """What the bytes of one slip say."""

    bands: list[np.ndarray] = field(default_factory=list)
    """Pictures as they came, True is black."""
    commands: list[str] = field(default_factory=list)
    """Every command in its order."""

    @property
    def dots(self) -> np.ndarray:
        return np.vstack(self.bands)


def read(data: bytes) -> Paper:
    """Read ``ESC @``, ``GS v 0`` and ``GS V 66``; any other byte is an error."""
    paper, at = Paper(), 0
    while at < len(data):
        if data[at : at + 2] == b"\x1b@":
            paper.commands.append("start")
            at += 2
        elif data[at : at + 3] == b"\x1dVB":
            assert at + 4 <= len(data), "a cut without its feed"
            paper.commands.append("cut")
            at += 4
        elif data[at : at + 4] == b"\x1dv0\x00":
            at = _picture(data, at + 4, paper)
        else:
            raise AssertionError(f"no command at byte {at}: {data[at : at + 8].hex(' ')}")
    return paper


def _picture(data: bytes, at: int, paper: Paper) -> int:
    across, down = data[at] + 256 * data[at + 1], data[at + 2] + 256 * data[at + 3]
    body = data[at + 4 : at + 4 + across * down]
    assert len(body) == across * down, "the picture is shorter than declared"
    bits = [[bool(byte >> (7 - bit) & 1) for bit in range(8)] for byte in range(256)]
    rows = np.array(bits)[np.frombuffer(body, dtype=np.uint8)].reshape(down, across * 8)
    paper.bands.append(rows)
    paper.commands.append("picture")
    return at + 4 + len(body)
