"""A task that was given: reported with evidence, returned, confirmed."""

from datetime import date
from uuid import UUID

import pytest

from server.kernel.errors import NotFound
from server.people.models import Body
from server.tasks import commands
from server.tasks.access import WrongTaskState
from server.tasks.models import TaskReport
from server.tasks.results import EvidenceNeeded, OfficeConfirmationOnly
from tests.sessions import rows
from tests.world import new_id

DOCUMENT = {
    "text": "Issued",
    "evidence_kind": "document",
    "evidence_text": "15-BC/BTC",
    "evidence_date": date(2026, 4, 2),
}


@pytest.fixture
def task(session):
    return session.given()


def report(world, task, who="clara", **more):
    return world.run(who, commands.report_result, key=task, **DOCUMENT | more)


def answer(world, session, task, command, who="anna", **more):
    version = session.task(task).version
    return world.run(who, command, key=task, version=version, **more)


def test_the_lead_bodys_clerk_reports_with_evidence(world, session, task):
    form = {name: str(value) for name, value in DOCUMENT.items()} | {"command_id": new_id()}
    clara = world.client("clara")
    for _ in range(2):
        assert clara.post(f"/tasks/{task}/report", data=form).status_code == 200
    (row,) = rows(world, TaskReport)
    assert (row.evidence_text, row.evidence_date) == ("15-BC/BTC", date(2026, 4, 2))
    assert row.reported_by_id == world.people["clara"]
    assert session.task(task).state == "reported"
    assert session.happened("tasks")[-1] == "task-changed"


def test_the_office_reports_for_a_body_that_never_signs_in(world, session, task):
    report(world, task, "anna", evidence_kind="confirmation", evidence_text="Đã kiểm tra")
    assert session.task(task).state == "reported"


def test_only_the_office_gives_its_own_confirmation(world, task):
    with pytest.raises(OfficeConfirmationOnly):
        report(world, task, evidence_kind="confirmation", evidence_text="I say so")


LACKING = [
    {"evidence_text": ""},
    {"evidence_date": None},
    {"evidence_kind": "figure", "evidence_date": None},
    {"evidence_kind": "minutes", "evidence_text": ""},
    {"evidence_kind": "my word"},
]


@pytest.mark.parametrize("lacking", LACKING)
def test_without_evidence_nothing_is_reported(world, session, task, lacking):
    with pytest.raises(EvidenceNeeded):
        report(world, task, **lacking)
    assert session.task(task).state == "open"


def test_minutes_need_no_date(world, session, task):
    report(world, task, evidence_kind="minutes", evidence_text="Biên bản", evidence_date=None)
    assert session.task(task).state == "reported"


def test_the_office_confirms(world, session, task):
    report(world, task)
    version = session.task(task).version
    anna, form = world.client("anna"), {"command_id": new_id(), "version": version}
    for _ in range(2):
        assert anna.post(f"/tasks/{task}/confirm", data=form).status_code == 200
    row = session.task(task)
    assert (row.state, row.done_at is not None) == ("done", True)
    assert rows(world, TaskReport)[0].answer == "confirmed"


def test_the_office_asks_for_more_with_a_reason_and_the_body_reports_again(world, session, task):
    report(world, task)
    version = session.task(task).version
    anna = world.client("anna")
    address = f"/tasks/{task}/return"
    form = {"command_id": new_id(), "version": version}
    assert anna.get(address).status_code == 200
    assert anna.post(address, data=form).status_code == 422  # a reason is needed
    assert anna.post(address, data=form | {"reason": "Where is the annex?"}).status_code == 200
    assert session.task(task).state == "returned"
    assert "Where is the annex?" in world.client("clara").get(f"/tasks/{task}").text
    report(world, task, text="With the annex")
    answer(world, session, task, commands.confirm)
    assert [row.answer for row in rows(world, TaskReport)] == ["returned", "confirmed"]


def test_another_report_is_not_confirmed_unseen(world, session, task):
    report(world, task)
    seen = session.task(task).version
    answer(world, session, task, commands.ask_for_more, reason="More")
    report(world, task)
    with pytest.raises(WrongTaskState):
        world.run("bella", commands.confirm, key=task, version=seen)
    assert session.task(task).state == "reported"


# state -> what may be done in it; everything else is refused and changes nothing
STATES = {
    "planned": set(),
    "open": {"report"},
    "reported": {"confirm", "return"},
    "returned": {"report"},
    "done": set(),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ["report", "confirm", "return"])
def test_every_state_and_what_may_be_done_in_it(world, session, state, act):
    planned = session.assign(session.note("Staff", "So"))
    task = planned if state == "planned" else session.given()
    if state in ("reported", "returned", "done"):
        report(world, task, "anna")
    if state == "returned":
        answer(world, session, task, commands.ask_for_more, reason="More")
    if state == "done":
        answer(world, session, task, commands.confirm)

    def do():
        if act == "report":
            report(world, task, "anna")
        elif act == "confirm":
            answer(world, session, task, commands.confirm)
        else:
            answer(world, session, task, commands.ask_for_more, reason="More")

    if act in STATES[state]:
        do()
        assert session.task(task).state != state
    else:
        with pytest.raises(WrongTaskState):
            do()
        assert session.task(task).state == state


WHO = {  # who -> (sees, reports, confirms)
    "anna": (True, True, True),
    "carl": (True, False, False),  # he sits on the standing body
    "stan": (True, False, False),
    "clara": (True, True, False),
    "mia": (False, False, False),
    "greta": (False, False, False),
    "adam": (False, False, False),
    "zoe": (False, False, False),
}


@pytest.mark.parametrize("who", WHO)
def test_who_sees_reports_and_confirms(world, session, task, who):
    sees, reports, confirms = WHO[who]
    client = world.client(who)
    assert (client.get(f"/tasks/{task}").status_code == 200) == sees
    form = {name: str(value) for name, value in DOCUMENT.items()} | {"command_id": new_id()}
    answer = client.post(f"/tasks/{task}/report", data=form)
    assert answer.status_code == (200 if reports else 404)
    if not reports:
        report(world, task)
    form = {"command_id": new_id(), "version": session.task(task).version}
    for act in ("return", "confirm"):
        allowed = client.post(f"/tasks/{task}/{act}", data=form | {"reason": "More"})
        assert allowed.status_code == (404 if not confirms else 200 if act == "return" else 409)


def test_nobody_who_is_not_signed_in_does_anything(world, session, task):
    client = world.client(None)
    form = {name: str(value) for name, value in DOCUMENT.items()}
    form |= {"command_id": new_id(), "version": "2", "reason": "x"}
    for act in ("report", "confirm", "return", "settle"):
        assert client.post(f"/tasks/{task}/{act}", data=form).status_code == 401
    assert session.task(task).state == "open"


def test_between_bodies_there_is_a_wall(world, session):
    office = session.given("For the office", "Staff", lead_text="Văn phòng Tỉnh ủy")
    helping = session.given(
        "With us", "Roads", lead_text="Văn phòng Tỉnh ủy", coordinating_text="Ban Tổ chức Tỉnh ủy"
    )
    clara = world.client("clara")
    assert clara.get(f"/tasks/{office}").status_code == 404
    assert clara.get(f"/tasks/{helping}").status_code == 200
    with pytest.raises(NotFound):
        report(world, helping)  # who helps does not report for the lead
    mine = clara.get("/tasks/mine").text
    assert "For the office" not in mine
    assert "With us" in mine


def test_what_was_left_open_is_filled_in_but_never_changed(world, session):
    task = session.given("Ask", lead_text="các cơ quan", deadline_text="")
    body = world.row(Body, id=world.bodies["commission"])
    assert world.client("clara").get(f"/tasks/{task}").status_code == 404
    form = {"command_id": new_id()}
    form |= {"lead_body": str(body.key), "deadline": "2026-09-01"}
    anna = world.client("anna")
    assert anna.get(f"/tasks/{task}/settle").status_code == 200
    assert anna.post(f"/tasks/{task}/settle", data=form).status_code == 200
    assert session.task(task).deadline == date(2026, 9, 1)
    assert world.client("clara").get(f"/tasks/{task}").status_code == 200
    again = anna.post(f"/tasks/{task}/settle", data=form | {"command_id": new_id()})
    assert again.status_code == 409
    for who in ("stan", "clara", "zoe"):
        answer = world.client(who).post(f"/tasks/{task}/settle", data=form)
        assert answer.status_code == 404


def test_a_file_stands_as_evidence(world, session, task):
    import io

    import pikepdf

    content = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(content)
    clara = world.client("clara")
    form = {name: str(value) for name, value in DOCUMENT.items()} | {"command_id": new_id()}
    file = {"file": ("Báo cáo.pdf", content.getvalue(), "application/pdf")}
    assert clara.post(f"/tasks/{task}/report", data=form, files=file).status_code == 422
    declared = form | {"declared": "1", "command_id": new_id()}
    broken = {"file": ("x.pdf", b"%PDF-1.7 nonsense", "application/pdf")}
    assert clara.post(f"/tasks/{task}/report", data=declared, files=broken).status_code == 422
    assert clara.post(f"/tasks/{task}/report", data=declared, files=file).status_code == 200
    (row,) = rows(world, TaskReport)
    address = f"/task-reports/{row.key}/file"
    for who, status in (("clara", 200), ("anna", 200), ("mia", 404), ("zoe", 404)):
        sent = world.client(who).get(address)
        assert sent.status_code == status
        if status == 200:
            assert sent.content == content.getvalue()
            assert sent.headers["cache-control"] == "no-store"
            assert sent.headers["content-security-policy"].startswith("sandbox")
    nothing = UUID(int=7)
    assert world.client("anna").get(f"/task-reports/{nothing}/file").status_code == 404
