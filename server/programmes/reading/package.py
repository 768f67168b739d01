"""A file from a stranger, looked at before anything in it is unpacked or believed."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.programmes.reading.errors import (
    BrokenWorkbook,
    LockedWorkbook,
    NotAWorkbook,
    WorkbookTooLarge,
)

# A programme of 10,000 rows is about 1 MB packed and 10 MB unpacked.
MAX_FILE_BYTES = 20 * 1024**2
MAX_UNPACKED_BYTES = 96 * 1024**2
MAX_MEMBERS = 10_000


def content_of(path: Path) -> bytes:
    """The bytes of a file that is small enough to be read. Raises WorkbookTooLarge, OSError."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise WorkbookTooLarge(limit=f"{MAX_FILE_BYTES // 1024**2} MB")
    return path.read_bytes()


@contextmanager
def open_package(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip package; damage found while it is open becomes a refusal too.

    zipfile never gives more bytes of a member than its header states, so the sum of the headers
    is the most that can be unpacked. Raises a subclass of UnreadableProgramme.
    """
    try:
        with zipfile.ZipFile(path) as package:
            _check_members(package)
            yield package
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as bad:
        raise BrokenWorkbook(part=path.name) from bad
    except RuntimeError as bad:  # zipfile's word for a member under a password
        raise LockedWorkbook() from bad


def _check_members(package: zipfile.ZipFile) -> None:
    members = package.infolist()
    if len(set(package.namelist())) != len(members) or len(members) > MAX_MEMBERS:
        raise BrokenWorkbook(part="[Content_Types].xml")
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise WorkbookTooLarge(limit=f"{MAX_UNPACKED_BYTES // 1024**2} MB")


def kind_of(package: zipfile.ZipFile, main: str) -> str:
    """XLSX, DOCX, ODS, or the name of another kind of package; `main` is the main part.

    Raises LockedWorkbook or NotAWorkbook.
    """
    names = set(package.namelist())
    if "mimetype" in names and "content.xml" in names:
        if b"encryption-data" in _start_of(package, "META-INF/manifest.xml"):
            raise LockedWorkbook()
        kind = _start_of(package, "mimetype").decode("ascii", "replace").strip()
        return "ODS" if "spreadsheet" in kind else "ODT" if ".text" in kind else "ODF"
    if main not in names:
        raise NotAWorkbook()
    if main.startswith("word/"):
        return "DOCX"
    if main.endswith(".bin"):
        return "XLSB"
    return "PPTX" if main.startswith("ppt/") else "XLSX"


def _start_of(package: zipfile.ZipFile, part: str) -> bytes:
    """The first 64 kB of a part, b"" where there is none."""
    if part not in package.namelist():
        return b""
    with package.open(part) as stream:
        return stream.read(64 * 1024)
