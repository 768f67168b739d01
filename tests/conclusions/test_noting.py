"""Noting, changing, removing and putting back a conclusion."""

from urllib.parse import unquote

import pytest

from server.conclusions import commands
from server.conclusions.access import SecretItem
from server.conclusions.commands import HasConclusions, HasTasks, NotOnlyNoted
from server.kernel.errors import EditConflict
from server.meetings.models import AgendaItem
from tests.world import hidden_fields, new_id

OTHERS = ["carl", "mia", "stan", "clara", "greta", "adam", "zoe", None]


def post(world, who, address, **fields):
    return world.client(who).post(address, data={"command_id": new_id()} | fields)


def test_conclusions_are_numbered_within_the_meeting(world, session):
    first = session.note("Roads", "Build the road")
    second = session.note("Budget", "Adopt the budget")
    assert session.conclusion(first).number == 1
    assert session.conclusion(second).number == 2
    assert session.happened()[-2:] == ["conclusion-changed"] * 2


@pytest.mark.parametrize("who", OTHERS)
def test_only_the_office_notes(world, session, who):
    address = f"/agenda-items/{session.item('Budget').key}/conclusions"
    assert post(world, who, address, text="Mine").status_code == (404 if who else 401)
    assert post(world, "bella", address, text="Ours").status_code == 200
    assert session.happened().count("conclusion-changed") == 1


def test_a_form_sent_twice_is_noted_once(world, session):
    address = f"/agenda-items/{session.item('Budget').key}/conclusions"
    anna, form = world.client("anna"), {"command_id": new_id(), "text": "Once"}
    assert [anna.post(address, data=form).status_code for _ in range(2)] == [200, 200]
    assert session.happened().count("conclusion-changed") == 1


def test_empty_words_are_refused_and_said_so(world, session):
    answer = post(
        world, "anna", f"/agenda-items/{session.item('Budget').key}/conclusions", text=" "
    )
    assert answer.status_code == 422


def test_an_item_discussed_from_paper_takes_no_conclusion(world, session):
    secret = world.row(AgendaItem, meeting_id=session.row.id, secret=True)
    with pytest.raises(SecretItem):
        world.run("anna", commands.note_conclusion, item_key=secret.key, text="Secret")
    with pytest.raises(SecretItem):
        world.run("anna", commands.say_nothing_arises, item_key=secret.key)


def test_the_first_words_are_kept(world, session):
    key = session.note("Budget", "As noted")
    world.run(
        "bella", commands.edit_conclusion, key=key, version=1, base_text="As noted", text="Better"
    )
    row = session.conclusion(key)
    assert (row.text, row.noted) == ("Better", "As noted")
    assert "As noted" in world.client("anna").get(f"/conclusions/{key}/edit").text


def test_new_words_take_the_agreement_back_and_say_so(world, session):
    key = session.note("Budget", "As noted")
    session.agree(key)
    rendered = hidden_fields(world.client("anna").get(f"/conclusions/{key}/edit").text)
    answer = post(world, "anna", f"/conclusions/{key}/edit", **rendered | {"text": "Other"})
    assert "the chair has to agree again" in unquote(answer.headers["plenum-say"])
    assert session.conclusion(key).agreed_as == ""


def test_the_same_words_leave_the_agreement(world, session):
    key = session.note("Budget", "As noted")
    session.agree(key)
    world.run(
        "anna", commands.edit_conclusion, key=key, version=2, base_text="As noted", text="As noted"
    )
    assert session.conclusion(key).agreed_as == "chair"


def test_a_stale_form_gets_both_texts_and_saves_nothing(world, session):
    key = session.note("Budget", "As noted")
    rendered = hidden_fields(world.client("anna").get(f"/conclusions/{key}/edit").text)
    post(world, "bella", f"/conclusions/{key}/edit", **rendered | {"text": "Hers"})
    answer = post(world, "anna", f"/conclusions/{key}/edit", **rendered | {"text": "Mine"})
    assert answer.status_code == 409
    assert "Hers" in answer.text
    assert "Mine" in answer.text
    assert session.conclusion(key).text == "Hers"
    with pytest.raises(EditConflict):
        world.run(
            "anna", commands.edit_conclusion, key=key, version=1, base_text="As noted", text="x"
        )


def test_a_removed_conclusion_keeps_its_number_and_comes_back(world, session):
    first, second = session.note("Budget", "One"), session.note("Budget", "Two")
    assert post(world, "anna", f"/conclusions/{first}/remove").status_code == 200
    assert session.conclusion(session.note("Budget", "Three")).number == 3
    assert post(world, "anna", f"/conclusions/{first}/restore").status_code == 200
    assert not session.conclusion(first).removed
    assert session.conclusion(second).number == 2


def test_only_what_is_merely_noted_can_be_removed(world, session):
    agreed, assigned = session.note("Budget", "One"), session.note("Budget", "Two")
    session.agree(agreed)
    session.assign(assigned)
    for key in (agreed, assigned):
        with pytest.raises(NotOnlyNoted):
            world.run("anna", commands.remove_conclusion, key=key)


@pytest.mark.parametrize("who", OTHERS)
def test_for_everybody_else_a_conclusion_is_not_there(world, session, who):
    key = session.note("Budget", "As noted")
    status = 404 if who else 401
    client = world.client(who)
    assert client.get(f"/conclusions/{key}/edit").status_code == status
    for act, fields in (
        ("edit", {"version": 1, "base_text": "As noted", "text": "Mine"}),
        ("remove", {}),
        ("restore", {}),
        ("verdict", {"version": 1, "verdict": "decides"}),
        ("tasks", {"work": "Mine", "lead_text": "Me"}),
    ):
        answer = client.post(f"/conclusions/{key}/{act}", data=fields | {"command_id": new_id()})
        assert answer.status_code == status, act
    assert session.happened().count("conclusion-changed") == 1


def test_a_verdict_is_said_and_changed(world, session):
    key = session.note("Budget", "As noted")
    for verdict in ("decides", "no-task", "assigns"):
        session.verdict(key, verdict)
        assert session.conclusion(key).verdict == verdict
    session.assign(key)
    with pytest.raises(HasTasks):
        session.verdict(key, "no-task")


def test_nothing_arises_is_said_of_an_item_without_conclusions(world, session):
    item = session.item("Budget").key
    for _ in range(2):
        world.run("anna", commands.say_nothing_arises, item_key=item)
    assert session.happened().count("conclusion-changed") == 1
    world.run("anna", commands.take_back_nothing_arises, item_key=item)
    session.note("Budget", "After all")
    with pytest.raises(HasConclusions):
        world.run("anna", commands.say_nothing_arises, item_key=item)
