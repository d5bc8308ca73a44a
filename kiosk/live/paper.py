"""Jobs on their way to paper: handed to agents, taken back, sent elsewhere when a printer fails."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from config.hall import HallSettings
from config.sections import Settings
from kiosk.actions.ports import Work
from kiosk.actions.printing import (
    WAITING,
    Report,
    Wish,
    copy_instead,
    let_go,
    report_job,
    wish,
)
from kiosk.domain.errors import KioskError
from kiosk.domain.printing import OPEN, JobState
from kiosk.domain.tickets import State
from kiosk.live.slips import sheet, slip
from kiosk.live.standing import GONE, Row
from kiosk.storage.jobs import Job, Jobs
from kiosk.storage.queries import Queries

log = structlog.get_logger()

GRACE = timedelta(seconds=20)
"""An agent that is connected reports the end of a job itself; after this we do."""

SEND_AGAIN = timedelta(seconds=6)
"""After so long without an answer a job is sent once more."""

Answered = Callable[[dict[str, Any]], None]


class Lines(Protocol):
    """The way to the agents."""

    def line_of(self, printer: str) -> str | None:
        """Return the newest line to a printer's agent; None when there is none."""

    def printers_on(self, line: str) -> tuple[str, ...]:
        """Return the printers of the agent on a line; none when it is gone."""

    def post(self, line: str, event: str, body: dict[str, Any], answered: Answered) -> None:
        """Send a message; ``answered`` gets the answer if one comes."""

    def paper_of(self, printer: str) -> int:
        """Return the width of a printer's paper in mm, as its agent told it."""

    def printer(self, name: str) -> Row | None:
        """Return what was told last of a printer."""


@dataclass(frozen=True)
class Books:
    """Where jobs are kept."""

    work: Work
    queries: Queries
    jobs: Jobs


class Paper:
    """What a job's state asks for next; nothing is remembered here but what was just sent."""

    def __init__(
        self,
        settings: Settings,
        books: Books,
        lines: Lines,
        printed: Callable[[str], None],
        *,
        public_url: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings, self._books, self._lines, self._printed = settings, books, lines, printed
        self._public_url, self._clock = public_url, clock
        self._sent: dict[str, tuple[str, datetime]] = {}
        """Jobs that an agent has not acknowledged: its line, and when they were sent."""

    def hand_over(self, line: str) -> None:
        """Send an agent all that its printers are to print."""
        for job in self._books.jobs.open_for(self._lines.printers_on(line)):
            self.further(job)

    def issued(self, ticket: str) -> None:
        """Look after the jobs of a ticket that was given, copied, moved or given up."""
        for job in self._books.jobs.of_ticket(ticket):
            if job.held:
                self._drop_unwanted(job)  # nobody wants the paper of a ticket that was given up
            elif job.state in OPEN:
                self.further(job)

    def sheets(self, hall: str) -> None:
        """Hand over what is to be printed for no ticket: emergency numbers, next steps."""
        for job in self._books.jobs.sheets(hall):
            if job.handed_at is None:
                self.further(job)

    def further(self, job: Job) -> None:
        """Do what is next for an open job: hand it over, or see to what is wished of it."""
        if job.wish is None and self._must_move(job):
            job = self._wish_move(job) or job
        if job.wish is None:
            self._send(job)
        elif job.handed_at is not None:
            self._take_back(job)
        elif not job.held:
            self._free(job)

    def report(self, report: Report) -> None:
        """Note what an agent says of a job; a job that was taken back goes on its way."""
        job = self._books.jobs.get(report.job)
        hall = self._hall(job)
        if job is None or hall is None:
            return
        ticket = report_job(self._books.work, hall, report, self._clock())
        if ticket is not None:
            self._tell(ticket)
        if job.wish:
            self._go_on(job)

    def look(self) -> None:
        """Every few seconds: what is late, what got no answer, what could go elsewhere."""
        now = self._clock()
        for job in self._books.jobs.overdue(now):
            if self._lines.line_of(job.printer) is None or job.expires_at + GRACE < now:
                self.report(Report(job=job.id, state="expired", note=job.note or "too_late"))
        for job in self._books.jobs.wished():
            if not job.held:
                self.further(job)
        for printer in self._books.jobs.queued():
            self.failing(printer)
        for hall in self._settings.halls:
            self.sheets(hall.slug)  # another process may have queued them
        self._send_again(now)

    def failing(self, printer: str) -> None:
        """A printer has been unwell for a while: send its jobs elsewhere if they may go."""
        row = self._lines.printer(printer)
        if row is None or not self._unwell(row) or not self._fallback(row):
            return
        for job in self._books.jobs.open_for([printer]):
            self.further(job)

    def forget(self, line: str) -> None:
        """A line is gone; what was sent on it comes again with the next."""
        self._sent = {job: sent for job, sent in self._sent.items() if sent[0] != line}

    def _go_on(self, job: Job) -> None:
        """Hand a job over that was taken back: it may have another id now, or a copy."""
        if job.ticket:
            self.issued(job.ticket)
            return
        for other in self._books.jobs.open_for([job.wish_printer or job.printer]):
            if other.handed_at is None:
                self.further(other)

    def _send(self, job: Job) -> None:
        line, hall = self._lines.line_of(job.printer), self._hall(job)
        if line is None or hall is None:
            return
        if self._awaited(job, line):
            self._drop_unwanted(job)
            return
        body = self._slip(job, hall)
        if body is None:
            return
        now = self._clock()
        if job.handed_at is None:
            self._books.jobs.handed(job.id, now)
        self._sent[job.id] = (line, now)

        def answered(answer: dict[str, Any]) -> None:
            code = answer.get("code")
            if code == "busy":
                return
            self._sent.pop(job.id, None)
            if code:
                self.report(Report(job=job.id, state="failed", note=str(code)))

        facts = {"id": job.id, "printer": job.printer, "copy": job.copy, "slip": body}
        times = {"expires_at": job.expires_at.isoformat(), "sent_at": now.isoformat()}
        self._lines.post(line, "job", facts | times, answered)

    def _awaited(self, job: Job, line: str) -> bool:
        """Whether it was just sent there and the answer is still to come."""
        return self._sent.get(job.id, ("", None))[0] == line

    def _slip(self, job: Job, hall: HallSettings) -> dict[str, Any] | None:
        """Return what stands on the paper; a ticket that was given up is not printed."""
        paper = self._lines.paper_of(job.printer)
        if job.ticket is None:
            return sheet(job, hall, paper)
        found = self._books.queries.ticket(job.ticket)
        if found is None or self._drop_unwanted(job):
            return None
        return slip(job, found[0], hall, self._public_url, paper)

    def _drop_unwanted(self, job: Job) -> bool:
        """Drop the paper of a ticket that was given up."""
        found = self._books.queries.ticket(job.ticket) if job.ticket else None
        if found is None or found[0].state is not State.CANCELLED:
            return False
        self._drop(job)
        return True

    def _drop(self, job: Job) -> None:
        """Nobody wants the paper any more."""
        hall = self._hall(job)
        if hall is None or job.state != JobState.QUEUED or job.wish == "drop":
            return
        try:
            wish(self._books.work, hall, job.id, Wish(what="drop"), self._clock())
        except KioskError:
            return  # it has begun meanwhile
        wished = self._books.jobs.get(job.id)
        if wished:
            self.further(wished)

    def _take_back(self, job: Job) -> None:
        """Ask the agent to let a job go; what it answers decides what may happen."""
        line = self._lines.line_of(job.printer)
        if line is None or job.state not in WAITING:
            return
        scrap = job.state == JobState.NEEDS_VOID

        def answered(answer: dict[str, Any]) -> None:
            if answer.get("ok") and answer.get("message") == "void":
                self._copy(job)
            elif answer.get("ok"):
                self._free(job)
            elif answer.get("code") == "started":
                self._leave(job)

        body = {"id": job.id} | ({"void": True} if scrap else {})
        self._lines.post(line, "drop", body, answered)

    def _free(self, job: Job) -> None:
        """No agent has it: it is held, dropped or moved now."""
        hall = self._hall(job)
        freed = let_go(self._books.work, hall, job.id, self._clock()) if hall else None
        self._tell(job.ticket)
        found = self._books.jobs.get(freed.id) if freed else None
        if found and found.state in OPEN and found.wish is None:
            self._send(found)

    def _copy(self, job: Job) -> None:
        hall = self._hall(job)
        copy = copy_instead(self._books.work, hall, job.id, self._clock()) if hall else None
        found = self._books.jobs.get(copy.id) if copy else None
        self._tell(job.ticket)
        if found:
            self.further(found)

    def _leave(self, job: Job) -> None:
        """It is just coming out: forget what was wished."""
        hall = self._hall(job)
        if hall is None:
            return
        try:
            wish(self._books.work, hall, job.id, Wish(what=None), self._clock())
        except KioskError:
            log.info("job.printed_meanwhile", job=job.id)

    def _must_move(self, job: Job) -> bool:
        row = self._lines.printer(job.printer)
        if row is None or job.state not in WAITING or not self._unwell(row):
            return False
        # An agent that is gone may print what it has; one that has just come back says how it is.
        gone = row["message"] == GONE
        if gone and (job.handed_at is not None or self._lines.line_of(job.printer)):
            return False
        return self._fallback(row) is not None

    def _wish_move(self, job: Job) -> Job | None:
        row, hall = self._lines.printer(job.printer), self._hall(job)
        printer = self._fallback(row) if row else None
        if hall is None or printer is None:
            return None
        wanted = Wish(what="move", printer=printer)
        try:
            wish(self._books.work, hall, job.id, wanted, self._clock())
        except KioskError:
            return None
        return self._books.jobs.get(job.id)

    def _unwell(self, row: Row) -> bool:
        """Whether a printer has long enough been unable to print."""
        long = timedelta(seconds=self._settings.agent.fallback_after)
        return unable(row) and row["since"] + long <= self._clock()

    def _fallback(self, row: Row) -> str | None:
        """Return the printer that may stand in, if it is well itself."""
        name = row["facts"].get("fallback")
        other = self._lines.printer(str(name)) if name else None
        return str(name) if other and other["state"] in {"ok", "warn"} else None

    def _send_again(self, now: datetime) -> None:
        late = {line for line, at in self._sent.values() if at + SEND_AGAIN < now}
        for line in late:
            self.forget(line)
            self.hand_over(line)

    def _hall(self, job: Job | None) -> HallSettings | None:
        return self._settings.hall(job.hall) if job else None

    def _tell(self, ticket: str | None) -> None:
        if ticket:
            self._printed(ticket)


def unable(row: Row) -> bool:
    """Whether a printer cannot print now, as far as is known.

    One that never answered is always *unknown* and prints all the same.
    """
    if row["state"] == "fault":
        return True
    lost = row["message"] == GONE or bool(row["facts"].get("answers"))
    return bool(row["state"] == "unknown" and row["message"] != "starting" and lost)
