"""Shorter programmes of a provincial party committee: quarter, month, lists, inspection."""

from datetime import date

from tests.programmes.drawing import (
    LEFT,
    UP,
    Line,
    O,
    Pairs,
    drawing,
    item,
    other,
    section,
    table,
)
from tests.programmes.drawn.labels import (
    ANY,
    by,
    day,
    either,
    months,
    quarter,
    steps,
)

HEAD = Pairs(
    (
        ("TỈNH ỦY MINH HỌA", "ĐẢNG CỘNG SẢN VIỆT NAM"),
        ("*", ""),
        ("Số 07-CTr/TU", "Minh Họa, ngày 25 tháng 12 năm 2026"),
    )
)
SIGNED = Pairs(
    (
        ("Nơi nhận:", "T/M BAN THƯỜNG VỤ"),
        ("- Văn phòng Trung ương Đảng (để báo cáo);", "PHÓ BÍ THƯ"),
        ("- Các đồng chí Tỉnh ủy viên;", ""),
        ("- Lưu Văn phòng Tỉnh ủy.", ""),
    )
)

month = drawing(
    "party-month",
    "xlsx docx xls",
    Line("TỈNH ỦY MINH HỌA", merged=False),
    Line("CHƯƠNG TRÌNH CÔNG TÁC THÁNG 5 NĂM 2026"),
    Line("của Ban Thường vụ và Thường trực Tỉnh ủy"),
    table(
        "Thời gian | Nội dung công việc | Cơ quan chuẩn bị | Thành phần | Lãnh đạo phụ trách",
        "time_text text lead participants leader",
        item(
            "Sáng 05/5",
            "Giao ban Thường trực Tỉnh ủy",
            "Văn phòng Tỉnh ủy",
            "Thường trực Tỉnh ủy, lãnh đạo các ban đảng",
            "Bí thư Tỉnh ủy",
            at=day("2026-05-05").titled(),
        ),
        item(
            "14h00 ngày 08/5/2026",
            "Hội nghị trực báo khối các cơ quan tham mưu",
            "Ban Tổ chức Tỉnh ủy",
            "Trưởng các ban đảng",
            "Phó Bí thư Thường trực",
            at=day("2026-05-08T14:00"),
        ),
        item(
            "12/5 - 14/5",
            "Làm việc với các đảng ủy vùng hồ Mây",
            "Văn phòng Tỉnh ủy",
            "Đoàn công tác",
            "Phó Bí thư Thường trực",
            at=day("2026-05-12", "2026-05-14").titled(),
        ),
        item(
            "18/5/2026",
            "Hội nghị Ban Thường vụ Tỉnh ủy (phiên thứ 12)",
            "Văn phòng Tỉnh ủy",
            "Ủy viên Ban Thường vụ Tỉnh ủy",
            "Bí thư Tỉnh ủy",
            at=day("2026-05-18"),
        ),
        item(
            "Chậm nhất ngày 25/5/2026",
            "Báo cáo kết quả kiểm tra việc học tập nghị quyết",
            "Ban Tuyên giáo và Dân vận Tỉnh ủy",
            O,
            O,
            at=by("2026-05-25"),
        ),
        item(
            "Trong tháng",
            "Thăm, động viên các đơn vị phòng, chống cháy rừng",
            "Văn phòng Tỉnh ủy",
            O,
            O,
            at=months(2026, 5).headed(),
        ),
    ),
    today=date(2026, 4, 28),
)

quarterly = drawing(
    "party-quarter",
    "xlsx ods xls docx",
    Line("CHƯƠNG TRÌNH CÔNG TÁC QUÝ III/2026 CỦA BAN THƯỜNG VỤ TỈNH ỦY"),
    table(
        "TT | Nội dung | Cơ quan chủ trì | Thời gian | Sản phẩm",
        "number text lead time_text product",
        section(1, "A", "NỘI DUNG TRÌNH HỘI NGHỊ"),
        section(2, "I", "Công tác tổ chức, cán bộ"),
        item(
            1,
            "Phương án kiện toàn cấp ủy một số đảng bộ trực thuộc",
            "Ban Tổ chức Tỉnh ủy",
            "Tháng 7/2026",
            "Phương án",
            at=months(2026, 7),
        ),
        item(2, "Quy hoạch cán bộ bổ sung", UP, UP, "Quyết định", at=months(2026, 7)),
        item(3, "Kế hoạch luân chuyển cán bộ", UP, UP, "Kế hoạch", at=months(2026, 7)),
        item(
            4,
            "Đánh giá giữa năm đội ngũ cán bộ chủ chốt",
            UP,
            "Tháng 8/2026",
            "Báo cáo",
            at=months(2026, 8),
        ),
        section(2, "II", "Công tác nội chính"),
        item(
            1,
            "Báo cáo công tác tiếp dân, giải quyết đơn thư",
            "Ban Nội chính Tỉnh ủy",
            "15/9/2026",
            "Báo cáo",
            at=day("2026-09-15"),
        ),
        section(1, "B", "HOẠT ĐỘNG KHÁC"),
        item(
            1,
            "Khảo sát việc thực hiện mô hình chính quyền hai cấp",
            "Các cơ quan tham mưu, giúp việc Tỉnh ủy",
            "Tháng 7 - Tháng 9/2026",
            O,
            at=months(2026, 7, 9),
        ),
        item(2, "Gặp mặt văn nghệ sĩ", "Ban Tuyên giáo", "Tháng 9", O, at=months(2026, 9).titled()),
        other(O, "* Ghi chú: các nội dung đột xuất do Thường trực Tỉnh ủy quyết định."),
    ),
    today=date(2026, 6, 20),
)

schemes = drawing(
    "party-schemes",
    "xlsx docx",
    Line("DANH MỤC ĐỀ ÁN TRÌNH BAN CHẤP HÀNH, BAN THƯỜNG VỤ NĂM 2026"),
    table(
        [
            ["STT", "Tên đề án", "Cơ quan chủ trì", "Thời gian trình", LEFT, "Căn cứ"],
            [UP, UP, UP, "Ban Thường vụ", "Ban Chấp hành", UP],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ],
        "number text lead time_text time_text basis",
        item(
            "01",
            "Đề án phát triển đô thị ven hồ Mây",
            "Đảng ủy UBND tỉnh",
            "Tháng 3/2026",
            "Tháng 5/2026",
            "Nghị quyết 05-NQ/TU",
            time_text=ANY,
            **steps((None, months(2026, 3)), (None, months(2026, 5))),
        ),
        item(
            "02",
            "Đề án chuyển đổi số trong các cơ quan đảng",
            "Văn phòng Tỉnh ủy",
            "15/6/2026",
            "10/7/2026",
            O,
            time_text=ANY,
            **steps((None, day("2026-06-15")), (None, day("2026-07-10"))),
        ),
        item(
            "03",
            "Đề án bảo tồn tiếng nói, chữ viết các dân tộc",
            "Ban Tuyên giáo và Dân vận",
            "Quý III/2026",
            O,
            "Kết luận 22-KL/TU",
            time_text=either("Quý III/2026", "Ban Thường vụ: Quý III/2026"),
            milestones=ANY,
            at=quarter(2026, 3),
        ),
    ),
)

oversight = drawing(
    "party-oversight",
    "xlsx docx ods",
    Line("CHƯƠNG TRÌNH KIỂM TRA, GIÁM SÁT NĂM 2026"),
    Line("của Ban Thường vụ Thành ủy Bình Nguyên"),
    table(
        "TT | Nội dung kiểm tra, giám sát | Đối tượng | Đơn vị chủ trì | Đơn vị phối hợp | "
        "Mốc thời gian | Chuyên viên theo dõi",
        "number text extra lead coordinating time_text watcher",
        section(1, "KIỂM TRA"),
        item(
            1,
            "Việc lãnh đạo, chỉ đạo quản lý đất công ích",
            "Đảng ủy xã Suối Mơ, Đảng ủy phường Bến Gió",
            "Ủy ban Kiểm tra Thành ủy",
            "Ban Nội chính Thành ủy",
            "Kế hoạch: 3/2026; triển khai: 4/2026 - 6/2026; báo cáo: 7/2026",
            "Phòng Tổng hợp",
            **steps(
                ("Kế hoạch: 3/2026", months(2026, 3)),
                ("triển khai: 4/2026 - 6/2026", months(2026, 4, 6)),
                ("báo cáo: 7/2026", months(2026, 7)),
            ),
        ),
        item(
            2,
            "Công tác thu, nộp, quản lý đảng phí",
            "Đảng ủy xã Đồi Mây",
            "Văn phòng Thành ủy",
            "Uỷ ban Kiểm tra Thành uỷ",
            "Quý II/2026\nQuý IV/2026",
            O,
            **steps(("Quý II/2026", quarter(2026, 2)), ("Quý IV/2026", quarter(2026, 4))),
        ),
        section(1, "GIÁM SÁT"),
        item(
            1,
            "Việc quán triệt, cụ thể hóa nghị quyết đại hội",
            "Các đảng bộ trực thuộc",
            "Ban Tuyên giáo và Dân vận Thành ủy",
            "Ban Tổ chức Thành ủy",
            "Tháng 4 và tháng 10/2026",
            "Phòng Lý luận",
            **steps(("Tháng 4", months(2026, 4)), ("tháng 10/2026", months(2026, 10))),
        ),
    ),
)

DRAWN = [month, quarterly, schemes, oversight]
