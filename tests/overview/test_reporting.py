"""The monthly report and the quarterly review: each task once, as it stood."""

import io
from datetime import timedelta

import pytest
from docx import Document

from server.overview.reporting.figures import STANDINGS, figures
from server.tasks import commands
from server.tasks.models import Task
from tests.sessions import plain, rows
from tests.world import today

URL = "/tasks/report"


@pytest.fixture
def told(world, session):
    """One task done in time, one past its day, one under way, one nobody can measure."""
    day = today()
    done = session.given("Mend the road")
    fact = {"evidence_kind": "document", "evidence_text": "5-BC/BTC", "evidence_date": day}
    world.run("clara", commands.report_result, key=done, text="Mended", **fact)
    world.run("anna", commands.confirm, key=done, version=session.task(done).version)
    session.given("Paint the hall", deadline_text=f"trước ngày {day - timedelta(3):%d/%m/%Y}")
    session.given("Count the trees")
    session.given("Look into it", deadline_text="sau kỳ họp thứ 11")
    return session


def test_each_task_stands_in_one_column(world, told):
    found = world.read(figures, "")
    assert found.sums.total == found.sums.new == len(rows(world, Task))
    assert {name: found.sums.of(name) for name in STANDINGS} == {
        "done-in-time": 1,
        "done-late": 0,
        "in-time": 1,
        "overdue": 1,
        "unclear": 1,
    }
    assert found.before.total == 0


def test_what_was_not_done_is_carried_into_the_next_period(world, told):
    found = world.read(figures, f"{today().year + 1}-Q2")
    assert (found.sums.total, found.sums.new, found.before.total) == (3, 0, 3)


@pytest.mark.parametrize("who", ["anna", "stan"])
@pytest.mark.parametrize("period", ["", "2026-Q1", "2026-03"])
def test_the_page_opens(world, told, who, period):
    page = world.client(who).get(f"{URL}?period={period}&stood=overdue&page=9")
    assert page.status_code == 200


def test_a_number_opens_its_rows(world, told):
    text = plain(world.client("anna").get(f"{URL}?stood=overdue").text)
    assert "Paint the hall" in text
    assert "Count the trees" not in text
    assert "3 days overdue" in text


@pytest.mark.parametrize("who", ["mia", "clara", "zoe", "adam", "greta"])
@pytest.mark.parametrize("path", [URL, f"{URL}/document"])
def test_for_others_there_is_none(world, who, path):
    assert world.client(who).get(path).status_code == 404


@pytest.mark.parametrize("period", ["2026", "2026-13", "2026-Q5", "next", "../x"])
def test_what_is_no_period_is_not_there(world, period):
    assert world.client("anna").get(URL, params={"period": period}).status_code == 404


def test_the_document_is_one_table_by_body(world, told):
    answer = world.client("anna").get(f"{URL}/document")
    file = Document(io.BytesIO(answer.content))
    tables = [table for table in file.tables if len(table.columns) == 7]
    assert len(tables) == 1
    cells = " ".join(cell.text for row in tables[0].rows for cell in row.cells)
    for words in ("Mend the road", "5-BC/BTC", "Paint the hall", "Ban Tổ chức Tỉnh ủy"):
        assert words in cells


def test_the_quarters_document_has_its_tables(world, told):
    day = today()
    period = f"{day.year}-Q{(day.month + 2) // 3}"
    answer = world.client("stan").get(f"{URL}/document?period={period}")
    file = Document(io.BytesIO(answer.content))
    assert [len(table.columns) for table in file.tables].count(8) == 3
