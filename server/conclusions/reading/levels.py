"""The level that a duty's result goes to: "trình Ban Thường vụ xem xét", "báo cáo UBND tỉnh"."""

from dataclasses import dataclass

from server.conclusions.reading import words
from server.conclusions.reading.bodies import begins_body, read_bodies
from server.conclusions.reading.clause import Clause
from server.conclusions.reading.text import Span
from server.programmes.reading.words import pattern

# Behind a date: "... trước ngày X để tổng hợp, báo cáo B".
_PURPOSE = pattern(r"(?:\s*để\s+)(?:tổng hợp|xem xét|thẩm định)\s*,?\s*$")


@dataclass
class Levels:
    """`level` is where the receiver stands, None for none."""

    level: Span | None = None
    sure: bool = True


def read_levels(clause: Clause) -> Levels:
    """Find who receives. Of several the last does, and that is not `sure`.

    A clause that only sends is cut where it ends the duty, unless it is the whole of it.
    """
    low, (start, end) = clause.settled.low, clause.span
    found = Levels()
    levels = _levels(clause, found)
    if not levels:
        return found
    found.level = levels[-1][1]
    if len({low[a:b] for _, (a, b), _ in levels}) > 1:
        found.sure = False
    for begin, level, close in reversed(levels):
        rest = clause.left(close, end)
        ahead = clause.left(start, begin)
        own = words.SENT.match(low, begin, level[0])  # "gửi báo cáo thẩm tra đến A": a duty
        if (
            not ahead
            or own
            or words.MANNER.fullmatch(f"{ahead} ")
            or (rest and not words.THEN.fullmatch(f" {rest}"))
        ):
            dated = [b for _, b in clause.cuts if level[1] <= b <= close]
            if dated and not rest:  # a purpose behind the date
                clause.cuts.append((max(dated), close))
            break
        purpose = _PURPOSE.search(low, start, begin)
        begin = purpose.start() if purpose and clause.is_cut(purpose.start() - 1) else begin
        clause.cuts.append((begin, end if rest else close))
    return found


def _levels(clause: Clause, found: Levels) -> list[tuple[int, Span, int]]:
    """Each level with where its clause begins and ends.

    What a level does next is no clause of its own: in "gửi A để tổng hợp, báo cáo B" it is A
    that reports.
    """
    low, (start, end) = clause.settled.low, clause.span
    at: dict[int, Span] = {}
    for shape in (words.TO_LEVEL, words.TO_LEVEL_FAR):
        for seen in shape.finditer(low, start, end):
            if clause.is_cut(seen.start()) or clause.quoted(seen.start()):
                continue
            inside = any(a <= seen.start() < level[1] for a, level in at.items())
            level = None if inside else _level(clause, seen.end(), found)
            if level and words.SENT_ALONE.search(seen[0]):  # "báo cáo danh sách cán bộ ..."
                level = level if clause.settled.text[level[0]].isupper() else None
            if level:
                at[seen.start()] = level
    levels: list[tuple[int, Span, int]] = []
    for begin, level in sorted(at.items()):
        then = words.THEN.match(low, level[1], end)
        close = then.end() if then else level[1]
        between = low[levels[-1][1][1] : begin] if levels else ""
        if "tổng hợp" in between and words.THEN.fullmatch(between.rstrip(" ,")):
            levels[-1] = (*levels[-1][:2], close)
        else:
            levels.append((begin, level, close))
    return levels


def _level(clause: Clause, at: int, found: Levels) -> Span | None:
    end = clause.span[1]
    if seen := words.LEVEL.match(clause.settled.low, at, end):
        return seen.span()
    if at >= end or not begins_body(clause.settled, at, clause.catalogue):
        return None
    bodies = read_bodies(clause.settled, at, clause.catalogue)
    found.sure &= bodies.sure
    return (at, min(bodies.spans[-1][1], end)) if bodies.spans else None
