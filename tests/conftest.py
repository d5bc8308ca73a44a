"""What holds for every test: only this machine is talked to, every log message can be read."""

import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.faces.gallery import CHROMIUM, browser

LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections to other machines; servers that tests start are on loopback."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        inet = self.family in {socket.AF_INET, socket.AF_INET6}
        host = str(address[0]) if inet and isinstance(address, tuple) else "localhost"
        if not host.startswith(LOOPBACK):
            raise AssertionError(f"a test wanted to talk to {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Open the browser, one for all tests of a worker."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Debian's chromium is not installed")
    with browser() as opened:
        yield opened


class _Formatting(logging.Handler):
    """Formats every record at once, so that a wrong message is an error where it is written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.wrong: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        try:
            record.getMessage()
        except (TypeError, ValueError, KeyError) as error:
            self.wrong.append(f"{record.pathname}:{record.lineno}: {record.msg!r}: {error}")


@pytest.fixture(autouse=True)
def _log_messages_format() -> Iterator[None]:
    """Fail the test in which a log message does not fit its arguments."""
    handler = _Formatting()
    root = logging.getLogger()
    root.addHandler(handler)
    yield
    root.removeHandler(handler)
    assert not handler.wrong, "log messages that do not format:\n" + "\n".join(handler.wrong)
