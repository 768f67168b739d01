"""The end of a session, the list of what is left, and the file's completion."""

import pytest

from server.conclusions import commands as conclusions
from server.meetings import commands as meetings
from server.meetings.access import FileComplete, meeting_to_see
from server.meetings.errors import SessionEnded, WrongOrder
from server.meetings.models import AgendaItem
from server.people.models import Body
from server.programmes.models import Programme, ProgrammeItem
from server.room import commands
from server.room.commands import NotSettled
from server.room.queries import after_session
from server.tasks.commands import settle_task
from tests.sessions import MORNING, Session
from tests.world import new_id


def left(world, session, who="anna"):
    """Return (kind, owner) of what is left to settle, as `who` sees it."""

    def query(db):
        _meeting, audience = meeting_to_see(db, world.viewer(who), session.key)
        return [(row.kind, row.owner) for row in after_session(db, audience).unsettled]

    return world.read(query)


def end(world, session, who="anna"):
    return world.run(who, commands.end_session, key=session.key)


def settle(world, session, *titles):
    """Say of these lines (of every one) that nothing arises."""
    for title in titles or ("Budget", "Staff", "Roads"):
        world.run("anna", conclusions.say_nothing_arises, item_key=session.item(title).key)


@pytest.mark.parametrize("who", ["anna", "carl"])
def test_it_ends_in_one_tap_whatever_is_undecided(world, session, who):
    session.note("Budget", "Not agreed")
    address = f"/meetings/{session.key}/end"
    answer = world.client(who).post(address, data={"command_id": new_id()})
    assert answer.status_code == 200
    assert answer.headers["plenum-go"] == f"/meetings/{session.key}/after"
    assert session.row.session_state == "ended"
    assert session.row.ended_at is not None


@pytest.mark.parametrize("who", ["mia", "stan", "clara", "greta", "adam", "zoe", None])
def test_nobody_else_ends_or_completes(world, session, who):
    status = 404 if who else 401
    for act in ("end", "complete"):
        answer = world.client(who).post(
            f"/meetings/{session.key}/{act}", data={"command_id": new_id()}
        )
        assert answer.status_code == status
    if who:
        assert world.client(who).get(f"/meetings/{session.key}/after").status_code == 404
    assert session.row.session_state == "open"


def test_ending_twice_changes_nothing(world, session):
    end(world, session)
    before = session.happened()
    end(world, session, "carl")
    assert session.happened() == before


def test_the_room_is_on_nothing_any_more(world, session):
    world.run("anna", meetings.move_to_item, key=session.item("Budget").key)
    end(world, session)
    assert session.row.current_item_id is None
    assert session.item("Budget").state == "done"
    assert session.happened()[-2:] == ["current-item-moved", "meeting-changed"]


def test_a_session_that_was_never_opened_does_not_end(world, session):
    key = world.run(
        "anna",
        meetings.make_meeting,
        body_key=world.row(Body, id=world.bodies["committee"]).key,
        kind="session",
        title="Next",
        starts_at=MORNING,
    )
    with pytest.raises(WrongOrder):
        world.run("anna", commands.end_session, key=key)


def test_no_item_is_added_after_the_end(world, session):
    end(world, session)
    with pytest.raises(SessionEnded):
        world.run("anna", meetings.add_item, meeting_key=session.key, title="Late")


def test_what_is_undecided_is_a_list_with_owners(world, session):
    world.run("anna", meetings.move_to_item, key=session.item("Budget").key)
    noted = session.note("Staff", "Noted only")
    bare = session.note("Roads", "Assigns")
    session.verdict(bare, "assigns")
    session.agree(bare)
    end(world, session)
    assert left(world, session) == [
        ("no-conclusion", "office"),  # Budget, discussed
        ("not-agreed", "chair"),
        ("no-verdict", "office"),
        ("no-task", "office"),
    ]
    session.agree(noted, who="anna")
    session.verdict(noted, "decides")
    assert ("not-issued", "office") in left(world, session, "carl")


def test_items_deferred_or_discussed_from_paper_need_nothing(world, session):
    for title in ("Budget", "Staff", "Roads"):
        world.run("anna", meetings.defer_item, key=session.item(title).key)
    assert world.row(AgendaItem, meeting_id=session.row.id, secret=True)
    end(world, session)
    assert left(world, session) == []


def test_a_task_nobody_leads_or_dates_must_be_determined(world, session):
    settle(world, session)
    task = session.given("Ask around", lead_text="các cơ quan khối Đảng", deadline_text="")
    end(world, session)
    assert left(world, session) == [("task-lead", "office"), ("task-deadline", "office")]
    body = world.row(Body, id=world.bodies["commission"])
    world.run(
        "anna",
        settle_task,
        key=task,
        lead_body=str(body.key),
        deadline=MORNING.date(),
    )
    assert left(world, session) == []


def test_the_file_is_completed_once_the_list_is_empty(world, session):
    with pytest.raises(WrongOrder):
        world.run("anna", commands.complete_file, key=session.key)
    end(world, session)
    with pytest.raises(NotSettled) as refusal:
        world.run("anna", commands.complete_file, key=session.key)
    assert refusal.value.params == {"count": 3}
    settle(world, session)
    address = f"/meetings/{session.key}/complete"
    form = {"command_id": new_id()}
    anna = world.client("anna")
    assert [anna.post(address, data=form).status_code for _ in range(2)] == [200, 200]
    assert session.row.session_state == "complete"
    for act in (
        lambda: session.note("Budget", "Too late"),
        lambda: world.run("anna", commands.complete_file, key=session.key),
        lambda: end(world, session),
    ):
        with pytest.raises(FileComplete):
            act()


def test_the_chair_does_not_complete_the_file(world, session):
    end(world, session)
    settle(world, session)
    answer = world.client("carl").post(
        f"/meetings/{session.key}/complete", data={"command_id": new_id()}
    )
    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["anna", "carl"])
def test_the_list_is_a_page_of_those_who_see_the_whole_meeting(world, session, who):
    session.note("Budget", "Words to settle")
    end(world, session)
    page = world.client(who).get(f"/meetings/{session.key}/after").text
    assert "Words to settle" in page
    assert "The chair has not agreed" in page
    assert ("Complete the file" in page) is False


def test_what_was_discussed_is_presented_in_its_programme(world):
    programme = world.add(
        Programme(
            slug="y",
            body_id=world.bodies["committee"],
            level="year",
            state="adopted",
            title="2026",
            period_from=MORNING.date(),
            period_to=MORNING.date(),
            created_at=MORNING,
        )
    )
    source = world.add(ProgrammeItem(programme_id=programme, position=1, text="Report"))
    later = world.add(ProgrammeItem(programme_id=programme, position=2, text="Later"))
    keys = [world.row(ProgrammeItem, id=row).key for row in (source, later)]
    session = Session(world, programme_item_keys=keys)
    world.run("anna", meetings.move_to_item, key=session.item("Report").key)
    end(world, session)
    assert world.row(ProgrammeItem, id=source).state == "presented"
    assert world.row(ProgrammeItem, id=later).state == "on-agenda"
