"""What hangs loose is counted, each number opens its rows, and what is seen to is gone."""

import re
from datetime import timedelta

import pytest

from server.conclusions import commands as conclusions
from server.conclusions.publishing import bind_signed
from server.kernel.db import SYSTEM
from server.materials import commands as papers
from server.meetings import commands as meetings
from server.overview.orphans.lists import LISTS, counts, orphans
from server.people.models import Account, Body
from server.programmes.models import Programme, ProgrammeItem
from server.room.commands import end_session
from server.tasks import commands as tasks
from server.tasks.models import Task
from tests.sessions import MORNING, Session, plain
from tests.world import new_id, today

OFFICE_ONLY = {"verdict", "concluded", "decision"}


def found(world, name, who="anna"):
    """Return the words of a list's rows; each row leads somewhere that its reader may open."""
    client = world.client(who)
    shown = world.read(orphans, world.viewer(who), name, 1)
    assert shown.found == len(shown.rows) == world.read(counts, world.viewer(who))[name]
    page = client.get(f"/tasks/orphans?list={name}").text
    links = re.findall(r'class="list__title" href="([^"]+)"', page)
    assert len(links) == len(shown.rows)
    for link in links:
        assert client.get(link).status_code == 200, link
    assert all(row.words in plain(page) for row in shown.rows)
    return [row.words for row in shown.rows]


def over(world, session):
    """End the session."""
    world.run("anna", end_session, key=session.key)


def programme_item(world, **more):
    """Add an item of a programme in force, to be submitted by yesterday; returns its row."""
    programme = world.row(Programme, slug="committee-2026") or world.row(
        Programme,
        id=world.add(
            Programme(
                slug="committee-2026",
                body_id=world.bodies["committee"],
                level="year",
                state="adopted",
                title="Programme of 2026",
                period_from=MORNING.date(),
                period_to=MORNING.date(),
                created_at=MORNING,
            )
        ),
    )
    said = {"text": "Report on roads", "kind": "submission", "position": 1}
    said["time_to"] = (today() - timedelta(1)).isoformat()
    item = world.add(ProgrammeItem(programme_id=programme.id, **(said | more)))
    return world.row(ProgrammeItem, id=item)


def draft_sent(world, session, title):
    """Send the delegates a draft to be decided on."""
    said = {"kind": "draft", "title": "Draft resolution", "file_name": "draft.pdf"}
    said |= {"sha256": "a" * 64, "size_bytes": 9, "page_count": 1, "scanned_pages": 0}
    key = world.run("anna", papers.add_paper, item_key=session.item(title).key, **said)
    sent = {"meeting_key": session.key, "versions": [key], "scans_seen": True}
    world.run("anna", papers.send_papers, **sent)


def test_a_conclusion_without_a_verdict(world, session):
    conclusion = session.note("Budget", "Keep it small")
    assert found(world, "verdict") == []  # the session is going on
    over(world, session)
    assert found(world, "verdict") == ["Keep it small"]
    session.verdict(conclusion, "decides")
    assert found(world, "verdict") == []


def test_a_removed_conclusion_needs_no_verdict(world, session):
    conclusion = session.note("Budget", "Keep it small")
    over(world, session)
    world.run("anna", conclusions.remove_conclusion, key=conclusion)
    assert found(world, "verdict") == []


def test_a_line_of_an_agenda_that_nobody_concluded_on(world, session):
    assert found(world, "concluded") == []
    over(world, session)
    assert found(world, "concluded") == ["Budget", "Staff", "Roads"]  # the secret one is not kept
    session.note("Budget", "Keep it small")
    world.run("anna", conclusions.say_nothing_arises, item_key=session.item("Staff").key)
    assert found(world, "concluded") == ["Roads"]


def test_a_draft_on_which_nothing_was_decided(world, session):
    draft_sent(world, session, "Budget")
    assert found(world, "decision") == []
    over(world, session)
    assert found(world, "decision") == ["Draft resolution"]
    conclusion = session.note("Budget", "Agreed")
    assert found(world, "decision") == ["Draft resolution"]
    session.verdict(conclusion, "decides")
    assert found(world, "decision") == []


def test_a_draft_that_another_session_decided_on(world):
    source = programme_item(world)
    first = Session(world, programme_item_keys=[source.key])
    draft_sent(world, first, "Report on roads")
    over(world, first)
    assert found(world, "decision") == ["Draft resolution"]
    again = world.add(
        type(first.row)(
            body_id=world.bodies["committee"],
            kind="session",
            title="April session",
            starts_at=MORNING + timedelta(30),
            created_at=MORNING,
        )
    )
    item = first.item("Report on roads")
    second = world.add(
        type(item)(
            meeting_id=again, position=1, title="Again", programme_item_id=source.id, hidden=False
        )
    )
    key = world.row(type(item), id=second).key
    said = world.run("anna", conclusions.note_conclusion, item_key=key, text="Agreed")
    first.verdict(said, "decides")
    assert found(world, "decision") == []


def test_a_conclusion_that_assigns_and_whose_task_was_not_given(world, session):
    key = session.given("Mend the road")
    assert found(world, "planned") == []

    def put(state):
        def change(tx):
            tx.session.get_one(Task, session.task(key).id).state = state

        world.writer.run(SYSTEM, new_id(), change)

    put("planned")  # no command does this: the list is there for what should never be
    assert (
        found(world, "planned")
        == found(world, "planned", "stan")
        == ["Mend the road: so concluded"]
    )
    put("open")
    assert found(world, "planned") == []


def test_a_task_without_a_lead(world, session):
    task = session.given("Mend the road", lead_text="Nobody we know")
    assert found(world, "undetermined") == found(world, "undetermined", "stan") == ["Mend the road"]
    body = str(world.row(Body, id=world.bodies["commission"]).key)
    world.run("anna", tasks.settle_task, key=task, lead_body=body)
    assert found(world, "undetermined") == []


def test_a_task_that_is_only_planned_is_the_offices(world, session):
    session.assign(session.note("Budget", "Do it"), "Plan it", lead_text="Nobody we know")
    assert found(world, "undetermined") == ["Plan it"]
    assert found(world, "undetermined", "stan") == []


def test_a_task_closed_without_evidence(world, session):
    given = {"deadline": today(), "created_at": MORNING, "opened_at": MORNING}
    given |= {"lead_text": "Nobody we know"}
    given |= {"done_at": MORNING, "opened_as": "brought", "watcher_id": world.people["bella"]}
    row = world.add(Task(position=1, work="Old task", state="done", **given))
    assert found(world, "evidence") == found(world, "evidence", "stan") == ["Old task"]
    [told] = world.read(orphans, world.viewer("anna"), "evidence", 1).rows
    assert told.owner == world.row(Account, login="bella").name
    url = f"/tasks/{world.row(Task, id=row).key}"
    anna, stan = world.client("anna"), world.client("stan")
    assert "Add what proves it" in anna.get(url).text
    assert "Add what proves it" not in stan.get(url).text
    assert "Keep the evidence" in anna.get(f"{url}/report").text
    proof = {"evidence_kind": "document", "evidence_text": "5-BC/BTC", "text": "In the files"}
    proof |= {"evidence_date": today().isoformat()}
    assert stan.post(f"{url}/report", data=proof | {"command_id": new_id()}).status_code == 404
    bare = {"evidence_kind": "document", "text": "In the files", "command_id": new_id()}
    assert anna.post(f"{url}/report", data=bare).status_code == 422
    assert anna.post(f"{url}/report", data=proof | {"command_id": new_id()}).status_code == 200
    assert found(world, "evidence") == []
    assert world.row(Task, id=row).state == "done"
    assert "5-BC/BTC" in anna.get(url).text
    again = anna.post(f"{url}/report", data=proof | {"command_id": new_id()})
    assert again.status_code == 409  # it is proved


def test_a_programmes_item_past_its_day_and_on_no_agenda(world, session):
    source = programme_item(world)
    programme_item(world, text="Later", time_to=(today() + timedelta(1)).isoformat())
    whole = programme_item(world, text="Broken down")
    programme_item(world, text="A part", parent_id=whole.id)
    assert set(found(world, "tabled")) == {"Report on roads", "A part"}
    assert found(world, "tabled", "stan") == found(world, "tabled")
    taken = {"meeting_key": session.key, "programme_item_keys": [source.key]}
    world.run("anna", meetings.add_programme_items, **taken)
    assert found(world, "tabled") == ["A part"]


def test_a_notice_whose_signed_copy_is_not_here(world, session):
    conclusion = session.note("Budget", "Keep it small")
    session.verdict(conclusion, "decides")
    session.agree(conclusion)
    notice = session.issue(conclusion)
    assert found(world, "signed") == found(world, "signed", "stan") == ["March session"]
    [told] = world.read(orphans, world.viewer("anna"), "signed", 1).rows
    assert told.of == "12-TB/TU"
    world.run("rita", bind_signed, key=notice, sha256="b" * 64, file_name="signed.pdf")
    assert found(world, "signed") == []


def test_a_long_list_is_read_a_page_at_a_time(world):
    for number in range(53):
        programme_item(world, text=f"Item {number}", position=number)
    last = world.read(orphans, world.viewer("anna"), "tabled", 9)
    assert (last.found, len(last.rows), last.page, last.pages) == (53, 3, 2, 2)


@pytest.mark.parametrize("name", ["", *LISTS])
def test_the_standing_body_is_not_shown_what_is_the_offices(world, session, name):
    session.note("Budget", "Canary words")
    over(world, session)
    answer = world.client("stan").get("/tasks/orphans", params={"list": name, "page": "3"})
    assert answer.status_code == (404 if name in OFFICE_ONLY else 200)
    assert "Canary" not in answer.text
    assert "list=verdict" not in answer.text
    assert world.client("anna").get(f"/tasks/orphans?list={name}").status_code == 200


@pytest.mark.parametrize("who", ["mia", "clara", "zoe", "adam", "greta", "rita", "ivan"])
def test_for_others_there_are_none(world, who):
    assert world.client(who).get("/tasks/orphans").status_code == 404


@pytest.mark.parametrize("asked", ["list=other", "list=other&page=x"])
def test_a_list_that_is_none_is_not_there(world, asked):
    assert world.client("anna").get(f"/tasks/orphans?{asked}").status_code == 404
