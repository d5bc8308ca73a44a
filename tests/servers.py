"""Real servers for tests: PostgreSQL and Redis on loopback, on free ports, ended with the test."""

import getpass
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import redis

READY_SECONDS = 30


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_unprivileged(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root; Debian's package brings the user ``postgres``."""
    if os.name == "posix" and os.geteuid() == 0:
        return ["runuser", "-u", "postgres", "--", *command]
    return command


def _binary(name: str) -> str:
    folder = subprocess.run(
        ["pg_config", "--bindir"], capture_output=True, text=True, check=False
    ).stdout.strip()
    candidates = [Path(folder) / name, *Path("/usr/lib/postgresql").glob(f"*/bin/{name}")]
    found = next((str(path) for path in candidates if path.exists()), shutil.which(name))
    if not found:
        raise RuntimeError(f"{name} is missing: install Debian's package postgresql")
    return found


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """Start a PostgreSQL server of our own; yield a URL without the database's name."""
    root = Path(tempfile.mkdtemp(prefix="motcua-pg-"))
    user = "postgres" if os.name == "posix" and os.geteuid() == 0 else getpass.getuser()
    if user == "postgres":
        shutil.chown(root, "postgres")
    data, port = root / "data", free_port()
    init = [_binary("initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    subprocess.run(
        _as_unprivileged([*init, "--locale=C", "--no-sync"]),
        check=True,
        capture_output=True,
        cwd="/",
    )
    options = ["-c", f"port={port}", "-c", "listen_addresses=127.0.0.1"]
    options += ["-c", f"unix_socket_directories={root}", "-c", "max_connections=200"]
    if not durable:
        options += ["-c", "fsync=off", "-c", "full_page_writes=off"]
    server = subprocess.Popen(
        _as_unprivileged([_binary("postgres"), "-D", str(data), *options]),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )
    url = f"postgresql://postgres@127.0.0.1:{port}"
    try:
        _until(lambda: psycopg.connect(f"{url}/postgres", connect_timeout=2).close(), server)
        yield url
    finally:
        subprocess.run(
            _as_unprivileged([_binary("pg_ctl"), "-D", str(data), "-m", "immediate", "stop"]),
            check=False,
            capture_output=True,
            cwd="/",
        )
        _end(server)
        shutil.rmtree(root, ignore_errors=True)


@contextmanager
def redis_server() -> Iterator[str]:
    """Start a Redis server of our own; yield its URL."""
    port = free_port()
    program = shutil.which("redis-server")
    if not program:
        raise RuntimeError("redis-server is missing: install Debian's package redis-server")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir"]
    with tempfile.TemporaryDirectory(prefix="motcua-redis-") as folder:
        server = subprocess.Popen([*command, folder], stdout=subprocess.DEVNULL)
        try:
            client = redis.Redis(port=port)
            _until(client.ping, server)
            client.close()
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            _end(server)


def _until(probe, server: subprocess.Popen) -> None:
    pause, error = threading.Event(), None
    for _ in range(READY_SECONDS * 20):
        if server.poll() is not None:
            raise RuntimeError(f"{server.args[:4]} ended with status {server.returncode}")
        try:
            probe()
        except (psycopg.OperationalError, redis.RedisError) as failure:
            error = failure
            pause.wait(0.05)
        else:
            return
    raise RuntimeError(f"{server.args[:4]} did not answer: {error}")


def _end(server: subprocess.Popen) -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def create_database(server: str, name: str, template: str = "template1") -> str:
    """Create a database on a server of ``postgres``; return its URL."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[call-overload]
    return f"{server}/{name}"
