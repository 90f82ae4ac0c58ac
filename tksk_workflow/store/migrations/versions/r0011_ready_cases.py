"""From when on somebody hears that a case is not ready for its partners.

Of those whose time is over it is heard at once. No moment lies before this migration: earlier
runs of the sweep have not passed anything by.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WAITING = sa.text("ready_by IS NOT NULL")


def upgrade() -> None:
    op.add_column("case_file", sa.Column("ready_by", sa.DateTime(timezone=True), nullable=True))
    now = sa.bindparam("now", datetime.now(UTC), sa.DateTime(timezone=True))
    op.execute(
        "UPDATE case_file SET ready_by = (SELECT min(send_due_at) FROM referral"
        " WHERE referral.case_id = case_file.id AND referral.status = 'draft')"
        " WHERE status NOT IN ('ditutup', 'dibatalkan', 'dialihkan_wilayah')"
    )
    op.execute(
        sa.text(
            "UPDATE case_file SET ready_by = :now WHERE ready_by < :now OR ready_by IS NULL"
            " AND status NOT IN"
            " ('ditutup', 'dibatalkan', 'dialihkan_wilayah', 'antrean_manual')"
            " AND NOT EXISTS (SELECT 1 FROM referral WHERE referral.case_id = case_file.id"
            " AND referral.open_key IS NOT NULL)"
        ).bindparams(now)
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
