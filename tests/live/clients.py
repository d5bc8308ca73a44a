"""Clients of the live server: one that keeps what it hears, and a light wall."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import socketio

from tests.live.words import AGENT, HALL, STAFF
from tests.servers import free_port
from tests.sockets import OrderedClient

WITHIN = 10.0


class Process:
    """A live server as a process of its own; ``press`` presses a key of the hall."""

    def __init__(self, database: str, *options: str, port: int = 0) -> None:
        self.database, self.options, self.port = database, options, port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen | None = None

    def start(self) -> "Process":
        command = [sys.executable, "-m", "tests.live.server", "--url", self.database]
        command += ["--port", str(self.port), *self.options]
        self._process = subprocess.Popen(command, env=os.environ | {"PYTHONUNBUFFERED": "1"})
        wait_for(self._answers, 30)
        return self

    def kill(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def restart(self, *options: str) -> None:
        self.kill()
        self.options = options
        self.start()

    def press(self, key: str, **facts: Any) -> dict[str, Any]:
        return self.post("/press", {"key": key} | facts)

    def take(self, line: str = "ho-tich", **facts: Any) -> dict[str, Any]:
        return self.press("take", line=line, tap=str(uuid.uuid4()), **facts)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers)  # noqa: S310  # loopback
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  # loopback
            return json.loads(answer.read())

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=20) as answer:  # noqa: S310  # loopback
            return json.loads(answer.read())

    def _answers(self) -> bool:
        assert self._process
        assert self._process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(self.url + "/ready", timeout=2):  # noqa: S310  # loopback
                return True
        except OSError:
            return False


class Client:
    """A real Socket.IO client that keeps all it hears, in order, with the time it came."""

    def __init__(self, namespace: str, answer: Any = None) -> None:
        self.namespace, self.heard, self.times = namespace, [], []
        self._news, self._answer = threading.Condition(), answer
        self._kind = socketio.Client if answer else OrderedClient
        self._io = self._kind(reconnection=False, handle_sigint=False)

    def connect(self, server: Process, **auth: Any) -> "Client":
        self._io = self._kind(reconnection=False, handle_sigint=False)
        self._io.on("*", self._hear, namespace=self.namespace)
        self._io.connect(
            server.url, auth=auth, namespaces=[self.namespace], transports=["websocket"],
            wait_timeout=20,
        )  # fmt: skip
        return self

    def disconnect(self) -> None:
        self._io.disconnect()

    def cut(self) -> None:
        """Lose the connection without a word."""
        self._io.eio.ws.sock.shutdown(2)
        wait_for(lambda: not self._io.connected)

    def call(self, event: str, body: Any = None) -> Any:
        """Send an event and return its acknowledgement."""
        return self._io.call(event, body, namespace=self.namespace, timeout=WITHIN)

    def bodies(self, *events: str) -> list[Any]:
        with self._news:
            return [body for event, body in self.heard if event in events]

    def until(self, probe: Callable[[], Any], within: float = WITHIN) -> Any:
        """Wait until what was heard is right."""
        with self._news:
            assert self._news.wait_for(probe, within), f"heard only {self.heard[-5:]}"
            return probe()

    def until_seq(self, seq: int, within: float = WITHIN) -> None:
        self.until(lambda: seq in [b["seq"] for e, b in self.heard if e != "board"], within)

    def until_body(self, event: str, within: float = WITHIN, **facts: Any) -> dict[str, Any]:
        """Wait for an event with some facts and return it."""

        def found() -> dict[str, Any] | None:
            mine = [b for e, b in self.heard if e == event and facts.items() <= b.items()]
            return mine[-1] if mine else None

        return self.until(found, within)

    def forget(self) -> None:
        with self._news:
            self.heard.clear()

    def seqs(self) -> list[int]:
        """Return the numbers of the events heard, without boards."""
        with self._news:
            return [body["seq"] for event, body in self.heard if event != "board"]

    def _hear(self, event: str, body: Any = None) -> Any:
        with self._news:
            self.heard.append((event, body))
            self.times.append(time.monotonic())
            self._news.notify_all()
        return self._answer(event, body) if self._answer else None


def wall(server: Process, since: int | None = None) -> Client:
    auth = {"hall": HALL} | ({} if since is None else {"since": since})
    return Client("/wall").connect(server, **auth)


def desk(server: Process) -> Client:
    return Client("/desk").connect(server, hall=HALL, token=STAFF)


def phone(server: Process, ticket: str) -> Client:
    return Client("/phone").connect(server, ticket=ticket)


class Agent(Client):
    """An agent by hand: it acknowledges as it is told to and reports what it is told to."""

    def __init__(self, answer: Any = lambda *_: {"ok": True}) -> None:
        super().__init__("/agent", answer)

    def connect(self, server: Process, **auth: Any) -> "Agent":
        usual = {"token": AGENT, "name": "agent", "printers": ["kiosk-1"], "lanes": ["cua-chinh"]}
        super().connect(server, **(usual | auth))
        return self

    def report(self, job: str, state: str, note: str = "", message: str = "") -> Any:
        body = {"message": message or str(uuid.uuid4()), "id": job, "state": state, "note": note}
        return self.call("job.state", body | {"at": "2026-11-23T05:00:00+00:00"})

    def jobs(self) -> list[dict[str, Any]]:
        return self.bodies("job")


def wait_for(probe: Callable[[], Any], within: float = WITHIN) -> Any:
    """Return the first truthy answer of ``probe``."""
    until, pause = time.monotonic() + within, threading.Event()
    while not (answer := probe()):
        assert time.monotonic() < until, f"not within {within} s"
        pause.wait(0.02)
    return answer


def sqlite(folder: Path) -> str:
    return f"sqlite:///{folder / 'motcua.db'}"
