"""Minutes: drafted from the session, circulated, approved, numbered, signed, then only added to."""

import io
import json
from datetime import date
from uuid import UUID

import pikepdf
import pytest
from docx import Document
from sqlmodel import select

from server.conclusions import minutes, opinions
from server.conclusions import minutes_source as source
from server.conclusions.minutes_errors import (
    MinutesMisdated,
    MinutesMoved,
    NextSessionNeeded,
    WrongMinutesState,
)
from server.conclusions.minutes_queries import seen_by
from server.conclusions.models import DraftComment, Minutes, MinutesSupplement, Opinion
from server.conclusions.opinions import OpinionsClosed
from server.kernel.errors import EditConflict, NotFound
from server.kernel.events import EventRow
from server.meetings import commands as meetings
from server.meetings.errors import WrongOrder
from server.meetings.models import AgendaItem
from server.people.models import Account, Body, BodyDocuments, IssuedNumber
from server.people.numbering import NumberTaken
from server.room.commands import NotSettled, complete_file, end_session
from server.room.queries import left_to_settle
from tests.conclusions.test_noting import post
from tests.live.harness import SAME, live_equals_reload, opened
from tests.sessions import MORNING, Session, plain, rows
from tests.world import hidden_fields

CANARY = "Canary opinion"
FAR = date(2099, 1, 1)


@pytest.fixture
def spoken(world, session):
    """The session with an opinion, and a conclusion that the chair agreed to; drafted minutes."""
    budget = session.item("Budget").key
    said = {"speaker": "Mia Member", "topic": "Vốn", "text": CANARY}
    session.said = world.run("anna", opinions.note_opinion, item_key=budget, **said)
    session.concluded = session.note("Budget", "Thống nhất dự toán")
    session.verdict(session.concluded, "decides")
    session.agree(session.concluded)
    world.run("anna", minutes.open_minutes, meeting_key=session.key)
    return session


def row(world):
    (found,) = rows(world, Minutes)
    return found


def run(world, session, command, who="anna", **more):
    return world.run(who, command, meeting_key=session.key, **more)


def view(world, session, who="anna"):
    return world.read(seen_by, world.viewer(who), session.key)[0]


def text_of(world, session, who="anna"):
    return plain(world.client(who).get(f"/meetings/{session.key}/minutes").text)


def approve(world, session, who="carl", **more):
    return run(world, session, minutes.approve, who, seen=view(world, session).digest, **more)


def sign(world, session):
    approve(world, session)
    return run(world, session, minutes.bind_signed, sha256="a" * 64, file_name="bb.pdf")


def rule(world, after, body="committee"):
    world.add(BodyDocuments(body_id=world.bodies[body], kind="BB", opinions_after=after))


def test_they_say_what_the_session_was(world, spoken):
    shown = text_of(world, spoken)
    for word in ("BIÊN BẢN", "March session", "Carl Chair", "Mia Member", "Budget", CANARY,
                 "Thống nhất dự toán", "NGƯỜI GHI BIÊN BẢN", "CHỦ TRÌ", "DỰ THẢO"):  # fmt: skip
        assert word in shown, word
    again = run(world, spoken, minutes.open_minutes)
    assert again == str(row(world).key)  # twice is once


def test_what_nobody_agreed_to_is_left_out_and_said(world, spoken):
    spoken.note("Roads", "Only noted")
    shown = text_of(world, spoken)
    assert "Only noted" not in shown
    assert "1 conclusion is not in the minutes yet." in shown


def test_a_session_that_has_not_begun_has_none(world):
    body = world.row(Body, id=world.bodies["committee"]).key
    made = {"kind": "session", "title": "Later", "starts_at": MORNING}
    key = world.run("anna", meetings.make_meeting, body_key=body, **made)
    with pytest.raises(WrongOrder):
        world.run("anna", minutes.open_minutes, meeting_key=key)


def test_own_words_merge_field_by_field_and_conflict_with_both(world, spoken):
    version = row(world).version
    words = {name: text for name, text in view(world, spoken).words}
    item = f"{source.ITEM}{spoken.item('Budget').key}"
    base = {name: words[name] for name in ("secretary", "absent", item)}
    write = minutes.write_words
    run(world, spoken, write, version=version, base=base, to=base | {"secretary": "Anna"})
    to = base | {"absent": "Noah, ốm", item: "Thảo luận sôi nổi"}
    run(world, spoken, write, "bella", version=version, base=base, to=to)
    shown = text_of(world, spoken)
    assert all(word in shown for word in ("Anna", "Noah, ốm", "Thảo luận sôi nổi"))
    with pytest.raises(EditConflict) as conflict:
        run(world, spoken, write, version=version, base=base, to=base | {"secretary": "Bella"})
    assert conflict.value.theirs == {"secretary": "Anna"}


def test_the_form_sends_back_what_it_shows(world, spoken):
    anna = world.client("anna")
    form = anna.get(f"/meetings/{spoken.key}/minutes/form?act=words").text
    fields = hidden_fields(form)
    to = {name[5:]: text for name, text in fields.items() if name.startswith("base_")}
    answer = post(world, "anna", f"/meetings/{spoken.key}/minutes/words",
                  **fields | to | {"place": "Minh Họa"})  # fmt: skip
    assert answer.status_code == 200
    assert row(world).words == {"place": "Minh Họa"}


def test_circulated_they_are_read_without_opinions_within_sight(world, spoken):
    staff = spoken.item("Staff")
    noah = world.row(Account, login="noah").key
    world.run("anna", meetings.restrict_item, key=staff.key, names=[noah])
    for who in ("mia", "noah", "stan", "zoe"):
        assert world.client(who).get(f"/meetings/{spoken.key}/minutes").status_code == 404
    run(world, spoken, minutes.circulate, answer_by=FAR)
    mia, noah_page = text_of(world, spoken, "mia"), text_of(world, spoken, "noah")
    assert "Thống nhất dự toán" in mia and CANARY not in mia and "Staff" not in mia  # noqa: PT018
    assert "Staff" in noah_page
    assert "Read the minutes" in world.client("mia").get(f"/meetings/{spoken.key}/tablet").text
    assert CANARY in text_of(world, spoken, "carl")
    for who in ("greta", "stan", "clara", "adam", "rita", "ivan", "zoe"):
        assert world.client(who).get(f"/meetings/{spoken.key}/minutes").status_code == 404
        with pytest.raises(NotFound):
            run(world, spoken, minutes.comment, who, text="Mine")


def test_who_took_part_comments_until_the_day(world, spoken):
    with pytest.raises(NotFound):
        run(world, spoken, minutes.comment, "mia", text="Too early")
    run(world, spoken, minutes.circulate, answer_by=FAR)
    key = run(world, spoken, minutes.comment, "mia", text="I was late")
    assert "I was late" in text_of(world, spoken)
    for _ in "12":
        run(world, spoken, minutes.answer_comment, key=key, answer="Đã sửa")
    (comment,) = rows(world, DraftComment)
    assert (comment.answer, comment.settled_by_id) == ("Đã sửa", world.people["anna"])
    with pytest.raises(MinutesMisdated):
        run(world, spoken, minutes.circulate, answer_by=date(2020, 1, 1))

    def past(tx):
        tx.session.exec(select(Minutes)).one().answer_by = date(2020, 1, 1)

    world.run(None, past)
    with pytest.raises(WrongMinutesState):
        run(world, spoken, minutes.comment, "mia", text="Too late")


@pytest.mark.parametrize("who", ["mia", "stan", "clara", "greta", "adam", "rita", "zoe", None])
def test_only_the_office_and_the_chair_act(world, spoken, who):
    refused = 404 if who else 401
    where, before = f"/meetings/{spoken.key}/minutes", row(world)
    asked = [("", {}), ("/words", {"version": "1"}), ("/circulate", {"answer_by": "2099-01-01"}),
             ("/approve", {"seen": "x"}), ("/signed", {}), ("/supplements", {"text": "More"}),
             ("/answers", {"comment": str(UUID(int=0))})]  # fmt: skip
    for act, form in asked:
        assert post(world, who, where + act, **form).status_code == refused, act
    assert row(world) == before


def test_approved_they_are_frozen_and_nothing_unseen_is_approved(world, spoken):
    seen = view(world, spoken).digest
    late = spoken.note("Roads", "Agreed late")
    spoken.agree(late)
    with pytest.raises(MinutesMoved):
        run(world, spoken, minutes.approve, "carl", seen=seen)
    approve(world, spoken)
    kept = row(world)
    assert kept.sha256 == source.digest(json.loads(kept.wording))
    assert CANARY not in kept.wording  # opinions are bound by a hash, and can be removed
    spoken.edit(late, "Other words")
    assert "Agreed late" in text_of(world, spoken)
    with pytest.raises(OpinionsClosed):
        world.run("anna", opinions.remove_opinion, key=spoken.said)
    for command, more in (
        (minutes.write_words, {"version": 1, "base": {"place": ""}, "to": {"place": "X"}}),
        (minutes.circulate, {"answer_by": FAR}),
        (minutes.approve, {"seen": kept.sha256}),
    ):
        with pytest.raises(WrongMinutesState):
            run(world, spoken, command, **more)


def test_a_boards_are_approved_at_its_next_session(world, spoken):
    def board(tx):
        tx.session.get_one(Body, world.bodies["committee"]).vocabulary = "board"

    world.run(None, board)
    with pytest.raises(NextSessionNeeded):
        approve(world, spoken)
    with pytest.raises(NextSessionNeeded):
        approve(world, spoken, next_key=spoken.key)
    body = world.row(Body, id=world.bodies["committee"]).key
    made = {"kind": "session", "title": "April", "starts_at": MORNING.replace(month=4)}
    later = world.run("anna", meetings.make_meeting, body_key=body, **made)
    form = world.client("anna").get(f"/meetings/{spoken.key}/minutes/form?act=approve").text
    assert "April" in form
    approve(world, spoken, "anna", next_key=later)
    assert "at: April" in text_of(world, spoken)
    english = plain(world.client("anna").get(f"/meetings/{spoken.key}/minutes").text)
    assert "MINUTES WRITTEN BY" in english


def test_a_number_is_given_once_by_who_gives_numbers(world, spoken):
    given = {"number": 3, "symbol": "BB/TU", "issued_on": MORNING.date()}
    with pytest.raises(WrongMinutesState):
        run(world, spoken, minutes.number_minutes, "rita", **given)
    approve(world, spoken)
    shown = text_of(world, spoken, "rita")
    assert "Enter number and date" in shown
    assert CANARY not in shown
    with pytest.raises(MinutesMisdated):
        run(world, spoken, minutes.number_minutes, "rita", **given | {"issued_on": FAR})
    run(world, spoken, minutes.number_minutes, "rita", **given)
    with pytest.raises(WrongMinutesState):
        run(world, spoken, minutes.number_minutes, "rita", **given | {"number": 4})
    (number,) = rows(world, IssuedNumber)
    assert (number.full, number.page, number.target) == ("03-BB/TU", "minutes", spoken.key)
    assert "Số 03-BB/TU" in text_of(world, spoken)
    other = Session(world)
    run(world, other, minutes.open_minutes)
    approve_other(world, other)
    with pytest.raises(NumberTaken):
        run(world, other, minutes.number_minutes, "rita", **given)


def approve_other(world, other):
    shown = world.read(seen_by, world.viewer("anna"), other.key)[0]
    run(world, other, minutes.approve, "carl", seen=shown.digest)


def signed_pdf():
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(made)
    return made.getvalue()


def test_the_signed_copy_is_bound_by_its_hash_and_locks(world, spoken):
    approve(world, spoken)
    anna, where = world.client("anna"), f"/meetings/{spoken.key}/minutes"
    form = {"command_id": "0" * 32, "declared": "1"}
    file = {"file": ("Biên bản.pdf", signed_pdf(), "application/pdf")}
    assert (
        anna.post(f"{where}/signed", data={"command_id": "1" * 32}, files=file).status_code == 422
    )
    sent = [anna.post(f"{where}/signed", data=form, files=file).status_code for _ in "12"]
    assert sent == [200, 200]
    assert row(world).state == "signed"
    assert anna.get(f"{where}/signed").content == file["file"][1]
    for who, there in (("carl", 200), ("rita", 200), ("mia", 404), ("zoe", 404)):
        assert world.client(who).get(f"{where}/signed").status_code == there
    assert run(world, spoken, minutes.supplement, text="Thêm một ý") == 1
    assert "Thêm một ý" in text_of(world, spoken, "mia")
    assert len(rows(world, MinutesSupplement)) == 1
    with pytest.raises(WrongMinutesState):
        run(world, spoken, minutes.bind_signed, sha256="b" * 64, file_name="x.pdf")


@pytest.mark.parametrize("after", ["keep", "members", "remove"])
def test_then_the_opinions_are_as_the_body_rules(world, spoken, after):
    rule(world, after)
    sign(world, spoken)
    kept = after != "remove"
    assert bool(rows(world, Opinion)) is kept
    assert (CANARY in text_of(world, spoken, "anna")) is kept
    assert (CANARY in text_of(world, spoken, "carl")) is kept
    assert (CANARY in text_of(world, spoken, "mia")) is (after == "members")
    for who in ("greta", "stan", "clara", "adam", "rita", "ivan", "zoe"):
        assert CANARY not in text_of(world, spoken, who)
    assert not [event for event in rows(world, EventRow) if CANARY in repr(event)]
    kept_row = row(world)
    assert kept_row.sha256 == source.digest(json.loads(kept_row.wording))


def test_begun_minutes_hold_the_file_open_until_they_are_signed(world, spoken):
    world.run("anna", end_session, key=spoken.key)
    assert "minutes" in [u.kind for u in world.read(left_to_settle, spoken.row.id)]
    with pytest.raises(NotSettled):
        world.run("anna", complete_file, key=spoken.key)
    assert (
        "The minutes are not signed yet"
        in world.client("carl").get(f"/meetings/{spoken.key}/after").text
    )
    sign(world, spoken)
    assert "minutes" not in [u.kind for u in world.read(left_to_settle, spoken.row.id)]


def test_as_a_word_document_and_as_pdf(world, spoken):
    world.run("anna", end_session, key=spoken.key)
    anna, where = world.client("anna"), f"/meetings/{spoken.key}/minutes"
    word = Document(io.BytesIO(anna.get(f"{where}/docx").content))
    said = " ".join(p.text for p in word.element.body.iter() if p.tag.endswith("}t"))
    for text in ("BIÊN BẢN", CANARY, "NGƯỜI GHI BIÊN BẢN", "CHỦ TRÌ", "kết thúc hồi"):
        assert text in said
    assert said.index("NGƯỜI GHI BIÊN BẢN") < said.index("CHỦ TRÌ")
    assert anna.get(f"{where}/pdf").content.startswith(b"%PDF")
    assert anna.get(f"{where}/odt").status_code == 404


def test_a_secret_item_says_only_that_it_was_there(world, spoken):
    secret = world.row(AgendaItem, meeting_id=spoken.row.id, secret=True)
    shown = view(world, spoken)
    assert f"{source.ITEM}{secret.key}" not in dict(shown.words)
    name = f"{source.ITEM}{secret.key}"
    run(world, spoken, minutes.write_words, version=1, base={name: ""}, to={name: "Secret"})
    assert "Secret" not in text_of(world, spoken)
    assert "Nội dung trình trực tiếp" in text_of(world, spoken)


STEPS = {
    "words": lambda w, s: run(w, s, minutes.write_words, version=row(w).version,
                              base={"place": ""}, to={"place": "Minh Họa"}),
    "circulate": lambda w, s: run(w, s, minutes.circulate, answer_by=date(2099, 2, 2)),
    "comment": lambda w, s: run(w, s, minutes.comment, "mia", text="Not so"),
    "note": lambda w, s: s.note("Roads", "One more"),
    "agree": lambda w, s: s.agree(s.note("Roads", "Agreed to")),
    "opinion": lambda w, s: w.run("anna", opinions.remove_opinion, key=s.said),
    "hide": lambda w, s: w.run("anna", meetings.hide_item, key=s.item("Budget").key),
    "end": lambda w, s: w.run("anna", end_session, key=s.key),
    "approve": approve,
    "sign": sign,
}  # fmt: skip


@pytest.mark.parametrize("act", STEPS.values(), ids=STEPS)
def test_pages_follow(world, spoken, act):
    run(world, spoken, minutes.circulate, answer_by=FAR)
    where = f"/meetings/{spoken.key}"
    asked = [(who, f"{where}/minutes") for who in ("anna", "carl", "mia")]
    asked += [("mia", f"{where}/tablet"), ("anna", f"{where}/after"), ("carl", f"{where}/chair")]
    pages = [opened(world, who, url) for who, url in asked]
    assert set(live_equals_reload(world, pages, lambda: act(world, spoken))) == {SAME}
