"""What an office's habits add: ditto marks, "quí", tracked changes, totals, covers, odd spaces."""

from datetime import date

from tests.programmes.drawing import (
    LEFT,
    UP,
    Line,
    O,
    Sheet,
    bold,
    changed,
    drawing,
    item,
    other,
    section,
    seen,
    table,
)
from tests.programmes.drawn.labels import (
    ANY,
    ASKED,
    by,
    day,
    either,
    half,
    months,
    quarter,
    since,
    steps,
)

ditto = drawing(
    "hard-ditto",
    "xlsx docx",
    Line("CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026 CỦA BAN TUYÊN GIÁO VÀ DÂN VẬN TỈNH ỦY"),
    table(
        "TT | Nội dung công tác | Cơ quan chủ trì | Thời gian",
        "number text lead time_text",
        item(1, "Biên soạn lịch sử Đảng bộ tỉnh", "Ban Tuyên giáo và Dân vận", "Quí II/2026",
             at=quarter(2026, 2)),
        item(2, "Hội thi cán bộ dân vận khéo", "-nt-", "nt", at=ASKED, time_from=ANY,
             time_to=ANY, lead_bodies=ANY, remarks=("body",)),
        item(3, "Điều tra dư luận xã hội", "VĂN PHÒNG TỈNH ỦY", "quí III, năm 2026",
             at=quarter(2026, 3)),
        item(4, "Phát hành bản tin nội bộ", "Ban  Tổ chức\u00a0Tỉnh ủy ,", "Th.5/2026",
             at=months(2026, 5)),
        item(5, "Chuyển tiếp từ năm trước: số hóa hiện vật", "Sở VHTTDL", "Tháng 12/2025",
             at=months(2025, 12), remarks=("doubt",)),
        other(O, "Tổng số: 05 nội dung"),
    ),
)  # fmt: skip

deadlines = drawing(
    "hard-deadlines",
    "xlsx docx ods xls",
    Line("KẾ HOẠCH CỦA UBND TỈNH THỰC HIỆN NGHỊ QUYẾT CỦA TỈNH ỦY NĂM 2026"),
    table(
        "STT | Tên công việc | Cơ quan thực hiện | Hạn hoàn thành",
        "number text lead time_text",
        item(1, "Trình phê duyệt đề cương", "Sở Tài chính", "Xong trước 15/4/2026",
             at=by("2026-04-15")),
        item(2, "Lấy ý kiến các cấp", "Sở Tài chính", "Hoàn thành trong Quý II/2026",
             at=quarter(2026, 2)),
        item(3, "Áp dụng biểu mẫu mới", "Sở Tài chính", "Kể từ ngày 01/7/2026",
             at=since("2026-07-01")),
        item(4, "Nghiệm thu", "Sở Tài chính", "Đến 30/9/2026", at=by("2026-09-30")),
        item(5, "Báo cáo tại kỳ họp", "Sở Tài chính",
             "Trước kỳ họp HĐND tỉnh tháng 12/2026 ít nhất 10 ngày", at=ASKED),
        item(6, "Công khai kết quả", "Sở Tài chính", "Chậm nhất là ngày 25 hằng tháng", at=ASKED),
        item(7, "Báo cáo định kỳ", "Sở Tài chính", "Tháng 3, 6, 9, 12/2026",
             **steps((None, months(2026, 3)), (None, months(2026, 6)), (None, months(2026, 9)),
                     (None, months(2026, 12)))),
        item(8, "Hội nghị tại kỳ họp giữa năm", "Sở Tài chính",
             "Hội nghị Ban Chấp hành lần thứ 6 (tháng 6/2026)", at=months(2026, 6)),
        item(9, "Kiểm tra thực địa", "Sở Tài chính", "Ngày 05 và 06/5/2026",
             at=day("2026-05-05", "2026-05-06"), milestones=ANY),
        item(10, "Giữa tháng", "Sở Tài chính", "Giữa tháng 6/2026",
             at=months(2026, 6).vague()),
        item(11, "Lượt 2: rà soát lại", "Sở Tài chính", "Lần 1: 15/3/2026\nLần 2: 15/9/2026",
             **steps((None, day("2026-03-15")), (None, day("2026-09-15")))),
        item(12, "Ghi cả giờ bằng chữ", "Sở Tài chính", "Lúc 9 giờ ngày 02 tháng 10 năm 2026",
             at=day("2026-10-02T09:00")),
    ),
)  # fmt: skip

typed = drawing(
    "hard-typed-by-excel",
    "xlsx ods xls",
    Line("CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026 CỦA SỞ Y TẾ"),
    table(
        "STT | Nội dung | Đơn vị phối hợp | Thời gian | Kinh phí (triệu đồng)",
        "number text coordinating time_text extra",
        item(1, "Khám sức khỏe toàn dân", "UBND cấp xã",
             seen(date(2026, 5, 1), "May-26", "mmm-yy"), 1500, at=months(2026, 5)),
        item(1.1, "Khám người cao tuổi", O, seen(date(2026, 6, 1), "06/2026", "mm/yyyy"), 200,
             level=2, at=months(2026, 6)),
        item(1.2, "Khám học sinh", "Sở GD&ĐT", "Tháng 9/2026", 350.5, level=2,
             at=months(2026, 9)),
        item(2, "Tiêm chủng mở rộng", "Trạm y tế các xã", "Thường xuyên", O, at=ASKED),
        item("2.10", "Chiến dịch bổ sung vi chất", "Hội LHPN tỉnh", "T6, T12/2026", O, level=2,
             **steps((None, months(2026, 6)), (None, months(2026, 12)))),
    ),
)  # fmt: skip

tracked = drawing(
    "hard-tracked-changes",
    "docx xlsx",
    Line("DỰ THẢO CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026 CỦA TỈNH ỦY MINH HỌA"),
    table(
        [
            ["CHƯƠNG TRÌNH CHI TIẾT", LEFT, LEFT, LEFT, LEFT],
            ["TT", "Nội dung", "Phân công", LEFT, "Thời gian"],
            [UP, UP, "Cơ quan chủ trì", "Cơ quan phối hợp", UP],
        ],
        "number text lead coordinating time_text",
        section(1, "1. Ban Tổ chức Tỉnh ủy"),
        item("1.1", changed("Đề án cũ về", "Đề án vị trí việc làm khối đảng, đoàn thể"),
             "Ban Tổ chức Tỉnh ủy", "Sở Nội vụ",
             changed("Tháng 3/2026", "Tháng 4/2026"), level=ANY, at=months(2026, 4)),
        item("1.2", "Hướng dẫn kiểm điểm cuối năm", "Ban Tổ chức Tỉnh ủy", O, "Tháng 11/2026",
             level=ANY, at=months(2026, 11)),
        section(1, "2. Ban Nội chính Tỉnh ủy"),
        item("2.1", "Báo cáo phòng, chống tham nhũng", "Ban Nội chính Tỉnh ủy",
             changed("Sở Tư pháp", "Thanh tra tỉnh"), "6 tháng/lần", level=ANY, at=ASKED),
    ),
)  # fmt: skip

cover = drawing(
    "hard-cover-and-contacts",
    "xlsx ods xls",
    Sheet("Bìa", (Line("TỈNH ỦY MINH HỌA"), Line("TÀI LIỆU HỘI NGHỊ"), Line("Tháng 12/2025"))),
    Sheet(
        "Chương trình",
        (
            Line("CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026"),
            table(
                "TT | Nội dung | Cơ quan chủ trì | Thời gian",
                "number text lead time_text",
                item(1, "Hội nghị tổng kết công tác dân vận", "Ban Dân vận Tỉnh ủy",
                     "Tháng 1/2026", at=months(2026, 1)),
                item(2, "Hội nghị tổng kết công tác nội chính", "Ban Nội chính", "Tháng 1/2026",
                     at=months(2026, 1)),
            ),
        ),
    ),
    Sheet(
        "Danh bạ",
        (
            Line("DANH BẠ LIÊN HỆ"),
            table(
                "TT | Bộ phận | Số máy lẻ",
                "- - -",
                other(1, "Phòng Tổng hợp", "101"),
                other(2, "Phòng Hành chính", "102"),
            ),
        ),
    ),
)  # fmt: skip

month_column = drawing(
    "hard-month-column",
    "xlsx docx xls",
    Line("CHƯƠNG TRÌNH CÔNG TÁC 6 THÁNG ĐẦU NĂM 2026"),
    Line("của Đảng ủy UBND tỉnh Minh Họa"),
    table(
        "Tháng | STT | Nội dung | Cơ quan trình | Cấp có thẩm quyền ban hành",
        "time_text number text extra issuer",
        item("Tháng 1", 1, "Nghị quyết lãnh đạo nhiệm vụ năm", O, "Đảng ủy",
             at=months(2026, 1).titled()),
        item(UP, 2, "Kế hoạch Tết Nguyên đán", O, "Đảng ủy", at=months(2026, 1).titled()),
        item("Tháng 2", 3, "Sinh hoạt chuyên đề", O, "Ban Thường vụ",
             at=months(2026, 2).titled()),
        item("Tháng 3", 4, "Kiểm tra cải cách hành chính", O, "Đảng ủy",
             at=months(2026, 3).titled()),
        item(UP, 5, "Kết nạp đảng viên đợt 1", O, "Ban Thường vụ", at=months(2026, 3).titled()),
    ),
)  # fmt: skip

unmerged = drawing(
    "hard-plain-sections",
    "xlsx docx ods",
    Line("CHƯƠNG TRÌNH GIÁM SÁT CỦA THƯỜNG TRỰC HĐND TỈNH NĂM 2026", merged=False, bold=False),
    table(
        "STT | Nội dung giám sát | Cơ quan chủ trì | Cơ quan phối hợp | Kết quả | Thời gian",
        "number text lead coordinating extra time_text",
        section(1, "I", "Giám sát chuyên đề", merged=False, bold=False),
        item(1, "Việc thực hiện nghị quyết về hỗ trợ nhà ở", "Ban Pháp chế", "Ban Đô thị",
             "Báo cáo", "6 tháng đầu năm 2026", at=half(2026, 1)),
        item("+", "Làm việc với các xã", O, O, O, "Tháng 3/2026", level=2,
             number=either("+", O), at=months(2026, 3)),
        item("+", "Làm việc với các sở", O, O, O, "Tháng 4/2026", level=2,
             number=either("+", O), at=months(2026, 4)),
        section(1, "II", "Giám sát thường xuyên", merged=False, bold=False),
        item(1, "Xem xét báo cáo của các cơ quan tư pháp", "Thường trực HĐND", O,
             "Kết luận", "Tại kỳ họp", at=ASKED),
        section(1, "III", "Khảo sát", merged=False, bold=False),
        item(1, "Khảo sát nhà máy nước Hoa Ban", "Ban KTNS", "Ban Dân tộc", O, "Tháng 9",
             at=months(2026, 9).titled()),
        other(O, O, O, O, O, bold("TRƯỞNG BAN")),
    ),
)  # fmt: skip

DRAWN = [ditto, deadlines, typed, tracked, cover, month_column, unmerged]
