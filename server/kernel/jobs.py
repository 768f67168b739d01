"""Work that may wait, done by `python -m server work` in a process of its own.

A feature declares a job; a route asks for it after its command has committed. The queue may lose a
job (a worker killed in the middle of one has taken it off already), so what is still to be done
stands in a row, a periodic job asks again for what has waited too long, and every job may run
twice.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Concatenate, ParamSpec

import structlog
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer

from server.kernel.blobs import Blobs
from server.kernel.db import Reader, Writer
from server.kernel.engine import Prompt, libpq_url
from server.kernel.settings import Settings

log = structlog.get_logger("jobs")
P = ParamSpec("P")

POLL_SECONDS = 1.0  # how long a job of the embedded queue may go unseen


@dataclass(frozen=True)
class Workshop:
    """What a job has at hand."""

    settings: Settings
    writer: Writer
    reader: Reader
    blobs: Blobs


Job = Callable[Concatenate[Workshop, P], None]
_jobs: dict[str, Callable[..., None]] = {}
_periodic: dict[str, dict[str, str]] = {}


def job(work: Job[P]) -> Job[P]:
    """Declare `work(shop, *ids)`, to be asked for by `enqueue`. Its arguments go through JSON."""
    _jobs[_name(work)] = work
    return work


def periodic(**when: str) -> Callable[[Job[[]]], Job[[]]]:
    """Declare a job that is done at the given times, e.g. minute="*/5" (crontab, UTC)."""

    def declare(work: Job[[]]) -> Job[[]]:
        _periodic[_name(work)] = when
        return job(work)

    return declare


def enqueue(settings: Settings, work: Job[P], *args: P.args, **kwargs: P.kwargs) -> None:
    """Ask for a job, after the commit it follows from. Blocks for some milliseconds.

    Never raises: a job that could not be asked for is found by its periodic sweep.
    """
    assert not kwargs, "jobs take ids by position"
    try:
        queue = _queue(settings)
        try:
            _task(queue, _run_in(None))(_name(work), list(args))
        finally:
            queue.storage.close()
    except Exception:
        log.exception("could not enqueue", job=_name(work))


def consume(shop: Workshop) -> None:
    """Do jobs until this process is told to end (SIGTERM or SIGINT; the running job finishes)."""
    logging.getLogger("huey").setLevel(logging.WARNING)
    queue = _queue(shop.settings)
    run = _run_in(shop)
    _task(queue, run)
    for name, when in _periodic.items():
        queue.periodic_task(crontab(**when), name=name)(lambda name=name: run(name, []))
    Consumer(
        queue, workers=1, initial_delay=0.1, max_delay=POLL_SECONDS, graceful_signal="TERM"
    ).run()
    queue.storage.close()


class _Json(Serializer):  # type: ignore[misc]
    """The queue holds plain data: huey's own pickles would run whatever stands in them."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Any:
        return Message(*json.loads(data))


def _queue(settings: Settings) -> Huey:
    common = {"name": "plenum", "results": False, "serializer": _Json()}
    if settings.database_url:
        connection = partial(Prompt.connect, libpq_url(settings))
        return PostgresHuey(connection=connection, table_prefix="jobs", **common)
    return SqliteHuey(filename=str(settings.data_dir / "jobs.db"), **common)


def _task(queue: Huey, run: Callable[[str, list[Any]], None]) -> Any:
    return queue.task(name="job")(run)


def _run_in(shop: Workshop | None) -> Callable[[str, list[Any]], None]:
    def run(name: str, args: list[Any]) -> None:
        assert shop is not None
        try:
            _jobs[name](shop, *args)
        except Exception:
            log.exception("job failed", job=name, args=args)

    return run


def _name(work: Callable[..., Any]) -> str:
    return f"{work.__module__}.{work.__qualname__}"
