"""Terms of recommendations, queues and escalations; attempts to reach a client; home worker.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_file", sa.Column("home_worker", sa.String(length=60)))
    op.add_column("referral", sa.Column("recommendation_due_at", sa.DateTime(timezone=True)))
    op.add_column("referral", sa.Column("queue_until_told", sa.Date()))
    op.create_index(
        "ix_referral_recommendation", "referral", ["business_status", "recommendation_due_at"]
    )
    op.add_column("escalation", sa.Column("due_at", sa.DateTime(timezone=True)))
    # What was put before somebody earlier had no end and stays where it is.
    op.add_column(
        "escalation", sa.Column("climbs", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index("ix_escalation_due", "escalation", ["climbs", "due_at"])
    op.create_table(
        "contact_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contacted_by", sa.String(length=60), nullable=False),
        sa.Column("method", sa.String(length=24), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=400)),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_contact_attempt_referral_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_attempt")),
    )
    op.create_index(op.f("ix_contact_attempt_referral_id"), "contact_attempt", ["referral_id"])


def downgrade() -> None:
    op.drop_table("contact_attempt")
    op.drop_index("ix_escalation_due", "escalation")
    op.drop_column("escalation", "climbs")
    op.drop_column("escalation", "due_at")
    op.drop_index("ix_referral_recommendation", "referral")
    op.drop_column("referral", "queue_until_told")
    op.drop_column("referral", "recommendation_due_at")
    op.drop_column("case_file", "home_worker")
