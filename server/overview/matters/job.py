"""Raises what following up asks a session to look at, once a night."""

from uuid import uuid4

import structlog

from server.kernel.db import SYSTEM
from server.kernel.jobs import Workshop, periodic
from server.overview.matters.commands import raise_found
from server.overview.matters.finding import to_raise

log = structlog.get_logger("matters")


@periodic(hour="22", minute="40")  # 05:40 in Vietnam, before the office opens
def raise_matters(shop: Workshop) -> None:
    """Raise each matter once, whatever restarts."""
    raised = 0
    for finding in shop.reader.run(to_raise):
        key = shop.writer.run(SYSTEM, uuid4().hex, raise_found, finding=finding)
        raised += key is not None
    log.info("raised", matters=raised)
