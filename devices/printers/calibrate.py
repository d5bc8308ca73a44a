"""Prints the sheet from which a person picks ``text_page``: the same words in every candidate.

``python -m devices.printers.calibrate --config FILE --printer NAME``, on the printer's PC while
its agent is stopped; needs no server.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from config.agent import PrinterSettings
from config.load import load_agent
from config.refusals import ConfigError, suggestion
from devices.errors import DeviceError, DeviceGoneError, DeviceSettingsError, DeviceSilentError
from devices.printers.blocks import Block, RuleBlock, Slip, TextBlock
from devices.printers.commands import check_profile, commands, dummy
from devices.printers.lettering import write_slip
from devices.printers.pages import read_page
from devices.printers.raster import PAPER_DOTS
from devices.printers.transport import parse_address

SLOTS = (27, 30, 31, 35, 39, 52, 94)
"""Where printers are known to have Vietnamese pages; the numbers differ between makers."""

SAMPLE = "Phiếu số A012 \u2013 Giấy tiếp nhận hồ sơ: Nguyễn Thị Hường"

CAPITALS = "ĂÂÊÔƠƯĐ ăâêôơưđ ẤỆỐỜỰỲ"
"""Letters in which the candidates differ."""

HEAD = (
    "Mot Cua: letters of the printer {name}. Find a sample without any wrong letter or loose mark."
)
FOOT = 'All wrong: keep mode = "raster", or text_page = "ascii".'

MODELS = ("escpos", "file")


def candidates() -> Iterator[str]:
    """Yield every ``text_page`` that the sheet shows."""
    yield "30+31:tcvn3"
    yield "30+31:tcvn5712"
    for slot in SLOTS:
        yield f"{slot}:cp1258"
        if slot not in {30, 31}:
            yield f"{slot}+{slot + 1}:tcvn3"


def sheet(settings: PrinterSettings) -> bytes:
    """Return the bytes of the sheet with its cut."""
    job, width = dummy(settings.profile), PAPER_DOTS[settings.paper]
    job.hw("INIT")
    _write(job, width, "ascii", _plain(HEAD.format(name=settings.name)), RuleBlock())
    for spelled in candidates():
        label = TextBlock(text=f'text_page = "{spelled}"', bold=True, align="left")
        _write(job, width, "ascii", label)
        _write(job, width, spelled, _plain(SAMPLE), _plain(CAPITALS))
    _write(job, width, "ascii", RuleBlock(), _plain(FOOT))
    return bytes(job.output) + commands(settings.profile).cut


def _plain(text: str) -> Block:
    return TextBlock(text=text, align="left")


def _write(job: object, width: int, page: str, *blocks: Block) -> None:
    write_slip(job, Slip(blocks=blocks), read_page(page), width)


def print_sheet(settings: PrinterSettings) -> None:
    """Print the sheet.

    Raises:
        DeviceError: The printer cannot be reached, or has no letters of its own.
    """
    if settings.model not in MODELS:
        raise DeviceSettingsError(
            f"printer {settings.name!r}: the model {settings.model!r} prints pictures only"
        )
    check_profile(settings.profile)
    data, address = sheet(settings), parse_address(settings.port)
    channel = address.open()
    try:
        channel.write(data, address.seconds(len(data)))
    finally:
        channel.close()


def main(words: Sequence[str] | None = None) -> int:
    """Print the sheet; return 1 when that failed, 2 when it was asked for wrongly."""
    given = _parser().parse_args(words)
    try:
        settings = _named(given.config, given.printer)
        print_sheet(settings)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except DeviceError as error:
        sys.stderr.write(f"{error}{_hint(error)}\n")
        return 1
    sys.stdout.write(
        "The sheet is on its way. Write into the configuration of this printer\n"
        'mode = "text" and the text_page that stands above the first sample without a mistake.\n'
    )
    return 0


def _hint(error: DeviceError) -> str:
    if isinstance(error, DeviceGoneError | DeviceSilentError):
        return "; if the agent runs on this PC, stop it first: it holds the printer"
    return ""


def _named(config: Path | None, name: str | None) -> PrinterSettings:
    loaded = load_agent(config, os.environ)
    printers = {each.name: each for each in loaded.settings.printer}
    if not printers:
        raise ConfigError(f"{loaded.source}: there is no [[agent.printer]]")
    if name is None and len(printers) == 1:
        return next(iter(printers.values()))
    if name not in printers:
        raise ConfigError(
            f"{loaded.source}: there is no printer {name!r}; {suggestion(name or '', printers)}"
        )
    return printers[name]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m devices.printers.calibrate",
        description="Print the sheet from which to pick text_page, while the agent is stopped.",
    )
    parser.add_argument("--config", type=Path, help="the agent's configuration file")
    parser.add_argument("--printer", help="name of the printer; may be left out if there is one")
    return parser


if __name__ == "__main__":
    sys.exit(main())
