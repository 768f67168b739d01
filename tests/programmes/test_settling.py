"""An item is settled by its kind, by those who may, once; and taken back with a reason."""

from datetime import date, timedelta

import pytest

from server.kernel.errors import BadForm, EditConflict, NotFound
from server.programmes import settling
from server.programmes.breaking_errors import (
    DayToCome,
    MeetingThere,
    MustBeTabled,
    NotToSettle,
)
from server.programmes.models import Programme, ProgrammeItem
from tests.live.harness import SAME, live_equals_reload, opened
from tests.programmes.conftest import said
from tests.programmes.test_browse import plan, put
from tests.world import new_id, today

DAY = date(2026, 3, 5)


@pytest.fixture
def item(world):
    """An activity of the committee's year."""
    return world.row(ProgrammeItem, id=put(world, plan(world), 1, "Đối thoại", kind="activity"))


def settle(world, item, who="anna", **changes):
    form = {"key": item.key, "version": item.version, "day": DAY, "evidence": "12-BC/VPTU"}
    return world.run(who, settling.settle_item, **form | changes)


def undo(world, item, who="anna", **changes):
    form = {"key": item.key, "version": item.version, "reason": "ghi nhầm"}
    return world.run(who, settling.unsettle_item, **form | changes)


def again(world, item):
    return world.row(ProgrammeItem, id=item.id)


def of_kind(world, kind, **more):
    programme = world.row(Programme) or plan(world)
    return world.row(ProgrammeItem, id=put(world, programme, 9, "Item", kind=kind, **more))


def test_an_activity_is_done_by_its_date_and_evidence(world, item):
    settle(world, item)
    now = again(world, item)
    assert (now.state, now.evidence, now.settled_on) == ("done", "12-BC/VPTU", DAY)
    assert now.steps == {"done": "2026-03-05"}
    assert world.happened(f"programme:{item.programme_id}") == ["programme-item-changed"]


def test_the_offices_word_stands_where_there_is_no_document(world, item):
    with pytest.raises(BadForm):
        settle(world, item, evidence="")
    settle(world, item, evidence="", confirmed=True)
    assert "confirmed by the office" in said(
        world.client("mia").get(f"/programme-items/{item.key}")
    )


def test_a_document_is_issued_by_its_number_and_a_meeting_is_held(world):
    document, meeting = of_kind(world, "document"), of_kind(world, "meeting")
    with pytest.raises(BadForm):
        settle(world, document, evidence="", confirmed=True)
    settle(world, document, evidence="12-KH/TU")
    assert again(world, document).steps == {"issued": "2026-03-05"}
    settle(world, meeting, evidence="", confirmed=True)
    assert again(world, meeting).steps == {"held": "2026-03-05"}


def test_only_what_is_submitted_must_be_tabled(world):
    with pytest.raises(MustBeTabled):
        settle(world, of_kind(world, "submission"))


@pytest.mark.parametrize("state", ["withdrawn", "carried", "split", "merged", "presented"])
def test_what_left_the_programme_is_not_settled(world, state):
    with pytest.raises(NotToSettle):
        settle(world, of_kind(world, "activity", state=state))


def test_what_is_to_come_is_not_done(world, item):
    with pytest.raises(DayToCome):
        settle(world, item, day=today() + timedelta(days=2))
    assert again(world, item).state == "planned"


def test_two_who_say_otherwise_see_both_texts(world, item):
    settle(world, item)
    with pytest.raises(EditConflict) as conflict:
        settle(world, item, who="bella", evidence="13-BC/VPTU", day=date(2026, 3, 6))
    assert conflict.value.theirs == {"evidence": "12-BC/VPTU", "settled_on": "05/03/2026"}
    assert conflict.value.yours == {"evidence": "13-BC/VPTU", "settled_on": "06/03/2026"}
    settle(world, item, who="bella")  # the same again changes nothing
    assert len(world.happened(f"programme:{item.programme_id}")) == 1


def test_it_is_taken_back_with_a_reason_and_can_be_said_again(world, item):
    settle(world, item)
    with pytest.raises(BadForm):
        undo(world, again(world, item), reason=" ")
    with pytest.raises(EditConflict):
        undo(world, item)  # as it was before
    undo(world, again(world, item))
    now = again(world, item)
    assert (now.state, now.evidence, now.settled_on, now.steps) == ("planned", "", None, {})
    with pytest.raises(NotToSettle):
        undo(world, now)
    settle(world, now)
    assert again(world, item).state == "done"


@pytest.mark.parametrize("who", ["mia", "carl", "stan", "clara", "greta", "adam", "zoe"])
def test_only_the_secretariat_settles(world, item, who):
    with pytest.raises(NotFound):
        settle(world, item, who)
    with pytest.raises(NotFound):
        undo(world, item, who)
    client = world.client(who)
    assert client.get(f"/programme-items/{item.key}/settle").status_code == 404
    assert client.get(f"/programme-items/{item.key}/unsettle").status_code == 404


def test_over_http_it_is_settled_once_and_taken_back(world, item):
    anna, url = world.client("anna"), f"/programme-items/{item.key}"
    assert f"{url}/settle" in anna.get(url).text
    assert "12-KH" not in anna.get(f"{url}/settle").text
    form = {"command_id": new_id(), "version": item.version, "day": "2026-03-05"}
    for _twice in range(2):
        assert anna.post(f"{url}/settle", data=form | {"confirmed": "1"}).status_code == 200
    assert "Carried out on 05/03/2026" in said(anna.get(url))
    form = {"command_id": new_id(), "version": again(world, item).version}
    assert anna.post(f"{url}/unsettle", data=form).status_code == 422
    assert anna.post(f"{url}/unsettle", data=form | {"reason": "nhầm"}).status_code == 200
    assert again(world, item).state == "planned"


def test_what_is_pushed_is_what_a_new_page_shows(world, item):
    url = f"/programme-items/{item.key}"
    pages = [opened(world, who, url) for who in ("anna", "mia")]
    assert live_equals_reload(world, pages, lambda: settle(world, item)) == [SAME] * 2
    pages = [opened(world, who, url) for who in ("anna", "mia")]
    assert live_equals_reload(world, pages, lambda: undo(world, again(world, item))) == [SAME] * 2


def test_a_meeting_that_was_made_settles_it(world):
    item = of_kind(world, "meeting", meeting_id=None)
    assert item.state == "planned"

    def made(tx):
        from server.programmes.access import item_locked

        settling.become_meeting(tx, item_locked(tx, item.id), None, DAY)

    world.run("anna", made)
    assert again(world, item).state == "on-agenda"
    assert MeetingThere.code == "settle-meeting-there"
