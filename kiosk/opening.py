"""Finding the database, bringing it to this version, and saying why it cannot be used."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Select, inspect, make_url, select, table
from sqlalchemy import column as sql_column
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from config.refusals import ConfigError
from config.sections import Settings
from kiosk.storage.engines import open_engine
from kiosk.storage.schema import ensure_halls, upgrade

FILE = "motcua.db"
"""The SQLite database's name in the data folder."""

VERSIONS = Path(__file__).parent / "storage" / "migrations" / "versions"


class NotReadyError(Exception):
    """The database cannot be used as it is; the message says which command helps."""


def database_url(settings: Settings, data: Path) -> str:
    """Return the configured database's URL, by default SQLite in the data folder.

    Raises:
        ConfigError: It is not the URL of SQLite or PostgreSQL.
    """
    given = settings.storage.url
    if given is None:
        return URL.create("sqlite", database=str((data / FILE).resolve())).render_as_string()
    try:
        url = make_url(given.get_secret_value())
        known = url.get_backend_name() in {"sqlite", "postgresql", "postgres"}
    except (ArgumentError, NoSuchModuleError):
        known = False
    if not known:
        raise ConfigError(
            "storage.url (MOTCUA_DATABASE_URL): should begin with postgresql:// or sqlite:///"
        )
    return given.get_secret_value()


@contextmanager
def opened(settings: Settings, data: Path, *, create: bool = False) -> Iterator[Engine]:
    """Open the configured database for one command.

    Args:
        settings: Where it is.
        data: The data folder.
        create: Make what is missing: the folder, and SQLite's file.

    Raises:
        ConfigError: The folder cannot be made or the URL is wrong.
        NotReadyError: There is none, and it is not to be made.
    """
    url = database_url(settings, data)
    if create:
        make_folder(data)
    elif settings.storage.url is None and not (data / FILE).is_file():
        raise NotReadyError(f"there is no database in {data}; create it with `motcua init`")
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def make_folder(data: Path) -> None:
    """Make the data folder; others than owner and group cannot look into it.

    Raises:
        ConfigError: It cannot be made.
    """
    try:
        data.mkdir(mode=0o750, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"{data}: the data folder cannot be made: {error.strerror}; name another with --data"
        ) from error


def schema(engine: Engine) -> tuple[str | None, str]:
    """Return the database's schema version, None when it is empty, and the one wanted here.

    Cheap on purpose: alembic is imported only when there is something to do.
    """
    wanted = _wanted()
    if not inspect(engine).has_table("alembic_version"):
        return None, wanted
    with engine.connect() as connection:
        query: Select[tuple[Any]] = select(sql_column("version_num")).select_from(
            table("alembic_version")
        )
        return connection.execute(query).scalar(), wanted


@cache
def _wanted() -> str:
    """Read once: a newer version's files may come while this one still runs."""
    return max(file.name.split("_")[0] for file in VERSIONS.glob("[0-9]*.py"))


def bring_up(engine: Engine, settings: Settings) -> str | None:
    """Create or migrate the database and give every hall its row; return the version it had.

    Raises:
        NotReadyError: A newer program made it.
    """
    present, wanted = schema(engine)
    if present != wanted:
        _refuse_newer(present, wanted)
        upgrade(engine)
    ensure_halls(engine, [hall.slug for hall in settings.halls])
    return present


def require_ready(engine: Engine) -> None:
    """Refuse a database that is missing, older or newer than this program.

    Raises:
        NotReadyError: The message names the command that helps.
    """
    present, wanted = schema(engine)
    if present is None:
        raise NotReadyError("there is no database yet; create it with `motcua init`")
    _refuse_newer(present, wanted)
    if present != wanted:
        raise NotReadyError(
            f"the database has schema {present}, this program wants {wanted}; "
            "make a backup, then run `motcua upgrade`"
        )


def _refuse_newer(present: str | None, wanted: str) -> None:
    if present is not None and present > wanted:
        raise NotReadyError(
            f"the database has schema {present}, this program knows only {wanted}; "
            "install the newer version of Một Cửa again"
        )
