"""Columns that the other drawings do not have, drawn and labelled before the reader was looked at.

Months and quarters as columns, a start and an end, a register of tasks, an adjusted programme.
"""

from datetime import date

from tests.programmes.drawing import LEFT, UP, Line, O, drawing, item, section, seen, table
from tests.programmes.drawn.labels import ANY, ASKED, by, day, months, quarter

month_grid = drawing(
    "unseen-month-grid",
    "xlsx ods xls docx",
    Line("KẾ HOẠCH CÔNG TÁC 6 THÁNG ĐẦU NĂM 2026 CỦA BAN NỘI CHÍNH TỈNH ỦY"),
    table(
        [
            ["STT", "Nội dung", "Đơn vị chủ trì", "Thời gian", *[LEFT] * 5],
            [UP, UP, UP, "T1", "T2", "T3", "T4", "T5", "T6"],
        ],
        "number text lead extra extra extra extra extra extra",
        item(1, "Giao ban khối nội chính", "Ban Nội chính", "x", O, O, "x", extra=ANY,
             at=months(2026, 1, 4).titled(), time_text=ANY, milestones=ANY),
        item(2, "Khảo sát công tác thi hành án", "Ban Nội chính", O, O, "x", extra=ANY,
             at=months(2026, 3).titled(), time_text=ANY, milestones=ANY),
        item(3, "Kiểm tra công tác tiếp dân", "Thanh tra tỉnh", O, O, O, O, O, "X", extra=ANY,
             at=months(2026, 6).titled(), time_text=ANY, milestones=ANY),
    ),
)  # fmt: skip

start_and_end = drawing(
    "unseen-start-and-end",
    "xlsx ods xls",
    Line("TIẾN ĐỘ THỰC HIỆN KẾ HOẠCH CHUYỂN ĐỔI SỐ NĂM 2026"),
    table(
        [
            ["STT", "Nhiệm vụ", "Chủ trì", "Thời gian thực hiện", LEFT, "Ghi chú"],
            [UP, UP, UP, "Bắt đầu", "Hoàn thành", UP],
        ],
        "number text lead time_text time_text note",
        item(1, "Số hóa hồ sơ lưu trữ", "Văn phòng Tỉnh ủy", "01/3/2026", "30/6/2026", O,
             at=day("2026-03-01", "2026-06-30"), time_text=ANY, milestones=ANY),
        item(2, "Nâng cấp phòng họp trực tuyến", "Văn phòng UBND tỉnh",
             seen(date(2026, 4, 15), "15/04/2026", "dd/mm/yyyy"),
             seen(date(2026, 5, 31), "31/05/2026", "dd/mm/yyyy"), "Vốn sự nghiệp",
             at=day("2026-04-15", "2026-05-31"), time_text=ANY, milestones=ANY),
        item(3, "Bàn giao, nghiệm thu", "Sở Khoa học và Công nghệ", O, "15/12/2026", O,
             at=by("2026-12-15"), time_from=ANY, time_text=ANY, milestones=ANY),
    ),
)  # fmt: skip

quarter_columns = drawing(
    "unseen-quarter-columns",
    "xlsx docx",
    Line("LỘ TRÌNH XÂY DỰNG CÁC ĐỀ ÁN NĂM 2026 CỦA TỈNH ỦY MINH HỌA"),
    table(
        "TT | Tên đề án | Cơ quan chủ trì | Quý I | Quý II | Quý III | Quý IV",
        "number text lead extra extra extra extra",
        item(1, "Đề án nhà ở công vụ", "Sở Xây dựng", "Lập đề cương", O, "Trình BTV", O,
             extra=ANY, at=months(2026, 1, 9).titled(), time_text=ANY, milestones=ANY),
        item(2, "Đề án bảo tồn nghề dệt", "Sở Công Thương", O, "Khảo sát", "Dự thảo", "Trình BTV",
             extra=ANY, at=months(2026, 4, 12).titled(), time_text=ANY, milestones=ANY),
        item(3, "Đề án thu gom rác hồ Mây", "Sở Nông nghiệp và Môi trường", O, O, O, "Trình BTV",
             extra=ANY, at=quarter(2026, 4).titled(), time_text=ANY, milestones=ANY),
    ),
)  # fmt: skip

register = drawing(
    "unseen-task-register",
    "xlsx ods xls",
    Line("BẢNG THEO DÕI NHIỆM VỤ BAN THƯỜNG VỤ, THƯỜNG TRỰC TỈNH ỦY GIAO NĂM 2026"),
    table(
        "STT | Số TB/KL | Ngày ban hành | Chủ trì theo dõi | Cơ quan/đơn vị trình | "
        "Nội dung kết luận | Loại thời hạn | Hạn xử lý | Kết quả/Minh chứng | Mã nhiệm vụ",
        "number extra extra extra lead text extra time_text extra extra",
        item(1, "215-TB/TU", "05/3/2026", "Phòng Tổng hợp", "Sở Xây dựng",
             "Hoàn thiện phương án di dời chợ Mây", "Có hạn cụ thể", "31/3/2026", O, "NV-001",
             at=day("2026-03-31"), time_from=ANY),
        item(2, "215-TB/TU", "05/3/2026", "Phòng Tổng hợp", "Ban Tổ chức Tỉnh ủy",
             "Thẩm định biên chế trạm y tế", "Ký ban hành (10 ngày)", O, "Tờ trình 12",
             "NV-002"),
        item(3, "48-KL/TU", "17/4/2026", "Phòng Hành chính", "Đảng ủy UBND tỉnh",
             "Lãnh đạo giải ngân vốn đầu tư công", "Thường xuyên", "Thường xuyên", O, "NV-003",
             at=ASKED),
    ),
    today=date(2026, 2, 1),
)  # fmt: skip

adjusted = drawing(
    "unseen-adjusted",
    "xlsx docx",
    Line("ĐIỀU CHỈNH, BỔ SUNG CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026"),
    Line("của Ban Chấp hành Đảng bộ tỉnh Minh Họa"),
    table(
        "TT | Nội dung | Cơ quan chủ trì | Thời gian theo Chương trình đã ban hành | "
        "Thời gian điều chỉnh | Lý do",
        "number text lead time_text time_text extra",
        section(1, "I", "Nội dung lùi thời gian"),
        item(1, "Đề án phát triển kinh tế rừng", "Sở Nông nghiệp và Môi trường", "Tháng 5/2026",
             "Tháng 9/2026", "Chờ quy hoạch", at=months(2026, 9), time_text=ANY,
             milestones=ANY),
        item(2, "Đề án đô thị Bến Gió", "Sở Xây dựng", "Quý II/2026", "Quý IV/2026", O,
             at=quarter(2026, 4), time_text=ANY, milestones=ANY),
        section(1, "II", "Nội dung bổ sung"),
        item(1, "Chuyên đề an ninh mạng", "Công an tỉnh", O, "Tháng 8/2026", O,
             at=months(2026, 8), time_text=ANY, milestones=ANY),
    ),
)  # fmt: skip

DRAWN = [month_grid, start_and_end, quarter_columns, register, adjusted]
