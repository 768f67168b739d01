"""Changing what a line says, through its form."""

from urllib.parse import unquote

import pytest

from server.meetings import commands
from tests.world import hidden_fields, new_id

OTHERS = ["carl", "mia", "stan", "clara", "greta", "adam", "zoe", None]


@pytest.fixture
def form(march):
    """Return the address of Budget's form and the form as Anna's editor shows it."""
    address = f"/agenda-items/{march.item('Budget').key}/edit"
    fields = hidden_fields(march.world.client("anna").get(address).text)
    fields |= {name: fields[f"base_{name}"] for name in ("title", "presenter", "time_label")}
    return address, fields


def send(world, who, form, **fields):
    address, rendered = form
    data = rendered | {"command_id": new_id()} | fields
    return world.client(who).post(address, data=data)


def test_it_works(world, march, form, announced):
    answer = send(world, "anna", form, title="Budget 2027", presenter="Sở Tài chính")
    assert answer.status_code == 200
    assert unquote(answer.headers["plenum-say"])
    item = march.item("Budget 2027")
    assert (item.presenter, item.version) == ("Sở Tài chính", 2)
    assert announced() == ["agenda-item-changed"]


def test_for_everybody_else_it_is_not_there(world, march, form, announced):
    march.open()
    before = len(announced())
    for who in OTHERS:
        answer = send(world, who, form, title="Mine")
        assert answer.status_code == (404 if who else 401), who
        assert world.client(who).get(form[0]).status_code == (404 if who else 401), who
    assert march.item("Budget")
    assert len(announced()) == before


def test_a_form_sent_twice_is_saved_once(world, march, form, announced):
    for _ in range(2):
        assert send(world, "anna", form, title="Budget 2027", command_id="a" * 32).is_success
    assert announced() == ["agenda-item-changed"]


def test_another_field_is_no_conflict(world, march, form, announced):
    assert send(world, "anna", form, title="Budget 2027").is_success
    assert send(world, "bella", form, time_label="08:30").is_success
    item = march.item("Budget 2027")
    assert item.time_label == "08:30"
    assert announced() == ["agenda-item-changed"] * 2


def test_the_same_field_is_a_conflict_that_shows_both_texts(world, march, form, announced):
    assert send(world, "anna", form, title="Budget 2027").is_success
    answer = send(world, "bella", form, title="Budget plan")
    assert answer.status_code == 409
    assert answer.headers["plenum-code"] == "edit-conflict"
    assert "Budget 2027" in answer.text
    assert "Budget plan" in answer.text
    assert announced() == ["agenda-item-changed"]
    # The answer brings the form up to date: sent again, it means "mine".
    assert send(world, "bella", form, title="Budget plan", base_title="Budget 2027", version=2)
    assert march.item("Budget plan")


def test_the_same_change_by_two_is_no_conflict(world, march, form, announced):
    assert send(world, "anna", form, title="Budget 2027").is_success
    assert send(world, "bella", form, title="Budget 2027").is_success
    assert announced() == ["agenda-item-changed"]


def test_nothing_changed_is_nothing_said(world, march, form, announced):
    assert send(world, "anna", form).is_success
    assert announced() == []


def test_a_title_is_needed(world, march, form, announced):
    answer = send(world, "anna", form, title=" ")
    assert answer.status_code == 422
    assert announced() == []


def test_who_moved_the_line_meanwhile_does_not_disturb_the_form(world, march, form):
    march.do(commands.move_item, "Roads", after=None)
    march.do(commands.hide_item, "Budget")
    assert send(world, "bella", form, title="Budget 2027").is_success
    assert march.item("Budget 2027").hidden
