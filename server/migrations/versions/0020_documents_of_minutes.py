"""Minutes keep the documents drawn of them for the file of their session, by hash."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0020", "0019"


def upgrade() -> None:
    for name in ("pdf_sha256", "docx_sha256"):
        op.add_column("minutes", sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    for name in ("docx_sha256", "pdf_sha256"):
        op.drop_column("minutes", name)
