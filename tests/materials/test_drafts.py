"""Dự thảo lần n: one paper, several drafts; delegates read the one sent last."""

import pytest

from server.materials import commands
from server.materials.models import Paper, PaperVersion
from tests.materials.conftest import Papers, pdf
from tests.world import new_id


def test_a_new_draft_waits_until_it_is_sent(papers: Papers) -> None:
    plan = papers.add("Plan", pdf(1))
    papers.send(plan)
    client = papers.world.client("mia")
    first = client.get(f"/papers/{plan.key}/file")

    papers.draft(plan, pdf(2))

    line = papers.line(plan)
    assert (line.draft_number, line.page_count) == (1, 1)
    assert line.unsent is not None
    assert line.unsent.number == 2
    assert client.get(f"/papers/{plan.key}/file").content == first.content

    papers.send(plan)

    line = papers.line(plan)
    assert (line.draft_number, line.page_count, line.unsent) == (2, 2, None)
    assert [draft.number for draft in line.drafts] == [2, 1]
    assert client.get(f"/papers/{plan.key}/file").content != first.content


def test_a_new_draft_is_uploaded_in_the_editor(papers: Papers) -> None:
    plan = papers.add("Plan", pdf(1))
    client = papers.world.client("anna")
    editor = client.get(f"/papers/{plan.key}/drafts/new")
    assert "Draft no. 2" in editor.text

    once = new_id()
    for _ in range(2):
        answer = client.post(
            f"/papers/{plan.key}/drafts",
            data={"command_id": once, "declared": "1"},
            files={"file": ("next.pdf", pdf(5), "application/pdf")},
        )
        assert answer.status_code == 200, answer.text
    assert [draft.number for draft in papers.line(plan).drafts] == [2, 1]

    answer = client.post(
        f"/papers/{plan.key}/drafts",
        data={"command_id": new_id(), "declared": "1"},
        files={"file": ("next.pdf", b"no pdf", "application/pdf")},
    )
    assert answer.status_code == 422
    assert "not a PDF" in answer.text


def test_dropping_takes_the_newest_draft_and_with_the_last_one_the_paper(papers: Papers) -> None:
    plan = papers.add("Plan")
    papers.draft(plan)

    _drop(papers, plan)
    assert [draft.number for draft in papers.line(plan).drafts] == [1]
    _drop(papers, plan)
    assert papers.world.row(Paper, id=plan.id) is None
    assert papers.world.row(PaperVersion, paper_id=plan.id) is None


def test_what_was_sent_is_not_dropped(papers: Papers) -> None:
    plan = papers.add("Plan")
    papers.send(plan)
    papers.draft(plan)

    _drop(papers, plan)
    with pytest.raises(commands.AllSent):
        _drop(papers, plan)
    assert papers.line(plan).state == "sent"


def test_a_draft_that_was_replaced_meanwhile_is_not_dropped(papers: Papers) -> None:
    plan = papers.add("Plan")
    seen = papers.newest(plan)
    papers.draft(plan)

    with pytest.raises(commands.NewerDraft):
        papers.world.run("anna", commands.drop_draft, key=plan.key, draft=seen)


def _drop(papers: Papers, paper: Paper) -> None:
    papers.world.run("anna", commands.drop_draft, key=paper.key, draft=papers.newest(paper))
