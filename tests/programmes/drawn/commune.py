"""Programmes of communes and wards: bodies that the province's catalogue does not know."""

from datetime import date

from tests.programmes.drawing import (
    LEFT,
    UP,
    Line,
    O,
    Pairs,
    bullet,
    drawing,
    item,
    section,
    table,
)
from tests.programmes.drawn.labels import (
    ANY,
    ASKED,
    by,
    day,
    either,
    months,
    quarter,
    since,
    steps,
)

party = drawing(
    "commune-party-year",
    "all",
    Pairs(
        (
            ("ĐẢNG BỘ TỈNH MINH HỌA", "ĐẢNG CỘNG SẢN VIỆT NAM"),
            ("ĐẢNG UỶ XÃ SUỐI MƠ", "Suối Mơ, ngày 08 tháng 01 năm 2026"),
        )
    ),
    Line("CHƯƠNG TRÌNH LÀM VIỆC NĂM 2026"),
    Line("của Ban Chấp hành Đảng bộ xã"),
    table(
        "TT | Nội dung | Cơ quan chủ trì tham mưu | Cơ quan phối hợp | Cấp trình | Thời gian trình",
        "number text lead coordinating considers time_text",
        section(1, "I.", "Công tác xây dựng Đảng"),
        item(
            1,
            "Kế hoạch phát triển đảng viên mới trong đoàn viên, hội viên",
            "Ban Xây dựng Đảng",
            "Văn phòng Đảng uỷ",
            "BTV Đảng uỷ",
            "Tháng 02/2026",
            at=months(2026, 2),
        ),
        item(
            2,
            "Đánh giá, xếp loại chi bộ và đảng viên",
            "Ban Xây dựng Đảng",
            "Uỷ ban Kiểm tra Đảng uỷ",
            "BCH Đảng bộ xã",
            "Trước 10/12/2026",
            at=by("2026-12-10"),
        ),
        section(1, "II.", "Công tác kiểm tra, giám sát"),
        item(
            1,
            "Kiểm tra 02 chi bộ về thực hiện Quy định những điều đảng viên không được làm",
            "Uỷ ban Kiểm tra Đảng uỷ",
            O,
            O,
            "Quý III/2026",
            at=quarter(2026, 3),
        ),
        section(1, "III.", "Công tác dân vận"),
        item(
            1,
            "Hội nghị đối thoại giữa Bí thư Đảng uỷ với Nhân dân thôn Mây",
            "Văn phòng Đảng uỷ",
            "UBND xã Suối Mơ",
            O,
            "08h00 ngày 20/8/2026",
            at=day("2026-08-20T08:00"),
        ),
    ),
    Pairs(
        (
            ("Nơi nhận:", "T/M BAN THƯỜNG VỤ"),
            ("- Thường trực Tỉnh uỷ (b/c);", "BÍ THƯ"),
            ("- Các chi bộ trực thuộc;", ""),
            ("- Lưu Văn phòng Đảng uỷ.", ""),
        )
    ),
)

decomposed = drawing(
    "commune-decomposed",
    "xlsx docx",
    Line("CHƯƠNG TRÌNH CÔNG TÁC NĂM 2027 CỦA ĐẢNG ỦY PHƯỜNG HOA BAN"),
    table(
        "TT | Nội dung | Đơn vị chủ trì | Thời gian | Sản phẩm",
        "number text lead time_text product",
        section(1, "NỘI DUNG TRÌNH BAN THƯỜNG VỤ"),
        item(
            1,
            "Nghị quyết lãnh đạo nhiệm vụ quốc phòng, an ninh",
            "Bộ Chỉ huy Quân sự tỉnh",
            "Tháng Giêng năm 2027",
            "Nghị quyết",
            at=months(2027, 1),
        ),
        item(
            2,
            "Phối hợp mở lớp bồi dưỡng lý luận chính trị hè",
            "Trường Chính trị tỉnh",
            "Quý III/2027",
            "Kế hoạch",
            at=quarter(2027, 3),
        ),
        item(
            3,
            "Rà soát hộ nghèo, hộ cận nghèo",
            "Uỷ ban MTTQ Việt Nam tỉnh",
            "trước ngày 30/11/2027",
            "Báo cáo",
            at=by("2027-11-30"),
        ),
    ),
    today=date(2026, 12, 20),
    nfd=True,
)

numbering = drawing(
    "commune-numbering",
    "xlsx docx ods",
    Line("KẾ HOẠCH CÔNG TÁC NĂM 2026"),
    Line("UBND xã Đồi Mây"),
    table(
        "TT | Công việc | Chủ trì | Phối hợp | Thời hạn",
        "number text lead coordinating time_text",
        section(1, "A", "LĨNH VỰC KINH TẾ"),
        item(
            "1)", "Vận động chuyển đổi cây trồng", "Phòng Kinh tế", "Hội Nông dân tỉnh",
            "Quý I/2026", at=quarter(2026, 1),
        ),
        item("2)", "Nâng cấp đường liên thôn:", "Phòng Kinh tế", O, O),
        item(
            "a)", "Đoạn thôn Mây - thôn Gió", O, "Sở Xây dựng", "30/6/2026", level=2,
            at=day("2026-06-30"),
        ),
        item(
            "b)", "Đoạn thôn Gió - chợ Đồi", O, "Sở Xây dựng", "30/9/2026", level=2,
            at=day("2026-09-30"),
        ),
        section(1, "B", "LĨNH VỰC VĂN HÓA - XÃ HỘI"),
        item(
            "1)", "Sửa chữa trạm y tế xã", "Trung tâm Phục vụ hành chính công xã", "Sở Y tế",
            "Từ tháng 4/2026", at=since("2026-04-01"),
        ),
        item(
            "2)", "Hội thi văn nghệ các thôn", "Phòng Văn hóa - Xã hội", "Hội Phụ nữ tỉnh",
            "Tháng 10", at=months(2026, 10).titled(),
        ),
    ),
)  # fmt: skip

bullets = drawing(
    "commune-bullets",
    "docx xlsx",
    Line("CHƯƠNG TRÌNH TRỌNG TÂM NĂM 2026 CỦA HĐND PHƯỜNG BẾN GIÓ"),
    table(
        [
            ["Số TT", "Nội dung", "Cơ quan", LEFT, "Thời gian"],
            [UP, UP, "Chủ trì", "Phối hợp", UP],
        ],
        "number text lead coordinating time_text",
        item(
            1, "Tổ chức kỳ họp thường lệ giữa năm:", "Thường trực HĐND phường", O, "Tháng 7/2026",
            at=months(2026, 7),
        ),
        item(
            O, bullet("Thẩm tra các báo cáo, tờ trình"), "Ban Kinh tế - Xã hội HĐND phường",
            "UBND phường Bến Gió", "Tháng 6/2026", level=2, at=months(2026, 6),
        ),
        item(
            O, bullet("Thông qua nghị quyết về dự toán điều chỉnh"),
            "Ban Kinh tế - Xã hội HĐND phường", O, "Kỳ họp giữa năm", level=2, at=ASKED,
        ),
        item(
            2, "Giám sát việc quản lý vỉa hè, lòng đường", "Ban Pháp chế HĐND phường",
            "Công an phường", "Quý II và quý IV năm 2026",
            **steps((None, quarter(2026, 2)), (None, quarter(2026, 4))),
        ),
    ),
)  # fmt: skip

no_number = drawing(
    "commune-no-number-column",
    "xlsx docx",
    Line("LỊCH LÀM VIỆC VÀ NỘI DUNG CÔNG TÁC NĂM 2026 - XÃ ĐỒI MÂY"),
    table(
        "Nội dung công việc | Chủ trì thực hiện | Thời hạn | Ghi chú",
        "text lead time_text note",
        item(
            "1. Xây dựng quy chế làm việc của Đảng ủy xã",
            "Văn phòng Đảng ủy",
            "31/01/2026",
            "Đã có dự thảo",
            number=either(O, "1", "1."),
            text=either(
                "1. Xây dựng quy chế làm việc của Đảng ủy xã",
                "Xây dựng quy chế làm việc của Đảng ủy xã",
            ),
            at=day("2026-01-31"),
        ),
        item(
            "2. Kiện toàn các tổ công tác",
            "Ban Xây dựng Đảng",
            "28/02/2026",
            O,
            number=either(O, "2", "2."),
            text=either("2. Kiện toàn các tổ công tác", "Kiện toàn các tổ công tác"),
            at=day("2026-02-28"),
        ),
        item(
            "- Tổ chuyển đổi số cộng đồng",
            "Công an xã",
            O,
            O,
            level=2,
        ),
        item(
            "3. Chuẩn bị lễ hội xuống đồng",
            "Phòng Văn hóa - Xã hội",
            "Sau rằm tháng Giêng",
            O,
            number=either(O, "3", "3."),
            text=either("3. Chuẩn bị lễ hội xuống đồng", "Chuẩn bị lễ hội xuống đồng"),
            at=ASKED,
            time_from=ANY,
            time_to=ANY,
        ),
    ),
)

DRAWN = [party, decomposed, numbering, bullets, no_number]
