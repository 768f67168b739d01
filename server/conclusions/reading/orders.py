"""Who is told to do something in a sentence, and where what is to be done begins.

Lead and order come in any order: "Giao A chủ trì ...", "A chủ trì ...", "A: ...", "... do A chủ
trì", "... (A chủ trì)". An order stands at the head of a clause, so what a duty itself orders
("chỉ đạo các xã rà soát") stays in the duty.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from server.conclusions.reading import words
from server.conclusions.reading.assignment import Assignment
from server.conclusions.reading.bodies import Bodies, begins_body, read_bodies
from server.conclusions.reading.elsewhere import Elsewhere
from server.conclusions.reading.subjects import Subjects
from server.conclusions.reading.text import Settled, Span
from server.programmes.reading import BodyCatalogue
from server.programmes.reading.words import pattern

_CLAUSE = re.compile(r"[,;:]\s+|(?<!\w)(?:và|thì|song|nhưng)\s+|\s[-–]\s")
_LIST_MARK = re.compile(r"\((?:\d{1,2}|[a-zđ]|[ivx]{1,4})\)\s+|(?:\d{1,2}|[a-zđ])\)\s+|[①-⑳]\s*")
# "Giao Ban ..." names a body, "giao ban" is a meeting.
_NOT_GIVEN = re.compile(
    r"[Gg]iao (?:ban(?! (?:đảng|xây dựng|của|quản lý|chỉ đạo))|thông|dịch|lưu|đất|rừng|vốn|chỉ tiêu"
    r"|kế hoạch|dự toán|nhận|tiếp|khoán)"
)
_TOPIC = pattern(r"(?:về|đối với|riêng|với|tại)\s")
_MOVES = pattern(r"(?:đồng thời|ngoài ra|riêng)\s*,?\s*")


def find_assignments(
    settled: Settled, span: Span, catalogue: BodyCatalogue, *, carried: bool = False
) -> list[Assignment]:
    """Find the orders of one sentence, in its order; [] where it names nobody and orders nothing.

    `carried` says that a heading or the sentence before already names who is told.
    """
    return _Sentence(settled, span, catalogue, carried).read()


@dataclass
class _Sentence(Subjects):
    carried: bool

    def read(self) -> list[Assignment]:
        start, end = self.span
        elsewhere = Elsewhere(self.settled, self.span, self.catalogue)
        if words.OPENING.search(self.settled.low, start, end) or self.speech():
            return []
        if made := elsewhere.labelled() or elsewhere.behind():
            return [made]
        found: list[Assignment] = []
        for at, mark in self._clauses():
            if found and at < found[-1].duty[0]:
                continue
            made = self._order_at(at, mark, found) or self.subject_at(at, mark, found)
            if made is None:
                continue
            if found:
                at = self._topic_begins(found[-1].duty[0], at)
                found[-1] = replace(found[-1], duty=(found[-1].duty[0], at))
                made = replace(made, before=(at, made.begin))
            else:
                made = replace(made, before=(start, made.begin))
            found.append(replace(made, duty=(made.duty[0], end)))
        told = words.WAS.search(self.settled.low, start, end)
        if not found and not told and (made := elsewhere.mentioned()):
            found.append(made)
        return found

    def _clauses(self) -> Iterator[tuple[int, str]]:
        """Where a clause may begin, and the mark before it."""
        start, end = self.span
        start = self._over_list_mark(self._over_connectives(start))
        yield start, ""
        for seen in _CLAUSE.finditer(self.settled.bare, start, end):
            after, mark = seen.end(), seen[0].strip()
            after = self._over_list_mark(after)
            while moved := _MOVES.match(self.settled.bare, after):
                after, mark = moved.end(), ";"
            if after < end:
                yield after, mark

    def _topic_begins(self, start: int, at: int) -> int:
        """Where "; về dự án B, " begins ahead of an order: it is no part of the one before."""
        semicolon = self.settled.bare.rfind("; ", start, at)
        topic = semicolon >= 0 and _TOPIC.match(self.settled.low, semicolon + 2)
        return semicolon + 2 if topic else at

    def _over_list_mark(self, at: int) -> int:
        seen = _LIST_MARK.match(self.settled.text, at)
        return seen.end() if seen else at

    def _over_connectives(self, at: int) -> int:
        if seen := words.CONNECTIVE.match(self.settled.low, at):
            at = seen.end()
        return at

    # --- "Giao A ...", "Ban Thường vụ yêu cầu A ..." ---

    def _order_at(self, at: int, mark: str, found: list[Assignment]) -> Assignment | None:
        low = self.settled.low
        if found and mark not in {",", ";", ":"}:
            return None
        if topic := words.TOPIC.match(low, at):
            at = topic.end()
        seen = words.ORDER.match(low, at)
        if seen is None and not found and begins_body(self.settled, at, self.catalogue):
            subject = read_bodies(self.settled, at, self.catalogue)
            after = self.skip(subject.end)
            seen = words.ORDER.match(low, after) or self._later_order(after, subject)
            if seen is None or not self._may_order(seen["verb"], at, subject):
                return None
            at = seen.start()
        if seen is None:
            return None
        verb = seen["verb"]
        if _NOT_GIVEN.match(self.settled.text, seen.start("verb")):
            known = self.catalogue.longest_name(self.settled.text, seen.end())
            if " " not in self.settled.text[seen.end() : known]:  # "giao ban tổ chức tỉnh ủy"
                return None
        to_body = begins_body(self.settled, seen.end(), self.catalogue)
        if found and not self._may_follow(verb, mark, seen.end(), to_body):
            return None
        if not found and mark == "" and self.carried and verb in {"chỉ đạo", "phân công", "cử"}:
            return None
        kind = "request" if verb in words.REQUESTS else "order"
        told = seen.end()
        if not to_body and not found and mark in {"", ":"} and self._names_somebody(told):
            return Assignment(kind, (), (), at, (told, self.span[1]), sure=False, known=False)
        if not to_body and (verb.split()[0] in words.NEEDS_A_BODY or mark not in {"", ":", ";"}):
            return None
        if not to_body and not self.duty_like(seen.end()):
            return None
        return self.assigned(kind, at, seen.end())

    def _later_order(self, after: int, subject: Bodies) -> re.Match[str] | None:
        """The order in "Ban Thường vụ thống nhất ... và giao ..." or "kết luận và giao"."""
        seen = re.compile(r"[^,;:.]{0,60}?(?<!\w)và ").match(self.settled.bare, after)
        if seen and words.COMMITTEE.match(self.settled.low, subject.spans[0][0]):
            return words.ORDER.match(self.settled.low, seen.end())
        return None

    def _names_somebody(self, at: int) -> bool:
        """Whether a name nobody here knows follows an order: "Giao Nhà hát An Lĩnh dàn dựng"."""
        return self.settled.text[at : at + 1].isupper() and not self.duty_like(at)

    def _may_order(self, verb: str, at: int, subject: Bodies) -> bool:
        """Whether this subject orders: a body that asks its committee for something does not."""
        if verb in {"giao", "giao nhiệm vụ", "giao trách nhiệm", "yêu cầu"}:
            return True
        asks = verb in words.REQUESTS
        return bool((words.COMMITTEE if asks else words.ABOVE).match(self.settled.low, at))

    def _may_follow(self, verb: str, mark: str, after: int, to_body: bool) -> bool:
        if not to_body:
            return False
        if mark == ";":
            return verb not in {"chỉ đạo", "cử"}
        if verb.startswith("giao"):
            return True
        if verb not in {"yêu cầu", "đề nghị"} or not self.settled.text[after].isupper():
            return False
        bodies = read_bodies(self.settled, after, self.catalogue)
        then = words.THEN.match(self.settled.low, bodies.end)
        return not (then and then[0].strip())
