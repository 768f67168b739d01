"""The words of when a duty is due and what it hangs on, as patterns over folded text."""

import re

from server.conclusions.reading import words
from server.programmes.reading.words import pattern

# --- conditions ---
LIMITED = pattern(
    r"(?:,\s*|\s+|\()(?<!các )(?<!những )(?<!một số )(?<!mọi )(?<!nhiều )(?P<words>"
    r"(?:trong\s+)?trường hợp(?!\s+(?:này|trên|nào))|nếu(?!\s+có(?:\s*[\).,;]|$)))"
)
LATER_CONDITION = pattern(r",\s+(?=(?:trong\s+)?trường hợp|nếu)")
THEN_DO = pattern(rf"(?<!\w)thì\s+(?={words.DUTY.pattern})")
THEN_AT_END = pattern(r"\s*,?\s*(?<!\w)thì\s*,?\s*$")

# --- dates ---
# What joins a deadline to the work before it.
JOINS = pattern(
    r"(?:(?:[,;.(]|(?<!\w)và)?\s*(?:(?:phải|bảo đảm|đảm bảo|cơ bản|yêu cầu|đề nghị)\s+)?"
    r"(?:hoàn thành(?:\s+(?:xong|việc này|nhiệm vụ))?|thực hiện xong|thực hiện hoàn thành|xong"
    r"|(?:thời (?:gian|hạn)|hạn|(?<!báo cáo )(?<!cập nhật )(?<!nhanh )tiến độ)"
    r"(?:\s+(?:hoàn thành|thực hiện|báo cáo|gửi|trình|chót|cuối"
    r"|xử lý))?"
    r"|(?<=[,;.(]\s)thực hiện|(?<=[,;.(])thực hiện)\s*(?:là|vào|:)?\s*)$"
)
TERM = pattern(r"(?:thời\s+)?hạn")
PURPOSE = pattern(r"(?<!\w)để\s+(?:tổng hợp|thẩm định|xem xét)[^;.]*?\s(?:trình|báo cáo)\s")
STEP = pattern(r"(?<!\w)(?:lần|đợt|bước|giai đoạn|vòng|phần|lượt|dự thảo)(?!\w)")
ONE_STEP = re.compile(r"[,;]")
IF_ANY = pattern(r"\s*\(?\s*nếu có\s*\)?\s*$")
SINCE_THE_NOTICE = pattern(
    r"(?:theo dõi|đôn đốc|giám sát|kiểm tra)[^;.]*(?:thực hiện|triển khai)[^;.]*(?:thông báo"
    r"|kết luận)(?: kết luận)?\s+này"
)
# Words of time that no deadline took: whether they say by when must be asked.
TIME_LEFT = pattern(
    r"(?<!\w)(?:(?:\d+|một)\s+lần|(?:ngày\s+)?mai|(?:tuần|tháng|quý)\s+(?:sau|tới|này)"
    r"|(?:đầu|giữa|cuối)\s+(?:tuần|tháng)|(?:sáng|chiều|tối)\s+(?:nay|mai|thứ))(?!\w)"
)
