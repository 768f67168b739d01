"""The notice and the minutes of a session of the story, from the first draft to the signed copy."""

import json
import random
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from server.conclusions import commands as conclusions
from server.conclusions import drafting, minutes_document, minutes_source, publishing
from server.conclusions import minutes as minutes_commands
from server.conclusions.content import content_of, digest_of, in_draft
from server.conclusions.models import Conclusion, DraftComment, Minutes, Notice
from server.conclusions.sheet import drawn
from server.demo.papers import scanned
from server.demo.stage import Stage
from server.kernel.documents.document import Document
from server.meetings.models import Meeting
from server.people.numbering import next_number

_RECORDS = "vanthu"


class Papers:
    """What a `[[meeting]]` of the story leaves behind: its notice, its minutes.

    `keep` stores a file and returns its hash.
    """

    def __init__(self, stage: Stage, meeting: dict[str, Any], keep: Callable[[bytes], str]) -> None:
        self.stage, self.meeting, self.keep = stage, meeting, keep
        self.key: str = meeting["key"]
        self.chair: str = meeting["chair"]
        self.keeper: str = meeting["secretaries"][0]

    def plan(self) -> None:
        """Plan as many steps as the story has days for."""
        for name in ("notice", "later_notice"):
            if told := self.meeting.get(name):
                self._plan_notice(told)
        if told := self.meeting.get("minutes"):
            self._plan_minutes(told)

    def _at(self, told: dict[str, Any], step: str, clock: str, who: str, act: Any) -> None:
        if step in told:
            moment = self.stage.moment(told[step], told.get("clock", clock))
            self.stage.at(moment, who, partial(act, told))

    def _meeting(self) -> Meeting:
        return self.stage.row(Meeting, "meeting", self.key)

    # --- the notice ------------------------------------------------------------------------------

    def _plan_notice(self, told: dict[str, Any]) -> None:
        self._at(told, "drafted", "09:30", self.keeper, self._draft)
        for reworded in told.get("reworded", []):
            self._at(reworded, "day", "10:30", self.keeper, self._reword)
        self._at(told, "submitted", "14:00", self.keeper, partial(self._decide, drafting.submit))
        for comment in told.get("comment", []):
            self._at(comment, "day", "11:00", comment["by"], self._comment)
            self._at(comment, "answer_day", "15:00", self.keeper, self._settle)
        self._at(told, "approved", "08:30", self.chair, partial(self._decide, drafting.approve))
        if "number" in told:
            self._at(told, "day", "16:00", _RECORDS, self._number)
        self._at(told, "signed", "10:00", _RECORDS, self._sign)

    def _draft(self, _told: dict[str, Any]) -> None:
        conclusions.open_draft(self.stage.tx, meeting_key=self._meeting().key)

    def _conclusion(self, told: dict[str, Any]) -> Conclusion:
        self.stage.tx.session.flush()
        name = (self.key, told["item"], str(told["number"]))
        return self.stage.row(Conclusion, "conclusion", *name)

    def _reword(self, told: dict[str, Any]) -> None:
        row = self._conclusion(told)
        conclusions.edit_conclusion(
            self.stage.tx,
            key=row.key,
            version=row.version,
            base_text=row.text,
            text=told["text"],
        )

    def _digest(self) -> str:
        tx, meeting = self.stage.tx, self._meeting()
        tx.session.flush()
        return digest_of(content_of(tx.session, meeting, in_draft(tx.session, meeting.id)))

    def _decide(self, command: Callable[..., int], _told: dict[str, Any]) -> None:
        command(self.stage.tx, meeting_key=self._meeting().key, digest=self._digest())

    def _comment(self, told: dict[str, Any]) -> None:
        key = drafting.comment(
            self.stage.tx,
            meeting_key=self._meeting().key,
            text=told["text"],
            conclusion_key=self._conclusion(told).key if "item" in told else None,
        )
        self.stage.keys["comment", self.key, told["text"]] = UUID(key)

    def _settle(self, told: dict[str, Any]) -> None:
        key = self.stage.keys["comment", self.key, told["text"]]
        drafting.settle_comment(self.stage.tx, key=key, answer=told["answer"])

    def _number(self, told: dict[str, Any]) -> None:
        key = publishing.number_notice(
            self.stage.tx,
            meeting_key=self._meeting().key,
            number=told["number"],
            symbol=told["symbol"],
            issued_on=self.stage.day(told["day"]),
            digest=self._digest(),
        )
        self.stage.keys["notice", self.key] = UUID(key)

    def _sign(self, _told: dict[str, Any]) -> None:
        row = self.stage.row(Notice, "notice", self.key)
        name = f"thong-bao-{row.number}-{row.symbol.replace('/', '-')}.pdf"
        sha256 = self._signed(drawn(json.loads(row.wording), row.issued_on))
        publishing.bind_signed(self.stage.tx, key=row.key, sha256=sha256, file_name=name)

    def _signed(self, document: Document) -> str:
        """Store a document as the scanner sends it back; returns its hash."""
        from server.kernel.documents.pdf import write_pdf  # slow to load

        return self.keep(scanned(write_pdf(document), random.Random(document.subject)))

    # --- the minutes -----------------------------------------------------------------------------

    def _plan_minutes(self, told: dict[str, Any]) -> None:
        self._at(told, "opened", "15:00", self.keeper, self._write)
        self._at(told, "circulated", "08:30", self.keeper, self._circulate)
        for comment in told.get("comment", []):
            self._at(comment, "day", "09:15", comment["by"], self._comment_minutes)
            self._at(comment, "answer_day", "09:45", self.keeper, self._answer_minutes)
        self._at(told, "approved", "16:30", self.chair, self._approve_minutes)
        self._at(told, "numbered", "08:30", _RECORDS, self._number_minutes)
        self._at(told, "signed", "15:30", self.keeper, self._sign_minutes)

    def _write(self, told: dict[str, Any]) -> None:
        tx, meeting = self.stage.tx, self._meeting()
        key = minutes_commands.open_minutes(tx, meeting_key=meeting.key)
        self.stage.keys["minutes", self.key] = UUID(key)
        row = self._minutes()
        base = minutes_source.words_of(tx.session, meeting, row)
        to = {name: told[name] for name in minutes_source.TEXTS if name in told}
        minutes_commands.write_words(
            tx, meeting_key=meeting.key, version=row.version, base=base, to=to
        )

    def _minutes(self) -> Minutes:
        self.stage.tx.session.flush()
        return self.stage.row(Minutes, "minutes", self.key)

    def _circulate(self, told: dict[str, Any]) -> None:
        day = self.stage.day(told["answer_by"])
        minutes_commands.circulate(self.stage.tx, meeting_key=self._meeting().key, answer_by=day)

    def _comment_minutes(self, told: dict[str, Any]) -> None:
        key = minutes_commands.comment(
            self.stage.tx, meeting_key=self._meeting().key, text=told["text"]
        )
        self.stage.keys["comment", self.key, told["text"]] = UUID(key)

    def _answer_minutes(self, told: dict[str, Any]) -> None:
        row = self.stage.row(DraftComment, "comment", self.key, told["text"])
        minutes_commands.answer_comment(
            self.stage.tx, meeting_key=self._meeting().key, key=row.key, answer=told["answer"]
        )

    def _approve_minutes(self, _told: dict[str, Any]) -> None:
        tx, meeting = self.stage.tx, self._meeting()
        said = minutes_source.said_by(tx.session, meeting, self._minutes())
        minutes_commands.approve(tx, meeting_key=meeting.key, seen=minutes_source.digest(said))

    def _number_minutes(self, told: dict[str, Any]) -> None:
        tx, meeting = self.stage.tx, self._meeting()
        settings = minutes_source.settings_for(tx.session, meeting)
        day = self.stage.day(told["numbered"])
        minutes_commands.number_minutes(
            tx,
            meeting_key=meeting.key,
            number=next_number(tx.session, meeting.body_id, minutes_source.KIND, day),
            symbol=settings.type_symbol,
            issued_on=day,
        )

    def _sign_minutes(self, told: dict[str, Any]) -> None:
        tx, meeting, row = self.stage.tx, self._meeting(), self._minutes()
        settings = minutes_source.settings_for(tx.session, meeting)
        document = minutes_document.document_of(
            minutes_source.said_by(tx.session, meeting, row),
            minutes_source.spoken_at(tx.session, meeting.id),
            settings,
            number=f"01-{settings.type_symbol}",
            issued_on=self.stage.day(told["numbered"]),
            draft=False,
            supplements=(),
        )
        minutes_commands.bind_signed(
            tx,
            meeting_key=meeting.key,
            sha256=self._signed(document),
            file_name=f"bien-ban-{self.key}.pdf",
        )
