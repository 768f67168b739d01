"""The words deadlines are made of, as patterns over folded text (see words.folded).

In the patterns of days and periods a named time is one letter repeated: \\x01 a day, \\x02 a
month, \\x03 a quarter, \\x04 a part of a year, \\x05 a year, \\x06 a day that does not exist.
"""

from server.programmes.reading.words import pattern

_END = r"(?=\s*(?:$|[,.;:()\[\]“”\"]|(?:trình|báo cáo|gửi|để|và|theo|phải|làm|phục vụ)(?!\w)))"
_WEEKDAY = r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)"

_PART = r"(?:buổi\s+)?(?:sáng|trưa|chiều|tối)"
_CLOCK = r"(?:\d{1,2}\s*(?:h|giờ|g)\s*(?:\d{2})?(?:\s*phút)?\s*,?\s*)?"

# --- days ---
_BY = (
    r"(?:trước|trc|chậm\s+nhất|muộn\s+nhất|không\s+quá|không\s+muộn\s+hơn|trong|từ\s+nay\s+(?:đến|tới)"
    r"|(?<!tính\s)đến\s+hết"
    r"|hết|(?<!tính\s)(?<!kể\s)đến|(?<!tính\s)tới|vào|ngay\s+trong)"
)
_BY_MORE = r"(?:\s+(?:là|vào|đến|tới|trong|trước|hết|cuối|lúc|thời\s+điểm|thời\s+hạn|nhất)(?!\w))*"
DAY = pattern(
    rf"(?<!\w)(?:"
    rf"(?P<from>(?:trong\s+(?:thời\s+gian\s+)?)?từ(?:\s+ngày)?\s+)[\x01\x06]+"
    rf"[^\x01\x06\w]{{0,3}}(?:đến|tới|-|–)[^\x01\x06\w]{{0,3}}(?:hết\s+|ngày\s+){{0,2}}[\x01\x06]+"
    rf"|{_BY}{_BY_MORE}\s*[:]?\s*(?:{_WEEKDAY}\s*,?\s*\(?\s*)?(?:ngày\s+)?"
    rf"(?:(?:khai\s+mạc|bầu\s+cử|quốc\s+khánh|khai\s+giảng)\s*\(?)?[\x01\x06]+(?:\s*\))?"
    rf"|(?<=hoàn\sthành\s)[\x01\x06]+|(?<=xong\s)[\x01\x06]+"
    rf"|(?<=thời\shạn:\s)[\x01\x06]+|(?<=thời\sgian:\s)[\x01\x06]+|(?<=hạn:\s)[\x01\x06]+"
    rf"|(?<=,\s)[\x01\x06]+(?=\s+(?:báo\s+cáo|bc|trình|gửi|xong|hoàn\s+thành)(?!\w))"
    rf"|(?<=^hạn\s)[\x01\x06]+(?=\s*[:,])|(?<=hạn\scuối:\s)[\x01\x06]+|(?<=hạn\schót:\s)[\x01\x06]+"
    rf"|(?<=hoàn\sthành:\s)[\x01\x06]+|(?<=thực\shiện:\s)[\x01\x06]+"
    rf")"
)
# A day without a month, or a feast: it is a day, and it must be asked.
NAMED_DAY = pattern(
    r"(?<!\w)(?P<phrase>(?:trước|chậm nhất|muộn nhất|trong|vào|đến hết)(?:\s+(?:là|vào|đến))?\s+"
    r"(?:ngày\s+\d{1,2}(?!\d|\s*[/.\-–]\s*\d|\s*tháng\s*\d)(?!\s+(?:tháng\s+)?(?:hằng|hàng|mỗi"
    r"|của))"
    r"(?!\s*,?\s*tháng\s+(?:cuối|đầu))(?:\s+tháng\s+này)?"
    rf"|{_WEEKDAY}(?:\s+(?:tuần|tháng)\s+(?:này|sau|tới))?(?!\w)"
    r"|(?:ngày\s+)?(?:rằm|(?:mùng\s+|mồng\s+)?\d{1,2})\s+tháng\s+(?:chạp|giêng)"
    r"|(?:dịp\s+)?tết\s+nguyên\s+đán[^,.;:()]{0,30}|(?:dịp\s+)?lễ\s+[^,.;:()]{2,30}"
    r"|ngày\s+(?:khai\s+giảng|bầu\s+cử|khai\s+mạc|tựu\s+trường)[^,.;:()]{0,40})"
    # today, tomorrow, a weekday with its part of the day: with or without what stands before it
    rf"|(?:(?:trước|trc|chậm nhất|muộn nhất|trong|vào|đến hết)(?:\s+(?:là|vào|đến))?\s+)?{_CLOCK}"
    rf"(?:(?<!cả\s){_PART}\s+(?:nay|mai)|(?:ngày\s+)?mai|(?:ngày\s+)?hôm\s+nay"
    rf"|(?<!cả\s){_PART}\s+{_WEEKDAY}(?:\s+tuần\s+(?:này|sau|tới))?)(?!\w|\s*(?:hằng|hàng|mỗi)))"
)

# --- periods ---
_LONG = r"[\x02\x03\x04]+"
PERIOD = pattern(
    rf"(?<!\w)(?:"
    rf"(?P<vague>(?:(?:trong|vào|từ|chậm\s+nhất|muộn\s+nhất|trước)\s+)*(?:nửa\s+)?(?:đầu|giữa|khoảng|tuần\s+(?:thứ\s+)?\w+"
    rf"(?:\s+của)?)\s+(?:[\x02\x03\x05]+))"
    rf"|(?P<before>(?:xong\s+)?trước(?:\s+(?:cuối|hết))?\s+)(?:[\x02\x03\x04\x05]+)"
    rf"|(?:{_BY}{_BY_MORE}\s+)(?:cuối\s+|hết\s+)?{_LONG}"
    rf"(?:\s*(?:đến|và|,|-|–)\s*(?:hết\s+)?{_LONG})*"
    rf"|(?:từ\s+){_LONG}\s*(?:đến|-|–)\s*(?:hết\s+)?{_LONG}"
    rf"|(?:(?:trong|vào|chậm\s+nhất|muộn\s+nhất|đến|xong)\s+)*(?:cuối|hết)\s+[\x02\x03\x05]+"
    rf"|(?:trong|ngay\s+trong)\s+\x05+{_END}|(?<![^\x05])\x05{{8}}\x05*(?<=trong\snăm)"
    rf"|(?:(?<=[,(;:]\s)(?<![\x01-\x05],\s)|(?<=[(])|^|(?<=hoàn\sthành\s)|(?<=xong\s)"
    rf"|(?<=thực\shiện\s)"
    rf"|(?<=thời\sgian:\s)|(?<=thời\shạn:\s)|(?<=thực\shiện:\s)|(?<=hoàn\sthành:\s)){_LONG}{_END}"
    rf")"
)
THIS_PERIOD = pattern(
    r"(?<!\w)(?:trong|cuối|hết|đến hết|vào cuối|ngay trong)\s+(?P<unit>tháng|quý|năm)\s+"
    r"(?:này|nay|(?P<next>sau|tới))(?!\w)"
)

# --- counted from something ---
_NUMBERS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
    "mười": 10, "mười lăm": 15, "hai mươi": 20, "ba mươi": 30,
}  # fmt: skip
_NUMBER = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_COUNT = rf"(?P<count>\d{{1,3}}|{_NUMBER})(?:\s*\([^)]*\))?"
_UNIT = r"(?P<unit>ngày\s+làm\s+việc|giờ\s+làm\s+việc|ngày|tuần|tháng(?!\s+(?:đầu|cuối))|giờ)(?!\w)"
_WITHIN = (
    r"(?:(?:chậm\s+nhất|muộn\s+nhất|không\s+quá|trong|sau|thời\s+hạn|tối\s+đa)"
    r"(?:\s+(?:là|sau|trong|vòng|thời\s+(?:hạn|gian)|không\s+quá|tối\s+đa))*\s+)"
)
_EVENT_WORD = (
    r"ký|ban\s+hành|phát\s+hành|công\s+bố|ra|nhận|được|tiếp\s+nhận|có|hoàn\s+thành|kết\s+thúc|đủ"
    r"|thông\s+báo|kết\s+luận|văn\s+bản|công\s+văn|quyết\s+định|kế\s+hoạch|nghị\s+quyết|đề\s+án"
    r"|ý\s+kiến|chỉ\s+đạo|hồ\s+sơ|báo\s+cáo|tờ\s+trình|hợp\s+lệ|đầy\s+đủ|hội\s+nghị|cuộc\s+họp"
    r"|phiên\s+họp|kỳ\s+họp|phê\s+duyệt|giao|nhiệm\s+vụ|hợp\s+đồng|bàn\s+giao|mặt\s+bằng|này|trên"
    r"|nêu\s+trên|của|cấp\s+có\s+thẩm\s+quyền|tỉnh\s+ủy|ủy\s+ban\s+nhân\s+dân|ubnd|tỉnh"
    r"|trung\s+ương"
    r"|ban\s+thường\s+vụ|thường\s+trực|sở\s+\w+\s+\w+|dự\s+thảo|đề\s+nghị|khởi\s+công|diễn\s+ra"
    r"|số\s+[\w/\-]+|hiệu\s+lực|thi\s+hành|khi|ngày"
)
# An event goes on to the next mark where nothing else begins.
_NEXT = (
    r"(?:hoàn\s+(?:thành|thiện|chỉnh)|trình|báo\s+cáo|gửi|để|phải|tham\s+mưu|xây\s+dựng|rà\s+soát"
    r"|tổ\s+chức|triển\s+khai|thực\s+hiện|lập|có\s+trách|chủ\s+trì|phối\s+hợp|tổng\s+hợp|xem\s+xét"
    r"|đề\s+(?:xuất|nghị)|kiểm\s+tra|thông\s+báo|công\s+(?:bố|khai)|thẩm\s+(?:định|tra)"
    r"|giải\s+(?:quyết|trình)|cung\s+cấp|chuyển|nộp|trả\s+lời|xử\s+lý|và|hoặc|giao)(?!\w)"
)
_EVENT = (
    rf"(?P<event>(?:(?:{_EVENT_WORD})(?!\w)\s*)*"
    rf"(?:(?!{_NEXT})\w+(?:\s+(?!{_NEXT}(?!\s+(?:duyệt|định|thuận|qua)))\w+){{0,9}}"
    r"(?=\s*(?:[.,;:()]|$)))?)"
)
RELATIVE = pattern(
    rf"(?<!\w)(?P<phrase>{_WITHIN}?{_COUNT}\s+{_UNIT}\s*,?\s*"
    rf"(?:(?:kể|tính)\s+từ\s+(?:sau\s+)?(?:khi\s+|ngày\s+|thời\s+điểm\s+|lúc\s+)?"
    rf"|(?:sau|từ)\s+(?:khi|ngày)\s+){_EVENT})"
)
RELATIVE_LOOSE = pattern(
    rf"(?<!\w)(?P<phrase>(?:{_WITHIN}|trước\s+)?{_COUNT}\s+{_UNIT}"
    rf"\s+trước\s+(?:khi|ngày|kỳ\s+họp|hội\s+nghị|phiên\s+họp|đại\s+hội)[^,.;:()]*"
    r"|trước\s+(?:ít\s+nhất\s+)?\d{1,3}\s+(?:ngày|tuần|giờ)(?:\s+làm\s+việc)?(?!\s*[/\d]|\s+trước)"
    rf"|{_WITHIN}{_COUNT.replace('count', 'count2')}\s+{_UNIT.replace('unit', 'unit2')}"
    rf"(?:\s+(?:tới|nữa|này))?(?!\s*(?:/|đầu\s+năm|cuối\s+năm|trở|qua|vừa|một\s+lần|liên))"
    rf"|(?:chậm\s+nhất\s+)?(?:ngay\s+)?(?:trong\s+)?(?:trong|đầu|cuối|giữa)\s+(?:ngày\s+(?:hôm\s+nay|mai)"
    rf"|hôm\s+nay"
    rf"|tuần(?:\s+(?:này|tới|sau))?(?=\s*(?:$|[,.;]|trình|báo\s+cáo))|tuần\s+(?:này|tới|sau)))"
)
_ISSUED = pattern(
    r"(?:ngày |khi )?(?:ký|ban hành|phát hành|công bố|ra)(?: ban hành)?"
    r"(?: (?:thông báo|kết luận|văn bản|công văn))*(?: này| nêu trên| trên)?"
)
_RECEIVED = pattern(
    r"(?:ngày |khi )?(?:nhận được|nhận|tiếp nhận)"
    r"(?: (?:thông báo|kết luận|văn bản|công văn))*(?: này| nêu trên| trên)?"
)


def from_notice(event: str) -> bool:
    """Whether days counted from `event` (folded) count from the notice: signed, issued, received.

    Receipt is not known, and counts from the notice's date too; the event of another paper is not.
    """
    words = " ".join(event.split())
    return bool(_ISSUED.fullmatch(words) or _RECEIVED.fullmatch(words))


def counted(number: str) -> int:
    """The value of "10" or "mười"."""
    return int(number) if number.isdecimal() else _NUMBERS[" ".join(number.split())]


# --- again and again ---
_EACH = r"(?:hằng|hàng|mỗi)\s+(?:ngày|tuần|tháng|quý|năm)"
_TERM = r"(?:(?:\d+|một|hai|ba|sáu)\s+)?(?:tuần|tháng|quý|năm)(?:\s+(?:đầu|cuối)\s+năm)?"
_ON = (
    r"(?:(?:chậm\s+nhất|muộn\s+nhất|trước|vào|từ)(?:\s+(?:là|vào|trước))*\s+)?"
    rf"(?:(?:ngày\s+\d{{1,2}}|(?:{_PART}\s+)?{_WEEKDAY}|ngày\s+cuối)\s*,?\s*)?"
    r"(?:(?:của\s+)?(?:tháng\s+(?:cuối|đầu)\s+)?)"
)
RECURRING = pattern(
    rf"(?<!\w)(?P<phrase>(?:định\s+kỳ\s+)?{_ON}{_EACH}(?:\s+(?:một|\d+)\s+lần)?(?:(?:\s*,\s*|\s+(?:và|hoặc)\s+)(?:{_EACH}"
    rf"|{_TERM}))*"
    rf"(?:\s*\((?:trước|vào|chậm\s+nhất)\s+ngày\s+\d{{1,2}}[^)]*\))?"
    r"|(?:(?:trước|vào|chậm\s+nhất)\s+)?ngày\s+(?:làm\s+việc\s+)?(?:cuối\s+cùng|đầu\s+tiên)"
    r"\s+(?:của\s+)?(?:mỗi\s+|hằng\s+|hàng\s+)?(?:tuần|tháng|quý)(?!\s+(?:này|\d))"
    rf"|(?:định\s+kỳ\s+)?{_ON}tháng\s+cuối\s+(?:của\s+)?quý"
    rf"|(?:định\s+kỳ\s+)?(?:\d+|một|hai|ba|sáu)\s+(?:ngày|tuần|tháng|quý|năm)\s*(?:/\s*|một\s+"
    rf"|\d+\s+)lần"
    rf"|định\s+kỳ\s+{_TERM}(?:(?:\s*,\s*|\s+(?:và|hoặc)\s+)(?:{_EACH}|{_TERM}))*(?:\s*(?:/"
    rf"|một)\s*lần)?"
    rf"|mỗi\s+(?:tuần|tháng|quý|năm)\s+(?:một|\d+)\s+lần"
    rf"|(?:ít\s+nhất\s+)?\d+\s+lần\s*/\s*(?:tuần|tháng|quý|năm)"
    rf"|(?:báo\s+cáo\s+)?(?P<alone>(?<=báo\scáo\s)định\s+kỳ|định\s+kỳ(?=\s+(?:báo|tổng|rà|kiểm"
    rf"|đánh|tổ|họp|cập|thông|giao))))"
)
RECURRING_START = pattern(
    r"(?:bắt\s+đầu\s+|kể\s+|thực\s+hiện\s+)?từ\s+(?:ngày\s+)?[\x01\x02]+"
    r"|lần\s+(?:đầu|thứ\s+nhất|1)(?:\s+tiên)?\s*(?::|trước|vào"
    r"|chậm\s+nhất)?\s*(?:ngày\s+)?[\x01\x02]+"
)
ATTRIBUTE_OF_RECURRING = pattern(
    r"(?:kế\s+hoạch|dự\s+toán|chương\s+trình|nhiệm\s+vụ|chỉ\s+tiêu|công\s+tác|ngân\s+sách"
    r"|giao\s+ban|phiên\s+họp|hội\s+nghị|mục\s+tiêu)(?:\s+(?!báo|tổng|rà|kiểm)\w+){0,4}\s+$"
)

# --- always ---
ONGOING = pattern(
    r"(?<!\w)(?:thường\s+xuyên(?:\s*,\s*liên\s+tục)?|liên\s+tục(?:\s*,\s*thường\s+xuyên)?)(?!\w)"
)
NO_ONGOING = pattern(
    r"(?:chi|nhiệm\s+vụ|kinh\s+phí|chi\s+phí|công\s+việc|hoạt\s+động|phối\s+hợp|không)\s+$"
)

# --- a meeting ---
_MEETING_NAME = (
    r"(?:kỳ\s+họp|phiên\s+(?:họp|giải\s+trình|chất\s+vấn)|buổi\s+(?:họp|làm\s+việc)"
    r"|hội\s+nghị|đại\s+hội|cuộc\s+họp|giao\s+ban)"
)
_WHICH = (
    r"(?:\s+(?:(?:lần\s+)?thứ\s+\w+|số\s+\d+|thường\s+lệ|thường\s+kỳ|chuyên\s+đề|bất\s+thường"
    r"|giao\s+ban|(?:cuối|giữa|đầu)\s+(?:năm|quý|tháng|tuần)(?:\s+\d{4})?|sắp\s+tới|tới|gần\s+nhất"
    r"|tiếp\s+theo|kế\s+tiếp|ngày\s+\d{1,2}(?:[/.]\d{1,4}){1,2}|(?:của\s+)?(?:tháng|quý|năm|tuần)\s+(?:tới|sau|này|[\divx]+(?:/\d{4})?"
    r"(?:\s+năm\s+\d{4})?)))"
)
_WHOSE = (
    r"(?:\s+(?:của\s+)?(?:hđnd|hội\s+đồng\s+nhân\s+dân|ban\s+chấp\s+hành|bch|ban\s+chỉ\s+đạo"
    r"|ban\s+thường\s+vụ|btv"
    r"|thường\s+trực|tỉnh\s+ủy|thành\s+ủy|đảng\s+ủy|ubnd|ủy\s+ban\s+nhân\s+dân|quốc\s+hội|đảng\s+bộ"
    r"|trung\s+ương|tỉnh|thành\s+phố|xã|phường|đoàn|mặt\s+trận(?:\s+tổ\s+quốc)?(?:\s+việt\s+nam)?"
    r"|mttq|công\s+đoàn|chi\s+bộ"
    r"|các\s+cấp|khóa\s+\w+|\(\s*khóa\s+\w+\s*\)"
    r"|nhiệm\s+kỳ\s+\d{4}\s*[-–]\s*\d{4})(?!\w))"
)
MEETING = pattern(
    rf"(?<!\w)(?P<phrase>(?:tại|trong|vào|ngay\s+tại)\s+(?:các\s+)?{_MEETING_NAME}{_WHOSE}*{_WHICH}"
    rf"(?:{_WHICH}|{_WHOSE})*"
    rf"|(?:ngay\s+)?(?:trước|sau)\s+(?:khi\s+(?:khai\s+mạc|kết\s+thúc)\s+)?{_MEETING_NAME}"
    rf"(?:{_WHICH}|{_WHOSE})*(?:\s+ít\s+nhất\s+\d+\s+ngày(?:\s+làm\s+việc)?)?"
    rf"|(?<!chương\strình\s)(?<=trình\s){_MEETING_NAME}(?:{_WHICH}|{_WHOSE})*)(?!\w)"
)
NO_MEETING = pattern(
    r"(?:ý\s+kiến|kết\s+luận|phát\s+biểu|thảo\s+luận|chỉ\s+đạo|đại\s+biểu|chất\s+vấn|nêu"
    r"|thông\s+qua"
    r"|kiến\s+nghị|tham\s+gia|góp\s+ý|thống\s+nhất)(?:\s+(?!trình)\w+){0,6}\s+$"
)

SUBMITTED = pattern(r"(?<!\w)(?<!tờ\s)(?:trình|báo\s+cáo)(?!\w)[^,;.]*$")

# --- only a condition says when ---
CONDITIONAL = pattern(
    r"(?<!\w)(?<!trước\s)(?<!trong\s)(?<!kiểm\stra\s)(?P<phrase>(?:trước\s+khi\s+(?!trình|báo"
    r"|ban|quyết|ký|gửi|nghe|khai|kết|phê|tổ|xem|thông|đưa|thực|triển|lấy|họp)|(?:ngay\s+)?sau\s+(?:ngay\s+)?khi\s+(?!nghe"
    r"|thảo)"
    r"|(?:ngay\s+)?khi\s+(?=(?:có|được|nhận|đủ|hoàn\s+thành|kết\s+thúc|trung\s+ương|cấp|cần"
    r"|phát\s+sinh|đề\s+án|dự\s+án|nghị\s+quyết|luật|nghị\s+định|bộ|chính\s+phủ|thủ\s+tướng"
    r"|ban\s+thường\s+vụ|quy\s+hoạch|kế\s+hoạch|phương\s+án|văn\s+bản|thông\s+báo|hđnd|tỉnh)"
    r"(?!\w)))[^,.;:()]+)"
)
