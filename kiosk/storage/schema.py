"""Creating and upgrading the database, and the rows that the configuration asks for.

Alembic is imported only when there is something for it to do: it takes 8 MB of a server's memory.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, insert, select

from kiosk.domain.head import Head
from kiosk.storage.tables import halls

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the database to this version's schema; harmless when it is there already."""
    from alembic import command  # noqa: PLC0415

    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def version(engine: Engine) -> tuple[str | None, str | None]:
    """Return the database's schema version and the one this program wants."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    with engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    return present, ScriptDirectory.from_config(_config()).get_current_head()


def ensure_halls(engine: Engine, slugs: Iterable[str]) -> None:
    """Give every configured hall its row; a hall that is there is left alone."""
    with engine.connect() as bare:
        connection = bare.execution_options(begin="IMMEDIATE")
        with connection.begin():
            present = set(connection.execute(select(halls.c.slug)).scalars())
            head = Head()
            for slug in slugs:
                if slug not in present:
                    connection.execute(
                        insert(halls),
                        {
                            "slug": slug,
                            "seq": 0,
                            "hash": head.hash,
                            "state": json.dumps(head.to_json()),
                        },
                    )


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
