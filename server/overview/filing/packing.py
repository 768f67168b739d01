"""The ZIP of a session's file: documents in numbered folders, an index, their hashes.

`SHA256SUMS` can be checked by `sha256sum -c`, the whole by `python -m server check-file`.
"""

import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pypdf

from server.kernel.blobs import CHUNK, Blobs
from server.kernel.documents.document import Document
from server.kernel.documents.heads import language_of
from server.kernel.i18n import fold, speaking
from server.kernel.i18n import gettext as _
from server.overview.filing import drawing
from server.overview.filing.contents import Contents
from server.overview.filing.drawing import Listed

MANIFEST, SUMS, INDEX = "manifest.json", "SHA256SUMS", "00-muc-luc.pdf"
FORMAT = 1
_LONGEST_NAME = 60


def pack(said: Contents, blobs: Blobs, target: Path, *, made_at: datetime, locale: str) -> None:
    """Write the file of a session to `target`. Blocks; a paper is never whole in memory.

    Raises NotFound and StoreDown where a stored document cannot be had.
    """
    language = language_of(said.vocabulary, locale)
    with speaking(language), zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        listed = [*_made(archive, said, language), *_papers(archive, said, blobs)]
        listed += _issued(archive, said, blobs)
        listed.sort(key=lambda line: line.path)
        sheet = _pdf(drawing.index(said, listed, language))
        first = _add(archive, INDEX, sheet, _("Index"), said.held_on, _pages(sheet))
        manifest = _json(_manifest(said, [first, *listed], made_at))
        _write(archive, MANIFEST, manifest)
        sums = [(line.sha256, line.path) for line in [first, *listed]]
        sums.append((hashlib.sha256(manifest).hexdigest(), MANIFEST))
        _write(archive, SUMS, "".join(f"{sha}  {path}\n" for sha, path in sums).encode())


def _made(archive: zipfile.ZipFile, said: Contents, language: str) -> Iterator[Listed]:
    """Add what is drawn of the session itself."""
    sheets = [
        ("01-chuong-trinh.pdf", _("Agenda"), drawing.agenda),
        ("02-thanh-phan-du.pdf", _("List of who took part"), drawing.attendance),
        ("04-ket-luan/ket-luan.pdf", _("Conclusions"), drawing.conclusions),
    ]
    for path, subject, draw in sheets:
        content = _pdf(draw(said, language))
        yield _add(archive, path, content, subject, said.held_on, _pages(content))
    words = _json([_conclusion(line) for line in said.conclusions])
    yield _add(archive, "04-ket-luan/ket-luan.json", words, _("Conclusions as data"), said.held_on)


def _papers(archive: zipfile.ZipFile, said: Contents, blobs: Blobs) -> Iterator[Listed]:
    """Add the papers as they were sent, a folder an item."""
    for line in said.lines:
        folder = f"03-tai-lieu/{line.number:02d}-{plain(line.title)}"
        for at, paper in enumerate(line.papers, 1):
            path = f"{folder}/{at:02d}-{plain(paper.file_name.removesuffix('.pdf'))}.pdf"
            _copy(archive, path, blobs, paper.sha256)
            yield Listed(
                path, "", paper.sent_on, paper.title, paper.pages, paper.size_bytes, paper.sha256
            )


def _issued(archive: zipfile.ZipFile, said: Contents, blobs: Blobs) -> Iterator[Listed]:
    """Add the notices, frozen words and documents, and the minutes."""
    for notice in said.notices:
        name = plain(notice.full_number)
        words = _json(notice.said)
        path = f"05-thong-bao/{name}.json"
        subject = _("Notice of conclusion: its frozen words")
        yield _add(archive, path, words, subject, notice.issued_on, None, notice.full_number)
    subjects = {
        "notice": _("Notice of conclusion"),
        "notice-signed": _("Notice of conclusion, the signed copy"),
        "minutes": _("Minutes, without the opinions"),
        "minutes-signed": _("Minutes, the signed copy"),
    }
    for part in said.stored:
        folder = "06-bien-ban" if part.kind.startswith("minutes") else "05-thong-bao"
        name = plain(part.number) if part.number else "bien-ban"
        path = f"{folder}/{name}{'-ban-ky' if part.kind.endswith('signed') else ''}.{part.ending}"
        size, pages = _copy(archive, path, blobs, part.sha256)
        subject = subjects[part.kind]
        yield Listed(path, part.number, part.on, subject, pages, size, part.sha256)


def _conclusion(line: Any) -> dict[str, Any]:
    return {
        "key": line.key,
        "number": line.number,
        "item": line.item_title,
        "text": line.text,
        "noted": line.noted,
        "agreed_as": line.agreed_as,
        "verdict": line.verdict,
        "notice": line.notice,
        "tasks": [
            {
                "key": task.key,
                "work": task.work,
                "lead": task.lead_text,
                "product": task.product,
                "deadline_text": task.deadline_text,
                "deadline": task.deadline,
                "state": task.state,
            }
            for task in line.tasks
        ],
    }


def _manifest(said: Contents, listed: list[Listed], made_at: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "office": said.office,
        "body": said.body,
        "session": str(said.key),
        "title": said.title,
        "held_on": said.held_on,
        "state": said.session_state,
        "retention": said.retention,
        "made_at": made_at,
        "documents": [vars(line) for line in listed],
    }


def _add(
    archive: zipfile.ZipFile,
    path: str,
    content: bytes,
    subject: str,
    on: date,
    pages: int | None = None,
    number: str = "",
) -> Listed:
    _write(archive, path, content)
    sha256 = hashlib.sha256(content).hexdigest()
    return Listed(path, number, on, subject, pages, len(content), sha256)


def _write(archive: zipfile.ZipFile, path: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(path), content)  # ZipInfo's own day: the same bytes each time


def _copy(archive: zipfile.ZipFile, path: str, blobs: Blobs, sha256: str) -> tuple[int, int | None]:
    """Copy a stored document; return its size, and its pages if it is a PDF that can be read."""
    with blobs.local(sha256) as source:
        size = source.stat().st_size
        entry = archive.open(zipfile.ZipInfo(path), "w", force_zip64=True)
        with entry, source.open("rb") as file:
            shutil.copyfileobj(file, entry, CHUNK)
        pages = _pages(source) if path.endswith(".pdf") else None
    return size, pages


def _pdf(document: Document) -> bytes:
    from server.kernel.documents.pdf import write_pdf

    return write_pdf(document)


def _pages(pdf: bytes | Path) -> int:
    return len(pypdf.PdfReader(io.BytesIO(pdf) if isinstance(pdf, bytes) else pdf).pages)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def plain(text: str) -> str:
    """Return a text as a name that every system takes: no marks, no spaces, not long."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text))[:_LONGEST_NAME].strip("-") or "khong-ten"
