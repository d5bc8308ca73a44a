"""The jobs of this agent's printers and how far each has come."""

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

from devices.agent.memory import Memory
from devices.agent.outbox import Outbox
from devices.printers.base import Stage
from devices.wire import Job, JobReport, JobState

Final = Literal["done", "uncertain", "failed", "expired"]

ERASE_AFTER = timedelta(days=1)
"""Then the text of a finished job goes."""

FORGET_AFTER = timedelta(days=30)
"""Then its id goes too; until then it is never printed again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpooledJob:
    """A job that is not finished."""

    id: str
    slip: dict[str, Any]
    state: JobState
    attempts: int
    """How often it went wrong after its first byte."""
    note: str
    """What went wrong last."""

    @property
    def stage(self) -> Stage | None:
        """How far the paper has come; None: no byte went out."""
        if self.state == "queued":
            return None
        return "body_confirmed" if self.state == "body_confirmed" else "sending"


class Spool:
    """Each change is on the disk, together with its report, before the method returns."""

    def __init__(self, memory: Memory, outbox: Outbox) -> None:
        self._memory, self._outbox = memory, outbox

    def add(self, job: Job, now: datetime) -> bool:
        """Take a job; a known id is not taken again, its state is reported once more.

        Returns:
            Whether it is new.
        """
        deadline = now + (job.expires_at - (job.sent_at or now))
        with self._memory.transaction() as db:
            known = db.execute("SELECT * FROM spool WHERE id = ?", (job.id,)).fetchone()
            if known is None:
                self._insert(db, job, deadline, now)
            elif known["state"] != "queued" or known["note"]:
                self._report(db, job.id, now)
        if known:
            self._outbox.on_letter()
        return not known

    def next_job(self, printer: str) -> SpooledJob | None:
        """Return the printer's half-done job, else the one that is first in turn."""
        rows = self._memory.rows(
            "SELECT * FROM spool WHERE printer = ?"
            " AND state NOT IN ('done', 'uncertain', 'failed', 'expired')"
            " ORDER BY state = 'queued', turn, received_at LIMIT 1",
            printer,
        )
        return _spooled(rows[0]) if rows else None

    def advance(self, job_id: str, stage: Stage, now: datetime) -> bool:
        """Note before it happens how far the paper comes; False when the job is gone."""
        before = "queued" if stage == "sending" else "sending"
        return self._move(job_id, (before,), stage, "", now)

    def break_off(self, job_id: str, note: str, now: datetime) -> None:
        """Note that a job went wrong after its first byte, and why; a sure body stays sure."""
        with self._memory.transaction() as db:
            db.execute(
                "UPDATE spool SET attempts = attempts + 1, note = ?, changed_at = ?,"
                " state = iif(state = 'sending', 'needs_void', state)"
                " WHERE id = ? AND state IN ('sending', 'needs_void', 'body_confirmed')",
                (note, now.timestamp(), job_id),
            )
            self._report(db, job_id, now)
        self._outbox.on_letter()

    def hold_up(self, job_id: str, note: str, now: datetime) -> None:
        """Note why a job has to wait, when that is news."""
        with self._memory.transaction() as db:
            news = db.execute(
                "UPDATE spool SET note = ? WHERE id = ? AND note != ?", (note, job_id, note)
            ).rowcount
            if news:
                self._report(db, job_id, now)
        if news:
            self._outbox.on_letter()

    def requeue(self, job_id: str, now: datetime) -> None:
        """The scrap is void and away: print the job again in its turn, unless it was given up."""
        with self._memory.transaction() as db:
            db.execute(
                "UPDATE spool SET state = iif(given_up, 'expired', 'queued'), changed_at = ?,"
                " note = iif(given_up, 'moved', note)"
                " WHERE id = ? AND state IN ('sending', 'needs_void', 'body_confirmed')",
                (now.timestamp(), job_id),
            )
            self._report(db, job_id, now)
        self._outbox.on_letter()

    def count_crash(self, job_id: str, now: datetime) -> int:
        """Count a programming error that this job met; return how many things went wrong."""
        with self._memory.transaction() as db:
            (attempts,) = db.execute(
                "UPDATE spool SET attempts = attempts + 1, changed_at = ? WHERE id = ?"
                " RETURNING attempts",
                (now.timestamp(), job_id),
            ).fetchone()
        return int(attempts)

    def finish(self, job_id: str, state: Final, note: str, now: datetime) -> None:
        """End a job and report it; harmless when it has ended."""
        self._move(job_id, ("queued", "sending", "needs_void", "body_confirmed"), state, note, now)

    def drop(
        self, job_id: str, now: datetime, *, void: bool = False
    ) -> Literal["dropped", "void"] | None:
        """Forget a job that has not begun; None when it may be on paper.

        An id that is not known is kept as dropped: the job may be overtaken by its own drop.

        Args:
            job_id: The job.
            now: The time.
            void: Give up a job that broke off, too: its scrap is made void, no other follows.

        Returns:
            ``void`` for a job of which there is a scrap, else ``dropped``.
        """
        with self._memory.transaction() as db:
            db.execute(
                "INSERT INTO spool (id, printer, copy, turn, deadline, state, received_at,"
                " changed_at, note) VALUES (?, '', 0, 0, 0, 'expired', ?, ?, 'dropped')"
                " ON CONFLICT (id) DO UPDATE SET state = 'expired', note = 'dropped',"
                " changed_at = excluded.changed_at WHERE state = 'queued'",
                (job_id, now.timestamp(), now.timestamp()),
            )
            if void:
                db.execute(
                    "UPDATE spool SET given_up = 1 WHERE id = ? AND state = 'needs_void'", (job_id,)
                )
            row = db.execute("SELECT * FROM spool WHERE id = ?", (job_id,)).fetchone()
        if row["given_up"]:
            return "void"
        return "dropped" if row["state"] in {"expired", "failed"} else None

    def expire(self, now: datetime) -> int:
        """End the jobs that waited too long; return how many there were."""
        overdue = self._memory.rows(
            "SELECT id, note FROM spool WHERE state = 'queued' AND deadline <= ? ORDER BY turn",
            now.timestamp(),
        )
        for row in overdue:
            self._move(row["id"], ("queued",), "expired", row["note"] or "too_late", now)
        return len(overdue)

    def abandon(self, printers: Collection[str], now: datetime) -> None:
        """Fail the jobs of printers that this agent has no longer."""
        for row in self._memory.rows(
            "SELECT id, printer FROM spool"
            " WHERE state NOT IN ('done', 'uncertain', 'failed', 'expired')"
        ):
            if row["printer"] not in printers:
                self.finish(row["id"], "failed", "unknown_printer", now)

    def prune(self, now: datetime) -> None:
        """Erase the text of old finished jobs, later forget them."""
        with self._memory.transaction() as db:
            db.execute(
                "UPDATE spool SET slip = NULL WHERE slip IS NOT NULL AND changed_at < ?"
                " AND state IN ('done', 'uncertain', 'failed', 'expired')",
                ((now - ERASE_AFTER).timestamp(),),
            )
            db.execute(
                "DELETE FROM spool WHERE changed_at < ?"
                " AND state IN ('done', 'uncertain', 'failed', 'expired')",
                ((now - FORGET_AFTER).timestamp(),),
            )

    def _insert(self, db: sqlite3.Connection, job: Job, deadline: datetime, now: datetime) -> None:
        db.execute(
            "INSERT INTO spool (id, printer, copy, slip, turn, deadline, state, received_at,"
            " changed_at) VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, ?)",
            (
                job.id,
                job.printer,
                job.copy,
                json.dumps(job.slip, ensure_ascii=False),
                job.expires_at.timestamp(),
                deadline.timestamp(),
                now.timestamp(),
                now.timestamp(),
            ),
        )

    def _move(
        self, job_id: str, before: Collection[str], after: JobState, note: str, now: datetime
    ) -> bool:
        marks = ", ".join("?" * len(before))
        with self._memory.transaction() as db:
            moved = db.execute(
                "UPDATE spool SET state = ?, note = ?, changed_at = ? WHERE id = ?"  # noqa: S608  only question marks
                f" AND state IN ({marks})",
                (after, note[:500], now.timestamp(), job_id, *before),
            ).rowcount
            if moved:
                self._report(db, job_id, now)
        self._outbox.on_letter()
        return bool(moved)

    def _report(self, db: sqlite3.Connection, job_id: str, now: datetime) -> None:
        """Put what is true now into the outbox."""
        row = db.execute("SELECT * FROM spool WHERE id = ?", (job_id,)).fetchone()
        report = JobReport(
            message=uuid4().hex,
            id=job_id,
            state=row["state"],
            at=now,
            attempts=row["attempts"],
            note=row["note"],
        )
        self._outbox.put(db, report, now)


def _spooled(row: sqlite3.Row) -> SpooledJob:
    return SpooledJob(
        id=row["id"],
        slip=json.loads(row["slip"]),
        state=row["state"],
        attempts=row["attempts"],
        note=row["note"],
    )
