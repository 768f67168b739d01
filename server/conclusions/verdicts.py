"""What follows from a conclusion: tasks, a decision, both, or nothing.

"Thống nhất chủ trương ...; giao Ban ... trước ngày ..." decides and assigns in one sentence; what
the words say is proposed, and a person may say otherwise.
"""

from server.programmes.reading.words import folded, pattern

ASSIGNING = ("assigns", "decides-assigns")  # these need a task
_VERBS = (
    r"(?:(?:cơ bản|hoàn toàn|thống nhất và)\s+)?"
    r"(?:thống nhất|nhất trí|đồng ý|thông qua|tán thành|chấp thuận|phê duyệt"
    r"|quyết định(?! số)|cho chủ trương)"
)
# Whoever concludes may stand before the verb; what is only given to somebody decides nothing.
_DECIDES = pattern(
    r"(?:^|[.;:\n])\s*(?:[-+*•]\s*|\(?[0-9a-zđ]{1,3}[.)]\s*)*"
    r"(?:(?:tập thể|ban thường vụ|ban chấp hành|thường trực|đảng ủy|hội nghị|hội đồng|thành ủy"
    r"|tỉnh ủy)(?:\s+\w+){0,6}?\s+)?"
    rf"{_VERBS}(?!\s*[,:]?\s*(?:và\s+)?(?:giao|phân công|yêu cầu|đề nghị|cử)(?!\w))(?=\s+\w)"
)


def decides(text: str) -> bool:
    """Whether the words of a conclusion decide something, beside what they may assign."""
    return _DECIDES.search(folded(text)) is not None


def with_tasks(text: str) -> str:
    """Return the verdict that these words, which gave tasks, propose."""
    return "decides-assigns" if decides(text) else "assigns"


def with_a_task(verdict: str) -> str:
    """Return what a conclusion with `verdict` is once it has a task."""
    return "decides-assigns" if verdict.startswith("decides") else "assigns"
