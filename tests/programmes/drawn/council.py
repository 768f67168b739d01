"""Programmes of a People's Council and of its standing body."""

from tests.programmes.drawing import (
    Line,
    O,
    Pairs,
    drawing,
    head,
    item,
    section,
    table,
)
from tests.programmes.drawn.labels import ASKED, day, half, months, quarter, years

SIGNED = Pairs(
    (
        ("Nơi nhận:", "TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN"),
        ("- Thường trực HĐND tỉnh;", "KT. CHỦ TỊCH"),
        ("- Các Ban của HĐND tỉnh;", "PHÓ CHỦ TỊCH"),
        ("- Lưu: VT.", ""),
    )
)

by_month = drawing(
    "council-year",
    "all",
    Pairs(
        (
            ("HỘI ĐỒNG NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            ("TỈNH MINH HỌA", "Độc lập - Tự do - Hạnh phúc"),
        )
    ),
    Line("CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026"),
    Line("CỦA THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN TỈNH"),
    table(
        "TT | Nội dung công việc | Loại việc | Thành phần tham dự | Thời gian",
        "number text kind participants time_text",
        section(1, "THÁNG 01"),
        item(
            1,
            "Tiếp công dân định kỳ tại trụ sở",
            "Tiếp công dân",
            "Đại biểu HĐND tỉnh",
            "Tháng 1",
            at=months(2026, 1).titled(),
        ),
        item(
            2,
            "Khảo sát tình hình cấp nước sạch nông thôn tại xã Suối Mơ",
            "Khảo sát",
            "Thường trực HĐND, Ban Văn hóa - Xã hội",
            "20/01/2026",
            at=day("2026-01-20"),
        ),
        section(1, "THÁNG 02"),
        item(
            3,
            "Họp phiên thường kỳ tháng 02/2026 của Thường trực HĐND tỉnh",
            "Họp Thường trực",
            "Thường trực HĐND, Trưởng/Phó các Ban HĐND",
            O,
            at=months(2026, 2).headed(),
        ),
        item(
            4,
            "Thăm, chúc Tết các đơn vị trực Tết",
            "Khác",
            "Thường trực HĐND",
            "Tháng 2",
            at=months(2026, 2).titled(),
        ),
        section(1, "THÁNG 03"),
        item(
            5,
            "Giám sát việc thực hiện chính sách hỗ trợ học bán trú",
            "Giám sát chuyên đề",
            "Ban Văn hóa - Xã hội",
            "Tháng 3",
            at=months(2026, 3).titled(),
        ),
        item(
            6,
            "Tổ chức tập huấn kỹ năng chất vấn cho đại biểu",
            "Tập huấn",
            "Đại biểu HĐND tỉnh",
            "Từ ngày 10 đến ngày 12/3/2026",
            at=day("2026-03-10", "2026-03-12"),
        ),
        widths=(6, 70, 22, 40, 16),
    ),
    SIGNED,
)

supervision = drawing(
    "council-supervision",
    "xlsx docx",
    Line("CHƯƠNG TRÌNH GIÁM SÁT CHUYÊN ĐỀ CỦA HỘI ĐỒNG NHÂN DÂN TỈNH", merged=False),
    Line("Nhiệm kỳ 2026 - 2031", merged=False),
    table(
        "TT | Nội dung giám sát | Chủ thể giám sát | Đơn vị chủ trì | Đơn vị phối hợp | "
        "Loại văn bản | Thời gian thực hiện",
        "number text extra lead coordinating product time_text",
        item(
            1,
            "Việc chấp hành pháp luật về đất đai của các nông, lâm trường",
            "HĐND tỉnh",
            "Ban Kinh tế - Ngân sách",
            "Ban Pháp chế, Văn phòng Đoàn ĐBQH và HĐND tỉnh",
            "Kế hoạch, Nghị quyết",
            "6 tháng cuối năm 2026",
            at=half(2026, 2),
        ),
        item(
            2,
            "Việc thực hiện chính sách về bảo hiểm y tế học sinh, sinh viên",
            "Thường trực HĐND tỉnh",
            "Ban Văn hóa - Xã hội HĐND tỉnh",
            "Các Ban của HĐND tỉnh",
            "Kế hoạch, Kết luận",
            "6 tháng đầu năm 2027",
            at=half(2027, 1),
        ),
        item(
            3,
            "Việc sắp xếp, xử lý trụ sở dôi dư sau sắp xếp đơn vị hành chính",
            "Thường trực HĐND tỉnh",
            "Ban Pháp chế HĐND tỉnh",
            "Các Ban của HĐND tỉnh theo lĩnh vực được phân công",
            "Kế hoạch, Kết luận",
            "Quý III năm 2027",
            at=quarter(2027, 3),
        ),
        item(
            4,
            "Công tác cải cách tư pháp và thi hành án dân sự",
            "HĐND tỉnh",
            "Ban Pháp chế HĐND tỉnh",
            "Toà án nhân dân tỉnh, Thi hành án dân sự tỉnh",
            "Nghị quyết",
            "Năm 2029",
            at=years(2029),
        ),
    ),
)

sessions = drawing(
    "council-sessions",
    "xlsx docx xls",
    Line("CHƯƠNG TRÌNH CÔNG TÁC TOÀN KHÓA"),
    Line("HĐND tỉnh Minh Họa khóa VI, nhiệm kỳ 2026 - 2031"),
    table(
        "STT | Nội dung | Cơ quan chủ trì tham mưu | Cơ quan phối hợp | Sản phẩm | Thời gian",
        "number text lead coordinating product time_text",
        section(1, "I. Kỳ họp thường lệ giữa năm 2027 (Tháng 7/2027)"),
        item(
            1,
            "Xem xét báo cáo kết quả hoạt động 6 tháng đầu năm 2027 của Thường trực HĐND, "
            "các Ban của HĐND",
            "Thường trực HĐND, các Ban của HĐND tỉnh",
            O,
            "Báo cáo",
            "07/2027",
            at=months(2027, 7),
        ),
        item(
            2,
            "Xem xét, thông qua các dự thảo nghị quyết:",
            "Các Ban của HĐND tỉnh theo lĩnh vực được phân công",
            "UBND tỉnh, sở, ban, ngành có liên quan",
            "Báo cáo thẩm tra",
            "07/2027",
            at=months(2027, 7),
        ),
        item(
            O,
            "– Chính sách hỗ trợ người dân di dời khỏi vùng sạt lở;",
            "UBND tỉnh",
            "Ban Kinh tế - Ngân sách HĐND tỉnh",
            "Tờ trình, Nghị quyết",
            "07/2027",
            level=2,
            at=months(2027, 7),
        ),
        item(
            O,
            "– Mức thu học phí năm học 2027 - 2028.",
            "UBND tỉnh",
            "Ban Văn hóa - Xã hội HĐND tỉnh",
            "Tờ trình, Nghị quyết",
            "07/2027",
            level=2,
            at=months(2027, 7),
        ),
        section(1, "II. Kỳ họp thường lệ cuối năm 2027 (Tháng 12/2027)"),
        item(
            1,
            "Xem xét báo cáo kết quả thực hiện nhiệm vụ năm 2027, phương hướng năm 2028",
            "UBND tỉnh",
            "Các Ban của HĐND tỉnh",
            "Báo cáo",
            "12/2027",
            at=months(2027, 12),
        ),
        item(
            2,
            "Xem xét báo cáo kết quả hoạt động 6 tháng đầu năm 2028 và nhiệm vụ "
            "6 tháng cuối năm 2029",
            "Thường trực HĐND tỉnh",
            O,
            "Báo cáo",
            "12/2027",
            at=months(2027, 12),
            remarks=("doubt",),
        ),
        head(),
        section(1, "III. Kỳ họp chuyên đề"),
        item(
            1,
            "Xem xét các nội dung phát sinh đột xuất",
            "HĐND tỉnh",
            "UBND tỉnh",
            "Nghị quyết",
            "Kỳ họp chuyên đề",
            at=ASKED,
        ),
    ),
)

DRAWN = [by_month, supervision, sessions]
