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
from server.people.models import Body
from server.programmes.definition import BadDefinition, read_definition
from server.programmes.exporting import definition_of
from server.programmes.exporting.formats import FORMATS, Export
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


def export_programme(
    settings: Settings, slug: str, name: str | None = None, out: str | None = None
) -> int:
    """Write a programme in a format of FORMATS to the file `out`; print it where that is text.

    Returns the exit code; what is wrong stands on stderr.
    """
    i18n.set_locale(settings.locale)
    name = name or "toml"
    if name not in FORMATS or (out is None and not FORMATS[name].is_text):
        code = "programme-export-format" if name not in FORMATS else "programme-export-out"
        print(f"{name}: {say(code, formats=', '.join(FORMATS))}", file=sys.stderr)
        return 2
    reader = Reader(settings)

    def export(db: Session) -> Export | None:
        found = db.exec(select(Programme).where(Programme.slug == slug)).first()
        if found is None:
            return None
        body = db.get_one(Body, found.body_id)
        return Export(definition_of(db, found), body.vocabulary)

    try:
        found = reader.run(export)
    finally:
        reader.close()
    if found is None:
        print(f"{slug}: {say('programme-not-there')}", file=sys.stderr)
        return 1
    try:
        content = FORMATS[name].write(found, settings.locale)
        if out is None:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            Path(out).write_bytes(content)
    except DomainError as problem:
        print(f"{slug}: {say(problem.code, **problem.params)}", file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"{out}: {problem.strerror}", file=sys.stderr)
        return 1
    return 0
