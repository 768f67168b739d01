"""A body's sheet on its way out and back, filled by a test."""

import io

import openpyxl
import pytest

from server.conclusions.sheets import commands, queries
from server.conclusions.sheets.reading import FILLED, MARK, PRINTED
from server.conclusions.sheets.writing import HEAD_ROW
from server.people.models import Body
from tests.sessions import Session
from tests.world import new_id

COLUMNS = [*PRINTED, *FILLED, *MARK]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Sheet:
    """A sheet of the Organisation Commission, as the office's browser has it."""

    def __init__(self, world):
        self.world = world
        self.anna = world.client("anna")
        self.body = str(world.row(Body, id=world.bodies["commission"]).key)
        self.key = world.run("anna", commands.make_sheet, body_key=self.body)
        content = self.anna.get(f"/task-sheets/{self.key}/file").content
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.cells = self.book.active

    def row(self, work):
        for row in range(HEAD_ROW + 1, self.cells.max_row + 1):
            if self.cells.cell(row, COLUMNS.index("work") + 1).value == work:
                return row
        raise KeyError(work)

    def fill(self, which, /, **said):
        row = self.row(which)
        for name, value in said.items():
            self.cells.cell(row, COLUMNS.index(name) + 1).value = value

    def content(self):
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def send(self, content=None, who=None, **more):
        form = {"command_id": new_id(), "declared": "1"} | more
        file = {"file": ("bieu.xlsx", content or self.content(), XLSX)}
        return (who or self.anna).post("/task-sheets", data=form, files=file)

    def plans(self):
        """Return what each row would do, by the work."""
        view = self.world.read(queries.returned, self.world.viewer("anna"), self.key)
        return {plan.work: plan for plan in view.plans}

    def take(self, *works, letter="", command_id=""):
        plans = self.plans()
        view = self.world.read(queries.returned, self.world.viewer("anna"), self.key)
        ticked = [f"{plans[work].position}:{plans[work].version}" for work in works]
        form = {"command_id": command_id or new_id(), "take": ticked, "letter": letter}
        return self.anna.post(
            f"/task-sheets/{self.key}", data=form | {"import_id": str(view.import_id)}
        )


@pytest.fixture
def session(world):
    return Session(world)


@pytest.fixture
def sheet(world, session):
    """The sheet of three tasks: a bridge, a road, a school."""
    for work in ("Build a bridge", "Pave a road", "Open a school"):
        session.given(work)
    return Sheet(world)
