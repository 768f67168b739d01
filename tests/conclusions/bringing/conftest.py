"""Sending what an office has, looking at what was read of it, and confirming it."""

from pathlib import Path

import pytest
from lxml import html
from sqlmodel import col, select

from server.tasks.models import Task, TaskReport, TaskSource
from tests.tasks.tracking.drawn import DRAWN
from tests.world import new_id

DATA = Path(__file__).parents[2] / "data"


def send(client, name=None, content=None, *, text=None, command_id=None, **fields):
    """Send a file or a text; the answer says where its page is."""
    fields = {"command_id": command_id or new_id(), "declared": "1", **fields}
    if text is not None:
        return client.post("/tasks/bring", data=fields | {"text": text})
    return client.post("/tasks/bring", data=fields, files={"file": (name, content)})


def form_of(page):
    """Return the fields of the page's form as it proposes them, the ticked positions in `take`."""
    form = next(f for f in html.fromstring(page).forms if "/tasks/bring/" in (f.action or ""))
    fields = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    return fields | {"command_id": [new_id()]}


def said(answer):
    """Return a page's or a refusal's words."""
    return " ".join(html.fromstring(answer.text).text_content().split())


class Bringing:
    """Anna at the page."""

    def __init__(self, world, folder):
        self.world, self.folder, self.client = world, folder, world.client("anna")

    def drawn(self, name):
        """Return a drawn sheet's bytes."""
        return DRAWN[name].draw(self.folder / "sheet.xlsx").read_bytes()

    def look(self, *arguments, **named):
        """Send something and return its page."""
        answer = send(self.client, *arguments, **named)
        assert answer.status_code == 200, said(answer)
        self.address = answer.headers["plenum-go"]
        return self.client.get(self.address)

    def confirm(self, **changes):
        """Confirm what the page proposes, with `changes`; returns the answer."""
        fields = form_of(self.client.get(self.address).text) | changes
        return self.client.post(self.address, data=fields)

    def tasks(self):
        """Return (task, source, last report) of everything that came in, in order."""

        def query(db):
            reports = {
                r.task_id: r for r in db.exec(select(TaskReport).order_by(col(TaskReport.id)))
            }
            rows = db.exec(
                select(Task, TaskSource)
                .join(TaskSource, col(TaskSource.task_id) == col(Task.id))
                .order_by(col(Task.id))
            ).all()
            return [(task, source, reports.get(task.id)) for task, source in rows]

        return self.world.read(query)


@pytest.fixture
def bringing(world, tmp_path):
    return Bringing(world, tmp_path)
