"""The console's papers: the page and every push show the same, and only to who keeps them."""

import re
from typing import Any

import pytest

from server.kernel.i18n import speaking
from server.kernel.live.relay import happened_since, render
from server.materials import commands
from server.materials.fragments import console_papers
from server.meetings.access import meeting_to_see
from tests.materials.conftest import Papers
from tests.world import new_id


def _audience(papers: Papers, who: str) -> Any:
    return papers.world.read(
        lambda db: meeting_to_see(db, papers.world.viewer(who), papers.meeting_key)[1]
    )


def _pushed(papers: Papers, who: str = "anna") -> str | None:
    item = papers.item("Budget")
    fragment = console_papers(item.id, item.key)
    assert fragment.target == f"papers-{item.key}"
    with speaking("en"):
        return papers.world.read(
            lambda db: fragment.render(fragment.load(db), _audience(papers, who))
        )


def test_the_page_shows_what_a_push_brings(papers: Papers) -> None:
    plan, scan = papers.add("Plan"), papers.add("Scan", scanned_pages=2)
    papers.send(plan)
    papers.draft(plan)
    papers.world.run("anna", commands.recall_paper, key=plan.key)

    page = papers.world.client("anna", script=False).get(
        f"/meetings/{papers.meeting_key}/console?item={papers.key}"
    )

    pushed = _pushed(papers)
    assert page.status_code == 200
    assert pushed is not None
    assert pushed.strip() in page.text
    assert "command_id" not in pushed
    assert "2 scanned pages: look at them before sending" in pushed
    assert f"/papers/{scan.key}/edit" in pushed
    assert "data-upload" in page.text


@pytest.mark.parametrize("who", ["carl", "mia", "noah"])
def test_nobody_else_gets_the_list(papers: Papers, who: str) -> None:
    papers.add("CANARY")

    assert _pushed(papers, who) is None


def test_each_act_tells_the_meetings_followers(papers: Papers) -> None:
    plan = papers.add("Plan")
    papers.send(plan)
    audience = _audience(papers, "anna")

    def rendered(db: Any) -> Any:
        happened = [h for h in happened_since(db, papers.stream, 0) if h.name == "paper-changed"]
        return render(db, papers.stream, 99, happened, [("console", audience)])

    entries = papers.world.read(rendered)["console", audience]
    assert f"papers-{papers.key}" in [entry.target for entry in entries]


def test_sending_from_the_editor(papers: Papers) -> None:
    papers.add("Plan")
    papers.add("Scan", scanned_pages=1)
    papers.add("Staff plan", item=papers.staff_key)
    client = papers.world.client("anna")
    address = f"/meetings/{papers.meeting_key}/papers/send"

    assert "Staff plan" in client.get(address).text
    editor = client.get(f"{address}?item={papers.key}").text
    assert "Staff plan" not in editor
    versions = re.findall(r'name="versions" value="([^"]+)"', editor)
    assert len(versions) == 2

    fields = {"command_id": new_id(), "versions": versions}
    refused = client.post(address, data=fields)
    assert refused.status_code == 422
    assert "scanned pages" in refused.text
    sent = client.post(address, data=fields | {"scans_seen": "1"})
    assert sent.status_code == 200
    assert papers.listed().unsent == 0
    assert "Everything has been sent" in client.get(f"{address}?item={papers.key}").text


def test_the_other_editors_open_and_save(papers: Papers) -> None:
    plan = papers.add("Plan")
    client = papers.world.client("anna")

    editor = client.get(f"/papers/{plan.key}/edit").text
    assert 'value="report" selected' in editor
    assert f"/papers/{plan.key}/drop" in editor
    assert f"/papers/{plan.key}/move" not in editor  # it is the first
    fields = {"version": plan.version, "base_title": "Plan", "base_kind": "report"}
    answer = client.post(
        f"/papers/{plan.key}",
        data={"command_id": new_id(), "title": "Plan\r\n2027", "kind": "appendix"} | fields,
    )
    assert answer.status_code == 200
    assert papers.line(plan).title == "Plan 2027"

    stale = client.post(
        f"/papers/{plan.key}",
        data={"command_id": new_id(), "title": "Mine", "kind": "report"} | fields,
    )
    assert stale.status_code == 409
    assert "Plan 2027" in stale.text
    assert "Mine" in stale.text

    assert "Drop the draft" in client.get(f"/papers/{plan.key}/drop").text
    answer = client.post(
        f"/papers/{plan.key}/drop", data={"command_id": new_id(), "draft": papers.newest(plan)}
    )
    assert answer.status_code == 200
    assert not papers.listed().papers
