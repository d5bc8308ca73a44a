"""The index of who was sent to a counter keeps only those who wait."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NAME, COLUMNS = "ix_tickets_hall_wanted", ["hall", "wanted"]
BEFORE = "wanted IS NOT NULL"
AFTER = "state = 'waiting' AND wanted IS NOT NULL"


def upgrade() -> None:
    _index(AFTER)


def downgrade() -> None:
    _index(BEFORE)


def _index(condition: str) -> None:
    where = sa.text(condition)
    op.drop_index(NAME, table_name="tickets")
    op.create_index(NAME, "tickets", COLUMNS, sqlite_where=where, postgresql_where=where)
