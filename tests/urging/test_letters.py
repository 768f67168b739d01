"""The letter that urges: drafted, edited, numbered; its tasks bear the number."""

from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from docx import Document

from server.kernel.errors import EditConflict, NotFound
from server.people.models import Body, IssuedNumber
from server.people.numbering import NumberTaken
from server.tasks.followup import UrgingLetter
from server.tasks.models import Task
from server.urging import letters
from server.urging.access import LetterIssued, NothingDue
from server.urging.letter_queries import letter, owing, table
from server.urging.queries import urged_of
from tests.live.harness import SAME, live_equals_reload, opened
from tests.world import today


@pytest.fixture
def due(office):
    office.task(5, "Build a bridge")
    office.task(-2, "Pave a road")
    office.task(-60, "Plant trees")
    return office


def body_key(office):
    return str(office.world.row(Body, id=office.world.bodies["commission"]).key)


def drafted(office, who="anna", body=None):
    wanted = body_key(office) if body is None else body
    return office.world.run(who, letters.draft_letter, body=wanted)


def row(office, key):
    return office.world.row(UrgingLetter, key=UUID(key))


def issued(office, key, who="rita", number=125, **more):
    said = {"version": row(office, key).version, "number": number, "symbol": "CV/VPTU"}
    said |= {"issued_on": today()} | more
    return office.world.run(who, letters.issue_letter, key=key, **said)


def test_a_letter_has_what_is_due_and_overdue_and_its_tasks_bear_the_number(due):
    key = drafted(due)
    issued(due, key)
    kept = row(due, key)
    assert [(line["work"], line["days"]) for line in kept.lines] == [
        ("Build a bridge", 5),
        ("Pave a road", -2),
    ]
    assert kept.lines[0]["document"].startswith("10")
    task = due.world.row(Task, work="Pave a road")
    [urged] = due.world.read(urged_of, task.id)
    assert urged.number == "125-CV/VPTU"
    assert due.world.row(IssuedNumber, number=125, kind="CV").target == key
    page = due.world.client("clara", script=False).get(f"/tasks/{task.key}").text
    assert "125-CV/VPTU" in page


def test_the_table_is_frozen_with_the_number(due):
    key = drafted(due)
    issued(due, key)
    due.task(9, "Yet another")
    seen = due.world.read(letter, due.world.viewer("anna"), key)
    assert len(seen.lines) == 2


def test_a_draft_is_used_again_and_one_to_all_stands_by_itself(due):
    assert drafted(due) == drafted(due, who="bella")
    assert drafted(due, body="") != drafted(due)
    assert len(due.world.read(table, None, today())) == 2


def test_nothing_due_is_no_letter(office):
    office.task(-60)
    with pytest.raises(NothingDue):
        drafted(office)


def test_two_people_edit_other_words_and_the_same_words(due):
    key = drafted(due)
    words = dict(row(due, key).words)
    version = row(due, key).version
    edit = {"key": key, "version": version, "base": words}
    due.world.run("anna", letters.edit_letter, **edit, to=words | {"opening": "Anna's"})
    due.world.run("bella", letters.edit_letter, **edit, to=words | {"closing": "Bella's"})
    assert (row(due, key).words["opening"], row(due, key).words["closing"]) == ("Anna's", "Bella's")
    with pytest.raises(EditConflict):
        due.world.run("bella", letters.edit_letter, **edit, to=words | {"opening": "Bella's"})


def test_a_stale_number_and_a_second_one_are_refused(due):
    key = drafted(due)
    with pytest.raises(EditConflict):
        issued(due, key, version=row(due, key).version - 1)
    issued(due, key)
    with pytest.raises(LetterIssued):
        issued(due, key, number=126)
    other = drafted(due, body="")
    with pytest.raises(NumberTaken):
        issued(due, other)
    assert row(due, other).state == "draft"


def test_a_day_to_come_is_no_date_of_a_letter(due):
    from server.kernel.errors import BadForm

    with pytest.raises(BadForm):
        issued(due, drafted(due), issued_on=today() + timedelta(days=1))


@pytest.mark.parametrize("who", ["rita", "stan", "carl", "clara", "zoe", "adam"])
def test_only_the_secretariat_drafts(due, who):
    with pytest.raises(NotFound):
        drafted(due, who=who)


@pytest.mark.parametrize("who", ["stan", "carl", "clara", "zoe", "adam"])
def test_only_who_numbers_issues(due, who):
    key = drafted(due)
    with pytest.raises(NotFound):
        issued(due, key, who=who)


def test_a_draft_is_dropped_and_an_issued_letter_is_not(due):
    key = drafted(due)
    due.world.run("anna", letters.drop_letter, key=key)
    assert row(due, key) is None
    key = drafted(due)
    issued(due, key)
    with pytest.raises(LetterIssued):
        due.world.run("anna", letters.drop_letter, key=key)


def test_who_owes_what_is_counted(due):
    [body] = due.world.read(owing, due.world.viewer("anna"))
    assert (body.name, body.overdue, body.due, body.longest, body.reached) == (
        "Ban Tổ chức Tỉnh ủy",
        1,
        1,
        5,
        True,
    )


def test_the_word_file_as_issued_stays_the_same_bytes(due):
    key = drafted(due)
    anna = due.world.client("anna")
    draft = anna.get(f"/tasks/letters/{key}/file.docx")
    assert "Pave a road" in words_of(draft.content)
    issued(due, key)
    first = anna.get(f"/tasks/letters/{key}/file.docx").content
    assert anna.get(f"/tasks/letters/{key}/file.docx").content == first
    assert "125-CV/VPTU" in words_of(first)
    assert len(row(due, key).sha256) == 64


def test_a_letter_of_a_symbol_in_vietnamese_letters_is_saved(due):
    key = drafted(due)
    issued(due, key, symbol="CV/VPĐU")
    for form in ("docx", "pdf"):
        answer = due.world.client("rita").get(f"/tasks/letters/{key}/file.{form}")
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].endswith(f"125-CV-VP%C4%90U.{form}")


def words_of(content):
    document = Document(BytesIO(content))
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def test_a_draft_waits_among_the_documents_without_a_number(due):
    key = drafted(due)
    address, rita = f'href="/tasks/letters/{key}"', due.world.client("rita")
    assert address in rita.get("/office/numbers").text
    watched = opened(due.world, "rita", "/office/numbers")
    assert live_equals_reload(due.world, [watched], lambda: issued(due, key)) == [SAME]
    assert address not in rita.get("/office/numbers").text
