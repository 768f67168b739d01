"""The paper or thing a duty yields, where its words name one: "Đề án sắp xếp tổ chức bộ máy"."""

import re

from server.conclusions.reading import words
from server.conclusions.reading.bodies import begins_body, read_bodies
from server.conclusions.reading.text import Settled, Span, trimmed
from server.programmes.reading import BodyCatalogue
from server.programmes.reading.words import pattern
from server.tasks.phrases import find_deadlines

_YIELDED = pattern(
    rf"(?<!\w)(?:{words.YIELDS}|{words.SUBMIT})\s+(?:(?:lại|các|những|một|01|ngay|đầy đủ|đủ"
    rf"|kịp thời)\s+)*"
    rf"(?P<paper>(?:(?:dự thảo|đề cương)\s+)*(?:{words.PAPERS})|dự thảo)(?!\w)"
)
_DRAFTS = pattern(
    rf"(?:(?:và|khẩn trương|sớm|ngay)\s+)*(?:dự thảo|soạn)\s+(?P<paper>{words.PAPERS})(?!\w)"
)
# What is looked at, carried out or only wished is not yielded: "thẩm định điều chỉnh dự toán",
# "vận động các hộ ký biên bản".
_NOT_ITS_OWN = pattern(
    r"(?<!\w)(?:thẩm định|thẩm tra|góp ý|cho ý kiến|triển khai|chủ trương|thủ tục|kiểm tra"
    r"|giám sát|theo dõi)\s+(?:việc\s+)?$"
    r"|(?<!\w)(?:kiến nghị|đề nghị|để)\s[^,;]*$"
    r"|(?<!\w)(?:vận động|thuyết phục|đôn đốc|hướng dẫn)\s+(?:các|những|từng|mọi|\d+)\s[^,;]*$"
)
_ITSELF = pattern(rf"(?:dự thảo\s+)?(?P<paper>{words.PAPERS})(?!\w)")
_ANOTHER = pattern(rf"\s*(?:,|và|kèm)\s+(?:dự thảo\s+)?(?:{words.PAPERS})(?!\w)")
_KNOWN = pattern(r"\s+(?:số\s+\d|này|nêu trên|nói trên|đã|của\s)|\s*\d+[-/]")
_NAME_ENDS = pattern(
    rf"[;:.()\[\]]|(?<!\w)(?:{words.SUBMIT}(?!\s+(?:kỳ họp|hội nghị|phiên họp))|gửi|để|nhằm"
    rf"|bảo đảm|đảm bảo|phù hợp|làm cơ sở"
    r"|báo cáo(?=\s+(?:ban|ubnd|thường|tỉnh|ủy|cấp|hđnd|đảng|sở|về|kết))"
    r"|trước khi|trên cơ sở|theo(?=\s+(?:đúng|quy|chỉ|kết|yêu|tinh|hướng|thẩm))|gắn với|trong đó"
    r"|xong)(?!\w)"
    r"|(?<!phòng),\s+|\s+và\s+"
)


def find_product(
    settled: Settled, pieces: list[Span], catalogue: BodyCatalogue
) -> tuple[Span, bool] | None:
    """Return where the product stands, and whether the words name several; None for none."""
    found: list[Span] = []
    for n, (start, end) in enumerate(pieces):
        first = _ITSELF.match(settled.low, start) if n == 0 else None
        if first and settled.text[start].isupper() and not words.DUTY.match(settled.low, start):
            found.append((start, _name_end(settled, first.end(), end, catalogue)))
        drafts = _DRAFTS.match(settled.low, start, end)
        if drafts and settled.text[start].islower():
            stop = _name_end(settled, drafts.end(), end, catalogue)
            found.append((drafts.start("paper"), stop))
        for seen in _YIELDED.finditer(settled.bare, start, end):
            begin = seen.start("paper")
            if _NOT_ITS_OWN.search(settled.low, start, seen.start()):
                continue
            if _KNOWN.match(settled.low, seen.end()) and not seen["paper"].startswith("hồ sơ"):
                continue
            to_body = begins_body(settled, seen.end() + 1, catalogue)
            if seen["paper"] in _VERBS_TOO and to_body:
                if seen[0].startswith(("gửi", "nộp")):
                    found.append((begin, seen.end()))
                continue  # "tổng hợp báo cáo UBND tỉnh": it reports
            stop = _name_end(settled, seen.end(), end, catalogue)
            stop = _before_receiver(settled, (seen.end(), stop), catalogue)
            if stop == seen.end("paper") and _TOO_BARE.fullmatch(settled.text[begin:stop]):
                continue
            if not any(begin < b for _, b in found):
                found.append((begin, stop))
        for to in (words.ADVISING, words.TO_LEVEL):  # "tham mưu Ban Thường vụ Kế hoạch ..."
            for seen in to.finditer(settled.bare, start, end):
                level = read_bodies(settled, seen.end(), catalogue)
                paper = _ITSELF.match(settled.low, level.end + 1, end) if level.spans else None
                if paper and paper["paper"] not in _VERBS_TOO and not found:
                    stop = _name_end(settled, paper.end(), end, catalogue)
                    found.append((paper.start(), stop))
    if not found:
        return None
    also = _ANOTHER.match(settled.low, found[0][1])
    return found[0], len(found) > 1 or bool(also)


# Without a name after them these say what is worked on, not what comes of it.
_TOO_BARE = pattern(
    r"quy hoạch|hướng dẫn|thông báo|kết luận|lịch|hợp đồng|tài liệu|dự án"
    r"|chương trình|lộ trình"
)
_ASIDE = pattern(r"\s*(?:dự kiến|trước|trong|thời gian|kèm)(?!\w)")
_TO = pattern(r"\s+(?:về|cho|đến|tới|lên)\s+")
_OF_A_NAME = {"bảo đảm", "đảm bảo", "để", "nhằm"}
_VERBS_TOO = {"báo cáo", "thông báo", "hướng dẫn"}


def _name_end(settled: Settled, at: int, end: int, catalogue: BodyCatalogue) -> int:
    """Where the name of a paper ends: at a mark, a purpose, or the next thing to do."""
    for seen in _NAME_ENDS.finditer(settled.bare, at, end):
        if seen.start() <= at + 1 and seen[0].strip() in _OF_A_NAME:
            continue  # "Kế hoạch bảo đảm an ninh": its name
        if seen[0].strip() in {",", "và"}:
            after = seen.end()
            duty = words.DUTY.match(settled.low, after)
            listed = duty and _ends_in_duty(settled.low[at : seen.start()])
            other = _acts(settled, after, catalogue) or _ANOTHER.match(settled.low, seen.start())
            if (duty is None or listed) and not other:
                continue
        elif settled.low[seen.start() : seen.end()] == "(":
            continue
        return trimmed(settled.text, (at, seen.start()), " ,-–")[1] if seen.start() > at else at
    stop = end
    bracket = settled.low.find("(", at, end)
    if bracket > at and _ASIDE.match(settled.low, bracket + 1):
        stop = bracket
    for deadline in find_deadlines(settled.text[at:end]):
        if deadline.kind == "meeting" and deadline.text[0] in "kKhHpP":
            continue  # "hồ sơ trình kỳ họp": what for, and no day
        stop = min(stop, at + deadline.start)
    return max(at, trimmed(settled.text, (at, stop), " ,.;-–/")[1])


def _before_receiver(settled: Settled, name: Span, catalogue: BodyCatalogue) -> int:
    """Where a name ends that goes on with whom it is sent to: "gửi báo cáo về Ban Tổ chức"."""
    for seen in _TO.finditer(settled.bare, *name):
        to_body = begins_body(settled, seen.end(), catalogue)
        if (settled.text[seen.end()].isupper() and to_body) or words.LEVEL.match(
            settled.low, seen.end()
        ):
            return seen.start()
    return name[1]


def _acts(settled: Settled, at: int, catalogue: BodyCatalogue) -> bool:
    """Whether a body begins that is told something; another in small letters is of the name."""
    if not begins_body(settled, at, catalogue):
        return False
    if settled.text[at].isupper():
        return True
    after = read_bodies(settled, at, catalogue).end + 1
    return bool(words.DUTY.match(settled.low, after) or words.ROLE.match(settled.low, after))


def _ends_in_duty(low: str) -> bool:
    """Whether the words end in a duty's word: in "kiểm tra, giám sát" the list is the name."""
    return any(re.search(rf"(?<!\w){re.escape(last)}$", low) for last in _last_words(low))


def _last_words(low: str) -> list[str]:
    parts = low.split()
    tails = [" ".join(parts[-n:]) for n in (1, 2, 3) if len(parts) >= n]
    return [tail for tail in tails if words.DUTY.fullmatch(tail)]
