"""Times of every kind an office writes, some of them wrong."""

from datetime import date, datetime

from tests.programmes.drawing import Line, O, drawing, item, section, seen, table
from tests.programmes.drawn.labels import (
    ANY,
    ASKED,
    At,
    by,
    day,
    either,
    half,
    months,
    quarter,
    since,
    steps,
    years,
)

HEADING = "TT | Nội dung | Cơ quan chủ trì | Thời gian thực hiện"
FIELDS = "number text lead time_text"

written = drawing(
    "times-with-year",
    "all",
    Line("CHƯƠNG TRÌNH CÔNG TÁC TOÀN KHÓA, NHIỆM KỲ 2026 - 2031"),
    table(
        HEADING,
        FIELDS,
        item(1, "Tháng và năm bằng số", "Sở Y tế", "03/2026", at=months(2026, 3)),
        item(2, "Tháng bằng chữ", "Sở Y tế", "Tháng 7 năm 2026", at=months(2026, 7)),
        item(3, "Quý bằng số La Mã", "Sở Y tế", "Quý I/2031", at=quarter(2031, 1)),
        item(4, "Nửa năm", "Sở Y tế", "6 tháng cuối năm 2027", at=half(2027, 2)),
        item(5, "Hạn cuối", "Sở Y tế", "trước ngày 25/4/2026", at=by("2026-04-25")),
        item(
            6, "Khoảng ngày", "Sở Y tế", "03/5/2026 - 20/5/2026",
            at=day("2026-05-03", "2026-05-20"),
        ),
        item(7, "Tháng hai năm nhuận", "Sở Y tế", "02/2028", at=months(2028, 2)),
        item(8, "Kỳ họp không ngày", "Sở Y tế", "kỳ họp thứ 11", at=ASKED),
        item(9, "Cả năm", "Sở Y tế", "Năm 2030", at=years(2030)),
        item(
            10, "Ngày viết đủ chữ", "Sở Y tế", "Ngày 05 tháng 3 năm 2027", at=day("2027-03-05")
        ),
        item(
            11, "Giờ và ngày", "Sở Y tế", "07h30, ngày 12/3/2027", at=day("2027-03-12T07:30")
        ),
        item(12, "Vắt qua năm", "Sở Y tế", "20/12/2027 - 05/01/2028",
             at=day("2027-12-20", "2028-01-05")),
        item(13, "Chín tháng", "Sở Y tế", "9 tháng đầu năm 2028", at=months(2028, 1, 9)),
        item(14, "Khoảng quý", "Sở Y tế", "Quý I - Quý III/2029", at=months(2029, 1, 9)),
        item(15, "Ngày có dấu chấm", "Sở Y tế", "15.8.2029", at=day("2029-08-15")),
        item(16, "Hạn có giờ", "Sở Y tế", "Trước 17h00 ngày 30/6/2028",
             at=by("2028-06-30T17:00")),
    ),
)  # fmt: skip

unwritten = drawing(
    "times-without-year",
    "xlsx docx",
    Line("KẾ HOẠCH CÔNG TÁC NĂM 2027 CỦA BAN NỘI CHÍNH TỈNH ỦY"),
    table(
        HEADING,
        FIELDS,
        item(1, "Chỉ có tháng", "Ban Nội chính", "Tháng 5", at=months(2027, 5).titled()),
        item(2, "Buổi và ngày", "Ban Nội chính", "Sáng 05/12", at=day("2027-12-05").titled()),
        item(3, "Quý", "Ban Nội chính", "Quý III", at=quarter(2027, 3).titled()),
        item(4, "Hạn", "Ban Nội chính", "trước 30/6", at=by("2027-06-30").titled()),
        item(5, "Nửa năm", "Ban Nội chính", "6 tháng đầu năm", at=half(2027, 1).titled()),
        item(6, "Khoảng tháng", "Ban Nội chính", "Tháng 3 - tháng 5",
             at=months(2027, 3, 5).titled()),
        item(7, "Cả năm", "Ban Nội chính", "Cả năm", at=years(2027).titled()),
        item(8, "Viết tắt", "Ban Nội chính", "T11", at=months(2027, 11).titled()),
        item(9, "Cuối tháng", "Ban Nội chính", "Cuối tháng 8", at=months(2027, 8).vague()),
        item(10, "Năm khác với tiêu đề", "Ban Nội chính", "Tháng 1/2028", at=months(2028, 1),
             remarks=("doubt",)),
        item(11, "Không ghi thời gian", "Ban Nội chính", O),
    ),
    today=date(2026, 12, 15),
)  # fmt: skip

wrong = drawing(
    "times-wrong",
    "xlsx docx ods xls",
    Line("CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026 CỦA VĂN PHÒNG TỈNH ỦY"),
    table(
        HEADING,
        FIELDS,
        item(1, "Ngày không có trong lịch", "Văn phòng Tỉnh ủy", "31/6/2026", at=ASKED),
        item(2, "Tháng không có", "Văn phòng Tỉnh ủy", "13/2026", at=ASKED),
        item(3, "Đầu sau cuối", "Văn phòng Tỉnh ủy", "20/5/2026 - 03/5/2026", at=ASKED),
        item(4, "Không phải thời gian", "Văn phòng Tỉnh ủy", "Theo yêu cầu", at=ASKED),
        item(
            5, "Phụ thuộc văn bản khác", "Văn phòng Tỉnh ủy",
            "Sau khi có hướng dẫn của Trung ương", at=ASKED,
        ),
        item(6, "Năm không nhuận", "Văn phòng Tỉnh ủy", "29/02/2026", at=ASKED),
        item(
            7, "Sơ kết 6 tháng đầu năm 2026, phương hướng 6 tháng cuối năm 2027",
            "Văn phòng Tỉnh ủy", "Tháng 7/2026", at=months(2026, 7), remarks=("doubt",),
        ),
        item(8, "Năm gõ nhầm", "Văn phòng Tỉnh ủy", "Tháng 4/2062",
             at=At("2062-04-01", "2062-04-30", ("doubt",))),
        item(9, "Chỉ có giờ", "Văn phòng Tỉnh ủy", "14h00", at=ASKED),
        item(10, "Số văn bản lẫn ngày", "Văn phòng Tỉnh ủy",
             "Theo Kế hoạch số 12-KH/TU ngày 5/3/2026", at=ASKED),
    ),
)  # fmt: skip

past = drawing(
    "times-past",
    "xlsx docx",
    Line("CHƯƠNG TRÌNH CÔNG TÁC NĂM 2027"),
    Line("của Đảng ủy các cơ quan Đảng tỉnh Minh Họa"),
    table(
        HEADING,
        FIELDS,
        item(1, "Việc đã quá ngày", "Văn phòng Tỉnh ủy", "15/3/2027", at=day("2027-03-15"),
             remarks=("past",)),
        item(2, "Hạn năm trước", "Văn phòng Tỉnh ủy", "trước ngày 30/11/2026",
             at=by("2026-11-30"), remarks=("past",)),
        item(3, "Việc sắp tới", "Văn phòng Tỉnh ủy", "15/9/2027", at=day("2027-09-15")),
    ),
    today=date(2027, 6, 15),
)  # fmt: skip

cells = drawing(
    "times-real-dates",
    "xlsx ods xls",
    Line("CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026"),
    Line("UBND phường Hoa Ban"),
    table(
        HEADING,
        FIELDS,
        item(1, "Ngày đủ", "Sở Nội vụ", seen(date(2026, 3, 5), "05/03/2026", "dd/mm/yyyy"),
             at=day("2026-03-05")),
        item(2, "Ngày không có số không", "Sở Nội vụ",
             seen(date(2026, 3, 5), "5/3/2026", "d/m/yyyy"), at=day("2026-03-05")),
        item(3, "Chỉ thấy tháng", "Sở Nội vụ", seen(date(2026, 3, 1), "03/2026", "mm/yyyy"),
             at=months(2026, 3)),
        item(4, "Ngày đầu tháng thật", "Sở Nội vụ",
             seen(date(2026, 9, 1), "01/09/2026", "dd/mm/yyyy"), at=day("2026-09-01")),
        item(5, "Ngày và giờ", "Sở Nội vụ",
             seen(datetime(2026, 4, 7, 13, 30), "07/04/2026 13:30", "dd/mm/yyyy hh:mm"),
             at=day("2026-04-07T13:30")),
        item(6, "Có gạch ngang", "Sở Nội vụ",
             seen(date(2026, 12, 11), "11-12-2026", "dd-mm-yyyy"), at=day("2026-12-11")),
        item(7, "Chỉ thấy ngày và tháng", "Sở Nội vụ",
             seen(date(2026, 10, 2), "02/10", "dd/mm"), at=day("2026-10-02")),
        item(8, "Chữ giữa các ngày thật", "Sở Nội vụ", "Quý IV/2026", at=quarter(2026, 4)),
        item(9, "Chỉ năm, là số", "Sở Nội vụ", 2026, at=years(2026)),
    ),
)  # fmt: skip

milestones = drawing(
    "times-milestones",
    "xlsx docx ods",
    Line("KẾ HOẠCH GIÁM SÁT NĂM 2026 CỦA ỦY BAN MTTQ VIỆT NAM TỈNH"),
    table(
        "TT | Nội dung giám sát | Đơn vị chủ trì | Tiến độ thực hiện",
        FIELDS,
        item(
            1, "Giám sát quỹ vì người nghèo", "Ủy ban MTTQ Việt Nam tỉnh",
            "- Ban hành kế hoạch: 15/3/2026\n- Giám sát trực tiếp: tháng 5/2026\n"
            "- Báo cáo: trước ngày 30/7/2026",
            **steps(
                ("Ban hành kế hoạch: 15/3/2026", day("2026-03-15")),
                ("Giám sát trực tiếp: tháng 5/2026", months(2026, 5)),
                ("Báo cáo: trước ngày 30/7/2026", by("2026-07-30")),
            ),
            time_from=either("2026-03-15", None),  # one of the steps has no beginning
        ),
        item(
            2, "Giám sát cải tạo chung cư cũ", "Hội Cựu chiến binh tỉnh",
            "Đợt 1: 10/4/2026; Đợt 2: 10/10/2026",
            **steps(("Đợt 1: 10/4/2026", day("2026-04-10")),
                    ("Đợt 2: 10/10/2026", day("2026-10-10"))),
        ),
        item(
            3, "Phản biện xã hội các dự thảo nghị quyết", "Liên đoàn Lao động tỉnh",
            "Tháng 6/2026, tháng 11/2026",
            **steps(("Tháng 6/2026", months(2026, 6)), ("tháng 11/2026", months(2026, 11))),
        ),
        item(
            4, "Giám sát hòa giải ở cơ sở", "Hội Liên hiệp Phụ nữ tỉnh",
            "Khảo sát từ 05/8/2026 đến 15/8/2026; kết luận trong tháng 9/2026",
            **steps(
                ("Khảo sát từ 05/8/2026 đến 15/8/2026", day("2026-08-05", "2026-08-15")),
                ("kết luận trong tháng 9/2026", months(2026, 9)),
            ),
        ),
    ),
)  # fmt: skip

headings = drawing(
    "times-under-headings",
    "xlsx docx",
    Line("CHƯƠNG TRÌNH LÀM VIỆC QUÝ II/2026 CỦA THƯỜNG TRỰC HĐND TỈNH"),
    table(
        HEADING,
        FIELDS,
        section(1, "I", "Tháng 4/2026"),
        item(1, "Phiên họp thứ 20", "Thường trực HĐND", "Ngày 10", at=ASKED,
             time_from=ANY, time_to=ANY),
        item(2, "Giám sát trường học", "Ban VHXH", O, at=months(2026, 4).headed()),
        section(1, "II", "Tháng 5/2026"),
        item(1, "Khảo sát chợ Bến Gió", "Ban KTNS", "08/5/2026", at=day("2026-05-08")),
        item(2, "Việc ghi nhầm tháng", "Ban Pháp chế", "Tháng 8/2026", at=months(2026, 8),
             remarks=("doubt",)),
        section(1, "III", "Tháng 6/2026"),
        item(1, "Chuẩn bị kỳ họp", "Văn phòng HĐND tỉnh", "Từ ngày 15/6/2026",
             at=since("2026-06-15")),
    ),
    today=date(2026, 3, 20),
)  # fmt: skip

DRAWN = [written, unwritten, wrong, past, cells, milestones, headings]
