"""Programmes of schools and company boards, in Vietnamese and in English."""

from datetime import date

from tests.programmes.drawing import LEFT, UP, Line, O, Pairs, drawing, item, section, seen, table
from tests.programmes.drawn.labels import ASKED, by, day, months, quarter, since, steps

board = drawing(
    "board-english",
    "all",
    Line("LANTERN BAY HOLDINGS", merged=False),
    Line("WORK PROGRAMME OF THE BOARD OF DIRECTORS FOR 2026", merged=False),
    table(
        "No. | Agenda item | Lead unit | In coordination with | Deliverable | Due date | Remarks",
        "number text lead coordinating product time_text note",
        section(1, "I", "STRATEGY"),
        item(
            1, "Review of the five-year plan", "Strategy Office", "Finance Department", "Report",
            "March 2026", "First reading", at=months(2026, 3),
        ),
        item(
            2, "Approval of the dividend policy", "Finance Department", O, "Resolution",
            "by 30 June 2026", at=by("2026-06-30"),
        ),
        section(1, "II", "OVERSIGHT"),
        item(
            1, "Internal audit plan", "Audit Committee", "Legal Department", "Plan", "Q1/2026",
            at=quarter(2026, 1),
        ),
        item(
            2, "Safety walk at the northern depot", "Audit Committee", O, O, "15/9/2026",
            at=day("2026-09-15"),
        ),
        item(3, "Cash position", "Finance Department", O, "Note", "Monthly", at=ASKED),
    ),
    Pairs((("Distribution:", "ON BEHALF OF THE BOARD"), ("- Members;", "CHAIR"))),
)  # fmt: skip

company = drawing(
    "board-company",
    "xlsx docx",
    Line("CÔNG TY CỔ PHẦN ĐÈN BIỂN MINH HỌA", merged=False),
    Line("KẾ HOẠCH HOẠT ĐỘNG CỦA HỘI ĐỒNG QUẢN TRỊ NĂM 2026"),
    table(
        [
            ["STT", "Nội dung", "Phân công thực hiện", LEFT, "Hình thức văn bản", "Thời hạn"],
            [UP, UP, "Đơn vị chủ trì", "Đơn vị phối hợp", UP, UP],
        ],
        "number text lead coordinating product time_text",
        item(
            1, "Họp Đại hội đồng cổ đông thường niên", "Ban Thư ký", "Phòng Pháp chế",
            "Nghị quyết", "Trước ngày 30/4/2026", at=by("2026-04-30"),
        ),
        item(
            2, "Phê duyệt ngân sách mua sắm", "Phòng Tài chính", O, "Quyết định", "Quý I, II/2026",
            **steps((None, quarter(2026, 1)), (None, quarter(2026, 2))),
        ),
        item(
            3, "Thuê đơn vị kiểm toán độc lập", "Ban Kiểm soát", "Phòng Tài chính", "Tờ trình",
            "Tháng 05/2026", at=months(2026, 5),
        ),
    ),
)  # fmt: skip

school = drawing(
    "school-year",
    "xlsx docx ods",
    Line("TRƯỜNG THPT HOA BAN", merged=False),
    Line("KẾ HOẠCH CÔNG TÁC NĂM HỌC 2026 - 2027"),
    table(
        "TT | Nội dung công việc | Bộ phận chủ trì | Thời gian | Người phụ trách",
        "number text lead time_text extra",
        section(1, "THÁNG 9/2026"),
        item(
            1, "Lễ khai giảng năm học mới", "Ban Giám hiệu", "05/9/2026", "Hiệu trưởng",
            at=day("2026-09-05"),
        ),
        item(
            2, "Đại hội Chi đoàn, Liên đội", "Đoàn trường", "Từ 20/9 đến 30/9/2026",
            "Bí thư Đoàn trường", at=day("2026-09-20", "2026-09-30"),
        ),
        section(1, "THÁNG 01/2027"),
        item(
            1, "Sơ kết học kỳ I", "Ban Giám hiệu", "Ngày 15/01/2027", "Phó Hiệu trưởng",
            at=day("2027-01-15"),
        ),
        item(2, "Kiểm kê tài sản", "Tổ Văn phòng", O, O, at=months(2027, 1).headed()),
        section(1, "THÁNG 5/2027"),
        item(
            1, "Tổng kết năm học", "Ban Giám hiệu", "28/5/2027", "Hiệu trưởng",
            at=day("2027-05-28"),
        ),
    ),
    today=date(2026, 8, 15),
)  # fmt: skip

dated = drawing(
    "board-english-dates",
    "xlsx ods xls",
    Line("COMMITTEE ON PUBLIC WORKS - ANNUAL PROGRAMME 2027"),
    table(
        "No. | Subject | Responsible body | Coordinating bodies | Output | Time",
        "number text lead coordinating product time_text",
        item(
            1, "Bridge maintenance review", "Roads Division", "Finance Department", "Report",
            seen(date(2027, 3, 1), "03/2027", "mm/yyyy"), at=months(2027, 3),
        ),
        item(
            2, "Ferry licensing scheme", "Harbour Board", O, "Bill",
            "01/4/2027 - 30/6/2027", at=day("2027-04-01", "2027-06-30"),
        ),
        item(
            3, "Flood map", "Roads Division", "Harbour Board", "Map",
            seen(date(2027, 10, 12), "12/10/2027", "dd/mm/yyyy"), at=day("2027-10-12"),
        ),
        item(
            4, "Annual review", "Secretariat", O, "Report", "from November 2027",
            at=since("2027-11-01"),
        ),
    ),
    today=date(2026, 11, 1),
)  # fmt: skip

union = drawing(
    "school-board-merged",
    "docx xlsx xls",
    Line("CHƯƠNG TRÌNH HOẠT ĐỘNG CỦA HỘI ĐỒNG TRƯỜNG NĂM 2026"),
    table(
        "STT | Nội dung | Chủ trì | Thời gian | Kết quả dự kiến",
        "number text lead time_text product",
        item(
            1, "Thông qua quy chế chi tiêu nội bộ", "Hội đồng trường", "15/3/2026", "Nghị quyết",
            at=day("2026-03-15"),
        ),
        item(2, "Thông qua chỉ tiêu tuyển sinh", UP, UP, UP, at=day("2026-03-15")),
        item(
            3, "Đánh giá hiệu trưởng", UP, "Quý IV/2026", "Báo cáo", at=quarter(2026, 4),
        ),
        item(
            4, "Giám sát thu chi bán trú", "Ban Thanh tra nhân dân", UP, UP,
            at=quarter(2026, 4),
        ),
    ),
)  # fmt: skip

DRAWN = [board, company, school, dated, union]
