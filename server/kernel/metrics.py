"""Figures of a running server for Prometheus: what an operator watches while a hall is full.

`GET /metrics` answers whoever brings METRICS_TOKEN as a bearer token; without that setting there
is no such address. Each process counts for itself.
"""

import asyncio
import hmac
from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client import Counter as Counting
from starlette.requests import Request
from starlette.responses import Response

from server.kernel.errors import NotFound

REGISTRY = CollectorRegistry()
_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
COMMITS = Histogram(
    "plenum_commit_seconds", "A command's commit.", buckets=_SECONDS, registry=REGISTRY
)
COMMANDS = Histogram(
    "plenum_command_seconds",
    "A command from its receipt to its commit.",
    buckets=_SECONDS,
    registry=REGISTRY,
)
BUSY = Counting("plenum_busy_total", "Commands refused since too many waited.", registry=REGISTRY)
RELAYED = Histogram(
    "plenum_relay_seconds",
    "From reading a stream's events until every page of it was handed its messages.",
    buckets=_SECONDS,
    registry=REGISTRY,
)
LAG = Histogram(
    "plenum_loop_lag_seconds", "How late the event loop is.", buckets=_SECONDS, registry=REGISTRY
)
SOCKETS = Gauge("plenum_sockets", "Open pages.", ["screen"], registry=REGISTRY)
DISK_FREE = Gauge("plenum_disk_free_bytes", "Room on DATA_DIR's disk.", registry=REGISTRY)
DISK_FREE_RATIO = Gauge("plenum_disk_free_ratio", "Its share of the disk.", registry=REGISTRY)
STOPPED = Gauge(
    "plenum_writes_stopped",
    "1: the disk failed, nothing is written until a restart.",
    registry=REGISTRY,
)
WAITING = Gauge("plenum_mailbox_entries", "Elements that wait for slow pages.", registry=REGISTRY)
DEEPEST = Gauge("plenum_mailbox_deepest", "Elements that wait for the slowest.", registry=REGISTRY)
LOOK_SECONDS = 0.1


class OpenPage(Protocol):
    """What is counted of a page."""

    screen: str

    @property
    def waiting(self) -> int:
        """How many elements wait for it."""


async def watch_loop() -> None:
    """Note, until cancelled, how late the loop comes back to a timer."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LOOK_SECONDS
        await asyncio.sleep(LOOK_SECONDS)
        LAG.observe(max(0.0, loop.time() - due))


def count_pages(pages: Iterable[OpenPage]) -> None:
    """Set the figures about open pages."""
    open_pages = list(pages)
    SOCKETS.clear()
    for screen, number in Counter(page.screen for page in open_pages).items():
        SOCKETS.labels(screen).set(number)
    waiting = [page.waiting for page in open_pages]
    WAITING.set(sum(waiting))
    DEEPEST.set(max(waiting, default=0))


async def metrics(request: Request) -> Response:
    """GET /metrics. Raises NotFound without the right token."""
    token = request.app.state.settings.metrics_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token is None or not hmac.compare_digest(
        token.get_secret_value().encode(), given.encode("utf-8", "surrogateescape")
    ):
        raise NotFound
    count_pages(request.app.state.live.sockets)
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
