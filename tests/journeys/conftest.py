"""One browser and one running house for all journeys; each test has devices of its own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.faces.gallery import CHROMIUM, browser
from tests.journeys.house import House, Screens, house

# Playwright runs once a thread, and the faces' browser has the main one until the very end.
STAGE = ThreadPoolExecutor(1, "journeys")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    """Run the test in the thread that has the browser."""
    names = pyfuncitem._fixtureinfo.argnames
    given = {name: pyfuncitem.funcargs[name] for name in names}
    STAGE.submit(pyfuncitem.obj, **given).result()
    return True


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("Debian's chromium is not installed")
    end = ExitStack()
    yield STAGE.submit(end.enter_context, browser()).result()
    STAGE.submit(end.close).result()


@pytest.fixture(scope="session")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
def screens(chromium: Browser, ward: House) -> Iterator[Screens]:
    """The house's screens in Vietnamese; no page's script may fail."""
    opened = Screens(chromium, ward)
    yield opened
    STAGE.submit(opened.close).result()
    assert opened.complaints == []
