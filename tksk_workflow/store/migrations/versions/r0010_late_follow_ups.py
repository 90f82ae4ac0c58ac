"""The day after which a follow-up that nobody made is late; before, it was its own day.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TO_ANNOUNCE = sa.text("done_at IS NULL AND announced_at IS NULL")
TO_MARK = sa.text("done_at IS NULL AND late_at IS NULL")


def upgrade() -> None:
    op.add_column("follow_up", sa.Column("late_after", sa.Date(), nullable=True))
    op.execute("UPDATE follow_up SET late_after = due_on")
    # SQLite builds the table anew; what it cannot read back of an index is stated here.
    op.drop_index("ix_follow_up_to_mark", table_name="follow_up")
    op.drop_index("ix_follow_up_to_announce", table_name="follow_up")
    with op.batch_alter_table("follow_up") as table:
        table.alter_column("late_after", existing_type=sa.Date(), nullable=False)
    _index("ix_follow_up_to_announce", "due_on", TO_ANNOUNCE)
    _index("ix_follow_up_to_mark", "late_after", TO_MARK)


def downgrade() -> None:
    op.drop_index("ix_follow_up_to_mark", table_name="follow_up")
    op.drop_column("follow_up", "late_after")
    _index("ix_follow_up_to_mark", "due_on", TO_MARK)


def _index(name: str, day: str, where: sa.TextClause) -> None:
    op.create_index(
        name, "follow_up", [day, "id"], unique=False, sqlite_where=where, postgresql_where=where
    )
