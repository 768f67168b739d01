"""Bodies that a sentence tells by being its subject: "A chủ trì ...", "A: ...", "A rà soát ..."."""

import re
from dataclasses import replace

from server.conclusions.reading import words
from server.conclusions.reading.assignment import Assignment
from server.conclusions.reading.bodies import begins_body, read_bodies
from server.conclusions.reading.telling import ANY, Telling
from server.programmes.reading.words import pattern
from server.tasks.phrases import find_deadlines

_LONGEST_LIST = 300  # letters that are looked through for the objects of a verb
_BARE = pattern(r"\s*(?:tham mưu|thực hiện|triển khai)\s*[;,]\s*")  # what follows says what
_BY_FUNCTION = pattern(rf",\s*(?={words.BY_FUNCTION.pattern}){words.BY_FUNCTION.pattern}")
_LETS = pattern(
    r"(?:có trách nhiệm |cùng |để )?phối hợp(?:\s+(?:thực hiện|triển khai|chặt chẽ))?\s*(?:[.;,:)]"
    r"|$)"
)
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


class Subjects(Telling):
    """A sentence, clause by clause, of which each may begin with who is told."""

    def subject_at(self, at: int, mark: str, found: list[Assignment]) -> Assignment | None:
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
        if words.PAST.match(low, after) or _CONCLUDES.match(low, after) or self.states(after):
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
        unknown = self._unknown(at, mark, found, after)
        if found and not unknown and not self._new_subject(at, mark, found[-1], after):
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
            if not unknown:
                return None
            return replace(self.assigned("order", at, at), subject=True, known=False)
        if mark == "," and not found and not plays and not self._introduced(at):
            return None
        doubted = not plays and self.gives_results(after)
        if itself and not plays and not self.dated(after, clause=True, kinds=ANY):
            doubted = True  # what the committee itself does is most likely a decision
        return replace(self.assigned("order", at, at), subject=True, known=not doubted)

    def _unknown(self, at: int, mark: str, found: list[Assignment], after: int) -> bool:
        """Whether a clause tells a body what no list knows; after a comma, by a day of its own."""
        if self.duty_like(after) or not self.may_be_told(at, after):
            return False
        if mark == "," and not found:
            return self._introduced(at)
        if mark == ",":
            dated = self.dated(after, clause=True, kinds=ANY)
            own = dated and self.settled.text[at].isupper()
            return own and not self._ends_with_body(found[-1].duty[0], at)
        return mark == ";" or (not found and mark in {"", ":", "thì"})

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
