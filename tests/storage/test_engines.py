from datetime import datetime

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import StatementError

from kiosk.domain.tickets import Ticket
from kiosk.storage.engines import open_engine
from kiosk.storage.schema import ensure_halls, upgrade, version
from kiosk.storage.tables import metadata, staff, tickets
from kiosk.storage.work import COLUMNS, _row, ticket_of
from tests.ward import NOON

TICKET = Ticket(
    id="one",
    hall="hoa-yen",
    day=NOON.date(),
    line="ho-tich",
    number="A001",
    sequence=1,
    language="vi",
    priority=None,
    wanted="1",
    tap="tap",
    issued_at=NOON,
    arrived_at=NOON,
    rank_at=NOON,
)


def test_sqlite_loses_nothing_at_a_power_cut(engine):
    if engine.dialect.name != "sqlite":
        with engine.connect() as connection:
            assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"
            assert connection.execute(text("SHOW lock_timeout")).scalar() == "15s"
        return
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 15000,
    }


def test_who_wants_other_waits_says_so_in_the_url():
    url = open_engine("postgresql://me@127.0.0.1:1/x?connect_timeout=30").url
    assert url.drivername == "postgresql+psycopg"
    assert url.query["connect_timeout"] == "30"
    assert "lock_timeout" in url.query["options"]


def test_the_migrations_build_what_the_tables_say(engine):
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with engine.connect() as connection:
        strict = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=strict)
        assert compare_metadata(context, metadata) == []


def test_a_database_of_the_first_schema_keeps_its_tickets(fresh_database):
    engine = open_engine(fresh_database)
    upgrade(engine, "0001")
    with engine.begin() as connection:
        connection.execute(insert(tickets), _row(TICKET))
    upgrade(engine)
    with engine.begin() as connection:
        assert [ticket_of(row) for row in connection.execute(select(*COLUMNS))] == [TICKET]
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() > "0001"
    engine.dispose()


def test_upgrading_twice_changes_nothing(engine):
    upgrade(engine)
    present, wanted = version(engine)
    assert present == wanted
    ensure_halls(engine, ["hoa-yen", "khac"])
    ensure_halls(engine, ["hoa-yen", "khac"])


def test_a_time_without_zone_is_refused(engine):
    row = {"name": "mai", "role": "officer", "password": "x", "must_change": True}
    with engine.begin() as connection:
        with pytest.raises(StatementError, match="without a zone"):
            connection.execute(
                insert(staff),
                row | {"created_at": datetime(2026, 11, 23)},  # noqa: DTZ001
            )
        connection.execute(insert(staff), row | {"created_at": NOON})
        assert connection.execute(staff.select()).one().created_at == NOON
