"""What is to be done, by when, for whom and on which condition: the rest of an order.

Every part is cut out of the words where it stands; what is left between is the work.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from server.conclusions.reading import duty_words, words
from server.conclusions.reading.bodies import begins_body, read_bodies
from server.conclusions.reading.clause import LEFT_OVER, Clause
from server.conclusions.reading.levels import read_levels
from server.conclusions.reading.product import find_product
from server.conclusions.reading.text import Settled, Span, trimmed
from server.kernel.workdays import WorkingDays
from server.programmes.reading import BodyCatalogue
from server.programmes.reading.words import pattern
from server.tasks.phrases import Deadline, find_deadlines


@dataclass
class Duty:
    """One duty: each part as written, with the spans of the settled text it came from."""

    work: str = ""
    product: str | None = None
    receiver: str | None = None
    deadlines: list[Deadline] = field(default_factory=list)
    condition: str | None = None
    kind: str = "none"
    day: date | None = None
    coordinating: list[Span] = field(default_factory=list)
    spans: dict[str, list[Span]] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)


def read_duty(
    settled: Settled,
    span: Span,
    catalogue: BodyCatalogue,
    *,
    holes: Sequence[Span] = (),
    before: Span = (0, 0),
    issued_on: date | None = None,
    days: WorkingDays | None = None,
) -> Duty:
    """Read the duty in `span`, without `holes`; `before` may hold its date and condition."""
    return _Reading(settled, span, catalogue, list(holes), before, issued_on, days).read()


@dataclass
class _Reading(Clause):
    issued_on: date | None
    days: WorkingDays | None
    duty: Duty = field(default_factory=Duty)

    def read(self) -> Duty:
        self._condition()
        self._deadlines()
        self._receiver()
        self._beside()
        self._work()
        return self.duty

    # --- "(Nếu chưa đồng thuận) ...", "..., trường hợp vượt thẩm quyền" ---

    def _condition(self) -> None:
        low, (start, end) = self.settled.low, self.span
        bracket = re.compile(r"\s*\(([^()]*)\)").match(low, start)
        if bracket and words.CONDITION.match(low, bracket.start(1)):
            self._limited(bracket.span(1), bracket.span())
            return
        for begin, stop in (self.before, self.span):
            at = begin
            while at < stop and low[at] in " ,":
                at += 1
            if seen := words.CONNECTIVE.match(low, at, stop):
                at = seen.end()
            if (begin, stop) == self.before and (
                later := duty_words.LATER_CONDITION.search(low, at, stop)
            ):
                at = later.end()
            if words.CONDITION.match(low, at, stop):
                if (begin, stop) == self.before:  # all of it, lists with commas too
                    then = duty_words.THEN_AT_END.search(low, at, stop)
                    self._limited((at, then.start() if then else stop), (at, stop))
                    return
                last = re.compile(r"[,:]|(?<!\w)thì(?!\w)|$").search(self.settled.bare, at, stop)
                close = last.start() if last else stop
                self._limited((at, close), (at, last.end() if last else stop))
                return
        for seen in duty_words.LIMITED.finditer(low, start, end):
            mark = re.compile(r"[,;.)]|$").search(low, seen.end(), end)
            stop = mark.start() if mark else end
            if duty_words.THEN_DO.search(self.settled.bare, seen.end(), stop):
                return  # "..., nếu vượt thì trình ...": of one step, and said in it
            rest = low[stop:end].lstrip(" ,;.)")
            if words.TO_LEVEL.match(rest.removeprefix("thì ")):  # only that step is conditional
                self.duty.unsure.add("condition")
                if not seen[0].startswith(","):  # of what stands before it
                    self._limited((seen.start("words"), stop), (seen.start(), stop))
                return
            elif not rest or find_deadlines(rest):
                opened = seen[0].startswith("(")
                self._limited((seen.start("words"), stop), (seen.start(), stop + opened))
                return

    def _limited(self, span: Span, cut: Span) -> None:
        self.duty.condition = self.written(span)
        self.duty.spans["condition"] = [trimmed(self.settled.text, span)]
        self.cuts.append(cut)

    # --- dates ---

    def _deadlines(self) -> None:
        found = self._found(self.span) + [d for d in self._found(self.before) if self._leads(d)]
        found.sort(key=lambda d: d.start)
        dated = [d for d in found if d.kind not in {"conditional", "ongoing"}]
        if dated:
            found = [d for d in dated if d.kind != "meeting" or not self._serves(d, dated)] or dated
        elif {d.kind for d in found} == {"conditional", "ongoing"}:
            found = [d for d in found if d.kind == "conditional"]
        found = [self._whole(d) for d in self._without_purpose(found)]
        for deadline in found:
            self.cuts.append(self._joined(deadline))
        self.duty.deadlines = found
        if found:
            self.duty.spans["deadline_text"] = [(d.start, d.end) for d in found]
            self.duty.kind, self.duty.day = self._last(found)
            if not all(d.sure for d in found) or not self._steps(found):
                self.duty.unsure.add("deadline_date")
        elif duty_words.SINCE_THE_NOTICE.search(self.settled.low, *self.span):
            self.duty.kind = "ongoing"

    def _without_purpose(self, found: list[Deadline]) -> list[Deadline]:
        """Without what the receiver does next and by when: "gửi A để tổng hợp, trình B ..."."""
        for seen in duty_words.PURPOSE.finditer(self.settled.low, *self.span):
            later = [d for d in found if d.start > seen.start()]
            if later and len(later) < len(found):
                self.cuts.append((seen.start(), self.span[1]))
                return [d for d in found if d not in later]
        return found

    def _found(self, span: Span) -> list[Deadline]:
        start, end = span
        found = find_deadlines(self.settled.text[start:end], self.issued_on, self.days)
        moved = [
            Deadline(d.text, d.start + start, d.end + start, d.kind, d.day, d.sure) for d in found
        ]
        return [d for d in moved if not self.is_cut(d.start) and not self.no_deadline(d)]

    def _leads(self, deadline: Deadline) -> bool:
        """Whether a deadline ahead of the order stands alone there, and is no part of a topic."""
        text = self.settled.text
        head = text[self.before[0] : deadline.start].strip()
        tail = text[deadline.end : self.before[1]].strip()
        lead_in = words.CONNECTIVE.fullmatch(
            self.settled.low[self.before[0] : deadline.start].strip()
        )
        lead_in = lead_in or duty_words.TERM.fullmatch(head.lower())
        return (not head or head[-1] in ",;:-" or bool(lead_in)) and (not tail or tail[0] in ",:")

    def _whole(self, deadline: Deadline) -> Deadline:
        """A condition ahead of the order with all of its list: "Khi có bão, lũ, ..."."""
        begin, end = self.before
        if deadline.kind != "conditional" or not begin <= deadline.start < end:
            return deadline
        start, stop = trimmed(self.settled.text, (deadline.start, end), " ,")
        listed = self.settled.text[deadline.end : stop]
        if not listed.startswith(",") or words.DUTY.match(listed.lower().lstrip(" ,")):
            return deadline
        return replace(deadline, text=self.settled.text[start:stop], end=stop)

    def _serves(self, deadline: Deadline, dated: list[Deadline]) -> bool:
        """Whether a meeting only says what for: "hồ sơ trình kỳ họp", and a day says when."""
        if deadline.text[0].lower() == "k" and any(d.day for d in dated):
            return True
        return bool(
            pattern(r"(?:để|phục vụ)\s+(?:\w+\s+){0,6}$").search(self.settled.low[: deadline.start])
        )

    def _joined(self, deadline: Deadline) -> Span:
        """A deadline with "hoàn thành" before it, unless that is the whole of the work."""
        start = deadline.start
        head = self.settled.low[self.span[0] : start]
        seen = duty_words.JOINS.search(head)
        if seen and head[: seen.start()].strip(" ,;") and deadline.start >= self.span[0]:
            start = self.span[0] + seen.start()
        end = deadline.end
        if bracket := self._bracket(deadline):
            return bracket  # what a bracket says of when goes with it
        if self.settled.text[start : start + 1] == "(" and self.settled.text[end : end + 1] == ")":
            end += 1
        return start, end

    def _bracket(self, deadline: Deadline) -> Span | None:
        """The bracket a deadline stands in with other words; a condition's is none."""
        if self.settled.bare[deadline.start] != "\x00":
            return None
        start = self.settled.low.rfind("(", self.span[0] + 1, deadline.start)
        end = self.settled.low.find(")", deadline.end)
        if min(start, end) < 0 or words.CONDITION.match(self.settled.low, start + 1):
            return None
        return start, end + 1

    def _last(self, found: list[Deadline]) -> tuple[str, date | None]:
        """The kind and day of the last; "hằng năm, trước ngày 15/12" comes again each year."""
        again = next((d for d in found if d.kind == "recurring"), None)
        last = found[-1]
        between = self.settled.text[again.end : last.start] if again else ""
        if again and again is not last and not between.strip(" ,("):
            return again.kind, again.day
        return last.kind, last.day

    def _steps(self, found: list[Deadline]) -> bool:
        """Whether several deadlines are steps of one duty: later and later, each with its own."""
        for one, two in pairwise(found):
            between = self.settled.low[one.end : two.start]
            if not (one.day and two.day):
                continue
            if two.day < one.day:
                return False
            around = self.settled.low[one.start : two.end + 15]
            if not words.DUTY.search(between) and not duty_words.STEP.search(around):
                return False
        return True

    def _receiver(self) -> None:
        found = read_levels(self)
        if found.level:
            self.duty.receiver = self.written(found.level)
            self.duty.spans["receiver"] = [found.level]
            if not found.sure:
                self.duty.unsure.add("receiver")

    # --- "..., phối hợp với B" ---

    def _beside(self) -> None:
        for seen in words.TOGETHER.finditer(self.settled.low, *self.span):
            if self.is_cut(seen.start()) or self.quoted(seen.start()) or "phối hợp" not in seen[0]:
                continue
            if not begins_body(self.settled, seen.end(), self.catalogue):
                continue
            others = read_bodies(self.settled, seen.end(), self.catalogue, semicolons=True)
            self.duty.coordinating += others.spans
            if not others.sure:
                self.duty.unsure.add("coordinating")
            done = pattern(r"\s*(?:để\s+)?(?:triển khai thực hiện|thực hiện|triển khai)?").match(
                self.settled.low, others.end
            )
            close = done.end() if done else others.end
            if self.left(close, self.span[1]):
                close = others.end  # the duty goes on after them
            if self.left(self.span[0], seen.start()):
                self.cuts.append((seen.start(), close))

    # --- what is left ---

    def _work(self) -> None:
        pieces = self.pieces(*self.span)
        work = " ".join(self.settled.text[a:b] for a, b in pieces)
        work = re.sub(r"\(\s*\)", "", work)
        work = re.sub(r"\s+([,;:.)])", r"\1", work)
        work = re.sub(r"([,;:])(?:\s*[,;:])+", r"\1", work)
        if (
            self.duty.condition is None
            and not duty_words.ONE_STEP.search(work)
            and duty_words.IF_ANY.search(work)
        ):
            self.duty.unsure.add("condition")
        low = work
        while low != (work := _tidy(work)):
            low = work
        if not self.duty.deadlines and duty_words.TIME_LEFT.search(work.lower()):
            self.duty.unsure.add("deadline_date")
        self.duty.work = work
        self.duty.spans["work"] = pieces
        if product := find_product(self.settled, pieces, self.catalogue):
            span, several = product
            self.duty.product = self.written(span)
            self.duty.spans["product"] = [span]
            if several:
                self.duty.unsure.add("product")


def _tidy(work: str) -> str:
    work = work.strip(" ,;:-–/")
    work = _NEXT_MARK.sub("", work.removesuffix("./").rstrip(" ,;:."))
    from_left = LEFT_OVER.match(work.lower())
    if from_left and from_left.start() == 0 and from_left.end() < len(work):
        work = work[from_left.end() :]
    return work[: tail.start()] if (tail := _TAIL.search(work)) and tail.start() else work


_NEXT_MARK = re.compile(r"[;,:]\s*\(?(?:\d{1,2}|[a-zđ]|[ivx]{1,4})\)$")
_TAIL = re.compile(r"\s+(?:và|hoặc|để|phải)$|,\s*(?:hoàn thành|xong)$")
