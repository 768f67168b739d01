"""Drafts of notices, minutes, opinions, the documents' settings and numbers, following tasks up,
and inspections."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision, down_revision = "0014", "0013"


def upgrade() -> None:
    op.create_table(
        "follow_up_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("yellow", sa.Integer(), nullable=False),
        sa.Column("red", sa.Integer(), nullable=False),
        sa.Column("special", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=False),
        sa.Column("silent", sa.Integer(), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("propose", sa.Integer(), nullable=False),
        sa.Column("day_before", sa.Boolean(), nullable=False),
        sa.Column("second_person", sa.Boolean(), nullable=False),
        sa.Column("mail", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_follow_up_rules"),
        sa.UniqueConstraint("key", name="uq_follow_up_rules_key"),
    )
    op.create_table(
        "inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "scope", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_inspection"),
        sa.UniqueConstraint("key", name="uq_inspection_key"),
    )
    op.create_table(
        "body_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("tone", sa.String(), nullable=False),
        sa.Column("final_mark", sa.String(), nullable=False),
        sa.Column("upper", sa.String(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("on_behalf", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("recipients", sa.String(), nullable=False),
        sa.Column("opening", sa.String(), nullable=False),
        sa.Column("closing", sa.String(), nullable=False),
        sa.Column("own_series", sa.Boolean(), nullable=False),
        sa.Column("term_since", sa.Date(), nullable=True),
        sa.Column("opinions_after", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="fk_body_documents_body_id"),
        sa.PrimaryKeyConstraint("id", name="pk_body_documents"),
        sa.UniqueConstraint("body_id", "kind", name="uq_body_documents_body_id_kind"),
        sa.UniqueConstraint("key", name="uq_body_documents_key"),
    )
    with op.batch_alter_table("body_documents") as table:
        table.create_index("ix_body_documents_body_id", ["body_id"], unique=False)

    op.create_table(
        "inspection_read",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_inspection_read_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name="fk_inspection_read_inspection_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_inspection_read"),
    )
    with op.batch_alter_table("inspection_read") as table:
        table.create_index("ix_inspection_read_inspection_id", ["inspection_id"], unique=False)

    op.create_table(
        "inspector",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_inspector_account_id"),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name="fk_inspector_inspection_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_inspector"),
        sa.UniqueConstraint(
            "inspection_id", "account_id", name="uq_inspector_inspection_id_account_id"
        ),
    )
    with op.batch_alter_table("inspector") as table:
        table.create_index("ix_inspector_account_id", ["account_id"], unique=False)
        table.create_index("ix_inspector_inspection_id", ["inspection_id"], unique=False)

    op.create_table(
        "issued_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("full", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="fk_issued_number_body_id"),
        sa.PrimaryKeyConstraint("id", name="pk_issued_number"),
        sa.UniqueConstraint(
            "body_id", "series", "number", name="uq_issued_number_body_id_series_number"
        ),
        sa.UniqueConstraint("key", name="uq_issued_number_key"),
    )
    with op.batch_alter_table("issued_number") as table:
        table.create_index("ix_issued_number_body_id", ["body_id"], unique=False)

    op.create_table(
        "reminder_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "counts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("refusal", sa.String(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_reminder_mail_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reminder_mail"),
        sa.UniqueConstraint("account_id", "day", name="uq_reminder_mail_account_id_day"),
        sa.UniqueConstraint("key", name="uq_reminder_mail_key"),
    )
    with op.batch_alter_table("reminder_mail") as table:
        table.create_index("ix_reminder_mail_state", ["state"], unique=False)

    op.create_table(
        "urging_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("from_body_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column(
            "words", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "lines", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="fk_urging_letter_body_id"),
        sa.ForeignKeyConstraint(
            ["from_body_id"], ["body.id"], name="fk_urging_letter_from_body_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_urging_letter"),
        sa.UniqueConstraint("key", name="uq_urging_letter_key"),
    )
    with op.batch_alter_table("urging_letter") as table:
        table.create_index("ix_urging_letter_body_id", ["body_id"], unique=False)

    op.create_table(
        "minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column(
            "words", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("circulated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("approved_at_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_sha256", sa.String(), nullable=True),
        sa.Column("signed_name", sa.String(), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_at_id"], ["meeting.id"], name="fk_minutes_approved_at_id"
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_minutes_meeting_id"),
        sa.PrimaryKeyConstraint("id", name="pk_minutes"),
        sa.UniqueConstraint("key", name="uq_minutes_key"),
        sa.UniqueConstraint("meeting_id", name="uq_minutes_meeting_id"),
    )
    op.create_table(
        "notice_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column(
            "words", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "marks", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_digest", sa.String(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_notice_draft_meeting_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notice_draft"),
        sa.UniqueConstraint("key", name="uq_notice_draft_key"),
        sa.UniqueConstraint("meeting_id", name="uq_notice_draft_meeting_id"),
    )
    op.create_table(
        "session_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_session_file_meeting_id"),
        sa.PrimaryKeyConstraint("id", name="pk_session_file"),
        sa.UniqueConstraint("key", name="uq_session_file_key"),
    )
    with op.batch_alter_table("session_file") as table:
        table.create_index("ix_session_file_meeting_id", ["meeting_id"], unique=False)

    op.create_table(
        "task_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("rows", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="fk_task_sheet_body_id"),
        sa.ForeignKeyConstraint(["import_id"], ["task_import.id"], name="fk_task_sheet_import_id"),
        sa.PrimaryKeyConstraint("id", name="pk_task_sheet"),
        sa.UniqueConstraint("key", name="uq_task_sheet_key"),
    )
    with op.batch_alter_table("task_sheet") as table:
        table.create_index("ix_task_sheet_body_id", ["body_id"], unique=False)

    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name="fk_opinion_item_id"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_opinion_meeting_id"),
        sa.ForeignKeyConstraint(["speaker_id"], ["account.id"], name="fk_opinion_speaker_id"),
        sa.PrimaryKeyConstraint("id", name="pk_opinion"),
        sa.UniqueConstraint("key", name="uq_opinion_key"),
    )
    with op.batch_alter_table("opinion") as table:
        table.create_index("ix_opinion_item_id", ["item_id"], unique=False)
        table.create_index("ix_opinion_meeting_id", ["meeting_id"], unique=False)

    op.create_table(
        "raised_matter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column(
            "lines", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("agenda_item_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"], ["agenda_item.id"], name="fk_raised_matter_agenda_item_id"
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="fk_raised_matter_body_id"),
        sa.PrimaryKeyConstraint("id", name="pk_raised_matter"),
        sa.UniqueConstraint("digest", name="uq_raised_matter_digest"),
        sa.UniqueConstraint("key", name="uq_raised_matter_key"),
    )
    with op.batch_alter_table("raised_matter") as table:
        table.create_index("ix_raised_matter_body_id", ["body_id"], unique=False)
        table.create_index("ix_raised_matter_state", ["state"], unique=False)

    op.create_table(
        "draft_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=True),
        sa.Column("conclusion_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conclusion_id"], ["conclusion.id"], name="fk_draft_comment_conclusion_id"
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_draft_comment_meeting_id"),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name="fk_draft_comment_minutes_id"),
        sa.PrimaryKeyConstraint("id", name="pk_draft_comment"),
        sa.UniqueConstraint("key", name="uq_draft_comment_key"),
    )
    with op.batch_alter_table("draft_comment") as table:
        table.create_index("ix_draft_comment_meeting_id", ["meeting_id"], unique=False)
        table.create_index("ix_draft_comment_minutes_id", ["minutes_id"], unique=False)

    op.create_table(
        "planned_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("conclusion_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("deadline_text", sa.String(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conclusion_id"], ["conclusion.id"], name="fk_planned_terms_conclusion_id"
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_planned_terms_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_planned_terms"),
        sa.UniqueConstraint(
            "conclusion_id", "task_id", name="uq_planned_terms_conclusion_id_task_id"
        ),
        sa.UniqueConstraint("key", name="uq_planned_terms_key"),
    )
    with op.batch_alter_table("planned_terms") as table:
        table.create_index("ix_planned_terms_conclusion_id", ["conclusion_id"], unique=False)
        table.create_index("ix_planned_terms_task_id", ["task_id"], unique=False)

    op.create_table(
        "raised_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["raised_matter.id"], name="fk_raised_task_matter_id"
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_raised_task_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_raised_task"),
        sa.UniqueConstraint("matter_id", "task_id", name="uq_raised_task_matter_id_task_id"),
    )
    with op.batch_alter_table("raised_task") as table:
        table.create_index("ix_raised_task_matter_id", ["matter_id"], unique=False)
        table.create_index("ix_raised_task_task_id", ["task_id"], unique=False)

    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("alert", sa.String(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_reminder_account_id"),
        sa.ForeignKeyConstraint(["mail_id"], ["reminder_mail.id"], name="fk_reminder_mail_id"),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_reminder_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
        sa.UniqueConstraint(
            "task_id",
            "alert",
            "deadline",
            "account_id",
            name="uq_reminder_task_id_alert_deadline_account_id",
        ),
    )
    with op.batch_alter_table("reminder") as table:
        table.create_index("ix_reminder_account_id", ["account_id"], unique=False)
        table.create_index("ix_reminder_mail_id", ["mail_id"], unique=False)
        table.create_index("ix_reminder_task_id", ["task_id"], unique=False)

    op.create_table(
        "task_directive",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_task_directive_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_task_directive"),
        sa.UniqueConstraint("key", name="uq_task_directive_key"),
    )
    with op.batch_alter_table("task_directive") as table:
        table.create_index("ix_task_directive_task_id", ["task_id"], unique=False)

    op.create_table(
        "task_extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("was", sa.Date(), nullable=True),
        sa.Column("wanted", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_task_extension_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_task_extension"),
        sa.UniqueConstraint("key", name="uq_task_extension_key"),
    )
    with op.batch_alter_table("task_extension") as table:
        table.create_index("ix_task_extension_state", ["state"], unique=False)
        table.create_index("ix_task_extension_task_id", ["task_id"], unique=False)

    op.create_table(
        "task_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column(
            "before", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "after", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("conclusion_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conclusion_id"], ["conclusion.id"], name="fk_task_terms_conclusion_id"
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_task_terms_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_task_terms"),
        sa.UniqueConstraint("key", name="uq_task_terms_key"),
    )
    with op.batch_alter_table("task_terms") as table:
        table.create_index("ix_task_terms_task_id", ["task_id"], unique=False)

    op.create_table(
        "task_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="fk_task_word_body_id"),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_task_word_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_task_word"),
        sa.UniqueConstraint("key", name="uq_task_word_key"),
    )
    with op.batch_alter_table("task_word") as table:
        table.create_index("ix_task_word_task_id", ["task_id"], unique=False)

    op.create_table(
        "urged_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["urging_letter.id"], name="fk_urged_task_letter_id"
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_urged_task_task_id"),
        sa.PrimaryKeyConstraint("id", name="pk_urged_task"),
        sa.UniqueConstraint("letter_id", "task_id", name="uq_urged_task_letter_id_task_id"),
    )
    with op.batch_alter_table("urged_task") as table:
        table.create_index("ix_urged_task_letter_id", ["letter_id"], unique=False)
        table.create_index("ix_urged_task_task_id", ["task_id"], unique=False)

    with op.batch_alter_table("account") as table:
        table.add_column(sa.Column("email", sa.String(), nullable=False, server_default=""))

    with op.batch_alter_table("agenda_item") as table:
        table.add_column(
            sa.Column("aside", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("meeting") as table:
        table.add_column(sa.Column("retention", sa.String(), nullable=False, server_default=""))

    with op.batch_alter_table("notice") as table:
        table.add_column(sa.Column("layout", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("pdf_sha256", sa.String(), nullable=True))
        table.add_column(sa.Column("docx_sha256", sa.String(), nullable=True))
        table.add_column(sa.Column("approved_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("signed_sha256", sa.String(), nullable=True))
        table.add_column(sa.Column("signed_name", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("signed_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("task") as table:
        table.add_column(sa.Column("assigner_body_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("watcher_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("confirmer_body_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("field", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("goal", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("rhythm", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("extensions", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("mark", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("last_word_at", sa.DateTime(timezone=True), nullable=True))
        table.create_index("ix_task_assigner_body_id", ["assigner_body_id"], unique=False)
        table.create_index("ix_task_parent_id", ["parent_id"], unique=False)
        table.create_index("ix_task_watcher_id", ["watcher_id"], unique=False)
        table.create_foreign_key("fk_task_confirmer_body_id", "body", ["confirmer_body_id"], ["id"])
        table.create_foreign_key("fk_task_assigner_body_id", "body", ["assigner_body_id"], ["id"])
        table.create_foreign_key("fk_task_parent_id", "task", ["parent_id"], ["id"])
        table.create_foreign_key("fk_task_watcher_id", "account", ["watcher_id"], ["id"])

    with op.batch_alter_table("task_report") as table:
        table.add_column(
            sa.Column("evidence_level", sa.String(), nullable=False, server_default="")
        )
        table.add_column(sa.Column("together", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("reported_for_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("mark", sa.String(), nullable=False, server_default=""))
        table.create_index("ix_task_report_together", ["together"], unique=False)
        table.create_foreign_key(
            "fk_task_report_reported_for_id", "body", ["reported_for_id"], ["id"]
        )
    op.execute(
        "UPDATE task SET assigner_body_id ="
        " (SELECT m.body_id FROM meeting m WHERE m.id = task.meeting_id)"
        " WHERE meeting_id IS NOT NULL"
    )


def downgrade() -> None:
    with op.batch_alter_table("task_report") as table:
        table.drop_constraint("fk_task_report_reported_for_id", type_="foreignkey")
        table.drop_index("ix_task_report_together")
        table.drop_column("mark")
        table.drop_column("reported_for_id")
        table.drop_column("together")
        table.drop_column("evidence_level")

    with op.batch_alter_table("task") as table:
        table.drop_constraint("fk_task_watcher_id", type_="foreignkey")
        table.drop_constraint("fk_task_parent_id", type_="foreignkey")
        table.drop_constraint("fk_task_assigner_body_id", type_="foreignkey")
        table.drop_constraint("fk_task_confirmer_body_id", type_="foreignkey")
        table.drop_index("ix_task_watcher_id")
        table.drop_index("ix_task_parent_id")
        table.drop_index("ix_task_assigner_body_id")
        table.drop_column("last_word_at")
        table.drop_column("mark")
        table.drop_column("extensions")
        table.drop_column("rhythm")
        table.drop_column("goal")
        table.drop_column("field")
        table.drop_column("parent_id")
        table.drop_column("confirmer_body_id")
        table.drop_column("watcher_id")
        table.drop_column("assigner_body_id")

    with op.batch_alter_table("notice") as table:
        table.drop_column("signed_at")
        table.drop_column("signed_by_id")
        table.drop_column("signed_name")
        table.drop_column("signed_sha256")
        table.drop_column("approved_at")
        table.drop_column("approved_by_id")
        table.drop_column("docx_sha256")
        table.drop_column("pdf_sha256")
        table.drop_column("layout")

    with op.batch_alter_table("meeting") as table:
        table.drop_column("retention")

    with op.batch_alter_table("agenda_item") as table:
        table.drop_column("aside")

    with op.batch_alter_table("account") as table:
        table.drop_column("email")

    with op.batch_alter_table("urged_task") as table:
        table.drop_index("ix_urged_task_task_id")
        table.drop_index("ix_urged_task_letter_id")

    op.drop_table("urged_task")
    with op.batch_alter_table("task_word") as table:
        table.drop_index("ix_task_word_task_id")

    op.drop_table("task_word")
    with op.batch_alter_table("task_terms") as table:
        table.drop_index("ix_task_terms_task_id")

    op.drop_table("task_terms")
    with op.batch_alter_table("task_extension") as table:
        table.drop_index("ix_task_extension_task_id")
        table.drop_index("ix_task_extension_state")

    op.drop_table("task_extension")
    with op.batch_alter_table("task_directive") as table:
        table.drop_index("ix_task_directive_task_id")

    op.drop_table("task_directive")
    with op.batch_alter_table("reminder") as table:
        table.drop_index("ix_reminder_task_id")
        table.drop_index("ix_reminder_mail_id")
        table.drop_index("ix_reminder_account_id")

    op.drop_table("reminder")
    with op.batch_alter_table("raised_task") as table:
        table.drop_index("ix_raised_task_task_id")
        table.drop_index("ix_raised_task_matter_id")

    op.drop_table("raised_task")
    with op.batch_alter_table("planned_terms") as table:
        table.drop_index("ix_planned_terms_task_id")
        table.drop_index("ix_planned_terms_conclusion_id")

    op.drop_table("planned_terms")
    with op.batch_alter_table("draft_comment") as table:
        table.drop_index("ix_draft_comment_minutes_id")
        table.drop_index("ix_draft_comment_meeting_id")

    op.drop_table("draft_comment")
    with op.batch_alter_table("raised_matter") as table:
        table.drop_index("ix_raised_matter_state")
        table.drop_index("ix_raised_matter_body_id")

    op.drop_table("raised_matter")
    with op.batch_alter_table("opinion") as table:
        table.drop_index("ix_opinion_meeting_id")
        table.drop_index("ix_opinion_item_id")

    op.drop_table("opinion")
    with op.batch_alter_table("task_sheet") as table:
        table.drop_index("ix_task_sheet_body_id")

    op.drop_table("task_sheet")
    with op.batch_alter_table("session_file") as table:
        table.drop_index("ix_session_file_meeting_id")

    op.drop_table("session_file")
    op.drop_table("notice_draft")
    op.drop_table("minutes")
    with op.batch_alter_table("urging_letter") as table:
        table.drop_index("ix_urging_letter_body_id")

    op.drop_table("urging_letter")
    with op.batch_alter_table("reminder_mail") as table:
        table.drop_index("ix_reminder_mail_state")

    op.drop_table("reminder_mail")
    with op.batch_alter_table("issued_number") as table:
        table.drop_index("ix_issued_number_body_id")

    op.drop_table("issued_number")
    with op.batch_alter_table("inspector") as table:
        table.drop_index("ix_inspector_inspection_id")
        table.drop_index("ix_inspector_account_id")

    op.drop_table("inspector")
    with op.batch_alter_table("inspection_read") as table:
        table.drop_index("ix_inspection_read_inspection_id")

    op.drop_table("inspection_read")
    with op.batch_alter_table("body_documents") as table:
        table.drop_index("ix_body_documents_body_id")

    op.drop_table("body_documents")
    op.drop_table("inspection")
    op.drop_table("follow_up_rules")
