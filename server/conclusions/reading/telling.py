"""Sentences that tell how something went or what somebody said: they order nothing.

A day that is still to come makes a duty of what else would only tell: "A thông báo kết luận này
chậm nhất ngày X".
"""

from server.conclusions.reading import words
from server.conclusions.reading.assignment import Place
from server.conclusions.reading.bodies import Bodies, begins_body, read_bodies
from server.programmes.reading.words import pattern
from server.tasks.phrases import find_deadlines

_DAYS = frozenset({"date", "period", "relative"})
ANY = _DAYS | {"meeting", "conditional", "recurring"}
_ATTENDS = pattern(r"(?:cùng|tham)\s+dự(?:\s+(?:họp|cuộc họp|hội nghị|buổi làm việc))?[\s.]*$")
_SOME = pattern(r"một số\s")
# How a body is, and what it thinks: no order, whatever follows.
_STATES = pattern(
    r"(?:mới|chỉ mới|luôn"
    r"|thường(?! xuyên| trực)|đều|vẫn|cũng|hiện(?! thực| đại)|nay|rất|khá|gồm|bao gồm|thuộc"
    r"|nằm|chiếm|đứng (?:đầu|thứ|trong|ở)|dẫn đầu|xếp thứ|thiếu|vướng|mắc|lúng túng|chậm(?! nhất)"
    r"|gặp(?:\s+\w+){0,3}?\s+(?:khó khăn|vướng mắc|trở ngại|bất lợi)|lo ngại|băn khoăn|trăn trở"
    r"|mong|hy vọng|tin tưởng|thấy|biết|hiểu|muốn|nói|hỏi|thừa nhận|buông lỏng|vi phạm"
    r"|ngày càng|ước|tỏ ra|trở thành|góp phần|\w+\s+chưa)(?!\w)"
)
# What joins a name to more of its sentence is no predicate.
_JOINS = pattern(
    r"(?:là|có|được|để|nhằm|trong|trước|theo|về|khi|do|bằng|với|từ|đến|vào|tại|nếu|thì|mà|nên|sau|qua|trên"
    r"|dưới|đối với|như|và|hoặc|hay|cùng|của)(?!\w)"
)
_COUNTS = pattern(r"[^,\d]*\s\d[\d.]*\s[^,\d]+,[^,\d]*\s\d[\d.]*\s")  # "14 cuộc ..., 06 ..."
# A figure that only what has been done can have.
_RESULT = pattern(
    r"(?<!\w)(?:(?:hơn|gần|khoảng)\s+\d|(?<!phấn đấu )(?<!đạt )được\s+(?:hơn\s+|gần\s+)?\d"
    r"|(?:hơn|so với) (?:trước|cùng kỳ|năm (?:trước|\d)|tháng trước|quý trước))"
)


class Telling(Place):
    """A sentence of which it is asked whether it tells or orders."""

    def speech(self) -> bool:
        """Whether somebody is there or heard: "A cùng dự", "các đại biểu đề nghị ..."."""
        low, start = self.settled.low, self.span[0]
        if heard := words.HEARD.match(low, start):
            return bool(words.SPEAKS.match(low, heard.end()))
        if not begins_body(self.settled, start, self.catalogue):
            return False
        if _ATTENDS.search(low, start, self.span[1]):
            return True
        subject = read_bodies(self.settled, start, self.catalogue)
        said = words.SPEAKS.match(low, self.skip(subject.end))
        if said is None or words.COMMITTEE.match(low, start):
            return False
        return low.startswith(":", said.end())

    def dated(self, after: int, *, clause: bool = False, kinds: frozenset[str] = _DAYS) -> bool:
        """Whether a day or period ends what is said from `after` on: it is still to be done.

        `clause`: not beyond the next semicolon.
        """
        end = self.clause_end(after) if clause else self.span[1]
        found = find_deadlines(self.settled.text[after:end])
        return any(d.kind in kinds for d in found)

    def states(self, after: int) -> bool:
        """Whether what follows a subject says how it is or what it thinks."""
        return bool(_STATES.match(self.settled.low, after))

    def may_be_told(self, at: int, after: int) -> bool:
        """Whether a subject goes on with words that no list knows and nothing here calls told.

        It is most likely a duty then, and asked: no word of a list decides what an office orders.
        """
        low, stop = self.settled.low, self.clause_end(after)
        word = self.settled.text[after : after + 1]
        said = low[after:stop].split()
        if not (word.isalpha() and word.islower() and len(said) > 1):
            return False
        if _JOINS.match(low, after) or words.SPEAKS.match(low, after):
            return False
        return not words.ITSELF.match(low, at) or self.dated(after, clause=True)

    def clause_end(self, after: int) -> int:
        """Where the clause that `after` is in ends: at its semicolon or with the sentence."""
        end = self.settled.bare.find("; ", after, self.span[1])
        return end if end >= 0 else self.span[1]

    def gives_results(self, after: int) -> bool:
        """Whether a figure of what has been done stands in the clause, and no day to come."""
        low, stop = self.settled.low, self.clause_end(after)
        found = _RESULT.search(low, after, stop) or _COUNTS.match(low[after:stop])
        return bool(found) and not self.dated(after, clause=True, kinds=ANY)

    def named_and_dated(self, at: int, bodies: Bodies, after: int) -> bool:
        """Whether a body the office knows does something by a day, whatever its verb."""
        known = self.catalogue.longest_name(self.settled.text, at) == bodies.spans[0][1]
        word = self.settled.text[after : after + 1]
        stop = self.clause_end(after)
        while stop < self.span[1] and not begins_body(self.settled, stop + 2, self.catalogue):
            stop = self.clause_end(stop + 2)  # a further step of its own
        dated = any(d.kind in ANY for d in find_deadlines(self.settled.text[after:stop]))
        return known and word.isalpha() and word.islower() and dated

    def tells(self, at: int, mark: str, after: int) -> bool:
        """Whether a subject tells how something went, or what somebody said."""
        low, (start, end) = self.settled.low, self.span
        if words.WAS.search(low, after, end) or _SOME.match(low, at):
            return not words.BOUND.match(low, after)
        if words.BOUND.match(low, after) or (self.dated(after, clause=True) and mark != ";"):
            return False
        if words.MANNER.match(low, after):
            return False  # "tiếp tục", "khẩn trương": it is still to be done
        if words.SPEAKS.match(low, after) and not words.COMMITTEE.match(low, at):
            return True
        if words.BEFORE_NOW.match(low, start):
            return True
        first = begins_body(self.settled, start, self.catalogue) and mark == ";"
        if first:
            said = self.skip(read_bodies(self.settled, start, self.catalogue).end)
            said = self.skip(said + 1) if low.startswith(",", said) else said
            if words.SPEAKS.match(low, said):
                return True
        return bool(words.TOLD.search(low, after, end))
