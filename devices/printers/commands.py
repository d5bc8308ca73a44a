"""The few ESC/POS commands around a picture, from python-escpos."""

import logging
import os
import tempfile
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Commands:
    """Bytes of commands."""

    start: bytes
    """Forget all settings of jobs before."""

    cut: bytes
    """Feed the paper to the cutter and cut it."""


@cache
def commands() -> Commands:
    """Build the commands; the first call takes about half a second."""
    dummy = _dummy()
    start, cut = dummy(), dummy()
    start.hw("INIT")
    cut.cut(feed=False)
    return Commands(start.output, cut.output)


def _dummy() -> Any:
    """Import python-escpos without what its import leaves behind.

    It unpickles whatever lies in its cache folder, so that folder is a new private one which
    lives only during the import; and it configures the root logger.
    """
    handlers = list(logging.root.handlers)
    with tempfile.TemporaryDirectory(prefix="motcua-escpos-") as private:
        os.environ["ESCPOS_CAPABILITIES_PICKLE_DIR"] = private
        from escpos.printer import Dummy  # noqa: PLC0415 - slow, and only the agent needs it
    for handler in [each for each in logging.root.handlers if each not in handlers]:
        logging.root.removeHandler(handler)
    return Dummy
