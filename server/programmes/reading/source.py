"""A file -> grids, whatever office program wrote it: told by what is in it, never by its name."""

import zipfile
from pathlib import Path

from server.programmes.reading.csv import read_csv
from server.programmes.reading.docx import read_docx
from server.programmes.reading.errors import BrokenWorkbook, NotAWorkbook, OtherFormat
from server.programmes.reading.grid import Grid
from server.programmes.reading.markup import relations
from server.programmes.reading.ods import read_ods
from server.programmes.reading.own_file import is_own_file, read_own_file
from server.programmes.reading.package import content_of, kind_of, open_package
from server.programmes.reading.xls import OLE, read_xls
from server.programmes.reading.xlsx import read_xlsx

# What other programs save under an office's file name, by how it begins.
_OTHER = (
    (b"{\\rtf", "RTF"),
    (b"<?xml", "XML"),
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
    (b"<table", "HTML"),
    (b"mime-version:", "MHTML"),
)
_SAMPLE = 1024  # bytes in which they begin


def read_source(path: Path) -> list[Grid]:
    """Read every visible sheet of an XLSX, XLS or ODS file, all of a DOCX or a CSV as one grid.

    A TOML file of ours is what it would be as a sheet. CPU-bound: up to 0.5 s for 10,000 rows.
    Raises a subclass of UnreadableProgramme, and OSError where there is no such file.
    """
    content = content_of(path)
    try:
        if content.startswith(OLE):
            return read_xls(content)
        if content.startswith(b"PK"):
            with open_package(path) as package:
                return _read_package(package)
    except (ValueError, LookupError, OverflowError, ArithmeticError) as bad:
        raise BrokenWorkbook(part=path.name) from bad
    start = content[:_SAMPLE].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if other := next((name for mark, name in _OTHER if start.startswith(mark)), None):
        raise OtherFormat(format=other)
    if is_own_file(content):
        return read_own_file(content)
    if (grids := read_csv(content)) is None:
        raise NotAWorkbook()
    return grids


def _read_package(package: zipfile.ZipFile) -> list[Grid]:
    main = ""
    if "_rels/.rels" in package.namelist():
        pointed = relations(package, "")
        main = next((target for _, kind, target in pointed if kind == "officeDocument"), "")
    elif "word/document.xml" in package.namelist():
        main = "word/document.xml"
    kind = kind_of(package, main)
    if kind == "ODS":
        return read_ods(package)
    if kind == "DOCX":
        return read_docx(package, main)
    if kind == "XLSX":
        return read_xlsx(package, main)
    raise OtherFormat(format=kind)
