"""A body fills in a sheet; what came back is looked at, then done, once."""

from datetime import date

import pytest
from sqlmodel import select

from server.conclusions.sheets import commands, queries
from server.conclusions.sheets.errors import NothingOpen
from server.kernel.errors import NotFound
from server.people.models import Body
from server.tasks.followup import TaskExtension, TaskSheet, TaskWord
from server.tasks.models import Task, TaskReport
from server.tasks.telling import tell
from tests.sessions import plain, rows
from tests.tasks.follow import confirm, report
from tests.world import new_id

OUTSIDERS = ["carl", "mia", "stan", "clara", "greta", "adam", "rita", "zoe"]
EVIDENCE = {
    "result": "Opened",
    "evidence_kind": "Văn bản",
    "evidence_text": "15-BC/BTC",
    "evidence_day": date(2026, 4, 2),
}


def test_each_row_does_what_it_says_after_a_look(world, session, sheet):
    sheet.fill("Build a bridge", word="Half of it stands")
    sheet.fill("Open a school", **EVIDENCE)
    sheet.fill("Pave a road", wanted=date(2099, 6, 30), reason="Rain")
    answer = sheet.send()
    assert answer.status_code == 200, answer.text
    assert answer.headers["plenum-go"].endswith(sheet.key)
    plans = sheet.plans()
    assert {work: plan.acts for work, plan in plans.items()} == {
        "Build a bridge": ("word",),
        "Open a school": ("result",),
        "Pave a road": ("extension",),
    }
    assert rows(world, TaskWord) == rows(world, TaskReport) == rows(world, TaskExtension) == []
    page = plain(sheet.anna.get(f"/task-sheets/{sheet.key}").text)
    assert "Half of it stands" in page
    refused = sheet.take(*plans)
    assert refused.headers["plenum-code"] == "sheet-letter"
    assert rows(world, TaskWord) == []
    assert sheet.take(*plans, letter="7-CV/BTC").status_code == 200
    (word,) = rows(world, TaskWord)
    assert (word.text, word.body_id) == ("Half of it stands", world.bodies["commission"])
    (done,) = rows(world, TaskReport)
    assert (done.evidence_kind, done.evidence_text) == ("document", "15-BC/BTC")
    assert (done.evidence_date, done.reported_for_id) == (
        date(2026, 4, 2),
        world.bodies["commission"],
    )
    (asked,) = rows(world, TaskExtension)
    assert (asked.wanted, asked.reason, asked.letter) == (date(2099, 6, 30), "Rain", "7-CV/BTC")
    assert {plan.kind for plan in sheet.plans().values()} == {"done"}


def test_an_untouched_sheet_does_nothing(sheet):
    sheet.send()
    assert {plan.kind for plan in sheet.plans().values()} == {"nothing"}


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"evidence_text": "the bridge stands"}, "evidence"),
        ({"evidence_kind": "Lời hứa", "evidence_text": "we promise"}, "evidence-kind"),
        ({"evidence_kind": "Văn bản", "evidence_text": "15-BC/BTC"}, "evidence-undated"),
        (EVIDENCE | {"evidence_day": "hôm qua"}, "evidence-day"),
        (EVIDENCE | {"evidence_day": date(2098, 1, 1)}, "evidence-ahead"),
        ({"wanted": "later", "reason": "Rain"}, "wanted-day"),
        ({"wanted": date(2020, 1, 1), "reason": "Rain"}, "not-later"),
        ({"wanted": date(2099, 6, 30)}, "reason"),
        ({"reason": "Rain"}, "wanted-missing"),
        (EVIDENCE | {"wanted": date(2099, 6, 30), "reason": "Rain"}, "both"),
    ],
)
def test_what_cannot_be_read_surely_is_said_and_does_nothing(world, sheet, said, problem):
    sheet.fill("Build a bridge", **said)
    sheet.send()
    plan = sheet.plans()["Build a bridge"]
    assert problem in plan.problems
    page = sheet.anna.get(f"/task-sheets/{sheet.key}")
    assert page.status_code == 200
    sheet.take("Build a bridge", letter="7-CV/BTC")
    assert rows(world, TaskReport) == rows(world, TaskExtension) == rows(world, TaskWord) == []


def test_a_kind_left_empty_is_read_from_the_words_and_shown(sheet):
    sheet.fill("Build a bridge", result="Built", evidence_text="15-BC/BTC ngày 02/4/2026")
    sheet.send()
    plan = sheet.plans()["Build a bridge"]
    assert (plan.read_kind, plan.evidence_kind, plan.evidence_on, plan.problems) == (
        True,
        "document",
        date(2026, 4, 2),
        (),
    )


def test_a_task_that_moved_on_is_shown_as_stale_and_nothing_is_lost(world, session, sheet):
    task = world.read(lambda db: str(db.exec(select(Task.key).order_by(Task.id)).first()))
    sheet.fill("Build a bridge", word="Half of it stands", **EVIDENCE)
    report(world, task)
    confirm(world, session, task)
    sheet.send()
    plan = sheet.plans()["Build a bridge"]
    assert plan.stale == ("state",)
    assert "closed" in plan.problems
    assert "Half of it stands" in sheet.anna.get(f"/task-sheets/{sheet.key}").text


def test_what_changed_between_the_look_and_the_word_waits_for_another_look(world, sheet):
    sheet.fill("Build a bridge", word="Half of it stands")
    sheet.send()
    plan = sheet.plans()["Build a bridge"]
    view = world.read(queries.returned, world.viewer("anna"), sheet.key)
    world.run("anna", tell, key=plan.key, kind="progress", text="They telephoned", for_lead=True)
    take = {"take": {str(plan.position): plan.version}, "import_id": view.import_id}
    assert world.run("anna", commands.do_rows, key=sheet.key, **take) == 0
    assert sheet.plans()["Build a bridge"].kind == "takes"
    sheet.take("Build a bridge")
    assert {word.text for word in rows(world, TaskWord)} == {"They telephoned", "Half of it stands"}


def test_sent_and_taken_twice_it_is_done_once(world, sheet):
    sheet.fill("Build a bridge", word="Half of it stands")
    content = sheet.content()
    sheet.send(content)
    form = new_id()
    assert sheet.take("Build a bridge", command_id=form).status_code == 200
    sheet.send(content)
    sheet.take("Build a bridge")
    assert len(rows(world, TaskWord)) == 1


def test_rows_moved_copied_and_unknown_are_told_apart(world, sheet):
    sheet.fill("Build a bridge", word="Half of it stands")
    cells = sheet.cells
    first = sheet.row("Build a bridge")
    cells.append([cells.cell(first, n).value for n in range(1, cells.max_column + 1)])
    cells.append(["9", "NV-X", "", "Plant a tree", "", "", "", "Planted"])
    sheet.send()
    view = world.read(queries.returned, world.viewer("anna"), sheet.key)
    problems = {plan.work: plan.problems for plan in view.plans}
    assert problems["Build a bridge"] == ("twice",)
    assert problems["Plant a tree"] == ("unknown",)


def test_a_row_taken_out_of_the_file_is_named(world, sheet):
    sheet.cells.delete_rows(sheet.row("Pave a road"))
    sheet.send()
    view = world.read(queries.returned, world.viewer("anna"), sheet.key)
    assert [work for _code, work in view.missing] == ["Pave a road"]


def test_words_of_the_office_written_over_change_nothing(world, sheet):
    row = sheet.row("Build a bridge")
    sheet.fill("Build a bridge", word="Half", work="Build half a bridge")
    sheet.send()
    plan = sheet.plans()["Build a bridge"]
    assert (plan.changed, plan.acts, row > 0) == (("work",), ("word",), True)


def test_other_files_are_refused_in_words(world, sheet):
    assert sheet.send(b"no sheet at all").headers["plenum-code"] == "sheet-unreadable"
    sheet.cells.cell(5, 1).value = "Mã biểu: 01890000-0000-7000-8000-000000000000"
    assert sheet.send().headers["plenum-code"] == "sheet-unknown"
    assert sheet.send(declared="").headers["plenum-code"] == "not-declared"
    assert rows(world, TaskSheet)[0].returned_at is None


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_makes_fetches_or_brings_one_back(world, sheet, who):
    client = world.client(who)
    assert client.get(f"/task-sheets/{sheet.key}/file").status_code == 404
    assert client.get(f"/bodies/{sheet.body}/sheets").status_code == 404
    assert sheet.send(who=client).status_code == 404
    with pytest.raises(NotFound):
        world.run(who, commands.make_sheet, body_key=sheet.body)


def test_a_body_without_open_tasks_gets_no_sheet(world, session):
    key = world.row(Body, id=world.bodies["elsewhere"]).key
    with pytest.raises(NothingOpen):
        world.run("anna", commands.make_sheet, body_key=key)


def test_its_page_lists_what_went_out(sheet):
    page = plain(sheet.anna.get(f"/bodies/{sheet.body}/sheets").text)
    assert "not back yet" in page
    sheet.send()
    assert "came back" in plain(sheet.anna.get(f"/bodies/{sheet.body}/sheets").text)
