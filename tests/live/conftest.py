"""A live server of its own for each test, on SQLite or PostgreSQL."""

from collections.abc import Callable, Iterator

import pytest

from kiosk.storage.engines import open_engine
from kiosk.storage.schema import ensure_halls
from tests.databases import (  # noqa: F401  # fixtures
    database_url,
    postgres_server,
    postgres_template,
    sqlite_template,
)
from tests.live.clients import Client, Process
from tests.live.words import HALL, OTHER


@pytest.fixture
def hall_url(database_url) -> str:  # noqa: F811  # the fixture
    """A database with the halls in it."""
    engine = open_engine(database_url)
    ensure_halls(engine, [HALL, OTHER])
    engine.dispose()
    return database_url


@pytest.fixture
def start(hall_url) -> Iterator[Callable[..., Process]]:
    """Start servers on the test's database; they end with the test."""
    started: list[Process] = []

    def begin(*options: str) -> Process:
        started.append(Process(hall_url, *options))
        return started[-1].start()

    yield begin
    for process in started:
        process.kill()


@pytest.fixture
def server(start) -> Process:
    return start()


@pytest.fixture
def keep() -> Iterator[Callable[[Client], Client]]:
    """Disconnect a client when the test ends."""
    kept: list[Client] = []
    yield lambda client: kept.append(client) or client
    for client in kept:
        client.disconnect()
