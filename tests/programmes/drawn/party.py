"""Programmes of a provincial party committee: the year and the term."""

from datetime import date

from tests.programmes.drawing import (
    LEFT,
    UP,
    Line,
    O,
    Pairs,
    drawing,
    head,
    item,
    section,
    table,
)
from tests.programmes.drawn.labels import (
    ASKED,
    by,
    half,
    months,
    quarter,
    since,
    years,
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

year = drawing(
    "party-year",
    "all",
    HEAD,
    Line("CHƯƠNG TRÌNH CÔNG TÁC NĂM 2027"),
    Line("của Ban Chấp hành, Ban Thường vụ Tỉnh ủy Minh Họa"),
    Line("-----", bold=False),
    table(
        [
            ["TT", "Nội dung", "Cơ quan", LEFT, "Loại văn bản", "Thời gian trình", "Ghi chú"],
            [UP, UP, "Chủ trì chuẩn bị", "Phối hợp", UP, UP, UP],
        ],
        "number text lead coordinating product time_text note",
        section(1, "I", "NỘI DUNG TRÌNH BAN CHẤP HÀNH ĐẢNG BỘ TỈNH"),
        item(
            1,
            "Đề án nâng cao năng lực lãnh đạo của tổ chức cơ sở đảng vùng sông nước, "
            "giai đoạn 2027 - 2030",
            "Ban Tổ chức Tỉnh ủy",
            "Ban Tuyên giáo và Dân vận Tỉnh ủy, Văn phòng Tỉnh ủy",
            "Đề án, Nghị quyết",
            "Tháng 3/2027",
            at=months(2027, 3),
        ),
        item(
            2,
            "Báo cáo tình hình thực hiện nhiệm vụ phát triển kinh tế - xã hội 6 tháng đầu năm, "
            "nhiệm vụ 6 tháng cuối năm 2027",
            "Đảng ủy UBND tỉnh",
            "Các đảng ủy trực thuộc Tỉnh ủy",
            "Báo cáo, Kết luận",
            "Trước ngày 15/7/2027",
            "Hội nghị lần thứ 9",
            at=by("2027-07-15"),
        ),
        item(
            3,
            "Chương trình kiểm tra, giám sát năm 2028 của Ban Chấp hành",
            "Ủy ban Kiểm tra Tỉnh ủy",
            O,
            "Chương trình",
            "Quý IV/2027",
            at=quarter(2027, 4),
        ),
        section(1, "II", "NỘI DUNG TRÌNH BAN THƯỜNG VỤ TỈNH ỦY"),
        item(
            1,
            "Sơ kết 3 năm thực hiện Quy chế phối hợp giữa các cơ quan nội chính của tỉnh",
            "Ban Nội chính Tỉnh ủy",
            "Công an tỉnh, Viện Kiểm sát nhân dân tỉnh, Tòa án nhân dân tỉnh",
            "Báo cáo",
            "Tháng 5",
            at=months(2027, 5).titled(),
        ),
        item(
            2,
            "Quy định về phân cấp quản lý cán bộ và bổ nhiệm, giới thiệu cán bộ ứng cử",
            "Ban Tổ chức Tỉnh ủy",
            "Các ban đảng Tỉnh ủy",
            "Quy định",
            "Quý II",
            "Thay thế quy định cũ",
            at=quarter(2027, 2).titled(),
        ),
        head(),
        item(
            3,
            "Kế hoạch tổ chức đối thoại của người đứng đầu cấp ủy với Nhân dân",
            "Văn phòng Tỉnh ủy",
            "Ủy ban MTTQ Việt Nam tỉnh",
            "Kế hoạch",
            "Trước 30/9",
            at=by("2027-09-30").titled(),
        ),
        section(1, "III", "NỘI DUNG DO THƯỜNG TRỰC TỈNH ỦY XEM XÉT"),
        item(
            1,
            "Nghe báo cáo tiến độ các công trình trọng điểm",
            "Đảng ủy UBND tỉnh",
            O,
            "Thông báo kết luận",
            "Hằng tháng",
            at=ASKED,
        ),
        item(
            2,
            "Chỉ đạo chuẩn bị nội dung trình kỳ họp thứ 11 của HĐND tỉnh",
            "Đảng ủy HĐND tỉnh",
            "Đảng ủy UBND tỉnh",
            "Kết luận",
            "Kỳ họp thứ 11",
            at=ASKED,
        ),
        widths=(6, 60, 24, 30, 18, 18, 16),
    ),
    SIGNED,
    today=date(2026, 12, 26),
)

term = drawing(
    "party-term",
    "xlsx docx ods",
    Line("CHƯƠNG TRÌNH CÔNG TÁC TOÀN KHÓA", merged=False),
    Line("của Ban Chấp hành Đảng bộ tỉnh Minh Họa khóa V, nhiệm kỳ 2025 - 2030", merged=False),
    Line("(Kèm theo Quyết định số 15-QĐ/TU ngày 10/11/2025)", merged=False, bold=False),
    table(
        "STT | NỘI DUNG | CƠ QUAN CHỦ TRÌ THAM MƯU | CƠ QUAN PHỐI HỢP | SẢN PHẨM | "
        "THỜI GIAN THỰC HIỆN",
        "number text lead coordinating product time_text",
        section(1, "", "CÔNG TÁC XÂY DỰNG ĐẢNG", merged=False),
        item(
            "1",
            "Nghị quyết về xây dựng đội ngũ cán bộ cấp chiến lược của tỉnh",
            "Ban Tổ chức Tỉnh ủy",
            "Trường Chính trị tỉnh",
            "Nghị quyết",
            "Quý I/2026",
            at=quarter(2026, 1),
        ),
        item("2", "Các chuyên đề về công tác tư tưởng:", "Ban Tuyên giáo và Dân vận", O, O, O),
        item(
            O,
            "- Nâng cao chất lượng sinh hoạt chuyên đề ở chi bộ",
            O,
            "Đảng ủy các xã, phường",
            "Hướng dẫn",
            "6 tháng cuối năm 2026",
            level=2,
            at=half(2026, 2),
        ),
        item(
            O,
            "- Đấu tranh phản bác thông tin xấu độc trên không gian mạng",
            O,
            "Công an tỉnh",
            "Kế hoạch",
            "2026 - 2030",
            level=2,
            at=years(2026, 2030),
        ),
        item(
            "3",
            "Tổng kết công tác kiểm tra, giám sát nhiệm kỳ 2025 - 2030",
            "Cơ quan Ủy ban Kiểm tra Tỉnh ủy",
            "Các cấp ủy trực thuộc",
            "Báo cáo",
            "Quý I/2030",
            at=quarter(2030, 1),
        ),
        section(1, "", "PHÁT TRIỂN KINH TẾ - XÃ HỘI", merged=False),
        item(
            "1",
            "Nghị quyết về phát triển kinh tế ven hồ Mây đến năm 2035",
            "Đảng ủy UBND tỉnh",
            "Sở Nông nghiệp và Môi trường; Sở Xây dựng; Sở Văn hóa, Thể thao và Du lịch",
            "Nghị quyết",
            "6 tháng đầu năm 2027",
            at=half(2027, 1),
        ),
        item(
            "2",
            "Sơ kết giữa nhiệm kỳ việc thực hiện Nghị quyết Đại hội Đảng bộ tỉnh",
            "Văn phòng Tỉnh uỷ",
            "Các ban đảng, các đảng uỷ trực thuộc",
            "Báo cáo, Kết luận",
            "Năm 2028",
            at=years(2028),
        ),
        item(
            "3",
            "Lãnh đạo xây dựng nông thôn mới nâng cao",
            "Đảng ủy UBND tỉnh",
            O,
            O,
            "Thường xuyên",
            at=ASKED,
        ),
        section(1, "", "QUỐC PHÒNG, AN NINH, NỘI CHÍNH", merged=False),
        item(
            "1",
            "Nghị quyết về xây dựng khu vực phòng thủ",
            "Đảng ủy Quân sự tỉnh",
            "Đảng ủy Công an tỉnh",
            "Nghị quyết",
            "Từ tháng 3/2029",
            at=since("2029-03-01"),
        ),
    ),
)

DRAWN = [year, term]
