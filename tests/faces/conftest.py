"""One browser and one stage for all tests of the faces."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.faces.gallery import CHROMIUM, browser
from tests.faces.stage import Stage


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """Serve one state at a time."""
    started = Stage()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Open the browser."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Debian's chromium is not installed")
    with browser() as opened:
        yield opened
