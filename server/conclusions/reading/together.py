"""What stands behind a task and belongs to it: words that only say when or with whom."""

from dataclasses import dataclass, replace
from datetime import date

from server.conclusions.reading import words
from server.conclusions.reading.duty import read_duty
from server.conclusions.reading.proposal import FIELDS, TaskProposal
from server.conclusions.reading.text import Settled, Span, trimmed
from server.kernel.workdays import WorkingDays
from server.programmes.reading import BodyCatalogue
from server.programmes.reading.words import pattern
from server.tasks.phrases import find_deadlines

ONLY_WHEN = pattern(
    r"(?:hoàn thành|thực hiện|xong|thời (?:gian|hạn)|hạn|tiến độ|trình|chậm nhất|yêu cầu|phải|cần"
    r"|việc này|\(|\)"
    r"|báo cáo|công việc|nhiệm vụ|nêu trên|trên|này|là|[:,.;\s]|gửi|xử lý|chót)*"
)
_OVER_ALL = pattern(
    r";\s*(?:(?:tất cả|đều|cùng|phải|các nhiệm vụ trên)\s+)*(?:hoàn thành|thực hiện xong|xong)\s*$"
)
_ALSO_WITH = pattern(r"(?:cơ quan |đơn vị )?phối hợp(?: thực hiện)?\s*:\s*")


@dataclass
class Together:
    """A paragraph, and how its dates are counted."""

    settled: Settled
    bodies: BodyCatalogue
    issued_on: date | None
    days: WorkingDays | None

    def text_of(self, span: Span) -> str:
        """The words of `span` without marks at their edges."""
        start, end = trimmed(self.settled.text, span, " ,;:")
        return self.settled.text[start:end]

    def belongs(self, span: Span, last: TaskProposal) -> TaskProposal | None:
        """The task with what a sentence says of when or with whom; None where it says more."""
        text, low = self.settled.text[span[0] : span[1]], self.settled.low[span[0] : span[1]]
        if beside := _ALSO_WITH.match(low):
            duty = read_duty(self.settled, (span[0] + beside.start(), span[1]), self.bodies)
            helpers = tuple(self.text_of(found) for found in duty.coordinating)
            if helpers:
                return replace(last, coordinating=(*last.coordinating, *helpers))
        found = find_deadlines(text, self.issued_on, self.days)
        if not found or last.deadline_text:
            return None
        rest = low[: found[0].start] + low[found[-1].end :]
        if not ONLY_WHEN.fullmatch(rest) or words.TO_LEVEL.search(rest):
            return None
        unsure = set(last.unsure) | ({"deadline_date"} if not found[-1].sure else set())
        moved = [(d.start + span[0], d.end + span[0]) for d in found]
        return replace(
            last,
            deadline_text="; ".join(d.text for d in found),
            deadline_kind=found[-1].kind,
            deadline_date=found[-1].day,
            words=f"{last.words} {self.text_of(span)}",
            unsure=tuple(name for name in FIELDS if name in unsure),
            spans={**last.spans, "deadline_text": tuple(map(self.settled.origin, moved))},
        )

    def dated(self, span: Span, made: list[TaskProposal]) -> list[TaskProposal]:
        """The tasks of "A làm X; B làm Y; hoàn thành trước ngày Z": the date is each one's."""
        text, low = self.settled.text[span[0] : span[1]], self.settled.low[span[0] : span[1]]
        found = find_deadlines(text, self.issued_on, self.days) if len(made) > 1 else []
        if not found or not _OVER_ALL.search(low[: found[-1].start]):
            return made
        last = found[-1]
        if low[last.end :].strip(" ./;"):
            return made
        dated = [
            task
            if task.deadline_text
            else replace(
                task, deadline_text=last.text, deadline_kind=last.kind, deadline_date=last.day
            )
            for task in made
        ]
        return dated if last.sure else [task.asking("deadline_date") for task in dated]
