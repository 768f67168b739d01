"""How a meeting comes about, its head, and who takes part."""

from datetime import date, datetime, timedelta

import pytest

from server.kernel.errors import BadForm, EditConflict, NotFound
from server.meetings import commands
from server.meetings.commands.common import mark
from server.meetings.models import AgendaItem, Attendee, Meeting
from server.meetings.proposals import first_morning, next_half_hour
from server.people.models import Body, Membership
from server.programmes.errors import ItemTaken
from server.programmes.models import ProgrammeItem
from tests.meetings.conftest import MORNING, plan
from tests.world import hidden_fields, new_id


def test_it_takes_the_programmes_items_in_order(world, march):
    ids = [plan(world, text, lead=f"Lead of {text}") for text in ("One", "Two", "Three")]
    items = [world.row(ProgrammeItem, id=i) for i in (ids[2], ids[0])]
    key = world.run(
        "anna",
        commands.make_meeting,
        body_key=world.row(Body, id=world.bodies["committee"]).key,
        kind="session",
        title="  April meeting ",
        starts_at=MORNING,
        programme_item_keys=[item.key for item in items],
    )
    meeting = world.row(Meeting, key=_uuid(key))
    assert (meeting.title, meeting.agenda_state, meeting.session_state) == (
        "April meeting",
        "draft",
        "planned",
    )
    lines = [world.row(AgendaItem, meeting_id=meeting.id, position=p) for p in (1, 2)]
    assert [(line.title, line.presenter) for line in lines] == [
        ("Three", "Lead of Three"),
        ("One", "Lead of One"),
    ]
    assert [world.row(ProgrammeItem, id=i).state for i in ids] == [
        "on-agenda",
        "planned",
        "on-agenda",
    ]
    assert world.happened(f"meeting:{meeting.id}") == ["meeting-changed"]


def _uuid(key):
    from uuid import UUID

    return UUID(key)


def test_who_takes_part_are_the_bodys_members_of_that_day(world, march):
    def tiers():
        rows = (world.row(Attendee, meeting_id=march.row.id, account_id=i) for i in everybody)
        return {row.account_id: row.tier for row in rows if row}

    everybody = world.people.values()
    people = world.people
    assert tiers() == {
        people["carl"]: "chair",
        people["mia"]: "delegate",
        people["noah"]: "delegate",
    }


def test_a_former_member_is_not_asked(world):
    world.add(
        Membership(
            account_id=world.people["stan"],
            body_id=world.bodies["committee"],
            role="delegate",
            since=date(2020, 1, 1),
            until=date(2027, 3, 4),
        )
    )
    key = world.run(
        "anna",
        commands.make_meeting,
        body_key=world.row(Body, id=world.bodies["committee"]).key,
        kind="briefing",
        title="x",
        starts_at=MORNING,
    )
    meeting = world.row(Meeting, key=_uuid(key))
    assert world.row(Attendee, meeting_id=meeting.id, account_id=world.people["stan"]) is None


def test_only_the_secretariat_makes_meetings(world):
    body = world.row(Body, id=world.bodies["committee"]).key
    mine = {"body_key": body, "kind": "session", "title": "Mine", "starts_at": MORNING}
    for who in ("carl", "mia", "stan", "clara", "greta", "adam", "zoe"):
        with pytest.raises(NotFound):
            world.run(who, commands.make_meeting, **mine)
        assert world.client(who).get("/meetings/new").status_code == 404
    assert world.row(Meeting, title="Mine") is None


def test_an_item_that_stands_elsewhere_stops_it_whole(world, march, programme_item):
    world.run(
        "anna",
        commands.add_programme_items,
        meeting_key=march.key,
        programme_item_keys=[programme_item.key],
    )
    other = world.row(ProgrammeItem, id=plan(world, "Another"))
    with pytest.raises(ItemTaken):
        world.run(
            "anna",
            commands.make_meeting,
            body_key=world.row(Body, id=world.bodies["committee"]).key,
            kind="session",
            title="Too much",
            starts_at=MORNING,
            programme_item_keys=[other.key, programme_item.key],
        )
    assert world.row(Meeting, title="Too much") is None
    assert world.row(ProgrammeItem, id=other.id).state == "planned"


def test_a_briefing_from_nothing_in_three_taps(world):
    anna = world.client("anna")
    first = anna.get("/meetings")
    assert "/meetings/new" in first.text
    chosen = anna.get("/meetings/new?kind=briefing")
    fields = hidden_fields(chosen.text)
    from lxml import html

    form = html.fromstring(chosen.text).xpath("//form[@data-command]")[0]
    fields = dict(form.form_values())
    made = anna.post("/meetings", data=fields)
    assert made.status_code == 200
    assert made.headers["plenum-go"].endswith("/console")
    meeting = world.row(Meeting, kind="briefing")
    assert meeting.body_id == world.bodies["standing"]
    assert "Thường trực Tỉnh ủy" in meeting.title
    again = anna.post("/meetings", data=fields)
    assert again.headers["plenum-go"] == made.headers["plenum-go"]


def at(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("here", "start"),
    [
        ("2026-11-20T09:10", "2026-11-20T09:30"),
        ("2026-11-20T09:30", "2026-11-20T10:00"),
        ("2026-11-20T06:00", "2026-11-20T08:00"),
        ("2026-11-20T16:40", "2026-11-23T08:00"),  # a Friday
        ("2026-11-20T23:50", "2026-11-23T08:00"),
        ("2026-11-22T10:00", "2026-11-23T08:00"),  # a Sunday
    ],
)
def test_a_briefing_begins_at_the_next_half_hour_of_office_hours(here, start):
    assert next_half_hour(at(here)) == at(start)


@pytest.mark.parametrize(
    ("month", "start"),
    [
        ((2026, 11), "2026-11-23T08:00"),
        ((2026, 12), "2026-12-01T08:00"),
        ((2027, 8), "2027-08-02T08:00"),
    ],
)
def test_a_session_begins_on_a_working_morning_to_come(month, start):
    assert first_morning(at("2026-11-22T10:00"), *month) == at(start)


def test_the_head_is_edited_as_any_form(world, march, announced):
    march.do(commands.edit_meeting, **head(march, title="Fifth of March"))
    with pytest.raises(EditConflict) as conflict:
        march.do(commands.edit_meeting, who="bella", **head(march, title="March the 5th"))
    assert conflict.value.theirs == {"title": "Fifth of March"}
    later = MORNING + timedelta(hours=1)
    march.do(commands.edit_meeting, who="bella", **head(march, starts_at=later))
    with pytest.raises(EditConflict) as conflict:
        march.do(commands.edit_meeting, **head(march, starts_at=MORNING - timedelta(hours=1)))
    assert conflict.value.theirs == {"starts_at": "2027-03-05T09:00"}
    with pytest.raises(BadForm):
        march.do(commands.edit_meeting, **head(march, title=" "))
    assert announced() == ["meeting-changed"] * 2


def head(march, **to):
    """What a form sends that was rendered when the meeting was new."""
    base = {"title": "March meeting", "place": "", "starts_at": MORNING}
    return {"version": 1, **{f"base_{k}": v for k, v in base.items()}, **base, **to}


def test_two_secretaries_who_each_ask_somebody_both_get_their_way(world, march, announced):
    march.send()
    said = len(announced())
    (carl,) = march.people("carl")
    base = march.people("mia", "noah")
    keep = {"chair": carl, "base_chair": carl, "base_delegates": base}
    march.do(commands.set_attendees, delegates=[*base, *march.people("stan")], **keep)
    march.do(commands.set_attendees, who="bella", delegates=base[:1], **keep)
    assert march.sees("stan") == march.sees("mia") == ["Budget", "Staff", "Roads"]
    with pytest.raises(NotFound):
        march.sees("noah")
    assert announced()[said:] == ["attendance-changed"] * 2


def test_the_chair_changes_hands(world, march):
    march.send()
    (carl,), (stan,) = march.people("carl"), march.people("stan")
    base = march.people("mia", "noah")
    march.do(
        commands.set_attendees,
        chair=stan,
        base_chair=carl,
        delegates=base,
        base_delegates=base,
    )
    march.do(commands.hide_item, "Staff")
    assert march.sees("stan") == ["Budget", "Staff", "Roads"]
    with pytest.raises(NotFound):
        march.sees("carl")


def test_whoever_leaves_is_taken_off_every_list(world, march):
    march.send()
    (carl,), (mia, noah) = march.people("carl"), march.people("mia", "noah")
    march.do(commands.restrict_item, "Staff", names=[mia, noah])
    keep = {"chair": carl, "base_chair": carl}
    march.do(commands.set_attendees, delegates=[noah], base_delegates=[mia, noah], **keep)
    march.do(commands.set_attendees, delegates=[mia, noah], base_delegates=[noah], **keep)
    assert march.sees("mia") == ["Budget", "Roads"]


def test_every_editor_opens_for_the_secretariat_alone(world, march):
    march.open()
    item = march.item("Budget").key
    addresses = [
        *(
            f"/meetings/{march.key}/{what}"
            for what in ("edit", "attendees", "items/new", "programme")
        ),
        *(f"/agenda-items/{item}/{what}" for what in ("edit", "readers", "guests", "defer")),
    ]
    for address in addresses:
        assert world.client("anna").get(address).status_code == 200, address
        for who in ("carl", "mia", "greta", "adam", "zoe"):
            assert world.client(who).get(address).status_code == 404, (address, who)


def test_who_takes_part_is_edited_where_nobody_chairs_yet(world, march):
    def form():
        answer = world.client("anna").get(f"/meetings/{march.key}/attendees")
        assert answer.status_code == 200
        return hidden_fields(answer.text)

    (carl,) = march.people("carl")
    people = march.people("mia", "noah")
    rest = {"delegates": people, "base_delegates": people}
    march.do(commands.set_attendees, chair=None, base_chair=carl, **rest)
    assert form()["base_chair"] == ""
    march.do(commands.set_attendees, chair=carl, base_chair=None, **rest)
    assert form()["base_chair"] == str(carl)


def test_what_a_form_sends_reaches_the_command(world, march):
    anna = world.client("anna")

    def post(path, **fields):
        answer = anna.post(path, data={"command_id": new_id()} | fields)
        assert answer.status_code == 200, answer.text
        return answer

    meeting = f"/meetings/{march.key}"
    post(f"{meeting}/items", title="Health", after=str(march.item("Budget").key))
    post(f"{meeting}/items", secret="1")
    line = f"/agenda-items/{march.item('Health').key}"
    post(f"{line}/move")
    post(f"{line}/hide")
    assert march.sees("anna") == ["Health", "Budget", "Staff", "Roads", ""]
    post(f"{line}/show")
    post(f"{line}/readers", name=[str(k) for k in march.people("mia", "noah")])
    post(f"{line}/guests", name=[str(k) for k in march.people("greta")])
    for step in ("approve", "send", "open"):
        post(f"{meeting}/{step}")
    assert march.sees("greta") == ["Health"]
    post(f"{line}/unrestrict")
    post(f"{line}/current")
    post(f"{line}/defer", reason="Later")
    post(f"{line}/restore")
    assert march.sees("mia") == ["Health", "Budget", "Staff", "Roads", ""]
    assert march.row.current_item_id is None

    def close(tx):
        mark(tx, tx.session.get_one(Meeting, march.row.id), session_state="ended")

    world.run(None, close)
    late = {"command_id": new_id(), "title": "Too late"}
    refused = anna.post(f"{meeting}/items", data=late)
    assert (refused.status_code, refused.headers["plenum-code"]) == (409, "session-ended")
