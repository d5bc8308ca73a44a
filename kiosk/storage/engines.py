"""Database engines: SQLite that loses nothing, PostgreSQL as it comes."""

from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url

BUSY_SECONDS = 15


def open_engine(url: str) -> Engine:
    """Open the database at ``url``; ``postgresql://`` means psycopg 3."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url)
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    return create_engine(parsed, pool_size=20, max_overflow=20, pool_pre_ping=True)


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url, pool_size=20, max_overflow=20, connect_args={"timeout": BUSY_SECONDS}
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


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
