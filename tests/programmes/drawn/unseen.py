"""Shapes that the other drawings do not have, drawn and labelled before the reader was looked at.

Phrases of time, half-days under days, headings of three rows, a field merged down, footnotes, two
appendices, two languages, people in columns of their own.
"""

from datetime import date

from tests.programmes.drawing import (
    LEFT,
    UP,
    Line,
    O,
    Pairs,
    Sheet,
    drawing,
    item,
    other,
    section,
    table,
)
from tests.programmes.drawn.labels import (
    ANY,
    ASKED,
    At,
    by,
    day,
    half,
    months,
    quarter,
    since,
    years,
)

phrases = drawing(
    "unseen-time-phrases",
    "all",
    Line("CHƯƠNG TRÌNH CÔNG TÁC CỦA ĐẢNG ỦY UBND TỈNH MINH HỌA"),
    table(
        "TT | Nội dung công việc | Cơ quan chủ trì | Thời gian hoàn thành",
        "number text lead time_text",
        item("01", "Hai tháng liền", "Sở Y tế", "Tháng 7-8/2026", at=months(2026, 7, 8)),
        item("02", "Hai quý liền", "Sở Y tế", "Quý II, III/2026", at=months(2026, 4, 9),
             milestones=ANY),
        item("03", "Ba ngày liền", "Sở Y tế", "20-22/7/2026",
             at=day("2026-07-20", "2026-07-22")),
        item("04", "Từ ngày đến ngày", "Sở Y tế", "Từ 01/6 đến 30/6/2026",
             at=day("2026-06-01", "2026-06-30")),
        item("05", "Đến hết một quý", "Sở Y tế", "Hết Quý III/2026", at=by("2026-09-30"),
             time_from=ANY),
        item("06", "Trong một năm", "Sở Y tế", "Trong năm 2026", at=years(2026)),
        item("07", "Hai năm", "Sở Y tế", "2026 - 2027", at=years(2026, 2027)),
        item("08", "Hằng năm", "Sở Y tế", "Tháng 12 hằng năm", at=ASKED),
        item("09", "Một tuần trong tháng", "Sở Y tế", "Tuần 2 tháng 5/2026",
             at=months(2026, 5).vague()),
        item("10", "Sau một hướng dẫn", "Sở Y tế", "30 ngày sau khi có hướng dẫn", at=ASKED),
        item("11", "Sau một kỳ họp", "Sở Y tế", "Ngay sau kỳ họp thứ 8 HĐND tỉnh", at=ASKED),
        item("12", "Đầu một quý", "Sở Y tế", "Đầu quý II/2026", at=quarter(2026, 2).vague()),
        item("13", "Hai tháng cách nhau", "Sở Y tế", "Tháng 6 và tháng 12/2026",
             at=At("2026-06-01", "2026-12-31"), milestones=ANY),
        item("14", "Không muộn hơn", "Sở Y tế", "Không quá ngày 10/11/2026",
             at=by("2026-11-10")),
        item("15", "Hằng quý", "Sở Y tế", "Hàng quý", at=ASKED),
        item("16", "Nửa tháng", "Sở Y tế", "Nửa đầu tháng 8/2026",
             at=At("2026-08-01", "2026-08-15")),
        item("17", "Bắt đầu từ", "Sở Y tế", "Từ quý I/2027", at=since("2027-01-01")),
        item("18", "Ngày và thứ", "Sở Y tế", "Thứ Sáu (16/10/2026)", at=day("2026-10-16")),
        item("19", "Nửa năm viết tắt", "Sở Y tế", "6T đầu năm 2026", at=half(2026, 1)),
        item("20", "Ngày tháng viết chữ", "Sở Y tế", "Ngày mồng 3 tháng 2 năm 2026",
             at=day("2026-02-03")),
    ),
)  # fmt: skip

half_days = drawing(
    "unseen-half-days",
    "all",
    Line("LỊCH LÀM VIỆC CỦA LÃNH ĐẠO UBND TỈNH"),
    Line("Tuần 24: từ ngày 08/6/2026 đến ngày 12/6/2026"),
    table(
        "Giờ | Nội dung | Chủ trì | Thành phần | Địa điểm",
        "time_text text lead participants extra",
        section(1, "THỨ HAI (08/6/2026)"),
        section(2, "Buổi sáng"),
        item("07g30", "Chào cờ, giao ban tuần", "Văn phòng UBND tỉnh", "Toàn cơ quan",
             "Sảnh A", at=day("2026-06-08T07:30").headed()),
        item("09g00", "Duyệt quy hoạch chợ Mây", "Sở Xây dựng", "Sở Tài chính", "Phòng 2",
             at=day("2026-06-08T09:00").headed()),
        section(2, "Buổi chiều"),
        item("14g", "Tiếp công dân", "Thanh tra tỉnh", O, "Trụ sở tiếp dân",
             at=day("2026-06-08T14:00").headed()),
        section(1, "THỨ BA (09/6/2026)"),
        item("Cả ngày", "Đi cơ sở xã Đồi Mây", "Văn phòng UBND tỉnh", O, O,
             at=day("2026-06-09").headed()),
    ),
    today=date(2026, 6, 5),
)  # fmt: skip

deep_heading = drawing(
    "unseen-deep-heading",
    "docx xlsx ods",
    Line("KẾ HOẠCH TRIỂN KHAI NGHỊ QUYẾT ĐẠI HỘI NĂM 2026"),
    table(
        [
            ["TT", "NHIỆM VỤ", "TỔ CHỨC THỰC HIỆN", LEFT, LEFT, LEFT, "GHI CHÚ"],
            [UP, UP, "CƠ QUAN", LEFT, "KẾT QUẢ", LEFT, UP],
            [UP, UP, "Chủ trì", "Phối hợp", "Sản phẩm", "Thời hạn", UP],
        ],
        "number text lead coordinating product time_text note",
        section(1, "A", "XÂY DỰNG ĐẢNG"),
        item(1, "Luân chuyển cán bộ", "Ban Tổ chức Tỉnh ủy", "Đảng ủy các xã, phường",
             "Đề án", "Trước 30/4/2026", O, at=by("2026-04-30")),
        item(2, "Giám sát việc nêu gương", "Ủy ban Kiểm tra Tỉnh ủy", O, "Thông báo",
             "Tháng 10/2026", "Theo kế hoạch riêng", at=months(2026, 10)),
        section(1, "B", "KINH TẾ"),
        item(1, "Thu hút đầu tư khu bến cảng", "Sở Tài chính", "Sở Xây dựng", "Báo cáo",
             "Quý III/2026", O, at=quarter(2026, 3)),
    ),
)  # fmt: skip

fields_down = drawing(
    "unseen-field-merged-down",
    "all",
    Line("CHƯƠNG TRÌNH CÔNG TÁC QUÝ II NĂM 2026 CỦA THƯỜNG TRỰC TỈNH ỦY"),
    table(
        "Lĩnh vực | STT | Nội dung | Cơ quan chủ trì | Thời gian",
        "field number text lead time_text",
        item("Kinh tế", 1, "Nghe báo cáo tiến độ đường ven hồ", "Sở Xây dựng", "Tháng 4/2026",
             at=months(2026, 4)),
        item(UP, 2, "Cho ý kiến giá đất", "Sở Nông nghiệp và Môi trường", "Tháng 5/2026",
             at=months(2026, 5)),
        item("Văn hóa - xã hội", 3, "Chuẩn bị kỳ thi tốt nghiệp", "Sở Giáo dục và Đào tạo",
             "Tháng 6/2026", at=months(2026, 6)),
        item(UP, 4, "Tuần lễ áo dài", "Hội Liên hiệp Phụ nữ tỉnh", "Tháng 5/2026",
             at=months(2026, 5)),
    ),
)  # fmt: skip

by_body = drawing(
    "unseen-by-body",
    "xlsx docx",
    Line("DANH MỤC NỘI DUNG TRÌNH BAN THƯỜNG VỤ TỈNH ỦY NĂM 2026"),
    table(
        "TT | Tên nội dung | Hình thức văn bản | Thời gian trình",
        "number text product time_text",
        section(1, "I", "VĂN PHÒNG TỈNH ỦY (02 nội dung)"),
        item(1, "Sửa đổi Quy chế làm việc", "Quy chế", "Tháng 2/2026", at=months(2026, 2)),
        item(2, "Chương trình công tác năm 2027", "Chương trình", "Tháng 12/2026",
             at=months(2026, 12), remarks=()),
        section(1, "II", "BAN NỘI CHÍNH TỈNH ỦY (01 nội dung)"),
        item(1, "Sơ kết công tác cải cách tư pháp", "Báo cáo", "T7/2026", at=months(2026, 7)),
    ),
    Line("Tổng cộng: 03 nội dung.", merged=False, bold=False),
)  # fmt: skip

footnotes = drawing(
    "unseen-footnotes",
    "docx xlsx",
    Line("CHƯƠNG TRÌNH KIỂM TRA, GIÁM SÁT NĂM 2026"),
    Line("của Ban Thường vụ Đảng ủy xã Suối Mơ"),
    table(
        "STT | Nội dung(*) | Cơ quan tham mưu | Thời gian(**)",
        "number text lead time_text",
        item(1, "Kiểm tra Chi bộ thôn Mây(1)", "Ủy ban Kiểm tra", "Tháng 5/2026",
             at=months(2026, 5)),
        item(2, "Giám sát Chi bộ Trường Tiểu học(2)", "Ủy ban Kiểm tra", "Tháng 9/2026(3)",
             at=months(2026, 9)),
    ),
    Line("(*) Có thể điều chỉnh theo chỉ đạo của Tỉnh ủy.", merged=False, bold=False),
    Line("(1) Chuyển tiếp từ năm 2025; (3) sau khai giảng.", merged=False, bold=False),
)  # fmt: skip

appendices = drawing(
    "unseen-appendices",
    "xlsx ods xls docx",
    Sheet(
        "PL1",
        (
            Line("PHỤ LỤC 1: NỘI DUNG TRÌNH BAN CHẤP HÀNH NĂM 2026"),
            table(
                "STT | Nội dung | Cơ quan chuẩn bị | Thời gian",
                "number text lead time_text",
                item(1, "Nghị quyết về du lịch cộng đồng", "Đảng ủy UBND tỉnh", "Tháng 6/2026",
                     at=months(2026, 6)),
            ),
        ),
    ),
    Sheet(
        "PL2",
        (
            Line("PHỤ LỤC 2: NỘI DUNG TRÌNH BAN THƯỜNG VỤ NĂM 2026"),
            table(
                "Thời gian | Cơ quan chuẩn bị | STT | Nội dung | Sản phẩm",
                "time_text lead number text product",
                item("Tháng 3/2026", "Ban Tổ chức Tỉnh ủy", 1, "Quy hoạch cán bộ bổ sung",
                     "Tờ trình", at=months(2026, 3)),
                item("Trước ngày 20/11/2026", "Trường Chính trị tỉnh", 2,
                     "Kế hoạch bồi dưỡng năm 2027", "Kế hoạch", at=by("2026-11-20")),
            ),
            Pairs((("Nơi nhận:", "T/M BAN THƯỜNG VỤ"), ("- Lưu VPTU.", "PHÓ BÍ THƯ"))),
        ),
    ),
)  # fmt: skip

bilingual = drawing(
    "unseen-bilingual",
    "xlsx docx xls",
    Line("KẾ HOẠCH HỢP TÁC QUỐC TẾ NĂM 2026 / INTERNATIONAL COOPERATION PLAN 2026"),
    table(
        "STT/No. | Nội dung/Activity | Cơ quan chủ trì/Lead agency | "
        "Cơ quan phối hợp/Partners | Thời gian/Time | Địa điểm/Venue",
        "number text lead coordinating time_text extra",
        item(1, "Tuần phim thiếu nhi / Children's film week",
             "Sở Văn hóa, Thể thao và Du lịch", "Tỉnh đoàn", "01/6/2026 - 07/6/2026",
             "Nhà hát hồ Mây", at=day("2026-06-01", "2026-06-07")),
        item(2, "Hội thảo cà phê / Coffee workshop", "Sở Công Thương", O, "Tháng 10/2026", O,
             at=months(2026, 10)),
    ),
)  # fmt: skip

people = drawing(
    "unseen-people",
    "xlsx docx ods",
    Line("CHƯƠNG TRÌNH CÔNG TÁC THÁNG 5 NĂM 2026"),
    Line("CỦA BAN THƯỜNG VỤ TỈNH ỦY MINH HỌA"),
    table(
        "STT | Nội dung | Lãnh đạo chỉ đạo | Đơn vị tham mưu | CV theo dõi | Thời gian",
        "number text leader lead watcher time_text",
        item(1, "Làm việc với Đảng ủy Quân sự tỉnh", "Đ/c Phó Bí thư", "Văn phòng Tỉnh ủy",
             "Đ/c Ví Dụ", "Tuần 1", at=months(2026, 5).vague()),
        item(2, "Cho ý kiến dự toán điều chỉnh", "Đ/c Bí thư", "Sở Tài chính", "Đ/c Thử Nghiệm",
             "15/5", at=day("2026-05-15").titled()),
        other(O, "Ghi chú: lịch có thể thay đổi theo yêu cầu công việc."),
        item(3, "Gặp mặt cán bộ hưu trí", "Đ/c Bí thư", "Ban Tổ chức Tỉnh ủy", O,
             "08 giờ, 19/5", at=day("2026-05-19T08:00").titled()),
    ),
    today=date(2026, 4, 28),
)  # fmt: skip

DRAWN = [
    phrases, half_days, deep_heading, fields_down, by_body, footnotes, appendices, bilingual,
    people,
]  # fmt: skip
