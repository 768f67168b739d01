"""Papers stay drafts until *Gửi đại biểu*, and *Thu hồi* takes them back."""

from typing import Any

import pytest

from server.kernel.errors import EditConflict, NotFound
from server.materials import commands
from server.materials.models import Paper
from server.materials.queries import papers_of_items
from server.meetings.access import meeting_to_see
from tests.materials.conftest import PEOPLE, Papers
from tests.world import new_id


def _titles(papers: Papers, who: str) -> list[str]:
    """What `who` sees of the meeting's papers, by title; NotFound where the meeting is not."""

    def query(db: Any) -> list[str]:
        _, audience = meeting_to_see(db, papers.world.viewer(who), papers.meeting_key)
        items = [papers.item("Budget").id, papers.item("Staff").id]
        found = papers_of_items(db, audience, items)
        return [paper.title for item in items for paper in found.get(item, ())]

    return papers.world.read(query)


def test_a_paper_reaches_the_delegates_when_it_is_sent(papers: Papers) -> None:
    plan, appendix = papers.add("Plan"), papers.add("Appendix")
    assert _titles(papers, "anna") == ["Plan", "Appendix"]
    assert _titles(papers, "mia") == _titles(papers, "carl") == []

    papers.send(plan)

    assert _titles(papers, "mia") == _titles(papers, "carl") == ["Plan"]
    assert papers.line(plan).sent_at is not None
    papers.send(plan, appendix)
    assert _titles(papers, "mia") == ["Plan", "Appendix"]


def test_who_sees_the_item_sees_what_was_sent(papers: Papers) -> None:
    papers.send(papers.add("Open"), papers.add("Closed", item=papers.staff_key))

    seen = {}
    for who in PEOPLE:
        try:
            seen[who] = _titles(papers, who)
        except NotFound:
            seen[who] = None
    everything = ["Open", "Closed"]
    assert seen == {
        "anna": everything,
        "bella": everything,
        "carl": everything,
        "noah": everything,
        "mia": ["Open"],
        "greta": ["Closed"],
        "adam": None,
        "stan": None,
        "clara": None,
        "zoe": None,
    }


def test_sent_twice_is_sent_once(papers: Papers) -> None:
    plan = papers.add("Plan")
    papers.send(plan)
    moment, told = papers.line(plan).sent_at, papers.changes()

    papers.send(plan, who="bella")

    assert papers.line(plan).sent_at == moment
    assert papers.changes() == told


def test_a_recalled_paper_is_gone_until_it_is_sent_again(papers: Papers) -> None:
    plan = papers.add("Plan")
    papers.send(plan)

    papers.world.run("anna", commands.recall_paper, key=plan.key)
    told = papers.changes()
    papers.world.run("bella", commands.recall_paper, key=plan.key)

    assert _titles(papers, "mia") == []
    assert papers.line(plan).state == "recalled"
    assert papers.changes() == told  # recalled already: nobody is told again
    papers.send(plan)
    assert _titles(papers, "mia") == ["Plan"]


def test_a_draft_cannot_be_recalled(papers: Papers) -> None:
    with pytest.raises(commands.PaperNotSent):
        papers.world.run("anna", commands.recall_paper, key=papers.add("Plan").key)


def test_scanned_pages_are_looked_at_first(papers: Papers) -> None:
    plain, scan = papers.add("Plain"), papers.add("Scan", scanned_pages=2)

    with pytest.raises(commands.ScansNotSeen):
        papers.send(plain, scan)
    assert _titles(papers, "mia") == []  # not the plain one either

    papers.send(plain, scan, scans_seen=True)
    assert _titles(papers, "mia") == ["Plain", "Scan"]


def test_what_was_looked_at_is_what_is_sent(papers: Papers) -> None:
    plan = papers.add("Plan")
    looked_at = papers.newest(plan)
    papers.draft(plan)

    with pytest.raises(commands.NewerDraft):
        papers.world.run(
            "anna",
            commands.send_papers,
            meeting_key=papers.meeting_key,
            versions=[looked_at],
            scans_seen=True,
        )
    assert _titles(papers, "mia") == []


def test_nothing_chosen_is_said(papers: Papers) -> None:
    with pytest.raises(commands.NothingToSend):
        papers.send()


@pytest.mark.parametrize("who", [p for p in PEOPLE if p not in ("anna", "bella")])
def test_others_can_do_nothing_about_papers(papers: Papers, who: str) -> None:
    plan = papers.add("Plan")
    papers.send(plan)
    draft, told = papers.draft(plan), papers.changes()
    client = papers.world.client(who)
    posts = {
        f"/papers/{plan.key}": {
            "version": "1",
            "base_title": "Plan",
            "title": "X",
            "kind": "report",
            "base_kind": "report",
        },
        f"/papers/{plan.key}/move": {"after": ""},
        f"/papers/{plan.key}/recall": {},
        f"/papers/{plan.key}/drop": {"draft": draft},
        f"/meetings/{papers.meeting_key}/papers/send": {"versions": draft},
    }
    for address, fields in posts.items():
        answer = client.post(address, data={"command_id": new_id()} | fields)
        assert answer.status_code == 404, address
    for address in (
        f"/papers/{plan.key}/edit",
        f"/papers/{plan.key}/drafts/new",
        f"/papers/{plan.key}/drop",
        f"/meetings/{papers.meeting_key}/papers/send",
    ):
        assert client.get(address).status_code == 404, address
    assert papers.changes() == told


def test_titles_and_kinds_are_edited_beside_each_other(papers: Papers) -> None:
    plan = papers.add("Plan")
    base = {"key": plan.key, "version": plan.version, "base_title": "Plan", "base_kind": "report"}

    papers.world.run("anna", commands.edit_paper, **base, title="Plan 2027", kind="report")
    papers.world.run("bella", commands.edit_paper, **base, title="Plan", kind="draft")

    line = papers.line(plan)
    assert (line.title, line.kind, line.by) == ("Plan 2027", "draft", "Bella Office")
    with pytest.raises(EditConflict) as problem:
        papers.world.run("bella", commands.edit_paper, **base, title="The plan", kind="draft")
    assert problem.value.theirs == {"title": "Plan 2027"}
    assert problem.value.yours == {"title": "The plan"}
    with pytest.raises(commands.UnknownKind):
        papers.world.run("anna", commands.edit_paper, **base, title="Plan", kind="novel")


def test_papers_change_places(papers: Papers) -> None:
    a, b, c = (papers.add(title) for title in "abc")

    papers.world.run("anna", commands.move_paper, key=c.key, after=None)
    assert _titles(papers, "anna") == ["c", "a", "b"]
    papers.world.run("anna", commands.move_paper, key=c.key, after=str(a.key))
    assert _titles(papers, "anna") == ["a", "c", "b"]
    told = papers.changes()
    papers.world.run("anna", commands.move_paper, key=b.key, after=str(c.key))
    assert papers.changes() == told


def test_what_happened_is_kept_with_before_and_after(papers: Papers) -> None:
    from server.kernel.events import EventRow

    plan = papers.add("Plan")
    papers.send(plan)

    row = papers.world.read(
        lambda db: db.get(EventRow, max(papers.world.read(_event_ids, papers.stream)))
    )
    assert row.detail["state"] == ["draft", "sent"]
    assert row.detail["draft"] == 1
    assert set(row.ids) == {"meeting_id", "item_id", "item_key", "paper_id", "paper_key"}
    assert "Plan" not in str(row.ids)


def _event_ids(db: Any, stream: str) -> list[int]:
    from sqlmodel import select

    from server.kernel.events import EventRow

    return list(db.exec(select(EventRow.id).where(EventRow.stream == stream)))


def test_nothing_changes_in_a_complete_file(papers: Papers) -> None:
    from server.meetings.access import FileComplete
    from server.meetings.models import Meeting

    plan = papers.add("Plan")
    papers.send(plan)

    def complete(tx: Any) -> None:
        tx.session.get(Meeting, papers.item("Budget").meeting_id).session_state = "complete"

    papers.world.run(None, complete)
    with pytest.raises(FileComplete):
        papers.world.run("anna", commands.recall_paper, key=plan.key)
    with pytest.raises(FileComplete):
        papers.add("Late")
    assert papers.world.row(Paper, title="Late") is None
