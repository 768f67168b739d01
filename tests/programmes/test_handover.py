"""The end of a term: what is open goes into the new term's programme with its origin."""

from datetime import date
from uuid import UUID

import pytest
from lxml import html
from sqlmodel import col, select

from server.kernel.errors import BadForm, NotFound
from server.programmes import handover
from server.programmes.breaking_errors import ItemsMoved, ProgrammeDrafted
from server.programmes.errors import NotInDraft
from server.programmes.models import Programme, ProgrammeItem
from tests.programmes.test_breaking_down import term, year
from tests.programmes.test_browse import plan, put
from tests.world import new_id

NEW = {"period_from": date(2030, 10, 1), "period_to": date(2035, 9, 30), "title": "Khóa mới"}


@pytest.fixture
def ending(world):
    """A term with an open item and its open child, a year's own item, and what is finished."""
    top = term(world)
    open_ = put(world, top, 1, "Đề án lớn", time_text="2026 - 2028")
    done = put(world, top, 2, "Việc đã xong", state="done")
    below = year(world, parent_id=top.id)
    child = put(world, below, 1, "Đề án lớn, phần 1", parent_id=open_, origin="term")
    own = put(world, below, 2, "Việc của năm", origin="superior", moves=2)
    broken = put(world, top, 3, "Việc xong ở năm")
    put(world, below, 3, "Việc xong", parent_id=broken, state="presented")
    elsewhere = plan(world, "other", body="elsewhere", period_from=date(2027, 1, 1))
    put(world, elsewhere, 1, "Của cơ quan khác")
    return {"term": top, "open": open_, "child": child, "own": own, "done": done}


def shown(world, ending, who="anna"):
    return world.read(handover.handover, world.viewer(who), ending["term"].key)


def hand(world, ending, *names, who="anna", **more):
    keys = [world.row(ProgrammeItem, id=ending[name]).key for name in names]
    form = {"key": ending["term"].key, "item_keys": keys, "into_key": None} | NEW
    return world.run(who, handover.hand_over, **form | more)


def items(world, key):
    programme = world.row(Programme, key=UUID(key))
    asked = select(ProgrammeItem).where(ProgrammeItem.programme_id == programme.id)
    return world.read(lambda db: list(db.exec(asked.order_by(col(ProgrammeItem.position)))))


def state(world, ending, name):
    return world.row(ProgrammeItem, id=ending[name]).state


def test_what_is_open_is_listed_once_where_it_stands_highest(world, ending):
    view = shown(world, ending)
    assert [(item.text, item.below) for item in view.items] == [
        ("Đề án lớn", 1), ("Việc của năm", 0),
    ]  # fmt: skip
    assert (view.span.first, view.span.last) == (date(2030, 10, 1), date(2035, 9, 30))
    assert view.title.endswith("nhiệm kỳ 2030 - 2035")


def test_it_goes_into_a_new_term_with_its_origin_and_its_moves(world, ending):
    key = hand(world, ending, "open", "own")
    into = world.row(Programme, key=UUID(key))
    assert (into.level, into.state, into.title) == ("term", "draft", "Khóa mới")
    a, b = items(world, key)
    assert (a.carried_from_id, a.origin, a.moves) == (ending["open"], "term", 1)
    assert (b.carried_from_id, b.origin, b.moves) == (ending["own"], "superior", 3)
    assert (a.time_from, a.time_to) == ("2030-10-01", "2035-09-30")
    assert {state(world, ending, name) for name in ("open", "child", "own")} == {"carried"}
    assert shown(world, ending).items == ()


def test_what_is_not_ticked_stays_or_is_withdrawn_for_a_reason(world, ending):
    hand(world, ending, "own")
    assert state(world, ending, "open") == "planned"
    draft = world.row(Programme, title="Khóa mới")
    with pytest.raises(BadForm):
        hand(world, ending, into_key=draft.key, withdraw_rest=True)
    seen = shown(world, ending).seen
    hand(world, ending, into_key=draft.key, withdraw_rest=True, reason="không còn phù hợp",
         seen=seen)  # fmt: skip
    assert (state(world, ending, "open"), state(world, ending, "child")) == ("withdrawn",) * 2
    assert state(world, ending, "done") == "done"


def test_what_changed_meanwhile_is_refused_and_nothing_is_made(world, ending):
    seen = shown(world, ending).seen
    put(world, ending["term"], 9, "Đến sau")
    with pytest.raises(ItemsMoved):
        hand(world, ending, "own", withdraw_rest=True, reason="x", seen=seen)
    hand(world, ending, "own")
    with pytest.raises(ItemsMoved):
        hand(world, ending, "own")
    with pytest.raises(ProgrammeDrafted):
        hand(world, ending, "open")
    terms = select(Programme).where(Programme.level == "term")
    assert len(world.read(lambda db: list(db.exec(terms)))) == 2


def test_only_a_draft_takes_it_in(world, ending):
    span = {"period_from": date(2030, 10, 1), "period_to": date(2035, 9, 30)}
    adopted = plan(world, "term-2030", level="term", state="adopted", **span)
    with pytest.raises(NotInDraft):
        hand(world, ending, "own", into_key=adopted.key)
    with pytest.raises(NotFound):
        hand(world, {**ending, "term": year(world, 2028)}, "own")


@pytest.mark.parametrize("who", ["mia", "carl", "stan", "clara", "greta", "adam", "zoe"])
def test_only_the_secretariat_hands_over(world, ending, who):
    with pytest.raises(NotFound):
        hand(world, ending, "own", who=who)
    assert world.client(who).get(f"/programmes/{ending['term'].key}/handover").status_code == 404


def test_over_http_once(world, ending):
    anna, url = world.client("anna"), f"/programmes/{ending['term'].key}/handover"
    form = next(f for f in html.fromstring(anna.get(url).text).forms if f.action == url)
    data = {}
    for name, text in form.form_values():
        data.setdefault(name, []).append(text)
    assert len(data["item"]) == 2
    data["command_id"] = new_id()
    first, second = (anna.post(url, data=data) for _twice in range(2))
    assert first.status_code == 200, first.text
    assert first.headers["plenum-go"] == second.headers["plenum-go"]
    assert "leaves nothing open" in anna.get(url).text
