"""Agents: jobs go out, reports come in; a job is handed over again until it is acknowledged."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import gevent
import gevent.event
import structlog
from gevent.queue import Queue

from config.sections import Settings
from devices.wire import (
    NAMESPACE,
    DeviceReport,
    Hello,
    JobReport,
    LaneReading,
    LaneReport,
    Message,
    NewRoll,
    StripShown,
    WireError,
)
from kiosk.actions.ports import Work
from kiosk.actions.printing import Report
from kiosk.domain.events import RollReserved
from kiosk.domain.printing import OPEN
from kiosk.domain.roles import AGENT
from kiosk.live.paper import Answered, Books, Paper, unable
from kiosk.live.spaces import Clock, Space, refuse, sender
from kiosk.live.standing import Hearers, Row, Standing
from kiosk.storage.devices import Devices
from kiosk.storage.jobs import Jobs
from kiosk.storage.journal import Entry
from kiosk.storage.queries import Queries
from kiosk.storage.tokens import TokenHolder

log = structlog.get_logger()

SWEEP_SECONDS = 3
READING_LIFE = timedelta(seconds=2)
STRIPS = 12
BREATH = 0.005
"""Seconds between two hand-overs: in a rush, people who wait for a number come first."""

CONTROL_SECONDS = 3
PRINTS = frozenset(
    {
        "ticket.issued",
        "ticket.reprinted",
        "ticket.cancelled",
        "ticket.print_moved",
        "ticket.print_held",
    }
)
"""Events after which a ticket's jobs are looked after, whichever process wrote them."""


@dataclass
class Connected:
    """An agent on the line."""

    hello: Hello

    @property
    def printers(self) -> tuple[str, ...]:
        """Its printers."""
        return self.hello.printers


@dataclass
class Listeners:
    """Who wants to hear of what agents tell."""

    printed: Callable[[str], None]
    """A ticket's printout changed; gets the ticket's id."""

    devices: Callable[[], None]
    lane: Callable[[str], None]
    bench: Callable[[str, dict[str, Any]], None]


@dataclass(frozen=True)
class Store:
    """Where agents' business is kept."""

    work: Work
    queries: Queries
    jobs: Jobs
    devices: Devices


class AgentSpace(Space):
    """``/agent``, with a token of role agent; messages as in ``devices.wire``."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        listeners: Listeners,
        *,
        holder: Callable[[str], TokenHolder | None],
        public_url: str,
        clock: Clock,
    ) -> None:
        super().__init__(NAMESPACE, clock)
        self._settings, self._store, self._listeners = settings, store, listeners
        self._holder = holder
        books = Books(store.work, store.queries, store.jobs)
        self.paper = Paper(
            settings, books, self, listeners.printed, public_url=public_url, clock=clock
        )
        self._standing = Standing(store.devices, Hearers(listeners.devices, listeners.lane))
        self._agents: dict[str, Connected] = {}
        self._due: Queue[str] = Queue()
        """Tickets whose jobs are to be looked after."""
        self._readings: dict[str, tuple[LaneReading, datetime]] = {}
        """With the time they came here: an agent's clock may be wrong."""
        self.strips: deque[dict[str, Any]] = deque(maxlen=STRIPS)
        for message, handle in (
            (JobReport, self._job_state),
            (DeviceReport, self._device_state),
            (LaneReport, self._lane_state),
            (LaneReading, self._lane_reading),
            (StripShown, self._strip),
        ):
            # Flask-SocketIO looks for on_<event>; our events have dots in their names.
            setattr(self, f"on_{message.event}", partial(self._checked, message, handle))

    def start(self) -> None:
        """Say that nothing is known of devices and lanes yet, and begin to sweep."""
        self._standing.start(self.clock())
        gevent.spawn(self._sweep)
        gevent.spawn(self._hand_on)

    def on_connect(self, auth: Any = None) -> None:
        """Let an agent in; its open jobs follow. A token alone is enough of a hello."""
        facts = auth if isinstance(auth, dict) else {}
        token = facts.get("token")
        holder = self._holder(token) if isinstance(token, str) else None
        if holder is None:
            raise refuse("not_signed_in")
        if holder.role != AGENT:
            raise refuse("wrong_role")
        try:
            hello = Hello.from_json({"name": holder.name} | facts)
        except WireError as error:
            raise refuse("invalid_input") from error
        self._standing.agent(hello.name, self.clock())
        self._agents[sender()] = Connected(hello)
        self.socketio.start_background_task(self.paper.hand_over, sender())

    def on_disconnect(self, *_: Any) -> None:
        """Say that nothing is known any more of what the agent owns."""
        agent = self._agents.pop(sender(), None)
        self.paper.forget(sender())
        if agent is None or any(
            other.hello.name == agent.hello.name for other in self._agents.values()
        ):
            return
        self._standing.gone(agent.hello.name, agent.hello.lanes, self.clock())

    def hear(self, entry: Entry) -> None:
        """Hand a new ticket's printout over; drop the one of a ticket that was given up."""
        if self._agents and entry.kind in PRINTS:
            self._due.put(entry.event.ticket)  # type: ignore[attr-defined]
        elif self._agents and entry.kind == RollReserved.kind:
            self.paper.sheets(entry.hall)

    def anew(self, hall: str) -> None:
        """Hand open jobs over once more: a backup knows some that were done, and agents know it."""
        del hall
        for sid in list(self._agents):
            self.socketio.start_background_task(self.paper.hand_over, sid)

    def control(self, target: str, name: str, verb: str, facts: dict[str, Any]) -> dict[str, Any]:
        """Make a simulated device misbehave; for the bench."""
        for sid, agent in reversed(self._agents.items()):
            mine = agent.hello.printers if target == "printer" else agent.hello.lanes
            if name in mine:
                body = facts | {"target": target, "name": name, "verb": verb}
                return self._ask(sid, "control", body)
        return {"ok": False, "message": "agent_gone"}

    def preview(self, slip: dict[str, Any], paper: int) -> dict[str, Any]:
        """Let an agent draw a slip; its acknowledgement has the ``picture``, or says why not."""
        sid = next(reversed(self._agents), None)
        if sid is None:
            return {"ok": False, "code": "agent_gone"}
        answer = self._ask(sid, "preview", {"slip": slip, "paper": paper})
        unanswered = answer.get("message") == "unanswered"
        return answer | ({"code": "agent_unanswered"} if unanswered else {})

    def new_roll(self, printer: str) -> dict[str, Any]:
        """Tell a printer's agent that there is a new roll of paper in it."""
        line = self.line_of(printer)
        if line is None:
            return {"ok": False, "message": "agent_gone"}
        return self._ask(line, NewRoll.event, {"printer": printer})

    def further(self, job_id: str) -> None:
        """Do what is next for a job of which something was wished."""
        job = self._store.jobs.get(job_id)
        if job and job.state in OPEN and not job.held:
            self.paper.further(job)

    def reading(self, lane: str) -> LaneReading | None:
        """Return what is measured now; None when nobody is, or the value is too old."""
        found, came = self._readings.get(lane, (None, None))
        if found is None or came is None or found.raw is None:
            return None
        at = found.at or came
        return replace(found, at=at) if self.clock() - came < READING_LIFE else None

    def announced(self) -> list[str]:
        """Return the printers of the agents on the line."""
        return [name for agent in self._agents.values() for name in agent.hello.printers]

    def _checked(
        self, message: type[Message], handle: Callable[[Any], None], body: Any = None
    ) -> dict[str, Any]:
        if sender() not in self._agents:
            return {"ok": False, "code": "refused"}
        try:
            handle(message.from_json(body))
        except WireError as error:
            log.warning("agent.bad_message", error=str(error))
            return {"ok": False, "code": "bad_message", "message": str(error)[:200]}
        return {"ok": True}

    def _ask(self, sid: str, event: str, body: dict[str, Any]) -> dict[str, Any]:
        answer: gevent.event.AsyncResult = gevent.event.AsyncResult()
        self.socketio.emit(
            event, body, namespace=self.namespace, to=sid, callback=lambda *a: answer.set(a)
        )
        try:
            found = answer.get(timeout=CONTROL_SECONDS)
        except gevent.Timeout:
            return {"ok": False, "message": "unanswered"}
        return found[0] if found and isinstance(found[0], dict) else {"ok": False}

    def line_of(self, printer: str) -> str | None:
        """Return the line to a printer's agent; see ``Lines``."""
        # The newest line first: an older one of the same agent may be dead and not know it yet.
        lines = reversed(self._agents.items())
        return next((sid for sid, agent in lines if printer in agent.printers), None)

    def printers_on(self, line: str) -> tuple[str, ...]:
        """Return the printers of the agent on a line; see ``Lines``."""
        agent = self._agents.get(line)
        return agent.printers if agent else ()

    def post(self, line: str, event: str, body: dict[str, Any], answered: Answered) -> None:
        """Send a message; see ``Lines``."""

        def acknowledged(answer: Any = None) -> None:
            answered(answer if isinstance(answer, dict) else {})

        self.socketio.emit(event, body, namespace=self.namespace, to=line, callback=acknowledged)

    def paper_of(self, printer: str) -> int:
        """Return the width of a printer's paper in mm; see ``Lines``."""
        agent = self._agents.get(self.line_of(printer) or "")
        return agent.hello.papers.get(printer, 80) if agent else 80

    def printer(self, name: str) -> Row | None:
        """Return what was told last of a printer; see ``Lines``."""
        return self._standing.printer(name)

    def _job_state(self, report: JobReport) -> None:
        self.paper.report(
            Report(job=report.id, state=report.state, attempts=report.attempts, note=report.note)
        )

    def _device_state(self, report: DeviceReport) -> None:
        agent = self._agents[sender()].hello.name
        row = {
            "name": report.device,
            "kind": report.kind,
            "agent": agent,
            "state": report.state,
            "since": report.since,
            "message": report.message,
            "facts": report.facts,
        }
        self._standing.say(agent, row)
        if report.kind == "printer" and unable(row):
            late = self._settings.agent.fallback_after + 0.05
            gevent.spawn_later(late, self.paper.failing, report.device)

    def _lane_state(self, report: LaneReport) -> None:
        agent = self._agents[sender()].hello.name
        self._standing.lane(agent, report.lane, report.state, report.since, report.fault)

    def _lane_reading(self, reading: LaneReading) -> None:
        self._readings[reading.lane] = (reading, self.clock())
        self._listeners.bench("lane.reading", reading.to_json())

    def _strip(self, strip: StripShown) -> None:
        if self._settings.demo:
            self.strips.appendleft(strip.to_json())
            self._listeners.bench("strip", strip.to_json())

    def _hand_on(self) -> None:
        """Look after tickets' jobs, one after the other; between two of them numbers are given.

        What is lost with this process is handed over when the agent connects again.
        """
        while True:
            ticket = self._due.get()
            try:
                self.paper.issued(ticket)
            except Exception:
                log.exception("agents.hand_over_failed", ticket=ticket)
            gevent.sleep(BREATH)

    def _sweep(self) -> None:
        while True:
            gevent.sleep(SWEEP_SECONDS)
            try:
                self.paper.look()
                self._standing.look()
            except Exception:
                log.exception("agents.sweep_failed")
