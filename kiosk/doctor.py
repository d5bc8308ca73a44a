"""``motcua doctor``: what is well, what is not, and what to do about it."""

import shutil
import urllib.request
from collections.abc import Callable, Iterator, Mapping
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
from kiosk.opening import NotReadyError, opened, schema
from kiosk.storage.devices import Devices
from kiosk.storage.people import People
from kiosk.storage.tables import halls
from kiosk.web.texts import text

LITTLE_ROOM = 500 * 1024**2
"""Free bytes below which the disk counts as nearly full; a year's journal takes less."""

ANSWER = 2.0
"""Seconds within which a server, a Redis or a printer should answer."""

CODES = (
    "paper_out",
    "near_end",
    "cover_open",
    "cutter",
    "offline",
    "silent",
    "unanswered",
    "noise",
    "unplugged",
    "stuck",
    "agent_gone",
)
"""Codes of devices for which there is advice."""

Say = Callable[..., str]
"""Says a text of ``doctor.ftl`` in the language that was asked for."""


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report."""

    well: bool
    text: str


def language_of(environ: Mapping[str, str]) -> str:
    """Return the language of the locale; Vietnamese where it names neither of ours."""
    names = (environ.get(key) for key in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next(filter(None, names), "")
    return "en" if locale.startswith("en") else "vi"


def examine(found: Loaded, language: str) -> Iterator[Finding]:
    """Look at everything in turn; each finding comes as soon as it is known.

    What other parts refuse with, and what the system says, stays in their words.
    """
    settings, say = found.settings, _sayer(language)
    source = _source(found.source, say)
    yield Finding(True, say("doctor-configuration", source=source))
    if found.data.is_dir():
        yield _room(found.data, say)
    runs = answers(settings.server)
    yield _port(settings.server, say, runs=runs)
    yield from _database(found, say, runs=runs)
    yield from _redis(settings, say)
    if settings.agent.printer:
        yield _fonts(settings.agent.font, say)
    if not runs:
        yield from _devices(settings.agent, say)


def _sayer(language: str) -> Say:
    def say(key: str, **facts: object) -> str:
        # As texts: Fluent would write a port as 8,080.
        return text(key, language, **{name: str(fact) for name, fact in facts.items()})

    return say


def answers(server: ServerSettings) -> bool:
    """Whether a Một Cửa runs at the configured address."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(server.host, server.host)  # noqa: S104  # compared with
    url = f"http://{host}:{server.port}/health/live"
    try:
        with closing(urllib.request.urlopen(url, timeout=ANSWER)) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


def _source(source: Path | str, say: Say) -> str:
    return str(source) if isinstance(source, Path) else say("doctor-preset", name=source)


def _room(data: Path, say: Say) -> Finding:
    free = shutil.disk_usage(data).free
    well = free > LITTLE_ROOM
    key = "doctor-room" if well else "doctor-room-little"
    return Finding(well, say(key, folder=data, free=free // 1024**2))


def _port(server: ServerSettings, say: Say, *, runs: bool) -> Finding:
    from kiosk.serving import bind  # noqa: PLC0415  # gevent is slow to import

    if runs:
        return Finding(True, say("doctor-server-runs", port=server.port))
    try:
        with bind(server.host, server.port):
            return Finding(True, say("doctor-server-free", host=server.host, port=server.port))
    except ConfigError as error:
        return Finding(False, str(error))


def _database(found: Loaded, say: Say, *, runs: bool) -> Iterator[Finding]:
    settings = found.settings
    try:
        with opened(settings, found.data) as engine:
            present, wanted = schema(engine)
            yield _version(engine, present, wanted, say)
            if present != wanted:
                return
            yield from _halls(engine, settings, say)
            yield _staff(engine, say)
            if runs:
                yield from _reported(engine, say)
    except NotReadyError:
        yield Finding(False, say("doctor-database-missing"))
    except ConfigError as error:
        yield Finding(False, say("doctor-database-wrong", said=error))
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        yield Finding(False, say("doctor-database-silent", said=said))


def _version(engine: Engine, present: str | None, wanted: str, say: Say) -> Finding:
    if present is None:
        return Finding(False, say("doctor-database-missing"))
    if present != wanted:
        key = "doctor-database-newer" if present > wanted else "doctor-database-older"
        return Finding(False, say(key, present=present, wanted=wanted))
    return Finding(True, say("doctor-database", kind=engine.dialect.name))


def _halls(engine: Engine, settings: Settings, say: Say) -> Iterator[Finding]:
    with engine.connect() as connection:
        known = set(connection.execute(select(halls.c.slug)).scalars())
    for hall in settings.halls:
        well = hall.slug in known
        key = "doctor-hall" if well else "doctor-hall-missing"
        yield Finding(well, say(key, hall=hall.slug, lines=len(hall.line)))


def _staff(engine: Engine, say: Say) -> Finding:
    count = len(People(engine).all())
    key = "doctor-staff" if count else "doctor-staff-nobody"
    return Finding(count > 0, say(key, count=count))


def _reported(engine: Engine, say: Say) -> Iterator[Finding]:
    """Tell what agents say of their devices: asking those twice at a time would disturb them."""
    for row in Devices(engine).all():
        name = say(f"doctor-{row['kind']}", name=row["name"])
        yield _judged(name, row["state"], row["message"], say)


def _judged(name: str, state: str, code: str, say: Say) -> Finding:
    advice = _advice(code, say)
    if state in {"ok", "warn"}:
        said = f"{name}: {code or say('doctor-answers')}"
        return Finding(True, f"{said}; {advice}" if advice else said)
    return Finding(False, f"{name}: {code or state}; {advice or say('doctor-look')}")


def _advice(code: str, say: Say) -> str:
    return say(f"doctor-do-{code.replace('_', '-')}") if code in CODES else ""


def _redis(settings: Settings, say: Say) -> Iterator[Finding]:
    if settings.storage.redis is None:
        return
    from redis import Redis, RedisError  # noqa: PLC0415  # only where it is used

    try:
        url = settings.storage.redis.get_secret_value()
        with closing(Redis.from_url(url, socket_timeout=ANSWER)) as redis:
            redis.ping()
    except (RedisError, OSError, ValueError) as error:
        yield Finding(False, say("doctor-redis-silent", said=error))
    else:
        yield Finding(True, say("doctor-redis"))


def _fonts(configured: str, say: Say) -> Finding:
    from devices.printers.fonts import find_fonts  # noqa: PLC0415  # imports Pillow

    name = say("doctor-font")
    return _tried(name, say("doctor-font-well"), lambda: find_fonts(configured), say)


def _devices(agent: AgentSettings, say: Say) -> Iterator[Finding]:
    for printer in agent.printer:
        yield _printer(printer, agent.font, say)
    for thermometer in agent.thermometer:
        yield _thermometer(thermometer, say)


def _printer(settings: PrinterSettings, font: str, say: Say) -> Finding:
    from devices.registry import create_printer  # noqa: PLC0415  # imports Pillow

    name = say("doctor-printer", name=settings.name)
    if settings.model == "simulated":
        return Finding(True, f"{name}: {say('doctor-simulated')}")
    try:
        printer = create_printer(settings, font)
        printer.open()
        with closing(printer):
            if settings.model == "file":
                return Finding(True, f"{name}: {say('doctor-writes', port=settings.port)}")
            status = printer.status(ANSWER)
    except DeviceError as error:
        return _fault(name, error, say)
    if settings.model == "ipp" and status.online and status.code == "unanswered":
        return Finding(True, f"{name}: {say('doctor-office')}")
    found = _judged(name, status.state, status.code, say)
    return Finding(found.well, found.text + _slow(settings, say))


def _slow(settings: PrinterSettings, say: Say) -> str:
    """Say how long a ticket takes on a serial line; the driver refuses hopeless ones itself."""
    from devices.printers.speed import ticket_seconds  # noqa: PLC0415  # imports numpy
    from devices.printers.transport import parse_address  # noqa: PLC0415  # as above

    if settings.model != "escpos":
        return ""
    address = parse_address(settings.port)
    if address.kind != "serial":
        return ""
    seconds = f"{ticket_seconds(settings, address):.1f}"
    return "; " + say("doctor-slow", seconds=seconds, baud=address.number, mode=settings.mode)


def _thermometer(settings: ThermometerSettings, say: Say) -> Finding:
    from devices.registry import create_thermometer  # noqa: PLC0415  # drivers import pyserial

    name = say("doctor-thermometer", name=settings.lane)
    if settings.model == "simulated":
        return Finding(True, f"{name}: {say('doctor-simulated')}")

    def hear() -> None:
        with closing(create_thermometer(settings)) as thermometer:
            thermometer.open()

    return _tried(name, say("doctor-measures"), hear, say)


def _tried(name: str, well: str, action: Callable[[], Any], say: Say) -> Finding:
    try:
        action()
    except DeviceError as error:
        return _fault(name, error, say)
    return Finding(True, f"{name}: {well}")


def _fault(name: str, error: DeviceError, say: Say) -> Finding:
    advice = _advice(error.code, say)
    if isinstance(error, DeviceGoneError):
        advice += say("doctor-do-elsewhere")
    said = str(error)
    whole = said if said.startswith(name.split(maxsplit=1)[0]) else f"{name}: {said}"
    return Finding(False, f"{whole}; {advice}" if advice else whole)
