"""Sentences of a conclusion -> the tasks they give, each field with the words it came from.

Works on a whole paragraph and on one sentence while it is typed. Nothing is guessed: a field
that the words do not settle is named in `unsure` (*Cần xác định*).
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from server.conclusions.reading import bare, body_words, words
from server.conclusions.reading.assignment import Assignment, Place
from server.conclusions.reading.bare import begins_well, is_duty
from server.conclusions.reading.bodies import begins_body
from server.conclusions.reading.duty import Duty, read_duty
from server.conclusions.reading.orders import find_assignments
from server.conclusions.reading.parts import duty_parts
from server.conclusions.reading.proposal import FIELDS, NOBODY_YET, Carried, TaskProposal
from server.conclusions.reading.sentences import sentences
from server.conclusions.reading.text import Span, settle
from server.conclusions.reading.together import ONLY_WHEN, Together
from server.kernel.workdays import WorkingDays
from server.programmes.reading import BodyCatalogue, Note
from server.programmes.reading.words import pattern, upper_case
from server.tasks.phrases import find_deadlines

_DATE_OVER = re.compile(r"[\s,;(]*(?:(?:hoàn|hoàn thành|xong|thực hiện xong)\s*)*$", re.IGNORECASE)


def read_task(
    text: str,
    *,
    bodies: BodyCatalogue,
    issued_on: date | None = None,
    days: WorkingDays | None = None,
    carried: Carried = NOBODY_YET,
    assessing: bool = False,
) -> list[TaskProposal]:
    """Read the tasks of a sentence or paragraph, in its order; [] where it assigns nothing.

    `issued_on` is the notice's date, `days` count working days, `carried` is who a heading names.
    `assessing`: it stands among results and shortcomings. Never raises; about 1 ms a sentence.
    """
    return read_paragraph(
        text, bodies=bodies, issued_on=issued_on, days=days, carried=carried, assessing=assessing
    )[0]


def read_paragraph(
    text: str,
    *,
    bodies: BodyCatalogue,
    issued_on: date | None = None,
    days: WorkingDays | None = None,
    carried: Carried = NOBODY_YET,
    assessing: bool = False,
) -> tuple[list[TaskProposal], Carried]:
    """Read as `read_task` does; also return whom what follows is for."""
    reader = _Paragraph(settle(text), bodies, issued_on, days, carried, assessing)
    return reader.read(), reader.carried


@dataclass
class _Paragraph(Together):
    carried: Carried
    assessing: bool
    headed: bool = False

    def __post_init__(self) -> None:
        self.headed = bool(self.carried.leads) and (self.carried.heading or self.carried.open_list)

    def read(self) -> list[TaskProposal]:
        made: list[TaskProposal] = []
        for span in sentences(self.settled):
            if made and (merged := self.belongs(span, made[-1])):
                made[-1] = merged
                continue
            made += self._sentence(span, bool(made))
        if not made and bare.without_marks(self.settled.text):
            span = (0, len(self.settled.text))
            order = self._nobody_named(0, span)
            made = [replace(task, unsure=FIELDS) for task in self._assigned(order, span)]
        return made

    def _sentence(self, span: Span, after_task: bool) -> list[TaskProposal]:
        low = self.settled.low[span[0] : span[1]]
        first = words.CONNECTIVE.match(low)
        head = low[first.end() :] if first else low
        if words.CLOSING.match(low):
            return []
        found = find_assignments(self.settled, span, self.bodies, carried=bool(self.carried))
        if self.assessing:  # among results "A làm X" tells what A did
            found = [order for order in found if not self._only_tells(order)]
        named = begins_body(self.settled, span[1] - len(head), self.bodies)
        if not found and is_duty(
            head,
            told=bool(self.carried) or after_task,
            headed=self.headed and not named,
            assessing=self.assessing,
            named=named or (self.carried.row and not bare.is_dated(head)),
        ):
            found = [self._nobody_named(span[0] + (first.end() if first else 0), span)]
        found = self._ahead(span, found, after_task)
        made: list[TaskProposal] = []
        for assignment in found:
            one = self._assigned(assignment, span)
            if made and one and self._may_share(made[-1], one[0], assignment):
                made[-1] = made[-1].asking("deadline_date")
            made += one
        if not found and upper_case(self.settled.text) and words.ORDER.match(head):
            order = self._nobody_named(span[0], span)  # names do not stand out in capitals
            made = [task.asking("work") for task in self._assigned(order, span)]
        return self.dated(span, made)

    def _ahead(self, span: Span, found: list[Assignment], after_task: bool) -> list[Assignment]:
        """With what is to be done, by nobody named, before the semicolon ahead of an order."""
        if not found or self.assessing:
            return found
        start, order = span[0], found[0]
        stop = self.settled.bare.rfind("; ", start, order.begin)
        if stop < 0 or not start < stop < order.duty[0] or order.before[0] != start:
            return found
        head = self.settled.low[start:stop]
        if first := words.CONNECTIVE.match(head):
            start, head = start + first.end(), head[first.end() :]
        told = bool(self.carried) or after_task
        if not is_duty(head, told=told, headed=False, assessing=False):
            return found
        ahead = self._nobody_named(start, (start, stop))
        return [ahead, replace(order, before=(stop + 2, order.begin)), *found[1:]]

    def _only_tells(self, order: Assignment) -> bool:
        """Whether a body only does something here: no order, no part it plays, no day."""
        if not order.subject or order.coordinating or not order.leads:
            return False
        start, end = order.duty
        between = self.settled.low[order.leads[-1][1] : start].strip(" ,:")
        return not between and not find_deadlines(self.settled.text[start:end])

    def _may_share(self, one: TaskProposal, two: TaskProposal, order: Assignment) -> bool:
        """Whether "A làm X, B làm Y, hoàn thành trước ngày Z" leaves open if Z is for both."""
        if one.deadline_text or not two.deadline_text or one.lead == two.lead:
            return False
        return self.settled.text[: order.before[0]].rstrip().endswith(",")

    def _nobody_named(self, begin: int, span: Span) -> Assignment:
        """An order to whom a heading names; it may still say with whom: "Phối hợp với B ..."."""
        order = Place(self.settled, span, self.bodies).assigned("", begin, begin)
        if order.leads:
            return Assignment("", (), (), begin, (begin, span[1]), before=(begin, begin))
        return replace(order, before=(begin, begin))

    # --- one order, of one duty or several ---

    def _assigned(self, order: Assignment, sentence: Span) -> list[TaskProposal]:
        named = bool(order.leads)
        lead_words = tuple(self.text_of(span) for span in order.leads)
        who = self.carried
        if named:
            helpers = tuple(self.text_of(span) for span in order.coordinating)
            who = Carried(lead_words, helpers, order.kind or "order", order.sure)
        elif not order.sure:  # somebody is named whom nobody here knows
            who = Carried(kind=order.kind)
        elif order.kind == "request":
            who = replace(who, kind="request")
        if self.carried.open_list:
            who = replace(who, deadlines=self.carried.deadlines)
        if self._opens_a_list(order):
            start, end = order.duty
            dates = find_deadlines(self.settled.text[start:end], self.issued_on, self.days)
            self.carried = replace(who, open_list=True, deadlines=tuple(dates))
            return []
        made = []
        parts = list(duty_parts(self.settled, order.duty))
        for n, part in enumerate(parts):
            duty = read_duty(
                self.settled, part, self.bodies, holes=order.holes,
                before=order.before if n == 0 else (part[0], part[0]),
                issued_on=self.issued_on, days=self.days,
            )  # fmt: skip
            if not re.search(r"\w", duty.work) or self._says_nothing(named, duty):
                continue
            shown = sentence if len(parts) == 1 else part
            if len(parts) == 1:
                shown = (order.before[0] if order.before[1] else order.begin, order.duty[1])
                shown = (min(shown[0], order.begin), shown[1])
            made.append(self._proposal(order, who, duty, shown))
        if named and made:
            self.carried = replace(who, coordinating=())
        return made

    def _says_nothing(self, named: bool, duty: Duty) -> bool:
        """Whether only labels are left: "Thời hạn hoàn thành", or "Hoàn thành" of nobody."""
        left = settle(duty.work).low
        return bool(ONLY_WHEN.fullmatch(left)) and (not named or "thời" in left)

    def _opens_a_list(self, order: Assignment) -> bool:
        start, end = order.duty
        rest = self.settled.text[start:end].strip(" .")
        ends = self.settled.text[order.begin : end].rstrip().endswith(":")
        if not ends:
            return not rest and bool(order.leads) and not order.holes
        for deadline in reversed(find_deadlines(rest)):  # "các nhiệm vụ sau, xong trước ngày X:"
            rest = _DATE_OVER.sub("", rest[: deadline.start]) + rest[deadline.end :]
        if _TASKS_BELOW.search(settle(rest).low):
            return True
        return not rest or bool(_TASKS_BELOW.search(self.settled.low, start, end)) or len(rest) < 60

    def _proposal(self, order: Assignment, who: Carried, duty: Duty, shown: Span) -> TaskProposal:
        if not duty.deadlines and who.deadlines:
            duty.deadlines = list(who.deadlines)
            duty.kind, duty.day = duty.deadlines[-1].kind, duty.deadlines[-1].day
            duty.unsure |= {"deadline_date"} if not duty.deadlines[-1].sure else set()
        unsure = set(duty.unsure)
        leads = who.leads
        resolved = tuple(self._resolved(lead, unsure) for lead in leads)
        if not leads or not who.sure:
            unsure.add("lead")
        if not order.sure:  # where the name ends and the duty begins
            unsure |= {"lead", "work"}
        if order.subject and duty.kind == "period" and self._is_over(duty):
            unsure.add("work")  # "A bắt giữ 12 đối tượng trong quý I/2026": it most likely has
        if not order.known or (not order.leads and not begins_well(duty.work)):
            unsure.add("work")
        if self._names_behind(duty.work, r"[:;]\s+" if not leads else r";\s+"):
            unsure.add("work")
        if not order.sure_of_coordinating:
            unsure.add("coordinating")
        own = [*order.coordinating, *duty.coordinating]
        coordinating = tuple(dict.fromkeys(self.text_of(span) for span in own))
        spans = {name: list(found) for name, found in duty.spans.items()}
        spans |= {"lead": list(order.leads), "coordinating": own, "words": [shown]}
        return TaskProposal(
            kind=who.kind,
            lead="; ".join(leads) or None,
            lead_bodies=resolved,
            coordinating=coordinating if order.leads else coordinating or who.coordinating,
            work=duty.work,
            product=duty.product,
            receiver=duty.receiver,
            deadline_text="; ".join(d.text for d in duty.deadlines) or None,
            deadline_kind=duty.kind,
            deadline_date=duty.day,
            condition=duty.condition,
            words=self.text_of(shown),
            unsure=tuple(name for name in FIELDS if name in unsure),
            spans={
                name: tuple(self.settled.origin(span) for span in found)
                for name, found in spans.items()
                if found
            },
            notes=self._notes(duty),
        )

    def _is_over(self, duty: Duty) -> bool:
        return bool(duty.day and self.issued_on and duty.day < self.issued_on)

    def _names_behind(self, work: str, mark: str) -> bool:
        """Whether a body that was not understood stands behind a mark: "...; các sở ..."."""
        settled = settle(work)
        behind = re.finditer(mark, work)
        return any(begins_body(settled, seen.end(), self.bodies) for seen in behind)

    def _resolved(self, lead: str, unsure: set[str]) -> str:
        low = settle(lead).low
        if body_words.NOBODY.fullmatch(low):
            unsure.add("lead")
        if body_words.POST.match(low):
            return lead
        known = self.bodies.named(lead)
        if len(known) > 1:
            unsure.add("lead")
        return known[0].name if len(known) == 1 else lead

    def _notes(self, duty: Duty) -> tuple[Note, ...]:
        if duty.day and self._is_over(duty):
            day = f"{duty.day:%d/%m/%Y}"
            return (Note("deadline-before-notice", {"day": day}, "deadline_date"),)
        return ()


_TASKS_BELOW = pattern(
    r"(?:nhiệm vụ|nội dung|công việc|giải pháp|việc|yêu cầu)(?:\s+\w+){0,4}\s*(?:sau|sau đây"
    r"|cụ thể|như sau)?\s*:\s*$"
)
