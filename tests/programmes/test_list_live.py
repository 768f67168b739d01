"""The list of programmes is live: what a reader sees of it changes without a reload."""

from datetime import date, timedelta

import pytest

from server.people.models import Body
from server.programmes import life, withdrawing
from server.programmes.models import Programme, ProgrammeItem, ProgrammeItemBody
from tests.live.harness import SAME, live_equals_reload, opened
from tests.programmes.test_browse import plan, put
from tests.world import today

READERS = ("anna", "bella", "carl", "mia", "stan", "clara", "zoe")


@pytest.fixture
def draft(world):
    """A draft of the committee, one item of it led by the commission."""
    row = plan(world, "year-2027", title="Programme of 2027", state="draft")
    put(world, row, 1, "Report on roads", kind="submission", origin="year")
    item = world.row(ProgrammeItem, programme_id=row.id, position=1)
    body = world.row(Body, id=world.bodies["commission"])
    lead = {"item_id": item.id, "body_id": body.id, "name": body.name, "role": "lead"}
    world.add(ProgrammeItemBody(**lead))
    return row


def check(world, act):
    """Open the list as everybody, act, and compare what was pushed with a reload."""
    pages = [opened(world, who, "/programmes") for who in READERS]
    outcomes = live_equals_reload(world, pages, act)
    assert set(outcomes) == {SAME}


def shows(world, who):
    return "Programme of 2027" in world.client(who).get("/programmes").text


def test_each_step_reaches_the_lists_of_those_who_see_it(world, draft):
    until = today() + timedelta(days=3)
    steps = (
        ("anna", life.open_registration, {"until": until}),
        ("anna", life.close_registration, {}),
        ("anna", life.submit, {}),
        ("carl", life.approve, {}),
        ("anna", life.adopt, {"number": "05-CTr/TU", "adopted_on": date(2027, 1, 12)}),
    )
    assert not shows(world, "clara")
    for who, command, more in steps:
        act = lambda: world.run(who, command, key=draft.key, **more)  # noqa: B023, E731
        check(world, act)
    assert world.row(Programme, id=draft.id).state == "adopted"
    assert shows(world, "clara")
    assert not shows(world, "zoe")


def test_a_programme_that_is_withdrawn_leaves_the_lists(world, draft):
    check(
        world,
        lambda: world.run(
            "anna", withdrawing.withdraw_programme, key=draft.key, reason="The wrong file"
        ),
    )
    assert not shows(world, "anna")


def test_who_reads_no_programmes_has_no_list(world, draft):
    for who in ("greta", "adam"):
        assert world.client(who).get("/programmes").status_code == 404
