"""What the server may ask of an agent; every order has an answer, none can end the agent."""

import logging
import sqlite3
from collections.abc import Callable, Mapping

from devices.agent.clock import Now
from devices.agent.measuring import LaneWorker
from devices.agent.printing import PrinterWorker
from devices.agent.spool import Spool
from devices.errors import DeviceSettingsError, SlipError
from devices.wire import Ack, Control, Decide, Drop, Job, NewRoll, Preview, WireError

LOG = logging.getLogger(__name__)

DONE = Ack(ok=True)


class Orders:
    """Carries out jobs, drops, controls, decisions and previews."""

    def __init__(
        self,
        spool: Spool,
        printers: Mapping[str, PrinterWorker],
        lanes: Mapping[str, LaneWorker],
        now: Now,
        *,
        font: str = "",
    ) -> None:
        self._spool, self._printers, self._lanes, self._now = spool, printers, lanes, now
        self._font = font
        self._doers: Mapping[str, Callable[[object], Ack]] = {
            Job.event: self._job,
            Drop.event: self._drop,
            NewRoll.event: self._new_roll,
            Control.event: self._control,
            Decide.event: self._decide,
            Preview.event: self._preview,
        }

    @property
    def events(self) -> tuple[str, ...]:
        """The names of the messages that are understood."""
        return tuple(self._doers)

    def carry_out(self, event: str, body: object) -> Ack:
        """Do what a message asks for and return the answer, whatever the message is."""
        try:
            return self._doers[event](body)
        except WireError as error:
            LOG.warning("the server sent what is not understood: %s", error)
            return _no("bad_message", str(error))
        except sqlite3.Error as error:
            LOG.exception("the agent's memory failed")
            return _no("busy", str(error))
        except Exception as error:
            LOG.exception("the order %s failed", event)
            return _no("refused", f"{type(error).__name__}: {error}")

    def _job(self, body: object) -> Ack:
        job = Job.from_json(body)
        worker = self._printers.get(job.printer)
        if worker is None:
            return _no("unknown_printer", f"no printer {job.printer}")
        if self._spool.add(job, self._now()):
            worker.wake()
        return DONE

    def _drop(self, body: object) -> Ack:
        drop = Drop.from_json(body)
        gone = self._spool.drop(drop.id, self._now(), void=drop.void)
        return _no("started", "it may be on paper") if gone is None else Ack(ok=True, message=gone)

    def _new_roll(self, body: object) -> Ack:
        roll = NewRoll.from_json(body)
        worker = self._printers.get(roll.printer)
        if worker is None:
            return _no("unknown_printer", f"no printer {roll.printer}")
        worker.new_roll()
        return DONE

    def _control(self, body: object) -> Ack:
        control = Control.from_json(body)
        workers = self._printers if control.target == "printer" else self._lanes
        worker = workers.get(control.name)
        simulator = worker.simulator if worker else None
        if simulator is None:
            return _no("unknown_device", f"no simulated {control.target} {control.name}")
        try:
            return Ack(ok=True, message=simulator.control(control.verb, **control.facts)[:500])
        except (ValueError, TypeError) as error:
            return _no("refused", str(error))

    def _decide(self, body: object) -> Ack:
        decide = Decide.from_json(body)
        worker = self._lanes.get(decide.lane)
        if worker is None:
            return _no("unknown_device", f"no lane {decide.lane}")
        try:
            return Ack(ok=True, message=worker.decide(decide.decision))
        except ValueError as error:
            return _no("refused", str(error))

    def _preview(self, body: object) -> Ack:
        from devices.agent.previews import drawn  # noqa: PLC0415 - heavy, and an agent starts light

        preview = Preview.from_json(body)
        try:
            return Ack(ok=True, picture=drawn(preview.slip, preview.paper, self._font))
        except (SlipError, DeviceSettingsError) as error:
            return _no("refused", str(error))


def _no(code: str, message: str) -> Ack:
    return Ack(ok=False, code=code, message=message[:500])
