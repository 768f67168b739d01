"""Urgent withdrawals leave a register row, and backups are remembered. New tables only."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    op.create_table(
        "urgent_withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("paper_key", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("versions", sa.Integer(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "blobs", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urgent_withdrawal")),
        sa.UniqueConstraint("key", name=op.f("uq_urgent_withdrawal_key")),
        sa.UniqueConstraint("paper_key", name=op.f("uq_urgent_withdrawal_paper_key")),
    )
    op.create_table(
        "urgent_withdrawal_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("withdrawal_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["withdrawal_id"],
            ["urgent_withdrawal.id"],
            name=op.f("fk_urgent_withdrawal_device_withdrawal_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urgent_withdrawal_device")),
    )
    op.create_index(
        op.f("ix_urgent_withdrawal_device_withdrawal_id"),
        "urgent_withdrawal_device",
        ["withdrawal_id"],
    )
    op.create_table(
        "backup_taken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_taken")),
        sa.UniqueConstraint("key", name=op.f("uq_backup_taken_key")),
    )
    op.create_index(op.f("ix_backup_taken_at"), "backup_taken", ["at"])
    op.create_table(
        "urgent_withdrawal_backup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("withdrawal_id", sa.Integer(), nullable=False),
        sa.Column("backup_id", sa.Integer(), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["withdrawal_id"],
            ["urgent_withdrawal.id"],
            name=op.f("fk_urgent_withdrawal_backup_withdrawal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["backup_id"],
            ["backup_taken.id"],
            name=op.f("fk_urgent_withdrawal_backup_backup_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urgent_withdrawal_backup")),
        sa.UniqueConstraint(
            "withdrawal_id",
            "backup_id",
            name=op.f("uq_urgent_withdrawal_backup_withdrawal_id_backup_id"),
        ),
    )
    for column in ("withdrawal_id", "backup_id"):
        op.create_index(
            op.f(f"ix_urgent_withdrawal_backup_{column}"), "urgent_withdrawal_backup", [column]
        )
