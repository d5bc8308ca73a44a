"""The thread that owns a printer: every job on paper once, whatever happens in between."""

import logging
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from devices.agent.kept import Kept
from devices.agent.spool import Final, Spool, SpooledJob
from devices.agent.worker import Simulated, Surroundings, Worker
from devices.errors import DeviceError, SlipError
from devices.printers.base import Outcome, Printer, PrinterStatus, Stage, Strip
from devices.printers.blocks import Slip
from devices.wire import DeviceState, Fact, StripShown

LOG = logging.getLogger(__name__)

POLL = 3.0
"""Seconds between two questions to an idle printer that answers."""

POLL_MUTE = 30.0
"""The same for one that does not."""

RETRY = 1.0
"""Seconds between two attempts on a printer that is not ready."""

RETRY_MOST = 5.0
"""The same when each attempt cost paper: it grows up to this."""

ATTEMPTS = 20
"""So often a job may go wrong after its first byte; then it has failed."""

PATIENCE = 10.0
"""Seconds after a start in which a printer may be mute, because it still chews on what an agent
that was killed had sent; then it counts as one that never answers."""

CRASHES = 3
"""So many programming errors end a job that has not begun, so that others get their turn."""


ENDS: Mapping[Outcome, Final] = {Outcome.PRINTED: "done", Outcome.UNCONFIRMED: "uncertain"}


class JobGoneError(Exception):
    """The job was dropped or has expired just before its first byte; nothing is wrong."""


class PrinterWorker(Worker):
    """Prints the spool's jobs of one printer in their order."""

    kind = "printer"

    def __init__(
        self,
        name: str,
        create: Callable[[], Printer],
        around: Surroundings,
        kept: Kept | None = None,
    ) -> None:
        super().__init__(name, around)
        self._create, self._kept = create, kept
        self._printer: Printer | None = None
        self._ready = False
        self._near_end = 0
        self._setbacks = 0
        self._begun: str | None = None
        self._started = 0.0

    @property
    def simulator(self) -> Simulated | None:
        """The simulation behind the printer; None for a real one."""
        return self._printer.simulator if self._printer else None

    @property
    def _spool(self) -> Spool:
        return self._around.spool

    def run(self) -> None:
        """Print until ``stop``."""
        self._ready, self._begun, self._started = False, None, time.monotonic()
        self.tell("unknown", "starting")
        printer = self._printer = self._made()
        if printer is None:
            return
        simulator = printer.simulator
        try:
            if simulator:
                simulator.on_strip = self._show
            while not self._stopped.is_set():
                self._step(printer)
        finally:
            printer.close()
            if simulator:
                simulator.stop()

    def _made(self) -> Printer | None:
        """Make the driver; while the settings are wrong, jobs wait and expire."""
        while not self._stopped.is_set():
            self._spool.expire(self._around.now())
            try:
                printer = self._create()
            except DeviceError as error:
                self._trouble(error, RETRY_MOST)
            else:
                if self._kept:
                    self._kept.lend(printer)
                return printer
        return None

    def _step(self, printer: Printer) -> None:
        self._spool.expire(self._around.now())
        if not self._ready and not self._open(printer):
            return
        job = self._spool.next_job(self.name)
        if job is None:
            self._look(printer)
        else:
            if job.stage is None:
                self._print(printer, job)
            else:
                self._settle(printer, job, job.stage)
            self._note(printer)

    def _open(self, printer: Printer) -> bool:
        try:
            printer.open()
        except DeviceError as error:
            self._trouble(error, RETRY_MOST)
        else:
            self._ready = True
        return self._ready

    def _look(self, printer: Printer) -> None:
        """Nothing to print: ask how the printer is, then wait for a job."""
        try:
            status = printer.status()
        except DeviceError as error:
            self._tell_error(error)
            self._idle(POLL)
        else:
            self._note(printer)
            self._tell_status(status)
            self._idle(POLL_MUTE if status.state == "unknown" else POLL)

    def _print(self, printer: Printer, job: SpooledJob) -> None:
        def progress(stage: Stage) -> None:
            if not self._spool.advance(job.id, stage, self._around.now()):
                raise JobGoneError(job.id)
            self._begun = job.id

        try:
            slip = Slip.from_dict(job.slip)
            outcome = printer.print(slip, progress=progress)
        except JobGoneError:
            LOG.info("job %s was dropped before it was printed", job.id)
        except SlipError as error:
            self._spool.finish(job.id, "failed", f"slip: {error}", self._around.now())
        except DeviceError as error:
            self._broken(job, error)
        except Exception:
            self._crash(job, begun=self._begun == job.id)
            raise
        else:
            self._done(job, outcome)

    def _broken(self, job: SpooledJob, error: DeviceError) -> None:
        """Note what went wrong: before the first byte it cost nothing."""
        if self._begun == job.id:
            self._spool.break_off(job.id, error.code, self._around.now())
            self._trouble(error, self._setback())
        else:
            self._spool.hold_up(job.id, error.code, self._around.now())
            self._trouble(error, RETRY)

    def _settle(self, printer: Printer, job: SpooledJob, stage: Stage) -> None:
        """Bring the paper in order after a job that was broken off."""
        if job.state == "sending":  # by the end of an agent, which could not note it
            self._spool.break_off(job.id, "restarted", self._around.now())
        try:
            outcome = printer.recover(stage)
        except DeviceError as error:
            self._spool.hold_up(job.id, error.code, self._around.now())
            self._trouble(error, RETRY)
        except Exception:
            self._crash(job, begun=True)
            raise
        else:
            if outcome is Outcome.UNCONFIRMED and self._may_still_answer(job):
                self._pause(RETRY)
            elif outcome is not None:
                self._done(job, outcome)
            elif job.attempts >= ATTEMPTS:
                self._spool.finish(job.id, "failed", "attempts", self._around.now())
            else:
                self._begun = None
                self._spool.requeue(job.id, self._around.now())

    def _may_still_answer(self, job: SpooledJob) -> bool:
        return self._begun != job.id and time.monotonic() - self._started < PATIENCE

    def _done(self, job: SpooledJob, outcome: Outcome) -> None:
        self._setbacks = 0
        self._spool.finish(job.id, ENDS[outcome], "", self._around.now())
        if self._kept and self._printer:
            self._kept.note(self._printer, tickets=1)
        if outcome is Outcome.PRINTED and not self._near_end:
            self.tell("ok")

    def _setback(self) -> float:
        self._setbacks += 1
        return min(RETRY * self._setbacks, RETRY_MOST)

    def _crash(self, job: SpooledJob, *, begun: bool) -> None:
        """A programming error: after a few a person must look, so that other jobs go on."""
        if self._spool.count_crash(job.id, self._around.now()) < CRASHES:
            return
        state: Final = "uncertain" if begun else "failed"
        self._spool.finish(job.id, state, "crashed", self._around.now())

    def _trouble(self, error: DeviceError, pause: float) -> None:
        self._tell_error(error)
        self._pause(pause)

    def _tell_error(self, error: DeviceError) -> None:
        state: DeviceState = "unknown" if error.code in {"unanswered", "silent"} else "fault"
        if self._last is None or self._last.message != error.code:
            LOG.warning("printer %s: %s: %s", self.name, error.code, error)
        self.tell(state, error.code)

    def _tell_status(self, status: PrinterStatus) -> None:
        """Tell it; the sensor of the paper's end must say the same twice, for it chatters."""
        near = status.code == "near_end"
        if near or (not status.code and self._near_end):
            self._near_end = min(max(self._near_end + (1 if near else -1), 0), 2)
            if self._near_end == 1:
                return
        self.tell(status.state, status.code)

    def new_roll(self) -> None:
        """Somebody put a new roll in."""
        if self._kept:
            self._kept.new_roll()
        self._woken.set()

    def tell(
        self, state: DeviceState, message: str = "", facts: Mapping[str, Fact] | None = None
    ) -> None:
        """Report how the printer is, with what is left on its roll; see Worker."""
        if (state, message) == ("ok", "") and self._out():
            self.new_roll()
        kept = self._kept.facts() if self._kept else {}
        super().tell(state, message, {**kept, **(facts or {})})

    def _out(self) -> bool:
        """Whether the last word was that the paper has ended: now there is a new roll."""
        return self._last is not None and self._last.message in {"paper_out", "near_end"}

    def _note(self, printer: Printer) -> None:
        if self._kept:
            self._kept.note(printer)

    def _show(self, strip: Strip) -> None:
        self._around.show(
            StripShown(
                printer=self.name,
                png=b64encode(strip.png).decode(),
                at=datetime.fromtimestamp(strip.at, UTC),
                valid=strip.valid,
            )
        )
