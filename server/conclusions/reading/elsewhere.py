"""Who is told where the order does not stand first: within, behind or in a label."""

import re
from dataclasses import replace

from server.conclusions.reading import words
from server.conclusions.reading.assignment import Assignment, Place
from server.conclusions.reading.bodies import begins_body, read_bodies
from server.conclusions.reading.text import Span
from server.programmes.reading.words import pattern
from server.tasks.phrases import find_deadlines

_BY = pattern(r"(?<!\w)do\s+")
_MID_ORDER = pattern(r"(?<!\w)(?<!bàn )(?<!được )(?<!đã )(?<!không )giao\s+(?:cho\s+)?")
_GIVEN = pattern(r"(?:do|giao(?: cho)?)\s+")
_DOES = pattern(
    r"(?:thực hiện|triển khai|tham mưu|phụ trách)"
    r"(?=\s*[,;)]|\s+(?:trước|trong|chậm|hoàn thành|xong))"
)
# "Việc rà soát ... do A", "Nhiệm vụ rà soát ... giao A": the duty begins behind the noun.
_NAMED_DUTY = pattern(r"(?:việc|nhiệm vụ|công tác)\s+")
_MUST = pattern(r"(?:cần\s+)?phải\s+|cần\s+")
_BEHIND = pattern(
    r"\(\s*(?:giao\s+|do\s+)?|(?<!\w)(?<!được )(?<!đã )(?:giao(?:\s+cho)?|do)\s+|\s[-–]\s+"
)
_DOES_IT = pattern(
    r"(?:tổ chức\s+)?(?:(?:triển khai\s+)?thực hiện|triển khai|chịu trách nhiệm|đảm nhiệm|phụ trách"
    r"|đảm nhận)(?=\s*(?:[,.;)]|$)|\s+(?:xong|hoàn thành|trước|trong|chậm))"
    r"|(?=\s*,?\s*(?:hoàn thành|xong)\s+(?:trước|trong|chậm|vào))"
)
_DONE_BY = pattern(r"(?:tổ chức\s+)?(?:triển khai\s+)?(?:thực hiện|triển khai)(?=\s*(?:[,.;]|$))")
LABEL = pattern(
    r"(?:(?<=[.;,(\-–]\s)|(?<=[.;(\-–])|^)(?:(?:cơ quan|đơn vị)\s+)?(?:chủ trì|thực hiện|đầu mối"
    r"|tham mưu|chịu trách nhiệm)(?:\s+(?:thực hiện|tham mưu|chính))?\s*:\s*"
)
_LABEL_WITH = pattern(r"(?:(?:cơ quan|đơn vị)\s+)?phối hợp(?:\s+thực hiện)?\s*:\s*")


class Elsewhere(Place):
    """A sentence without an order at the head of a clause."""

    def mentioned(self) -> Assignment | None:
        """Who is told inside or after the duty: "do A chủ trì", "giao A", "(A chủ trì)"."""
        start, end = self.span
        for seen in _BY.finditer(self.settled.bare, start, end):
            if begins_body(self.settled, seen.end(), self.catalogue):
                made = self.assigned("order", seen.start(), seen.end())
                role = words.ROLE.search(self.settled.low, seen.end(), made.duty[0])
                if role is not None and made.leads:
                    done = _DONE_BY.match(self.settled.low, made.duty[0])
                    hole = (seen.start(), done.end() if done else made.duty[0])
                    return replace(made, duty=(start, end), holes=(hole,), before=(start, start))
        for seen in _MID_ORDER.finditer(self.settled.bare, start, end):
            if self.settled.text[seen.end() : seen.end() + 1].isupper() and begins_body(
                self.settled, seen.end(), self.catalogue
            ):
                made = self.assigned("order", seen.start(), seen.end())
                if self.duty_like(made.duty[0]):
                    return replace(made, before=(start, start))
        for bracket in re.compile(r"\(([^()]*)\)").finditer(self.settled.low, start, end):
            given = _GIVEN.match(self.settled.low, bracket.start(1))
            inner = given.end() if given else bracket.start(1)
            if begins_body(self.settled, inner, self.catalogue):
                bodies = read_bodies(self.settled, inner, self.catalogue)
                after = self.skip(bodies.end)
                does = _DOES.match(self.settled.low, after)
                if does or words.ROLE.match(self.settled.low, after):
                    made = self.assigned("order", inner, inner)
                    close = does.end() if does else made.duty[0]
                    hole = (bracket.start(), min(close, bracket.end()))
                    return replace(made, duty=(start, end), holes=(hole,), before=(start, start))
        return None

    def behind(self) -> Assignment | None:
        """Who is told behind the duty: "..., giao A thực hiện", "... (giao A)".

        Only where the words ahead say what is to be done, and those behind nothing more.
        """
        start, end = self.span
        order = words.ORDER.match(self.settled.low, start)
        if order and begins_body(self.settled, order.end(), self.catalogue):
            return None
        head = start
        if named := _NAMED_DUTY.match(self.settled.low, start):
            head = named.end()
        for seen in _BEHIND.finditer(self.settled.low, start, end):
            if not begins_body(self.settled, seen.end(), self.catalogue):
                continue
            made = self.assigned("order", seen.start(), seen.end())
            at = made.duty[0]
            done = _DOES_IT.match(self.settled.low, at)
            given = "giao" in seen[0] or seen[0].strip() == "do"
            if not made.leads or not (done or (seen[0].startswith("(") and at <= end)):
                continue
            close = done.end() if done else at
            if seen[0].startswith("("):
                close = self.settled.low.find(")", made.leads[-1][1]) + 1
                if not close or self.settled.low[at - 1 : close].strip(" )"):
                    continue
            elif not given and not done:
                continue
            must = _MUST.match(self.settled.low, self._past_date(head))
            if not self.duty_like(must.end() if must else self._past_date(head)):
                continue
            rest = self.settled.low[close:end].strip(" ,;.")
            if rest and not (find_deadlines(rest) or words.TO_LEVEL.match(rest) or close < end):
                continue
            holes = ((start, head), (seen.start(), close)) if named else ((seen.start(), close),)
            if must:
                holes = (*holes, must.span())
            return replace(made, duty=(start, end), holes=holes, before=(start, start))
        return None

    def _past_date(self, at: int) -> int:
        """Behind a date that stands first."""
        found = find_deadlines(self.settled.text[at : self.span[1]])
        if found and not self.settled.text[at : at + found[0].start].strip():
            at += found[0].end
            while self.settled.low[at : at + 1] in {" ", ","}:
                at += 1
        return at

    def labelled(self) -> Assignment | None:
        """Who is told after a label: "Chủ trì: A; phối hợp: B"."""
        start, end = self.span
        label = LABEL.search(self.settled.low, start, end)
        if label is None or not begins_body(self.settled, label.end(), self.catalogue):
            return None
        leads = read_bodies(self.settled, label.end(), self.catalogue, semicolons=True)
        beside = _LABEL_WITH.search(self.settled.low, label.end(), end)
        spans = tuple(span for span in leads.spans if not beside or span[0] < beside.start())
        holes = [(label.start(), spans[-1][1])]
        coordinating: tuple[Span, ...] = ()
        if beside:
            others = read_bodies(self.settled, beside.end(), self.catalogue, semicolons=True)
            coordinating = others.spans
            holes.append((beside.start(), others.end))
        return Assignment(
            "order", spans, coordinating, start, (start, end), leads.sure,
            holes=tuple(holes), before=(start, start),
        )  # fmt: skip
