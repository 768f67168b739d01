"""A programme that came in by mistake is withdrawn, and may come in again."""

from datetime import date

import pytest
from sqlmodel import select

from server import cli
from server.kernel.errors import NotFound
from server.kernel.events import EventRow
from server.meetings.models import AgendaItem, Meeting
from server.programmes import commands, errors
from server.programmes.definition import ItemDefinition, write_definition
from server.programmes.models import (
    Programme,
    ProgrammeImport,
    ProgrammeItem,
    ProgrammeItemBody,
    StagedItem,
)
from tests.live.harness import GONE, live_equals_reload, opened
from tests.meetings.conftest import MORNING
from tests.programmes.conftest import ANNUAL, said, upload
from tests.programmes.test_browse import plan, put
from tests.programmes.test_definition_import import year
from tests.world import new_id


@pytest.fixture
def programme(world):
    """Two items of the committee's year."""
    row = plan(world)
    put(world, row, 1, "Report on roads", number="1")
    put(world, row, 2, "Report on schools", number="2")
    return row


def item(world, programme, position=1):
    return world.row(ProgrammeItem, programme_id=programme.id, position=position)


def withdraw(world, programme, who="anna", **more):
    return world.run(who, commands.withdraw_programme, key=programme.key, **more)


def left(world):
    """Return how many rows there are of each table of programmes."""
    tables = (Programme, ProgrammeItem, ProgrammeItemBody, ProgrammeImport, StagedItem)
    return [world.read(lambda db, t=t: len(db.exec(select(t)).all())) for t in tables]


def test_it_goes_with_all_that_came_with_it_and_the_log_tells(office, take_over):
    programme = take_over(ANNUAL)
    anna = office.client("anna")
    address = f"/programmes/{programme.key}/withdraw"
    assert "47 items" in said(anna.get(address))
    answer = anna.post(address, data={"command_id": new_id(), "reason": "The wrong year"})
    assert (answer.status_code, answer.headers["plenum-go"]) == (200, "/programmes")
    assert left(office) == [0, 0, 0, 0, 0]
    assert anna.get(f"/programmes/{programme.key}").status_code == 404

    stream = f"programme:{programme.id}"
    assert office.happened(stream) == ["programme-adopted", "programme-withdrawn"]
    told = office.row(EventRow, stream=stream, name="programme-withdrawn")
    assert told.actor_id == office.people["anna"]
    assert told.detail["title"] == programme.title
    assert (told.detail["source"], told.detail["digest"]) == (ANNUAL, programme.source_digest)
    assert (told.detail["items"], told.detail["reason"]) == (47, "The wrong year")


def test_the_same_file_comes_in_again_with_a_history_of_its_own(office, take_over):
    first = take_over(ANNUAL)
    withdraw(office, first)
    second = take_over(ANNUAL)  # as a new import: looked at, and confirmed
    assert second.key != first.key
    assert left(office)[:2] == [1, 47]
    page = said(office.client("anna").get(f"/programme-items/{item(office, second).key}"))
    assert page.count("Taken over into the programme") == 1
    again = upload(office.client("anna"), ANNUAL)
    assert again.headers["plenum-go"] == f"/programmes/{second.key}?known=1"


def test_the_same_file_comes_in_again_from_the_command_line(world, tmp_path, monkeypatch):
    monkeypatch.setattr(cli, "Settings", lambda: world.app.state.settings)
    file = tmp_path / "x.toml"
    file.write_text(write_definition(year((ItemDefinition(text="a"),))), encoding="utf-8")
    keys = []
    for _ in range(2):
        for _ in range(2):
            assert cli.main(["import-programme", str(file)]) == 0
        loaded = world.row(Programme, slug="x")
        keys.append(loaded.key)
        withdraw(world, loaded)
    assert len(set(keys)) == 2


def test_twice_is_once(world, programme):
    withdraw(world, programme)
    with pytest.raises(NotFound):
        withdraw(world, programme, "bella")
    assert world.happened(f"programme:{programme.id}") == ["programme-withdrawn"]


# --- what prevents it --------------------------------------------------------------------------


def tabled(world, source, state="planned"):
    """Put a line about an item on an agenda; `state` is the line's."""
    meeting = Meeting(
        body_id=world.bodies["committee"], title="March", starts_at=MORNING, created_at=MORNING
    )
    line = {"position": 1, "title": "Roads", "state": state, "programme_item_id": source.id}
    return world.add(AgendaItem(meeting_id=world.add(meeting), **line))


def child(world, source):
    """Continue an item in the programme of the month."""
    month = plan(world, "month-2026-03", level="month", parent_id=source.programme_id)
    return put(world, month, 1, "Roads in March", parent_id=source.id)


@pytest.mark.parametrize("use", ["on an agenda", "taken off an agenda", "continued", "presented"])
def test_what_was_used_is_not_withdrawn_and_the_items_are_named(world, programme, use):
    source = item(world, programme, 2)
    if use == "continued":
        child(world, source)
    elif use == "presented":
        state = {"base_state": "planned", "state": "presented", "base_leads": "", "leads": []}
        kind = {"version": 1, "base_kind": "", "kind": ""}
        world.run("anna", commands.edit_item, key=source.key, **state, **kind)
    else:
        tabled(world, source, "planned" if use == "on an agenda" else "deferred")
    with pytest.raises(errors.ProgrammeInUse) as refusal:
        withdraw(world, programme)
    assert refusal.value.params == {"count": 1, "items": "2. Report on schools"}
    anna = world.client("anna")
    address = f"/programmes/{programme.key}/withdraw"
    asked = anna.get(address)
    assert f"/programme-items/{source.key}" in asked.text
    assert "Report on roads" not in asked.text
    assert "<form" not in asked.text
    refused = anna.post(address, data={"command_id": new_id()})
    assert (refused.status_code, refused.headers["plenum-code"]) == (409, "programme-in-use")
    assert "2. Report on schools" in said(refused)
    assert item(world, programme, 2) is not None


def test_items_that_continue_each_other_within_it_go_together(world, programme):
    above = item(world, programme, 1)
    put(world, programme, 3, "Roads, in detail", parent_id=above.id)
    withdraw(world, programme)
    assert left(world)[:2] == [0, 0]


def test_a_programme_below_stays_and_is_linked_again_when_it_comes_again(world, programme):
    fields = {"level": "month", "parent_id": programme.id, "parent_ref": programme.slug}
    below = plan(world, "month-2026-03", **fields)
    put(world, below, 1, "Something else")
    withdraw(world, programme)
    now = world.row(Programme, slug="month-2026-03")
    assert (now.parent_id, now.parent_ref) == (None, programme.slug)


def test_an_item_of_a_withdrawn_programme_is_on_no_agenda(world, programme):
    source = item(world, programme)
    withdraw(world, programme)
    with pytest.raises(NotFound):
        world.run("anna", lambda tx, **_: commands.take_item(tx, source.id, 5, date(2026, 3, 5)))


# --- who ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["mia", "carl", "stan", "clara", "greta", "adam", "zoe"])
def test_only_the_secretariat_withdraws(world, programme, who):
    with pytest.raises(NotFound):
        withdraw(world, programme, who)
    client, address = world.client(who), f"/programmes/{programme.key}/withdraw"
    assert client.get(address).status_code == 404
    assert client.post(address, data={"command_id": new_id()}).status_code == 404
    assert "/withdraw" not in client.get(f"/programmes/{programme.key}").text
    assert item(world, programme) is not None


def test_every_open_page_of_it_is_emptied(world, programme):
    addresses = (f"/programmes/{programme.key}", f"/programme-items/{item(world, programme).key}")
    pages = [opened(world, who, address) for who in ("anna", "mia") for address in addresses]
    assert live_equals_reload(world, pages, lambda: withdraw(world, programme)) == [GONE] * 4


def test_the_period_is_free_again(office, take_over):
    """The wrong body's programme is withdrawn, and the right one needs no word about another."""
    withdraw(office, take_over(ANNUAL))
    take_over(ANNUAL, period_from=date(2026, 1, 1), title="The right one")
    assert office.row(Programme).title == "The right one"
