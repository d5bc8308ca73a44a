"""Small parts for the agent's tests: a printer of wood, a clock, surroundings."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from devices.agent.memory import Memory
from devices.agent.outbox import Outbox
from devices.agent.spool import Spool
from devices.agent.standing import Standing
from devices.agent.worker import Surroundings
from devices.errors import DeviceError
from devices.printers.base import Abilities, Outcome, PrinterStatus
from devices.printers.blocks import Slip
from devices.wire import Job, Message
from tests.slips.reading import number_on

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WELL = PrinterStatus(online=True, paper="ok", cover_open=False, cutter_fault=False)


LINK = "http://127.0.0.1:8080/t/aaaaaaaaaaaaaaaaaaaa"


def slip(number: str = "A001", link: str = LINK) -> dict[str, Any]:
    return {
        "language": "vi",
        "blocks": [
            {"block": "text", "text": "Bộ phận Một cửa Phường Hòa Yên", "size": "title"},
            {"block": "text", "text": "Tư pháp - Hộ tịch", "size": "line"},
            {"block": "number", "text": number},
            {"block": "text", "text": "Đang chờ trước: 2 người", "size": "strong", "bold": True},
            {"block": "rule"},
            {"block": "qr", "link": link, "text": "Quét để theo dõi trên điện thoại."},
        ],
    }


def job(number: str = "A001", *, now: datetime = NOON, life: float = 600, **facts: Any) -> Job:
    expires = now + timedelta(seconds=life)
    return Job(id=f"job-{number}", printer="p1", expires_at=expires, slip=slip(number), **facts)


class Office:
    """What an agent's device threads work with, on a real file."""

    def __init__(self, folder: Path) -> None:
        self.time = NOON
        self.memory = Memory(folder)
        self.outbox = Outbox(self.memory)
        self.spool = Spool(self.memory, self.outbox)
        self.standing = Standing()
        self.shown: list[Message] = []

    @property
    def around(self) -> Surroundings:
        return Surroundings(
            spool=self.spool,
            standing=self.standing,
            show=self.shown.append,
            now=lambda: self.time,
        )

    def reports(self) -> list[tuple[str, str]]:
        """Take all letters out: pairs of job and state."""
        found = []
        while letter := self.outbox.first():
            found.append((letter.body["id"], letter.body["state"]))
            self.outbox.remove(letter.message)
        return found


class WoodenPrinter:
    """Obeys a script: ``faults`` are raised one by one, at the stage they name."""

    def __init__(self, *faults: tuple[str, BaseException]) -> None:
        self.faults = list(faults)
        self.how = WELL
        self.recovered: list[str] = []
        self.recovery: Outcome | None = None
        self.strips: list[str] = []
        self.opened = self.closed = 0
        self.during: Callable[[str], None] = lambda _stage: None
        self.simulator = None
        self.abilities, self.fed = Abilities(), 0
        self.polled = threading.Event()

    def open(self) -> None:
        self.opened += 1
        self._fail("open")

    def close(self) -> None:
        self.closed += 1

    def status(self, deadline: float = 1.0) -> PrinterStatus:
        self.polled.set()
        self._fail("status")
        return self.how

    def print(self, slip: Slip, *, progress: Any) -> Outcome:
        self.during("before")
        self._fail("before")
        if self.how.state == "fault":
            raise _error(self.how.code)
        progress("sending")
        self.during("sending")
        self._fail("sending")
        progress("body_confirmed")
        self.during("body_confirmed")
        self._fail("body_confirmed")
        self.strips.append(number_on(slip.to_dict()))
        return Outcome.PRINTED

    def recover(self, stage: str) -> Outcome | None:
        self._fail("recover")
        self.recovered.append(stage)
        if stage == "body_confirmed":
            self.strips.append("cut")
            return Outcome.PRINTED
        return self.recovery

    def _fail(self, stage: str) -> None:
        if self.faults and self.faults[0][0] == stage:
            raise self.faults.pop(0)[1]


def _error(code: str) -> DeviceError:
    kinds = {kind.code: kind for kind in DeviceError.__subclasses__()}
    return kinds.get(code, DeviceError)(code)
