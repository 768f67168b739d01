"""The command line's verbs about programmes; server/cli.py lists them."""

import sys
from pathlib import Path
from uuid import uuid4

from sqlmodel import Session, select

from server.kernel import i18n
from server.kernel.db import SYSTEM, Reader, Writer
from server.kernel.errors import DomainError
from server.kernel.i18n import say
from server.kernel.secret import instance_secret
from server.kernel.settings import Settings
from server.programmes.definition import BadDefinition, read_definition, write_definition
from server.programmes.exporting import definition_of
from server.programmes.import_commands import import_definition
from server.programmes.models import Programme


def import_programme(settings: Settings, file: Path, year: str | None) -> int:
    """Load a programme from its file; `year` fills a template. The same twice changes nothing.

    Returns the exit code; what is wrong stands on stderr.
    """
    i18n.set_locale(settings.locale)
    if year is not None and not year.isdecimal():
        print(f"--year {year}: ?", file=sys.stderr)
        return 2
    try:
        definition = read_definition(file, year=int(year) if year else None)
    except BadDefinition as problem:
        print(problem, file=sys.stderr)
        return 1
    writer = Writer(settings, instance_secret(settings))
    try:
        writer.run(SYSTEM, uuid4(), import_definition, definition=definition)
    except DomainError as problem:
        print(f"{file}: {say(problem.code, **problem.params)}", file=sys.stderr)
        return 1
    finally:
        writer.close()
    print(f"{definition.key}: {len(definition.items)} items")
    return 0


def export_programme(settings: Settings, slug: str) -> int:
    """Print a programme as its file. Returns the exit code."""
    i18n.set_locale(settings.locale)
    reader = Reader(settings)

    def text(db: Session) -> str | None:
        found = db.exec(select(Programme).where(Programme.slug == slug)).first()
        return write_definition(definition_of(db, found)) if found else None

    try:
        written = reader.run(text)
    finally:
        reader.close()
    if written is None:
        print(f"{slug}: {say('programme-not-there')}", file=sys.stderr)
        return 1
    print(written, end="")
    return 0
