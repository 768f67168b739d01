"""What may be changed of an item, and what its page tells."""

from datetime import date

import pytest
from lxml import html

from server.kernel.errors import BadForm, EditConflict, NotFound
from server.people.models import Body
from server.programmes import commands, errors
from server.programmes.models import Programme, ProgrammeItem, ProgrammeItemBody
from tests.live.harness import SAME, live_equals_reload, opened
from tests.programmes.conftest import ANNUAL, said
from tests.programmes.test_browse import plan, put
from tests.world import hidden_fields, new_id


@pytest.fixture
def item(world):
    """An item of the committee's programme: one lead that is known and one that is not."""
    written = "Ban Tổ chức Tỉnh ủy; Sở Lạ"
    item_id = put(world, plan(world), 1, "Report on roads", lead=written, time_text="Tháng 3")
    for name, body in (("Ban Tổ chức Tỉnh ủy", world.bodies["commission"]), ("Sở Lạ", None)):
        world.add(ProgrammeItemBody(item_id=item_id, role="lead", name=name, body_id=body))
    return world.row(ProgrammeItem, id=item_id)


def key_of(world, body):
    return str(world.row(Body, id=world.bodies[body]).key)


def edit(world, who, item, **changes):
    """Edit as a form would that was rendered with the item as it is in `item`."""
    form = {"key": item.key, "version": item.version}
    form |= {"base_kind": item.kind, "kind": item.kind}
    form |= {"base_state": item.state, "state": item.state}
    form |= {"base_leads": "Ban Tổ chức Tỉnh ủy; (Sở Lạ)"}
    form |= {"leads": [key_of(world, "commission"), "", ""]}
    return world.run(who, commands.edit_item, **form | changes)


def leads(world, item):
    from sqlmodel import col, select

    rows = select(ProgrammeItemBody).where(ProgrammeItemBody.item_id == item.id)
    found = world.read(lambda db: list(db.exec(rows.order_by(col(ProgrammeItemBody.id)))))
    return [(row.name, row.body_id) for row in found]


def test_kind_state_and_lead_are_put_right_and_the_words_stay(world, item):
    known, elsewhere = key_of(world, "commission"), key_of(world, "elsewhere")
    edit(world, "anna", item, kind="activity", state="done", leads=[known, elsewhere, ""])
    now = world.row(ProgrammeItem, id=item.id)
    assert (now.kind, now.state, now.changed_by_id) == ("activity", "done", world.people["anna"])
    assert now.version > item.version
    assert (now.text, now.lead) == (item.text, item.lead)
    assert leads(world, item) == [
        ("Ban Tổ chức Tỉnh ủy", world.bodies["commission"]),
        ("Sở Lạ", world.bodies["elsewhere"]),
    ]
    assert world.happened(f"programme:{item.programme_id}") == ["programme-item-changed"]


def test_a_lead_is_added_and_taken_away_again(world, item):
    known, more = key_of(world, "commission"), key_of(world, "elsewhere")
    edit(world, "anna", item, leads=[known, "", more])
    assert leads(world, item)[2] == ("Hội đồng nhân dân tỉnh", world.bodies["elsewhere"])
    item = world.row(ProgrammeItem, id=item.id)
    shown = "Ban Tổ chức Tỉnh ủy; (Sở Lạ); Hội đồng nhân dân tỉnh"
    edit(world, "anna", item, base_leads=shown, leads=[known, "", "", ""])
    assert [name for name, _body in leads(world, item)] == ["Ban Tổ chức Tỉnh ủy", "Sở Lạ"]


def test_two_who_change_different_things_both_succeed(world, item):
    edit(world, "anna", item, kind="activity")
    edit(world, "bella", item, state="deferred")
    edit(world, "anna", item, leads=[key_of(world, "commission"), key_of(world, "elsewhere"), ""])
    now = world.row(ProgrammeItem, id=item.id)
    assert (now.kind, now.state) == ("activity", "deferred")
    assert leads(world, item)[1][1] == world.bodies["elsewhere"]


@pytest.mark.parametrize(
    ("first", "second"),
    [({"kind": "activity"}, {"kind": "meeting"}), ({"state": "done"}, {"state": "deferred"})],
)
def test_the_same_field_twice_is_a_conflict_with_both_texts(world, item, first, second):
    edit(world, "anna", item, **first)
    with pytest.raises(EditConflict) as problem:
        edit(world, "bella", item, **second)
    assert problem.value.theirs == first
    assert problem.value.yours == second


def test_two_leads_at_once_are_a_conflict(world, item):
    commission = key_of(world, "commission")
    edit(world, "anna", item, leads=[commission, key_of(world, "elsewhere"), ""])
    with pytest.raises(EditConflict) as problem:
        edit(world, "bella", item, leads=[commission, key_of(world, "office"), ""])
    assert "Hội đồng nhân dân tỉnh" in problem.value.theirs["leads"]
    assert "Văn phòng Tỉnh ủy" in problem.value.yours["leads"]
    edit(world, "bella", item, kind="activity")  # what is not touched is no conflict


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "x"}, {"state": "x"}, {"state": "on-agenda"}, {"leads": ["x"]}, {"leads": []}],
)
def test_what_is_no_answer_is_refused(world, item, wrong):
    with pytest.raises(BadForm):
        edit(world, "anna", item, **wrong)


@pytest.mark.parametrize("who", ["mia", "carl", "stan", "clara", "greta", "adam", "zoe"])
def test_only_the_secretariat_edits(world, item, who):
    with pytest.raises(NotFound):
        edit(world, who, item, kind="activity")
    client = world.client(who)
    assert client.get(f"/programme-items/{item.key}/edit").status_code == 404
    fields = {"command_id": new_id(), "version": 1, "base_state": "planned", "state": "done"}
    answer = client.post(f"/programme-items/{item.key}", data=fields | {"leads": ["-"]})
    assert answer.status_code == 404
    assert "/edit" not in client.get(f"/programme-items/{item.key}").text


def test_the_editor_sends_back_what_it_showed(world, item):
    anna = world.client("anna")
    form = html.fromstring(anna.get(f"/programme-items/{item.key}/edit").text).forms[0]
    fields = form.form_values()
    data = {"command_id": new_id(), "leads": [v for n, v in fields if n == "leads"]}
    data |= {n: v for n, v in fields if n != "leads"}
    assert data["leads"] == [key_of(world, "commission"), "-", "-"]
    data["kind"] = "document"
    for _ in range(2):
        assert anna.post(form.action, data=data).status_code == 200
    assert world.row(ProgrammeItem, id=item.id).kind == "document"
    assert world.happened(f"programme:{item.programme_id}") == ["programme-item-changed"]


# --- for meetings ------------------------------------------------------------------------------


def test_an_item_is_taken_once_and_can_be_given_back(world, item):
    world.run("anna", take, item_id=item.id, meeting_id=5)
    assert world.row(ProgrammeItem, id=item.id).state == "on-agenda"
    with pytest.raises(errors.ItemTaken):
        world.run("anna", take, item_id=item.id, meeting_id=6)
    world.run("anna", give_back, item_id=item.id, meeting_id=5)
    assert world.row(ProgrammeItem, id=item.id).state == "planned"
    world.run("anna", take, item_id=item.id, meeting_id=6)
    with pytest.raises(NotFound):
        world.run("anna", take, item_id=999, meeting_id=6)


def take(tx, *, item_id, meeting_id):
    commands.take_item(tx, item_id, meeting_id, date(2026, 3, 5))


def give_back(tx, *, item_id, meeting_id):
    commands.return_item(tx, item_id, meeting_id)


# --- the page ----------------------------------------------------------------------------------


def test_an_items_page_tells_where_it_came_from_and_its_history(office, take_over):
    programme = take_over(ANNUAL)
    item = office.row(ProgrammeItem, programme_id=programme.id, position=17)
    form = {"key": item.key, "version": 1, "base_kind": "", "kind": "activity"}
    form |= {"base_state": "planned", "state": "done", "base_leads": "", "leads": []}
    office.run("bella", commands.edit_item, **form)
    words = said(office.client("anna").get(f"/programme-items/{item.key}"))
    for expected in (
        *(item.text, item.kind_text, item.participants, item.time_text, "01/05/2026"),
        *(programme.title, ANNUAL, f"row {item.source_row}", programme.source_digest[:16]),
        *("Anna Office", "Bella Office", "Completed", "Activity", f"E{item.source_row}"),
    ):
        assert " ".join(expected.split()) in words


def test_what_is_pushed_is_what_a_new_page_shows(world, item):
    programme = world.row(Programme, id=item.programme_id)
    addresses = (f"/programmes/{programme.key}", f"/programme-items/{item.key}")
    pages = [opened(world, who, address) for who in ("anna", "mia") for address in addresses]
    change = {"kind": "activity", "state": "deferred"}
    assert live_equals_reload(world, pages, lambda: edit(world, "bella", item, **change)) == (
        [SAME] * 4
    )
    pages = [opened(world, who, addresses[1]) for who in ("anna", "mia")]
    leads = [key_of(world, "office"), "", key_of(world, "elsewhere")]
    assert live_equals_reload(world, pages, lambda: edit(world, "bella", item, leads=leads)) == (
        [SAME] * 2
    )


def test_hidden_fields_of_the_editor_carry_the_version(world, item):
    editor = world.client("anna").get(f"/programme-items/{item.key}/edit").text
    assert hidden_fields(editor)["version"] == "1"
