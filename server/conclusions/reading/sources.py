"""A notice's file, or pasted text -> paragraphs."""

import re
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from server.conclusions.reading.docx import read_docx
from server.conclusions.reading.errors import (
    BrokenNotice,
    LockedNotice,
    NoticeTooLarge,
    NoticeWithoutText,
    OtherNoticeFormat,
)
from server.conclusions.reading.paragraph import Paragraph
from server.kernel.i18n import nfc

MAX_FILE_BYTES = 20 * 1024**2
MAX_PAGES = 500
MAX_LETTERS = 3_000_000  # a thousand pages

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and encrypted new ones
_MARKED = re.compile(
    r"\s*(?:[-–—+•*●▪◦]\s|\(\d{1,2}\)|[①-⑳]|(?:\d{1,2}|[IVX]{1,5})(?:\.\d{1,2})*[.)]\s|[a-zđ]\)\s)"
)


def read_paragraphs(path: Path) -> list[Paragraph]:
    """Read a .docx, .pdf or text file; what it is is told by its content.

    Raises OSError or a subclass of UnreadableNotice.
    """
    if path.stat().st_size > MAX_FILE_BYTES:
        raise NoticeTooLarge(limit=f"{MAX_FILE_BYTES // 1024**2} MB")
    content = path.read_bytes()
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise LockedNotice
        raise OtherNoticeFormat(format="DOC")
    if content.startswith(b"PK"):
        paragraphs = read_docx(content)
    elif content[:1024].lstrip().startswith(b"%PDF"):
        paragraphs = _read_pdf(content)
    else:
        paragraphs = paragraphs_of(_decoded(content))
    if not any(re.search(r"\w", paragraph.text) for paragraph in paragraphs):
        raise NoticeWithoutText
    return paragraphs


def paragraphs_of(text: str) -> list[Paragraph]:
    """The paragraphs of a text: one a line, as it is pasted from a document."""
    if len(text) > MAX_LETTERS:
        raise NoticeTooLarge(limit=f"{MAX_LETTERS}")
    return [Paragraph(line) for line in nfc(text).splitlines() if line.strip()]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig",):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            break
        if "\x00" not in text:
            return text
    raise OtherNoticeFormat(format="?")


def _read_pdf(content: bytes) -> list[Paragraph]:
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise LockedNotice
        if len(reader.pages) > MAX_PAGES:
            raise NoticeTooLarge(limit=f"{MAX_PAGES}")
        pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError,
            RecursionError, OverflowError, AssertionError) as bad:  # fmt: skip
        raise BrokenNotice from bad
    return [Paragraph(text) for text in _joined([nfc(page) for page in pages])]


def _joined(pages: list[str]) -> list[str]:
    """Lines of pages -> paragraphs: a line goes on with the one before unless a new one begins.

    A line that is much shorter than the page is wide ends its paragraph.
    """
    lines = [line.strip() for page in pages for line in page.splitlines()]
    lines = [line for line in lines if line and not re.fullmatch(r"[-–\s]*\d{1,3}[-–\s]*", line)]
    wide = sorted(map(len, lines))[int(len(lines) * 0.8)] if lines else 0
    made: list[str] = []
    open_line = False
    for line in lines:
        if made and open_line and not _MARKED.match(line):
            made[-1] += " " + line
        else:
            made.append(line)
        full = len(line) >= wide * 0.75
        open_line = (full and not re.search(r"[.:;!?]$", line)) or (
            full and line.endswith((",", ";"))
        )
    return made
