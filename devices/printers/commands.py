"""Bytes of ESC/POS commands, built by python-escpos: a fresh ``Dummy`` for each job."""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from devices.errors import DeviceSettingsError

DEFAULT = "default"
"""The profile that fits most printers."""


@dataclass(frozen=True, slots=True)
class Commands:
    """Bytes of commands."""

    start: bytes
    """Forget all settings of jobs before."""

    cut: bytes
    """Feed the paper to the cutter and cut it."""


def commands(profile: str = DEFAULT) -> Commands:
    """Build the commands around a job; the first call of all takes about half a second.

    Raises:
        DeviceSettingsError: python-escpos knows no such profile.
    """
    start, cut = dummy(profile), dummy(profile)
    start.hw("INIT")
    cut.cut(feed=False)
    return Commands(start.output, cut.output)


def dummy(profile: str = DEFAULT) -> Any:
    """Return a new ``escpos.printer.Dummy``: an old one remembers the job before.

    Args:
        profile: The printer's model as python-escpos calls it.

    Raises:
        DeviceSettingsError: python-escpos knows no such profile.
    """
    module = _module()
    check_profile(profile)
    return module.Dummy(profile=profile)


def check_profile(profile: str) -> None:
    """Refuse a profile that python-escpos does not know.

    Raises:
        DeviceSettingsError: With the nearest names, or all.
    """
    names = profiles()
    if profile in names:
        return
    by_lower = {name.lower(): name for name in names}
    close = get_close_matches(profile.lower(), by_lower, n=3, cutoff=0.5)
    hint = " or ".join(repr(by_lower[name]) for name in close)
    said = f"did you mean {hint}?" if hint else f"profiles are {', '.join(sorted(names))}"
    raise DeviceSettingsError(f"there is no printer profile {profile!r}; {said}")


@cache
def profiles() -> frozenset[str]:
    """Return the models that python-escpos knows."""
    _module()
    from escpos.capabilities import CAPABILITIES  # noqa: PLC0415 - imported quietly just now

    return frozenset(CAPABILITIES["profiles"])


def usb_class() -> Any:
    """Return ``escpos.printer.Usb``."""
    return _module().Usb


@cache
def _module() -> Any:
    """Import python-escpos without what its import leaves behind.

    It unpickles whatever lies in its cache folder, so that folder is a new private one which
    lives only during the import; and it configures the root logger.
    """
    with _handlers_kept(), tempfile.TemporaryDirectory(prefix="motcua-escpos-") as private:
        os.environ["ESCPOS_CAPABILITIES_PICKLE_DIR"] = private
        from escpos import printer  # noqa: PLC0415 - slow, and only the agent needs it
    return printer


@contextmanager
def _handlers_kept() -> Iterator[None]:
    handlers = list(logging.root.handlers)
    yield
    for handler in [each for each in logging.root.handlers if each not in handlers]:
        logging.root.removeHandler(handler)
