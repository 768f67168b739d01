"""The formats in which a programme leaves, and what a file of each is called."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from anyio import CapacityLimiter

from server.programmes.definition import ProgrammeDefinition, write_definition

NOT_KEPT = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
few_at_a_time = CapacityLimiter(2)  # each export fills a processor for up to some seconds


@dataclass(frozen=True)
class Export:
    """A programme on its way out, and the vocabulary of the body whose it is."""

    programme: ProgrammeDefinition
    vocabulary: str


@dataclass(frozen=True)
class Format:
    """A format: its media type, whether people can read its bytes, and how a file is made.

    `write(export, locale)` is CPU-bound: up to some seconds for 10,000 items.
    """

    media_type: str
    is_text: bool
    write: Callable[[Export, str], bytes]


# The libraries are loaded when first asked for: they would double the time a server takes to start.


def _xlsx(export: Export, locale: str) -> bytes:
    from server.programmes.exporting.xlsx import write_xlsx

    return write_xlsx(export.programme, locale=locale)


def _docx(export: Export, locale: str) -> bytes:
    from server.programmes.exporting.docx import write_docx

    return write_docx(export.programme, vocabulary=export.vocabulary, locale=locale)


def _csv(export: Export, locale: str) -> bytes:
    from server.programmes.exporting.csv import write_csv

    return write_csv(export.programme, locale=locale)


def _toml(export: Export, _locale: str) -> bytes:
    return write_definition(export.programme).encode()


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: Mapping[str, Format] = {
    "xlsx": Format(f"{_OFFICE}.spreadsheetml.sheet", False, _xlsx),
    "docx": Format(f"{_OFFICE}.wordprocessingml.document", False, _docx),
    "csv": Format("text/csv; charset=utf-8", True, _csv),
    "toml": Format("application/toml", True, _toml),
}


class Named(Protocol):
    """A programme by its title and its key."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def key(self) -> object:
        """Its name in addresses and files."""


def disposition(programme: Named, extension: str) -> str:
    """The header that names the file after the programme's title, in letters of any language.

    What cannot read that (RFC 5987) gets the programme's key.
    """
    title = re.sub(r'[\\/:*?"<>|\s]+', " ", programme.title)
    title = "".join(char for char in title if char.isprintable()).strip(" .")[:120].rstrip(" .")
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", str(programme.key)).strip("-.") or "programme"
    name = quote(f"{title or plain}.{extension}", safe="")
    return f"attachment; filename=\"{plain}.{extension}\"; filename*=UTF-8''{name}"
