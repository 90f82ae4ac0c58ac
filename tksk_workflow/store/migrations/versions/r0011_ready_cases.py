"""From when on somebody hears that a case is not ready for its partners.

Of open cases that nobody has decided yet it is heard at once: their time is over.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WAITING = sa.text("ready_by IS NOT NULL")


def upgrade() -> None:
    op.add_column("case_file", sa.Column("ready_by", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE case_file SET ready_by = opened_at"
        " WHERE status IN ('teridentifikasi', 'terdata', 'terverifikasi')"
    )
    op.execute(
        "UPDATE case_file SET ready_by = (SELECT min(send_due_at) FROM referral"
        " WHERE referral.case_id = case_file.id AND referral.status = 'draft')"
        " WHERE status IN ('dirutekan', 'dipantau', 'antrean_manual')"
    )
    op.create_index(
        "ix_case_file_ready_by",
        "case_file",
        ["ready_by", "id"],
        unique=False,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_index("ix_case_file_ready_by", table_name="case_file")
    op.drop_column("case_file", "ready_by")
