"""Shapes of the forms that are about tasks."""

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from server.kernel.web import CommandForm, EditForm, Line, LongText, OptionalLine
from server.tasks.phrases import KINDS
from server.tasks.words import TaskWords

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


class ReturnForm(EditForm):
    """What is missing from a result."""

    reason: Line
