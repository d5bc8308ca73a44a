"""One stage for all tests of the faces."""

from collections.abc import Iterator

import pytest

from tests.faces.stage import Stage


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """Serve one state at a time."""
    started = Stage()
    yield started
    started.stop()
