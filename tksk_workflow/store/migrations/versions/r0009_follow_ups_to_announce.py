"""Indexes of the follow-ups that a sweep has not looked at yet.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TO_ANNOUNCE = sa.text("done_at IS NULL AND announced_at IS NULL")
TO_MARK = sa.text("done_at IS NULL AND late_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_follow_up_to_announce",
        "follow_up",
        ["due_on", "id"],
        unique=False,
        sqlite_where=TO_ANNOUNCE,
        postgresql_where=TO_ANNOUNCE,
    )
    op.create_index(
        "ix_follow_up_to_mark",
        "follow_up",
        ["due_on", "id"],
        unique=False,
        sqlite_where=TO_MARK,
        postgresql_where=TO_MARK,
    )


def downgrade() -> None:
    op.drop_index("ix_follow_up_to_mark", table_name="follow_up")
    op.drop_index("ix_follow_up_to_announce", table_name="follow_up")
