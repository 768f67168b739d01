"""The draft notice: taken from what was agreed, edited there, agreed to again where it differs."""

import re

import pytest
from sqlmodel import select

from server.conclusions import commands
from server.conclusions.commands import NotOnlyNoted
from server.conclusions.issuing import NotReady
from server.conclusions.models import DraftWording
from server.kernel.errors import EditConflict
from server.meetings import commands as meetings
from server.meetings.access import FileComplete
from server.people.models import Account
from server.room.commands import complete_file, end_session
from tests.sessions import plain
from tests.world import new_id

SAID = "Giao Ban Tổ chức chủ trì."
DRAFTED = "Giao Ban Tổ chức chủ trì, phối hợp Văn phòng."


@pytest.fixture
def agreed(session):
    """A conclusion the chair agreed to at the session, that only decides."""
    key = session.note("Budget", SAID)
    session.verdict(key, "decides")
    session.agree(key)
    return key


@pytest.fixture
def drafted(session, agreed):
    """The same in the draft notice."""
    session.draft()
    return agreed


def wordings(world, session, key):
    conclusion_id = session.conclusion(key).id

    def find(db):
        rows = select(DraftWording).where(DraftWording.conclusion_id == conclusion_id)
        return [(row.text, row.written_by_id) for row in db.exec(rows.order_by(DraftWording.id))]

    return world.read(find)


def post(world, who, address, **fields):
    return world.client(who).post(address, data={"command_id": new_id()} | fields)


def page(world, session, who="anna", name="notice"):
    return world.client(who).get(f"/meetings/{session.key}/{name}")


def test_what_was_agreed_to_comes_in_and_its_words_are_kept(world, session, agreed):
    noted = session.note("Staff", "Only noted")
    assert post(world, "anna", f"/meetings/{session.key}/draft").status_code == 200
    assert session.conclusion(agreed).session_text == SAID
    assert session.conclusion(agreed).agreed_as == "chair"
    assert session.conclusion(noted).session_text == ""


def test_doing_it_again_takes_in_what_was_agreed_to_since(world, session, drafted):
    before = session.happened()
    assert session.draft() == []
    assert session.happened() == before
    late = session.note("Staff", "Late")
    session.agree(late, who="anna")
    assert session.draft(who="bella") == [session.conclusion(late).id]


def test_a_form_sent_twice_is_taken_in_once(world, session, agreed):
    anna, form = world.client("anna"), {"command_id": new_id()}
    address = f"/meetings/{session.key}/draft"
    assert [anna.post(address, data=form).status_code for _ in range(2)] == [200, 200]
    assert session.happened().count("conclusion-changed") == 4  # noted, verdict, agreed, drafted


@pytest.mark.parametrize("who", ["carl", "mia", "stan", "clara", "greta", "adam", "zoe", None])
def test_only_the_office_opens_the_draft(world, session, agreed, who):
    assert post(world, who, f"/meetings/{session.key}/draft").status_code == (404 if who else 401)
    assert session.conclusion(agreed).session_text == ""
    if who:
        assert page(world, session, who).status_code == 404


def test_unchanged_it_needs_no_second_word_of_the_chair(world, session, drafted):
    key = session.issue(drafted)
    assert session.notice(key).sha256


def test_it_says_how_many_do_not_go_into_the_notice_yet(world, session, drafted):
    assert "not go into this notice yet" not in page(world, session).text
    session.note("Staff", "Without a verdict")
    session.agree(session.note("Roads", "Agreed"))
    session.draft()
    assert "2 conclusions do not go into this notice yet." in page(world, session).text


def test_what_does_not_stand_in_the_draft_is_not_issued(world, session, agreed):
    from server.conclusions import issuing

    with pytest.raises(NotReady):
        world.run(
            "anna",
            issuing.issue,
            meeting_key=session.key,
            seen=session.seen(agreed),
            number="1",
            symbol="",
            issued_on=session.row.starts_at.date(),
        )


def test_new_words_are_kept_each_and_wait_for_the_chair(world, session, drafted):
    session.edit(drafted, "In between")
    session.edit(drafted, DRAFTED, who="bella")
    row = session.conclusion(drafted)
    assert (row.session_text, row.text, row.noted, row.agreed_as) == (SAID, DRAFTED, SAID, "")
    people = world.people
    expected = [("In between", people["anna"]), (DRAFTED, people["bella"])]
    assert wordings(world, session, drafted) == expected
    with pytest.raises(NotReady):
        session.issue(drafted)
    session.agree(drafted)
    session.issue(drafted)
    assert wordings(world, session, drafted) == expected


def test_before_the_draft_no_wording_is_kept_apart(world, session, agreed):
    session.edit(agreed, "Corrected at the desk")
    session.agree(agreed)
    session.draft()
    assert session.conclusion(agreed).session_text == "Corrected at the desk"
    assert wordings(world, session, agreed) == []


def test_words_that_stay_take_no_agreement_back(world, session, drafted):
    session.edit(drafted, SAID)
    assert session.conclusion(drafted).agreed_as == "chair"
    assert wordings(world, session, drafted) == []


@pytest.mark.parametrize(
    ("who", "act", "agreed_as"), [("carl", "agreed", "chair"), ("anna", "recorded", "recorded")]
)
def test_the_chair_agrees_to_the_draft_or_it_is_recorded(
    world, session, drafted, who, act, agreed_as
):
    session.edit(drafted, DRAFTED)
    seen = [f"{drafted}:{session.conclusion(drafted).version}"]
    address = f"/meetings/{session.key}/conclusions/{act}"
    assert post(world, who, address, seen=seen).status_code == 200
    assert session.conclusion(drafted).agreed_as == agreed_as
    assert session.conclusion(drafted).session_text == SAID  # the session's stay the session's


def test_two_who_change_the_same_words_get_both(world, session, drafted):
    version = session.conclusion(drafted).version
    session.edit(drafted, "Annas words")
    answer = post(
        world,
        "bella",
        f"/conclusions/{drafted}/edit",
        version=version,
        base_text=SAID,
        text="Bellas words",
    )
    assert answer.status_code == 409
    assert "Annas words" in answer.text
    assert "Bellas words" in answer.text
    assert [text for text, _by in wordings(world, session, drafted)] == ["Annas words"]
    with pytest.raises(EditConflict):
        world.run(
            "bella",
            commands.edit_conclusion,
            key=drafted,
            version=version,
            base_text=SAID,
            text="Mine",
        )


def test_what_stands_in_the_draft_is_not_removed(world, session, drafted):
    session.edit(drafted, DRAFTED)
    with pytest.raises(NotOnlyNoted):
        world.run("anna", commands.remove_conclusion, key=drafted)


@pytest.mark.parametrize("name", ["chair", "notice"])
def test_the_difference_stands_beside_the_words_of_the_session(world, session, drafted, name):
    who = "carl" if name == "chair" else "anna"
    assert "<ins>" not in page(world, session, who, name).text
    session.edit(drafted, DRAFTED)
    html = page(world, session, who, name).text
    marked = re.search(r"<ins>(.*?)</ins>", html, re.S)[1]
    assert plain(marked) == "[put in:] , phối hợp Văn phòng [end]"
    assert "As agreed at the session" in html
    assert "Each change (1)" in html
    assert "Anna Office" in html


def test_the_markup_of_people_stays_text(world, session, drafted):
    session.edit(drafted, "<b>bold</b> & more")
    html = page(world, session, "carl", "chair").text
    assert "<b>bold" not in html
    assert "&lt;b&gt;" in html


def test_delegates_see_nothing_of_the_draft(world, session, drafted):
    session.edit(drafted, "Canary")
    assert "Canary" not in page(world, session, "mia", "tablet").text


def test_once_the_file_is_complete_nothing_is_drafted(world, session, drafted):
    session.issue(drafted)
    for title in ("Staff", "Roads"):
        world.run("anna", commands.say_nothing_arises, item_key=session.item(title).key)
    world.run("anna", end_session, key=session.key)
    world.run("anna", complete_file, key=session.key)
    with pytest.raises(FileComplete):
        session.draft()
    assert page(world, session).status_code == 200


# --- the secretary who chairs -------------------------------------------------------------------


@pytest.fixture
def anna_chairs(world, session):
    carl, anna = (world.row(Account, login=who).key for who in ("carl", "anna"))
    world.run(
        "bella",
        meetings.set_attendees,
        key=session.key,
        chair=anna,
        delegates=[],
        base_chair=carl,
        base_delegates=[],
    )


def test_a_secretary_who_chairs_agrees_as_the_chair(world, session, anna_chairs):
    key = session.note("Budget", SAID)
    for name in ("chair", f"console?item={session.item('Budget').key}"):
        assert (
            f"/meetings/{session.key}/conclusions/agreed" in page(world, session, "anna", name).text
        )
        assert "conclusions/agreed" not in page(world, session, "bella", name).text
    seen = [f"{key}:{session.conclusion(key).version}"]
    address = f"/meetings/{session.key}/conclusions/agreed"
    assert post(world, "bella", address, seen=seen).status_code == 404
    assert post(world, "carl", address, seen=seen).status_code == 404
    assert post(world, "anna", address, seen=seen).status_code == 200
    row = session.conclusion(key)
    assert (row.agreed_as, row.agreed_by_id) == ("chair", world.people["anna"])


def test_a_secretary_who_chairs_still_notes(world, session, anna_chairs):
    assert session.note("Budget", "Noted by the chair's own hand")
