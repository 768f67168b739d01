"""Lead times, who follows what, and the steps of an item that are noted by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.kernel.errors import BadForm, EditConflict, NotFound
from server.people.models import Account, Body
from server.programmes import keeping, noting
from server.programmes.access import item_locked
from server.programmes.errors import LeadTimesRefused
from server.programmes.following import watchers
from server.programmes.item_queries import item_line
from server.programmes.models import Programme, ProgrammeItem, ProgrammeItemBody
from server.programmes.rulebook import FieldWatch, LeadTime
from server.programmes.steps import note_steps
from server.programmes.views import Wanted
from tests.live.harness import RELOADED, SAME, live_equals_reload, opened
from tests.programmes.test_browse import plan, put, texts
from tests.world import hidden_fields, new_id, today

TODAY = today()
COUNTS = {"draft": 15, "opinions": 10, "appraisal": 7, "papers": 5}


def body_key(world, body="committee"):
    return world.row(Body, id=world.bodies[body]).key


def account_key(world, who):
    return world.row(Account, login=who).key


def lead(world, who="anna", kind="", since=date(2020, 1, 1), counts=COUNTS):
    return world.run(
        who,
        keeping.add_lead_time,
        body_key=body_key(world),
        kind=kind,
        since=since,
        counts=dict.fromkeys(COUNTS) | counts,
    )


def watch(world, who="anna", to="anna", field="", body=None):
    return world.run(
        who,
        keeping.add_watch,
        account_key=account_key(world, to),
        field=field,
        body_key=body_key(world, body) if body else None,
    )


@pytest.fixture
def item(world):
    """A submission to the committee in three weeks, led by Clara's commission."""
    day = (TODAY + timedelta(days=10)).isoformat()
    written = {"kind": "submission", "time_from": day, "time_to": day, "field": "Y tế"}
    item_id = put(world, plan(world, state="adopted"), 1, "Report on roads", **written)
    commission = world.bodies["commission"]
    world.add(ProgrammeItemBody(item_id=item_id, role="lead", name="BTC", body_id=commission))
    return world.row(ProgrammeItem, id=item_id)


def colour(world, item):
    return world.read(item_line, None, item.id).standing.colour


# --- lead times ----------------------------------------------------------------------------------


def test_an_item_turns_amber_by_its_bodys_lead_times_and_back_with_its_evidence(world, item):
    assert colour(world, item) == "none"
    lead(world, counts={"draft": 60})
    assert colour(world, item) == "amber"
    note(world, item, "draft")
    assert colour(world, item) == "green"


def test_a_kind_of_its_own_wins_and_a_later_day_begins_then(world, item):
    lead(world, counts={"draft": 60})
    lead(world, kind="submission", counts={"draft": 2})
    assert colour(world, item) == "none"
    lead(world, kind="submission", since=TODAY, counts={"draft": 60})
    assert colour(world, item) == "amber"
    lead(world, kind="document", since=TODAY, counts={"draft": 1})
    assert colour(world, item) == "amber"


def test_numbers_out_of_order_and_the_same_again_are_refused(world):
    for wrong in ({"draft": 3, "papers": 5}, {"draft": 0}, {"papers": 251}):
        with pytest.raises(LeadTimesRefused):
            lead(world, counts=wrong)
    with pytest.raises(BadForm):
        lead(world, counts={})
    lead(world)
    with pytest.raises(keeping.LeadTimeSaid):
        lead(world)


def test_two_people_change_lead_times_and_they_are_taken_away(world):
    lead(world)
    row = world.row(LeadTime)
    to = COUNTS | {"draft": 20}
    edit = {"key": row.key, "version": row.version, "base": COUNTS}
    world.run("anna", keeping.edit_lead_time, **edit, to=to)
    with pytest.raises(EditConflict):
        world.run("bella", keeping.edit_lead_time, **edit, to=COUNTS | {"draft": 30})
    world.run("bella", keeping.edit_lead_time, **edit, to=COUNTS | {"papers": 4})
    assert (world.row(LeadTime).draft, world.row(LeadTime).papers) == (20, 4)
    with pytest.raises(LeadTimesRefused):  # together with what stands now
        world.run("bella", keeping.edit_lead_time, **edit, to=COUNTS | {"appraisal": 11})
    world.run("anna", keeping.remove_lead_time, key=row.key)
    assert world.row(LeadTime) is None


@pytest.mark.parametrize("who", ["adam", "carl", "mia", "stan", "clara", "greta", "zoe"])
def test_only_the_secretariat_keeps_them(world, item, who):
    for act in (lambda: lead(world, who), lambda: watch(world, who, field="Y tế")):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(NotFound):
        note(world, item, "draft", who=who)
    for page in ("lead-times", "watches"):
        assert world.client(who).get(f"/office/{page}").status_code == 404


def test_what_is_suggested_is_only_offered(world):
    anna = world.client("anna")
    offered = anna.get("/office/lead-times").text
    assert "from no rule" in offered
    assert world.row(LeadTime) is None
    key = body_key(world)
    form = anna.get(f"/office/lead-times/new?suggest=1&body={key}").text
    assert 'value="15"' in form
    data = {"body": str(key), "kind": "-", "since": "2026-01-01", "draft": "15", "papers": "5"}
    data |= {"command_id": new_id()}
    for _ in range(2):
        assert anna.post("/office/lead-times", data=data).status_code == 200
    row = world.row(LeadTime)
    assert (row.kind, row.draft, row.opinions, row.papers) == ("", 15, None, 5)
    change = hidden_fields(anna.get(f"/office/lead-times/{row.key}/edit").text)
    change |= {"draft": "15", "papers": "4", "command_id": new_id()}
    assert anna.post(f"/office/lead-times/{row.key}", data=change).status_code == 200
    assert world.row(LeadTime).papers == 4


# --- who follows what ----------------------------------------------------------------------------


def test_the_person_then_the_name_then_the_field_then_the_lead_body(world, item):
    def of(watcher_id=None, watcher="", field="Y tế"):
        leads = [world.bodies["commission"]]
        found = world.read(lambda db: watchers(db).of(watcher_id, watcher, field, leads))
        return found and found[1]

    assert of() is None
    watch(world, to="bella", body="commission")
    assert of() == "body"
    watch(world, field="Y  TẾ")
    assert of() == "field"
    assert of(watcher="bella office") == "name"
    assert of(watcher="Đ/c Ai Đó") == "field"
    assert of(watcher_id=world.people["anna"], watcher="Bella Office") == "person"


def test_a_field_is_followed_once_and_the_watch_is_taken_away(world):
    watch(world, field="Y tế")
    with pytest.raises(keeping.FollowedAlready):
        watch(world, to="bella", field="y tế")
    for wrong in ({"field": "", "body": None}, {"field": "Y tế", "body": "commission"}):
        with pytest.raises(BadForm):
            watch(world, **wrong)
    world.run("bella", keeping.remove_watch, key=world.row(FieldWatch).key)
    assert world.row(FieldWatch) is None


# --- by hand -------------------------------------------------------------------------------------


def note(world, item, step, who="anna", base="", day=TODAY, shown_by="Letter 3"):
    return world.run(
        who, noting.note_by_hand, key=item.key, step=step, base=base, day=day, shown_by=shown_by
    )


def now(world, item):
    return world.row(ProgrammeItem, id=item.id)


def notes(tx, *, item_id, days):
    note_steps(tx, item_locked(tx, item_id), days)


def test_what_came_on_paper_is_noted_with_what_shows_it_and_taken_back(world, item):
    note(world, item, "opinions")
    page = world.client("clara", script=False).get(f"/programme-items/{item.key}").text
    assert "Letter 3" in page
    world.run("bella", noting.forget_by_hand, key=item.key, step="opinions")
    assert now(world, item).steps == now(world, item).noted == {}
    history = world.client("anna").get(f"/programme-items/{item.key}").text
    assert "Letter 3" in history  # who said so, and that it was taken back


def test_what_is_said_by_hand_stands_until_it_is_taken_back(world, item):
    seen = {"draft": TODAY - timedelta(days=3)}
    note(world, item, "draft")
    world.run("anna", notes, item_id=item.id, days=seen)
    assert now(world, item).steps == {"draft": TODAY.isoformat()}
    world.run("anna", noting.forget_by_hand, key=item.key, step="draft")
    assert now(world, item).steps == {"draft": seen["draft"].isoformat()}


def test_a_day_ahead_nothing_that_shows_it_and_a_stale_form_are_refused(world, item):
    with pytest.raises(BadForm):
        note(world, item, "draft", day=TODAY + timedelta(days=1))
    with pytest.raises(BadForm):
        note(world, item, "draft", shown_by="  ")
    with pytest.raises(BadForm):
        note(world, item, "presented")
    note(world, item, "draft")
    note(world, item, "draft")  # the same again
    assert world.happened(f"programme:{item.programme_id}") == ["programme-item-changed"]
    with pytest.raises(EditConflict):
        note(world, item, "draft", who="bella", day=TODAY - timedelta(days=1))


def test_the_form_notes_a_step(world, item):
    anna = world.client("anna")
    form = anna.get(f"/programme-items/{item.key}/steps").text
    data = hidden_fields(form) | {"step": "papers", "day": TODAY.isoformat(), "shown_by": "7-CV"}
    data |= {"base": "", "command_id": new_id()}
    assert anna.post(f"/programme-items/{item.key}/steps", data=data).status_code == 200
    assert now(world, item).noted["papers"]["shown_by"] == "7-CV"
    gone = {"step": "papers", "command_id": new_id()}
    assert anna.post(f"/programme-items/{item.key}/steps/forget", data=gone).status_code == 200
    assert now(world, item).steps == {}


moves = st.lists(
    st.tuples(
        st.sampled_from(["seen", "hand", "back"]),
        st.sampled_from(noting.BY_HAND),
        st.one_of(st.none(), st.dates(TODAY - timedelta(days=60), TODAY)),
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(moves)
def test_steps_are_what_was_said_by_hand_else_what_was_seen(world, moves):
    programme = plan(world, f"p-{new_id()}")
    item = world.row(ProgrammeItem, id=put(world, programme, 1, "Any", kind="submission"))
    seen, hand = {}, {}
    for how, step, day in moves:
        if how == "seen":
            world.run("anna", notes, item_id=item.id, days={step: day})
            seen[step] = day
        elif how == "hand" and day:
            base = hand[step].isoformat() if step in hand else ""
            note(world, item, step, base=base, day=day)
            hand[step] = day
        elif how == "back":
            world.run("anna", noting.forget_by_hand, key=item.key, step=step)
            hand.pop(step, None)
    expected = {s: d.isoformat() for s, d in (seen | hand).items() if d}
    assert now(world, item).steps == expected
    assert now(world, item).noted.keys() == hand.keys()


# --- pages ---------------------------------------------------------------------------------------


def test_pages_follow_steps_by_push_and_rules_by_coming_again(world, item):
    lead(world, counts={"draft": 60})
    programme = f"/programmes/{world.row(Programme, id=item.programme_id).key}"
    asked = [
        (who, url)
        for who in ("anna", "carl", "clara")
        for url in (programme, f"/programme-items/{item.key}")
    ]
    pages = [opened(world, who, url) for who, url in asked]
    assert set(live_equals_reload(world, pages, lambda: note(world, item, "draft"))) == {SAME}
    pages = [opened(world, who, url) for who, url in asked]
    assert set(live_equals_reload(world, pages, lambda: watch(world, field="Y tế"))) == {RELOADED}
    leads, watches = (opened(world, "bella", f"/office/{p}") for p in ("lead-times", "watches"))
    assert live_equals_reload(
        world, [leads, watches], lambda: watch(world, field="Đất đai", to="bella")
    ) == [RELOADED, RELOADED]


def test_what_needs_attention_is_late_or_past_its_day(world, item):
    programme = plan(world, "year-other", state="adopted")
    past, ahead = TODAY - timedelta(days=2), TODAY + timedelta(days=200)
    for n, (text, day, state) in enumerate(
        [
            ("Past", past, "planned"),
            ("Dealt with", past, "presented"),
            ("Far", ahead, "planned"),
            ("Soon", TODAY + timedelta(days=8), "planned"),
        ],
        1,
    ):
        days = {"time_from": day.isoformat(), "time_to": day.isoformat()}
        put(world, programme, n, text, kind="submission", state=state, **days)
    assert texts(world, "anna", programme, attention="1") == ["Past"]
    lead(world, counts={"draft": 60})
    assert texts(world, "anna", programme, attention="1") == ["Past", "Soon"]
    assert Wanted(attention="1").narrowed
