"""The words of orders and duties, as data. All are compared in folded text."""

from server.programmes.reading.words import pattern

# --- duties: what a body is told to do; a body's name ends where one of them begins ---
DUTIES = (
    """
tham mưu|rà soát|ban hành|xây dựng|tổ chức|chỉ đạo|lãnh đạo|hướng dẫn|kiểm tra|giám sát|đôn đốc
theo dõi|tổng hợp|báo cáo|trình|thẩm định|thẩm tra|phê duyệt|hoàn thiện|hoàn thành|hoàn chỉnh
triển khai|thực hiện|phối hợp|chuẩn bị|nghiên cứu|đề xuất|kiến nghị|tiếp thu|giải trình|bổ sung
sửa đổi|điều chỉnh|cập nhật|đánh giá|sơ kết|tổng kết|quán triệt|tuyên truyền|phổ biến|vận động
thuyết phục|đối thoại|chi trả|bàn giao|tiếp nhận|lập|rút kinh nghiệm|kiểm điểm|xử lý|giải quyết
tháo gỡ|khắc phục|chấn chỉnh|thanh tra|kiểm toán|quyết toán|giải ngân|phân bổ|bố trí|cân đối
cung cấp|phúc đáp|trả lời|công khai|công bố|niêm yết|gửi|ký|ký kết|cấp|thu hồi|cưỡng chế|bồi thường
đo đạc|kiểm đếm|thống kê|phân loại|lựa chọn|lấy ý kiến|xin ý kiến|cho ý kiến|góp ý|tham gia ý kiến
tham gia|xem xét|quyết định|cử|phân công|giao|mời|họp|làm việc|khảo sát|đầu tư|khởi công|thi công
nghiệm thu|đưa|mở|thành lập|kiện toàn|sắp xếp|hợp nhất|giải thể|củng cố|quy hoạch|bổ nhiệm
luân chuyển|điều động|đào tạo|bồi dưỡng|tập huấn|tuyển dụng|rà|soát xét|phát động|đăng ký|đăng tải
đăng|phát hành|soạn thảo|dự thảo|biên soạn|in|sao gửi|lưu trữ|số hóa|quản lý|vận hành|sử dụng
khai thác|duy trì|bảo đảm|đảm bảo|bảo vệ|giữ vững|ngăn chặn|phòng ngừa|phát hiện|đấu tranh|ứng phó
tiếp công dân|tiếp dân|thụ lý|xác minh|kết luận|thi hành|chấp hành|tuân thủ|thông báo|thông tin
tăng cường|đẩy mạnh|đẩy nhanh|nâng cao|đổi mới|cải thiện|phát huy|mở rộng|thu hút|huy động|hỗ trợ
giúp|chăm lo|thăm|tặng|khen thưởng|đề nghị|yêu cầu|nhắc nhở|phê bình|chịu trách nhiệm|trực tiếp
chủ động|khẩn trương|tập trung|tiếp tục|kịp thời|nghiêm túc|quyết liệt|sớm|ưu tiên
quan tâm|chú trọng|chú ý|lưu ý|tích cực|nhanh chóng|kiên quyết|rà soát lại|phân tích|làm rõ
làm tốt|làm|xác định|cụ thể hóa|thể chế hóa|bám sát|nắm|nắm bắt|dự báo|đề ra|đăng cai|đón tiếp|đón
phục vụ|bảo quản|tu bổ|tôn tạo|nâng cấp|cải tạo|sửa chữa|lắp đặt|xóa|giảm|tăng|phấn đấu|đạt
thu|chống|tránh|khai mạc|tổ chức lại|chuyển|chuyển giao|chuyển đổi|chuyển tiếp|tách|nhập|liên hệ
trao đổi|thảo luận|thống nhất|đồng bộ|kết nối|phụ trách|trấn áp|thu gom
tích hợp|chia sẻ|cắt giảm|đơn giản hóa|rút ngắn|công nhận|xếp loại
giới thiệu|hiệp thương|bầu|bầu cử|phân cấp|ủy quyền|xét|xét duyệt|định giá|đấu giá|đấu thầu
chọn|thay thế|hủy bỏ|bãi bỏ|đình chỉ|tạm dừng|dừng|gia hạn|khôi phục|tái định cư|di dời|tháo dỡ
giải phóng|trồng|nuôi|tiêm|phun|khám|điều trị|cách ly|trực|túc trực|tuần tra|canh gác|bắt|truy bắt
khởi tố|điều tra|truy tố|xét xử|tố tụng|ghi|ghi chép|vào sổ|nhập|nộp|nộp lưu|thanh toán|tạm ứng
không|sẽ|cần|phải|có trách nhiệm|căn cứ|trên cơ sở|dự kiến|quy định|thực thi|áp dụng
rà soát, bổ sung|có văn bản|có kế hoạch|có giải pháp|có biện pháp|có phương án|có ý kiến|có báo cáo
tiến hành|triệu tập|thí điểm|nhân rộng|đặt hàng|mua sắm|trang bị|trưng bày|kỷ niệm|thẩm duyệt
chốt|khớp nối
xúc tiến|quảng bá|liên kết|hợp tác|đàm phán|ký cam kết|cam kết|đối chiếu|hậu kiểm|kê khai|minh bạch
đăng tin|đưa tin|viết|phản ánh|tuyên dương|nhân|sao|kiểm kê|ra quyết định|ra quân|định hướng
gợi ý|gặp gỡ|gặp|cảm ơn|nêu cao|nêu|đề cao|gương mẫu|siết chặt|quyết tâm|nỗ lực|dành|hoàn trả
đi|học tập|sinh hoạt|tạo điều kiện|tạo|thẩm tra|tổng rà soát|tự|kêu gọi|biểu dương|nhắc|bắt đầu
khoanh vùng|tiêu hủy|xây|làm chủ|rút|soát|thực hành|chi|tiết kiệm|gia cố|nạo vét|di chuyển|phủ sóng
sẵn sàng|hoàn tất|chấm dứt|đóng cửa|đóng|cắm mốc|cắm|bám|trao|sơ tán|khánh thành|khai trương
thanh lý|khởi động|dựng|đo|sẵn sàng|đôn đốc|nhận|thẩm vấn|chủ trì|định kỳ
tổ chức tốt|lấy|đặt|vận chuyển|giữ|phân luồng
cấm|nghiêm cấm|soạn|kết thúc|chấm công|điểm danh|hoãn|tính toán|trích|chuẩn hóa|hạch toán|sửa lại
mua|bán|thuê|cho thuê|đền bù|phân chia|vệ sinh|dọn dẹp|tháo|cắt tỉa|tìm kiếm|cứu trợ|cấp phát
phân phối|tiêm phòng|đối chất|tiếp xúc|trả|bàn|chạy thử|kiểm nghiệm|lắp|sang lấp|san lấp|phát quang
phát sóng|phát lại|phát trên|phát loa|phát tờ|phát quà|phát thẻ|dự sinh hoạt|dự họp|dự giờ
bc|b/c|ktra|k/tra|đ/đốc
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

_LONGEST_FIRST = sorted(set(DUTIES), key=len, reverse=True)
DUTY = pattern(rf"(?:{'|'.join(_LONGEST_FIRST)})(?!\w)")
# How a duty is done; the duty itself follows.
MANNER = pattern(
    r"(?:(?:chủ động|khẩn trương|tập trung|tiếp tục|kịp thời|nghiêm túc|quyết liệt|sớm|tích cực"
    r"|nhanh chóng|trực tiếp|thường xuyên|kiên quyết|ưu tiên|cùng)(?:\s*,\s*|\s+))+"
)

# --- orders ---
ORDER = pattern(
    r"(?:(?:thống nhất|nhất trí|đồng ý|quyết định|tiếp tục|trước mắt|cũng|chính thức|kính"
    r"|trân trọng)\s+"
    r"(?:chủ trương\s+)?)*(?P<verb>giao\s+trách\s+nhiệm|giao\s+nhiệm\s+vụ|giao|yêu cầu|phân công"
    r"|chỉ đạo|đề nghị|kiến nghị|ủy quyền|cử)(?!\w)(?:\s+cho)?\s*:?\s*"
)
REQUESTS = ("đề nghị", "kiến nghị")
# An order's verb that needs a body after it: "giao đất" orders nobody.
NEEDS_A_BODY = ("giao", "chỉ đạo", "phân công", "ủy quyền", "cử", "kiến nghị")

# --- what is no task, when a sentence begins with it or its subject goes on with it ---
NO_TASK = pattern(
    r"(?:(?:đã|cơ bản|cùng|cũng|rất|trân trọng|chân thành|nhiệt liệt)\s+)*"
    r"(?:biểu dương|ghi nhận|đánh giá cao|hoan nghênh|khen ngợi|khen|phê bình|nghiêm khắc"
    r"|chúc mừng|cảm ơn|chia sẻ với"
    r"|thống nhất"
    r"|nhất trí|đồng ý|thông qua|tán thành|chấp thuận|không đồng ý|kết luận(?! thanh tra)|nghe"
    r"|cho rằng"
    r"|nhận thấy|nhận định|khẳng định|nhấn mạnh|phát biểu|trình bày|tham dự"
    r"|dự(?!\s+(?:thảo|toán|phòng))|quyết nghị"
    r"|biểu quyết"
    r"|chủ trì\s+(?:hội nghị|cuộc họp|phiên họp|buổi|kỳ họp|cuộc làm việc|họp|giao ban|lễ"
    r"|làm việc)|bày tỏ|thống nhất cao"
    r"|nêu rõ|báo cáo (?:đã|là|rằng)|(?:xin )?thông báo (?:để|đến|ý kiến|kết luận|nội dung|tới"
    r"|cho))(?!\w)"
)
# The same of the committee itself: what it does is no order to itself.
ITSELF = pattern(
    r"(?:hội nghị|cuộc họp|ban thường vụ|btv|thường trực|ban chấp hành|bch"
    r"|(?:đồng chí\s+)?chủ (?:trì|tọa)|tập thể)(?!\w)"
)
# Who orders by "chỉ đạo" and "phân công"; of anybody else these are the duty.
ABOVE = pattern(
    r"(?:hội nghị|cuộc họp|ban thường vụ|btv|thường trực|ban chấp hành|bch|tỉnh ủy|thành ủy"
    r"|(?:đồng chí\s+)?(?:phó )?bí thư (?:thường trực )?(?:tỉnh|thành) ủy"
    r"|(?:đồng chí\s+)?chủ (?:trì|tọa)"
    r"|(?:đồng chí\s+)?chủ tịch (?:ubnd|ủy ban nhân dân) (?:tỉnh|thành phố)|thủ tướng"
    r"|chính phủ)(?!\w)"
)
NO_TASK_OF_ITSELF = pattern(
    r"(?:đã\s+)?(?:xem xét|cho ý kiến|quyết định|đánh giá|thảo luận|họp|thông báo|lưu ý|tổ chức"
    r"|làm việc|ban hành"
    r"|phê duyệt|phê bình|nhắc nhở|biểu dương|tiếp tục khẳng định|cơ bản|tin tưởng|mong)(?!\w)"
)
COMMITTEE = pattern(
    r"(?:hội nghị|cuộc họp|ban thường vụ|btv|thường trực|ban chấp hành|bch|tỉnh ủy|thành ủy"
    r"|đảng ủy(?=\s+(?:giao|yêu|phân|đề|chỉ|thống|xã|phường|đặc))"
    r"|(?:đồng chí\s+)?(?:phó\s+)?(?:bí thư|chủ tịch)|(?:đồng chí\s+)?chủ (?:trì|tọa)"
    r"|ubnd (?:tỉnh|thành phố|xã|phường)"
    r"|ủy ban nhân dân|lãnh đạo|thủ tướng|phó thủ tướng|chính phủ|hđnd|hội đồng nhân dân|đồng chí"
    r"|tập thể)"
)
# What has been, is or was: no order.
PAST = pattern(
    r"(?:(?:cơ bản|nhìn chung|hiện nay|hiện|cũng|đều|vẫn|còn|bước đầu|mới|chỉ)\s+)*"
    r"(?:đã|đang|chưa|vừa|còn|bị|có(?!\s+(?:trách nhiệm|nhiệm vụ|văn bản|kế hoạch|giải pháp"
    r"|biện pháp|phương án|ý kiến|báo cáo))|là(?!\s+(?:cơ quan|đơn vị|đầu mối))|đạt|ước đạt"
    r"|(?:tăng|giảm)(?=\s+(?:\d|so|nhẹ|mạnh|khá|bình))|được(?!\s+(?:giao|phân công)))(?!\w)"
)
# A section of praise and figures: nothing in it is an order unless it says so.
ASSESSING = pattern(
    r"(?<!\w)(?:đánh giá|kết quả|ưu điểm|hạn chế|tồn tại|khuyết điểm|nguyên nhân|tình hình"
    r"|bài học|thuận lợi|khó khăn)(?!\w)"
)
TASKING = pattern(
    r"(?<!\w)(?:nhiệm vụ|giải pháp|giao|phân công|tổ chức thực hiện|yêu cầu|phương hướng)"
)
# A subject that speaks: what it asks, reports or says at a meeting is no order to it.
SPEAKS = pattern(
    r"(?:(?:cũng|cùng)\s+)?(?:đề nghị|kiến nghị|phản ánh|phát biểu|cho biết|trình bày"
    r"|nêu(?! cao| gương)|chất vấn|cam kết(?! bằng)|(?:xin )?hứa"
    r"|báo cáo(?=\s*:|\s+(?:là|rằng|tại)(?!\w)))(?!\w)"
)
# What another clause says has been: the sentence tells how it went.
TOLD = pattern(
    r";\s[^;]*?(?<!\w)(?:đã(?!\s+được\s+(?:giao|phân|phê|bố trí|cấp|duyệt|chọn))|phát biểu"
    r"|ghi nhận|bình quân đạt|đạt \d)(?!\w)"
)
WAS = pattern(
    r"(?<!\w)(?:đều|vẫn)\s+(?:đã|chưa|đang)(?!\w)|(?<!\w)với\s+\d+/\d+\s+phiếu"
    r"|(?<!\w)(?:chậm|trễ)\s+so với(?!\w)"
)
# Who is heard at a meeting and told nothing.
HEARD = pattern(r"(?:(?:các|một số|nhiều|có)\s+)*(?:đại biểu|cử tri|ý kiến)\s+")
# When something has been: "trong thời gian qua".
BEFORE_NOW = pattern(
    r"(?:trong\s+|những\s+)*(?:thời gian|năm|tháng|tuần|quý|nhiệm kỳ|giai đoạn|ngày)\s+"
    r"(?:vừa\s+)?qua(?!\w)"
)
OPENING = pattern(r"(?:^|[.;]\s*)thư ký\s*:")
CLOSING = pattern(
    r"(?:nơi nhận|kính gửi|trên đây là|(?:t\s*/\s*m|k\s*/\s*t|t\s*/\s*l|tm|kt|tl)\s*\.?\s+\w+)"
)
# --- before the order ---
CONNECTIVE = pattern(
    r"(?:(?:đồng thời|ngoài ra|bên cạnh đó|theo đó|cụ thể(?: là)?|trước mắt|tuy nhiên|mặt khác"
    r"|do đó|trên cơ sở đó|từ đó"
    r"|vì vậy|riêng|(?:nội dung|vấn đề|việc) này|trong đó|sau đó|cùng với đó|đặc biệt|nhất là"
    r"|và)(?!\w)\s*[,:]?\s*)+"
)
TOPIC = pattern(r"(?:về phía|đối với|riêng đối với|riêng)\s+")
CONDITION = pattern(r"(?:trong\s+)?trường hợp(?!\s+(?:này|trên|nào))|nếu(?!\s+có(?:\s*[\).,;]|$))")

# --- the part a body plays ---
ROLE = pattern(
    r"(?:là|làm|giữ vai trò|với vai trò là)?\s*(?:cơ quan |đơn vị )?(?:đồng )?"
    r"(?:chủ trì(?!\s+(?:phiên|hội nghị|cuộc|buổi|lễ|kỳ họp))|(?:làm |là )?(?:cơ quan "
    r"|đơn vị )?(?:đầu mối|thường trực))"
    r"(?!\w)(?:\s*,\s*(?=phối hợp|cùng))?"
)
BOUND = pattern(
    r"(?:có trách nhiệm|(?:cùng )?chịu trách nhiệm(?=\s+(?!trước|về|toàn diện|chính|cá nhân|nếu)\w)"
    r"|có nhiệm vụ|được giao(?: nhiệm vụ)?|được phân công|phải|cần|sẽ|tiếp tục(?=\s+chủ trì)"
    r"|khẩn trương(?=\s+chủ trì)|chủ động(?=\s+(?:chủ trì|phối hợp))|trực tiếp(?=\s+chủ trì))(?!\w)"
)
BY_FUNCTION = pattern(
    r"(?:(?:(?:theo|căn cứ|trong phạm vi) (?:chức năng|thẩm quyền|lĩnh vực|phạm vi|phân công"
    r"|nhiệm vụ|trách nhiệm|địa bàn)"
    r"(?:\s*,\s*(?:chức năng|nhiệm vụ|quyền hạn|lĩnh vực|thẩm quyền|trách nhiệm))*"
    r"(?:\s+(?:và địa bàn|được (?:giao|phân công)|phụ trách|quản lý|của mình|mình))*)\s*,?\s*"
    r"|với (?:vai trò|tư cách|trách nhiệm)(?: là)? [^,;.:]{3,80},\s*)"
)
TOGETHER = pattern(
    r"(?:và\s+)?(?:(?:chủ động|thường xuyên|tiếp tục|tích cực|khẩn trương|kịp thời"
    r"|trực tiếp)\s+)?phối hợp"
    r"(?:\s*,\s*trao đổi|\s*,\s*thống nhất)?(?:\s+(?:chặt chẽ|đồng bộ|kịp thời|tốt))*"
    r"(?:\s+(?:cùng với|với|vs|cùng))?\s*:?\s+|cùng với\s+|cùng\s+"
    r"|với sự phối hợp của\s+"
)

# --- products ---
PAPERS = (
    r"đề án|kế hoạch|báo cáo|tờ trình|quyết định|nghị quyết|chỉ thị|kết luận|quy chế|quy định"
    r"|hướng dẫn"
    r"|thông báo|chương trình(?: hành động| công tác)?|phương án|dự án|công văn|văn bản|biên bản"
    r"|quy trình"
    r"|danh mục|danh sách|hồ sơ|dự toán|kịch bản|bộ tiêu chí|bảng phân công|lộ trình|chiến lược"
    r"|quy hoạch"
    r"|thông tri|lịch|đề cương|sổ tay|bản đồ|đồ án|tài liệu|nội dung trình|bộ chỉ số|bản cam kết"
    r"|hợp đồng|bc|pa|cv|bản vẽ|thuyết minh"
    r"|giấy mời|thư mời|cáo trạng|bản án|ý kiến thẩm (?:tra|định)|văn kiện|đề thi"
    r"|bộ (?:nhận diện|quy tắc|câu hỏi|tài liệu|thủ tục)"
)
YIELDS = (
    r"xây dựng|ban hành|tham mưu|hoàn thiện|hoàn chỉnh|hoàn thành|soạn thảo|lập|ký"
    r"|chuẩn bị"
    r"|gửi|chốt|nộp(?=\s+(?:dự thảo )?(?:báo cáo|kế hoạch|đề án|phương án))|thống nhất"
    r"|báo cáo(?=\s+(?:danh sách|phương án))|trình bày|có|biên soạn|cập nhật|rà soát, bổ sung"
    r"|phê duyệt|phát hành|đề xuất|(?<!đề )ra|viết"
    r"|tổng hợp, xây dựng"
    r"|sửa đổi|bổ sung|điều chỉnh|rà soát, hoàn thiện|trình phê duyệt|tham mưu ban hành"
    r"|in"
)

# --- the level a duty's result goes to ---
# The second half of a word is no verb: "tờ trình", "giải trình", "công trình", "luân chuyển".
SUBMIT = (
    "".join(
        rf"(?<!{half}\s)"
        for half in (
            "tờ",
            "giải",
            "công",
            "chương",
            "quy",
            "lộ",
            "quá",
            "tiến",
            "phụ",
            "giáo",
            "hành",
        )
    )
    + "trình"
)
_PASS_ON = (
    "".join(
        rf"(?<!{half}\s)"
        for half in ("luân", r"(?<!dân\s)vận", "di", "dịch", "điều", "thuyên", "biến", "lưu")
    )
    + "chuyển"
)
TO_LEVEL = pattern(
    rf"(?<!\w)(?P<verb>(?:kết quả\s+)?(?:{SUBMIT}|báo cáo|bc|b/c|gửi|{_PASS_ON}|(?:giao\s+)?nộp"
    r"|xin ý kiến))(?!\w)"
    r"(?:\s+lại)?(?:\s*,\s*(?:đề xuất|tham mưu|kiến nghị|trình))?(?P<what>(?:\s+(?:kết quả"
    r"|tiến độ|tình hình"
    r"|bằng văn bản"
    r"|kịp thời|thực hiện|triển khai|nội dung|hồ sơ|báo cáo|ý kiến|danh sách"
    r"|về kết quả))*)(?:\s+(?:về|cho|với|lên|đến|tới))?\s+"
)
TO_LEVEL_FAR = pattern(
    rf"(?<!\w)(?P<verb>báo cáo|gửi|{SUBMIT}|{_PASS_ON}|nộp)(?!\w)[^,.;:()]{{1,80}}?"
    r"\s(?:về|cho|lên|đến|tới)\s+"
)
# What is sent is an object of the clause's own; results and progress are none.
SENT = pattern(rf"(?:trình|gửi|chuyển|nộp)\s+(?:(?:các|những|dự thảo)\s+)*(?:{PAPERS})(?!\w)")
SENT_ALONE = pattern(r"(?<!\w)(?:hồ sơ|báo cáo|ý kiến|danh sách|nội dung)\s+$")
ADVISING = pattern(r"(?<!\w)tham mưu(?:\s*,\s*(?:đề xuất|giúp))?(?:\s+(?:cho|giúp|với))?\s+")
LEVEL = pattern(
    r"(?:các\s+)?(?:cấp|cơ quan|người)\s+(?:có\s+)?thẩm\s+quyền(?!\w)|cấp\s+trên(?!\w)"
    r"|(?:các\s+)?đại\s+biểu(?:\s+(?:hđnd|hội đồng nhân dân|quốc hội)"
    r"(?:\s+(?:tỉnh|xã|phường))?)?(?!\w)"
)
# What the level does with it: goes with the clause.
THEN = pattern(
    r"(?:\s*(?:,|và|để|hoặc)?\s*(?:xem xét|cho ý kiến|cho chủ trương|quyết định|phê duyệt"
    r"|ban hành|thông qua"
    r"|chỉ đạo|theo dõi|tổng hợp|thẩm định|thẩm tra|theo quy định|biết|theo thẩm quyền|giải quyết"
    r"|chấp thuận|công bố|phối hợp(?!\s+với)"
    r"|quyết nghị|nghiên cứu|ký ban hành|ký|đúng quy định|nắm|xử lý|công nhận|cho phép|bố trí"
    r"|\((?:qua"
    r"|thông qua"
    r"|trực tiếp qua)[^)]*\)"
    r"|qua\s+(?:Văn|văn|ban|sở|phòng)[^,.;:]*|theo\s+dõi|chung|kết quả|bằng văn bản)(?!\w))*"
)
