"""An office for tests: the app without a server, a clock turned by hand, somebody of every role."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from config.load import settings_of
from kiosk.app import Running, create_app
from kiosk.storage.engines import open_engine
from kiosk.storage.schema import ensure_halls
from kiosk.storage.tokens import Tokens
from tests.ward import NOON

API = "/api/v1"
HALL = f"{API}/halls/hoa-yen"
TICKETS = f"{HALL}/tickets"
ROLES = ("kiosk", "agent", "helper", "officer", "supervisor", "admin")
PUBLIC = "http://ward.test"

CONFIG = """
[[halls]]
slug = "hoa-yen"
name = { vi = "Bộ phận Một cửa Phường Hòa Yên", en = "One-Stop Office of Hòa Yên Ward" }
patience = 30
[[halls.line]]
slug = "ho-tich"
prefix = "A"
name = { vi = "Tư pháp - Hộ tịch", en = "Civil status" }
[[halls.line]]
slug = "chung-thuc"
prefix = "B"
name = { vi = "Chứng thực", en = "Certification" }
[[halls.counter]]
slug = "1"
lines = ["ho-tich"]
[[halls.counter]]
slug = "2"
lines = ["ho-tich", "chung-thuc"]
[[halls.priority]]
slug = "elder"
name = { vi = "Người cao tuổi", en = "Elderly" }
head_start = 15
[[halls.hours]]
days = ["mon", "tue", "wed", "thu", "fri"]
start = 07:30:00
end = 17:00:00
[[halls.lane]]
slug = "cua-chinh"

[[halls]]
slug = "ben-tre"
name = "Phòng bên"
[[halls.line]]
slug = "dat-dai"
prefix = "C"
name = "Đất đai"
[[halls.counter]]
slug = "9"
lines = ["dat-dai"]

[[agent.printer]]
name = "kiosk-1"
model = "simulated"
hall = "hoa-yen"
"""


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    time: datetime = NOON

    def __call__(self) -> datetime:
        return self.time

    def ahead(self, **by: float) -> None:
        self.time += timedelta(**by)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    kind: str
    body: Any
    headers: Any

    @property
    def code(self) -> str:
        """The refusal's code; the answer must be a problem document."""
        assert self.kind == "application/problem+json", (self.status, self.kind, self.body)
        assert set(self.body) == {"type", "title", "status", "detail", "code", "facts"}
        assert self.body["status"] == self.status
        return self.body["code"]


@dataclass
class Asker:
    """Somebody who calls the API, with or without a token."""

    client: FlaskClient
    headers: dict[str, str] = field(default_factory=dict)
    address: str = "192.0.2.7"

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        """Send JSON; keyword arguments go to the test client as they are."""
        if body is not None:
            more |= {"data": json.dumps(body), "content_type": "application/json"}
        headers = self.headers | more.pop("headers", {})
        origin = {"REMOTE_ADDR": self.address}
        answer = self.client.open(
            path, method=method, headers=headers, environ_overrides=origin, **more
        )
        kind = answer.mimetype or ""
        known = answer.get_json(silent=True) if "json" in kind else answer.get_data()
        answer.close()
        return Answer(answer.status_code, kind, known, answer.headers)

    def get(self, path: str, **more: Any) -> Answer:
        return self.ask("GET", path, **more)

    def take(self, line: str = "ho-tich", **wish: Any) -> Answer:
        """Take a number."""
        return self.ask("POST", TICKETS, {"line": line, "tap": str(uuid.uuid4())} | wish)

    def press(self, counter: str, key: str, body: Any = None) -> Answer:
        """Press a counter's key."""
        return self.ask("POST", f"{HALL}/counters/{counter}/{key}", body)


@dataclass
class Town:
    """The office, its clock, and how to be somebody."""

    running: Running
    clock: Clock

    def who(self, role: str | None = None, **more: Any) -> Asker:
        """Return somebody with a token of a role; nobody in particular without one."""
        asker = Asker(self.running.app.test_client(use_cookies=True), **more)
        if role:
            name = f"{role}-{uuid.uuid4().hex[:8]}"
            token = Tokens(self.running.office.engine).create(name, role, self.clock())
            asker.headers["Authorization"] = f"Bearer {token}"
        return asker

    def seq(self) -> int:
        """Return the journal's last row; what changes nothing leaves it."""
        return self.running.office.queries.seqs()["hoa-yen"]


def open_town(url: str, data: Path, extra: str = "") -> Town:
    """Open an office on a migrated database."""
    engine = open_engine(url)
    ensure_halls(engine, ["hoa-yen", "ben-tre"])
    engine.dispose()
    settings = settings_of(
        CONFIG + extra, {"MOTCUA_DATABASE_URL": url}, source="the tests' configuration"
    )
    clock = Clock()
    return Town(create_app(settings, data, clock=clock, public_url=PUBLIC), clock)


@pytest.fixture
def town(database_url, tmp_path) -> Iterator[Town]:
    """An office on SQLite, and one on PostgreSQL."""
    town = open_town(database_url, tmp_path)
    yield town
    town.running.office.engine.dispose()
