"""Messages to the server that must arrive, in order, whatever happens to the line."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devices.agent.memory import Memory
from devices.wire import JobReport


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that waits for its acknowledgement."""

    message: str
    """Its id."""
    event: str
    body: dict[str, Any]


class Outbox:
    """First in, first out; a letter stays until ``remove``."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.on_letter: Callable[[], None] = lambda: None
        """Called after a letter was put in, in the thread that did it."""

    def put(self, db: sqlite3.Connection, report: JobReport, now: datetime) -> None:
        """Add a report in the caller's own transaction, so that the two are one.

        What was reported of the job before and still waits to be sent is no news any more, unless
        it was final.
        """
        db.execute(
            "DELETE FROM outbox WHERE job = ?"
            " AND state NOT IN ('done', 'uncertain', 'failed', 'expired')",
            (report.id,),
        )
        body = json.dumps(report.to_json())
        db.execute(
            "INSERT INTO outbox (message, job, state, event, body, at) SELECT ?, ?, ?, ?, ?, ?"
            " WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE job = ? AND state = ?)",
            (
                *(report.message, report.id, report.state, report.event, body, now.timestamp()),
                *(report.id, report.state),
            ),
        )

    def first(self) -> Letter | None:
        """Return the oldest letter; None when there is none."""
        for row in self._memory.rows("SELECT * FROM outbox ORDER BY position LIMIT 1"):
            return Letter(row["message"], row["event"], json.loads(row["body"]))
        return None

    def remove(self, message: str) -> None:
        """Forget the letter, because the server has it."""
        with self._memory.transaction() as db:
            db.execute("DELETE FROM outbox WHERE message = ?", (message,))
