"""Who is told where the order does not stand first: within, behind or in a label."""

import re
from dataclasses import replace

from server.conclusions.reading import words
from server.conclusions.reading.assignment import Assignment, Place
from server.conclusions.reading.bodies import begins_body, read_bodies
from server.conclusions.reading.text import Span
from server.programmes.reading.words import pattern

_BY = pattern(r"(?<!\w)do\s+")
_MID_ORDER = pattern(r"(?<!\w)(?<!bàn )(?<!được )(?<!đã )(?<!không )giao\s+(?:cho\s+)?")
_GIVEN = pattern(r"(?:do|giao(?: cho)?)\s+")
_DOES = pattern(
    r"(?:thực hiện|triển khai|tham mưu|phụ trách)"
    r"(?=\s*[,;)]|\s+(?:trước|trong|chậm|hoàn thành|xong))"
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
