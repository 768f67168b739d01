"""Shapes of the forms that are about tasks."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from server.kernel.errors import BadForm
from server.kernel.web import CommandForm, EditForm, Line, LongText, OptionalLine, Text
from server.tasks.phrases import KINDS
from server.tasks.words import TaskWords

OptionalText = Annotated[Text, StringConstraints(max_length=20_000)]
Kind = Annotated[str, StringConstraints(pattern=f"^(|{'|'.join(KINDS)})$")]


class TaskForm(CommandForm):
    """A new task."""

    work: LongText
    lead_text: Line
    lead_body: OptionalLine = ""
    coordinating_text: OptionalLine = ""
    product: OptionalLine = ""
    receiver: OptionalLine = ""
    deadline_text: OptionalLine = ""
    deadline_kind: Kind = ""
    deadline: date | None = None
    condition: OptionalLine = ""

    def words(self) -> TaskWords:
        """Return what was written."""
        return TaskWords(
            work=self.work,
            lead_text=self.lead_text,
            lead_body=self.lead_body or None,
            coordinating_text=self.coordinating_text,
            product=self.product,
            receiver=self.receiver,
            deadline_text=self.deadline_text,
            deadline_kind=self.deadline_kind,
            deadline=self.deadline,
            condition=self.condition,
        )


class EditTaskForm(TaskForm, EditForm):
    """A task not yet given, and what the form was rendered with."""

    base_work: LongText = ""
    base_lead_text: OptionalLine = ""
    base_lead_body: OptionalLine = ""
    base_coordinating_text: OptionalLine = ""
    base_product: OptionalLine = ""
    base_receiver: OptionalLine = ""
    base_deadline_text: OptionalLine = ""
    base_deadline_kind: Kind = ""
    base_deadline: date | None = None
    base_condition: OptionalLine = ""

    def base(self) -> TaskWords:
        """Return what the form was rendered with."""
        return TaskWords(
            work=self.base_work,
            lead_text=self.base_lead_text,
            lead_body=self.base_lead_body or None,
            coordinating_text=self.base_coordinating_text,
            product=self.base_product,
            receiver=self.base_receiver,
            deadline_text=self.base_deadline_text,
            deadline_kind=self.base_deadline_kind,
            deadline=self.base_deadline,
            condition=self.base_condition,
        )


class SettleForm(CommandForm):
    """What was left open about a given task."""

    lead_body: OptionalLine = ""
    deadline: date | None = None


class ReportForm(CommandForm):
    """A result and its evidence."""

    text: LongText
    evidence_kind: Line
    evidence_text: OptionalLine = ""
    evidence_date: date | None = None
    evidence_level: OptionalLine = ""


class TogetherForm(ReportForm):
    """One result for several tasks, by their keys."""

    task: list[str] = Field(default_factory=list)


class ReturnForm(EditForm):
    """What is missing from a result; `mark` is "failed" where it was found so."""

    reason: Line
    mark: OptionalLine = ""


class ConfirmForm(EditForm):
    """How a result was found, with what else the same document closes: "key:version" each."""

    mark: OptionalLine = "passed"
    note: OptionalLine = ""
    others: list[str] = Field(default_factory=list)

    def versions(self) -> dict[str, int]:
        """Return the other tasks, key -> version. Raises BadForm."""
        found = {}
        for other in self.others:
            key, _colon, version = other.rpartition(":")
            if not version.isdecimal():
                raise BadForm({"others": "field-bad"})
            found[key] = int(version)
        return found


class WordForm(CommandForm):
    """A word about a task."""

    kind: Line
    text: OptionalText = ""
    for_lead: bool = False


class ExtensionForm(CommandForm):
    """A request for a later day."""

    wanted: date
    reason: Line
    letter: OptionalLine = ""


class DecideForm(EditForm):
    """The answer to such a request: `verdict` is granted or refused."""

    verdict: Line
    granted: date | None = None
    answer: OptionalLine = ""

    def until(self) -> date | None:
        """Return the day that is granted, None where it is refused. Raises BadForm."""
        if self.verdict not in ("granted", "refused"):
            raise BadForm({"verdict": "field-bad"})
        if self.verdict == "granted" and self.granted is None:
            raise BadForm({"granted": "field-required"})
        return self.granted if self.verdict == "granted" else None


class DirectForm(CommandForm):
    """What the standing body says of a task."""

    kind: Line
    text: LongText
    deadline: date | None = None


class AnswerForm(CommandForm):
    """The answer to a directive."""

    text: LongText


class CorrectForm(CommandForm):
    """What was given, as it is to be, and as the form was rendered with."""

    deadline: date | None = None
    deadline_text: OptionalLine = ""
    goal: OptionalLine = ""
    product: OptionalLine = ""
    lead_body: OptionalLine = ""
    base_deadline: date | None = None
    base_deadline_text: OptionalLine = ""
    base_goal: OptionalLine = ""
    base_product: OptionalLine = ""
    base_lead_body: OptionalLine = ""
    reason: Line
    reference: OptionalLine = ""


class RefuseForm(CommandForm):
    """Why a correction is refused."""

    answer: OptionalLine = ""


class FactsForm(EditForm):
    """What stands beside a task, and what the form was rendered with."""

    coordinating_text: OptionalLine = ""
    receiver: OptionalLine = ""
    condition: OptionalLine = ""
    deadline_kind: Kind = ""
    field: OptionalLine = ""
    rhythm: OptionalLine = ""
    watcher: OptionalLine = ""
    confirmer: OptionalLine = ""
    parent: OptionalLine = ""
    base_coordinating_text: OptionalLine = ""
    base_receiver: OptionalLine = ""
    base_condition: OptionalLine = ""
    base_deadline_kind: Kind = ""
    base_field: OptionalLine = ""
    base_rhythm: OptionalLine = ""
    base_watcher: OptionalLine = ""
    base_confirmer: OptionalLine = ""
    base_parent: OptionalLine = ""


class RulesForm(EditForm):
    """The office's rules of following up, and what the form was rendered with."""

    yellow: int
    red: int
    special: int
    answer: int
    silent: int
    notice: int
    propose: int
    day_before: bool = False
    second_person: bool = False
    mail: bool = False
    base_yellow: int
    base_red: int
    base_special: int
    base_answer: int
    base_silent: int
    base_notice: int
    base_propose: int
    base_day_before: bool = False
    base_second_person: bool = False
    base_mail: bool = False
