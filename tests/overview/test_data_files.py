"""Tasks, conclusions and the chain for other programs: three kinds of file, ids that stay."""

import csv
import io
import json

import openpyxl
import pytest

from server.overview.datasets import COLUMNS
from tests.sessions import COMMISSION, Session
from tests.tasks.follow import confirm, report


@pytest.fixture
def session(world):
    return Session(world)


def table(client, what, kind, query=""):
    """Return a file's rows, whatever kind it is."""
    answer = client.get(f"/tasks/data/{what}.{kind}{query}")
    assert answer.status_code == 200, answer.text
    if kind == "json":
        return answer.json()["rows"]
    if kind == "csv":
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    rows = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    head, *rest = list(rows)
    return [dict(zip(head, row, strict=True)) for row in rest]


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_each_kind_of_file_says_the_same(world, session, kind):
    task = session.given("Build a bridge")
    report(world, task)
    anna = world.client("anna")
    (row,) = table(anna, "tasks", kind)
    assert (row["task_id"], row["work"], row["state"]) == (task, "Build a bridge", "reported")
    assert (row["lead"], row["deadline"]) == (COMMISSION, "2099-04-30")
    conclusion = row["conclusion_id"]
    (said,) = table(anna, "conclusions", kind)
    assert (said["conclusion_id"], said["task_ids"]) == (conclusion, task)
    (chain,) = table(anna, "chain", kind)
    assert (chain["conclusion_id"], chain["task_id"]) == (conclusion, task)
    assert (chain["meeting_id"], chain["agenda_item"]) == (session.key, "Budget")
    assert (chain["evidence"], chain["evidence_on"]) == ("15-BC/BTC", "2026-04-02")
    for what in COLUMNS:
        assert list(table(anna, what, kind)[0]) == list(COLUMNS[what])


def test_the_filters_of_the_list_are_respected(world, session):
    session.given("Build a bridge")
    done = session.given("Pave a road")
    report(world, done)
    confirm(world, session, done)
    anna = world.client("anna")

    def works(query=""):
        return [row["work"] for row in table(anna, "tasks", "json", query)]

    assert works() == ["Build a bridge"]
    assert works("?state=done") == ["Pave a road"]
    assert len(table(anna, "conclusions", "json")) == 2
    (only,) = table(anna, "conclusions", "json", "?state=done")
    assert only["task_ids"] == done
    assert table(anna, "chain", "json", "?state=done")[0]["done_on"]


def test_what_begins_like_a_formula_stays_text(world, session):
    session.given("=1+1")
    anna = world.client("anna")
    assert table(anna, "tasks", "csv")[0]["work"] == "'=1+1"
    assert table(anna, "tasks", "json")[0]["work"] == "=1+1"
    book = openpyxl.load_workbook(io.BytesIO(anna.get("/tasks/data/tasks.xlsx").content))
    cell = book.active.cell(2, COLUMNS["tasks"].index("work") + 1)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_what_is_noted_and_what_names_its_readers_is_not_the_standing_bodys(world, session):
    session.given("Build a bridge")
    session.note("Roads", "Only noted")
    row = session.item("Budget")

    def restrict(tx):
        tx.session.get(type(row), row.id).restricted = True

    world.run(None, restrict)
    stan, anna = world.client("stan"), world.client("anna")
    assert table(stan, "conclusions", "json") == []
    assert table(stan, "chain", "json")[0]["conclusion"] == ""
    assert len(table(anna, "conclusions", "json")) == 1
    assert "Only noted" not in json.dumps(table(anna, "conclusions", "json"))


@pytest.mark.parametrize("who", ["clara", "mia", "greta", "adam", "rita", "ivan", "zoe"])
def test_nobody_else_gets_a_file(world, session, who):
    client = world.client(who)
    for path in ("/tasks/data", "/tasks/data/tasks.csv", "/tasks/data/chain.json"):
        assert client.get(path).status_code == 404


def test_other_names_are_no_files(world, session):
    anna = world.client("anna")
    assert anna.get("/tasks/data").status_code == 200
    for name in ("tasks.exe", "people.csv", "tasks"):
        assert anna.get(f"/tasks/data/{name}").status_code == 404
