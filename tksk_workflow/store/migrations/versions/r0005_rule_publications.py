"""Published versions of the rules, append-only like the audit log.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SQLITE_TRIGGERS = (
    """
    CREATE TRIGGER rule_publication_no_update BEFORE UPDATE ON rule_publication
    BEGIN SELECT RAISE(ABORT, 'rule_publication is append-only'); END
    """,
    """
    CREATE TRIGGER rule_publication_no_delete BEFORE DELETE ON rule_publication
    BEGIN SELECT RAISE(ABORT, 'rule_publication is append-only'); END
    """,
)
# The function came with the audit log.
POSTGRESQL_TRIGGERS = (
    """
    CREATE TRIGGER rule_publication_append_only BEFORE UPDATE OR DELETE ON rule_publication
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()
    """,
    """
    CREATE TRIGGER rule_publication_no_truncate BEFORE TRUNCATE ON rule_publication
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()
    """,
)


def upgrade() -> None:
    op.create_table(
        "rule_publication",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("returns_to", sa.Integer(), nullable=True),
        sa.CheckConstraint("number >= 1", name="ck_rule_publication_number"),
        sa.ForeignKeyConstraint(
            ["content_hash"],
            ["rule_pack.content_hash"],
            name="fk_rule_publication_content_hash",
        ),
        sa.PrimaryKeyConstraint("number", name="pk_rule_publication"),
    )
    op.create_index(
        "ix_rule_publication_day", "rule_publication", ["in_force_from", "number"], unique=False
    )
    on_postgres = op.get_bind().dialect.name == "postgresql"
    for statement in POSTGRESQL_TRIGGERS if on_postgres else SQLITE_TRIGGERS:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("rule_publication")
