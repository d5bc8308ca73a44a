"""The live part alone on a real server, wired as ``kiosk.app`` does it, without pages and accounts.

``python -m tests.live.server --url DATABASE --port PORT [--redis URL] [--deaf]``; the hall's keys
are pressed with ``POST /press``. Deaf: nothing that it commits is told to its clients, as if it
died between the commit and the push.
"""

# ruff: noqa: E402  # gevent has to patch before anything else is imported
from gevent import monkey

monkey.patch_all()

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from flask import Flask, Response, jsonify, request
from flask_socketio import SocketIO

from config.hall import HallSettings
from config.sections import Settings
from display.push import payload
from display.wall import board
from kiosk.actions import printing
from kiosk.actions.counters import Place, begin, call_next, finish, open_counter, recall
from kiosk.actions.tickets import Wish, cancel_ticket, issue_ticket
from kiosk.live import walls
from kiosk.live.agents import AgentSpace, Listeners, Store
from kiosk.live.benches import BenchSpace
from kiosk.live.bus import LOOK_SECONDS, LOOK_SELDOM_SECONDS, Bus
from kiosk.live.desks import DeskSpace
from kiosk.live.frames import use_frames
from kiosk.live.lanes import LaneSpace
from kiosk.live.phones import PhoneSpace
from kiosk.live.walls import WallSpace
from kiosk.serving import bind, serving
from kiosk.storage.devices import Devices
from kiosk.storage.engines import open_engine
from kiosk.storage.jobs import Jobs
from kiosk.storage.queries import Queries
from kiosk.storage.tokens import TokenHolder
from kiosk.storage.work import SqlWork
from kiosk.views import Views
from tests.live.words import AGENT, HALL, OTHER, STAFF
from tests.ward import SMALL

KEYS = {"recall": recall, "begin": begin, "finish": finish}


def clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # what kiosk.app does


def settings() -> Settings:
    narrow = [{"block": "number"}, {"block": "text", "text": "58 mm"}]
    slips = [{"kind": "ticket", "paper": 58, "block": narrow}]
    hall = SMALL | {
        "slip": slips,
        "lane": [{"slug": "cua-chinh", "name": "Cửa chính"}],
        "outside_hours": "allow",
    }
    printers = [{"name": name, "model": "simulated"} for name in ("kiosk-1", "kiosk-2")]
    devices = {"printer": printers, "fallback_after": 0.3}
    other = SMALL | {"slug": OTHER, "outside_hours": "allow"}
    halls = [hall, other]
    return Settings.model_validate({"hall": halls, "agent": devices, "demo": True})


def holder(token: str) -> TokenHolder | None:
    role = {AGENT: "agent", STAFF: "helper"}.get(token)
    return TokenHolder(token, role, None, None, clock()) if role else None


class Server:
    """The wired parts."""

    def __init__(self, url: str, redis: str | None, *, deaf: bool) -> None:
        self.settings, self.app = settings(), Flask("live")
        self.io = SocketIO(self.app, async_mode="gevent")
        use_frames(self.io.server)
        engine = open_engine(url)
        self.queries, self.jobs, self.devices = Queries(engine), Jobs(engine), Devices(engine)
        seldom = redis is not None or url.startswith("sqlite")
        look = LOOK_SELDOM_SECONDS if seldom else LOOK_SECONDS
        self.bus = Bus(self.queries, redis, look=None if deaf else look)
        self.work = SqlWork(engine, (lambda *_: None) if deaf else self.bus.published)
        self.views = Views(self.settings, self.queries, "http://here", board)
        self.spaces()

    def spaces(self) -> None:
        def staff(auth: Any) -> bool:
            return isinstance(auth, dict) and auth.get("token") == STAFF

        self.walls = WallSpace(self.settings, self.bus, self.views, payload, clock)
        self.phones = PhoneSpace(self.views, clock)
        self.desks = DeskSpace(self.settings, payload, clock, staff, self.states)
        self.benches = BenchSpace(staff, self.states, clock)
        self.lanes = LaneSpace(self.lane, clock)
        self.agents = AgentSpace(
            self.settings,
            Store(self.work, self.queries, self.jobs, self.devices),
            Listeners(
                printed=self.phones.printed,
                devices=self.devices_changed,
                lane=self.lanes.changed,
                bench=self.benches.told,
            ),
            holder=holder,
            public_url="http://here",
            clock=clock,
        )
        screens = (self.walls, self.desks, self.phones)
        for space in (*screens, self.agents, self.benches, self.lanes):
            self.io.on_namespace(space)
        for space in (*screens, self.agents):
            self.bus.subscribe(space.hear, space.anew)

    def states(self) -> list[dict[str, Any]]:
        rows = self.devices.all()
        return [row | {"device": row["name"], "since": row["since"].isoformat()} for row in rows]

    def devices_changed(self) -> None:
        self.desks.devices_changed()
        self.benches.devices_changed()

    def lane(self, slug: str) -> dict[str, Any] | None:
        if slug != "cua-chinh":
            return None
        row = self.devices.lane(slug)
        if row is None:
            return {"lane": slug, "state": "off", "since": None, "fault": None}
        facts = {"state": row["state"], "since": row["since"].isoformat(), "fault": row["fault"]}
        return {"lane": slug} | facts

    def press(self, key: str, **facts: Any) -> dict[str, Any]:
        """Do what a tap or a counter's key does; ``life`` of a job is in seconds."""
        hall = self.settings.hall(facts.pop("hall", HALL))
        if key == "take":
            life = timedelta(seconds=facts.pop("life", 600))
            issued = issue_ticket(self.work, hall, Wish(**facts), clock(), life)
            return {"id": issued.ticket.id, "number": issued.ticket.number, "ahead": issued.ahead}
        if key == "cancel":
            cancel_ticket(self.work, hall, facts["ticket"], clock())
            return {}
        if key == "wish":
            return self.wish(hall, **facts)
        place = Place(hall, facts["counter"], clock())
        if key == "open":
            open_counter(self.work, place, "Lan")
            return {}
        if key == "call":
            ticket = call_next(self.work, place).ticket
        else:
            ticket = KEYS[key](self.work, place)
        return {"number": ticket.number if ticket else None}

    def wish(self, hall: HallSettings, job: str, what: str | None, **more: Any) -> dict[str, Any]:
        """Do what the desk's keys for printouts do."""
        life = timedelta(minutes=10)
        wanted = printing.Wish(what=what, by="Lan", life=life, **more)
        found = printing.wish(self.work, hall, job, wanted, clock())
        self.agents.further(found.id)
        return {"job": found.id}

    def routes(self) -> None:
        @self.app.get("/ready")
        def ready() -> str:
            return "ready"

        @self.app.post("/press")
        def press() -> Response:
            return jsonify(self.press(**request.get_json()))

        @self.app.post("/control")
        def control() -> Response:
            return jsonify(self.agents.control(**request.get_json()))

        @self.app.post("/preview")
        def preview() -> Response:
            return jsonify(self.agents.preview(**request.get_json()))

        @self.app.get("/reading")
        def reading() -> Response:
            found = self.agents.reading("cua-chinh")
            return jsonify(found and replace(found).to_json())

    def run(self, port: int) -> None:
        self.routes()
        self.bus.start([HALL, OTHER])
        self.phones.start()
        self.agents.start()
        with serving(self.app, bind("127.0.0.1", port)) as stopping:
            stopping.wait()


@click.command()
@click.option("--url", required=True)
@click.option("--port", type=int, required=True)
@click.option("--redis")
@click.option("--deaf", is_flag=True)
@click.option("--replay", type=int, default=walls.LONGEST_REPLAY)
def main(url: str, port: int, redis: str | None, replay: int, *, deaf: bool) -> None:
    walls.LONGEST_REPLAY = replay
    Server(url, redis, deaf=deaf).run(port)


if __name__ == "__main__":
    main()
