"""Whether the server can work, and who is connected to it."""

import urllib.request
import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from kiosk.opening import schema
from kiosk.storage.engines import open_engine
from kiosk.storage.schema import ensure_halls, upgrade
from tests.live.clients import Client, wait_for
from tests.running import Running, new_token, post, product
from tests.web.offices import CONFIG, TICKETS, Town


def test_a_server_beside_a_database_of_another_version_is_not_ready(town: Town) -> None:
    engine, anybody = town.running.office.engine, town.who()

    def ready_with(version: str) -> tuple[int, str]:
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
        answer = anybody.get("/health/ready")
        return answer.status, answer.body["status"]

    own = schema(engine)[1]
    assert ready_with("0000") == (503, "schema")
    assert ready_with("9999") == (503, "schema")
    assert ready_with(own) == (200, "ok")


@pytest.fixture
def server(tmp_path) -> Iterator[Running]:
    engine = open_engine(f"sqlite:///{tmp_path / 'motcua.db'}")
    upgrade(engine)
    ensure_halls(engine, ["hoa-yen", "ben-tre"])
    engine.dispose()
    config = CONFIG.replace("patience = 30", 'patience = 30\noutside_hours = "allow"')
    with product(tmp_path, config) as running:
        yield running


def sockets(server: Running) -> dict[str, int]:
    """Return the connected clients by namespace, as Prometheus reads them."""
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=10) as answer:  # noqa: S310  # loopback
        lines = answer.read().decode().splitlines()
    found = [line.partition("} ") for line in lines if line.startswith("motcua_sockets{")]
    return {name.split('"')[1]: int(float(count)) for name, _, count in found}


@pytest.mark.slow
def test_connected_screens_and_agents_are_counted(server: Running) -> None:
    officer, agent = new_token(server.data, "officer"), new_token(server.data, "agent")
    wish = {"line": "ho-tich", "tap": str(uuid.uuid4())}
    ticket = post(server.url + TICKETS, wish, officer)["id"]
    hello = {"token": agent, "name": "a", "printers": [], "lanes": []}
    come = [
        ("/wall", {"hall": "hoa-yen"}),
        ("/wall", {"hall": "ben-tre"}),
        ("/desk", {"hall": "hoa-yen", "token": officer}),
        ("/phone", {"ticket": ticket}),
        ("/lane", {"lane": "cua-chinh"}),
        ("/agent", hello),
    ]
    nobody = dict.fromkeys(("wall", "desk", "phone", "lane", "agent"), 0)
    assert sockets(server) == nobody

    clients = [Client(space).connect(server, **auth) for space, auth in come]
    assert sockets(server) == dict.fromkeys(nobody, 1) | {"wall": 2}

    for client in clients:
        client.disconnect()
    wait_for(lambda: sockets(server) == nobody)
