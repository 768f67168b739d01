"""What tests of following tasks up share."""

from datetime import date
from typing import Any

from server.tasks import commands

DOCUMENT = {
    "text": "Issued",
    "evidence_kind": "document",
    "evidence_text": "15-BC/BTC",
    "evidence_date": date(2026, 4, 2),
}


def report(world: Any, task: str, who: str = "clara", **more: Any) -> Any:
    return world.run(who, commands.report_result, key=task, **DOCUMENT | more)


def confirm(world: Any, session: Any, task: str, who: str = "anna", **more: Any) -> Any:
    version = session.task(task).version
    return world.run(who, commands.confirm, key=task, version=version, **more)


def refused(world: Any, command: Any, error: Any, who: str | None, **arguments: Any) -> None:
    """Run a command and expect a refusal."""
    import pytest

    with pytest.raises(error):
        world.run(who, command, **arguments)
