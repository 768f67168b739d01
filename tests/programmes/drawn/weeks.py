"""Weekly schedules: days over hours, half-days, a day and an hour in two columns."""

from datetime import date, time

from tests.programmes.drawing import UP, Line, O, drawing, item, section, seen, table
from tests.programmes.drawn.labels import ANY, day

days = drawing(
    "week-days",
    "all",
    Line("LỊCH CÔNG TÁC TUẦN 19"),
    Line("của Thường trực Tỉnh ủy (từ ngày 04/5/2026 đến ngày 08/5/2026)"),
    table(
        "Thời gian | Nội dung | Chuẩn bị | Thành phần | Địa điểm",
        "time_text text lead participants extra",
        section(1, "Thứ Hai, ngày 04/5/2026"),
        item(
            "07h30", "Giao ban đầu tuần", "Văn phòng Tỉnh ủy", "Thường trực Tỉnh ủy",
            "Phòng họp A", at=day("2026-05-04T07:30").headed(),
        ),
        item(
            "14h00", "Nghe báo cáo công tác cán bộ", "Ban Tổ chức Tỉnh ủy",
            "Thường trực, lãnh đạo Ban Tổ chức", "Phòng họp B",
            at=day("2026-05-04T14:00").headed(),
        ),
        section(1, "Thứ Ba, ngày 05/5/2026"),
        item(
            "8 giờ 00", "Làm việc với xã Suối Mơ", "Văn phòng Tỉnh ủy", "Đoàn công tác",
            "Xã Suối Mơ", at=day("2026-05-05T08:00").headed(),
        ),
        item(
            "13:30 - 16:00", "Họp Tiểu ban Văn kiện", "Văn phòng Tỉnh ủy", "Thành viên Tiểu ban",
            "Phòng họp A", at=day("2026-05-05T13:30", "2026-05-05T16:00").headed(),
        ),
        section(1, "Thứ Tư, ngày 06/5/2026"),
        item(
            O, "Đi cơ sở", "Văn phòng Tỉnh ủy", "Thường trực Tỉnh ủy", "Phường Bến Gió",
            at=day("2026-05-06").headed(),
        ),
    ),
    today=date(2026, 5, 1),
)  # fmt: skip

merged = drawing(
    "week-merged-days",
    "xlsx docx ods",
    Line("LỊCH CÔNG TÁC TUẦN (TỪ 11/5 ĐẾN 15/5/2026)"),
    Line("UBND TỈNH MINH HỌA"),
    table(
        "Ngày | Buổi | Nội dung | Thành phần | Đơn vị chuẩn bị",
        "time_text extra text participants lead",
        item(
            "Thứ Hai 11/5/2026", "Sáng", "Họp giao ban lãnh đạo UBND tỉnh",
            "Chủ tịch, các Phó Chủ tịch UBND tỉnh", "Văn phòng UBND tỉnh",
            at=day("2026-05-11"), extra=ANY, time_text=ANY,
        ),
        item(
            UP, "Chiều", "Kiểm tra công trường cầu Bến Gió", "Lãnh đạo Sở Xây dựng", "Sở Xây dựng",
            at=day("2026-05-11"), extra=ANY, time_text=ANY,
        ),
        item(
            "Thứ Ba 12/5/2026", "Sáng", "Dự hội nghị trực tuyến toàn quốc", "Các sở, ngành",
            "Văn phòng UBND tỉnh", at=day("2026-05-12"), extra=ANY, time_text=ANY,
        ),
        item(
            UP, "Chiều", "Tiếp công dân định kỳ", "Thanh tra tỉnh", "Thanh tra tỉnh",
            at=day("2026-05-12"), extra=ANY, time_text=ANY,
        ),
    ),
    today=date(2026, 5, 8),
)  # fmt: skip


columns = drawing(
    "week-day-and-hour",
    "xlsx docx xls",
    Line("LỊCH HỌP TUẦN 20 NĂM 2026 - VĂN PHÒNG ĐẢNG ỦY XÃ ĐỒI MÂY"),
    table(
        "Ngày | Giờ | Nội dung cuộc họp | Chủ trì | Thành phần dự",
        "time_text time_text text lead participants",
        item(
            "18/5/2026", "07h30", "Họp Ban Thường vụ Đảng ủy", "Bí thư Đảng ủy",
            "Ủy viên Ban Thường vụ", at=day("2026-05-18T07:30"), time_text=ANY, milestones=ANY,
            extra=ANY,
        ),
        item(
            "19/5/2026", "14h00", "Họp tổ công tác chuyển đổi số", "Phó Bí thư Thường trực",
            "Thành viên tổ công tác", at=day("2026-05-19T14:00"), time_text=ANY, milestones=ANY,
            extra=ANY,
        ),
    ),
    today=date(2026, 5, 15),
)  # fmt: skip

real_hours = drawing(
    "week-real-hours",
    "xlsx ods xls",
    Line("CHƯƠNG TRÌNH LÀM VIỆC NGÀY 20/5/2026"),
    table(
        "TT | Thời gian | Nội dung | Đơn vị chủ trì",
        "number time_text text lead",
        section(1, "Ngày 20/5/2026"),
        item(
            1, seen(time(7, 30), "07:30", "hh:mm"), "Đón tiếp đại biểu", "Văn phòng Tỉnh ủy",
            at=day("2026-05-20T07:30").headed(),
        ),
        item(
            2, seen(time(8, 0), "08:00", "hh:mm"), "Khai mạc", "Ban Tổ chức Tỉnh ủy",
            at=day("2026-05-20T08:00").headed(),
        ),
        section(1, "Ngày 21/5/2026"),
        item(
            3, seen(time(14, 15), "14:15", "hh:mm"), "Thảo luận tổ", "Các ban đảng",
            at=day("2026-05-21T14:15").headed(),
        ),
    ),
    today=date(2026, 5, 15),
)  # fmt: skip

DRAWN = [days, merged, columns, real_hours]
