"""Database engines: SQLite that loses nothing, PostgreSQL as it comes."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url

BUSY_SECONDS = 15
"""How long to wait for whoever holds a lock, before the asker is told to come again."""

POSTGRES = {
    "connect_timeout": "5",  # seconds
    "tcp_user_timeout": str(BUSY_SECONDS * 1000),  # a server that went without a word
    "options": f"-c lock_timeout={BUSY_SECONDS}s",
}
"""Nothing waits for ever; what the operator's URL says otherwise goes first."""


def open_engine(url: str) -> Engine:
    """Open the database at ``url``; ``postgresql://`` means psycopg 3."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url)
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    parsed = parsed.update_query_dict({**POSTGRES, **parsed.query})
    return create_engine(parsed, pool_size=20, max_overflow=20, pool_pre_ping=True)


def make_private(file: Path) -> None:
    """Make an empty file that only its owner can read, unless there is one; then leave it alone.

    SQLite gives the files beside a database the same rights. A database that exists must not even
    be opened here: closing it would drop the locks of this process's connections.
    """
    if not file.exists():
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url, pool_size=20, max_overflow=20, connect_args={"timeout": BUSY_SECONDS}
    )
    event.listen(engine, "do_connect", _keep_private)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _keep_private(dialect: Any, record: Any, arguments: list[Any], options: Any) -> None:
    del dialect, record, options
    file = Path(arguments[0])
    if file.is_absolute():  # not :memory:, nor a URI
        with suppress(OSError):  # SQLite says what is wrong with it
            make_private(file)


def _prepare(connection: Any, record: Any) -> None:
    """Set what makes a commit durable; the driver's own transactions are switched off."""
    del record
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Any) -> None:
    mode = connection.get_execution_options().get("begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")
