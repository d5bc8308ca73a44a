"""Where the server under trial keeps its data: SQLite, PostgreSQL, two servers on PostgreSQL."""

import contextlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.storage.engines import open_engine
from kiosk.storage.schema import ensure_halls, upgrade
from tests.databases import database_for_all, fresh_database, postgres_server  # noqa: F401  # fixtures
from tests.running import Running, new_token, product
from tests.servers import create_database
from tests.trials.client import WARD


@dataclass(frozen=True)
class Place:
    """A prepared database, its folder, and tokens."""

    data: Path
    environ: dict[str, str]
    url: str
    officer: str

    @property
    def kind(self) -> str:
        return self.url.partition(":")[0]

    def serve(self, port: int = 0) -> contextlib.AbstractContextManager[Running]:
        return product(self.data, WARD, port=port, **self.environ)


def prepared(data: Path, url: str, environ: dict[str, str]) -> Place:
    data.mkdir(parents=True, exist_ok=True)
    (data / "motcua.toml").write_text(WARD, encoding="utf-8")
    engine = open_engine(url)
    upgrade(engine)
    ensure_halls(engine, ["hoa-yen"])
    engine.dispose()
    return Place(data, environ, url, new_token(data, "officer", **environ))


@pytest.fixture
def place(fresh_database, tmp_path) -> Place:  # noqa: F811  # the fixture
    return prepared(tmp_path, fresh_database, {"MOTCUA_DATABASE_URL": fresh_database})


@pytest.fixture(params=["sqlite", "postgresql", "two-servers"])
def servers(request, tmp_path) -> Iterator[tuple[Place, list[Running]]]:
    """The running servers of one hall."""
    if request.param == "sqlite":
        one = prepared(tmp_path, f"sqlite:///{tmp_path / 'motcua.db'}", {})
    else:
        server = request.getfixturevalue("postgres_server")
        url = create_database(server, f"t_{uuid.uuid4().hex}")
        one = prepared(tmp_path, url, {"MOTCUA_DATABASE_URL": url})
    with contextlib.ExitStack() as stack:
        count = 2 if request.param == "two-servers" else 1
        yield one, [stack.enter_context(one.serve()) for _ in range(count)]
