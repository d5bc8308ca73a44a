"""Fixtures: the same test on SQLite and on PostgreSQL."""

import uuid

import pytest
from sqlalchemy import Engine

from kiosk.storage.engines import open_engine
from kiosk.storage.schema import ensure_halls, upgrade
from tests.servers import create_database, postgres


@pytest.fixture(scope="session")
def postgres_server():
    with postgres() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server):
    name = "motcua_template"
    engine = open_engine(create_database(postgres_server, name))
    upgrade(engine)
    engine.dispose()
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "motcua.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path) -> str:
    """A migrated, empty database of its own."""
    if request.param == "sqlite":
        path = tmp_path / "motcua.db"
        path.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
        return f"sqlite:///{path}"
    server = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("postgres_template")
    return create_database(server, f"t_{uuid.uuid4().hex}", template)


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_database(request, tmp_path_factory) -> str:
    """A database of its own that is not yet migrated, for a process that does so."""
    return _fresh(request, tmp_path_factory)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database_for_all(request, tmp_path_factory) -> str:
    """A database that is not yet migrated, for all tests of a module."""
    return _fresh(request, tmp_path_factory)


def _fresh(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('fresh') / 'motcua.db'}"
    return create_database(request.getfixturevalue("postgres_server"), f"f_{uuid.uuid4().hex}")


@pytest.fixture
def engine(database_url) -> Engine:
    engine = open_engine(database_url)
    ensure_halls(engine, ["hoa-yen"])
    yield engine
    engine.dispose()
