"""A paper's bytes: for whoever may read it, a range at a time, never kept, never run."""

from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest

from server.materials import commands
from server.materials.models import Paper
from tests.materials.conftest import PEOPLE, Papers, pdf
from tests.stores import ON_BOTH_STORES

pytestmark = ON_BOTH_STORES


def _status(papers: Papers, paper: Paper) -> dict[str, int]:
    return {
        who: papers.world.client(who).get(f"/papers/{paper.key}/file").status_code for who in PEOPLE
    }


def test_everybody_of_the_world_asks_for_a_draft(papers: Papers) -> None:
    found = _status(papers, papers.add("Plan", pdf()))

    assert found == {who: 200 if who in ("anna", "bella") else 404 for who in PEOPLE}


def test_everybody_of_the_world_asks_for_a_sent_paper(papers: Papers) -> None:
    plan = papers.add("Plan", pdf())
    papers.send(plan)
    readers = {"anna", "bella", "carl", "mia", "noah"}

    assert _status(papers, plan) == {who: 200 if who in readers else 404 for who in PEOPLE}


def test_everybody_of_the_world_asks_for_a_restricted_paper(papers: Papers) -> None:
    staff = papers.add("Staff", pdf(), item=papers.staff_key)
    papers.send(staff)
    readers = {"anna", "bella", "carl", "noah", "greta"}

    assert _status(papers, staff) == {who: 200 if who in readers else 404 for who in PEOPLE}


def test_nobody_signed_in_is_asked_to(papers: Papers) -> None:
    plan = papers.add("Plan", pdf())

    answer = papers.world.client(None, script=False).get(f"/papers/{plan.key}/file")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("http://localhost/sign-in")


def test_a_recalled_paper_answers_as_one_that_never_was(papers: Papers) -> None:
    plan = papers.add("Plan", pdf())
    papers.send(plan)
    papers.world.run("anna", commands.recall_paper, key=plan.key)
    client = papers.world.client("mia", script=False)

    recalled, unknown = (client.get(f"/papers/{key}/file") for key in (plan.key, uuid4()))

    assert recalled.status_code == unknown.status_code == 404
    assert recalled.text.replace(str(plan.key), "") == unknown.text.replace(
        unknown.request.url.path.split("/")[2], ""
    )
    assert client.get("/papers/nonsense/file").status_code == 404


def test_a_draft_is_reached_through_its_own_paper_only(papers: Papers) -> None:
    plan, other = papers.add("Plan", pdf(1)), papers.add("Other", pdf(2))
    papers.draft(plan, pdf(3))
    first, second = papers.line(plan).drafts[1].key, papers.line(plan).drafts[0].key
    anna = papers.world.client("anna")

    assert anna.get(f"/papers/{plan.key}/file?v={first}&original=1").content == pdf(1)
    assert anna.get(f"/papers/{plan.key}/file?v={second}&original=1").content == pdf(3)
    assert anna.get(f"/papers/{other.key}/file?v={first}").status_code == 404
    assert anna.get(f"/papers/{plan.key}/file?v=nonsense").status_code == 404


def test_an_open_page_that_names_an_older_draft_reads_on_in_the_one_sent_last(
    papers: Papers,
) -> None:
    plan = papers.add("Plan", pdf(1))
    never_sent = papers.newest(plan)
    papers.draft(plan, pdf(2))
    papers.send(plan)
    mia = papers.world.client("mia")

    answer = mia.get(f"/papers/{plan.key}/file?v={never_sent}&original=1")

    assert answer.content == pdf(2)
    assert answer.content != pdf(1)


@pytest.fixture
def file(papers: Papers) -> Any:
    """Mia's `get(headers)` of a sent paper, and its bytes."""
    plan = papers.add("Plan", pdf(3))
    papers.send(plan)
    client = papers.world.client("mia")

    def get(**headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.get(
            f"/papers/{plan.key}/file?original=1", headers={"accept-encoding": "identity"} | named
        )

    return get


def test_headers_keep_it_from_running_and_from_staying(file: Any) -> None:
    answer = file()

    assert answer.status_code == 200
    assert answer.content == pdf(3)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert "allow-scripts" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-disposition"].startswith("inline")


def test_one_range_at_a_time(file: Any) -> None:
    whole = pdf(3)

    part = file(range="bytes=100-199")
    assert part.status_code == 206
    assert part.content == whole[100:200]
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole)}"
    assert part.headers["cache-control"] == "no-store"
    assert part.headers["content-security-policy"].startswith("sandbox")
    assert file(range="bytes=-50").content == whole[-50:]
    assert file(range=f"bytes={len(whole) - 10}-").content == whole[-10:]
    beyond = file(range=f"bytes={len(whole)}-")
    assert beyond.status_code == 416
    assert beyond.headers["content-range"] == f"bytes */{len(whole)}"


def test_many_ranges_get_the_whole_once(file: Any) -> None:
    many = ",".join(f"{n}-{n}" for n in range(0, 2000, 2))

    for ranges in ("bytes=0-1,5-6", f"bytes={many}"):
        answer = file(range=ranges)
        assert answer.status_code == 200
        assert answer.content == pdf(3)


def test_who_has_these_bytes_is_not_sent_them_again(file: Any) -> None:
    etag = file().headers["etag"]

    assert file(if_none_match=etag).status_code == 304
    assert file(if_none_match=f'"x", W/{etag}').status_code == 304
    assert file(if_none_match='"x"').status_code == 200
    again = file(if_none_match=etag)
    assert again.content == b""
    assert again.headers["cache-control"] == "no-store"


def test_a_range_of_other_bytes_is_not_mixed_in(file: Any) -> None:
    etag = file().headers["etag"]

    assert file(range="bytes=0-9", if_range=etag).status_code == 206
    assert file(range="bytes=0-9", if_range='"other"').status_code == 200


@pytest.mark.parametrize(
    "name", ['Tờ trình "đề án" đơn vị.pdf', "b\r\nSet-Cookie: x=1.pdf", "a;b=c'%41.pdf"]
)
def test_a_file_is_saved_under_the_name_it_came_with(papers: Papers, name: str) -> None:
    from server.materials.intake import clean_name

    plan = papers.add("Plan", pdf())

    def rename(tx: Any) -> None:
        from server.materials.models import PaperVersion

        tx.session.get(PaperVersion, _version_id(papers, plan)).file_name = clean_name(name)

    papers.world.run(None, rename)
    answer = papers.world.client("anna").get(f"/papers/{plan.key}/file")

    said = answer.headers["content-disposition"]
    kind, _, encoded = said.partition("; ")
    assert kind == "inline"
    assert unquote(encoded.removeprefix("filename*=utf-8''")) == clean_name(name)
    assert "set-cookie" not in answer.headers


def _version_id(papers: Papers, paper: Paper) -> int:
    from server.materials.models import PaperVersion

    return int(papers.world.row(PaperVersion, paper_id=paper.id).id)


def test_a_view_is_noted_once_not_with_every_range(papers: Papers) -> None:
    plan = papers.add("Plan", pdf(3))
    papers.send(plan)
    mia = papers.world.client("mia")

    for begin in (0, 100, 200):
        mia.get(f"/papers/{plan.key}/file", headers={"range": f"bytes={begin}-{begin + 9}"})
    papers.world.client("zoe").get(f"/papers/{plan.key}/file")

    notes = [n for n in papers.world.app.state.audit._waiting if n["name"] == "paper-viewed"]
    noted = papers.world.happened("audit").count("paper-viewed") + len(notes)
    assert noted == 1


def test_the_page_of_one_paper(papers: Papers) -> None:
    plan = papers.add("Plan", pdf(3))
    papers.send(plan)

    page = papers.world.client("mia", script=False).get(f"/papers/{plan.key}")

    assert page.status_code == 200
    assert f'href="/papers/{plan.key}/file"' in page.text
    assert "data-viewer" in page.text
    assert papers.world.client("zoe").get(f"/papers/{plan.key}").status_code == 404
    assert papers.world.client("greta").get(f"/papers/{plan.key}").status_code == 404
