"""One office in the middle of a session: something of everything, for everybody to ask for.

An open session of the Standing Committee (tests/sessions.py) whose line *Budget* everybody there
sees and whose line *Staff* is for Noah and the guest Greta alone; papers sent and not yet sent; a
conclusion being noted, another issued with a task of Clara's body, and the programme that names
that body.
"""

import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pikepdf
import pytest
from sqlmodel import col, select

from server.conclusions import commands as conclusions
from server.conclusions import drafting as drafting_notices
from server.conclusions import minutes, opinions
from server.conclusions.models import Conclusion, Minutes, Notice, SessionFile
from server.conclusions.planning_terms import plan_terms
from server.conclusions.sheets.commands import make_sheet, take_back_sheet
from server.conclusions.sheets.reading import FILLED
from server.kernel.db import SYSTEM
from server.kernel.events import Receipt
from server.kernel.types import now
from server.materials import commands as papers
from server.materials import urgent
from server.materials.models import Paper, PaperVersion
from server.meetings import commands as meetings
from server.meetings.models import Meeting
from server.migrations import metadata
from server.overview.matters.commands import raise_task
from server.people.models import (
    Account,
    Body,
    CalendarDay,
    Inspection,
    Inspector,
    Membership,
    SignInSession,
)
from server.people.secrets import token_hash
from server.programmes import drafting
from server.programmes import rule_commands as rules
from server.programmes import source_commands as sources
from server.programmes.models import (
    Programme,
    ProgrammeItem,
    ProgrammeItemBody,
)
from server.programmes.registering import register_item
from server.programmes.rulebook import FieldWatch, LeadTime
from server.schedule import commands as schedule
from server.tasks import commands as tasks
from server.tasks import directing, extending
from server.tasks.followup import TaskCorrection, TaskSheet, UrgedTask, UrgingLetter
from server.tasks.models import Task, TaskReport
from server.urging.letters import WORDS
from tests.conclusions.drafts import Draft
from tests.programmes import amended
from tests.sessions import MORNING, Session
from tests.uploads import read_uploads
from tests.world import PEOPLE, World, new_id


class Office:
    """The world with something of everything in it; `names` fills the {names} of the table."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients = {who: world.client(who) for who in PEOPLE}
        self.viewers = {who: world.viewer(who) for who in PEOPLE}
        self.names = self._people() | self._programme() | self._amendments()
        self.names |= self._session() | self._schedule() | self._notice() | self._letters()
        self.names |= self._inspection() | self._task_sheet()

    def _body(self, name: str) -> str:
        return str(self.world.row(Body, id=self.world.bodies[name]).key)

    def _people(self) -> dict[str, str]:
        account = self.world.row(Account, login="noah")
        return {
            "account": str(account.key),
            "membership": str(self.world.row(Membership, account_id=account.id).key),
            "device": self._device("noah"),
            "committee": self._body("committee"),
            "commission": self._body("commission"),
        }

    def _device(self, who: str) -> str:
        """Sign somebody in on one more device; the key of that session."""
        token = self.world.token(who)
        return self.world.row(SignInSession, token_hash=token_hash(token)).key

    def _programme(self) -> dict[str, str]:
        add = self.world.add
        programme_id = add(
            Programme(
                slug="committee-2026",
                body_id=self.world.bodies["committee"],
                level="year",
                state="adopted",
                title="Programme 2026",
                period_from=date(2026, 1, 1),
                period_to=date(2026, 12, 31),
                created_at=MORNING,
            )
        )
        item_id = add(
            ProgrammeItem(programme_id=programme_id, position=1, text="Report", kind="submission")
        )
        commission = self.world.bodies["commission"]
        add(ProgrammeItemBody(item_id=item_id, body_id=commission, role="lead", name="Commission"))
        activity_id, meeting_id = (
            add(ProgrammeItem(programme_id=programme_id, position=place, text=kind, kind=kind))
            for place, kind in ((2, "activity"), (3, "meeting"))
        )
        term_id = add(
            Programme(
                slug="committee-term",
                body_id=self.world.bodies["committee"],
                level="term",
                title="Term 2026",
                period_from=date(2026, 1, 1),
                period_to=date(2030, 12, 31),
                state="adopted",
                created_at=MORNING,
            )
        )
        draft_id = add(
            Programme(
                slug="committee-2027",
                body_id=self.world.bodies["committee"],
                level="year",
                title="Programme 2027",
                period_from=date(2027, 1, 1),
                period_to=date(2027, 12, 31),
                state="draft",
                created_at=MORNING,
            )
        )
        drafted_id = add(ProgrammeItem(programme_id=draft_id, position=1, text="Plan"))
        begun_id = add(
            Programme(
                slug="committee-2028",
                body_id=self.world.bodies["committee"],
                level="year",
                title="Programme 2028",
                period_from=date(2028, 1, 1),
                period_to=date(2028, 12, 31),
                state="draft",
                created_at=MORNING,
            )
        )
        sheet = (Path(__file__).parents[1] / "data" / "annual-2026.xlsx").read_bytes()
        preview = self.clients["anna"].post(
            "/programmes/import",
            data={"command_id": new_id()},
            files={"file": ("annual-2026.xlsx", sheet)},
        )
        read_uploads(self.world.app)
        return (
            {
                "programme": str(self.world.row(Programme, id=programme_id).key),
                "programme_activity": str(self.world.row(ProgrammeItem, id=activity_id).key),
                "programme_meeting": str(self.world.row(ProgrammeItem, id=meeting_id).key),
                "term": str(self.world.row(Programme, id=term_id).key),
                "draft_programme": str(self.world.row(Programme, id=draft_id).key),
                "drafted_item": str(self.world.row(ProgrammeItem, id=drafted_id).key),
                "drafted_programme": str(self.world.row(Programme, id=begun_id).key),
                "programme_item": str(self.world.row(ProgrammeItem, id=item_id).key),
                "import": preview.headers["plenum-go"].rsplit("/", 1)[1],
                "task_import": self._task_import(),
            }
            | self._registration(sheet)
            | self._beside_programmes()
            | self._kept()
        )

    def _registration(self, sheet: bytes) -> dict[str, str]:
        """Clara's body registers two items for an open programme, and sends a sheet."""
        world = self.world
        programme_id = world.add(
            Programme(
                slug="committee-open",
                body_id=world.bodies["committee"],
                level="year",
                title="Programme 2027",
                period_from=date(2027, 1, 1),
                period_to=date(2027, 12, 31),
                state="registering",
                created_at=MORNING,
            )
        )
        programme = world.row(Programme, id=programme_id).key
        ask = {"key": programme, "body_key": self._body("commission")}
        keys = [
            world.run("clara", register_item, texts={"text": text, "origin": "year"}, **ask)
            for text in ("Scheme", "Plan", "Survey", "Visit")
        ]
        preview = self.clients["clara"].post(
            f"/programmes/{programme}/registration/sheet",
            data={"command_id": new_id(), "body": self._body("commission")},
            files={"file": ("items.xlsx", sheet)},
        )
        read_uploads(world.app)
        letter = ask | {"letter": "1-CV", "texts": {"text": "Letter", "origin": "year"}}
        return {
            "open_programme": str(programme),
            "sheet": preview.headers["plenum-go"].rsplit("/", 1)[1],
            "letter": world.run("anna", register_item, **letter),
            "ticked": f"{keys[3]}:1",
        } | dict(zip(("proposal", "second_proposal", "third_proposal"), keys, strict=False))

    def _session_file(self, session: Session) -> str:
        """A file that was made of the session: a paper's bytes do for one."""
        sha256 = self.world.row(PaperVersion).sha256
        facts = {"size_bytes": 1, "made_by_id": self.world.people["anna"], "made_at": MORNING}
        made = SessionFile(meeting_id=session.row.id, sha256=sha256, **facts)
        return str(self.world.row(SessionFile, id=self.world.add(made)).key)

    def _amendments(self) -> dict[str, str]:
        """An adopted programme, with one proposal of Clara's body and one passed on."""
        programme = amended.adopted(self.world)
        first, second = amended.items(self.world, programme)[:2]
        own = amended.asked(self.world, programme, "clara", "withdraw", first, "commission")
        letter = amended.asked(self.world, programme, "anna", "withdraw", second, "commission")
        return {
            "adopted": str(programme.key),
            "adopted_item": str(first.key),
            "amendment": str(own.key),
            "forwarded": str(amended.forwarded(self.world, letter).key),
        }

    def _beside_programmes(self) -> dict[str, str]:
        """Working rules with a line and without, sources, and a programme being drafted."""
        world, committee = self.world, self.world.bodies["committee"]
        run, body = world.run, world.row(Body, id=committee).key
        day = date(2026, 1, 1)
        made = [
            run("anna", rules.make_rules, body_key=body, title="Rules", since=day) for _ in "12"
        ]
        schemes = {"key": UUID(made[0]), "matter": "Schemes", "body_key": body}
        entered = [
            run("anna", sources.add_source, reference=f"{n}-KL/TU", kind="conclusion",
                final_on=date(2027, 5, 1))
            for n in (12, 99)
        ]  # fmt: skip
        drafted = drafting.make_programme
        span = {"period_from": date(2027, 1, 1), "period_to": date(2027, 12, 31)}
        return {
            "rules": made[0],
            "empty_rules": made[1],
            "rule": run("anna", rules.add_rule, **schemes),
            "source": entered[0],
            "spare_source": entered[1],
            "review_draft": run(
                "anna", drafted, body_key=body, level="year", title="2027", another=True, **span
            ),
        }

    def _kept(self) -> dict[str, str]:
        """What the office keeps beside its programmes."""
        add, row = self.world.add, self.world.row
        committee, anna = self.world.bodies["committee"], self.world.people["anna"]
        day = CalendarDay(day=date(2027, 3, 9), works=False)
        leads = LeadTime(body_id=committee, since=date(2026, 1, 1), papers=3)
        watch = FieldWatch(account_id=anna, body_id=committee)
        return {
            "calendar_day": str(row(CalendarDay, id=add(day)).key),
            "lead_time": str(row(LeadTime, id=add(leads)).key),
            "watch": str(row(FieldWatch, id=add(watch)).key),
        }

    def _task_import(self) -> str:
        """Send a notice with one task; returns the key of what was read of it."""
        words = "Giao Ban Tổ chức Tỉnh ủy lập đề án trước ngày 30/6/2027."
        form = {"command_id": new_id(), "text": words, "declared": "1"}
        answer = self.clients["anna"].post("/tasks/bring", data=form)
        return answer.headers["plenum-go"].rsplit("/", 1)[1]

    def _schedule(self) -> dict[str, str]:
        """Write two lines of a week that is a draft."""
        fields = dict.fromkeys(("starts", "ends", "place", "vehicle", "prepared_by", "note"), "")
        fields |= {"part": "morning", "text": "Visit", "recurring": False}
        at = {"scheduled": date(2026, 3, 11), "last_week": date(2026, 3, 4)}
        return {
            name: self.world.run("anna", schedule.add_entry, fields=fields | {"day": day})
            for name, day in at.items()
        }

    def _letters(self) -> dict[str, str]:
        """Two drafts of letters that urge."""
        bodies, anna = self.world.bodies, self.world.people["anna"]
        said = {"from_body_id": bodies["office"], "words": dict.fromkeys(WORDS, "said")}
        said |= {"made_by_id": anna, "made_at": MORNING}
        made = {"urging_letter": bodies["commission"], "spare_letter": None}
        return {
            name: str(
                self.world.row(
                    UrgingLetter, id=self.world.add(UrgingLetter(body_id=body, **said))
                ).key
            )
            for name, body in made.items()
        }

    def _session(self) -> dict[str, str]:
        self.session = session = Session(self.world)
        budget, staff = session.item("Budget"), session.item("Staff")
        key_of = {who: self.world.row(Account, login=who).key for who in PEOPLE}
        run = self.world.run
        run("anna", meetings.restrict_item, key=staff.key, names=[key_of["noah"]])
        run("anna", meetings.set_guests, key=staff.key, names=[key_of["greta"]])
        sent, staff_paper = self._paper(budget.key, "Report"), self._paper(staff.key, "Proposal")
        versions = [self._version(sent), self._version(staff_paper)]
        run("anna", papers.send_papers, meeting_key=session.key, versions=versions, scans_seen=True)
        draft = self._paper(budget.key, "Second report")
        sure = {"reason": "secret", "sure": True}
        mistake = self._paper(budget.key, "Mistake")
        backup = run(None, urgent.remember_backup, folder="2026-03-05")
        withdrawal = run("anna", urgent.withdraw_urgently, key=mistake, **sure)
        removed = session.note("Roads", "The roads are closed.")
        run("anna", conclusions.remove_conclusion, key=removed)
        noted, issued = session.note("Roads", "The roads are repaired."), session.given()
        planned = session.assign(session.note("Roads", "A bridge is built."), "Build a bridge")
        given = session.task(issued)
        number = self.world.row(Conclusion, id=given.conclusion_id).number
        said = {"speaker": "Mia Member", "text": "Canary opinion"}
        opinion = run("anna", opinions.note_opinion, item_key=budget.key, **said)
        run("anna", minutes.open_minutes, meeting_key=session.key)
        circulated = Session(self.world).key
        run("anna", minutes.open_minutes, meeting_key=circulated)
        run("anna", minutes.circulate, meeting_key=circulated, answer_by=date(2099, 1, 1))
        comment = run("mia", minutes.comment, meeting_key=circulated, text="Not so")
        pdf = self._file()
        run(
            "clara",
            tasks.report_result,
            key=issued,
            text="Done",
            evidence_kind="document",
            evidence_text="12-BC/BTC",
            evidence_date=now().date(),
            file_sha256=pdf[0],
            file_name="report.pdf",
        )
        under_way = session.given("Under way", "Roads")
        ask = {"wanted": date(2099, 6, 1), "reason": "Later"}
        asked = TaskCorrection(
            task_id=session.task(under_way).id,
            before={"goal": ""},
            changes={"goal": "95%"},
            reason="A slip",
            asked_by_id=self.world.people["bella"],
            asked_at=MORNING,
        )
        said = {"kind": "directive", "text": "Hurry"}
        follow_up = {
            "open_task": under_way,
            "planned_terms": run(
                "anna", plan_terms, conclusion_key=noted, task_key=under_way, goal="95%"
            ),
            "extension": run("clara", extending.ask_extension, key=under_way, **ask),
            "directive": run("stan", directing.direct, key=under_way, **said),
            "matter": run("anna", raise_task, key=under_way),
            "task_correction": str(self.world.row(TaskCorrection, id=self.world.add(asked)).key),
        }
        return follow_up | {
            "session_file": self._session_file(session),
            "meeting": session.key,
            "item": str(budget.key),
            "staff_item": str(staff.key),
            "paper": sent,
            "staff_paper": staff_paper,
            "draft_paper": draft,
            "draft": self._version(draft),
            "withdrawal": withdrawal,
            "backup": backup,
            "conclusion": noted,
            "opinion": opinion,
            "circulated": circulated,
            "comment": comment,
            "removed": removed,
            "seen": f"{noted}:{session.conclusion(noted).version}",
            "task": issued,
            "planned_task": planned,
            "report": str(self.world.row(TaskReport, task_id=given.id).key),
            "issued": str(self.world.row(Conclusion, id=given.conclusion_id).key),
            "notice": str(self.world.row(Notice, number=str(100 + number)).key),
        }

    def _notice(self) -> dict[str, str]:
        """Another session's draft notice, approved and commented on."""
        session = Session(self.world)
        key = session.note("Budget", "The budget is adopted.")
        session.verdict(key, "decides")
        session.agree(key)
        session.draft()
        draft = Draft(session)
        draft.submit()
        draft.approve()
        comment = draft.run("carl", drafting_notices.comment, text="Shorter")
        return {"approved": session.key, "draft_comment": comment}

    def _inspection(self) -> dict[str, str]:
        """What a decision opened to Ivan."""
        days = {"since": date(2026, 1, 1), "until": date(2099, 12, 31)}
        scope = {"bodies": [], "fields": [], "since": "2026-01-01", "until": "2099-12-31"}
        opened = Inspection(
            number="1-QĐ/UBKT",
            decided_on=date(2026, 1, 1),
            title="Conclusions",
            scope=scope,
            opened_by_id=self.world.people["anna"],
            opened_at=MORNING,
            **days,
        )
        inspection_id, ivan = self.world.add(opened), self.world.people["ivan"]
        self.world.add(Inspector(inspection_id=inspection_id, account_id=ivan))
        return {
            "inspection": str(self.world.row(Inspection, id=inspection_id).key),
            **self._to_inspect(),
        }

    def _to_inspect(self) -> dict[str, str]:
        """Signed minutes of a meeting of its own, and an issued letter."""
        committee, anna = self.world.bodies["committee"], self.world.people["anna"]
        held = {"title": "Earlier", "starts_at": MORNING, "created_at": MORNING}
        meeting_id = self.world.add(Meeting(body_id=committee, **held))
        minutes_id = self.world.add(Minutes(meeting_id=meeting_id, state="signed"))
        said = {"from_body_id": self.world.bodies["office"], "made_by_id": anna, "number": "7"}
        said |= {"words": dict.fromkeys(WORDS, "said"), "made_at": MORNING, "state": "issued"}
        letter_id = self.world.add(UrgingLetter(issued_on=MORNING.date(), **said))
        task_id = self.world.row(Task, key=UUID(self.names["task"])).id
        self.world.add(UrgedTask(letter_id=letter_id, task_id=task_id))
        return {
            "signed_minutes": str(self.world.row(Minutes, id=minutes_id).key),
            "issued_letter": str(self.world.row(UrgingLetter, id=letter_id).key),
        }

    def _task_sheet(self) -> dict[str, str]:
        """A sheet of Clara's body, come back with nothing filled in."""
        key = self.world.run("anna", make_sheet, body_key=self._body("commission"))
        said = {
            "key": key,
            "rest": [],
            "rows": [
                {
                    "sheet": "1",
                    "row": 7,
                    "key": "",
                    "code": "X",
                    "said": dict.fromkeys(FILLED, ""),
                    "printed": {},
                },
            ],
        }
        self.world.run(
            "anna",
            take_back_sheet,
            key=uuid4(),
            file_name="sheet.xlsx",
            digest="0",
            found=json.dumps(said),
        )
        row = self.world.row(TaskSheet, key=UUID(key))
        return {"task_sheet": key, "sheet_import": str(row.import_id)}

    def _file(self) -> tuple[str, int]:
        """Put a small PDF where papers lie; its hash and size."""
        made = io.BytesIO()
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.save(made)
        content = made.getvalue() + f"\n% {uuid4()}".encode()
        path = self.world.app.state.settings.upload_dir / uuid4().hex
        path.write_bytes(content)
        return self.world.app.state.blobs.put(path), len(content)

    def _paper(self, item_key: UUID, title: str) -> str:
        sha256, size = self._file()
        version = self.world.run(
            "anna",
            papers.add_paper,
            item_key=item_key,
            kind="report",
            title=title,
            file_name=f"{title}.pdf",
            sha256=sha256,
            size_bytes=size,
            page_count=1,
            scanned_pages=0,
        )
        paper_id = self.world.row(PaperVersion, key=UUID(version)).paper_id
        return str(self.world.row(Paper, id=paper_id).key)

    def _version(self, paper: str) -> str:
        paper_id = self.world.row(Paper, key=UUID(paper)).id
        return str(self.world.row(PaperVersion, paper_id=paper_id).key)

    # --- asking ----------------------------------------------------------------------------

    def fill(self, value: Any) -> Any:
        """Put this office's keys into the {names} of a text, or of a form's fields."""
        if isinstance(value, dict):
            return {name: self.fill(text) for name, text in value.items()}
        if isinstance(value, list):
            return [self.fill(text) for text in value]
        return re.sub(r"\{(\w+)\}", lambda found: self.names[found[1]], str(value))

    def digest(self) -> dict[str, list[Any]]:
        """Return every row of every table that a refused act must leave as it was."""
        notes = ("event", "stream")  # refusals are noted
        kept = {t.name: select(t) for t in metadata().sorted_tables if t.name not in notes}
        used = [c for c in SignInSession.__table__.c if c.name != "seen_at"]  # asking is activity
        kept["sign_in_session"] = select(*used)
        kept["receipt"] = kept["receipt"].where(col(Receipt.actor_id) != SYSTEM.user_id)
        return self.world.read(
            lambda db: {name: sorted(map(repr, db.execute(rows))) for name, rows in kept.items()}
        )


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)
