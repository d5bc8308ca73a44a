"""The only place where concrete things meet: database, bus, sockets, pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import gevent
from flask import Flask, Response, jsonify, request
from flask.sessions import SecureCookieSessionInterface
from flask_socketio import SocketIO
from itsdangerous import URLSafeTimedSerializer
from jinja2 import ChoiceLoader, FileSystemLoader
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from config.sections import Settings
from display.push import payload
from display.wall import board
from kiosk.keys import session_key
from kiosk.live.agents import AgentSpace, Listeners, Store
from kiosk.live.benches import BenchSpace
from kiosk.live.bus import LOOK_SECONDS, LOOK_SELDOM_SECONDS, Bus
from kiosk.live.desks import DeskSpace
from kiosk.live.frames import use_frames
from kiosk.live.lanes import LaneSpace
from kiosk.live.phones import PhoneSpace
from kiosk.live.spaces import Space
from kiosk.live.walls import WallSpace
from kiosk.opening import database_url
from kiosk.storage.devices import Devices
from kiosk.storage.engines import open_engine
from kiosk.storage.jobs import Jobs
from kiosk.storage.journal import Entry
from kiosk.storage.queries import Queries
from kiosk.storage.tokens import Tokens
from kiosk.storage.work import SqlWork
from kiosk.views import Views
from kiosk.web import (
    accounts,
    admin,
    api_counters,
    api_devices,
    api_printing,
    api_rolls,
    api_tickets,
    bench,
    headers,
    health,
    limits,
    packing,
    pages,
    refusals,
    rolls,
    slips,
    touch_enrolment,
    watching,
)
from kiosk.web import identity as identities
from kiosk.web.api_devices import lane_json
from kiosk.web.api_halls import api
from kiosk.web.office import Office
from kiosk.web.pagedata import devices_json

ROOT = Path(__file__).parents[1]
LARGEST_BODY = 64 * 1024
CALLS = (api_tickets, api_counters, api_devices, api_printing, api_rolls)
"""Modules that declare their calls on ``api_halls.api``."""


def utc_now() -> datetime:
    """Read the clock; everything below gets the time as an argument."""
    return datetime.now(UTC)  # noqa: TID251  # here it is read


@dataclass(frozen=True)
class Running:
    """An app that is ready to serve once ``start`` was called."""

    app: Flask
    socketio: SocketIO
    office: Office
    bus: Bus
    start: Callable[[], None]


def create_app(
    settings: Settings,
    data: Path,
    *,
    public_url: str,
    clock: Callable[[], datetime] = utc_now,
    engine: Engine | None = None,
) -> Running:
    """Build the app on a database that is migrated and has its halls."""
    engine = engine or open_engine(database_url(settings, data))
    app = _flask(settings, data, public_url)
    redis = settings.storage.redis.get_secret_value() if settings.storage.redis else None
    queries = Queries(engine)
    seldom = redis is not None or engine.dialect.name == "sqlite"
    bus = Bus(queries, redis, look=LOOK_SELDOM_SECONDS if seldom else LOOK_SECONDS)
    work = SqlWork(engine, _walls_first(bus.published), pause=lambda: gevent.sleep(0))
    views = Views(settings, queries, public_url, board)
    sockets = Sockets(app, Store(work, queries, Jobs(engine), Devices(engine)), settings)
    office = Office(
        settings=settings,
        data=data,
        engine=engine,
        work=work,
        queries=queries,
        jobs=Jobs(engine),
        devices=Devices(engine),
        views=views,
        live=sockets,
        clock=clock,
        public_url=public_url,
    )
    app.extensions["office"] = office
    _register(app)
    sockets.build(bus, views, clock, public_url)
    return Running(app, sockets.socketio, office, bus, lambda: sockets.start(bus))


class Sockets:
    """The Socket.IO namespaces of this process."""

    walls: WallSpace
    desks: DeskSpace
    phones: PhoneSpace
    lanes: LaneSpace
    agents: AgentSpace
    benches: BenchSpace

    def __init__(self, app: Flask, store: Store, settings: Settings) -> None:
        self._app, self._store, self._settings = app, store, settings
        self.socketio = SocketIO(
            app,
            async_mode="gevent",
            manage_session=False,
            ping_interval=10,
            ping_timeout=10,
            max_http_buffer_size=1_000_000,
        )
        use_frames(self.socketio.server)

    def build(self, bus: Bus, views: Views, clock: Callable[[], datetime], public_url: str) -> None:
        """Make the namespaces and let them hear the bus."""
        settings, tokens = self._settings, Tokens(self._office().engine)
        self.walls = WallSpace(settings, bus, views, payload, clock)
        self.phones = PhoneSpace(views, clock)
        self.desks = DeskSpace(settings, payload, clock, self._staff, self._devices)
        self.lanes = LaneSpace(self._lane, clock)
        self.benches = BenchSpace(self._at_the_bench, self._devices, clock)
        self.agents = AgentSpace(
            settings,
            self._store,
            Listeners(self.phones.printed, self._devices_changed, self._lane_changed, self._shown),
            holder=tokens.find,
            public_url=public_url,
            clock=clock,
        )
        spaces = self._spaces()
        for space in [*spaces, self.benches] if settings.demo else spaces:
            self.socketio.on_namespace(space)
        for listener in (self.walls, self.agents, self.phones, self.desks):
            bus.subscribe(listener.hear, listener.anew)

    def start(self, bus: Bus) -> None:
        """Begin to read journals, to hand over jobs, to look after phones."""
        bus.start(hall.slug for hall in self._settings.halls)
        self.phones.start()
        self.agents.start()

    def connected(self) -> dict[str, int]:
        """Return how many clients each namespace has in this process."""
        return {space.namespace.lstrip("/"): space.connected() for space in self._spaces()}

    def reading(self, lane: str) -> Any:
        """Return what is measured now at a lane; None when nobody is."""
        return self.agents.reading(lane)

    def control(self, target: str, name: str, verb: str, facts: dict[str, Any]) -> dict[str, Any]:
        """Make a simulated device misbehave."""
        return self.agents.control(target, name, verb, facts)

    def preview(self, slip: dict[str, Any], paper: int) -> dict[str, Any]:
        """Let an agent draw a slip."""
        return self.agents.preview(slip, paper)

    def new_roll(self, printer: str) -> dict[str, Any]:
        """Tell a printer's agent that there is a new roll of paper in it."""
        return self.agents.new_roll(printer)

    def sheets(self, hall: str) -> None:
        """Hand over what is to be printed for no ticket."""
        self.agents.paper.sheets(hall)

    def further(self, job: str) -> None:
        """Do what is next for a print job of which something was wished."""
        self.agents.further(job)

    def help_wanted(self, hall: str, kiosk: str) -> None:
        """Tell desks that a helper is wanted."""
        self.desks.help_wanted(hall, kiosk)

    def strips(self) -> list[dict[str, Any]]:
        """Return the paper that simulated printers cut last."""
        return list(self.agents.strips)

    def _spaces(self) -> list[Space]:
        return [self.walls, self.desks, self.phones, self.lanes, self.agents]

    def _office(self) -> Office:
        office: Office = self._app.extensions["office"]
        return office

    def _devices(self) -> list[dict[str, Any]]:
        return devices_json(self._store.devices.all())

    def _devices_changed(self) -> None:
        self.desks.devices_changed()
        if self._settings.demo:
            self.benches.devices_changed()

    def _shown(self, event: str, body: dict[str, Any]) -> None:
        if self._settings.demo:
            self.benches.told(event, body)

    def _lane(self, lane: str) -> dict[str, Any] | None:
        lanes = {one.slug for hall in self._settings.halls for one in hall.lane}
        if lane not in lanes:
            return None
        with self._app.app_context():
            return lane_json(lane)

    def _lane_changed(self, lane: str) -> None:
        self.lanes.changed(lane)
        self._shown("lane.state", self._lane(lane) or {})

    def _staff(self, auth: Any) -> bool:
        who = identities.identify(auth)
        return who is not None and who.role in {"helper", "officer", "supervisor", "admin"}

    def _at_the_bench(self, auth: Any) -> bool:
        return identities.identify(auth) is not None


def _walls_first(published: Callable[[Sequence[Entry]], None]) -> Callable[[Sequence[Entry]], None]:
    """Let walls be told before whoever pressed a key: a hall looks at them, a key can wait 1 ms."""

    def publish(entries: Sequence[Entry]) -> None:
        published(entries)
        gevent.sleep(0)  # the bus tells the sockets' queues
        gevent.sleep(0)  # the sockets send

    return publish


class _Sessions(SecureCookieSessionInterface):
    """Flask's sessions with the signer made once, not for each request."""

    _signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the signer for the app's key, which stays the same."""
        self._signer = self._signer or super().get_signing_serializer(app)
        return self._signer


def _flask(settings: Settings, data: Path, public_url: str) -> Flask:
    app = Flask("kiosk.web", static_folder=str(ROOT / "kiosk" / "web" / "static"))
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(ROOT / "display" / "templates"),
            FileSystemLoader(ROOT / "kiosk" / "web" / "templates"),
        ]
    )
    https = public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=session_key(data),
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=https,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.security.session_hours),
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.session_interface = _Sessions()
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    app.json.compact = True  # type: ignore[attr-defined]
    headers.register(app, https=https)
    if settings.server.proxies:
        count = settings.server.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]  # Flask's own way
    return app


def _register(app: Flask) -> None:
    app.static_url_path = "/static"
    app.add_url_rule(
        "/display-static/<path:filename>", "display_static", _display_static, methods=["GET"]
    )
    app.add_url_rule("/api/openapi.json", "openapi", _openapi, methods=["GET"])
    watching.register(app)
    refusals.register(app)
    identities.register(app)
    limits.register(app)
    accounts.register(app)
    admin.register(app)
    slips.register(app)
    touch_enrolment.register(app)
    pages.register(app)
    rolls.register(app)
    bench.register(app)
    health.register(app)
    app.register_blueprint(api.blueprint)
    app.after_request(_remember_language)
    packing.register(app)


def _display_static(filename: str) -> Response:
    from flask import send_from_directory  # noqa: PLC0415  # the only use

    return send_from_directory(ROOT / "display" / "static", filename, max_age=3600)


def _openapi() -> Response:
    return jsonify(api.document("Một Cửa", version("motcua")))


def _remember_language(response: Response) -> Response:
    asked = request.args.get("lang") if request.query_string else None
    if asked in {"vi", "en"}:
        response.set_cookie("lang", asked, max_age=365 * 86400, samesite="Lax")
    return response
