"""``motcua doctor``: what is well, what is not, and what to do about it."""

import shutil
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from config.agent import AgentSettings, PrinterSettings, ThermometerSettings
from config.load import Loaded
from config.refusals import ConfigError
from config.sections import ServerSettings, Settings
from devices.errors import DeviceError, DeviceGoneError
from kiosk.opening import NotReadyError, opened, require_ready
from kiosk.storage.devices import Devices
from kiosk.storage.people import People
from kiosk.storage.tables import halls

LITTLE_ROOM = 500 * 1024**2
"""Free bytes below which the disk counts as nearly full; a year's journal takes less."""

TICKET_BYTES = {80: 66_000, 58: 34_000}
"""A long ticket as raster, by the paper's width in mm."""

ANSWER = 2.0
"""Seconds within which a server, a Redis or a printer should answer."""

ADVICE = {
    "paper_out": "put paper in",
    "near_end": "put a new roll in soon",
    "cover_open": "close the cover",
    "cutter": "switch it off, clear the cutter, switch it on",
    "offline": "switch it online, look for a red light",
    "silent": "check power and cable, and that model and baud are right",
    "unanswered": "no status; check the cable, or leave it when this model never answers",
    "noise": "check model, baud, cable and ground",
    "unplugged": "check power, cable and the option `port`",
    "stuck": "unplug it and plug it in again",
    "agent_gone": "start the agent: `motcua agent`",
}
"""What to do, by a device's code."""


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report."""

    well: bool
    text: str


def examine(found: Loaded) -> Iterator[Finding]:
    """Look at everything in turn; each finding comes as soon as it is known."""
    settings = found.settings
    yield Finding(True, f"configuration: {_source(found.source)}")
    if found.data.is_dir():
        yield _room(found.data)
    runs = answers(settings.server)
    yield _port(settings.server, runs=runs)
    yield from _database(found, runs=runs)
    yield from _redis(settings)
    if settings.agent.printer:
        yield _fonts(settings.agent.font)
    if not runs:
        yield from _devices(settings.agent)


def answers(server: ServerSettings) -> bool:
    """Whether a Một Cửa runs at the configured address."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(server.host, server.host)  # noqa: S104  # compared with
    url = f"http://{host}:{server.port}/health/live"
    try:
        with closing(urllib.request.urlopen(url, timeout=ANSWER)) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


def _source(source: Path | str) -> str:
    return str(source) if isinstance(source, Path) else f"preset {source}"


def _room(data: Path) -> Finding:
    free = shutil.disk_usage(data).free
    text = f"data: {data}, {free // 1024**2} MB free"
    return Finding(free > LITTLE_ROOM, text + ("" if free > LITTLE_ROOM else "; free some space"))


def _port(server: ServerSettings, *, runs: bool) -> Finding:
    from kiosk.serving import bind  # noqa: PLC0415  # gevent is slow to import

    if runs:
        return Finding(True, f"server: Một Cửa answers on port {server.port}")
    try:
        with bind(server.host, server.port):
            return Finding(True, f"server: {server.host}:{server.port} is free")
    except ConfigError as error:
        return Finding(False, str(error))


def _database(found: Loaded, *, runs: bool) -> Iterator[Finding]:
    settings = found.settings
    try:
        with opened(settings, found.data) as engine:
            require_ready(engine)
            yield Finding(True, f"database: {engine.dialect.name}, its schema is this program's")
            yield from _halls(engine, settings)
            yield _staff(engine)
            if runs:
                yield from _reported(engine)
    except (ConfigError, NotReadyError) as error:
        yield Finding(False, f"database: {error}")
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        yield Finding(False, f"database: {said}; check that it runs, and MOTCUA_DATABASE_URL")


def _halls(engine: Engine, settings: Settings) -> Iterator[Finding]:
    with engine.connect() as connection:
        known = set(connection.execute(select(halls.c.slug)).scalars())
    for hall in settings.halls:
        if hall.slug in known:
            yield Finding(True, f"hall {hall.slug}: {len(hall.line)} lines")
        else:
            yield Finding(False, f"hall {hall.slug}: is not in the database; run `motcua upgrade`")


def _staff(engine: Engine) -> Finding:
    count = len(People(engine).all())
    if count:
        return Finding(True, f"staff: {count} may sign in")
    advice = "`motcua staff add NAME --role admin`"
    return Finding(False, f"staff: nobody may sign in; add somebody with {advice}")


def _reported(engine: Engine) -> Iterator[Finding]:
    """Tell what agents say of their devices: asking those twice at a time would disturb them."""
    for row in Devices(engine).all():
        name = f"{row['kind']} {row['name']}"
        yield _judged(name, row["state"], row["message"])


def _judged(name: str, state: str, code: str) -> Finding:
    if state in {"ok", "warn"}:
        advice = f"; {ADVICE[code]}" if code in ADVICE else ""
        return Finding(True, f"{name}: {code or 'answers'}{advice}")
    return Finding(False, f"{name}: {code or state}; {ADVICE.get(code, 'look at it')}")


def _redis(settings: Settings) -> Iterator[Finding]:
    if settings.storage.redis is None:
        return
    from redis import Redis, RedisError  # noqa: PLC0415  # only where it is used

    try:
        url = settings.storage.redis.get_secret_value()
        with closing(Redis.from_url(url, socket_timeout=ANSWER)) as redis:
            redis.ping()
    except (RedisError, OSError, ValueError) as error:
        yield Finding(False, f"redis: {error}; check that it runs, and MOTCUA_REDIS_URL")
    else:
        yield Finding(True, "redis: answers")


def _fonts(configured: str) -> Finding:
    from devices.printers.fonts import find_fonts  # noqa: PLC0415  # imports Pillow

    return _tried("font for tickets", "every Vietnamese letter", lambda: find_fonts(configured))


def _devices(agent: AgentSettings) -> Iterator[Finding]:
    for printer in agent.printer:
        yield _printer(printer, agent.font)
    for thermometer in agent.thermometer:
        yield _thermometer(thermometer)


def _printer(settings: PrinterSettings, font: str) -> Finding:
    from devices.registry import create_printer  # noqa: PLC0415  # imports Pillow

    name = f"printer {settings.name}"
    if settings.model == "simulated":
        return Finding(True, f"{name}: simulated")
    try:
        printer = create_printer(settings, font)
        printer.open()
        with closing(printer):
            if settings.model == "file":
                return Finding(True, f"{name}: writes to {settings.port}")
            status = printer.status(ANSWER)
    except DeviceError as error:
        return _fault(name, error)
    found = _judged(name, status.state, status.code)
    return Finding(found.well, found.text + _slow(settings))


def _slow(settings: PrinterSettings) -> str:
    """Say how long a ticket takes on a serial line; the driver refuses hopeless ones itself."""
    from devices.printers.transport import parse_address  # noqa: PLC0415  # as above

    address = parse_address(settings.port)
    if address.kind != "serial":
        return ""
    seconds = TICKET_BYTES[settings.paper] / address.rate
    return f"; a long ticket takes {seconds:.0f} s at {address.number} baud"


def _thermometer(settings: ThermometerSettings) -> Finding:
    from devices.registry import create_thermometer  # noqa: PLC0415  # drivers import pyserial

    name = f"thermometer {settings.lane}"
    if settings.model == "simulated":
        return Finding(True, f"{name}: simulated")

    def hear() -> None:
        with closing(create_thermometer(settings)) as thermometer:
            thermometer.open()

    return _tried(name, "measures", hear)


def _tried(name: str, well: str, action: Callable[[], Any]) -> Finding:
    try:
        action()
    except DeviceError as error:
        return _fault(name, error)
    return Finding(True, f"{name}: {well}")


def _fault(name: str, error: DeviceError) -> Finding:
    advice = ADVICE.get(error.code, "")
    if isinstance(error, DeviceGoneError):
        advice += ", and that no other program uses it"
    said = str(error)
    text = said if said.startswith(name.split(maxsplit=1)[0]) else f"{name}: {said}"
    return Finding(False, f"{text}; {advice}" if advice else text)
