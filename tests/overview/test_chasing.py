"""What waits of programmes: what a specialist chases, what is asked of a body, what nobody owns."""

from datetime import date, timedelta

import pytest

from server.kernel.errors import NotFound
from server.overview.home import WorkScreen
from server.overview.waiting import lacking, waiting_for
from server.people.models import Account, Body
from server.programmes import keeping, noting
from server.programmes.models import ProgrammeItem, ProgrammeItemBody
from tests.live.harness import SAME, live_equals_reload, opened
from tests.programmes.test_browse import plan, put
from tests.world import today

TODAY = today()


@pytest.fixture
def programme(world):
    body = world.row(Body, id=world.bodies["committee"]).key
    counts = {"draft": 60, "opinions": None, "appraisal": 30, "papers": 2}
    more = {"body_key": body, "kind": "", "since": date(2020, 1, 1), "counts": counts}
    world.run("anna", keeping.add_lead_time, **more)
    return plan(world, state="adopted")


def add(world, programme, text, days=10, lead="commission", **more):
    day = (TODAY + timedelta(days=days)).isoformat()
    written = {"kind": "submission", "time_from": day, "time_to": day} | more
    item_id = put(world, programme, 1, text, **written)
    if lead:
        body_id = world.bodies[lead]
        world.add(ProgrammeItemBody(item_id=item_id, role="lead", name=lead, body_id=body_id))
    return world.row(ProgrammeItem, id=item_id)


def waiting(world, who):
    return [(row.kind, row.words) for row in world.read(waiting_for, world.viewer(who))]


def follow(world, who="anna", body="commission"):
    key = world.row(Account, login=who).key
    body_key = world.row(Body, id=world.bodies[body]).key
    world.run("anna", keeping.add_watch, account_key=key, body_key=body_key)


def note(world, item, step):
    said = {"base": "", "day": TODAY, "shown_by": "Letter 3"}
    world.run("anna", noting.note_by_hand, key=item.key, step=step, **said)


def test_the_specialist_chases_and_the_lead_body_is_asked_late_ones_first(world, programme):
    add(world, programme, "Soon late")
    add(world, programme, "Past", days=-3)
    add(world, programme, "Far", days=300)
    follow(world)
    assert waiting(world, "anna") == [("chase", "Past"), ("chase", "Soon late")]
    assert waiting(world, "clara") == [("asked", "Past"), ("asked", "Soon late")]
    assert waiting(world, "bella") == []


def test_each_line_says_why_and_leads_to_the_item(world, programme):
    item = add(world, programme, "Soon late")
    follow(world)
    for who in ("anna", "clara"):
        page = world.client(who).get("/?stay=1").text
        assert f"/programme-items/{item.key}" in page
        assert "draft" in page
    assert "Ban Tổ chức Tỉnh ủy" in world.client("anna").get("/work").text


def test_what_is_the_offices_own_is_not_asked_of_the_body(world, programme):
    item = add(world, programme, "Soon late")
    follow(world)
    note(world, item, "draft")  # next: the appraisal, by the office
    assert waiting(world, "clara") == []
    assert waiting(world, "anna") == [("chase", "Soon late")]


def test_items_without_a_specialist_or_a_known_lead_are_on_a_list(world, programme):
    add(world, programme, "Nobody's", lead=None)
    follow(world)
    add(world, programme, "Followed")
    assert waiting(world, "bella") == [("unfollowed", ""), ("unled", "")]
    for lack in ("unfollowed", "unled"):
        assert [row.words for row in world.read(lacking, world.viewer("bella"), lack)] == [
            "Nobody's"
        ]
        assert "Nobody&#39;s" in world.client("bella").get(f"/work?lack={lack}").text


def test_a_clerk_sees_only_what_is_asked_of_her_body(world, programme):
    add(world, programme, "Another body's", lead="elsewhere")
    add(world, programme, "Nobody's", lead=None)
    assert waiting(world, "clara") == []
    for who in ("zoe", "mia", "greta", "adam", "carl", "stan"):
        assert waiting(world, who) == []
        assert "Another body" not in world.client(who).get("/work").text
        assert world.client(who).get("/work?lack=unled").status_code == 404
    assert world.client("anna").get("/work?lack=all").status_code == 404


def test_drafts_settled_and_broken_down_items_are_not_chased(world, programme):
    follow(world)
    add(world, plan(world, "in-draft", state="draft"), "Draft", days=-3)
    add(world, programme, "Settled", days=-3, state="presented")
    above = add(world, programme, "Above", days=-3)
    add(world, programme, "Below", parent_id=above.id)
    assert waiting(world, "anna") == [("chase", "Below")]


def test_what_was_presented_and_stands_on_a_later_agenda_again_is_chased_again(world, programme):
    follow(world)
    before = TODAY - timedelta(days=20)
    once = {"state": "on-agenda", "settled_on": before, "steps": {"presented": before.isoformat()}}
    add(world, programme, "Again", session_on=TODAY + timedelta(days=10), **once)
    add(world, programme, "Dealt with", session_on=before, **once)
    assert waiting(world, "anna") == [("chase", "Again")]
    assert waiting(world, "clara") == [("asked", "Again")]
    attention = world.client("anna").get(f"/programmes/{programme.key}?attention=1").text
    assert "Again" in attention
    assert "Dealt with" not in attention


def test_open_lists_follow_at_once(world, programme):
    item = add(world, programme, "Soon late")
    follow(world)
    asked = [(who, url) for who in ("anna", "clara") for url in ("/?stay=1", "/work")]

    def same(act):
        pages = [opened(world, who, url) for who, url in asked]
        assert set(live_equals_reload(world, pages, act)) == {SAME}

    same(lambda: note(world, item, "draft"))
    same(lambda: world.run("anna", noting.forget_by_hand, key=item.key, step="draft"))
    same(lambda: follow(world, "bella", "elsewhere"))


def test_who_keeps_nothing_of_programmes_does_not_follow_them(world):
    for who, follows in {"anna": True, "clara": True, "mia": False, "greta": False}.items():
        seat = world.read(WorkScreen().seat, world.viewer(who), "")
        assert ("all-programmes" in seat.streams) == follows
    with pytest.raises(NotFound):
        world.read(WorkScreen().seat, world.viewer("clara"), "unled")


def test_a_long_list_has_a_page_of_its_own(world, programme):
    follow(world)
    for n in range(12):
        add(world, programme, f"Item {n}")
    anna = world.client("anna")
    home, work = anna.get("/?stay=1").text, anna.get("/work").text
    assert "See all 12" in home
    assert (home.count("Item "), work.count("Item ")) == (8, 12)
