"""Sentences that name nobody: whether they say what is to be done all the same."""

import re

from server.conclusions.reading import words
from server.conclusions.reading.text import settle
from server.programmes.reading.words import pattern
from server.tasks.phrases import find_deadlines

_BARE_ORDER = pattern(
    r"(?:khẩn trương|tập trung|tiếp tục|tăng cường|đẩy mạnh|đẩy nhanh|chủ động|nghiêm túc"
    r"|kịp thời|quyết liệt"
    r"|thường xuyên|sớm|phải|cần|yêu cầu|không để|kiên quyết|nâng cao|quan tâm|chú trọng|định kỳ"
    r"|hằng|hàng|cấm|nghiêm cấm|tạm dừng|sẵn sàng|không được)(?!\w)"
)
_ORDER_WITHOUT_MARKS = re.compile(
    r"(?<!\w)(?:giao|yeu cau|de nghi|phan cong|chu tri|phoi hop|tham muu|bao cao|ra soat|trinh"
    r"|kiem tra|thong nhat|xay dung|hoan thanh|trien khai|truoc ngay)(?!\w)"
)
_DAYS = {"date", "period", "relative"}
_TELLS = pattern(
    r"(?:cho phép|đây|đó|kết quả|tình hình|hiện|qua|theo|tuy|do|vì|số|các|những)(?!\w)"
)
# What a sentence tells of and does not order, and the words of one that tells.
_OF_THINGS = pattern(
    r"(?:công tác|việc|dự án|công trình|nhiệm vụ|tiến độ|kinh phí|nguồn|thời (?:gian|điểm|hạn)"
    r"|hội nghị|cuộc|phiên|buổi|kỳ họp|nội dung|ý kiến|tỷ lệ|chất lượng|hiệu quả|tổng|toàn"
    r"|địa điểm|thành phần|ngày|tháng|quý|năm|mức|phạm vi|đối tượng|chủ đề|nghị quyết|thông báo"
    r"|kết luận|quyết định|đề án|báo cáo|tờ trình|kế hoạch|phương án|nguyên nhân|khó khăn|tồn tại"
    r"|hạn chế|đội ngũ|người|nhân dân|hộ|doanh nghiệp|sản xuất|thu|giá|chủ trương|trong|trên"
    r"|tại|với|để|nhằm|mặc dù|bên|ngay|nhìn|như|đến|từ|sau|khi|nhiều|mọi|mỗi|một|toàn bộ)(?!\w)"
)
_FINITE = pattern(
    r"(?<!\w)(?:đã|đang|là|được|bị|còn|chưa|có|đạt|ước|vẫn|chiếm|gồm|so với|do|rất|đều|không)(?!\w)"
)
_MUST_BE_DONE = pattern(
    r"(?<!\w)(?:phải|cần|cần phải)\s+(?:được\s+)?(?:\w+\s+){0,3}?(?:hoàn thành|xong|trình"
    r"|ban hành|báo cáo)(?!\w)"
)


def is_duty(head: str, *, told: bool, headed: bool, assessing: bool, named: bool = False) -> bool:
    """Whether a sentence (folded, without connectives) says what is to be done.

    `told`: somebody before it is told already; `headed`: a heading names a body, and the sentence
    none; `assessing`: it stands among results; `named`: it begins with a body.
    """
    if words.TOPIC.match(head):
        head = re.split(r"[:,]\s+", head, maxsplit=1)[-1]
    head = _over_date(head)
    if words.PAST.match(head):
        return False
    if words.NO_TASK.match(head):  # "- Kết luận 03 vụ việc trước ngày X" under a body's heading
        return headed and is_dated(head)
    if _MUST_BE_DONE.search(head):
        return True
    duty = (
        words.DUTY.match(head)
        or words.CONDITION.match(head)
        or words.ROLE.match(head)
        or words.TOGETHER.match(head)
    )
    if not duty:  # under a body's heading it is for that body, whatever its first word
        if not head[:1].isalpha() or _TELLS.match(head):
            return False
        may_tell = named or assessing or _OF_THINGS.match(head) or _FINITE.search(head)
        return headed or (not may_tell and len(head.split()) > 2 and (told or is_dated(head)))
    if told:
        return True
    if assessing:
        return False
    return bool(_BARE_ORDER.match(head) or find_deadlines(head) or words.TO_LEVEL.search(head))


def is_dated(head: str) -> bool:
    """Whether a day or period closes a sentence (folded): it is still to be done."""
    found = find_deadlines(head)
    return bool(found) and found[-1].kind in _DAYS and not head[found[-1].end :].strip(" ./;")


def without_marks(text: str) -> bool:
    """Whether a duty is typed without marks ("giao so y te ..."): all of it must be asked."""
    told = _ORDER_WITHOUT_MARKS.search(text.lower())
    return text.isascii() and told is not None and len(text.split()) > 3


def begins_well(work: str) -> bool:
    """Whether the work of nobody named here begins as a duty does."""
    low = settle(work).low
    return bool(words.DUTY.match(low) or words.MANNER.match(low) or words.ROLE.match(low))


def _over_date(head: str) -> str:
    """The folded words after a date that stands first: "Trước ngày 30/6, hoàn thiện ..."."""
    found = find_deadlines(head)
    if found and not head[: found[0].start].strip():
        return head[found[0].end :].lstrip(" ,:")
    return head
