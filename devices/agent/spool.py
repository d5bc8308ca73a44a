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

State = Literal[
    "queued", "sending", "body_confirmed", "printed", "unconfirmed", "failed", "expired"
]
Final = Literal["printed", "unconfirmed", "failed", "expired"]

FINAL: tuple[Final, ...] = ("printed", "unconfirmed", "failed", "expired")

ERASE_AFTER = timedelta(days=1)
"""Then the text of a finished job goes."""

FORGET_AFTER = timedelta(days=30)
"""Then its id goes too; until then it is never printed again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpooledJob:
    """A job that is not finished."""

    id: str
    copy: int
    slip: dict[str, Any]
    stage: Stage | None
    """How far the paper has come; None: no byte went out."""
    attempts: int
    """How often it went wrong after its first byte."""


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
            known = db.execute("SELECT state FROM spool WHERE id = ?", (job.id,)).fetchone()
            if known:
                self._report_again(db, job.id, known["state"], now)
            else:
                self._insert(db, job, deadline, now)
        if known:
            self._outbox.on_letter()
        return not known

    def next_job(self, printer: str) -> SpooledJob | None:
        """Return the printer's half-done job, else the one that is first in turn."""
        rows = self._memory.rows(
            "SELECT * FROM spool WHERE printer = ?"
            " AND state IN ('queued', 'sending', 'body_confirmed')"
            " ORDER BY state = 'queued', turn, received_at LIMIT 1",
            printer,
        )
        return _spooled(rows[0]) if rows else None

    def advance(self, job_id: str, stage: Stage, now: datetime) -> bool:
        """Note before it happens how far the paper comes; False when the job is gone."""
        before = "queued" if stage == "sending" else "sending"
        with self._memory.transaction() as db:
            moved = _move(db, job_id, before, stage, now)
            if moved and stage == "sending":
                self._report(db, job_id, "printing", "", now)
        self._outbox.on_letter()
        return moved

    def requeue(self, job_id: str, note: str, now: datetime) -> None:
        """The scrap is void and away: print the job again in its turn."""
        with self._memory.transaction() as db:
            db.execute(
                "UPDATE spool SET state = 'queued', attempts = attempts + 1, note = ?,"
                " changed_at = ? WHERE id = ? AND state IN ('sending', 'body_confirmed')",
                (note, now.timestamp(), job_id),
            )

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
        with self._memory.transaction() as db:
            ended = db.execute(
                "UPDATE spool SET state = ?, note = ?, changed_at = ? WHERE id = ?"
                " AND state IN ('queued', 'sending', 'body_confirmed')",
                (state, note, now.timestamp(), job_id),
            ).rowcount
            if ended:
                self._report(db, job_id, state, note, now)
        self._outbox.on_letter()

    def drop(self, job_id: str, now: datetime) -> bool:
        """Forget a job that has not begun; False when it may be on paper.

        An id that is not known is kept as dropped: the job may be overtaken by its own drop.
        """
        with self._memory.transaction() as db:
            db.execute(
                "INSERT INTO spool (id, printer, copy, turn, deadline, state, received_at,"
                " changed_at, note) VALUES (?, '', 0, 0, 0, 'expired', ?, ?, 'dropped')"
                " ON CONFLICT (id) DO UPDATE SET state = 'expired', note = 'dropped',"
                " changed_at = excluded.changed_at WHERE state = 'queued'",
                (job_id, now.timestamp(), now.timestamp()),
            )
            row = db.execute("SELECT state FROM spool WHERE id = ?", (job_id,)).fetchone()
        return row["state"] in {"expired", "failed"}

    def expire(self, now: datetime) -> int:
        """End the jobs that waited too long; return how many there were."""
        overdue = self._memory.rows(
            "SELECT id FROM spool WHERE state = 'queued' AND deadline <= ? ORDER BY turn",
            now.timestamp(),
        )
        for row in overdue:
            with self._memory.transaction() as db:
                if _move(db, row["id"], "queued", "expired", now):
                    self._report(db, row["id"], "expired", "", now)
        if overdue:
            self._outbox.on_letter()
        return len(overdue)

    def abandon(self, printers: Collection[str], now: datetime) -> None:
        """Fail the jobs of printers that this agent has no longer."""
        for row in self._memory.rows(
            "SELECT id, printer FROM spool WHERE state IN ('queued', 'sending', 'body_confirmed')"
        ):
            if row["printer"] not in printers:
                self.finish(row["id"], "failed", f"no printer {row['printer']}", now)

    def prune(self, now: datetime) -> None:
        """Erase the text of old finished jobs, later forget them."""
        marks = ", ".join("?" * len(FINAL))
        with self._memory.transaction() as db:
            db.execute(
                f"UPDATE spool SET slip = NULL WHERE slip IS NOT NULL AND changed_at < ?"  # noqa: S608  only question marks
                f" AND state IN ({marks})",
                ((now - ERASE_AFTER).timestamp(), *FINAL),
            )
            db.execute(
                f"DELETE FROM spool WHERE changed_at < ? AND state IN ({marks})",  # noqa: S608
                ((now - FORGET_AFTER).timestamp(), *FINAL),
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

    def _report(
        self, db: sqlite3.Connection, job_id: str, state: JobState, note: str, now: datetime
    ) -> None:
        report = JobReport(message=uuid4().hex, id=job_id, state=state, at=now, note=note[:500])
        self._outbox.put(db, report, now)

    def _report_again(
        self, db: sqlite3.Connection, job_id: str, state: State, now: datetime
    ) -> None:
        row = db.execute("SELECT note, attempts FROM spool WHERE id = ?", (job_id,)).fetchone()
        if state in FINAL:
            self._report(db, job_id, state, row["note"], now)
        elif state != "queued" or row["attempts"]:
            self._report(db, job_id, "printing", row["note"], now)


def _move(db: sqlite3.Connection, job_id: str, before: str, after: str, now: datetime) -> bool:
    moved = db.execute(
        "UPDATE spool SET state = ?, changed_at = ? WHERE id = ? AND state = ?",
        (after, now.timestamp(), job_id, before),
    )
    return moved.rowcount == 1


def _spooled(row: sqlite3.Row) -> SpooledJob:
    return SpooledJob(
        id=row["id"],
        copy=row["copy"],
        slip=json.loads(row["slip"]),
        stage=None if row["state"] == "queued" else row["state"],
        attempts=row["attempts"],
    )
