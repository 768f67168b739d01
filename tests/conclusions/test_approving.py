"""The draft notice as a whole: its own words, comments, and the chair's approval of every word."""

import re

import pytest

from server.conclusions import commands, drafting
from server.conclusions.drafting import EmptyNotice, NoticeMoved, NotSubmitted
from server.conclusions.models import DraftComment
from server.kernel.errors import BadForm, EditConflict, NotFound
from server.people.document_commands import keep_documents
from server.people.documents import settings_of
from server.people.models import Body
from tests.conclusions.drafts import Draft
from tests.sessions import plain
from tests.world import new_id

SAID, CHANGED = "Adopt the budget", "Adopt the budget of 2026"


@pytest.fixture
def ready(session):
    key = session.note("Budget", SAID)
    session.assign(key, "Publish it")
    session.agree(key)
    session.draft()
    return key


@pytest.fixture
def draft(session, ready):
    return Draft(session)


def page(world, session, who="anna", name="notice"):
    return world.client(who).get(f"/meetings/{session.key}/{name}")


def test_its_words_are_proposed_from_the_meeting_and_the_body(draft):
    said = draft.fields()
    assert said["subject"] == "kết luận của Ban Thường vụ Tỉnh ủy tại March session"
    assert said["on_behalf"] == "T/M BAN THƯỜNG VỤ TỈNH ỦY"
    assert said["signer"] == "Carl Chair"
    assert "- Ban Tổ chức Tỉnh ủy," in said["recipients"]
    assert "Văn phòng Tỉnh ủy theo dõi, đôn đốc" in said["closing"]


def test_words_that_were_written_stay_and_the_others_follow_the_body(world, session, draft):
    draft.words(subject="kết luận khác")
    committee = world.row(Body, id=world.bodies["committee"])
    was = world.read(settings_of, committee.id, "")
    base = {n: getattr(was, n) for n in (*drafting.WORDS, "tone", "final_mark") if n != "subject"}
    base |= {"layout": "", "own_series": False, "term_since": None, "opinions_after": "keep"}
    to = base | {"place": "Minh Họa", "final_mark": "./."}
    words = {"key": committee.key, "kind": "", "version": 0, "base": base, "to": to}
    world.run("anna", keep_documents, **words)
    assert (draft.fields()["subject"], draft.fields()["place"]) == ("kết luận khác", "Minh Họa")
    html = page(world, session).text
    assert "Minh Họa, ngày" in html
    assert "./." in html


def test_two_who_change_the_same_words_get_both(draft):
    base = draft.fields()
    draft.words(subject="Anna")
    to = base | {"subject": "Bella"}
    with pytest.raises(EditConflict) as refused:
        draft.run("bella", drafting.save_words, version=0, base=base, to=to)
    assert (refused.value.theirs, refused.value.yours) == (
        {"subject": "Anna"},
        {"subject": "Bella"},
    )
    draft.run("bella", drafting.save_words, version=0, base=base, to=base | {"post": "BÍ THƯ"})
    assert (draft.fields()["subject"], draft.fields()["post"]) == ("Anna", "BÍ THƯ")


@pytest.mark.parametrize("field", ["urgency", "circulation", "layout"])
def test_marks_and_rules_are_those_that_there_are(draft, field):
    with pytest.raises(BadForm):
        draft.words(**{field: "MẬT"})


def test_the_chair_approves_in_two_taps(world, session, draft):
    draft.submit()
    carl = world.client("carl")
    work = carl.get("/work").text
    assert "The notice of conclusion waits for your approval." in work
    address = re.search(rf'href="(/meetings/{session.key}/notice/approval)"', work)[1]
    html = carl.get(address).text
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', html)[1]
    form = {"command_id": new_id(), "digest": digest}
    answers = [carl.post(f"/meetings/{session.key}/notice/approve", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (draft.row.state, draft.row.approved_digest) == ("approved", draft.digest)
    assert draft.row.approved_by_id == world.people["carl"]
    assert session.happened().count("notice-draft-changed") == 2
    assert "Approved, waits for its number" in page(world, session).text


def test_nobody_approves_words_unseen(session, draft, ready):
    draft.submit()
    seen = draft.digest
    session.edit(ready, CHANGED)
    with pytest.raises(NoticeMoved):
        draft.run("carl", drafting.approve, digest=seen)
    assert draft.row.state == "submitted"
    draft.approve()
    assert session.conclusion(ready).agreed_as == "chair"  # the words are part of the whole


CHANGES = {
    "words": lambda s, d, key: d.words(closing="Hết."),
    "conclusion": lambda s, d, key: s.edit(key, CHANGED),
    "task": lambda s, d, key: s.assign(key, "One more"),
    "another": lambda s, d, key: [
        s.verdict(new := s.note("Staff", "Late"), "decides"),
        s.agree(new),
        s.draft(),
    ],
}


@pytest.mark.parametrize("what", list(CHANGES))
def test_what_is_changed_after_the_approval_is_a_draft_again(world, session, draft, ready, what):
    draft.submit()
    draft.approve()
    CHANGES[what](session, draft, ready)
    html = page(world, session).text
    assert "Approved, waits for its number" not in html
    assert "Put to the chair" in html
    draft.submit()
    assert "Waits for the chair" in page(world, session).text


def test_it_is_returned_with_words_and_comes_as_the_next_draft(world, session, draft):
    draft.submit()
    with pytest.raises(BadForm):
        draft.run("carl", drafting.return_draft, answer=" ")
    draft.run("carl", drafting.return_draft, answer="Say who pays")
    html = page(world, session).text
    assert "Say who pays" in html
    draft.submit()
    assert draft.row.turn == 2
    assert "Dự thảo lần 2" in page(world, session).text


def test_what_was_not_submitted_is_not_approved_by_the_chair(draft):
    with pytest.raises(NotSubmitted):
        draft.approve()
    draft.submit()
    draft.run("anna", drafting.take_back)
    with pytest.raises(NotSubmitted):
        draft.approve()
    with pytest.raises(NotSubmitted):
        draft.run("carl", drafting.return_draft, answer="No")


def test_the_office_records_what_was_approved_on_paper(world, draft):
    draft.run("anna", drafting.record_approved, digest=draft.digest)
    assert (draft.row.state, draft.row.approved_by_id) == ("approved", world.people["anna"])


def test_an_empty_draft_is_not_submitted(session):
    with pytest.raises(EmptyNotice):
        Draft(session).submit()


@pytest.mark.parametrize("who", ["anna", "mia", "stan", "clara", "greta", "rita", "adam", "zoe"])
def test_nobody_but_the_chair_approves_or_returns(session, draft, who):
    draft.submit()
    with pytest.raises(NotFound):
        draft.approve(who)
    with pytest.raises(NotFound):
        draft.run(who, drafting.return_draft, answer="No")


@pytest.mark.parametrize("who", ["carl", "mia", "stan", "clara", "greta", "rita", "adam", "zoe"])
def test_nobody_but_the_office_writes_or_submits(world, session, draft, who):
    with pytest.raises(NotFound):
        draft.submit(who)
    with pytest.raises(NotFound):
        draft.words(who, subject="x")
    with pytest.raises(NotFound):
        draft.run(who, drafting.record_approved, digest=draft.digest)


def test_the_chair_sees_noted_agreed_and_draft_side_by_side(world, session):
    key = session.note("Budget", "As noted")
    session.edit(key, SAID)
    session.verdict(key, "decides")
    session.agree(key)
    session.draft()
    session.edit(key, CHANGED)
    Draft(session).submit()
    html = plain(page(world, session, "carl", "notice/approval").text)
    assert "As noted" in html
    assert "As agreed at the session" in html
    assert "[put in:] of 2026" in html


def test_comments_stand_beside_the_draft_and_are_settled(world, session, draft, ready):
    draft.submit()
    draft.run("carl", drafting.comment, text="Too long", conclusion_key=ready)
    row = world.row(DraftComment, text="Too long")
    assert "on conclusion 1" in page(world, session).text
    with pytest.raises(NotFound):
        world.run("carl", drafting.settle_comment, key=row.key, answer="x")
    world.run("anna", drafting.settle_comment, key=row.key, answer="Made shorter")
    html = page(world, session, "carl", "notice/approval").text
    assert "Made shorter" in html
    assert draft.row.state == "submitted"  # a comment changes no word
    for who in ("mia", "stan", "rita", "zoe"):
        with pytest.raises(NotFound):
            draft.run(who, drafting.comment, text="x")


def test_a_removed_conclusion_of_another_meeting_takes_no_comment(draft, session):
    with pytest.raises(NotFound):
        draft.run("anna", drafting.comment, text="x", conclusion_key=session.key)


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_draft_is_drawn_for_who_sees_it(world, session, draft, form):
    address = f"/meetings/{session.key}/notice/draft.{form}"
    magic = b"PK" if form == "docx" else b"%PDF"
    for who in ("anna", "carl"):
        answer = world.client(who).get(address)
        assert answer.content.startswith(magic), who
    for who in ("mia", "stan", "rita", "zoe"):
        assert world.client(who).get(address).status_code == 404
    draft.submit()
    draft.approve()
    assert world.client("rita").get(address).content.startswith(magic)


def test_a_conclusion_without_its_tasks_waits(session, draft):
    bare = session.note("Roads", "Assigns nothing")
    session.verdict(bare, "assigns")
    session.agree(bare)
    session.draft()
    before = draft.digest
    world = session.world
    world.run("anna", commands.say_nothing_arises, item_key=session.item("Staff").key)
    assert draft.digest == before
