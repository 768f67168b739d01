"""A programme is made in Plenum and items are added to it, as the secretariat and as others."""

from datetime import date

import pytest
from sqlmodel import col, select

from server.kernel.errors import BadForm, NotFound
from server.programmes import access, drafting
from server.programmes.errors import NotInDraft, ProgrammeThere
from server.programmes.models import Programme, ProgrammeItem, ProgrammeItemBody
from tests.programmes.test_items import key_of

TEXTS = {
    "text": "Đề án phát triển kinh tế số",
    "lead": "Ban Tổ chức Tỉnh ủy; Sở Lạ",
    "time_text": "Tháng 3",
    "kind": "submission",
    "origin": "year",
    "field": "Kinh tế",
}


def made(world, who="anna", **changes):
    """Make the committee's programme of 2027; returns its key."""
    asked = {
        "body_key": key_of(world, "committee"),
        "level": "year",
        "title": "Chương trình công tác năm 2027",
        "period_from": date(2027, 1, 1),
        "period_to": date(2027, 12, 31),
    }
    return world.run(who, drafting.make_programme, **asked | changes)


def add(tx, *, key, texts, after=None):
    """Add items by their texts."""
    programme = access.programme_to_change(tx, key)
    drafting.check_drafting(programme)
    bodies = drafting.body_words(tx.session)
    lines = [drafting.line_of_texts(each, programme, bodies) for each in texts]
    return drafting.add_lines(tx, programme, lines, after=after)


def items(world, key):
    asked = (
        select(ProgrammeItem)
        .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
        .where(Programme.slug == world.row(Programme).slug)
        .order_by(col(ProgrammeItem.position))
    )
    return world.read(lambda db: list(db.exec(asked)))


def test_a_draft_is_made_and_only_once(world):
    made(world)
    row = world.row(Programme)
    assert (row.state, row.slug) == ("draft", "ban-thuong-vu-tinh-uy-2027")
    assert world.happened(f"programme:{row.id}") == ["programme-stepped"]
    with pytest.raises(ProgrammeThere):
        made(world)


@pytest.mark.parametrize("who", ["zoe", "carl", "clara", "adam"])
def test_only_the_secretariat_begins_one(world, who):
    with pytest.raises(NotFound):
        made(world, who)


def test_a_title_and_a_period_are_needed(world):
    with pytest.raises(BadForm):
        made(world, title="")
    with pytest.raises(BadForm):
        made(world, period_to=date(2026, 12, 31))


def test_items_are_read_as_a_sheet_would_be_and_stand_where_they_are_put(world):
    key = made(world)
    world.run("anna", add, key=key, texts=[TEXTS, {"text": "Cuối"}])
    world.run("anna", add, key=key, texts=[{"text": "Giữa"}], after=1)
    found = items(world, key)
    assert [item.text for item in found] == [TEXTS["text"], "Giữa", "Cuối"]
    first = found[0]
    assert (first.time_from, first.time_to) == ("2027-03-01", "2027-03-31")
    assert (first.kind, first.origin, first.field, first.state) == (
        "submission", "year", "Kinh tế", "planned",
    )  # fmt: skip
    named = world.read(lambda db: list(db.exec(select(ProgrammeItemBody))))
    assert [(row.item_id, row.name, row.body_id) for row in named] == [
        (first.id, "Ban Tổ chức Tỉnh ủy", world.bodies["commission"]),
        (first.id, "Sở Lạ", None),
    ]


@pytest.mark.parametrize("wrong", [{"text": ""}, {"kind": "party"}, {"origin": "moon"}])
def test_a_line_needs_its_text_a_kind_and_an_origin_that_are_known(world, wrong):
    key = made(world)
    with pytest.raises(BadForm):
        world.run("anna", add, key=key, texts=[TEXTS | wrong])


def test_what_was_adopted_takes_no_more(world):
    key = made(world)
    row = world.row(Programme)

    def adopt(tx):
        tx.session.get_one(Programme, row.id).state = "adopted"

    world.run("anna", adopt)
    with pytest.raises(NotInDraft):
        world.run("anna", add, key=key, texts=[TEXTS])
