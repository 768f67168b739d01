"""Whoever a meeting names reads in it what he or she sees of it, whatever office is held."""

import pytest

from server.kernel.types import now
from server.meetings import commands as meetings
from server.people.models import Account
from tests.materials.conftest import Papers, pdf


@pytest.fixture
def ivy(papers: Papers) -> Account:
    """Ivy, an expert from outside: an account, and no membership anywhere."""
    world = papers.world
    made = Account(login="ivy", name="Ivy Expert", created_at=now(), locale="en")
    world.people["ivy"] = world.add(made)
    papers.send(papers.add("Open", pdf(1)), papers.add("Closed", pdf(2), item=papers.staff_key))
    papers.add("Draft", pdf(3))
    return world.row(Account, login="ivy")


def _reads(papers: Papers, who: str) -> dict[str, tuple[bool, int, int]]:
    """Return title -> (is it on the tablet, the page's answer, the file's answer)."""
    client = papers.world.client(who, script=False)
    tablet = client.get(f"/meetings/{papers.meeting_key}/tablet").text
    return {
        paper.title: (
            f">{paper.title}<" in tablet or f'"{paper.title}"' in tablet,
            client.get(f"/papers/{paper.key}").status_code,
            client.get(f"/papers/{paper.key}/file").status_code,
        )
        for line in ("Budget", "Staff")
        for paper in papers.listed(line).papers
    }


HERS, NOT_HERS = (True, 200, 200), (False, 404, 404)


def test_a_guest_without_any_membership_reads_the_papers_of_the_line(papers, ivy) -> None:
    papers.world.run("anna", meetings.set_guests, key=papers.item("Staff").key, names=[ivy.key])

    assert _reads(papers, "ivy") == {"Open": NOT_HERS, "Closed": HERS, "Draft": NOT_HERS}


def test_a_delegate_without_any_membership_reads_what_delegates_read(papers, ivy) -> None:
    people = {"chair": None, "base_chair": None, "base_delegates": []}
    key = papers.meeting_key
    papers.world.run("anna", meetings.set_attendees, key=key, delegates=[ivy.key], **people)

    assert _reads(papers, "ivy") == _reads(papers, "mia")
    assert _reads(papers, "ivy") == {"Open": HERS, "Closed": NOT_HERS, "Draft": NOT_HERS}


def test_whoever_is_named_nowhere_reads_nothing(papers, ivy) -> None:
    nothing = {"Open": NOT_HERS, "Closed": NOT_HERS, "Draft": NOT_HERS}
    assert _reads(papers, "ivy") == _reads(papers, "zoe") == _reads(papers, "adam") == nothing
