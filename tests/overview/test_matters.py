"""The return loop: what is long overdue, asked for again or said twice comes back to a session."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from server.kernel.errors import BadForm, NotFound
from server.kernel.jobs import Workshop
from server.kernel.types import now
from server.materials.models import Paper
from server.meetings import commands as meetings
from server.meetings.models import AgendaItem, Meeting
from server.overview.matters import commands, job, queries
from server.overview.matters.commands import Drawn, MatterSettled, MeetingNotPlanned, NotRaised
from server.overview.matters.conflicts import conflicts
from server.overview.matters.finding import to_raise
from server.overview.matters.paper import state_table
from server.overview.queries import lines_of
from server.people.models import Body
from server.tasks.access import readers_of
from server.tasks.extending import ask_extension, decide_extension
from server.tasks.followup import RaisedMatter, RaisedTask, TaskExtension
from server.tasks.models import Task
from server.tasks.terms import change_terms
from tests.live.harness import SAME, live_equals_reload, opened
from tests.sessions import rows
from tests.tasks.follow import confirm, report
from tests.world import today


def raise_all(world):
    """What the worker does each night."""
    keys = (
        world.run(None, commands.raise_found, finding=finding) for finding in world.read(to_raise)
    )
    return [key for key in keys if key]


def ago(days):
    return today() - timedelta(days=days)


def matter(world, key):
    return world.row(RaisedMatter, key=UUID(key))


def planned(world, title="Next session", days=7):
    return world.run(
        "anna",
        meetings.make_meeting,
        body_key=world.row(Body, id=world.bodies["committee"]).key,
        kind="session",
        title=title,
        starts_at=now() + timedelta(days=days),
    )


PAPER = Drawn("state.pdf", "0" * 64, 1000, 1, 0)


def test_what_is_overdue_beyond_the_threshold_is_raised_once(world, session):
    session.given("Long late", deadline=ago(9))
    session.given("Late by a day", "Staff", deadline=ago(1))
    [key] = raise_all(world)
    assert raise_all(world) == []
    found = matter(world, key)
    assert (found.reason, found.body_id) == ("overdue", world.bodies["committee"])
    assert [(line["work"], line["days"]) for line in found.lines] == [("Long late", 9)]


def test_what_becomes_overdue_later_joins_the_matter_that_waits(world, session):
    session.given("Long late", deadline=ago(9))
    [key] = raise_all(world)
    session.given("Late as well", "Staff", deadline=ago(5))
    assert raise_all(world) == [key]
    assert raise_all(world) == []
    assert len(rows(world, RaisedTask)) == 2
    world.run("stan", commands.dismiss_matter, key=key, version=2, reason="Known")
    assert raise_all(world) == []  # what was decided does not come again by itself


def test_a_second_extension_is_raised(world, session):
    key = session.given("Build", deadline=today() + timedelta(days=5))
    for days in (20, 40):
        asked = {"wanted": today() + timedelta(days=days), "reason": "Rain"}
        extension = world.run("clara", ask_extension, key=key, **asked)
        if days == 20:
            assert raise_all(world) == []
            row = world.row(TaskExtension, key=UUID(extension))
            granted = {"granted": asked["wanted"], "answer": ""}
            world.run("anna", decide_extension, key=extension, version=row.version, **granted)
    [raised] = raise_all(world)
    assert matter(world, raised).reason == "second-extension"
    assert raise_all(world) == []


SAME_WORK = "Xây dựng đề án sắp xếp tổ chức bộ máy cơ quan chuyên trách"


def test_two_tasks_of_one_lead_that_say_different_days_are_raised(world, session):
    session.given(SAME_WORK, deadline=date(2099, 4, 1))
    session.given(SAME_WORK, "Staff", deadline=date(2099, 5, 1))
    session.given("Tổ chức hội nghị tổng kết công tác năm", "Roads", deadline=date(2099, 6, 1))
    [key] = raise_all(world)
    assert matter(world, key).reason == "conflict"
    assert {line["deadline"] for line in matter(world, key).lines} == {"2099-04-01", "2099-05-01"}
    assert raise_all(world) == []


def test_the_same_day_or_another_lead_is_no_conflict(world, session):
    session.given(SAME_WORK, deadline=date(2099, 4, 1))
    session.given(SAME_WORK, "Staff", deadline=date(2099, 4, 1))
    other = {"lead_text": "Văn phòng Tỉnh ủy", "deadline": date(2099, 5, 1)}
    session.given(SAME_WORK, "Roads", **other)
    assert raise_all(world) == []


@pytest.mark.parametrize("who", ["anna", "stan", "carl"])
def test_a_task_is_raised_by_hand_and_once(world, session, who):
    task = session.given("Build")
    key = world.run(who, commands.raise_task, key=task)
    assert world.run("anna", commands.raise_task, key=task) == key
    assert matter(world, key).reason == "asked"
    world.run("anna", commands.dismiss_matter, key=key, version=1, reason="Done by word")
    assert world.run(who, commands.raise_task, key=task) != key  # asked for again


@pytest.mark.parametrize("who", ["clara", "mia", "greta", "adam", "zoe", "rita", "ivan"])
def test_nobody_else_raises_or_decides(world, session, who):
    task = session.given("Build")
    key = world.run("anna", commands.raise_task, key=task)
    with pytest.raises(NotFound):
        world.run(who, commands.raise_task, key=task)
    with pytest.raises(NotFound):
        world.run(who, commands.dismiss_matter, key=key, version=1, reason="No")
    with pytest.raises(NotFound):
        table(world, key, planned(world), who=who)
    assert world.client(who).get("/tasks/matters").status_code == 404
    assert world.client(who).get("/tasks/board").status_code == 404


def test_what_is_done_or_only_planned_is_no_matter(world, session):
    task = session.assign(session.note("Budget", "So"), "Planned")
    with pytest.raises(NotRaised):
        world.run("anna", commands.raise_task, key=task)
    given = session.given("Build", title="Roads")
    assert offered(world, given)
    assert not offered(world, task)
    report(world, given)
    confirm(world, session, given)
    assert not offered(world, given)


def offered(world, task):
    """Whether the task's page has the button."""
    return f"/tasks/{task}/raise" in world.client("anna").get(f"/tasks/{task}").text


def table(world, key, meeting, who="anna", version=1):
    return world.run(
        who,
        commands.table_matter,
        key=key,
        version=version,
        meeting_key=UUID(meeting),
        title="Late tasks",
        paper=PAPER,
    )


def test_it_comes_hidden_onto_the_agenda_with_its_paper(world, session):
    session.given("Long late", deadline=ago(9))
    [key] = raise_all(world)
    meeting = planned(world)
    item = world.row(AgendaItem, key=UUID(table(world, key, meeting)))
    assert (item.title, item.hidden) == ("Late tasks", True)
    paper = world.row(Paper, item_id=item.id)
    assert (paper.kind, paper.state) == ("report", "draft")
    found = matter(world, key)
    assert (found.state, found.agenda_item_id) == ("tabled", item.id)
    for again in (1, found.version):
        with pytest.raises(MatterSettled):
            table(world, key, meeting, version=again)
    with pytest.raises(MatterSettled):
        world.run("stan", commands.dismiss_matter, key=key, version=1, reason="No")
    assert len([r for r in rows(world, AgendaItem) if r.title == "Late tasks"]) == 1


def test_a_session_that_is_on_or_over_takes_none(world, session):
    key = world.run("anna", commands.raise_task, key=session.given("Build"))
    with pytest.raises(MeetingNotPlanned):
        table(world, key, session.key)
    assert matter(world, key).state == "raised"


def test_the_standing_body_leaves_agendas_to_the_office(world, session):
    key = world.run("stan", commands.raise_task, key=session.given("Build"))
    with pytest.raises(NotFound):
        table(world, key, planned(world), who="stan")
    assert world.client("stan").get(f"/matters/{key}/table").status_code == 404


def test_dismissing_asks_why(world, session):
    key = world.run("anna", commands.raise_task, key=session.given("Build"))
    with pytest.raises(BadForm):
        world.run("stan", commands.dismiss_matter, key=key, version=1, reason="")
    world.run("stan", commands.dismiss_matter, key=key, version=1, reason="By word")
    page = world.client("anna").get("/tasks/matters").text
    assert "By word" in page
    assert "Stan Standing" in page


def test_the_office_draws_the_paper_and_puts_both_there(world, session):
    session.given("Long late", deadline=ago(9))
    [key] = raise_all(world)
    first, later = planned(world, days=3), planned(world, "Later session", days=30)
    anna = world.client("anna")
    form = anna.get(f"/matters/{key}/table").text
    assert form.index(first) < form.index(later)
    assert "1 task long overdue" in form
    sent = {"command_id": "a" * 32, "version": "1", "meeting": first, "title": "Late tasks"}
    assert anna.post(f"/matters/{key}/table", data=sent).status_code == 200
    assert anna.post(f"/matters/{key}/table", data=sent).status_code == 200  # sent twice
    meeting = world.row(Meeting, key=UUID(first))
    items = [row for row in rows(world, AgendaItem) if row.meeting_id == meeting.id]
    assert [item.title for item in items] == ["Late tasks"]
    assert len(rows(world, Paper)) == 1


def test_the_table_is_a_pdf_that_says_how_long(world, session):
    task = session.given("Long late", deadline=ago(9))
    lines = world.read(lines_of, [session.task(task).id])
    import pypdf

    text = pypdf.PdfReader(state_table("Late tasks", "Văn phòng", lines, today())).pages[0]
    words = " ".join(text.extract_text().split())
    for said in ("Late tasks", "Long late", "Quá hạn 9 ngày; chưa có kết quả", "March session"):
        assert said in words


def test_the_list_names_an_owner_and_stays_right_live(world, session):
    task = session.given("Long late", deadline=ago(9))
    raise_all(world)
    watched = [opened(world, who, "/tasks/matters") for who in ("anna", "stan")]
    watched += [opened(world, who, "/tasks/board") for who in ("anna", "stan")]

    def watch(tx):
        tx.session.get_one(Task, session.task(task).id).watcher_id = world.people["bella"]

    world.run(None, watch)
    [found] = world.read(queries.matters_open, readers_of(world.viewer("stan")))
    assert found.owner == "Bella Office"

    def act():
        world.run("stan", commands.dismiss_matter, key=found.key, version=1, reason="Known")
        world.run("stan", commands.raise_task, key=task)

    assert live_equals_reload(world, watched, act) == [SAME] * 4


# --- each night, what changed since the last ------------------------------------------------------


def night(world):
    """Do the worker's job; returns how many matters there are then."""
    app = world.app.state
    job.raise_matters(Workshop(app.settings, app.writer, app.reader, app.blobs))
    return len(rows(world, RaisedMatter))


WORK = "Xây dựng đề án sắp xếp tổ chức bộ máy các cơ quan tham mưu cấp tỉnh"


def test_only_what_changed_is_compared_and_the_same_is_found(world, session):
    first = session.given(WORK, deadline=today() + timedelta(days=30))
    assert night(world) == 0
    seen = world.read(job.look)[1]
    session.given(WORK, "Staff", deadline=today() + timedelta(days=60))
    by_all = world.read(conflicts, None)
    assert [pair.task_ids[0] for pair in by_all] == [session.task(first).id]
    assert world.read(conflicts, seen) == by_all
    assert world.read(conflicts, world.read(job.look)[1]) == []
    assert night(world) == 1
    assert night(world) == 1


def test_a_task_changed_later_is_compared_with_those_of_before(world, session):
    day = today() + timedelta(days=30)
    first = session.given(WORK, deadline=day)
    session.given(WORK, "Staff", deadline=day)
    session.given("Tổ chức hội nghị tổng kết năm", "Roads", deadline=day)
    assert night(world) == 0

    def put_off(tx):
        change_terms(
            tx, tx.session.get_one(Task, session.task(first).id), cause="notice",
            reference="5-TB/TU", deadline=day + timedelta(days=30),
        )  # fmt: skip

    world.run(None, put_off)
    assert night(world) == 1


def test_killed_between_two_matters_the_next_night_raises_the_rest_once(
    world, session, monkeypatch
):
    day = today() + timedelta(days=30)
    session.given("Long late", deadline=ago(9))
    session.given(WORK, "Staff", deadline=day)
    session.given(WORK, "Roads", deadline=day + timedelta(days=1))
    real, done = job.raise_found, []

    def once(tx, *, finding):
        if done:
            raise OSError("killed")
        done.append(finding)
        return real(tx, finding=finding)

    monkeypatch.setattr(job, "raise_found", once)
    with pytest.raises(OSError, match="killed"):
        night(world)
    monkeypatch.setattr(job, "raise_found", real)
    assert night(world) == 2
    assert night(world) == 2
