"""Conclusions before their item exists: noted aside, then moved or given an item of their own."""

from uuid import UUID

import pytest

from server.conclusions import aside, commands
from server.conclusions.access import ConclusionIssued, SecretItem
from server.conclusions.commands import ConclusionMoved
from server.kernel.errors import NotFound
from server.meetings import commands as meetings
from server.meetings.models import AgendaItem
from server.people.models import Body
from server.room.commands import end_session
from server.room.queries import left_to_settle
from tests.conclusions.test_noting import OTHERS, post
from tests.live.harness import SAME, live_equals_reload, opened
from tests.sessions import MORNING, Session, rows

CANARY = "Canary aside"


@pytest.fixture
def holder(world, session):
    """The key of where this session's conclusions without an item stand."""
    return world.run("anna", aside.open_aside, meeting_key=session.key, title=CANARY)


def note(world, holder, text="Noted aside", who="anna"):
    return world.run(who, commands.note_conclusion, item_key=holder, text=text)


def move(world, session, key, item_key, who="anna", version=None):
    version = version or session.conclusion(key).version
    asked = {"key": key, "version": version, "item_key": item_key}
    return world.run(who, aside.move_conclusion, **asked)


def give(world, session, key, title="New matter", who="anna"):
    version = session.conclusion(key).version
    return world.run(who, aside.give_item, key=key, version=version, title=title)


def test_there_is_one_holder_a_meeting_and_the_console_leads_to_it(world, session, holder):
    again = world.run("bella", aside.open_aside, meeting_key=session.key, title="Other")
    assert again == holder
    answer = post(world, "anna", f"/meetings/{session.key}/aside")
    assert answer.headers["plenum-go"].endswith(f"?item={holder}")
    page = world.client("anna").get(answer.headers["plenum-go"])
    assert page.status_code == 200
    assert 'id="note-text"' in page.text
    elsewhere = Session(world)
    assert (
        world.client("anna").get(f"/meetings/{elsewhere.key}/console?item={holder}").status_code
        == 404
    )


@pytest.mark.parametrize("who", OTHERS)
def test_only_the_office_opens_it_moves_and_gives(world, session, holder, who):
    key = note(world, holder)
    refused = 404 if who else 401
    budget = str(session.item("Budget").key)
    assert post(world, who, f"/meetings/{session.key}/aside").status_code == refused
    where = f"/conclusions/{key}/move"
    assert post(world, who, where, version="1", item=budget).status_code == refused
    assert post(world, who, where, version="1", title="Mine").status_code == refused
    assert str(world.row(AgendaItem, id=session.conclusion(key).item_id).key) == holder


def test_it_is_no_line_of_any_agenda(world, session, holder):
    key = note(world, holder)
    session.verdict(key, "decides")
    asked = ["/tablet", "/chair", "/after", "/console", ""]
    for who in ("mia", "noah", "greta", "carl", "anna", "stan", "zoe"):
        client = world.client(who)
        for page in asked if who not in ("carl", "anna") else ("/tablet",):
            text = client.get(f"/meetings/{session.key}{page}", follow_redirects=True).text
            assert CANARY not in text, f"{who} {page}"
            assert "Noted aside" not in text, f"{who} {page}"
    lines = world.client("anna").get(
        f"/meetings/{session.key}/console?item={session.item('Budget').key}"
    )
    assert CANARY not in lines.text
    assert f'id="item-{holder}"' not in lines.text


@pytest.mark.parametrize(
    "command",
    [meetings.hide_item, meetings.show_item, meetings.move_to_item],
    ids=["hide", "show", "move to"],
)
def test_nothing_of_an_agenda_is_done_to_it(world, session, holder, command):
    with pytest.raises(NotFound):
        world.run("anna", command, key=UUID(holder))


@pytest.mark.parametrize("page", ["edit", "papers", "readers", "guests", "defer"])
def test_nothing_but_conclusions_is_kept_there(world, session, holder, page):
    answer = world.client("anna").get(f"/agenda-items/{holder}/{page}")
    assert answer.status_code in (404, 405)


def test_what_is_typed_there_is_read(world, session, holder):
    words = "Giao Ban Tổ chức Tỉnh ủy xây dựng Đề án trước ngày 30/6/2026."
    answer = post(world, "anna", f"/agenda-items/{holder}/conclusions/read", text=words)
    assert "30/6/2026" in answer.text


def test_it_moves_with_its_tasks_and_settles_nothing_arises(world, session, holder):
    key = note(world, holder)
    task = session.assign(key)
    budget = session.item("Budget")
    world.run("anna", commands.say_nothing_arises, item_key=budget.key)
    move(world, session, key, budget.key)
    assert session.conclusion(key).item_id == budget.id
    assert session.task(task).conclusion_id == session.conclusion(key).id
    assert "NothingArises" not in str(rows(world, commands.NothingArises))
    before = session.happened()
    move(world, session, key, budget.key)  # twice: it stands there
    assert session.happened() == before


def test_moving_keeps_the_agreement_and_refuses_what_moved_on(world, session, holder):
    key = note(world, holder)
    session.agree(key)
    version = session.conclusion(key).version
    move(world, session, key, session.item("Roads").key)
    assert session.conclusion(key).agreed_as == "chair"
    with pytest.raises(ConclusionMoved):
        move(world, session, key, session.item("Budget").key, version=version)


def test_where_it_cannot_go(world, session, holder):
    key = note(world, holder)
    secret = world.row(AgendaItem, meeting_id=session.row.id, secret=True)
    with pytest.raises(SecretItem):
        move(world, session, key, secret.key)
    with pytest.raises(NotFound):
        move(world, session, key, Session(world).item("Budget").key)


@pytest.mark.parametrize("ended", [False, True])
def test_it_is_given_an_item_of_its_own_in_one_act(world, session, holder, ended):
    key = note(world, holder)
    if ended:
        world.run("anna", end_session, key=session.key)
    item = give(world, session, key, "  New   matter ")
    row = world.row(AgendaItem, key=UUID(item))
    assert (row.title, row.hidden, row.state, row.aside) == ("New matter", True, "done", False)
    assert session.conclusion(key).item_id == row.id
    assert "New matter" not in world.client("mia").get(f"/meetings/{session.key}/tablet").text
    world.run("anna", meetings.show_item, key=UUID(item))
    assert "New matter" in world.client("mia").get(f"/meetings/{session.key}/tablet").text


def test_an_item_needs_a_title(world, session, holder):
    key = note(world, holder)
    answer = post(world, "anna", f"/conclusions/{key}/move", version="1", title=" ")
    assert answer.status_code == 422
    form = world.client("anna").get(f"/conclusions/{key}/move").text
    assert "Budget" in form
    assert CANARY not in form


def test_what_is_noted_aside_is_on_the_list_after_the_session(world, session, holder):
    def kinds():
        return [(u.kind, u.item_key) for u in world.read(left_to_settle, session.row.id)]

    assert not [1 for _kind, item in kinds() if item == holder]  # empty, it lacks nothing
    note(world, holder)
    assert [kind for kind, item in kinds() if item == holder] == ["not-agreed", "no-verdict"]


def test_issued_aside_it_is_for_all_who_take_part(world, session, holder):
    key = note(world, holder, "Adopted aside")
    session.verdict(key, "decides")
    session.agree(key)
    notice = session.issue(key)
    for who, there in (("mia", True), ("greta", False), ("zoe", False)):
        page = world.client(who).get(f"/meetings/{session.key}/tablet").text
        assert ("Adopted aside" in page) is there
        assert (world.client(who).get(f"/notices/{notice}").status_code == 200) is there
    with pytest.raises(ConclusionIssued):
        move(world, session, key, session.item("Budget").key)


ACTS = {
    "note": lambda w, s, h: note(w, h, "One more"),
    "move": lambda w, s, h: move(w, s, s.key_aside, s.item("Budget").key),
    "give": lambda w, s, h: give(w, s, s.key_aside),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_pages_follow(world, session, holder, act):
    session.key_aside = note(world, holder)
    where = f"/meetings/{session.key}"
    asked = [
        ("anna", f"{where}/console?item={holder}"),
        ("anna", f"{where}/console?item={session.item('Budget').key}"),
        ("carl", f"{where}/chair"),
        ("mia", f"{where}/tablet"),
        ("anna", f"{where}/after"),
        ("anna", f"{where}/notice"),
    ]
    pages = [opened(world, who, url) for who, url in asked]
    assert set(live_equals_reload(world, pages, lambda: act(world, session, holder))) == {SAME}


def test_a_meeting_without_items_has_a_console(world, session):
    body = world.row(Body, id=world.bodies["committee"]).key
    made = {"kind": "briefing", "title": "Briefing", "starts_at": MORNING}
    key = world.run("anna", meetings.make_meeting, body_key=body, **made)
    page = world.client("anna").get(f"/meetings/{key}/console")
    assert page.status_code == 200
    assert "Conclusions without an item" in page.text
