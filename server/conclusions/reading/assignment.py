"""An order in a sentence, and how its bodies are read once it is known where they begin."""

import re
from dataclasses import dataclass, field, replace

from server.conclusions.reading import words
from server.conclusions.reading.bodies import Bodies, begins_body, read_bodies
from server.conclusions.reading.text import Settled, Span
from server.programmes.reading import BodyCatalogue
from server.programmes.reading.words import pattern
from server.tasks.phrases import find_deadlines

# "(cơ quan thường trực)" after a name, and no mark of a list: "(1)".
_ASIDE = re.compile(r"\((?!(?:\d{1,2}|[a-zđ]|[ivx]{1,4})\))[^()]*\)")
# "A, B phối hợp xây dựng": all of them do, and "phối hợp" only says that.
_TOGETHER = pattern(r"(?:cùng\s+)?phối hợp\s+(?!với|cùng|chặt|thực hiện|triển khai)")
_HELPS = pattern(r"\s*\((?:cơ quan |đơn vị )?phối hợp\)")
_FIRST = pattern(
    r"(?:(?:rất|hết sức|cần|phải|tiếp tục|ngay|sớm|thường xuyên|định kỳ|hằng \w+|hàng \w+"
    r"|chậm nhất[^,]*?"
    r"|trước(?: ngày)? [\d/]+|trong [^,]{3,40}?),?\s+)+"
)


@dataclass(frozen=True)
class Assignment:
    """An order in a sentence: `duty` is where what is to be done stands, less `holes`.

    `before` is the text ahead of it in the same clause or sentence (a date, a condition, a topic).
    `kind` is order or request. `leads` is empty where nobody is named; `sure` is about where
    they end.
    """

    kind: str
    leads: tuple[Span, ...]
    coordinating: tuple[Span, ...]
    begin: int
    duty: Span
    sure: bool = True
    sure_of_coordinating: bool = True
    holes: tuple[Span, ...] = ()
    before: Span = (0, 0)
    subject: bool = field(default=False, compare=False)
    known: bool = field(default=True, compare=False)  # the words of the duty are known as such


@dataclass
class Place:
    """A sentence, and the reading of one assignment in it."""

    settled: Settled
    span: Span
    catalogue: BodyCatalogue

    def skip(self, at: int) -> int:
        """Where the next word begins."""
        while self.settled.low.startswith(" ", at):
            at += 1
        return at

    def duty_like(self, at: int) -> bool:
        """Whether something to be done may begin at `at`."""
        at = self.skip(at)
        if introduced := _FIRST.match(self.settled.low, at):
            at = introduced.end()
        return bool(words.DUTY.match(self.settled.low, at))

    def assigned(self, kind: str, begin: int, at: int) -> Assignment:
        """Read leads, roles and coordinators from `at` on, to where the duty begins."""
        settled, low = self.settled, self.settled.low
        leads = read_bodies(settled, at, self.catalogue)
        if low.startswith(";", self.skip(leads.end)):  # nothing is told to the first alone
            leads = read_bodies(settled, at, self.catalogue, semicolons=True)
        spans, sure, at = leads.spans, leads.sure, leads.end
        coordinating: list[Span] = [span for span in spans if self._helps(span)]
        if coordinating and len(coordinating) < len(spans):
            spans = tuple(span for span in spans if span not in coordinating)
            at = low.index(")", at) + 1 if self._helps(coordinating[-1]) else at
        else:
            coordinating = []
        leading, beside_sure = False, True
        dated: Span | None = None
        while True:
            place = self._over_marks(at)
            if dated is None and (between := self._date_between(place)):
                dated, at = between
                continue
            if by := words.BY_FUNCTION.match(low, place):
                at = by.end()
            elif role := words.ROLE.match(low, place):
                leading, at = True, role.end()
            elif bound := words.BOUND.match(low, place):
                at = bound.end()
            elif (beside := words.TOGETHER.match(low, place)) and begins_body(
                settled, beside.end(), self.catalogue
            ):
                others = read_bodies(settled, beside.end(), self.catalogue, semicolons=True)
                coordinating += others.spans
                beside_sure, at = beside_sure and others.sure, others.end
            elif leading and not coordinating and (helpers := self._helpers(place)):
                coordinating += helpers.spans
                at = helpers.end
            else:
                break
            at = max(at, place)
        at = self._over_marks(at)
        if len(spans) > 1 and (together := _TOGETHER.match(low, at)):
            at = together.end()
        return Assignment(
            kind,
            spans,
            tuple(coordinating),
            begin,
            (dated[0] if dated else at, self.span[1]),
            sure,
            beside_sure,
            holes=((dated[1], at),) if dated else (),
        )

    def _helps(self, span: Span) -> bool:
        """Whether "(phối hợp)" stands behind a body's name."""
        return bool(_HELPS.match(self.settled.low, span[1]))

    def _date_between(self, at: int) -> tuple[Span, int] | None:
        """A date between commas after the lead, where the part it plays follows."""
        found = find_deadlines(self.settled.text[at : self.span[1]])
        if not found or found[0].start:
            return None
        date = (at, at + found[0].end)
        if not self.settled.low.startswith(",", date[1]):
            return None
        after = self._over_marks(date[1])
        plays = words.ROLE.match(self.settled.low, after)
        plays = plays or words.TOGETHER.match(self.settled.low, after)
        return (date, after) if plays else None

    def _helpers(self, at: int) -> Bodies | None:
        """The bodies of "A chủ trì, B, C phối hợp ..."; their end is after the verb."""
        if not begins_body(self.settled, at, self.catalogue):
            return None
        others = read_bodies(self.settled, at, self.catalogue)
        seen = pattern(
            r"\s*(?:cùng )?phối hợp(?:\s+(?:thực hiện|triển khai)(?=\s*[,:;.]|$))?"
        ).match(self.settled.low, others.end)
        return replace(others, end=seen.end()) if seen else None

    def _over_marks(self, at: int) -> int:
        while True:
            while at < self.span[1] and (
                self.settled.text[at] in " ,:–-)" or self.settled.low.startswith("(phối hợp", at)
            ):
                at += 1
            bracket = _ASIDE.match(self.settled.low, at)
            if (
                bracket
                and not words.CONDITION.match(self.settled.low, bracket.start() + 1)
                and (
                    words.ROLE.match(self.settled.low, self.skip(bracket.end()))
                    or self.duty_like(bracket.end())
                )
            ):
                at = bracket.end()
                continue
            return at
