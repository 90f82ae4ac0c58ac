"""Delivery of messages: addresses, attempts, and messages that are given up.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OPEN = sa.text("delivered_at IS NULL AND given_up_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "contact_point",
        sa.Column("recipient", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("recipient", name="pk_contact_point"),
    )
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("delivered_by", sa.String(length=12), nullable=True))
        table.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("last_error", sa.String(length=60), nullable=True))
        table.add_column(sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE outbox SET due_at = created_at")
    with op.batch_alter_table("outbox") as table:
        table.alter_column("due_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    op.drop_index("ix_outbox_waiting", table_name="outbox")
    op.create_index("ix_outbox_due", "outbox", ["due_at"], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_index("ix_outbox_due", table_name="outbox")
    op.create_index("ix_outbox_waiting", "outbox", ["delivered_at", "id"])
    with op.batch_alter_table("outbox") as table:
        for column in ("given_up_at", "last_error", "claimed_until", "due_at", "delivered_by"):
            table.drop_column(column)
    op.drop_table("contact_point")
