"""*Gỡ khẩn cấp*: nothing is left of the paper, and the register says who had it."""

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from server.backup import backup as take_backup
from server.kernel.errors import NotFound
from server.kernel.events import EventRow
from server.kernel.jobs import Workshop
from server.materials import commands, stored, urgent
from server.materials.models import (
    BackupTaken,
    Paper,
    PaperVersion,
    UrgentWithdrawal,
    UrgentWithdrawalDevice,
)
from server.materials.register import WithdrawalLine, register_of
from server.materials.renditions import make_rendition
from server.meetings.models import Meeting
from server.migrations import metadata
from tests.engines import ENGINE
from tests.materials.conftest import PEOPLE, Papers, pdf
from tests.world import new_id

CANARY = "Zirconium-canary"
SURE = {"reason": "secret", "sure": True}


@pytest.fixture
def shop(papers: Papers) -> Workshop:
    state = papers.world.app.state
    return Workshop(state.settings, state.writer, state.reader, state.blobs)


def secret_paper(papers: Papers, **more: Any) -> Paper:
    """A paper that should not be here: renamed, moved, sent, recalled, with two drafts and more."""
    paper = papers.add(CANARY, pdf(2, CANARY), **more)
    title = f"{CANARY} renamed"
    papers.world.run(
        "anna",
        commands.edit_paper,
        key=paper.key,
        version=paper.version,
        base_title=CANARY,
        title=title,
        base_kind="report",
        kind="report",
    )
    papers.world.run(
        "anna",
        commands.add_draft,
        key=paper.key,
        file_name=f"{CANARY}.pdf",
        page_count=1,
        scanned_pages=0,
        **_stored(papers, pdf(1, f"{CANARY} again")),
    )
    papers.send(paper)
    papers.world.run("anna", commands.recall_paper, key=paper.key)
    papers.send(paper)
    draft = papers.draft(paper, pdf(3, f"{CANARY} dropped"))
    papers.world.run("anna", commands.drop_draft, key=paper.key, draft=draft)
    return papers.world.row(Paper, id=paper.id)


def _stored(papers: Papers, content: bytes) -> dict[str, Any]:
    arrived = papers.stored(content)
    return {"sha256": arrived.sha256, "size_bytes": arrived.size_bytes}


def withdraw(papers: Papers, paper: Paper, who: str = "anna", **changes: str) -> Any:
    form = {"command_id": new_id(), "reason": "secret", "sure": "1"} | changes
    return papers.world.client(who).post(f"/papers/{paper.key}/withdraw", data=form)


def register(papers: Papers) -> tuple[WithdrawalLine, ...]:
    return papers.world.read(register_of)


def every_text(papers: Papers) -> dict[str, str]:
    """Return every row of every table, as text."""
    return papers.world.read(
        lambda db: {
            table.name: "\n".join(repr(row) for row in db.execute(select(table)))
            for table in metadata().sorted_tables
        }
    )


def files(papers: Papers) -> set[str]:
    return set(papers.world.app.state.blobs.all())


# --- nothing is left ------------------------------------------------------------------------------


def test_no_word_and_no_file_of_it_is_left(papers: Papers, shop: Workshop) -> None:
    before = files(papers)
    paper = secret_paper(papers)
    for version in papers.world.read(_versions_of, paper.id):
        make_rendition(shop, str(version.key))
    hashes = files(papers) - before
    assert len(hashes) >= 5, "two drafts with their renditions, and one that was dropped"
    assert CANARY in "".join(every_text(papers).values())

    assert withdraw(papers, paper).status_code == 200

    tables = every_text(papers)
    for name, text in tables.items():
        assert CANARY not in text, name
        if name != "receipt":  # the worker's own, forgotten after 30 days
            assert not [sha256 for sha256 in hashes if sha256 in text], name
    assert files(papers) == before
    assert str(paper.key) in tables["event"], "what happened stays, without its words"
    if ENGINE == "sqlite":  # nor in the pages that the rows were deleted from
        folder = papers.world.app.state.settings.data_dir
        for file in folder.glob("*.db*"):
            assert CANARY.encode() not in file.read_bytes(), file.name


def _versions_of(db: Any, paper_id: int) -> list[PaperVersion]:
    wanted = select(PaperVersion).where(PaperVersion.paper_id == paper_id)
    return list(db.exec(wanted.order_by(PaperVersion.number)))


def test_no_page_says_what_it_was(papers: Papers) -> None:
    paper = secret_paper(papers)
    meeting = f"/meetings/{papers.meeting_key}"
    pages = {
        "anna": (f"{meeting}/console?item={papers.key}", f"{meeting}/tablet", "/admin/withdrawals"),
        "adam": ("/admin/withdrawals", "/admin/audit"),
        "carl": (f"{meeting}/chair", f"{meeting}/tablet", "/"),
        "mia": (f"{meeting}/tablet", "/"),
    }
    assert CANARY in papers.world.client("mia", script=False).get(pages["mia"][0]).text

    withdraw(papers, paper)

    for who, addresses in pages.items():
        for address in addresses:
            answer = papers.world.client(who, script=False).get(address)
            assert answer.status_code == 200, address
            assert CANARY not in answer.text, address
    for who in ("anna", "mia"):
        client = papers.world.client(who)
        for part in ("", "/file", "/edit", "/withdraw"):
            assert client.get(f"/papers/{paper.key}{part}").status_code == 404


def test_a_file_that_another_paper_has_stays_and_the_drawer_says_so(papers: Papers) -> None:
    plan, other = papers.add("Plan", pdf(2)), papers.add("Appendix", pdf(2))
    papers.draft(plan, pdf(3))
    papers.send(plan, other)
    shared, own = (version.sha256 for version in papers.world.read(_versions_of, plan.id))
    assert {own, shared} <= files(papers)

    drawer = papers.world.client("anna").get(f"/papers/{plan.key}/withdraw")
    assert "Appendix" in drawer.text
    withdraw(papers, plan)

    assert files(papers) & {own, shared} == {shared}
    assert papers.world.client("mia").get(f"/papers/{other.key}/file").status_code == 200


def test_every_table_that_refers_to_a_paper_is_known_here() -> None:
    """They are deleted with it. A new one: see that none of its words stay elsewhere."""
    tables = metadata().tables
    refer = {
        child.name
        for child in tables.values()
        for reference in child.foreign_keys
        if reference.column.table.name in ("paper", "paper_version")
    }
    assert refer == {"paper_version"}


# --- who, when, why -------------------------------------------------------------------------------


def test_it_asks_twice_and_takes_no_free_text(papers: Papers) -> None:
    paper = papers.add("Plan", pdf(1))
    papers.send(paper)

    unsure = withdraw(papers, paper, sure="")
    assert (unsure.status_code, unsure.headers["plenum-code"]) == (422, "withdrawal-not-confirmed")
    wordy = withdraw(papers, paper, reason="it was about zirconium")
    assert (wordy.status_code, wordy.headers["plenum-code"]) == (422, "unknown-withdrawal-reason")

    assert papers.world.client("mia").get(f"/papers/{paper.key}/file").status_code == 200
    assert register(papers) == ()


def test_the_register_says_who_and_when_and_leads_there(papers: Papers) -> None:
    paper = secret_paper(papers)

    answer = withdraw(papers, paper, reason="suspected")

    assert answer.headers["plenum-go"] == "/admin/withdrawals"
    [row] = register(papers)
    assert (row.by, row.reason, row.versions) == ("Anna Office", "suspected", 2)
    assert row.arrived_at < row.at <= row.cleared_at
    assert papers.world.row(UrgentWithdrawal, key=row.key).blobs == []


@pytest.mark.parametrize("who", [p for p in PEOPLE if p not in ("anna", "bella")])
def test_nobody_else_withdraws(papers: Papers, who: str) -> None:
    paper = papers.add("Plan", pdf(1))
    papers.send(paper)
    unknown = Paper(item_id=1, kind="report", title="", position=1, key=uuid4())

    answer = withdraw(papers, paper, who)

    assert answer.status_code == 404
    assert answer.text == withdraw(papers, unknown, who).text
    assert papers.world.client(who).get(f"/papers/{paper.key}/withdraw").status_code == 404
    assert papers.world.row(Paper, id=paper.id) is not None
    assert register(papers) == ()
    withdraw(papers, paper)
    assert withdraw(papers, paper, who).status_code == 404  # nor learns that it happened


def test_the_register_is_read_by_office_and_administrators_alone(papers: Papers) -> None:
    for who in PEOPLE:
        status = papers.world.client(who).get("/admin/withdrawals").status_code
        assert status == (200 if who in ("anna", "bella", "adam") else 404), who


def test_twice_is_once(papers: Papers) -> None:
    paper = secret_paper(papers)
    again = new_id()

    first, second = (withdraw(papers, paper, command_id=again) for _ in range(2))
    third = withdraw(papers, paper, "bella")

    assert first.status_code == second.status_code == third.status_code == 200
    assert len(register(papers)) == 1
    assert papers.world.happened(papers.stream).count("paper-withdrawn") == 1


def test_of_two_at_once_one_withdraws(papers: Papers) -> None:
    paper = secret_paper(papers)
    keys: list[str] = []

    def act(who: str) -> None:
        keys.append(papers.world.run(who, urgent.withdraw_urgently, key=paper.key, **SURE))

    threads = [threading.Thread(target=act, args=(who,)) for who in ("anna", "bella") * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(keys) == 6
    assert len(set(keys)) == len(register(papers)) == 1


def test_a_stale_form_about_it_finds_nothing(papers: Papers) -> None:
    paper = papers.add("Plan", pdf(1))
    versions = [papers.newest(paper)]
    withdraw(papers, paper)

    edit = {"version": 1, "base_title": "Plan", "title": CANARY}
    kinds = {"kind": "report", "base_kind": "report"}
    run = papers.world.run
    with pytest.raises(NotFound):
        run("anna", commands.edit_paper, key=paper.key, **edit, **kinds)
    with pytest.raises(NotFound):
        run(
            "anna",
            commands.send_papers,
            meeting_key=papers.meeting_key,
            versions=versions,
            scans_seen=True,
        )
    with pytest.raises(NotFound):
        papers.draft(paper)
    assert papers.world.row(Paper, title=CANARY) is None


def test_what_was_changed_meanwhile_goes_too(papers: Papers) -> None:
    """The drawer was opened before a colleague renamed it and sent another draft."""
    paper = papers.add("Plan", pdf(1))
    drawer = papers.world.client("anna").get(f"/papers/{paper.key}/withdraw")
    assert drawer.status_code == 200
    papers.draft(paper, pdf(2, CANARY))
    papers.send(paper)

    assert withdraw(papers, paper).status_code == 200
    assert papers.world.read(_versions_of, paper.id) == []


def test_a_complete_file_is_no_obstacle(papers: Papers) -> None:
    paper = secret_paper(papers)

    def complete(tx: Any) -> None:
        tx.session.get(Meeting, papers.item("Budget").meeting_id).session_state = "complete"

    papers.world.run(None, complete)
    assert withdraw(papers, paper).status_code == 200
    assert papers.world.row(Paper, id=paper.id) is None


# --- devices --------------------------------------------------------------------------------------


def test_devices_that_had_it_are_named(papers: Papers) -> None:
    paper = papers.add("Plan", pdf(2))
    papers.send(paper)
    other = papers.add("Appendix", pdf(3))
    papers.send(other)
    mia, noah = papers.world.client("mia"), papers.world.client("noah")
    for _ in range(2):
        assert mia.get(f"/papers/{paper.key}/file").status_code == 200
    noah.get(f"/papers/{other.key}/file")
    papers.world.client("zoe").get(f"/papers/{paper.key}/file")

    withdraw(papers, paper)

    [row] = register(papers)
    [sent, read] = row.devices
    assert (sent.act, sent.name) == ("uploaded", "Anna Office")
    assert (read.act, read.name, read.device) == ("fetched", "Mia Member", "test")
    assert read.source
    assert read.first_at < read.last_at <= row.at


def test_a_view_that_is_written_down_late_is_found_by_the_worker(
    papers: Papers, shop: Workshop
) -> None:
    paper = papers.add("Plan", pdf(1))
    papers.send(paper)
    withdraw(papers, paper)
    told = len(papers.world.happened("withdrawals"))
    stored.clear_withdrawn(shop)
    assert len(papers.world.happened("withdrawals")) == told  # nothing new: nobody is told

    _view(papers, paper, paper_key=str(paper.key))
    stored.clear_withdrawn(shop)
    stored.clear_withdrawn(shop)

    fetched = [d for d in register(papers)[0].devices if d.act == "fetched"]
    assert [device.name for device in fetched] == ["Mia Member"]
    assert len(papers.world.happened("withdrawals")) == told + 1


def test_views_noted_by_the_first_release_count_within_its_time(papers: Papers) -> None:
    """They name a paper by its id alone, which an older and dropped one may have had."""
    paper = papers.add("Plan", pdf(1))
    _view(papers, paper)
    _view(papers, paper, ago=timedelta(days=1), who="noah")

    withdraw(papers, paper)

    rows = papers.world.read(lambda db: db.exec(select(UrgentWithdrawalDevice)).all())
    people = [row.account_id for row in rows if row.act == "fetched"]
    assert people == [papers.world.people["mia"]]


def _view(
    papers: Papers, paper: Paper, who: str = "mia", ago: timedelta = timedelta(0), **ids: str
) -> None:
    from server.kernel.audit import store_notes
    from server.kernel.types import now

    note = {
        "name": "paper-viewed",
        "ids": {"paper_id": paper.id} | ids,
        "detail": {},
        "actor_id": papers.world.people[who],
        "source": "10.0.0.7",
        "at": (now() - ago).isoformat(),
    }
    papers.world.run(None, store_notes, notes=[note])


# --- backups --------------------------------------------------------------------------------------


def test_backups_taken_while_it_was_here_are_named_and_ticked(
    papers: Papers, tmp_path: Any
) -> None:
    settings = papers.world.app.state.settings
    take_backup(settings, tmp_path / "before")
    _long_ago(papers, "before")
    paper = papers.add("Plan", pdf(1))
    take_backup(settings, tmp_path / "while")
    withdraw(papers, paper)
    take_backup(settings, tmp_path / "after")

    [row] = register(papers)
    [backup] = row.backups
    assert (backup.folder, backup.settled_at) == ("while", None)
    adam, settle = papers.world.client("adam"), f"/admin/withdrawals/{row.key}/backups"
    form = {"backup": str(backup.key), "settled": "1"}
    for _ in range(2):  # twice is once
        assert adam.post(settle, data=form | {"command_id": new_id()}).status_code == 200
    [ticked] = register(papers)[0].backups
    assert ticked.settled_by == "Adam Admin"
    assert ticked.settled_at
    assert papers.world.happened("withdrawals").count("withdrawal-changed") == 3
    after = papers.world.row(BackupTaken, folder="after")
    answer = adam.post(settle, data={"backup": str(after.key), "command_id": new_id()})
    assert answer.status_code == 404
    for who in ("mia", "carl", "zoe"):
        answer = papers.world.client(who).post(settle, data=form | {"command_id": new_id()})
        assert answer.status_code == 404
    taken_back = form | {"settled": "", "command_id": new_id()}
    assert papers.world.client("anna").post(settle, data=taken_back).status_code == 200
    assert register(papers)[0].backups == (backup,)


def _long_ago(papers: Papers, folder: str) -> None:
    def age(tx: Any) -> None:
        tx.session.exec(
            select(BackupTaken).where(BackupTaken.folder == folder)
        ).one().at -= timedelta(hours=1)

    papers.world.run(None, age)


def test_a_backup_after_it_holds_nothing_of_it(papers: Papers, tmp_path: Any) -> None:
    """Even where the server was killed before the files had gone."""
    paper = secret_paper(papers)
    hashes = files(papers)
    papers.world.run("anna", urgent.withdraw_urgently, key=paper.key, **SURE)
    assert files(papers) == hashes

    manifest = take_backup(papers.world.app.state.settings, tmp_path / "after")

    assert manifest["blobs"] == []
    for file in (tmp_path / "after").rglob("*.jsonl"):
        assert CANARY not in file.read_text(encoding="utf-8"), file.name


# --- crashes and races ----------------------------------------------------------------------------


def test_killed_between_commit_and_files_the_worker_finishes(
    papers: Papers, shop: Workshop
) -> None:
    """The nightly sweep waits a day for a row; what was withdrawn waits for nothing."""
    paper = secret_paper(papers)
    papers.world.run("anna", urgent.withdraw_urgently, key=paper.key, **SURE)
    assert files(papers)
    assert register(papers)[0].cleared_at is None

    stored.clear_withdrawn(shop)

    assert files(papers) == set()
    assert register(papers)[0].cleared_at is not None


def test_a_rendition_that_was_being_made_leaves_nothing(
    papers: Papers, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = papers.add(CANARY, pdf(2, CANARY))
    [version] = papers.world.read(_versions_of, paper.id)
    put = type(shop.blobs).put

    def put_after_withdrawal(blobs: Any, source: Any) -> str:
        papers.world.run("anna", urgent.withdraw_urgently, key=paper.key, **SURE)
        stored.clear_withdrawn(shop)
        return put(blobs, source)

    monkeypatch.setattr(type(shop.blobs), "put", put_after_withdrawal)
    make_rendition(shop, str(version.key))

    assert files(papers) == set()


def test_a_download_beside_it_gets_the_whole_paper_or_none(papers: Papers) -> None:
    content = pdf(30)
    for _ in range(5):
        paper = papers.add("Plan", content)
        papers.send(paper)
        mia, answers = papers.world.client("mia"), []
        start = threading.Barrier(2)

        def read(
            mia: Any = mia, paper: Any = paper, answers: Any = answers, at: Any = start
        ) -> None:
            at.wait()
            for _ in range(8):
                answers.append(mia.get(f"/papers/{paper.key}/file"))

        reader = threading.Thread(target=read)
        reader.start()
        start.wait()
        withdraw(papers, paper)
        reader.join()
        assert {answer.status_code for answer in answers} <= {200, 404}
        assert all(a.content == content for a in answers if a.status_code == 200)
        assert mia.get(f"/papers/{paper.key}/file").status_code == 404


def test_the_words_of_other_papers_stay(papers: Papers) -> None:
    plan, other = papers.add("Plan", pdf(1)), papers.add("Appendix", pdf(2))
    withdraw(papers, plan)

    rows = papers.world.read(
        lambda db: db.exec(select(EventRow).where(EventRow.stream == papers.stream)).all()
    )
    details = {UUID(r.ids["paper_key"]): r.detail for r in rows if r.detail.get("draft")}
    assert details[other.key]["added"] == "Appendix"
    assert details[plan.key] == {"draft": 1}
