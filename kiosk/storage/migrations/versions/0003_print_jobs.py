"""Print jobs say how far they have come, how often they were tried, and who asked for them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ADDED = (
    *("kind", "content", "attempts", "handed_at", "began_at", "ended_at", "asked_by"),
    *("wish", "wish_by", "wish_printer"),
)
WORDS = {"printing": "sending", "printed": "done", "unconfirmed": "uncertain"}


def upgrade() -> None:
    with op.batch_alter_table("print_jobs") as batch:
        batch.alter_column("ticket", existing_type=sa.String(32), nullable=True)
        batch.add_column(
            sa.Column("kind", sa.String(16), nullable=False, server_default=sa.text("'ticket'"))
        )
        batch.add_column(sa.Column("content", sa.JSON()))
        batch.add_column(sa.Column("attempts", sa.Integer, nullable=False, server_default="0"))
        batch.add_column(sa.Column("handed_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("began_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("ended_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("asked_by", sa.String(64)))
        batch.add_column(sa.Column("wish", sa.String(8)))
        batch.add_column(sa.Column("wish_by", sa.String(64)))
        batch.add_column(sa.Column("wish_printer", sa.String(32)))
    op.create_index("ix_print_jobs_hall_state", "print_jobs", ["hall", "state"])
    for before, after in WORDS.items():
        _rename(before, after)
    op.execute(
        "UPDATE print_jobs SET ended_at = state_at"
        " WHERE state IN ('done', 'uncertain', 'failed', 'expired')"
    )
    # What was open may be in an agent's hands.
    op.execute("UPDATE print_jobs SET handed_at = state_at WHERE ended_at IS NULL")


def downgrade() -> None:
    op.execute(
        "UPDATE print_jobs SET state = 'sending' WHERE state IN ('needs_void', 'body_confirmed')"
    )
    for before, after in WORDS.items():
        _rename(after, before)
    op.execute("DELETE FROM print_jobs WHERE ticket IS NULL")
    op.drop_index("ix_print_jobs_hall_state", table_name="print_jobs")
    with op.batch_alter_table("print_jobs") as batch:
        for name in ADDED:
            batch.drop_column(name)
        batch.alter_column("ticket", existing_type=sa.String(32), nullable=False)


def _rename(before: str, after: str) -> None:
    op.execute(f"UPDATE print_jobs SET state = '{after}' WHERE state = '{before}'")  # noqa: S608  words of ours
