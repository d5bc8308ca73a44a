"""The product's server and agent as processes; their printers live in the test, and outlive both.

Two kiosks, each with a printer; one agent owns both.
"""

import http.client
import io
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Collection, Iterable
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from PIL import Image

from config.load import settings_of
from devices.printers.base import Strip
from devices.printers.blocks import Slip
from devices.printers.drawing import draw
from devices.printers.fonts import find_fonts
from devices.printers.simulated import SimulatedPrinter
from kiosk.slips.making import ticket_slip
from kiosk.storage.engines import open_engine
from kiosk.storage.tokens import Tokens
from tests.agent.test_paper import ink
from tests.running import product
from tests.servers import free_port
from tests.trials.client import WARD, Client

Ticket = dict[str, Any]

PRINTER, OTHER = "kiosk-1", "kiosk-2"
"""The printers, named like their kiosks."""

HALL = settings_of(WARD, {}, source="WARD").halls[0]


class Office:
    """A server and an agent that can be killed and come back to the same data and address."""

    def __init__(
        self,
        data: Path,
        database: str,
        end: ExitStack,
        names: Iterable[str] = (PRINTER, OTHER),
        mute: Iterable[str] = (),
    ) -> None:
        self._data, self._end, self._port = data, end, free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.database = database
        self.printers = {name: SimulatedPrinter() for name in names}
        for name in mute:
            self.printers[name].control("mute")
        for printer in self.printers.values():
            end.callback(printer.stop)
        self._start = {"server": self._serve, "agent": self._attend}
        self._processes = {"server": self._serve()}
        self._tokens = self._let_in()
        self.token = self._tokens["officer"]
        self._processes["agent"] = self._attend()
        end.callback(self._kill, "agent")

    def strike(self, victims: Collection[str], away: float) -> None:
        """Kill processes and pull the first printer's plug; they come back after a while.

        Args:
            victims: Of ``server``, ``agent`` and ``plug``.
            away: Seconds.
        """
        processes = [victim for victim in self._start if victim in victims]
        if "plug" in victims:
            self.printers[PRINTER].control("power_off")
        self._kill(*processes)
        threading.Event().wait(away)
        for process in processes:
            self._processes[process] = self._start[process]()
        if "plug" in victims:
            self.printers[PRINTER].control("power_on")

    def client(self, who: str = "officer") -> Client:
        """Return a kiosk's client, or an officer's."""
        return Client(self.url, self._tokens[who], timeout=20)

    def taken(self, count: int, kiosk: str = PRINTER) -> tuple[list[Ticket], list[float]]:
        """Take so many numbers; return them and the seconds that each answer took."""
        tickets, seconds = [], []
        with self.client(kiosk) as client:
            for _ in range(count):
                start = time.monotonic()
                tickets.append(take(client))
                seconds.append(time.monotonic() - start)
        return tickets, seconds

    def prints(self, tickets: Iterable[Ticket]) -> set[str]:
        """Return the different ``print`` states that tickets have now."""
        with self.client() as client:
            return {
                client.ask("GET", f"/api/v1/tickets/{one['id']}")[1]["print"] for one in tickets
            }

    def told(self, name: str) -> dict[str, Any]:
        """Return what officers are told of a printer."""
        with self.client() as client:
            _, answer = client.ask("GET", "/api/v1/printers")
        return next(one for one in answer["printers"] if one["name"] == name)

    def _serve(self) -> subprocess.Popen:
        devices = "".join(
            f'[[agent.printer]]\nname = "{name}"\nmodel = "escpos"\n'
            f'port = "tcp://127.0.0.1:{printer.port}"\n'
            for name, printer in self.printers.items()
        )
        server = product(
            self._data, WARD + devices, port=self._port, MOTCUA_DATABASE_URL=self.database
        )
        return self._end.enter_context(server).process

    def _let_in(self) -> dict[str, str]:
        engine = open_engine(self.database)
        create = partial(Tokens(engine).create, now=datetime.now(UTC))  # noqa: TID251  # real time
        tokens = {name: create(name, "kiosk", printer=name) for name in self.printers}
        tokens["officer"] = create("officer", "officer")
        (self._data / "agent.token").write_text(create("agent", "agent"))
        engine.dispose()
        return tokens

    def _kill(self, *names: str) -> None:
        for name in names:
            self._processes[name].kill()
        for name in names:
            self._processes[name].wait()

    def _attend(self) -> subprocess.Popen:
        options = {
            "--server": self.url,
            "--token-file": self._data / "agent.token",
            "--config": self._data / "motcua.toml",
            "--data": self._data / "agent",
        }
        words = [str(word) for option in options.items() for word in option]
        with (self._data / "agent.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "kiosk.cli", "agent", *words], stdout=log, stderr=log
            )


def take(client: Client) -> Ticket:
    """Take a number; as often as no answer comes, with the same tap again."""
    tap, pause = str(uuid.uuid4()), threading.Event()
    while True:
        try:
            status, ticket = client.take(tap=tap)
        except (OSError, http.client.HTTPException):
            pause.wait(0.05)
        else:
            assert status in {200, 201}, ticket
            return ticket


def read(strips: Iterable[Strip], tickets: Iterable[Ticket]) -> Counter[str]:
    """Count the tickets on the paper that is not void, by number."""
    return Counter(numbers_on(strips, tickets))


def numbers_on(strips: Iterable[Strip], tickets: Iterable[Ticket]) -> list[str]:
    """Return the numbers on the paper that is not void, as it came out.

    A strip counts when it is, dot for dot, the slip of a ticket with what its answer said.
    """
    numbers = {
        ink(draw(_slip(ticket), find_fonts(""), width=576)): ticket["number"] for ticket in tickets
    }
    found = (ink(~np.array(Image.open(io.BytesIO(one.png)))) for one in strips if one.valid)
    return [numbers.get(one, "no ticket") for one in found]


def _slip(ticket: Ticket) -> Slip:
    job = SimpleNamespace(copy=0, ahead=ticket["ahead"], **ticket["wait"])
    issued_at = datetime.fromisoformat(ticket["issued_at"])
    same = {key: ticket[key] for key in ("id", "number", "line", "priority", "language")}
    given = SimpleNamespace(issued_at=issued_at, **same)
    return Slip.from_dict(ticket_slip(job, given, HALL, ticket["link"].partition("/t/")[0]))
