"""How a slip would look on paper: the same picture that a printer gets."""

import io
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from PIL import Image

from devices.printers.blocks import Slip
from devices.printers.drawing import draw
from devices.printers.fonts import find_fonts
from devices.printers.raster import PAPER_DOTS


def drawn(slip: Mapping[str, Any], paper: int, font: str = "") -> str:
    """Return a slip's picture, a PNG in base64 with a pixel for each dot.

    Args:
        slip: The link's JSON object, as in a job.
        paper: Width of the paper in mm.
        font: ``agent.font``.

    Raises:
        SlipError: This slip can never be printed.
        DeviceSettingsError: No font can write Vietnamese.
    """
    dots = draw(Slip.from_dict(slip), find_fonts(font), width=PAPER_DOTS[paper])
    file = io.BytesIO()
    Image.fromarray(~dots).save(file, "PNG")
    return b64encode(file.getvalue()).decode()
