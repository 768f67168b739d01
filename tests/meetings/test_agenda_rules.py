"""The rules of an agenda's lines, whoever asks by whichever way."""

import pytest

from server.kernel.errors import BadForm, NotFound
from server.meetings import commands, errors
from server.meetings.access import FileComplete
from server.meetings.commands.common import mark
from server.meetings.models import Meeting
from server.programmes.errors import ItemTaken
from server.programmes.models import ProgrammeItem
from tests.meetings.conftest import March

OTHERS = ["carl", "mia", "stan", "clara", "greta", "adam", "zoe"]


def complete(march):
    def close(tx):
        mark(tx, tx.session.get_one(Meeting, march.row.id), session_state="complete")

    march.world.run(None, close)


EDIT = {
    **dict.fromkeys(("base_title", "base_presenter", "base_time_label", "presenter"), ""),
    **{"version": 1, "title": "x", "time_label": ""},
}
EVERY = [
    (commands.edit_item, EDIT),
    (commands.move_item, {"after": None}),
    (commands.hide_item, {}),
    (commands.show_item, {}),
    (commands.defer_item, {}),
    (commands.restore_item, {}),
    (commands.restrict_item, {"names": []}),
    (commands.unrestrict_item, {}),
    (commands.set_guests, {"names": []}),
]


def test_only_the_secretariat_edits_an_agenda(march, announced):
    march.open()
    said = len(announced())
    for who in OTHERS:
        for command, arguments in EVERY:
            with pytest.raises(NotFound):
                march.do(command, "Budget", who=who, **arguments)
        with pytest.raises(NotFound):
            march.add("Sneaked in", who=who)
    assert len(announced()) == said


def test_a_line_goes_to_the_end_or_behind_another(march):
    march.add("Closing")
    march.add("Health", after=march.item("Budget").key)
    assert march.sees("anna") == ["Budget", "Health", "Staff", "Roads", "Closing"]


def test_a_line_without_a_title_is_refused(march, announced):
    with pytest.raises(BadForm):
        march.add("  ")
    assert announced() == []


def test_a_secret_line_takes_no_words(march, announced):
    with pytest.raises(errors.SecretTakesNoText):
        march.add("The secret", secret=True)
    with pytest.raises(errors.SecretTakesNoText):
        march.add("", presenter="Đ/c A", secret=True)
    march.add("", secret=True, time_label="09:00")
    with pytest.raises(errors.SecretTakesNoText):
        march.world.run("anna", commands.edit_item, **EDIT | {"key": march.item("").key})
    assert announced() == ["agenda-reordered"]


def test_in_an_open_session_a_new_line_is_born_hidden(march):
    march.open()
    march.add("Just now")
    assert march.sees("mia") == ["Budget", "Staff", "Roads"]
    march.do(commands.show_item, "Just now")
    assert march.sees("mia") == ["Budget", "Staff", "Roads", "Just now"]


def test_a_restricted_line_that_is_shown_stays_restricted(march):
    march.open()
    march.do(commands.restrict_item, "Staff", names=march.people("noah"))
    march.do(commands.hide_item, "Staff")
    assert march.sees("noah") == ["Budget", "Roads"]
    march.do(commands.show_item, "Staff")
    assert march.sees("noah") == ["Budget", "Staff", "Roads"]
    assert march.sees("mia") == ["Budget", "Roads"]
    assert march.sees("carl") == ["Budget", "Staff", "Roads"]


def test_a_restriction_needs_a_name_of_the_meeting(march, announced):
    with pytest.raises(errors.NobodyNamed):
        march.do(commands.restrict_item, "Staff", names=[])
    for login in ("zoe", "carl", "greta"):
        with pytest.raises(NotFound):
            march.do(commands.restrict_item, "Staff", names=march.people(login))
    assert announced() == []


def test_two_secretaries_who_each_name_somebody_both_get_their_way(march):
    march.send()
    mia, noah = march.people("mia", "noah")
    march.do(commands.restrict_item, "Staff", names=[mia], base=[])
    march.do(commands.restrict_item, "Staff", who="bella", names=[noah], base=[])
    assert "Staff" in march.sees("mia")
    assert "Staff" in march.sees("noah")
    march.do(commands.restrict_item, "Staff", names=[noah], base=[mia, noah])
    assert "Staff" not in march.sees("mia")


def test_a_guest_sees_the_own_line_alone_without_number(march):
    march.do(commands.set_guests, "Roads", names=march.people("greta"))
    with pytest.raises(NotFound):
        march.sees("greta")  # not sent yet
    march.send()
    assert march.sees("greta") == ["Roads"]
    march.do(commands.restrict_item, "Roads", names=march.people("mia"))
    assert march.sees("greta") == ["Roads"]
    march.do(commands.unrestrict_item, "Roads")
    assert march.sees("greta") == ["Roads"]
    march.do(commands.set_guests, "Roads", names=[], base=march.people("greta"))
    with pytest.raises(NotFound):
        march.sees("greta")


def test_a_delegate_cannot_be_a_guest(march):
    for login in ("carl", "mia"):
        with pytest.raises(NotFound):
            march.do(commands.set_guests, "Roads", names=march.people(login))


@pytest.mark.parametrize(
    ("title", "after", "order"),
    [
        ("Roads", None, ["Roads", "Budget", "Staff"]),
        ("Budget", "Staff", ["Staff", "Budget", "Roads"]),
        ("Budget", "Roads", ["Staff", "Roads", "Budget"]),
        ("Staff", "Budget", ["Budget", "Staff", "Roads"]),
        ("Staff", "Staff", ["Budget", "Staff", "Roads"]),
    ],
)
def test_moving(march, announced, title, after, order):
    before = march.sees("anna")
    march.do(commands.move_item, title, after=march.item(after).key if after else None)
    assert march.sees("anna") == order
    assert announced() == ([] if order == before else ["agenda-reordered"])


def test_a_line_is_not_moved_behind_one_of_another_meeting(world, march, announced):
    other = March(world, "Elsewhere")
    with pytest.raises(NotFound):
        march.do(commands.move_item, "Budget", after=other.item("Elsewhere").key)
    assert announced() == []


def test_a_moved_line_keeps_its_version_so_that_an_open_editor_is_not_disturbed(march):
    march.do(commands.move_item, "Roads", after=None)
    assert {march.item(t).version for t in ("Budget", "Staff", "Roads")} == {1}


def test_deferring_and_putting_back(march):
    march.send()
    march.do(commands.defer_item, "Staff", reason="Not ready")
    assert march.sees("mia") == ["Budget", "Roads"]
    assert march.sees("anna") == ["Budget", "Staff", "Roads"]
    with pytest.raises(errors.ItemDeferred):
        march.do(commands.defer_item, "Staff")
    march.do(commands.restore_item, "Staff")
    assert march.sees("mia") == ["Budget", "Staff", "Roads"]
    with pytest.raises(errors.WrongOrder):
        march.do(commands.restore_item, "Staff")


def test_a_deferred_item_waits_in_the_programme_again(world, march, programme_item):
    march.world.run(
        "anna",
        commands.add_programme_items,
        meeting_key=march.key,
        programme_item_keys=[programme_item.key],
    )

    def state():
        return world.row(ProgrammeItem, id=programme_item.id).state

    assert state() == "on-agenda"
    march.do(commands.defer_item, programme_item.text)
    assert state() == "planned"
    other = March(world)
    world.run(
        "anna",
        commands.add_programme_items,
        meeting_key=other.key,
        programme_item_keys=[programme_item.key],
    )
    with pytest.raises(ItemTaken):
        march.do(commands.restore_item, programme_item.text)
    assert other.sees("anna") == [programme_item.text]


def test_an_item_stands_on_one_agenda_at_a_time(world, march, programme_item):
    take = {"programme_item_keys": [programme_item.key]}
    world.run("anna", commands.add_programme_items, meeting_key=march.key, **take)
    with pytest.raises(ItemTaken):
        world.run("bella", commands.add_programme_items, meeting_key=march.key, **take)


def test_changes_after_sending_are_counted_until_they_are_announced(march):
    march.add("Before")
    assert march.row.adjusted == 0
    march.send()
    march.add("After")
    march.do(commands.move_item, "After", after=None)
    march.do(commands.move_item, "After", after=None)  # is there already
    march.do(commands.hide_item, "After")
    assert march.row.adjusted == 3
    march.do(commands.send_adjusted)
    assert march.row.adjusted == 0
    with pytest.raises(errors.WrongOrder):
        march.do(commands.send_adjusted)


def test_nothing_in_a_complete_file_changes(march, announced):
    march.open()
    said = len(announced())
    complete(march)
    for command, arguments in EVERY:
        with pytest.raises(FileComplete):
            march.do(command, "Budget", **arguments)
    with pytest.raises(FileComplete):
        march.add("Late")
    assert len(announced()) == said
