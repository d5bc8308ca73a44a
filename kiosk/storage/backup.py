"""Backup and restore of a SQLite database while it is in use."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine

from kiosk.storage.engines import make_private

PAGES = 512
"""Pages copied at a time; between two lots writers get their turn."""

PAUSE = 0.005


class BackupError(Exception):
    """A backup that cannot be made or restored; the message says what to do."""


def backup(engine: Engine, target: Path) -> int:
    """Copy the database to ``target`` while it is in use; return the size in bytes.

    The copy is written beside the target and takes its name only when it is whole and sound.

    Raises:
        BackupError: It cannot be written, or the database is damaged.
    """
    source = _file_of(engine)
    part = target.with_name(target.name + ".part")
    with _said(target, "the backup cannot be written"):
        if not target.parent.is_dir():
            raise BackupError(f"{target}: there is no folder {target.parent}")
        _refuse_itself(source, target)
        part.unlink(missing_ok=True)
        try:
            _copy(source, part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return target.stat().st_size


def restore(engine: Engine, source: Path) -> None:
    """Put a backup in the place of the database, in one transaction, while it is in use.

    Raises:
        BackupError: The file is missing, damaged or not a backup of this program, or the
            database cannot be written.
    """
    target = _file_of(engine)
    with _said(source, "the backup cannot be read"):
        if not source.is_file():
            raise BackupError(f"{source}: there is no such file")
        _refuse_itself(target, source)
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as there:
            _refuse_unsound(there, source)
            with _said(target, "the database cannot be written"):
                _replace(there, target)


@contextmanager
def _said(path: Path, trouble: str) -> Iterator[None]:
    """Say in one sentence what the disk or SQLite refused."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        why = error.strerror if isinstance(error, OSError) else None
        raise BackupError(f"{path}: {trouble}: {why or error}") from error


def _copy(source: Path, part: Path) -> None:
    make_private(part)  # names and hashes are in it
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(part)) as here:
        there.backup(here, pages=PAGES, sleep=PAUSE)
        here.execute("PRAGMA journal_mode=DELETE")
        _refuse_unsound(here, part)


def _replace(there: sqlite3.Connection, target: Path) -> None:
    make_private(target)
    with closing(sqlite3.connect(target, timeout=15)) as here:
        there.backup(here)
        here.execute("PRAGMA journal_mode=WAL")


def _refuse_itself(database: Path, file: Path) -> None:
    if file.resolve() == database.resolve():
        raise BackupError(f"{file}: this is the database itself; name another file")


def _refuse_unsound(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise BackupError(f"{path}: the file is damaged: {found}")
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if not {"halls", "journal", "tickets"} <= names:
        raise BackupError(f"{path}: this is not a backup of Một Cửa")


def _file_of(engine: Engine) -> Path:
    if engine.dialect.name != "sqlite" or not engine.url.database:
        raise BackupError(
            "backup and restore are for SQLite; for PostgreSQL use pg_dump and pg_restore"
        )
    return Path(engine.url.database)
