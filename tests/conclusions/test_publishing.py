"""The number issues what was approved and nothing else; the signed copy comes back, once."""

import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlmodel import select

from server.conclusions import publishing
from server.conclusions.drafting import NoticeMoved, return_draft
from server.conclusions.issuing import NoticeMisdated
from server.conclusions.models import Notice
from server.conclusions.publishing import AlreadySigned, NotApproved
from server.kernel.errors import BadForm, NotFound
from server.materials.stored import referenced_blobs
from server.meetings.models import Meeting
from server.people.models import BodyDocuments, IssuedNumber
from server.people.numbering import NumberTaken
from server.room.commands import end_session
from server.tasks.models import Task
from tests.conclusions.drafts import Draft, pdf
from tests.sessions import MORNING, Session, plain, rows
from tests.world import hidden_fields


def drafted(session):
    key = session.note("Budget", "Adopt the budget")
    session.assign(key, "Publish it")
    session.agree(key)
    session.draft()
    return Draft(session)


@pytest.fixture
def draft(session):
    return drafted(session)


@pytest.fixture
def approved(draft):
    draft.submit()
    draft.approve()
    return draft


def issued(world):
    """How many notices, numbers and given tasks there are."""

    def count(db):
        given = select(Task).where(Task.state != "planned")
        return tuple(
            len(db.exec(asked).all()) for asked in (select(Notice), select(IssuedNumber), given)
        )

    return world.read(count)


def test_the_records_clerk_gives_the_number_and_so_issues(world, session, approved):
    notice = session.notice(approved.number())
    assert (notice.number, notice.symbol, notice.layout) == ("12", "TB/TU", "36-hd-vptw")
    assert notice.approved_by_id == world.people["carl"]
    assert notice.issued_by_id == world.people["rita"]
    row = world.row(IssuedNumber, number=12)
    assert (row.full, row.kind, row.page, row.target) == (
        "12-TB/TU",
        "TB",
        "notice",
        str(notice.key),
    )
    said = json.loads(notice.wording)
    assert said["words"]["signer"] == "Carl Chair"
    assert approved.row is None  # what comes later is another notice
    assert issued(world) == (1, 1, 1)


def test_the_office_of_a_few_people_gives_it_too(world, approved):
    approved.number("anna")
    assert issued(world) == (1, 1, 1)


@pytest.mark.parametrize("who", ["carl", "mia", "stan", "clara", "greta", "adam", "ivan", "zoe"])
def test_nobody_else_does(world, session, approved, who):
    with pytest.raises(NotFound):
        approved.number(who)
    client = world.client(who)
    for address in (f"/meetings/{session.key}/notice/number", "/office/numbers"):
        assert client.get(address).status_code == 404
    assert issued(world) == (0, 0, 0)


def test_only_what_was_approved_is_issued(world, session, draft):
    with pytest.raises(NotApproved):
        draft.number()
    draft.submit()
    with pytest.raises(NotApproved):
        draft.number()
    draft.approve()
    seen = draft.digest
    draft.words(closing="Other words")
    for digest in (seen, draft.digest):
        with pytest.raises(NotApproved):
            draft.number(digest=digest)
    assert issued(world) == (0, 0, 0)


def test_what_was_shown_before_another_approval_is_not_issued(world, session, approved):
    seen = approved.digest
    approved.words(closing="Other words")
    approved.submit()
    approved.approve()
    with pytest.raises(NoticeMoved):
        approved.number(digest=seen)
    approved.number()


def test_a_refused_number_leaves_nothing(world, session, approved):
    other = Session(world)
    key = other.note("Budget", "x")
    other.verdict(key, "decides")
    other.agree(key)
    other.issue(key)
    before = issued(world)
    with pytest.raises(NumberTaken):
        approved.number()
    with pytest.raises(NoticeMisdated):
        approved.number(number="13", issued_on=MORNING.date() - timedelta(days=9))
    for wrong in ("0", "12a", "-1", "1" * 30):
        with pytest.raises(BadForm):
            approved.number(number=wrong)
    assert issued(world) == before
    assert approved.row.state == "approved"
    approved.number(number="13")


def test_a_number_that_fails_halfway_leaves_nothing(world, session, approved, monkeypatch):
    def breaks(*_args, **_words):
        raise RuntimeError("power cut")

    monkeypatch.setattr("server.conclusions.issuing.open_task", breaks)
    with pytest.raises(RuntimeError):
        approved.number()
    assert issued(world) == (0, 0, 0)
    assert world.happened("numbers").count("number-given") == 0


def test_two_clerks_at_once_issue_once(world, approved):
    digest = approved.digest

    def attempt(who):
        try:
            return approved.number(who, digest=digest)
        except (NotApproved, NumberTaken):
            return ""

    with ThreadPoolExecutor(4) as pool:
        keys = [key for key in pool.map(attempt, ["rita", "anna", "bella", "rita"]) if key]
    assert len(keys) == 1
    assert issued(world) == (1, 1, 1)


def test_two_notices_at_once_never_share_a_number(world):
    drafts = []
    for _n in range(2):
        each = drafted(Session(world))
        each.submit()
        each.approve()
        drafts.append(each)

    def attempt(each):
        try:
            return each.number()
        except NumberTaken:
            return ""

    with ThreadPoolExecutor(2) as pool:
        assert sorted(bool(key) for key in pool.map(attempt, drafts)) == [False, True]
    assert issued(world) == (1, 1, 1)


# --- over HTTP: the page, the files, the register ------------------------------------------------


@pytest.fixture
def sent(world, session, approved):
    """The form of the number as Rita sends it, and what it answers."""
    rita = world.client("rita")
    page = rita.get(f"/meetings/{session.key}/notice/number").text
    form = hidden_fields(page) | {"number": "1", "symbol": "TB/TU", "issued_on": "2026-03-05"}
    address = f"/meetings/{session.key}/notice/number"
    first, second = (rita.post(address, data=form) for _ in range(2))
    assert first.status_code == second.status_code == 200, first.text
    assert first.headers["plenum-go"] == second.headers["plenum-go"]
    return first.headers["plenum-go"]


def test_the_page_proposes_the_next_of_the_series(world, session, approved):
    world.add(
        BodyDocuments(body_id=world.bodies["committee"], term_since=date(2025, 10, 20), place="MH")
    )
    approved.submit()
    approved.approve()
    said = {"body_id": world.bodies["committee"], "series": "TB:2025-10-20", "kind": "TB"}
    said |= {"full": "41-TB/TU", "issued_on": date(2025, 12, 30), "subject": "x"}
    world.add(IssuedNumber(number=41, given_by_id=1, given_at=MORNING, **said))
    numbers = world.client("rita").get("/office/numbers").text
    assert f"/meetings/{session.key}/notice/number" in numbers
    page = world.client("rita").get(f"/meetings/{session.key}/notice/number").text
    assert re.search(r'value="42"[^>]*name="number"|name="number"[^>]*value="42"', page)


def test_the_form_sent_twice_issues_once_and_keeps_both_files(world, session, sent):
    assert issued(world) == (1, 1, 1)
    notice = rows(world, Notice)[0]
    kept = world.read(referenced_blobs)
    assert {notice.pdf_sha256, notice.docx_sha256} <= kept
    for who, form, magic in (("mia", "pdf", b"%PDF"), ("rita", "docx", b"PK")):
        answer = world.client(who).get(f"{sent}/{form}")
        assert answer.content.startswith(magic)
        sha256 = notice.pdf_sha256 if form == "pdf" else notice.docx_sha256
        assert hashlib.sha256(answer.content).hexdigest() == sha256
    assert "PDF file" in world.client("mia").get(sent).text
    for who in ("clara", "greta", "adam", "zoe"):
        assert world.client(who).get(f"{sent}/pdf").status_code == 404


def test_the_files_of_a_number_in_vietnamese_letters_are_saved_under_it(world, approved):
    key = approved.number(symbol="TB/HĐND")
    for form, how in (("docx", "attachment"), ("pdf", "inline")):
        answer = world.client("rita").get(f"/notices/{key}/{form}")
        assert answer.status_code == 200
        name = f"{how}; filename*=utf-8''thong-bao-12-TB-H%C4%90ND.{form}"
        assert answer.headers["content-disposition"] == name


def test_whose_page_stands_open_reads_the_notice_once_it_is_issued(world, session, approved):
    meeting = f"/meetings/{session.key}"
    key = approved.number()
    for who, address in (("carl", f"{meeting}/notice/approval"), ("anna", f"{meeting}/notice")):
        html = world.client(who).get(address).text
        assert "Issued: 12-TB/TU" in html
        assert f'href="/notices/{key}"' in html
        assert "The draft notice will be here." not in html


def test_it_stands_in_the_register(world, sent):
    page = world.client("rita").get("/office/numbers/register").text
    assert "01-TB/TU" in page
    assert sent in page
    assert "Nothing waits for a number." in world.client("rita").get("/office/numbers").text


def bring(world, sent, content, who="rita", **form):
    client = world.client(who)
    page = client.get(f"{sent}/signed").text
    given = {"command_id": hidden_fields(page).get("command_id", "0" * 20), "declared": "1"} | form
    return client.post(f"{sent}/signed", data=given, files={"file": ("ký.pdf", content)})


def test_the_signed_copy_is_bound_and_readers_get_it(world, sent, tmp_path):
    content = pdf(tmp_path / "a.pdf")
    assert "The signed copy is awaited" in world.client("rita").get(sent).text
    assert bring(world, sent, content).status_code == 200
    notice = rows(world, Notice)[0]
    assert notice.signed_sha256 == hashlib.sha256(content).hexdigest()
    assert world.client("mia").get(f"{sent}/pdf").content == content
    assert world.client("mia").get(f"{sent}/made").content != content
    assert notice.signed_sha256 in world.client("mia").get(sent).text
    assert notice.signed_sha256 in world.read(referenced_blobs)


def test_what_is_no_pdf_or_not_declared_is_refused(world, sent, tmp_path):
    content = pdf(tmp_path / "a.pdf")
    assert bring(world, sent, b"no pdf at all").headers["plenum-code"] == "not-pdf"
    assert bring(world, sent, content, declared="").headers["plenum-code"] == "not-declared"
    assert rows(world, Notice)[0].signed_sha256 is None


def test_a_signed_copy_is_never_exchanged(world, sent):
    key = sent.rpartition("/")[2]
    first, second = "a" * 64, "b" * 64
    for _twice in range(2):
        world.run("rita", publishing.bind_signed, key=key, sha256=first, file_name="a.pdf")
    with pytest.raises(AlreadySigned):
        world.run("rita", publishing.bind_signed, key=key, sha256=second, file_name="b.pdf")
    assert rows(world, Notice)[0].signed_sha256 == first


@pytest.mark.parametrize("who", ["carl", "mia", "stan", "clara", "greta", "adam", "ivan", "zoe"])
def test_nobody_else_brings_it(world, sent, who):
    key = sent.rpartition("/")[2]
    with pytest.raises(NotFound):
        world.run(who, publishing.bind_signed, key=key, sha256="a" * 64, file_name="a.pdf")
    assert world.client(who).get(f"{sent}/signed").status_code == 404


# --- the clock -----------------------------------------------------------------------------------


def clock(world, who, session):
    return plain(world.client(who).get(f"/meetings/{session.key}/notice").text)


def test_the_clock_says_whose_desk_it_is_on(world, session, draft):
    assert "working days since the session" not in clock(world, "anna", session)
    world.run("anna", end_session, key=session.key)
    assert "with the office, being drafted" in clock(world, "anna", session)
    assert "The notice is to be drafted." in world.client("anna").get("/work").text
    draft.submit()
    assert "with the chair, to be approved" in clock(world, "anna", session)
    after = world.client("carl").get(f"/meetings/{session.key}/after").text
    assert "with the chair, to be approved" in after
    draft.approve()
    assert "with the records clerk, for its number" in clock(world, "anna", session)
    assert "waits for its number" in world.client("rita").get("/work").text
    key = draft.number()
    assert "issued, the signed copy is awaited" in clock(world, "anna", session)
    assert "its signed copy is awaited" in world.client("rita").get("/work").text
    world.run("rita", publishing.bind_signed, key=key, sha256="a" * 64, file_name="a.pdf")
    assert "signed copy is awaited" not in clock(world, "anna", session)
    assert "signed copy is awaited" not in world.client("rita").get("/work").text


def test_it_is_late_after_the_days_that_the_office_allows(world, session, draft):
    world.run("anna", end_session, key=session.key)

    def back(tx):
        meeting = tx.session.get_one(Meeting, session.row.id)
        meeting.ended_at = tx.now - timedelta(days=40)

    world.run(None, back)
    assert re.search(r"\d+ working days late", clock(world, "anna", session))
    assert "working days late" in world.client("anna").get("/work").text


def test_returned_it_is_the_offices_again(world, session, draft):
    world.run("anna", end_session, key=session.key)
    draft.submit()
    draft.run("carl", return_draft, answer="Say who pays")
    work = world.client("anna").get("/work").text
    assert "The chair returned the draft notice. Say who pays" in work
