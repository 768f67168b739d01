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
from server.conclusions.reading.telling import Telling
from server.conclusions.reading.text import Settled, Span
from server.programmes.reading import BodyCatalogue
from server.programmes.reading.words import pattern
from server.tasks.phrases import find_deadlines

_CLAUSE = re.compile(r"[,;:]\s+|(?<!\w)(?:và|thì|song|nhưng)\s+|\s[-–]\s")
_LIST_MARK = re.compile(r"\((?:\d{1,2}|[a-zđ]|[ivx]{1,4})\)\s+|(?:\d{1,2}|[a-zđ])\)\s+|[①-⑳]\s*")
# "Giao Ban ..." names a body, "giao ban" is a meeting.
_NOT_GIVEN = re.compile(
    r"[Gg]iao (?:ban(?! (?:đảng|xây dựng|của|quản lý|chỉ đạo))|thông|dịch|lưu|đất|rừng|vốn|chỉ tiêu"
    r"|kế hoạch|dự toán|nhận|tiếp|khoán)"
)
_LONGEST_LIST = 300  # letters that are looked through for the objects of a verb
_TOPIC = pattern(r"(?:về|đối với|riêng|với|tại)\s")
_MOVES = pattern(r"(?:đồng thời|ngoài ra|riêng)\s*,?\s*")
_BARE = pattern(r"\s*(?:tham mưu|thực hiện|triển khai)\s*[;,]\s*")  # what follows says what
_BY_FUNCTION = pattern(rf",\s*(?={words.BY_FUNCTION.pattern}){words.BY_FUNCTION.pattern}")
_LETS = pattern(
    r"(?:có trách nhiệm |cùng |để )?phối hợp(?:\s+(?:thực hiện|triển khai|chặt chẽ))?\s*(?:[.;,:)]"
    r"|$)"
)


def find_assignments(
    settled: Settled, span: Span, catalogue: BodyCatalogue, *, carried: bool = False
) -> list[Assignment]:
    """Find the orders of one sentence, in its order; [] where it names nobody and orders nothing.

    `carried` says that a heading or the sentence before already names who is told.
    """
    return _Sentence(settled, span, catalogue, carried).read()


@dataclass
class _Sentence(Telling):
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
            made = self._order_at(at, mark, found) or self._subject_at(at, mark, found)
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
        if not to_body and (verb.split()[0] in words.NEEDS_A_BODY or mark not in {"", ":", ";"}):
            return None
        if not to_body and not self.duty_like(seen.end()):
            return None
        kind = "request" if verb in words.REQUESTS else "order"
        return self.assigned(kind, at, seen.end())

    def _later_order(self, after: int, subject: Bodies) -> re.Match[str] | None:
        """The order in "Ban Thường vụ thống nhất ... và giao ..." or "kết luận và giao"."""
        seen = re.compile(r"[^,;:.]{0,60}?(?<!\w)và ").match(self.settled.bare, after)
        if seen and words.COMMITTEE.match(self.settled.low, subject.spans[0][0]):
            return words.ORDER.match(self.settled.low, seen.end())
        return None

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

    # --- "A chủ trì ...", "A: ...", "A rà soát ..." ---

    def _subject_at(self, at: int, mark: str, found: list[Assignment]) -> Assignment | None:
        settled, low = self.settled, self.settled.low
        if topic := words.TOPIC.match(low, at):
            at = topic.end()
        if (
            mark in {"-", "–"}
            or (mark == "và" and not found)
            or not begins_body(settled, at, self.catalogue)
        ):
            return None
        bodies = read_bodies(settled, at, self.catalogue, semicolons=True)
        if settled.low.startswith(";", self.skip(bodies.spans[0][1])):
            after = self.skip(bodies.end)  # nothing is told to the first alone
        else:
            bodies = read_bodies(settled, at, self.catalogue)
            after = self.skip(bodies.end)
        if function := _BY_FUNCTION.match(low, after):
            after = function.end()
        if found and _LETS.match(low, after):
            last = found[-1]
            begin = last.duty[0] if _BARE.fullmatch(low, last.duty[0], at) else at
            found[-1] = replace(
                last,
                coordinating=(*last.coordinating, *bodies.spans),
                holes=(*last.holes, (begin, after + len("phối hợp"))),
            )
            return None
        if words.PAST.match(low, after) or _CONCLUDES.match(low, after):
            return None
        if found and _LEADS.match(low, at) and _LEADS.match(low, found[-1].duty[0]):
            return None  # "lãnh đạo A ...; đồng thời lãnh đạo B ...": what it does once more
        itself = words.ITSELF.match(low, at)
        ordered = words.ORDER.match(low, after)
        if ordered and ordered.end() >= len(low.rstrip(" :")):
            return None  # "Ban Chỉ đạo yêu cầu:" names who tells
        told = words.NO_TASK.match(low, after) or (
            itself and words.NO_TASK_OF_ITSELF.match(low, after)
        )
        agreed = found and mark == ";" and low.startswith("thống nhất", after)
        if agreed and not words.COMMITTEE.match(low, at):
            told = None  # several that are told to agree on something
        if told and (itself or not self.dated(after, clause=True)):
            return None
        if self.tells(at, mark, after):
            return None
        if found and not self._new_subject(at, mark, found[-1], after):
            return None
        plays = words.ROLE.match(low, after) or words.BOUND.match(low, after)
        plays = plays or words.TOGETHER.match(low, after) or words.BY_FUNCTION.match(low, after)
        colon = low.startswith(":", after)
        acts = mark in {"", ";", ":", ",", "thì", "và"} and (
            self.duty_like(after)
            or (told and not itself)
            or self.named_and_dated(at, bodies, after)
        )
        if not plays and not acts and not (colon and self._heads(mark, after + 1)):
            if mark or found or not self._listed(after):
                return None
            return replace(self.assigned("order", at, at), subject=True, sure=False, known=False)
        if mark == "," and not found and not plays and not self._introduced(at):
            return None
        return replace(self.assigned("order", at, at), subject=True)

    def _listed(self, after: int) -> bool:
        """Whether a list says of a body what no word here knows: it may well be told to do it."""
        head = self.settled.text[: self.span[0]].strip()
        word = self.settled.text[after : after + 1]
        return bool(head) and len(head) < 6 and word.isalpha() and word.islower()

    def _heads(self, mark: str, after: int) -> bool:
        """Whether "A: ..." is a duty's heading: something to do follows, no figure or result."""
        after = self.skip(after)
        if mark != "":
            return self.duty_like(after)
        rest = self.settled.low[after : self.span[1]].strip(" .")
        said = words.PAST.match(rest) or words.NO_TASK.match(rest)
        return not said and (rest[:1].isalpha() or rest.startswith("("))

    def _introduced(self, at: int) -> bool:
        """Whether what stands before a comma only introduces: a date, a condition, a basis."""
        if not self.settled.text[at].isupper() and not _MANY.match(self.settled.low, at):
            return False
        head = self.settled.low[self.span[0] : at]
        return bool(_INTRODUCES.match(head)) and not _WAS.search(head)

    def _new_subject(self, at: int, mark: str, last: Assignment, after: int) -> bool:
        """Whether a body after a comma begins a duty of its own, and is no object of the last."""
        if not self.settled.text[at].isupper() and mark != ";":
            return False
        if mark == "và" and not self._after_date(last.duty[0], at):
            return False
        after += self.settled.low.startswith(":", after)
        if not (self.duty_like(after) or words.ROLE.match(self.settled.low, after)
                or words.BOUND.match(self.settled.low, after)):  # fmt: skip
            return False
        return mark in {";", "và"} or not self._ends_with_body(last.duty[0], at)

    def _after_date(self, start: int, at: int) -> bool:
        """Whether the clause before "và" is closed by its own deadline."""
        head = self.settled.text[start:at].removesuffix("và ").rstrip()
        return any(d.end == len(head) for d in find_deadlines(head))

    def _ends_with_body(self, start: int, end: int) -> bool:
        stop = len(self.settled.text[:end].rstrip(" ,"))
        start = max(start, stop - _LONGEST_LIST)
        for token in re.compile(r"(?<!\w)\w").finditer(self.settled.text, start, stop):
            at = token.start()
            if begins_body(self.settled, at, self.catalogue) and (
                read_bodies(self.settled, at, self.catalogue).end >= stop
            ):
                return True
        return False


_CONCLUDES = pattern(r"kết luận(?:\s+như sau)?\s*:")
_LEADS = pattern(r"lãnh đạo(?!\w)")
_MANY = pattern(r"(?:các|từng|mỗi|tất cả|toàn thể|đồng chí|đ/c|cấp ủy|lãnh đạo|thủ trưởng)\s")
_WAS = pattern(r"(?<!\w)(?:đã|vừa|nghe)(?!\w)")
_INTRODUCES = pattern(
    r"(?:trước|trong|chậm nhất|muộn nhất|định kỳ|hằng|hàng|khi|sau khi|ngay sau|nếu|trường hợp"
    r"|trên cơ sở"
    r"|căn cứ|để|nhằm|về|đối với|thực hiện|từ|theo|qua|với|đến|cuối|riêng|cùng với|bên cạnh"
    r"|thời gian tới"
    r"|mỗi|ngày|sáng|chiều|hạn"
    r"|tiếp tục|quý|tháng|đồng thời|do|tại|đồng ý|thống nhất|nhất trí|tuy|ngoài)(?!\w)"
)
