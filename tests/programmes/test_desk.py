"""The drafting desk: several people write one draft, and every open page of it stays right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from server.kernel.errors import BadForm, EditConflict, NotFound
from server.programmes import desk, queries
from server.programmes.errors import ItemHeld, NotInDraft
from server.programmes.models import Programme, ProgrammeItem, ProgrammeItemBody
from server.programmes.views import Wanted
from tests.live.harness import GONE, RELOADED, SAME, live_equals_reload, opened
from tests.programmes.conftest import said
from tests.programmes.test_browse import plan, put
from tests.world import hidden_fields, new_id

LINES = [  # section, text, time, lead
    ("", "Foreword", None, ""),
    ("I. Party", "Congress", "2026-01", "Ban Tổ chức Tỉnh ủy"),
    ("I. Party / 1. Staff", "Training", "2026-02", ""),
    ("I. Party / 1. Staff", "Rotation", "2026-05", "Sở Lạ"),
    ("II. Economy", "Roads", "2026-02", ""),
    ("II. Economy", "Bridges", None, "Sở Lạ"),
]


@pytest.fixture
def draft(world):
    """The committee's draft with headings within headings."""
    row = plan(world, "draft-2026", state="draft")
    for place, (section, text, month, lead) in enumerate(LINES, 1):
        time = {"time_from": f"{month}-01", "time_to": f"{month}-28"} if month else {}
        more = {"section": section, "lead": lead, "origin": "year", "folded": text.lower()}
        item_id = put(world, row, place, text, kind="submission", **more, **time)
        if lead:
            body = world.bodies["commission"] if "Tổ" in lead else None
            world.add(ProgrammeItemBody(item_id=item_id, role="lead", name=lead, body_id=body))
    return row


def items(world, programme):
    asked = select(ProgrammeItem).where(ProgrammeItem.programme_id == programme.id)
    return world.read(lambda db: list(db.exec(asked.order_by(col(ProgrammeItem.position)))))


def item(world, programme, text):
    return next(each for each in items(world, programme) if each.text == text)


def listed(world, programme):
    return [(each.section, each.text) for each in items(world, programme)]


def add(world, programme, text="New", who="anna", after=None, **more):
    texts = {"text": text, "origin": "year"} | more
    level, parent = int(texts.pop("level", 1)), texts.pop("parent", None)
    beside = item(world, programme, after).key if after else None
    arguments = {"texts": texts, "level": level, "parent": parent, "after": beside}
    return world.run(who, desk.add_item, programme_key=programme.key, **arguments)


def form(row, **changes):
    """What a form that shows `row` sends, with changes."""
    base = {name: str(getattr(row, name)) for name in desk.FIELDS if name != "parent"}
    base |= {"parent": ""}
    return {"key": row.key, "version": row.version, "base": base, "to": base | changes}


def reword(world, programme, called, who="anna", /, **changes):
    return world.run(who, desk.reword_item, **form(item(world, programme, called), **changes))


def move(world, programme, text, after="", before="", who="anna"):
    place = {"after": named(world, programme, after), "before": named(world, programme, before)}
    return world.run(who, desk.move_item, key=item(world, programme, text).key, **place)


def named(world, programme, name):
    """An item by its text, or a heading by the text of the item below and its depth."""
    text, _, depth = name.partition("@")
    if not text:
        return ""
    key = item(world, programme, text).key
    return desk.heading_key(key, int(depth)) if depth else str(key)


def shift(world, programme, text, by):
    return world.run("anna", desk.shift_item, key=item(world, programme, text).key, by=by)


def remove(world, programme, text, who="anna"):
    return world.run(who, desk.remove_item, key=item(world, programme, text).key)


# --- adding ------------------------------------------------------------------------------------


def test_a_new_item_goes_to_the_end_of_its_section(world, draft):
    add(world, draft, "Party's end", section="I. Party")
    add(world, draft, "Staff's end", section="I. Party /  1. Staff ")
    add(world, draft, "Inner", section="I. Party / 2. Inspection")
    add(world, draft, "Outer", section="III. Culture")
    add(world, draft, "Before all")
    assert listed(world, draft) == [
        ("", "Foreword"),
        ("", "Before all"),
        ("I. Party", "Congress"),
        ("I. Party / 1. Staff", "Training"),
        ("I. Party / 1. Staff", "Rotation"),
        ("I. Party / 1. Staff", "Staff's end"),
        ("I. Party", "Party's end"),
        ("I. Party / 2. Inspection", "Inner"),
        ("II. Economy", "Roads"),
        ("II. Economy", "Bridges"),
        ("III. Culture", "Outer"),
    ]


def test_what_a_person_writes_is_understood_as_a_sheet_would_be(world, draft):
    key = add(
        world, draft, "Đề án", after="Training", time_text="Quý II", lead="Ban Tổ chức Tỉnh ủy",
        level="2", kind="document", note="Hai\r\ndòng",
    )  # fmt: skip
    row = item(world, draft, "Đề án")
    assert (str(row.key), row.section, row.level) == (key, "I. Party / 1. Staff", 2)
    assert (row.time_from, row.time_to) == ("2026-04-01", "2026-06-30")
    assert (row.kind, row.note, row.folded) == ("document", "Hai\ndòng", "de an")
    named = world.row(ProgrammeItemBody, item_id=row.id)
    assert (named.role, named.body_id) == ("lead", world.bodies["commission"])


def test_below_a_term_an_item_says_where_it_comes_from(world, draft):
    with pytest.raises(BadForm) as problem:
        add(world, draft, origin="")
    assert problem.value.fields == {"origin": "field-required"}
    term = plan(world, "term", level="term", state="draft")
    add(world, term, origin="")
    assert listed(world, term) == [("", "New")]


def test_an_item_breaks_down_one_of_a_programme_above(world, draft):
    above = plan(world, "term", level="term")
    parent_id = put(world, above, 1, "Strategy")
    key = world.row(ProgrammeItem, id=parent_id).key
    add(world, draft, parent=key)
    assert item(world, draft, "New").parent_id == parent_id
    with pytest.raises(BadForm):
        add(world, draft, "Own", parent=item(world, draft, "Roads").key)


@pytest.mark.parametrize("wrong", [{"text": " "}, {"kind": "x"}, {"level": "3"}, {"origin": "x"}])
def test_what_is_no_answer_is_refused(world, draft, wrong):
    with pytest.raises(BadForm):
        add(world, draft, **{"text": "New"} | wrong)
    with pytest.raises(BadForm):
        reword(world, draft, "Roads", **wrong)


# --- words -------------------------------------------------------------------------------------


def test_two_people_change_different_fields_and_both_succeed(world, draft):
    seen = item(world, draft, "Roads")
    world.run("anna", desk.reword_item, **form(seen, text="Roads and railways"))
    world.run("bella", desk.reword_item, **form(seen, time_text="Tháng 4", product="Nghị quyết"))
    row = item(world, draft, "Roads and railways")
    assert (row.time_text, row.time_from, row.product) == ("Tháng 4", "2026-04-01", "Nghị quyết")
    assert (row.folded, row.changed_by_id) == ("roads and railways", world.people["bella"])


def test_the_same_field_twice_is_a_conflict_with_both_texts(world, draft):
    seen = item(world, draft, "Roads")
    world.run("anna", desk.reword_item, **form(seen, text="Anna's"))
    with pytest.raises(EditConflict) as problem:
        world.run("bella", desk.reword_item, **form(seen, text="Bella's", note="More"))
    assert (problem.value.theirs, problem.value.yours) == ({"text": "Anna's"}, {"text": "Bella's"})
    assert item(world, draft, "Anna's").note == ""


def test_bodies_follow_their_words(world, draft):
    reword(world, draft, "Bridges", lead="Ban Tổ chức Tỉnh ủy; Sở Mới", coordinating="Sở Khác")
    rows = select(ProgrammeItemBody).where(
        ProgrammeItemBody.item_id == item(world, draft, "Bridges").id
    )
    found = world.read(lambda db: {(r.role, r.name, r.body_id) for r in db.exec(rows)})
    assert found == {
        ("lead", "Ban Tổ chức Tỉnh ủy", world.bodies["commission"]),
        ("lead", "Sở Mới", None),
        ("coordinating", "Sở Khác", None),
    }


def test_the_body_it_is_put_to_follows_its_words(world, draft):
    reword(world, draft, "Bridges", considers="Ban Tổ chức Tỉnh ủy")
    assert item(world, draft, "Bridges").considers_id == world.bodies["commission"]
    reword(world, draft, "Bridges", considers="Sở Lạ")
    assert item(world, draft, "Bridges").considers_id is None


def test_another_heading_takes_an_item_there(world, draft):
    reword(world, draft, "Foreword", section="I. Party / 1. Staff")
    reword(world, draft, "Training", section="IV. New")
    assert listed(world, draft) == [
        ("I. Party", "Congress"),
        ("I. Party / 1. Staff", "Rotation"),
        ("I. Party / 1. Staff", "Foreword"),
        ("II. Economy", "Roads"),
        ("II. Economy", "Bridges"),
        ("IV. New", "Training"),
    ]


def test_nothing_changed_tells_nobody(world, draft):
    reword(world, draft, "Roads")
    assert world.happened(f"programme:{draft.id}") == []


# --- places ------------------------------------------------------------------------------------

MOVES = {  # (item, after, before): what the list is then, from the moved item's neighbours
    ("Bridges", "", "Foreword"): ("", 0),
    ("Roads", "Congress", "Training@2"): ("I. Party", 2),
    ("Roads", "Training@2", "Training"): ("I. Party / 1. Staff", 2),
    ("Roads", "Congress@1", "Congress"): ("I. Party", 1),
    ("Foreword", "Roads@1", "Roads"): ("II. Economy", 3),
    ("Congress", "Bridges", ""): ("II. Economy", 5),
    ("Training", "Congress", "Training@2"): ("I. Party", 2),
    ("Roads", "", "Foreword@1"): ("", 0),
}


@pytest.mark.parametrize(("what", "becomes"), MOVES.items(), ids=map(str, MOVES))
def test_an_item_stands_where_it_was_dropped(world, draft, what, becomes):
    text, after, before = what
    move(world, draft, text, after, before)
    section, place = becomes
    found = listed(world, draft)
    assert found[place] == (section, text)
    rest = [each for each in found if each[1] != text]
    assert rest == [(s, t) for s, t, *_more in LINES if t != text]


def test_up_and_down_one_place_and_from_heading_to_heading(world, draft):
    shift(world, draft, "Rotation", -1)
    assert [text for _s, text in listed(world, draft)][2:4] == ["Rotation", "Training"]
    shift(world, draft, "Rotation", -1)
    assert listed(world, draft)[2] == ("I. Party", "Rotation")
    shift(world, draft, "Foreword", -1)
    assert listed(world, draft)[0] == ("", "Foreword")
    for _ in range(9):
        shift(world, draft, "Congress", 1)
    assert listed(world, draft)[-1] == ("II. Economy", "Congress")


def test_a_draft_has_room_wherever_lines_go(world, draft):
    """Among 1, 2, 3… there is none: it is spread once, and the order stays."""
    for n in range(40):
        add(world, draft, f"A{n}", after="Training")
    inserted = [f"A{n}" for n in reversed(range(40))]
    assert [text for _section, text in listed(world, draft)] == [
        *("Foreword", "Congress", "Training"), *inserted, *("Rotation", "Roads", "Bridges"),
    ]  # fmt: skip
    assert len({row.position for row in items(world, draft)}) == 46


# --- removing ----------------------------------------------------------------------------------


def test_an_item_goes_and_its_words_stay_in_the_log(world, draft):
    remove(world, draft, "Bridges")
    assert "Bridges" not in [text for _s, text in listed(world, draft)]
    assert world.row(ProgrammeItemBody, name="Sở Lạ").item_id == item(world, draft, "Rotation").id
    assert world.happened(f"programme:{draft.id}") == ["programme-list-changed"]


def test_what_something_hangs_from_is_kept(world, draft):
    below = plan(world, "month", level="month")
    put(world, below, 1, "Child", parent_id=item(world, draft, "Roads").id)
    with pytest.raises(ItemHeld):
        remove(world, draft, "Roads")

    def table(tx):
        tx.session.get_one(ProgrammeItem, item(world, draft, "Bridges").id).state = "on-agenda"

    world.run(None, table)
    with pytest.raises(ItemHeld):
        remove(world, draft, "Bridges")
    answer = world.client("anna").post(
        f"/programme-items/{item(world, draft, 'Roads').key}/remove", data={"command_id": new_id()}
    )
    assert (answer.status_code, "cannot be removed" in said(answer)) == (409, True)


# --- who and when ------------------------------------------------------------------------------

ACTS = {
    "add": lambda w, p, who: add(w, p, who=who),
    "reword": lambda w, p, who: reword(w, p, "Roads", who, text="Other"),
    "move": lambda w, p, who: move(w, p, "Roads", "Congress", who=who),
    "remove": lambda w, p, who: remove(w, p, "Roads", who),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_words_stand_still_outside_the_draft(world, draft, act):
    def go(state):
        world.run(None, lambda tx: setattr(tx.session.get_one(Programme, draft.id), "state", state))

    for state in ("submitted", "endorsed", "approved", "adopted"):
        go(state)
        with pytest.raises(NotInDraft):
            act(world, draft, "anna")
    for state in ("registering", "appraising"):
        go(state)
    act(world, draft, "bella")


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize("who", ["carl", "stan", "mia", "clara", "adam", "greta", "zoe"])
def test_only_the_office_writes_a_draft(world, draft, act, who):
    with pytest.raises(NotFound):
        act(world, draft, who)


def test_the_chair_reads_the_draft_and_is_offered_nothing(world, draft):
    page = world.client("carl").get(f"/programmes/{draft.key}").text
    assert "Bridges" in page
    assert "data-move-url" not in page
    assert "/words" not in page


# --- live --------------------------------------------------------------------------------------

LIVE = {
    "add": lambda w, p: add(w, p, "New", section="I. Party"),
    "add with a heading of its own": lambda w, p: add(w, p, section="III. Culture"),
    "add a sub-item with a body": lambda w, p: add(w, p, after="Roads", level="2", lead="Sở Mới"),
    "add dated": lambda w, p: add(w, p, after="Foreword", time_text="Tháng 2"),
    "reword": lambda w, p: reword(w, p, "Roads", text="Roads <b>&", product="Nghị quyết"),
    "another time": lambda w, p: reword(w, p, "Training", time_text="Quý III"),
    "no time": lambda w, p: reword(w, p, "Congress", time_text="sau"),
    "another lead": lambda w, p: reword(w, p, "Rotation", lead="Ban Tổ chức Tỉnh ủy"),
    "another heading": lambda w, p: reword(w, p, "Roads", section="I. Party"),
    "another kind": lambda w, p: reword(w, p, "Roads", kind="activity", origin="unscheduled"),
    "sub-item": lambda w, p: reword(w, p, "Bridges", level="2"),
    "move up": lambda w, p: move(w, p, "Bridges", "", "Foreword"),
    "move down": lambda w, p: move(w, p, "Foreword", "Bridges"),
    "move under a heading": lambda w, p: move(w, p, "Foreword", "Roads@1", "Roads"),
    "move the first of a section away": lambda w, p: move(w, p, "Roads", "Foreword"),
    "shift": lambda w, p: shift(w, p, "Training", -1),
    "remove": lambda w, p: remove(w, p, "Roads"),
    "remove the first": lambda w, p: remove(w, p, "Foreword"),
    "several": lambda w, p: (
        remove(w, p, "Training"), add(w, p, "New"), move(w, p, "Bridges", "Congress"),
    ),
}  # fmt: skip
VIEWS = (
    *("", "?period=2026-02", "?period=none", "?period=2026", "?text=ro", "?state=planned"),
    *("?kind=submission", "?kind=activity", "?body=~S%E1%BB%9F+L%E1%BA%A1", "?page=2"),
    "?period=2026-Q1&text=r",
)


@pytest.mark.parametrize("act", LIVE.values(), ids=LIVE)
def test_every_view_of_a_draft_is_what_its_reload_is(world, draft, act):
    pages = [opened(world, "anna", f"/programmes/{draft.key}{view}") for view in VIEWS]
    pages.append(opened(world, "carl", f"/programmes/{draft.key}"))
    outcome = live_equals_reload(world, pages, lambda: act(world, draft))
    assert set(outcome) == {SAME}


@pytest.mark.parametrize("act", LIVE.values(), ids=LIVE)
def test_every_page_of_a_long_draft_is_what_its_reload_is(world, draft, act, monkeypatch):
    monkeypatch.setattr(queries, "ITEMS_A_PAGE", 2)
    views = ("", "?page=2", "?page=3", "?page=4", "?text=ro&page=2", "?period=2026-02")
    pages = [opened(world, "anna", f"/programmes/{draft.key}{view}") for view in views]
    outcome = live_equals_reload(world, pages, lambda: act(world, draft))
    assert set(outcome) == {SAME}


def test_a_draft_that_was_empty_fills(world):
    empty = plan(world, "empty", state="draft")
    page = opened(world, "anna", f"/programmes/{empty.key}")
    assert live_equals_reload(world, [page], lambda: add(world, empty)) == [SAME]


def test_pages_of_items_follow_their_words(world, draft):
    def watched(text):
        return opened(world, "carl", f"/programme-items/{item(world, draft, text).key}")

    pages = [watched("Roads"), watched("Bridges"), watched("Training")]

    def act():
        reword(world, draft, "Roads", text="Railways")
        remove(world, draft, "Bridges")

    assert live_equals_reload(world, pages, act) == [RELOADED, GONE, SAME]


# --- over HTTP ---------------------------------------------------------------------------------


def test_the_editors_send_back_what_they_showed(world, draft):
    anna, row = world.client("anna"), item(world, draft, "Roads")
    page = anna.get(f"/programme-items/{row.key}/words")
    fields = hidden_fields(page.text) | {"command_id": new_id()}
    fields |= {name.removeprefix("base_"): text for name, text in fields.items()}
    address = f"/programme-items/{row.key}/words"
    for _ in range(3):
        answer = anna.post(address, data=fields | {"text": "Roads\r\nand railways"})
        assert answer.status_code == 200, answer.text
    assert item(world, draft, "Roads\nand railways").section == "II. Economy"
    assert world.happened(f"programme:{draft.id}") == ["programme-item-changed"]
    stale = anna.post(address, data=fields | {"command_id": new_id(), "text": "Mine"})
    assert (stale.status_code, "and railways" in stale.text) == (409, True)
    new = anna.get(f"/programmes/{draft.key}/items/new?after={row.key}")
    assert new.status_code == 200
    fields = {"command_id": new_id(), "text": "Sent", "origin": "year", "after": str(row.key)}
    for _ in range(3):
        assert anna.post(f"/programmes/{draft.key}/items", data=fields).status_code == 200
    assert [text for _s, text in listed(world, draft)].count("Sent") == 1
    shifted = anna.post(
        f"/programme-items/{row.key}/shift", data={"command_id": new_id(), "by": "1"}
    )
    assert (shifted.status_code, "Words of the item" in shifted.text) == (200, True)
    assert anna.get(f"/programme-items/{row.key}/remove").status_code == 200


def test_a_heading_is_named_by_what_it_stands_over(world, draft):
    page = world.client("anna").get(f"/programmes/{draft.key}").text
    assert f'id="head-{item(world, draft, "Training").key}:2"' in page
    view = world.read(queries.programme, world.viewer("anna"), draft.key, Wanted())
    assert view.columns


@given(st.lists(st.sampled_from(["I. A", " b ", "/", "a/b", "", "c\n", " / "]), max_size=5))
def test_headings_are_written_one_way(parts):
    once = desk.headings(" / ".join(parts))
    assert desk.headings(once) == once
    assert all(part == part.strip() and part for part in once.split(" / ") if once)
