"""One running house for all journeys; each test has devices of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.databases import fresh_database, postgres_server  # noqa: F401  # fixtures
from tests.journeys.house import House, Screens, house


@pytest.fixture(scope="session")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
def screens(chromium: Browser, ward: House) -> Iterator[Screens]:
    """The house's screens in Vietnamese; no page's script may fail."""
    opened = Screens(chromium, ward)
    yield opened
    opened.close()
    assert opened.complaints == []
