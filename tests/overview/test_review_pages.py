"""The review: the office writes beside the figures and closes it; everybody's page stays right."""

import io
import re

import pytest
from docx import Document

from server.kernel.errors import EditConflict, NotFound
from server.programmes.errors import ReviewClosed
from server.programmes.models import ProgrammeReview
from server.programmes.reviewing import close_review, reopen_review, write_review
from tests.live.harness import SAME, live_equals_reload, opened
from tests.programmes.test_outcomes import Reviewed

EMPTY = {"assessment": "", "causes": "", "directions": ""}


@pytest.fixture
def reviewed(world):
    return Reviewed(world)


def write(world, reviewed, who="anna", *, version=0, base=None, period="2026-Q1", **to):
    base = EMPTY | (base or {})
    arguments = {"key": reviewed.key, "period": period, "version": version}
    return world.run(who, write_review, **arguments, base=base, to=base | to)


def row(world):
    return world.row(ProgrammeReview, period="2026-Q1")


def test_the_office_writes_what_it_makes_of_the_figures(world, reviewed):
    write(world, reviewed, assessment="Cơ bản đúng tiến độ")
    write(world, reviewed, version=1, base={"assessment": "Cơ bản đúng tiến độ"}, causes="Chậm")
    found = row(world)
    assert (found.assessment, found.causes) == ("Cơ bản đúng tiến độ", "Chậm")
    assert world.happened(f"programme:{reviewed.id}") == ["programme-review-changed"] * 2


@pytest.mark.parametrize("who", ["carl", "mia", "clara", "stan", "zoe", "adam", "greta"])
def test_nobody_else_writes_or_closes(world, reviewed, who):
    with pytest.raises(NotFound):
        write(world, reviewed, who, assessment="x")
    for command in (close_review, reopen_review):
        with pytest.raises(NotFound):
            world.run(who, command, key=reviewed.key, period="2026-Q1")


def test_two_who_write_different_parts_both_keep_theirs(world, reviewed):
    write(world, reviewed, "anna", assessment="A")
    write(world, reviewed, "bella", causes="B")  # her form was opened before there was anything
    assert (row(world).assessment, row(world).causes) == ("A", "B")


def test_two_who_write_the_same_part_are_shown_both_texts(world, reviewed):
    write(world, reviewed, "anna", assessment="A")
    with pytest.raises(EditConflict) as conflict:
        write(world, reviewed, "bella", assessment="B")
    assert conflict.value.theirs == {"assessment": "A"}
    assert conflict.value.yours == {"assessment": "B"}


def test_a_closed_review_keeps_its_words_until_it_is_opened_again(world, reviewed):
    write(world, reviewed, assessment="A")
    for _twice in range(2):
        world.run("anna", close_review, key=reviewed.key, period="2026-Q1")
    with pytest.raises(ReviewClosed):
        write(world, reviewed, version=2, base={"assessment": "A"}, assessment="B")
    world.run("anna", reopen_review, key=reviewed.key, period="2026-Q1")
    write(world, reviewed, version=3, base={"assessment": "A"}, assessment="B")
    assert row(world).assessment == "B"
    assert len(world.happened(f"programme:{reviewed.id}")) == 4


def test_what_is_no_period_takes_no_words(world, reviewed):
    with pytest.raises(NotFound):
        write(world, reviewed, period="2026-Q7", assessment="x")


def test_every_page_follows_what_is_written(world, reviewed):
    pages = [
        opened(world, who, f"/programmes/{reviewed.key}/review{query}")
        for who in ("anna", "mia", "clara", "stan")
        for query in ("?period=2026-Q1", "")
    ]
    for act in (
        lambda: write(world, reviewed, assessment="<b>A</b>\nB"),
        lambda: world.run("bella", close_review, key=reviewed.key, period="2026-Q1"),
        lambda: world.run("bella", reopen_review, key=reviewed.key, period="2026-Q1"),
    ):
        assert live_equals_reload(world, pages, act) == [SAME] * 8


def test_outsiders_find_no_review(world, reviewed):
    for who in ("zoe", "adam", "greta"):
        client = world.client(who, script=False)
        for page in ("review", "review/items", "review/report", "review/edit"):
            assert client.get(f"/programmes/{reviewed.key}/{page}").status_code == 404


def words_of(answer):
    document = Document(io.BytesIO(answer.content))
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return [p.text for p in document.paragraphs], cells


def test_the_report_says_the_figures_and_lists_the_items(world, reviewed):
    write(world, reviewed, causes="Thiếu số liệu\nChậm gửi")
    client = world.client("anna")
    answer = client.get(f"/programmes/{reviewed.key}/review/report?period=2026-Q1")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    prose, cells = words_of(answer)
    assert "BÁO CÁO" in prose
    assert "Thiếu số liệu" in prose
    assert "Chậm gửi" in prose
    assert "kết quả thực hiện Chương trình công tác quý I/2026" in prose
    assert any("Trong 5 nội dung" in text and "đã trình: 1 (20%)" in text for text in prose)
    for item in ("presented", "open", "outside", "carried", "dropped", "moved", "added"):
        assert item in cells
    assert "undated" not in cells
    assert "parts" not in cells
    assert not any("%(" in text for text in (*prose, *cells))


def test_each_number_is_a_link_to_as_many_rows(world, reviewed):
    client = world.client("mia", script=False)
    page = client.get(f"/programmes/{reviewed.key}/review?period=2026-Q1").text
    links = re.findall(r'class="review__count" href="([^"]+)">(\d+)<', page)
    assert len(links) > 15
    for link, count in links:
        rows = client.get(link.replace("&amp;", "&"))
        assert rows.status_code == 200
        assert rows.text.count('class="list__row"') == int(count)
