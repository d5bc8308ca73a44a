"""``motcua run`` and ``motcua serve`` from start to end."""

import gc
import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from config import log
from config.load import Loaded
from config.sections import Settings
from kiosk.opening import bring_up, opened, require_ready, schema
from kiosk.storage.people import People
from kiosk.storage.tokens import Tokens

if TYPE_CHECKING:
    from kiosk.supervision import Child

ADMINISTRATOR = "admin"
TOKEN_FILE = "agent.token"  # noqa: S105  # a file's name
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}  # noqa: S104  # compared with

Say = Callable[[str], None]


def run(found: Loaded, now: datetime, *, beside: bool, say: Say) -> None:
    """Serve until SIGTERM or ctrl-C; with ``beside`` set up what is missing and run an agent.

    Raises:
        ConfigError: Wrong address, port in use, data folder or database URL unusable.
        NotReadyError: The database is of another version.
    """
    from kiosk.app import create_app  # noqa: PLC0415  # slow: after a wrong configuration is told
    from kiosk.serving import bind, serving  # noqa: PLC0415

    settings, data = found.settings, found.data
    log.set_up(settings.log)
    with ExitStack() as end:
        listener = end.enter_context(bind(settings.server.host, settings.server.port))
        here = _local_url(listener)
        engine = end.enter_context(opened(settings, data, create=True))
        password = _set_up(engine, settings, now, beside=beside)
        public = settings.server.public_url or _url(settings.server.host, listener)
        running = create_app(settings, data, public_url=public, engine=engine)
        child = end.enter_context(_agent(found, engine, here, now)) if beside else None
        if child:
            renew = partial(_renew, child, found, engine, running.office.clock)
            running.bus.subscribe(lambda _entry: None, renew)
        running.start()
        gc.collect()
        gc.freeze()  # what is there now stays: the collector need not look at it again
        stopping = end.enter_context(serving(running.app, listener))
        for line in addresses(settings, public, password):
            say(line)
        if child:
            child.start()
        stopping.wait()
        if child:
            child.ask_to_end()  # it ends while the server does


def addresses(settings: Settings, url: str, password: str | None) -> list[str]:
    """Return what is told at the start: where each screen is, and how to sign in at first."""
    url = url.rstrip("/")
    lines = [f"Một Cửa: {url}/"]
    for hall in settings.halls:
        lines += [f"  touch  {url}/touch/{hall.slug}", f"  wall   {url}/wall/{hall.slug}"]
        lines += [f"  lane   {url}/lane/{lane.slug}" for lane in hall.lane]
        if settings.demo:
            lines += [f"  bench  {url}/bench/{hall.slug}"]
    lines += [f"  desk   {url}/desk"]
    if password:
        lines += [f"Sign in at the desk as {ADMINISTRATOR} with the one-time password {password}"]
    return lines


def agent_token(engine: Engine, settings: Settings, data: Path, now: datetime) -> Path:
    """Return the file with the agent's token; a token that does not count is made anew.

    On POSIX only the owner can read the file.
    """
    file, tokens = data / TOKEN_FILE, Tokens(engine)
    if file.is_file():
        holder = tokens.find(file.read_text("ascii", errors="replace").strip())
        if holder is not None and holder.role == "agent":
            return file
    name = f"{settings.agent.name} {secrets.token_hex(3)}"
    _write_secret(file, tokens.create(name, "agent", now))
    return file


def _set_up(engine: Engine, settings: Settings, now: datetime, *, beside: bool) -> str | None:
    """Make the database ready; return the administrator's one-time password if just made."""
    if not beside and schema(engine)[0] is not None:
        require_ready(engine)
    bring_up(engine, settings)
    people = People(engine)
    return people.add(ADMINISTRATOR, "admin", now) if beside and not people.any() else None


def _write_secret(file: Path, secret: str) -> None:
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secret + "\n")
    part.replace(file)


@contextmanager
def _agent(found: Loaded, engine: Engine, url: str, now: datetime) -> Iterator["Child | None"]:
    """Give the agent's process, not started yet and ended afterwards; None without devices."""
    agent = found.settings.agent
    if not agent.printer and not agent.thermometer:
        yield None
        return
    from kiosk.supervision import Child, agent_command  # noqa: PLC0415  # only where it is used

    token = agent_token(engine, found.settings, found.data, now)
    config = found.source if isinstance(found.source, Path) else None
    child = Child(agent_command(url, token, config, found.data))
    try:
        yield child
    finally:
        child.stop()


def _renew(
    child: "Child", found: Loaded, engine: Engine, clock: Callable[[], datetime], hall: str
) -> None:
    """Give the agent another token when a restored backup does not know the one it has."""
    del hall
    file = found.data / TOKEN_FILE
    before = file.read_bytes()
    if agent_token(engine, found.settings, found.data, clock()).read_bytes() != before:
        child.again()


def _local_url(listener: socket.socket) -> str:
    """Return where this machine reaches the server."""
    host, port = listener.getsockname()[:2]
    return f"http://{_in_url(EVERYWHERE.get(host, host))}:{port}"


def _url(host: str, listener: socket.socket) -> str:
    """Return where others reach the server, as far as we can tell."""
    port = listener.getsockname()[1]
    return f"http://{_in_url(own_address() if host in EVERYWHERE else host)}:{port}"


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def own_address() -> str:
    """Return this machine's address in its network; loopback when it has none. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
