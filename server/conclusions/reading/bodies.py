"""Bodies, posts and persons where they stand in a sentence: where each begins and ends.

A name the office knows ends where it ends. Another is followed word by word: capitals, the words
of levels and kinds; it ends where a duty begins. Where nothing says so, the end is not `sure`.
"""

import re
from dataclasses import dataclass

from server.conclusions.reading import body_words, words
from server.conclusions.reading.text import Settled, Span
from server.programmes.reading import BodyCatalogue
from server.programmes.reading.bodies import compared
from server.programmes.reading.words import pattern

_TOKEN = re.compile(r"[^\W_]+(?:[/.&\-][^\W_]+)*|[^\w\s]")
_HEAD = re.compile(body_words.HEADS)
_ANOTHER_POST = re.compile(body_words.ANOTHER_POST)
_STOPS = re.compile(
    r"(?:để|nhằm|trong|trước|theo|về|khi|đã|đang|được|sẽ|phải|cần|có|do|bằng|với|cùng|từ|đến|vào"
    r"|tại"
    r"|nếu|thì|mà|nên|không|chưa|vẫn|còn|định|hằng|hàng|chậm|muộn|sau|qua|trên|dưới|đối|như|gồm|bao"
    r"|nhất|rồi|lên|cho|tán thành|thông qua|chấp thuận|nhất trí|biểu quyết|quyết nghị"
    r"|trc|vs|xin|hứa|cam kết|kết(?=\s+quả))(?!\w)"
)
_SEPARATOR = re.compile(r"\s*(?:,|;|(?:,\s*)?(?<!\w)và(?!\w)|(?<!\w)cùng(?:\s+với)?(?!\w)|[&+])\s*")
_PLACES = re.compile(r"\s*:\s+(?=[^\W\d_a-z]\w*(?:\s+\w+){0,4}\s*,)")
# A group told apart by what it lacks or has: "các xã chưa hoàn thành ... phải ...".
_WHICH = pattern(r"\s+(?:chưa|còn|đang|có|được)\s[^,;:.]{3,80}?(?=\s+(?:phải|có trách nhiệm)\s)")
_DO = rf"(?:{words.DUTY.pattern}|{words.ROLE.pattern})"
# "Phó Chủ tịch phụ trách văn hóa chỉ đạo ...", "UBND xã có dự án đi qua chi trả ...".
_IN_CHARGE = pattern(
    rf"\s+phụ trách\s+(?:(?:khối|lĩnh vực|mảng|địa bàn|ngành)\s+)?(?!{_DO})[^,;:.]{{2,40}}?"
    rf"(?=\s+{_DO})"
)
_LONGEST_CHARGE = 7  # words: beyond them a verb may be among what somebody is in charge of
_HAS = pattern(
    r"\s+có\s+(?:các\s+)?(?:dự án|công trình|tuyến|đường|rừng|đất|biển|sông|hồ|đê|diện tích|hộ|mỏ"
    rf"|khu|cụm|điểm|chợ)\s(?:[^,;:.]{{0,60}}?(?:đi qua|liên quan|bị ảnh hưởng)|[^,;:.]{{0,40}}?)"
    rf"(?=\s+(?!đi qua){_DO})"
)
_SOMEWHERE = pattern(r"(?<!\w)các\s+(?:xã|phường|địa phương)\s+(?:vùng|ven|phía|khu vực)\s")
# With a capital these are of a name, both syllables: "Công ty Xây dựng", "Trung tâm Kiểm định".
_TWO_SYLLABLES = pattern(
    rf"(?:{'|'.join(verb for verb in words.DUTIES if verb.count(' ') == 1)}|kiểm định)(?!\w)"
)
_LEVEL = pattern(r"(?:tỉnh|thành phố|xã|phường|đặc khu|thôn|tổ dân phố|trung ương)(?!\w)")
_JOINTS = {",", "và", "-", "–", "&"}
_BRACKET = re.compile(r"\s*\([^()]*\)")


@dataclass(frozen=True)
class Bodies:
    """A list of bodies as written: `spans` in the text, and where what follows begins."""

    spans: tuple[Span, ...]
    end: int
    sure: bool = True


def begins_body(settled: Settled, at: int, catalogue: BodyCatalogue) -> bool:
    """Whether a body, a post or a person may begin at `at`."""
    if _HEAD.match(settled.text, at + 4 if settled.low.startswith("các ", at) else at):
        return True
    if body_words.SMALL_HEADS.match(settled.low, at) and not words.PAST.match(settled.low, at):
        return True
    known = catalogue.longest_name(settled.text, at)
    if settled.text[at : at + 1].isupper():
        return known > at
    return len(compared(settled.text[at:known])) > 1  # typed in small letters: no single word


def read_bodies(
    settled: Settled, at: int, catalogue: BodyCatalogue, *, semicolons: bool = False
) -> Bodies:
    """Read the list of bodies that begins at `at`; no spans where none begins there."""
    spans: list[Span] = []
    sure, end = True, at
    while begins_body(settled, at, catalogue):
        if at not in settled.ends:  # each place is asked for again with every clause
            settled.ends[at] = _one(settled, at, catalogue)
        end, known = settled.ends[at]
        sure &= known
        spans.append((_past_title(settled, at, end), end))
        bracket = _BRACKET.match(settled.text, end)
        gap = _SEPARATOR.match(settled.low, bracket.end() if bracket else end)
        if not gap or (";" in gap[0] and not semicolons):
            break
        at = gap.end()
    return Bodies(tuple(spans), end, sure)


def _one(settled: Settled, at: int, catalogue: BodyCatalogue) -> tuple[int, bool]:
    """Where the body that begins at `at` ends, and whether that is sure."""
    text, low = settled.text, settled.low
    if named := body_words.NAMED_PERSONS.match(low, at):
        return _followed(settled, named.end())
    end, sure = catalogue.longest_name(text, at), True
    if end == at or not _ended(settled, end):
        end, sure = _followed(settled, at)
        while body_words.PERSON.match(low, at) and (post := _ANOTHER_POST.match(text, end)):
            skip = len(post[0]) - len(post[0].lstrip(" ,-–"))  # "đồng chí A, Phó Trưởng ban"
            end, sure = _followed(settled, post.start() + skip)
    if body_words.POST.match(low, at) and (over := _IN_CHARGE.match(low, end)):
        return over.end(), sure and len(over[0].split()) <= _LONGEST_CHARGE
    if which := _HAS.match(low, end):
        return which.end(), False
    sure &= not _SOMEWHERE.search(low, at, end)
    if body_words.GROUP.match(low, at) and (which := _WHICH.match(low, end)):
        return which.end(), sure
    places = _PLACES.match(text, end)
    if places and body_words.GROUP.search(low[at:end]) and not words.DUTY.match(low, places.end()):
        return _followed(settled, places.end())  # "UBND các xã: An Phú, Ô Loan"
    return end, sure


def _past_title(settled: Settled, at: int, end: int) -> int:
    """Where a bare name begins behind "đồng chí", "ông", "bà"; a post keeps them."""
    title = body_words.PERSON.match(settled.low, at)
    if title is None or _HEAD.match(settled.text, title.end()):
        return at
    name = settled.text[title.end() : end].split()
    bare = 2 <= len(name) <= 5 and all(w.isalpha() and w[0].isupper() for w in name)
    return title.end() if bare else at


def _ended(settled: Settled, end: int) -> bool:
    rest = _TOKEN.search(settled.low, end)
    if rest is None or not rest[0][0].isalnum():
        return True
    if settled.text[rest.start()].isupper() or rest[0].isdecimal():
        return False
    return bool(
        words.DUTY.match(settled.low, rest.start())
        or _STOPS.match(settled.low, rest.start())
        or _SEPARATOR.match(settled.low, rest.start())
        or words.ROLE.match(settled.low, rest.start())
        or not body_words.NAME_GOES_ON.match(settled.low, rest.start())
    )


def _followed(settled: Settled, at: int) -> tuple[int, bool]:
    text, low = settled.text, settled.low
    loud = text.isupper()  # in capitals alone nothing says where a name ends
    end = firm = at  # `firm`: behind a level or a place's name, where all may end
    capital = text[at].isupper()  # whether one has been seen
    small = 0  # small words since then: a second one is no part of a name
    if head := body_words.NAME_OF_VERB.match(low, at) or body_words.SMALL_HEADS.match(low, at):
        end = head.end()
        small = -1 if text[at].islower() and not body_words.NAME_OF_VERB.match(low, at) else 0
    place = end
    while token := _TOKEN.search(low, place):
        begin = token.start()
        if token[0] in _JOINTS:
            after = _over(settled, at, begin, token[0])
            if after is None:
                return end, True
            end = place = after
            small = 0
        elif not token[0][0].isalnum():
            return end, True
        elif name := body_words.NAME_OF_VERB.match(low, begin):
            end = place = name.end()
            small = 0
        elif body_words.PAPER.match(low, begin) and not body_words.NAMED_AFTER.search(
            low, at, begin
        ):
            return end, True
        elif (
            loud and end > at and any(m.match(low, begin) for m in (words.DUTY, _STOPS, words.ROLE))
        ):
            return end, False
        elif text[begin].isupper() or token[0].isdecimal():
            two = end > at and _TWO_SYLLABLES.match(low, begin)  # "Công ty Xây dựng"
            capital = True
            firm = token.end() if _two_capitals(settled, at, begin) else firm
            end = place = two.end() if two else token.end()
            small = 0
        elif end > at and (words.ROLE.match(low, begin) or words.BOUND.match(low, begin)):
            return end, True
        elif further := _goes_on(settled, begin, end):
            firm = further if _LEVEL.match(low, begin) else firm
            end = place = further
            small = min(small, 0)
        elif end > at and (words.DUTY.match(low, begin) or _STOPS.match(low, begin)):
            return end, small < 1 or (firm == at and capital)
        else:
            small += 1
            if small > 1:
                return firm if firm > at else _before_duty(settled, begin, end), False
            end = place = token.end()
    return end, True


def _two_capitals(settled: Settled, at: int, begin: int) -> bool:
    """Whether the word at `begin` ends a name of two capitals: "Bãi Nổi", and no "Sở Y tế"."""
    before = settled.text.rfind(" ", at, max(at, begin - 1)) + 1
    return (
        before > at
        and settled.text[before].isupper()
        and settled.text[before : begin - 1].isalpha()
        and not _HEAD.match(settled.text, before)
    )


def _before_duty(settled: Settled, begin: int, end: int) -> int:
    """Where a name in small words ends before a duty near by; `end` where none is near."""
    for n, token in enumerate(_TOKEN.finditer(settled.low, begin)):
        if n > 5 or not token[0][0].isalnum():
            break
        if words.PAST.match(settled.low, token.start()):
            return max(end, len(settled.low[: token.start()].rstrip()))
        if _STOPS.match(settled.low, token.start()):
            break
        if words.DUTY.match(settled.low, token.start()):
            return len(settled.low[: token.start()].rstrip())
    return end


def _goes_on(settled: Settled, begin: int, end: int) -> int | None:
    """Where a name goes on to with the small words at `begin`, None where a duty may begin."""
    name = body_words.NAME_GOES_ON.match(settled.low, begin)
    duty = words.DUTY.match(settled.low, begin)
    before = settled.low[:end].rpartition(" ")[2]
    if duty and f"{before} {duty[0]}" in body_words.HALVES:
        return duty.end()
    if name is None:
        return None
    if duty and len(duty[0]) >= len(name[0]) and before not in {"các", "của"}:
        return None
    return name.end()


def _over(settled: Settled, at: int, begin: int, joint: str) -> int | None:
    """Where a name goes on after a comma, "và" or a dash; None where it ends before it."""
    after = begin + len(joint)
    while settled.text[after : after + 1] == " ":
        after += 1
    if after == len(settled.text):
        return None
    if joint in {"-", "–"}:
        spaced = settled.text[begin - 1] == " "
        return begin + 1 if spaced and settled.text[after].isupper() else None
    more = body_words.GROUP_NOUN.match(settled.low, after)
    listed = (
        more and settled.text[after].islower() and body_words.GROUP.search(settled.low[at:begin])
    )
    if more and listed and not (more[0].startswith("các ") and more[0] != "các ngành"):
        return more.end()
    if settled.text[after].isupper() and not _HEAD.match(settled.text, after):
        return after
    return None
