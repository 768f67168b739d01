"""A notice's files: DOCX for the clerk, PDF for the tablets, the signed copy once it is back.

They are drawn from the frozen words right after the number was given, and stored by hash; where
something came between, whoever first asks for one has them drawn: the words are the same.
"""

import asyncio
import json
import os
import tempfile
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlmodel import Session, select
from starlette.applications import Starlette

from server.conclusions.access import notice_to_see
from server.conclusions.models import Notice
from server.conclusions.publishing import keep_files
from server.conclusions.sheet import drawn
from server.kernel.blobs import Blobs
from server.kernel.db import SYSTEM
from server.kernel.documents.document import Document
from server.kernel.errors import NotFound
from server.kernel.settings import Settings
from server.meetings.access import uuid_of
from server.people.access import Viewer
from server.people.numbering import full_number

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {"docx": DOCX, "pdf": "application/pdf"}


def draw(document: Document, form: str) -> bytes:
    """Return a document as "docx" or "pdf". CPU-bound."""
    # The libraries are loaded when first asked for: they double the time a server takes to start.
    if form == "docx":
        from server.kernel.documents.word import write_docx

        return write_docx(document)
    from server.kernel.documents.pdf import write_pdf

    return write_pdf(document)


async def kept(app: Starlette, key: str) -> dict[str, str]:
    """Return the hashes of a notice's "pdf" and "docx" as made, drawn now where they are not yet.

    Callers have looked who asks. Raises NotFound for what was issued before there were documents.
    """
    found, said = await app.state.reader.submit(_made, key)
    if found is None:
        document = drawn(said, date.fromisoformat(said["issued_on"]))

        def make() -> list[str]:
            settings, blobs = app.state.settings, app.state.blobs
            return [stored(draw(document, form), settings, blobs) for form in ("pdf", "docx")]

        pdf, docx = await asyncio.to_thread(make)
        given = {"key": key, "pdf_sha256": pdf, "docx_sha256": docx}
        found = await app.state.writer.submit(SYSTEM, uuid4().hex, keep_files, **given)
    return dict(zip(("pdf", "docx"), found, strict=True))


def _made(db: Session, key: str) -> tuple[list[str] | None, dict[str, Any]]:
    notice = db.exec(select(Notice).where(Notice.key == uuid_of(key))).first()
    said = json.loads(notice.wording) if notice else {}
    if notice is None or "words" not in said:
        raise NotFound
    made = notice.pdf_sha256, notice.docx_sha256
    return (list(filter(None, made)) if all(made) else None), said


def stored(content: bytes, settings: Settings, blobs: Blobs) -> str:
    """Store a document that was drawn; return its hash. Blocks."""
    handle, name = tempfile.mkstemp(dir=settings.upload_dir)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        return blobs.put(path)
    finally:
        path.unlink(missing_ok=True)


def signed_of(db: Session, viewer: Viewer, key: str) -> tuple[str, str]:
    """Return the signed copy's hash, or "", and the name for files of a notice that the viewer may
    read. Raises NotFound."""
    notice, _meeting = notice_to_see(db, viewer, key)
    number = full_number(notice.number, notice.symbol).replace("/", "-")
    return notice.signed_sha256 or "", f"thong-bao-{number}"
