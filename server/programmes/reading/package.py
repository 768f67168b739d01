"""A zip package from a stranger: looked at before anything in it is unpacked."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.programmes.reading.errors import (
    BrokenWorkbook,
    LockedWorkbook,
    NotAWorkbook,
    OtherFormat,
    WorkbookTooLarge,
)

# A programme of 10,000 rows is about 1 MB packed and 10 MB unpacked.
MAX_FILE_BYTES = 20 * 1024**2
MAX_UNPACKED_BYTES = 96 * 1024**2
MAX_MEMBERS = 10_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and encrypted new ones


@contextmanager
def open_package(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a workbook's package; damage found while it is open becomes a refusal too.

    zipfile never gives more bytes of a member than its header states, so the sum of the headers
    is the most that can be unpacked. Raises a subclass of UnreadableProgramme.
    """
    _check_file(path)
    try:
        with zipfile.ZipFile(path) as package:
            _check_members(package)
            yield package
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as bad:
        raise BrokenWorkbook(part=path.name) from bad
    except RuntimeError as bad:  # zipfile's word for a member under a password
        raise LockedWorkbook() from bad


def _check_file(path: Path) -> None:
    if path.stat().st_size > MAX_FILE_BYTES:
        raise WorkbookTooLarge(limit=f"{MAX_FILE_BYTES // 1024**2} MB")
    content = path.read_bytes()
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise LockedWorkbook()
        raise OtherFormat(format="XLS")
    if not content.startswith(b"PK"):
        raise NotAWorkbook()


def _check_members(package: zipfile.ZipFile) -> None:
    members = package.infolist()
    names = {member.filename for member in members}
    if len(names) != len(members) or len(members) > MAX_MEMBERS:
        raise BrokenWorkbook(part="[Content_Types].xml")
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise WorkbookTooLarge(limit=f"{MAX_UNPACKED_BYTES // 1024**2} MB")
    if "word/document.xml" in names:
        raise OtherFormat(format="DOCX")
    if "mimetype" in names and "content.xml" in names:
        raise OtherFormat(format="ODS")
    if "[Content_Types].xml" not in names:
        raise NotAWorkbook()
