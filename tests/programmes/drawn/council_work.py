"""Plans of a People's Council with real dates, several sheets and headings of a quarter."""

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
    seen,
    table,
)
from tests.programmes.drawn.labels import by, day, months, quarter, since

SIGNED = Pairs(
    (
        ("Nơi nhận:", "TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN"),
        ("- Thường trực HĐND tỉnh;", "KT. CHỦ TỊCH"),
        ("- Các Ban của HĐND tỉnh;", "PHÓ CHỦ TỊCH"),
        ("- Lưu: VT.", ""),
    )
)

voters = drawing(
    "council-voters",
    "xlsx ods xls",
    Line("KẾ HOẠCH TIẾP XÚC CỬ TRI NĂM 2026 CỦA ĐẠI BIỂU HĐND TỈNH"),
    table(
        "STT | Nội dung | Thời gian | Địa điểm | Đơn vị chủ trì | Cơ quan phối hợp",
        "number text time_text extra lead coordinating",
        item(
            1,
            "Tiếp xúc cử tri trước kỳ họp giữa năm",
            seen(date(2026, 6, 2), "02/06/2026", "dd/mm/yyyy"),
            "Nhà văn hóa xã Suối Mơ",
            "Tổ đại biểu HĐND tỉnh",
            "Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh",
            at=day("2026-06-02"),
        ),
        item(
            2,
            "Tổng hợp ý kiến, kiến nghị của cử tri",
            seen(date(2026, 6, 1), "06/2026", "mm/yyyy"),
            O,
            "Văn phòng HĐND tỉnh",
            "Uỷ ban MTTQ tỉnh",
            at=months(2026, 6),
        ),
        item(
            3,
            "Tiếp xúc cử tri chuyên đề về giáo dục",
            seen(date(2026, 9, 5), "05/09/2026", "dd/mm/yyyy"),
            "Trường THPT Hoa Ban",
            "Ban Văn hóa - Xã hội",
            "Sở GDĐT",
            at=day("2026-09-05"),
        ),
        item(
            4,
            "Tiếp xúc cử tri sau kỳ họp cuối năm",
            seen(date(2026, 12, 15), "15/12/2026", "dd/mm/yyyy"),
            "Hội trường phường Bến Gió",
            "Tổ đại biểu HĐND tỉnh",
            O,
            at=day("2026-12-15"),
        ),
        other(O, "Ghi chú: lịch cụ thể do Văn phòng thông báo sau."),
    ),
)

two_sheets = drawing(
    "council-two-sheets",
    "xlsx ods xls docx",
    Sheet(
        "Kỳ họp",
        (
            Line("CHƯƠNG TRÌNH CỦA HĐND TỈNH NĂM 2027"),
            table(
                "STT | Nội dung | Cơ quan chủ trì | Thời gian trình",
                "number text lead time_text",
                section(1, "I", "Kỳ họp giữa năm"),
                item(
                    1,
                    "Nghị quyết về đặt tên đường tại phường Bến Gió",
                    "UBND tỉnh",
                    "Tháng 7/2027",
                    at=months(2027, 7),
                ),
                section(1, "II", "Kỳ họp cuối năm"),
                item(
                    1,
                    "Nghị quyết về dự toán ngân sách địa phương",
                    "Ban Kinh tế - Ngân sách",
                    "Tháng 12/2027",
                    at=months(2027, 12),
                ),
            ),
        ),
    ),
    Sheet(
        "Giám sát",
        (
            Line("CHƯƠNG TRÌNH GIÁM SÁT NĂM 2027"),
            table(
                "STT | Nội dung giám sát | Đoàn giám sát | Đơn vị chủ trì | Thời hạn báo cáo",
                "number text extra lead time_text",
                item(
                    1,
                    "Việc giải quyết kiến nghị của cử tri",
                    "Thường trực HĐND",
                    "Ban Pháp chế",
                    "trước ngày 25/4/2027",
                    at=by("2027-04-25"),
                ),
                item(
                    2,
                    "Việc phân bổ vốn đầu tư công",
                    "HĐND tỉnh",
                    "Ban Kinh tế - Ngân sách",
                    "Từ tháng 8/2027",
                    at=since("2027-08-01"),
                ),
            ),
        ),
    ),
    today=date(2026, 12, 1),
)

themes = drawing(
    "council-themes",
    "docx xlsx",
    Line("Biểu số 1. DỰ KIẾN NỘI DUNG PHIÊN HỌP THƯỜNG TRỰC HĐND NĂM 2026"),
    table(
        [
            ["TT", "Nội dung", "Phân công", LEFT, LEFT, "Thời gian"],
            [UP, UP, "Cơ quan chủ trì", "Cơ quan phối hợp", "Lãnh đạo phụ trách", UP],
        ],
        "number text lead coordinating leader time_text",
        section(1, "QUÝ I"),
        item(
            1,
            "Cho ý kiến về chương trình giám sát chuyên đề",
            "Ban Pháp chế",
            "Ban Dân tộc HĐND tỉnh",
            "Phó Chủ tịch HĐND tỉnh",
            "Tháng 2/2026",
            at=months(2026, 2),
        ),
        item(
            2,
            "Phiên giải trình về chậm giải ngân vốn chương trình mục tiêu quốc gia",
            "Ban Kinh tế và Ngân sách",
            "Sở Tài chính",
            "Chủ tịch HĐND tỉnh",
            "T3/2026",
            at=months(2026, 3),
        ),
        section(1, "QUÝ II"),
        item(
            1,
            "Chuẩn bị kỳ họp thường lệ giữa năm",
            "Văn phòng HĐND",
            O,
            O,
            O,
            at=quarter(2026, 2).headed(),
        ),
        item(
            2,
            "Nghe báo cáo về tiến độ lập quy hoạch xã",
            "Ban KTNS",
            "Sở Xây dựng",
            O,
            "Tháng 9/2026",
            at=months(2026, 9),
            remarks=("doubt",),
        ),
    ),
    SIGNED,
)

DRAWN = [voters, two_sheets, themes]
