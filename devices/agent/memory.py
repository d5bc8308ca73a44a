"""What the agent must not forget: one SQLite file, every commit on the disk."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "agent.sqlite"
"""The file's name in the agent's data folder."""

SCHEMA = (
    """
    CREATE TABLE spool (
        id TEXT PRIMARY KEY,
        printer TEXT NOT NULL,
        copy INTEGER NOT NULL,
        slip TEXT,
        turn REAL NOT NULL,
        deadline REAL NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        received_at REAL NOT NULL,
        changed_at REAL NOT NULL,
        note TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE INDEX spool_turn ON spool (state, printer, turn);
    CREATE TABLE outbox (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        message TEXT NOT NULL UNIQUE,
        job TEXT NOT NULL,
        state TEXT NOT NULL,
        event TEXT NOT NULL,
        body TEXT NOT NULL,
        at REAL NOT NULL
    ) STRICT;
    """,
    "CREATE TABLE warmth (device TEXT PRIMARY KEY, at REAL NOT NULL) STRICT",
    """
    ALTER TABLE spool ADD COLUMN given_up INTEGER NOT NULL DEFAULT 0;
    UPDATE spool SET state = 'done' WHERE state = 'printed';
    UPDATE spool SET state = 'uncertain' WHERE state = 'unconfirmed';
    DELETE FROM outbox WHERE state = 'printing';
    UPDATE outbox SET state = 'done' WHERE state = 'printed';
    UPDATE outbox SET state = 'uncertain' WHERE state = 'unconfirmed';
    UPDATE outbox SET body = json_set(body, '$.state', state);
    CREATE TABLE printers (
        name TEXT PRIMARY KEY,
        port TEXT NOT NULL DEFAULT '',
        answers INTEGER NOT NULL DEFAULT 0,
        confirms INTEGER,
        fed INTEGER NOT NULL DEFAULT 0,
        tickets INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    """,
)
"""One script a version, applied in order; ``user_version`` counts them."""


class AgentMemoryError(Exception):
    """The agent's file cannot be used; the text says why and what to do."""


class Memory:
    """The agent's database; threads take turns, one process has it for itself."""

    def __init__(self, folder: Path) -> None:
        """Open or create the file.

        Raises:
            AgentMemoryError: Another agent uses the folder, or the file is damaged.
        """
        self._path = folder / FILE
        self._turn = threading.RLock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            self._db = sqlite3.connect(
                self._path, 2.0, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise AgentMemoryError(f"{self._path}: cannot be used: {error}") from error
        try:
            self._prepare()
        except sqlite3.Error as error:
            self._db.close()
            raise AgentMemoryError(self._reason(error)) from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection; all is on the disk afterwards, or nothing after an error."""
        with self._turn:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            finally:
                # after a full disk SQLite may have rolled back by itself
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Return what a SELECT finds."""
        with self._turn:
            found: list[sqlite3.Row] = self._db.execute(query, values).fetchall()
            return found

    def close(self) -> None:
        """Close the file; harmless twice."""
        with self._turn:
            self._db.close()

    def _prepare(self) -> None:
        self._db.row_factory = sqlite3.Row
        for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL"):
            self._db.execute(f"PRAGMA {pragma}").fetchall()
        with self.transaction() as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version > len(SCHEMA):
                raise sqlite3.DatabaseError(f"version {version} is newer than this program")
            for script in SCHEMA[version:]:
                for statement in script.split(";"):
                    db.execute(statement)
            db.execute(f"PRAGMA user_version={len(SCHEMA)}")

    def _reason(self, error: sqlite3.Error) -> str:
        if "locked" in str(error):
            return f"{self._path}: another agent is running with this folder; stop it first"
        return f"{self._path}: {error}; move the file away, queued jobs come again from the server"
