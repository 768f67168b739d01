"""The documents of a session's file: those of its notices and minutes, drawn and stored once.

When the file is completed, and again whenever it is made: whatever came between, it is whole.
"""

import asyncio
from uuid import uuid4

from sqlmodel import Session, col, select
from starlette.applications import Starlette

from server.conclusions.minutes import keep_files
from server.conclusions.minutes_access import FOR_RECORDS
from server.conclusions.minutes_queries import filed
from server.conclusions.models import Minutes, Notice
from server.conclusions.notice_files import draw, kept, stored
from server.kernel.db import SYSTEM
from server.kernel.documents.document import Document
from server.meetings.access import uuid_of
from server.meetings.models import Meeting


async def keep_documents(app: Starlette, key: str) -> None:
    """Draw and store what is not stored yet of the notices and minutes of the meeting with `key`.

    Callers have looked who asks. Notices of before there were documents stay without.
    """
    notices, minutes = await app.state.reader.submit(_lacking, key)
    for notice in notices:
        await kept(app, notice)
    if minutes is not None:
        settings, blobs = app.state.settings, app.state.blobs

        def make(document: Document = minutes) -> list[str]:
            return [stored(draw(document, form), settings, blobs) for form in ("pdf", "docx")]

        pdf, docx = await asyncio.to_thread(make)
        given = {"meeting_key": key, "pdf_sha256": pdf, "docx_sha256": docx}
        await app.state.writer.submit(SYSTEM, uuid4().hex, keep_files, **given)


def _lacking(db: Session, key: str) -> tuple[list[str], Document | None]:
    """Return the keys of the notices to be drawn, and the minutes if they are."""
    meeting = db.exec(select(Meeting).where(Meeting.key == uuid_of(key))).one()
    notices = db.exec(
        select(Notice.key)
        .where(Notice.meeting_id == meeting.id)
        .where(Notice.layout != "")
        .where(col(Notice.pdf_sha256).is_(None) | col(Notice.docx_sha256).is_(None))
        .order_by(col(Notice.id))
    ).all()
    minutes = db.exec(select(Minutes).where(Minutes.meeting_id == meeting.id)).first()
    lack = (
        minutes is not None
        and minutes.state in FOR_RECORDS
        and not (minutes.pdf_sha256 and minutes.docx_sha256)
    )
    drawn = filed(db, meeting, minutes) if minutes is not None and lack else None
    return [str(notice) for notice in notices], drawn
