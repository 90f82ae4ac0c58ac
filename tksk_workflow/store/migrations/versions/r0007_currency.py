"""Deciles as they came, and results from the centre.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "decile_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("decile", sa.Integer(), nullable=False),
        sa.Column("received", JSON, nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decile_before", sa.Integer(), nullable=True),
        sa.CheckConstraint("decile BETWEEN 0 AND 10", name=op.f("ck_decile_reading_decile")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_decile_reading_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_decile_reading"),
        sa.UniqueConstraint("case_id", "period", name="uq_decile_reading_case_id_period"),
    )
    op.create_index(
        "ix_decile_reading_waiting", "decile_reading", ["applied_at", "id"], unique=False
    )
    op.create_table(
        "centre_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("service", sa.String(length=60), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=True),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=80), nullable=True),
        sa.Column("settlement", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_centre_result_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_centre_result"),
        sa.UniqueConstraint(
            "case_id", "period", "service", name="uq_centre_result_case_id_period_service"
        ),
    )
    op.create_index(
        "ix_centre_result_open", "centre_result", ["settled_at", "verdict"], unique=False
    )


def downgrade() -> None:
    op.drop_table("centre_result")
    op.drop_table("decile_reading")
