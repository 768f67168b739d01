"""Shapes that trip a reader: odd orders, empty columns, hidden rows, equal numbers, long cells."""

from datetime import date

from tests.programmes.drawing import (
    LEFT,
    UP,
    Line,
    O,
    Pairs,
    auto,
    drawing,
    head,
    item,
    more,
    other,
    section,
    table,
)
from tests.programmes.drawn.labels import ASKED, by, day, either, months, quarter

odd_order = drawing(
    "shape-odd-order",
    "xlsx docx ods",
    Line("CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026 CỦA ĐẢNG ỦY HĐND TỈNH"),
    table(
        "Thời gian trình | Sản phẩm | Phối hợp | Nội dung | Ghi chú | STT | Đơn vị chủ trì",
        "time_text product coordinating text note number lead",
        item("Tháng 4/2026", "Tờ trình", "Ban Pháp chế", "Đề án đổi mới tiếp xúc cử tri", O, 1,
             "Thường trực HĐND", at=months(2026, 4)),
        item("Quý III/2026", "Báo cáo", O, "Sơ kết chuyên đề giám sát", "Chuyển tiếp", 2,
             "Các Ban của HĐND tỉnh", at=quarter(2026, 3)),
        item("trước 01/12/2026", "Kế hoạch", "Đảng ủy UBND tỉnh", "Chuẩn bị kỳ họp cuối năm", O, 3,
             "Đảng ủy HĐND tỉnh", at=by("2026-12-01")),
    ),
)  # fmt: skip

empty_columns = drawing(
    "shape-empty-columns",
    "xlsx ods xls",
    Line(""),
    Line("CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026"),
    Line(""),
    table(
        " | STT |  | Nội dung | Cơ quan chủ trì |  | Thời gian",
        "- number - text lead - time_text",
        item(O, 1, O, "Hội thảo về bảo tồn rừng hồ Mây", "Sở Nông nghiệp và Môi trường", O,
             "Tháng 5/2026", at=months(2026, 5)),
        other(),
        item(O, 2, O, "Giải chạy ven hồ", "Sở Văn hóa, Thể thao và Du lịch", O, "20/9/2026",
             at=day("2026-09-20")),
        other(),
        item(O, 3, O, "Triển lãm nghề truyền thống", "Sở Công Thương", O, "Tháng 11/2026",
             at=months(2026, 11)),
    ),
)  # fmt: skip

hidden = drawing(
    "shape-hidden-rows",
    "xlsx ods xls",
    Line("CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026 CỦA BAN TỔ CHỨC TỈNH ỦY"),
    table(
        "STT | Nội dung | Cơ quan phối hợp | Thời gian",
        "number text coordinating time_text",
        item(1, "Sơ kết việc sắp xếp tổ chức bộ máy", "Sở Nội vụ", "Tháng 4/2026",
             at=months(2026, 4)),
        item(2, "Nội dung xin rút khỏi chương trình", "Sở Nội vụ", "Tháng 6/2026",
             hidden=True, at=months(2026, 6), remarks=("hidden",)),
        item(3, "Tổng kết công tác tổ chức xây dựng Đảng", O, "Tháng 12/2026",
             at=months(2026, 12)),
    ),
)  # fmt: skip

vertical = drawing(
    "shape-merged-down",
    "all",
    Line("KẾ HOẠCH THỰC HIỆN NGHỊ QUYẾT ĐẠI HỘI - NĂM 2026"),
    table(
        "STT | Nội dung nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian hoàn thành",
        "number text lead coordinating time_text",
        item(1, "Quy hoạch mạng lưới trường, lớp học", "Sở Giáo dục và Đào tạo", "Sở Xây dựng",
             "Quý II/2026", at=quarter(2026, 2)),
        item(2, "Đề án trường nội trú liên cấp", UP, "UBND cấp xã", UP, at=quarter(2026, 2)),
        item(3, "Đề án bữa ăn học đường", UP, "Sở Y tế", UP, at=quarter(2026, 2)),
        item(4, "Đề án bác sĩ về thôn", "Sở Y tế", O, "Tháng 9/2026", at=months(2026, 9)),
        item(5, "Sổ sức khỏe điện tử", UP, "Sở Khoa học và Công nghệ; Công an tỉnh", O),
        item(6, "Tầm soát bệnh nghề nghiệp", "Sở Nội vụ", UP, "Tháng 10/2026",
             at=months(2026, 10)),
    ),
)  # fmt: skip

LONG = (
    "Xây dựng Đề án phát triển hệ thống cấp nước sạch tập trung cho các xã, thôn vùng cao, vùng "
    "thường xuyên hạn hán, xâm nhập mặn và khu tái định cư tập trung trên địa bàn tỉnh Minh Họa "
    "giai đoạn 2026 - 2030, định hướng đến năm 2035 (trong đó làm rõ: nguồn vốn, lộ trình)"
)
NESTED = (
    "Báo cáo chuyên đề về phòng, chống thiên tai gồm các nội dung:\n"
    "- Đánh giá thiệt hại do lũ ống, lũ quét năm 2025 tại các xã Suối Mơ, Đồi Mây;\n"
    "- Phương án di dời khẩn cấp các hộ dân trong vùng có nguy cơ sạt lở cao;\n"
    "- Kiến nghị cơ chế hỗ trợ chỗ ở tạm thời, sinh kế cho người dân sau thiên tai."
)
long = drawing(
    "shape-long-texts",
    "xlsx docx ods xls",
    Line("DANH MỤC ĐỀ ÁN, BÁO CÁO CHUYÊN ĐỀ NĂM 2026"),
    table(
        "TT\n(số) | NỘI DUNG\nĐỀ ÁN | CƠ QUAN\nCHỦ TRÌ | CƠ QUAN\nPHỐI HỢP | THỜI GIAN\nTRÌNH",
        "number text lead coordinating time_text",
        item(1, LONG, "Sở Nông nghiệp và Môi trường",
             "- Sở Tài chính;\n- Sở Xây dựng;\n- UBND các xã, phường", "Tháng 6/2026",
             at=months(2026, 6)),
        item(2, NESTED, "Sở Nông nghiệp và Môi trường",
             "Bộ Chỉ huy Quân sự tỉnh\nCông an tỉnh", "Trước ngày\n15/5/2026",
             at=by("2026-05-15")),
    ),
)  # fmt: skip

automatic = drawing(
    "shape-automatic-numbers",
    "docx xlsx",
    Line("CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026 CỦA ỦY BAN KIỂM TRA TỈNH ỦY"),
    table(
        "TT | Nội dung | Đơn vị chủ trì | Thời gian",
        "number text lead time_text",
        section(1, "I", "KIỂM TRA"),
        item(auto(1, "."), "Kiểm tra khi có dấu hiệu vi phạm", "Ủy ban Kiểm tra", "Quý II/2026",
             at=quarter(2026, 2)),
        item(auto(2, "."), "Kiểm tra tài chính đảng", "Ủy ban Kiểm tra", "Quý III/2026",
             at=quarter(2026, 3)),
        section(1, "II", "GIÁM SÁT"),
        item(auto(1, "."), "Giám sát thường xuyên", "Ủy ban Kiểm tra", "Thường xuyên", at=ASKED),
        item(auto(2, "."), "Giám sát chuyên đề về nêu gương", "Ủy ban Kiểm tra", "Tháng 8/2026",
             at=months(2026, 8)),
        item(auto(3, "."), "Tập huấn nghiệp vụ kiểm tra", "Ủy ban Kiểm tra", "Tháng 9/2026",
             at=months(2026, 9)),
    ),
)  # fmt: skip

pages = drawing(
    "shape-pages",
    "docx xlsx xls",
    Line("CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026 CỦA ĐẢNG ỦY MTTQ TỈNH"),
    table(
        [
            ["TT", "Nội dung", "Cơ quan", LEFT, "Thời gian"],
            [UP, UP, "Chủ trì", "Phối hợp", UP],
            ["1", "2", "3", "4", "5"],
        ],
        "number text lead coordinating time_text",
        section(1, "I", "QUÝ I"),
        item(1, "Hội nghị hiệp thương", "Ủy ban MTTQ Việt Nam tỉnh", "Các đoàn thể",
             "Tháng 1/2026", at=months(2026, 1)),
        item(2, "Phát động Tết trồng cây", "Tỉnh đoàn", "Hội Nông dân", "Tháng 2/2026",
             at=months(2026, 2)),
        head(),
        item(3, "Tọa đàm ngày 8/3", "Hội Phụ nữ tỉnh", O, "06/3/2026", at=day("2026-03-06")),
        section(1, "II", "QUÝ II"),
        item(4, "Tháng Công nhân", "LĐLĐ tỉnh", "Sở Nội vụ", "Tháng 5/2026",
             at=months(2026, 5)),
        head(),
        item(5, "Ngày hội đoàn kết các thôn", "Ủy ban MTTQ tỉnh", "Đảng ủy các xã, phường",
             "Tháng 6/2026", at=months(2026, 6)),
    ),
)  # fmt: skip

continued = drawing(
    "shape-continued",
    "docx xlsx",
    Line("CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026 CỦA TỈNH ĐOÀN MINH HỌA"),
    table(
        "STT | Nội dung | Đơn vị chủ trì | Thời gian",
        "number text lead time_text",
        section(1, "I", "PHONG TRÀO"),
        item(1, "Tháng Thanh niên", "Tỉnh đoàn", "Tháng 3/2026", at=months(2026, 3)),
        item(2, "Chiến dịch hè tình nguyện", "Tỉnh đoàn", "Tháng 6 - tháng 8/2026",
             at=months(2026, 6, 8)),
    ),
    Line(""),
    table(
        "",
        "number text lead time_text",
        item(3, "Tư vấn mùa thi", "Tỉnh đoàn", "Tháng 6/2026", at=months(2026, 6)),
        section(1, "II", "TỔ CHỨC"),
        item(1, "Hội nghị Ban Chấp hành", "Tỉnh đoàn", "Quý IV/2026", at=quarter(2026, 4)),
    ),
)  # fmt: skip

equal_numbers = drawing(
    "shape-equal-numbers",
    "xlsx docx ods",
    Line("CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026 CỦA ĐẢNG ỦY CÔNG AN TỈNH"),
    table(
        "STT | Nội dung | Cơ quan chủ trì | Thời gian",
        "number text lead time_text",
        item(1, "Nghị quyết bảo đảm an ninh trật tự", "Đảng ủy Công an tỉnh", "Tháng 1/2026",
             at=months(2026, 1)),
        item(2, "Ra quân trấn áp tội phạm dịp Tết", "Công an tỉnh", "Tháng 2/2026",
             at=months(2026, 2)),
        item(2, "Diễn tập chữa cháy rừng", "Công an tỉnh", "Tháng 3/2026",
             at=months(2026, 3), remarks=("doubt",)),
        item(4, "Sơ kết 6 tháng", "Công an tỉnh", "Tháng 7/2026", at=months(2026, 7)),
    ),
)  # fmt: skip

goes_on = drawing(
    "shape-item-over-rows",
    "xlsx docx",
    Line("KẾ HOẠCH GIÁM SÁT CHUYÊN ĐỀ NĂM 2026"),
    table(
        "TT | Nội dung | Cơ quan chủ trì | Sản phẩm | Thời gian",
        "number text lead product time_text",
        item(
            1, "Giám sát chương trình nông thôn mới", "Ban Kinh tế - Ngân sách", "Kế hoạch",
            "03/2026",
            product=either("Kế hoạch\nBáo cáo", "Kế hoạch; Báo cáo"),
            time_text=either("03/2026\n11/2026", "03/2026; 11/2026"),
            at=day("2026-03-01", "2026-11-30"),
            milestones=[
                (None, "2026-03-01", "2026-03-31"),
                (None, "2026-11-01", "2026-11-30"),
            ],
        ),
        more(UP, UP, UP, "Báo cáo", "11/2026"),
        item(2, "Giám sát chính sách người có công", "Ban Văn hóa - Xã hội", "Báo cáo",
             "09/2026", at=months(2026, 9)),
    ),
)  # fmt: skip

signed = drawing(
    "shape-notes-below",
    "all",
    Line("CHƯƠNG TRÌNH CÔNG TÁC THÁNG 10/2026"),
    Line("của Ban Thường vụ Đảng ủy các cơ quan Đảng tỉnh"),
    table(
        "TT | Nội dung | Cơ quan chuẩn bị | Thời gian",
        "number text lead time_text",
        item(1, "Hội nghị Ban Thường vụ", "Văn phòng Tỉnh ủy", "15/10/2026",
             at=day("2026-10-15")),
        item(2, "Kiểm tra chuyên đề", "Ủy ban Kiểm tra Tỉnh ủy", "Trong tháng 10/2026",
             at=months(2026, 10)),
    ),
    Line("* Ghi chú:", merged=False),
    Line("- Các nội dung phát sinh được bổ sung hằng tuần.", merged=False, bold=False),
    Line("- Đề nghị các cơ quan gửi tài liệu trước 03 ngày.", merged=False, bold=False),
    Pairs(
        (
            ("Nơi nhận:", "T/M BAN THƯỜNG VỤ"),
            ("- Như trên;", "PHÓ BÍ THƯ THƯỜNG TRỰC"),
            ("- Lưu Văn phòng.", "(Đã ký)"),
        )
    ),
    today=date(2026, 9, 28),
)  # fmt: skip

DRAWN = [
    odd_order, empty_columns, hidden, vertical, long, automatic, pages, continued,
    equal_numbers, goes_on, signed,
]  # fmt: skip
