"""The demonstration is there after one command, whole, on either engine; a second changes nothing.

Most tests look at one instance with papers of a page each; nobody changes it.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from server import cli
from server.app import build_app
from server.backup import state_of
from server.conclusions.models import Conclusion, Minutes, Notice
from server.demo.content import read_cast, read_follow, read_story
from server.demo.load import command_id, load, make_demonstration, programmes
from server.demo.running import make, run
from server.kernel import i18n
from server.kernel.blobs import Blobs, digest
from server.kernel.db import SYSTEM, Reader, Writer
from server.kernel.events import EventRow
from server.kernel.secret import instance_secret
from server.kernel.types import now
from server.materials.intake import Arrived
from server.materials.models import Paper, PaperVersion
from server.meetings.models import AgendaItem, Meeting
from server.people.account_commands import OfficeExists
from server.people.models import Account, Body, Instance
from server.people.sessions import COOKIE
from server.programmes.models import Programme, ProgrammeItem
from server.tasks.deadlines import lateness
from server.tasks.models import Task, TaskBody, TaskReport
from tests.engines import fresh_settings

ROOT = Path(__file__).parents[2]
CAST = read_cast()
ORIGIN = "http://localhost"


@contextmanager
def reading(settings):
    """Give a function that runs a query, or returns all rows of a table."""
    reader = Reader(settings)

    def rows(table):
        return reader.run(lambda db: db.exec(select(table).order_by(table.id)).all())

    try:
        yield SimpleNamespace(run=reader.run, rows=rows)
    finally:
        reader.close()


def state(settings):
    with reading(settings) as db:
        return db.run(lambda db: state_of(db.connection()))


@pytest.fixture(scope="session")
def demo(demonstrated, tmp_path_factory):
    """Settings of an instance with the demonstration of today."""
    with fresh_settings(tmp_path_factory.mktemp("demo") / "var", demonstrated) as settings:
        yield settings


@pytest.fixture
def db(demo):
    """Its rows."""
    with reading(demo) as db:
        yield db


@pytest.fixture(scope="module")
def pages(demo):
    """What somebody gets who signs in with the password of everybody: pages(login)(path)."""
    app = build_app(demo)

    def signed_in(login):
        anyone = TestClient(
            app, base_url=ORIGIN, headers={"origin": ORIGIN}, follow_redirects=False
        )
        anyone.portal = server.portal
        answer = anyone.post("/sign-in", data={"login": login, "password": CAST["password"]})
        assert answer.status_code == 303, login
        cookie = {"cookie": f"{COOKIE}={answer.cookies[COOKIE]}"}

        def get(path):
            answer = anyone.get(path, headers=cookie)
            while answer.is_redirect:  # the client itself would not take the cookie along
                answer = anyone.get(answer.headers["location"], headers=cookie)
            return answer

        return get

    with TestClient(app, base_url=ORIGIN) as server:
        yield signed_in


def today_of(settings):
    i18n.set_zone(settings.timezone)
    return i18n.today(now())


def by_title(rows):
    return {row.title: row for row in rows}


# --- once, and no more -------------------------------------------------------------------------


def test_the_verb_a_second_time_changes_nothing(demo, capsys):
    before, files = state(demo), sorted(Blobs(demo).all())
    assert make(demo) == 0
    assert (state(demo), sorted(Blobs(demo).all())) == (before, files)
    assert capsys.readouterr().out == ""


def facts(today):
    """Papers that nobody opens: what is asked here is whether the story can be played."""
    from server.demo.press import specs

    return {
        name: Arrived(f"{index:064x}", 1000, spec.pages, spec.pages if spec.scanned else 0)
        for index, (name, spec) in enumerate(specs(today))
    }


@pytest.fixture
def writer(settings):
    writer = Writer(settings, instance_secret(settings))
    yield writer
    writer.close()


def test_the_same_demonstration_loaded_twice_is_there_once(settings, writer):
    today = today_of(settings)
    story = {"today": today, "papers": facts(today)}
    first = writer.run(SYSTEM, command_id(today), load, **story)
    before = state(settings)
    assert writer.run(SYSTEM, command_id(today), load, **story) == first
    assert state(settings) == before
    with pytest.raises(OfficeExists):
        writer.run(SYSTEM, uuid4().hex, load, **story)
    assert state(settings) == before


def test_a_real_office_is_refused_and_left_as_it_is(settings, monkeypatch, capsys):
    monkeypatch.setenv("DATA_DIR", str(settings.data_dir))
    if settings.database_url:
        monkeypatch.setenv("DATABASE_URL", settings.database_url)
    assert cli.main(["make-office", "--name", "Văn phòng", "--login", "admin"]) == 0
    before = state(settings)
    capsys.readouterr()
    for verb in ("demo", "demo-run"):
        assert cli.main([verb]) == 1
        told = capsys.readouterr()
        assert "dữ liệu thật" in told.err
        assert "real office" in told.err
        assert told.out == ""
    assert state(settings) == before


# --- what is there -----------------------------------------------------------------------------


def test_the_office_says_what_it_is(db, pages):
    (instance,) = db.rows(Instance)
    assert instance.demonstration
    assert instance.name == CAST["office"]
    assert "BẢN TRÌNH DIỄN" in pages("thuky")("/").text


def test_everybody_can_sign_in_and_reads_vietnamese(demo, db, pages):
    accounts = {account.login: account for account in db.rows(Account)}
    inspectors = [p["login"] for p in read_follow(today_of(demo))["inspection"]["person"]]
    assert list(accounts) == [*(person["login"] for person in CAST["person"]), *inspectors]
    assert {account.locale for account in accounts.values()} == {"vi"}
    assert len({account.password_hash for account in accounts.values()}) == len(accounts)
    for login in ("quantri", "chutri", "khachmoi", "nguoingoai"):
        page = pages(login)("/")
        assert page.status_code == 200
        assert accounts[login].name in page.text


def test_every_body_of_the_cast_is_known(db):
    bodies = {body.name: body for body in db.rows(Body)}
    assert set(bodies) == {body["name"] for body in CAST["body"]}
    assert bodies["Hội đồng nhân dân tỉnh"].vocabulary == "council"
    assert bodies["Board of Minh Hoa Water Supply"].vocabulary == "board"


def test_the_programmes_are_there_and_the_year_continues_the_term(demo, db):
    loaded = {programme.slug: programme for programme in db.rows(Programme)}
    wanted = {programme.key: programme for programme in programmes(today_of(demo))}
    drafted = {p.level for slug, p in loaded.items() if slug not in wanted}
    assert set(loaded) > set(wanted)
    assert drafted == {"year", "month"}  # next year's and this month's: test_life.py
    items = {item.id: item for item in db.rows(ProgrammeItem)}
    counts = Counter(item.programme_id for item in items.values())
    for slug, programme in wanted.items():
        assert counts[loaded[slug].id] == len(programme.items)
    (term,) = (p for p in loaded.values() if p.level == "term")
    year = next(p for p in loaded.values() if p.parent_id == term.id)
    linked = [i for i in items.values() if i.programme_id == year.id and i.parent_id]
    assert len(linked) > 20
    assert {items[i.parent_id].programme_id for i in linked} == {term.id}


def test_todays_meeting_is_open_at_its_current_item(demo, db):
    *earlier, meeting = db.rows(Meeting)
    assert Counter(m.session_state for m in earlier).keys() <= {"ended", "complete", "planned"}
    (coming,) = (m for m in earlier if m.session_state == "planned")
    assert i18n.today(coming.starts_at) == today_of(demo) + timedelta(days=7)
    (past,) = (m for m in earlier if m.title == read_story(today_of(demo))[1]["title"])
    assert (past.session_state, past.agenda_state) == ("ended", "sent")
    assert i18n.today(past.starts_at) == today_of(demo) - timedelta(days=14)
    assert (meeting.session_state, meeting.agenda_state) == ("open", "sent")
    assert i18n.today(meeting.starts_at) == today_of(demo)
    items = [item for item in db.rows(AgendaItem) if item.meeting_id == meeting.id]
    assert [item.state for item in items] == ["done", "done", "current", *["planned"] * 6]
    assert meeting.current_item_id == items[2].id
    assert [item.hidden for item in items] == [False] * 8 + [True]
    assert sum(item.restricted for item in items) == 1
    (secret,) = (item for item in items if item.secret)
    assert (secret.title, secret.presenter, secret.programme_item_id) == ("", "", None)


def test_the_story_is_told_whole(demo, db):
    story = read_story(today_of(demo))
    items = [item for meeting in story for item in meeting["item"]]
    conclusions = [said for item in items for said in item.get("conclusion", [])]
    tasks = [task for said in conclusions for task in said.get("task", [])]
    reports = [report for task in tasks for report in task.get("report", [])]
    told_of = {meeting.title: meeting.id for meeting in db.rows(Meeting)}
    for meeting in story:
        its = [i.title for i in db.rows(AgendaItem) if i.meeting_id == told_of[meeting["title"]]]
        assert its == [item.get("title", "") for item in meeting["item"]]
    assert Counter(c.noted for c in db.rows(Conclusion)) == Counter(c["text"] for c in conclusions)
    given = [task for task in db.rows(Task) if task.parent_id is None]
    assert len(given) == sum(len(task["lead_bodies"]) for task in tasks)
    assert len(db.rows(TaskReport)) > len(reports)  # follow.toml has others
    notices = db.rows(Notice)
    assert [(n.number, n.symbol) for n in notices] == [(n, "TB/TU") for n in ("118", "251", "267")]
    issued = [c for c in db.rows(Conclusion) if c.notice_id]
    assert len(issued) == sum(c.get("issued", False) for c in conclusions)
    assert all(c.agreed_as and c.verdict for c in issued)


def test_tasks_stand_in_every_state(demo, db):
    tasks = db.rows(Task)
    found = {task.state for task in tasks}
    for task in tasks:
        if task.state == "planned":
            continue
        reported = i18n.today(task.reported_at) if task.reported_at else None
        found.add(lateness(task.state, task.deadline, reported, today_of(demo)).kind)
    assert found == {
        *("planned", "open", "reported", "returned", "done"),
        *("overdue", "due-soon", "on-time", "no-deadline", "done-late"),
    }
    waiting = [t for t in tasks if t.condition]
    assert [t.deadline for t in waiting] == [None]
    assert {t.opened_as for t in tasks} == {"", "notice", "chair", "part"}
    at_once = [t for t in tasks if t.opened_as == "chair"]
    assert [t.state for t in at_once] == ["open"]


def test_every_task_has_found_its_bodies(db):
    assert all(task.lead_body_id for task in db.rows(Task))
    assert all(body.body_id for body in db.rows(TaskBody))


def test_every_paper_is_stored_under_its_hash(demo, db):
    versions = db.rows(PaperVersion)
    assert len(versions) > 20
    blobs = Blobs(demo)
    for version in versions:
        with blobs.local(version.sha256) as file:
            assert digest(file) == version.sha256
            assert file.stat().st_size == version.size_bytes
    signed = [row.signed_sha256 for table in (Notice, Minutes) for row in db.rows(table)]
    papers = {version.sha256 for version in versions}
    assert set(blobs.all()) == papers | set(filter(None, signed))
    assert not list(demo.upload_dir.iterdir())


def test_papers_stand_as_the_story_says(demo, db):
    story = read_story(today_of(demo))
    papers, keys = db.rows(Paper), {i.id: i.position for i in db.rows(AgendaItem)}
    versions = Counter(version.paper_id for version in db.rows(PaperVersion))
    for meeting in story:
        for item in meeting["item"]:
            told = item.get("paper", [])
            titles = {paper["title"] for paper in told}
            found = sorted((p for p in papers if p.title in titles), key=lambda p: p.position)
            assert [p.title for p in found] == [paper["title"] for paper in told]
            assert len({keys[p.item_id] for p in found}) == (1 if told else 0)
            for paper, row in zip(told, found, strict=True):
                assert (row.kind, row.state) == (paper["kind"], paper["state"])
                assert versions[row.id] == paper.get("draft", 1)
    scanned = [v for v in db.rows(PaperVersion) if v.scanned_pages]
    assert len(scanned) == 1


def test_the_log_reads_like_a_real_history(db):
    events = db.rows(EventRow)
    people = {account.id for account in db.rows(Account)}
    streams = {}
    for event in events:
        streams.setdefault(event.stream, []).append(event)
    for stream in streams.values():
        assert [event.seq for event in stream] == list(range(1, len(stream) + 1))
        assert [event.at for event in stream] == sorted(event.at for event in stream)
    assert max(event.at for event in events) <= now()
    meetings = [e for name, s in streams.items() if name.startswith("meeting:") for e in s]
    assert {event.actor_id for event in meetings} <= people
    assert len({event.actor_id for event in meetings}) >= 2  # keepers and the chair


# --- who sees what ------------------------------------------------------------------------------


def tablet(db, get):
    return get(f"/meetings/{db.rows(Meeting)[-1].key}/tablet")


def test_a_guest_sees_one_item(db, pages):
    text = tablet(db, pages("khachmoi")).text
    items = [i for i in db.rows(AgendaItem) if i.meeting_id == db.rows(Meeting)[-1].id]
    shown = [item.title for item in items if item.title and item.title in text]
    assert shown == ["Kế hoạch đầu tư công và danh mục công trình trọng điểm của tỉnh"]


def test_delegates_see_neither_hidden_nor_restricted_lines(db, pages):
    on = db.rows(Meeting)[-1].id
    items = {item.title: item for item in db.rows(AgendaItem) if item.meeting_id == on}
    (hidden,) = (title for title, item in items.items() if item.hidden)
    (restricted,) = (title for title, item in items.items() if item.restricted)
    named, other = (tablet(db, pages(login)).text for login in ("daibieu1", "daibieu2"))
    assert restricted in named
    assert restricted not in other
    assert hidden not in named + other
    assert hidden in pages("thuky")(f"/meetings/{db.rows(Meeting)[-1].key}/console").text


def test_the_outsider_sees_nothing_of_the_committee(db, pages):
    get = pages("nguoingoai")
    home = get("/")
    assert "Tạ Thị Vòng Ngoài" in home.text
    for meeting in db.rows(Meeting):
        assert meeting.title not in home.text
        for page in ("", "/tablet", "/console", "/chair", "/after"):
            assert get(f"/meetings/{meeting.key}{page}").status_code == 404


# --- served -------------------------------------------------------------------------------------


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def environment(settings, port):
    names = {"DATA_DIR": str(settings.data_dir), "PORT": str(port)}
    if settings.database_url:
        names["DATABASE_URL"] = settings.database_url
    return os.environ | names


def children_of(pid):
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT], ids=lambda told: told.name)
def test_demo_run_says_where_to_look_and_ends_with_its_children(demo, told):
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "server", "demo-run"],
        cwd=ROOT,
        env=environment(demo, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    hung = threading.Timer(60, process.kill)
    hung.start()
    try:
        said = ""
        while "Ctrl-C to end" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        assert f"http://localhost:{port}" in said
        assert CAST["password"] in said
        assert all(person["login"] in said for person in CAST["person"])
        with urllib.request.urlopen(f"http://localhost:{port}/sign-in") as page:
            assert "BẢN TRÌNH DIỄN" in page.read().decode()
        children = children_of(process.pid)
        assert len(children) == 2
        asked = time.monotonic()
        process.send_signal(told)
        assert process.wait(20) == 0
        assert time.monotonic() - asked < 10
        assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    finally:
        hung.cancel()
        process.kill()
        process.stdout.close()


def test_demo_run_ends_when_one_of_its_children_does(demo):
    process = subprocess.Popen(
        [sys.executable, "-m", "server", "demo-run"],
        cwd=ROOT,
        env=environment(demo, free_port()),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while len(children := children_of(process.pid)) < 2:
            assert time.monotonic() < until
            time.sleep(0.1)
        os.kill(children[1], signal.SIGKILL)
        assert process.wait(20) == 1
        assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    finally:
        process.kill()


def test_a_taken_port_is_said(demo, capsys):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        taken = demo.model_copy(update={"port": listening.getsockname()[1]})
        assert run(taken) == 1
    assert "đang được dùng" in capsys.readouterr().err


@pytest.mark.slow
def test_all_of_it_with_papers_of_full_length(settings):
    make_demonstration(settings)
    told = {
        paper["title"]: paper["pages"]
        for meeting in read_story(today_of(settings))
        for item in meeting["item"]
        for paper in item.get("paper", [])
    }
    with reading(settings) as db:
        found = db.run(pages_by_title)
    assert found == told


def pages_by_title(db: Session) -> dict[str, int]:
    rows = db.exec(
        select(Paper.title, PaperVersion.page_count).join(
            PaperVersion, col(PaperVersion.paper_id) == col(Paper.id)
        )
    )
    return dict(rows.all())
