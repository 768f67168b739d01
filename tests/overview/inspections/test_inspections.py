"""An inspection reads what was issued within its decision, each reading noted, and is gone."""

import re
from datetime import date, timedelta

import pytest
import time_machine

from server.conclusions import opinions
from server.kernel.errors import BadForm, NotFound
from server.kernel.types import now
from server.overview.inspections import matter, register, single
from server.overview.inspections.commands import (
    Decision,
    InspectionOver,
    Person,
    end_inspection,
    note_read,
    open_inspection,
)
from server.people.access import may
from server.people.account_commands import LoginTaken
from server.people.models import (
    Account,
    Body,
    Inspection,
    InspectionRead,
    Membership,
    SignInSession,
)
from server.tasks.telling import tell
from tests.sessions import Session, plain, rows
from tests.tasks.follow import report
from tests.world import new_id, today

CANARIES = ("Canary-noted", "Canary-draft", "Canary-opinion", "Canary-other", "Canary-planned")
CANARIES += ("Canary-word",)


class Team:
    """Irene inspects what the Organisation Commission was given this year."""

    def __init__(self, world, **more):
        self.world = world
        self.key = world.run(
            "anna", open_inspection, decision=self.decision(**more), people=[self.person()]
        )
        world.people["irene"] = world.row(Account, login="irene").id

    def body(self, name):
        return str(self.world.row(Body, id=self.world.bodies[name]).key)

    def decision(self, **more):
        said = {
            "number": "15-QD/UBKTTU",
            "decided_on": today(),
            "issuer": "Inspection Commission",
            "title": "Carrying out conclusions",
            "bodies": [self.body("commission")],
            "fields": [],
            "matter_since": date(2020, 1, 1),
            "matter_until": date(2099, 12, 31),
            "since": today(),
            "until": today() + timedelta(days=10),
        }
        return Decision(**said | more)

    @staticmethod
    def person(login="irene"):
        return Person(login=login, name="Irene Inspector", title="Head of the team")

    def client(self):
        return self.world.client("irene")


@pytest.fixture
def session(world):
    return Session(world)


@pytest.fixture
def team(world, session):
    return Team(world)


def given(session, work, **words):
    """Give a task by a notice of its own; returns (task, conclusion)."""
    conclusion = session.note("Budget", f"{work}: so concluded")
    task = session.assign(conclusion, work, **words)
    session.agree(conclusion)
    session.issue(conclusion, number=str(200 + session.conclusion(conclusion).number))
    return task, conclusion


def walk(client, key):
    """Return all that can be reached from the inspector's first page, files left out."""
    found, waiting, seen = "", ["/inspection"], set()
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        answer = client.get(url)
        assert answer.status_code == 200, url
        found += answer.text
        base = url.partition("?")[0]
        for link in re.findall(r'href="([^"]+)"', answer.text):
            link = link.replace("&amp;", "&")
            if link.startswith("?"):
                link = base + link
            if link.startswith("/inspection") and not link.endswith("/file"):
                waiting.append(link)
    return found


def test_what_was_issued_is_there_and_nothing_else(world, session, team):
    task, _conclusion = given(session, "Build a bridge")
    report(world, task)
    given(session, "Canary-other task", lead_text="Văn phòng Tỉnh ủy")
    world.run("clara", tell, key=task, kind="progress", text="Canary-word")
    session.note("Budget", "Canary-noted words")
    drafted = session.note("Roads", "Canary-draft words")
    session.assign(drafted, "Canary-planned task")
    session.agree(drafted)
    session.draft()
    item = session.item("Roads")
    world.run("anna", opinions.note_opinion, item_key=item.key, **opinion())
    html = walk(team.client(), team.key)
    assert "Build a bridge" in html
    assert "15-BC/BTC" in html
    assert "so concluded" in html
    for canary in CANARIES:
        assert canary not in html, canary


def opinion():
    return {"speaker": "Mia Member", "text": "Canary-opinion", "topic": ""}


def test_an_item_that_names_its_readers_is_closed_with_all_that_follows(world, session, team):
    task, _conclusion = given(session, "Canary-restricted work")
    inside = world.read(single.open_task, viewer(world), team.key, task)
    assert inside.task.work == "Canary-restricted work"

    def restrict(tx):
        row = tx.session.get(type(session.item("Budget")), session.item("Budget").id)
        row.restricted = True

    world.run(None, restrict)
    assert "Canary-restricted" not in walk(team.client(), team.key)
    with pytest.raises(NotFound):
        world.read(single.open_task, viewer(world), team.key, task)


def viewer(world, who="irene"):
    return world.viewer(who)


@pytest.mark.parametrize(
    ("more", "seen"),
    [
        ({}, True),
        ({"bodies": []}, True),
        ({"fields": ["Bridges"]}, False),
        ({"matter_until": date(2025, 12, 31)}, False),
        ({"matter_since": date(2098, 1, 1)}, False),
    ],
)
def test_the_scope_says_what_is_open(world, session, more, seen):
    task, _conclusion = given(session, "Build a bridge")
    team = Team(world, **more)
    counts = dict(world.read(matter.matter, viewer(world), team.key, "tasks", 1).counts)
    assert counts["tasks"] == int(seen)
    assert counts["notices"] == int(seen)
    status = team.client().get(f"/inspection/{team.key}/tasks/{task}").status_code
    assert status == (200 if seen else 404)


def test_every_reading_is_noted_and_the_office_and_the_administrator_see_it(world, session, team):
    task, _conclusion = given(session, "Build a bridge")
    irene = team.client()
    irene.get(f"/inspection/{team.key}")
    irene.get(f"/inspection/{team.key}/tasks/{task}")
    read = rows(world, InspectionRead)
    assert [(row.page, row.words) for row in read] == [
        ("inspection", "tasks 1/1"),
        ("inspected_task", "Build a bridge"),
    ]
    for who in ("anna", "adam"):
        page = plain(world.client(who).get(f"/office/inspections/{team.key}").text)
        assert "Build a bridge" in page
        assert "Irene Inspector" in page
        assert "15-QD/UBKTTU" in plain(world.client(who).get("/office/inspections").text)


def test_the_day_after_nothing_is_left_of_it(world, session, team):
    task, _conclusion = given(session, "Build a bridge")
    with time_machine.travel(now() + timedelta(days=10)):
        assert team.client().get(f"/inspection/{team.key}/tasks/{task}").status_code == 200
    with time_machine.travel(now() + timedelta(days=11)):
        client = team.client()
        for path in ("/inspection", f"/inspection/{team.key}"):
            assert client.get(path).status_code == 404
        assert not may(world.viewer("irene"), "inspections.read")
        (entry,) = world.read(register.entries, world.viewer("anna"))
        assert entry.state == "over"


def test_before_its_first_day_nothing_is_open(world, session):
    Team(world, since=today() + timedelta(days=2))
    assert not may(world.viewer("irene"), "inspections.read")


def test_ended_early_the_rights_are_gone_at_once(world, session, team):
    irene = team.client()
    assert irene.get("/inspection").status_code == 200
    assert world.client("anna").post(
        f"/office/inspections/{team.key}/end", data={"command_id": new_id()}
    ).status_code in (200, 303)
    answer = irene.get("/inspection")
    assert answer.status_code in (303, 401)
    assert all(
        row.ended_at for row in rows(world, SignInSession) if row.account_id == irene_id(world)
    )
    assert team.client().get("/inspection").status_code == 404  # signed in again
    with pytest.raises(InspectionOver):
        world.run("anna", end_inspection, key=team.key)
    with pytest.raises(NotFound):
        world.run("irene", note_read, key=team.key, page="inspection")


def irene_id(world):
    return world.people["irene"]


def test_a_second_inspection_of_the_same_person_goes_on(world, session, team):
    other = Team(world, title="Another", until=today() + timedelta(days=20))
    world.run("anna", end_inspection, key=team.key)
    opened = world.read(matter.inspections_open, world.viewer("irene"))
    assert [each.key for each in opened] == [other.key]


def test_nobody_elses_inspection_is_there(world, session, team):
    assert world.client("ivan").get(f"/inspection/{team.key}").status_code == 404
    assert world.client("ivan").get("/inspection").status_code == 200


@pytest.mark.parametrize("who", ["carl", "mia", "stan", "clara", "greta", "adam", "rita", "zoe"])
def test_nobody_but_the_office_opens_or_ends_one(world, team, who):
    with pytest.raises(NotFound):
        world.run(who, open_inspection, decision=team.decision(), people=[team.person("ilya")])
    with pytest.raises(NotFound):
        world.run(who, end_inspection, key=team.key)
    assert world.client(who).get(f"/inspection/{team.key}").status_code == 404


@pytest.mark.parametrize("path", ["/tasks", "/tasks/mine", "/programmes", "/tasks/board"])
def test_an_inspector_has_no_other_page_of_the_office(team, path):
    assert team.client().get(path).status_code == 404


def test_accounts_are_made_for_it_and_nobody_elses_is_taken(world, team):
    with pytest.raises(LoginTaken):
        world.run("anna", open_inspection, decision=team.decision(), people=[team.person("clara")])
    assert world.row(Account, login="irene").password_hash is None
    role = world.row(Membership, account_id=irene_id(world)).role
    assert role == "inspector"
    assert len(rows(world, Inspection)) == 1


def test_days_the_wrong_way_round_are_refused(world, team):
    for more in (
        {"until": today() - timedelta(days=1)},
        {"matter_until": date(2019, 1, 1)},
    ):
        with pytest.raises(BadForm):
            world.run(
                "anna", open_inspection, decision=team.decision(**more), people=[team.person("x1")]
            )


def test_the_form_opens_it_once_however_often_it_is_sent(world, session):
    form = {
        "command_id": new_id(),
        "number": "16-QD/UBKTTU",
        "decided_on": today().isoformat(),
        "title": "Carrying out conclusions",
        "since": today().isoformat(),
        "until": (today() + timedelta(days=5)).isoformat(),
        "matter_since": "2025-01-01",
        "matter_until": "2026-12-31",
        "people": "ilya; Ilya Inspector; member\nirma; Irma Inspector",
    }
    anna = world.client("anna")
    assert anna.get("/office/inspections/new").status_code == 200
    for _ in range(2):
        answer = anna.post("/office/inspections", data=form)
        assert answer.status_code == 200, answer.text
    assert len(rows(world, Inspection)) == 1
    wrong = anna.post(
        "/office/inspections", data=form | {"command_id": new_id(), "people": "no name"}
    )
    assert wrong.status_code == 422


def test_it_waits_on_the_inspectors_first_page(world, session, team):
    address = f"/inspection/{team.key}"
    for page in ("/", "/work"):
        assert f'href="{address}"' in team.client().get(page).text
    assert address not in world.client("mia").get("/").text


def test_a_day_left_empty_is_to_be_filled_in_and_a_wrong_one_is_wrong(world):
    form = {"decided_on": "", "since": "tomorrow"}
    said = world.client("anna").post("/office/inspections", data=form).text
    assert "decided_on</span>: needed" in said
    assert "From</span>: not right" in said
