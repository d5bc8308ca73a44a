"""A slip as bytes, in the mode of the printer: a picture, half a picture, or its own letters."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from config.agent import PrinterSettings
from devices.errors import DeviceSettingsError
from devices.printers.blocks import Block, CutBlock, NumberBlock, QrBlock, Slip, TextBlock
from devices.printers.commands import check_profile, dummy
from devices.printers.lettering import write_slip
from devices.printers.native import NUMBER_ROWS, code_module, number, number_fits, qr
from devices.printers.pages import parse_page
from devices.printers.raster import PAPER_DOTS, Dots, compact, raster

Draw = Callable[[Slip], Dots]
"""Draws a slip, or a run of its blocks, as wide as the paper; a cut draws nothing."""

FULL_CUT = b"\x1dVA\0"
"""``GS V 65``: feed to the cutter and cut through; python-escpos has only the partial one."""


@dataclass(frozen=True, slots=True)
class Body:
    """A slip's bytes."""

    data: bytes
    """From the reset of all settings up to the cut, without it."""

    rows: int
    """Length on paper in dots, 8 a mm; text is as long as most printers make it."""

    cut: bytes
    """Feeds to the cutter and cuts as the slip asks."""


def check(settings: PrinterSettings) -> None:
    """Refuse a mode that cannot work on this printer.

    Raises:
        DeviceSettingsError: The profile is unknown or has no QR codes; the mode ``text`` has no
            page, or one without every Vietnamese letter.
    """
    check_profile(settings.profile)
    if settings.mode == "hybrid" and not dummy(settings.profile).profile.supports("qrCode"):
        raise DeviceSettingsError(
            f"printer {settings.name!r}: the profile {settings.profile!r} has no QR codes of its "
            "own, which the mode hybrid needs; take the mode raster"
        )
    if settings.mode == "text":
        try:
            parse_page(settings.text_page)
        except DeviceSettingsError as error:
            raise DeviceSettingsError(f"printer {settings.name!r}: {error}") from error


def build(slip: Slip, settings: PrinterSettings, draw: Draw) -> Body:
    """Make the bytes of a slip in the mode of the printer.

    Args:
        slip: What to print.
        settings: Mode, profile and paper of the printer, as ``check`` accepts them.
        draw: Draws blocks as wide as the paper.
    """
    job = dummy(settings.profile)
    job.hw("INIT")
    rows = MODES[settings.mode](job, slip, settings, draw)
    return Body(job.output, rows, cut(slip, settings))


def cut(slip: Slip, settings: PrinterSettings) -> bytes:
    """Return the bytes that cut the slip; a printer that cannot cut through leaves a bridge."""
    job = dummy(settings.profile)
    job.cut(feed=False)
    last = slip.blocks[-1]
    full = isinstance(last, CutBlock) and last.mode == "full"
    return FULL_CUT if full and job.profile.supports("paperFullCut") else bytes(job.output)


def _raster(job: Any, slip: Slip, settings: PrinterSettings, draw: Draw) -> int:
    picture = draw(slip)
    job._raw(raster(picture, paper_dots=PAPER_DOTS[settings.paper]))  # noqa: SLF001 - its only way in
    return len(picture)


def _hybrid(job: Any, slip: Slip, settings: PrinterSettings, draw: Draw) -> int:
    width, rows = PAPER_DOTS[settings.paper], 0
    for part in _runs(slip.blocks, width):
        if isinstance(part, NumberBlock):
            number(job, part.text, width)
            rows += NUMBER_ROWS
        elif isinstance(part, QrBlock):
            rows += qr(job, part.link, width)
        else:
            picture = draw(Slip(language=slip.language, blocks=tuple(part)))
            job._raw(compact(picture))  # noqa: SLF001 - its only way in
            rows += len(picture)
    return rows


def _runs(blocks: Sequence[Block], width: int) -> Iterator[list[Block] | NumberBlock | QrBlock]:
    """Yield what the printer can do by itself, and between it the runs of blocks to draw."""
    run: list[Block] = []
    for block in blocks:
        if _native(block, width):
            if run:
                yield run
            assert isinstance(block, NumberBlock | QrBlock)  # noqa: S101 - what _native says
            yield block
            run = _beside(block)
        elif not isinstance(block, CutBlock):
            run.append(block)
    if run:
        yield run


def _native(block: Block, width: int) -> bool:
    if isinstance(block, NumberBlock):
        return number_fits(block.text)
    return isinstance(block, QrBlock) and bool(code_module(block.link, width))


def _beside(block: Block) -> list[Block]:
    """Return the words that a drawn QR code has beside it; a native one has them below."""
    words = block.text if isinstance(block, QrBlock) else ""
    return [TextBlock(text=words, size="small")] if words else []


def _text(job: Any, slip: Slip, settings: PrinterSettings, draw: Draw) -> int:  # noqa: ARG001
    return write_slip(job, slip, parse_page(settings.text_page), PAPER_DOTS[settings.paper])


MODES = {"raster": _raster, "hybrid": _hybrid, "text": _text}
