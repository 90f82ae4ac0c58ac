"""The register of TKSK: what was checked on appointment, and substitutes in a vacancy.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
OPEN = sa.text("until IS NULL")
COLUMNS = (
    ("end_reason", sa.String(length=200)),
    ("birth_date", sa.Date()),
    ("qualifications", JSON),
    ("decree", sa.String(length=80)),
    ("honorarium", sa.Boolean()),
)


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.add_column("worker", sa.Column(name, kind, nullable=True))
    op.create_table(
        "substitution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=13), nullable=False),
        sa.Column("worker", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["worker"], ["worker.code"], name="fk_substitution_worker"),
        sa.PrimaryKeyConstraint("id", name="pk_substitution"),
    )
    op.create_index("ix_substitution_worker", "substitution", ["worker"], unique=False)
    op.create_index(
        "uq_substitution_open",
        "substitution",
        ["area"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_table("substitution")
    for name, _ in reversed(COLUMNS):
        op.drop_column("worker", name)
