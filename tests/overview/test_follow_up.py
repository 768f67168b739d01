"""The follow-up page: four sentences, the list by lateness and by who must act, filters, walls."""

import re
from datetime import timedelta

import pytest

from server.kernel.i18n import today
from server.kernel.types import now
from server.overview.owed import owed
from server.overview.queries import seen_follow_up
from server.tasks import commands
from server.tasks.access import readers_of
from tests.sessions import plain


def day(days):
    return today(now()) + timedelta(days=days)


@pytest.fixture
def tasks(world, session):
    """One task of every kind; the Commission leads unless said otherwise."""
    keys = {
        "late": session.given("Five late", deadline=day(-5)),
        "later": session.given("Nine late", deadline=day(-9), lead_text="Văn phòng Tỉnh ủy"),
        "soon": session.given("Due soon", deadline=day(2)),
        "far": session.given("In time", deadline=day(40)),
        "unclear": session.given("Nobody leads", lead_text="các cơ quan", deadline_text=""),
        "waiting": session.given("Reported", deadline=day(10)),
        "done": session.given("Confirmed", deadline=day(10)),
        "planned": session.assign(session.note("Staff", "Later"), "Only planned"),
    }
    for name in ("waiting", "done"):
        world.run(
            "clara",
            commands.report_result,
            key=keys[name],
            text="Done it",
            evidence_kind="minutes",
            evidence_text="Minutes 3",
        )
    version = session.task(keys["done"]).version
    world.run("anna", commands.confirm, key=keys["done"], version=version)
    return keys


def listed(world, who, query=""):
    """Return the tasks on the page of `who`, in order."""
    page = world.client(who).get(f"/tasks{query}").text
    part = page[page.index('id="follow-list"') :]
    return re.findall(r'class="list__title"[^>]*>([^<]+)</a>', part)


def test_the_longest_overdue_comes_first_and_done_is_out_of_the_way(world, tasks):
    assert listed(world, "anna") == [
        *("Nine late", "Five late", "Due soon", "Reported", "In time", "Nobody leads"),
        "Only planned",
    ]


def test_the_standing_body_sees_what_was_given(world, tasks):
    assert "Only planned" not in listed(world, "stan")
    assert len(listed(world, "stan")) == 6
    assert listed(world, "stan", "?state=planned") == []


def test_four_sentences_stand_on_top(world, tasks):
    page = plain(world.client("stan").get("/tasks").text)
    for words in (
        "2 tasks overdue of 2 bodies",
        "1 task due within three days",
        "1 result waits for the office to confirm",
        "1 task without a lead body or a deadline",
    ):
        assert words in page


def test_in_vietnamese_as_the_office_says_it(world, tasks):
    anna = world.client("anna")
    anna.post("/preferences", data={"locale": "vi", "command_id": "a" * 32})
    page = plain(anna.get("/tasks").text)
    assert "02 nhiệm vụ quá hạn của 02 cơ quan" in page
    assert "Quá hạn 9 ngày" in page


FILTERS = [
    ("state=overdue", ["Nine late", "Five late"]),
    ("state=due-soon", ["Due soon"]),
    ("state=waiting", ["Reported"]),
    ("state=unclear", ["Nobody leads"]),
    ("state=planned", ["Only planned"]),
    ("state=done", ["Confirmed"]),
    ("state=nonsense&other=1", None),
]


@pytest.mark.parametrize(("query", "titles"), FILTERS)
def test_it_is_narrowed_by_state(world, tasks, query, titles):
    assert listed(world, "anna", f"?{query}") == (titles or listed(world, "anna"))


def test_it_is_narrowed_by_body_and_by_meeting_and_sorted_by_who_must_act(world, session, tasks):
    from server.people.models import Body

    office = world.row(Body, id=world.bodies["office"]).key
    assert listed(world, "anna", f"?body={office}") == ["Nine late"]
    assert len(listed(world, "anna", f"?meeting={session.key}")) == 7
    assert listed(world, "anna", f"?meeting={office}") == []
    by_actor = listed(world, "anna", "?sort=actor")
    assert by_actor[:3] == ["Reported", "Nobody leads", "Only planned"]  # the office's own acts
    assert by_actor[3:] == ["Five late", "Due soon", "In time", "Nine late"]


@pytest.mark.parametrize("who", ["mia", "greta", "adam", "zoe"])
def test_for_others_there_is_no_follow_up(world, tasks, who):
    client = world.client(who)
    for address in ("/tasks", "/tasks/mine", f"/tasks/{tasks['late']}"):
        assert client.get(address).status_code == 404


def test_a_clerk_is_led_to_the_own_bodys_tasks(world, tasks):
    clara = world.client("clara")
    assert clara.get("/tasks").headers["location"] == "/tasks/mine"
    page = plain(clara.get("/tasks/mine").text)
    for words in ("Five late", "Due soon", "Reported", "Confirmed"):
        assert words in page
    for words in ("Nine late", "Nobody leads", "Only planned"):
        assert words not in page


def test_a_clerks_page_says_what_was_returned(world, session, tasks):
    version = session.task(tasks["waiting"]).version
    world.run("anna", commands.ask_for_more, key=tasks["waiting"], version=version, reason="More")

    def own(db):
        return owed(db, readers_of(world.viewer("clara")))

    found = world.read(own)
    assert [line.task.work for line in found.part("returned").lines] == ["Reported"]
    assert [line.task.work for line in found.part("asked").lines] == [
        "Five late",
        "Due soon",
        "In time",
    ]
    assert not found.part("waiting").lines


def test_an_empty_page_says_what_will_be_here(world):
    assert "Tasks come from the conclusions" in world.client("stan").get("/tasks").text
    assert "will be here" in world.client("clara").get("/tasks/mine").text
    assert world.read(seen_follow_up, readers_of(world.viewer("stan"))).lines == ()
