"""The job that reads uploaded programmes, in a confined child, and stages what it found."""

import json
from collections.abc import Generator
from contextlib import closing
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import structlog
from sqlmodel import Session, col, select

from server.kernel.confine import ChildFailed, confined_lines
from server.kernel.db import SYSTEM
from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.kernel.jobs import Workshop, enqueue, job, periodic
from server.kernel.types import now
from server.programmes import staging
from server.programmes.bodies import catalogue_bodies
from server.programmes.models import ProgrammeImport
from server.programmes.reading import UnreadableProgramme

log = structlog.get_logger("imports")

WALL_SECONDS = 150.0  # a child waits while its rows are staged; its processor time is far less
LEASE_SECONDS = 300.0  # longer than the child may live and its rows take to be staged
STALE_MINUTES = 1.0  # a worker that is up has begun with a new file by then


class _Superseded(Exception):
    """A correction has begun another reading, or somebody else reads."""


@job
def read_import(shop: Workshop, key: str) -> None:
    """Read an uploaded file that waits for it. May run twice: the second time does nothing."""
    claim = _write(shop, staging.begin_reading, key=key, lease_seconds=LEASE_SECONDS)
    if claim is None:
        return
    finish = partial(_write, shop, staging.finish_reading, key=key, turn=claim["turn"])
    try:
        with shop.blobs.local(claim["file"]) as path:
            asked = {
                "path": str(path),
                "today": today(now()).isoformat(),
                "bodies": [asdict(body) for body in shop.reader.run(catalogue_bodies)],
                "columns": claim["columns"],
                "rows": claim["rows"],
            }
            sheet = _stage(shop, key, claim["turn"], asked)
    except _Superseded:
        return
    except UnreadableProgramme as problem:
        finish(refusal=json.dumps({"code": problem.code, "params": problem.params}))
    except (ChildFailed, NotFound) as problem:
        log.warning("file not read", key=key, why=type(problem).__name__)
        refusal = {"code": UnreadableProgramme.code, "params": {}}
        finish(refusal=json.dumps(refusal))
    else:
        finish(sheet=json.dumps(sheet))


def _stage(shop: Workshop, key: str, turn: int, asked: dict[str, Any]) -> dict[str, Any]:
    """Stage what the child finds, as it comes; returns what it says of the file as a whole."""
    sheet: dict[str, Any] | None = None
    with closing(_answers(asked)) as answers:
        for answer in answers:
            if "refused" in answer:
                kinds = {kind.code: kind for kind in UnreadableProgramme.__subclasses__()}
                raise kinds.get(answer["refused"], UnreadableProgramme)(**answer["params"])
            if "sheet" in answer:
                sheet = answer["sheet"]
            elif not _write(
                shop, staging.stage_lines, key=key, turn=turn, lines=json.dumps(answer)
            ):
                raise _Superseded
    if sheet is None:
        raise ChildFailed
    return sheet


def _answers(asked: dict[str, Any]) -> Generator[dict[str, Any], None, None]:
    said = confined_lines(
        "server.programmes.reading_child", json.dumps(asked), seconds=WALL_SECONDS
    )
    with closing(said) as lines:
        for line in lines:
            try:
                yield json.loads(line)
            except ValueError:
                raise ChildFailed from None


@periodic(minute="*")
def ask_again(shop: Workshop) -> None:
    """Ask again for the files that nobody is at."""
    for key in shop.reader.run(stale):
        enqueue(shop.settings, read_import, key)


def stale(db: Session) -> list[str]:
    """Return keys of the imports that have waited too long, for a caller that reads them."""
    moment = now()
    rows = db.exec(
        select(ProgrammeImport.key)
        .where(col(ProgrammeImport.state).in_(("waiting", "reading")))
        .where(col(ProgrammeImport.created_at) < moment - timedelta(minutes=STALE_MINUTES))
        .where(
            col(ProgrammeImport.lease_until).is_(None) | (col(ProgrammeImport.lease_until) < moment)
        )
    )
    return [str(key) for key in rows]


def _write(shop: Workshop, command: Any, **arguments: Any) -> Any:
    return shop.writer.run(SYSTEM, uuid4().hex, command, **arguments)
