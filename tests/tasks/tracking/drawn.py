"""Tracking sheets as offices draw them, with what a clerk reads in each: written before the reader.

`TASKS` of a drawing are the tasks in order, each with the fields worth looking at; a field that is
not named is not looked at. Days are ISO; `deadline` None means that no day may be read. `REST` are
words that belong to no task and must still be shown. `GAPS` are how often each gap is listed.
All bodies, people and documents are invented.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

SIXTEEN = (
    "STT", "Số hội nghị", "Số TB/KL", "Ngày ban hành", "Chủ trì theo dõi", "Ngành/lĩnh vực",
    "Cơ quan/đơn vị trình", "Lĩnh vực chi tiết", "Nội dung kết luận/Văn bản trình",
    "Loại thời hạn", "Hạn xử lý", "Tiến độ", "Kết quả/Minh chứng", "Văn bản triển khai",
    "Mã nhiệm vụ", "Ngày cập nhật",
)  # fmt: skip
_ = None


@dataclass
class Drawing:
    """One workbook: sheets of rows, merges as "A1:P1" by sheet, formats by cell."""

    sheets: dict[str, list[tuple[Any, ...]]]
    tasks: list[dict[str, Any]]
    merges: dict[str, list[str]] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    rest: tuple[str, ...] = ()
    gaps: dict[str, int] = field(default_factory=dict)

    def draw(self, file: Path) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in self.sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
            for span in self.merges.get(name, ()):
                sheet.merge_cells(span)
            for cells in sheet.iter_rows():
                for cell in cells:
                    if isinstance(cell.value, date):
                        cell.number_format = "dd/mm/yyyy"
        for place, shape in self.formats.items():
            name, cell = place.split("!")
            book[name][cell].number_format = shape
        book.save(file)
        return file


DRAWN: dict[str, Drawing] = {}

DRAWN["sixteen"] = Drawing(
    {
        "Theo dõi": [
            ("BẢNG THEO DÕI THỰC HIỆN KẾT LUẬN CỦA BAN THƯỜNG VỤ TỈNH ỦY",),
            ("(Cập nhật đến ngày 30/9/2026)",),
            (),
            SIXTEEN,
            (
                1,
                12,
                "45-TB/TU",
                date(2026, 3, 2),
                "Đ/c Lê Văn Mẫu",
                "Xây dựng Đảng",
                "Ban Tổ chức Tỉnh ủy",
                "Tổ chức bộ máy",
                "Tham mưu Đề án sắp xếp tổ chức bộ máy cấp xã",
                "Có hạn cụ thể",
                date(2026, 6, 30),
                "Hoàn thành",
                "Đề án số 12-ĐA/TU ngày 25/6/2026",
                "Kế hoạch số 30-KH/TU",
                "NV-001",
                date(2026, 7, 1),
            ),
            (
                2,
                12,
                "45-TB/TU",
                date(2026, 3, 2),
                "Đ/c Lê Văn Mẫu",
                "Kinh tế",
                "Sở Tài chính",
                "Ngân sách",
                "Báo cáo tình hình giải ngân vốn đầu tư công",
                "Thường xuyên",
                _,
                "Đang thực hiện",
                _,
                _,
                "NV-002",
                date(2026, 7, 1),
            ),
            (
                3,
                13,
                "51-TB/TU",
                date(2026, 4, 6),
                "Đ/c Trần Thị Thử",
                "Kinh tế",
                "Sở Xây dựng",
                "Quy hoạch",
                "Trình phương án điều chỉnh quy hoạch khu Đông",
                "ký ban hành (10 ngày)",
                _,
                "Chưa thực hiện",
                _,
                _,
                "NV-003",
                date(2026, 7, 1),
            ),
            (
                4,
                13,
                "51-TB/TU",
                date(2026, 4, 6),
                "Đ/c Trần Thị Thử",
                "Nội chính",
                "Công an tỉnh",
                "An ninh",
                "Triển khai phương án khi Trung ương có hướng dẫn",
                "chờ điều kiện",
                _,
                _,
                _,
                _,
                "NV-004",
                _,
            ),
            (
                5,
                13,
                "51-TB/TU",
                date(2026, 4, 6),
                "Đ/c Trần Thị Thử",
                "Văn hóa",
                "Ban Tuyên giáo và Dân vận Tỉnh ủy",
                "Lễ kỷ niệm",
                "Tổ chức lễ kỷ niệm ngày thành lập",
                "Có hạn cụ thể",
                date(2026, 5, 15),
                "Đã hoàn thành",
                _,
                _,
                "NV-005",
                _,
            ),
        ]
    },
    [
        dict(
            row=5,
            session="12",
            document="45-TB/TU",
            issued="2026-03-02",
            watcher="Đ/c Lê Văn Mẫu",
            field="Xây dựng Đảng",
            lead="Ban Tổ chức Tỉnh ủy",
            field_detail="Tổ chức bộ máy",
            work="Tham mưu Đề án sắp xếp tổ chức bộ máy cấp xã",
            deadline="2026-06-30",
            deadline_kind="date",
            state="done",
            evidence="Đề án số 12-ĐA/TU ngày 25/6/2026",
            evidence_date="2026-06-25",
            documents="Kế hoạch số 30-KH/TU",
            code="NV-001",
            updated="2026-07-01",
        ),
        dict(deadline=None, deadline_kind="ongoing", state="open", progress="Đang thực hiện"),
        dict(
            deadline="2026-04-16",
            deadline_kind="relative",
            state="open",
            deadline_text="ký ban hành (10 ngày)",
        ),
        dict(deadline=None, deadline_kind="conditional", state="open"),
        dict(deadline="2026-05-15", state="reported", evidence="", code="NV-005", updated=None),
    ],
    merges={"Theo dõi": ["A1:P1", "A2:P2"]},
    gaps={"evidence": 1},
)

DRAWN["other order, other names"] = Drawing(
    {
        "Sheet1": [
            (
                "Mã NV",
                "TT",
                "Nội dung nhiệm vụ",
                "Đơn vị chủ trì",
                "Thời hạn hoàn thành",
                "Tình trạng",
                "Sản phẩm, minh chứng",
                "Căn cứ (số văn bản)",
                "Ngày văn bản",
                "Chuyên viên theo dõi",
            ),
            (
                "NV-101",
                "1",
                "Xây dựng kế hoạch kiểm tra chuyên đề",
                "Ủy ban Kiểm tra Tỉnh ủy",
                "15/8/2026",
                "Xong",
                "QĐ số 88-QĐ/UBKTTU ngày 10/8/2026",
                "60-KL/TU",
                "01/7/2026",
                "Nguyễn Thị Thử",
            ),
            (
                "NV-102",
                "2",
                "Rà soát các dự án chậm tiến độ",
                "Sở Tài chính",
                "trước ngày 20/8/2026",
                "Chưa hoàn thành",
                _,
                "60-KL/TU",
                "01/7/2026",
                "Nguyễn Thị Thử",
            ),
            (
                "NV-103",
                "3",
                "Báo cáo Thường trực kết quả",
                "Văn phòng Tỉnh ủy",
                "Quý III/2026",
                "Đang triển khai (60%)",
                _,
                "60-KL/TU",
                "1-7-2026",
                "Nguyễn Thị Thử",
            ),
        ]
    },
    [
        dict(
            code="NV-101",
            work="Xây dựng kế hoạch kiểm tra chuyên đề",
            lead="Ủy ban Kiểm tra Tỉnh ủy",
            deadline="2026-08-15",
            state="done",
            document="60-KL/TU",
            issued="2026-07-01",
            evidence="QĐ số 88-QĐ/UBKTTU ngày 10/8/2026",
            watcher="Nguyễn Thị Thử",
        ),
        dict(deadline="2026-08-20", deadline_text="trước ngày 20/8/2026", state="open"),
        dict(deadline="2026-09-30", deadline_kind="period", state="open", issued="2026-07-01"),
    ],
)

DRAWN["two-row heading"] = Drawing(
    {
        "KL": [
            ("PHỤ LỤC THEO DÕI KẾT LUẬN", *[_] * 9),
            (
                "STT",
                "Văn bản giao",
                _,
                _,
                "Nhiệm vụ",
                "Cơ quan thực hiện",
                "Thời hạn",
                _,
                "Kết quả",
                _,
            ),
            (
                _,
                "Số hội nghị",
                "Số TB/KL",
                "Ngày ban hành",
                _,
                _,
                "Loại thời hạn",
                "Hạn xử lý",
                "Tiến độ",
                "Minh chứng",
            ),
            (
                1,
                "HN lần thứ 5",
                "12-TB/ĐU",
                "05/01/2026",
                "Ban hành quy chế làm việc mới",
                "Văn phòng Đảng ủy",
                "Có hạn",
                "31/02/2026",
                "Chưa xong",
                _,
            ),
            (
                2,
                "HN lần thứ 5",
                "12-TB/ĐU",
                "05/01/2026",
                "Cập nhật hồ sơ đảng viên",
                "Ban Xây dựng Đảng",
                "Thường xuyên",
                _,
                "Đang làm",
                _,
            ),
            (
                3,
                "HN lần thứ 6",
                "15-TB/ĐU",
                "không rõ",
                "Khảo sát nhu cầu đào tạo",
                "Ban Xây dựng Đảng",
                "Có hạn",
                "20/02/2026",
                "Hoàn thành đúng hạn",
                "Báo cáo số 07-BC/ĐU ngày 18/02/2026",
            ),
        ]
    },
    [
        dict(
            deadline=None,
            deadline_text="31/02/2026",
            state="open",
            session="HN lần thứ 5",
            issued="2026-01-05",
            work="Ban hành quy chế làm việc mới",
            lead="Văn phòng Đảng ủy",
        ),
        dict(deadline=None, deadline_kind="ongoing", state="open"),
        dict(
            issued=None,
            issued_text="không rõ",
            deadline="2026-02-20",
            state="done",
            evidence="Báo cáo số 07-BC/ĐU ngày 18/02/2026",
        ),
    ],
    merges={"KL": ["A1:J1", "A2:A3", "B2:D2", "E2:E3", "F2:F3", "G2:H2", "I2:J2"]},
    gaps={"deadline": 1, "issued": 1},
)

DRAWN["merged down"] = Drawing(
    {
        "2026": [
            SIXTEEN,
            (
                1,
                "Hội nghị 20",
                "70-TB/TU",
                date(2026, 8, 3),
                "Phòng Tổng hợp",
                "Kinh tế",
                "Sở Công Thương",
                "Công nghiệp",
                "Lập danh mục cụm công nghiệp",
                "Có hạn cụ thể",
                date(2026, 9, 1),
                _,
                _,
                _,
                _,
                _,
            ),
            (
                2,
                _,
                _,
                _,
                _,
                _,
                "Sở Nông nghiệp và Môi trường",
                "Đất đai",
                "Rà soát quỹ đất sạch",
                "Có hạn cụ thể",
                date(2026, 9, 15),
                _,
                _,
                _,
                _,
                _,
            ),
            (
                3,
                _,
                _,
                _,
                _,
                _,
                "Sở Nông nghiệp và Môi trường",
                "Rừng",
                "Báo cáo hiện trạng rừng phòng hộ",
                "Có hạn cụ thể",
                "Tháng 10/2026",
                _,
                _,
                _,
                _,
                _,
            ),
        ]
    },
    [
        dict(
            session="Hội nghị 20",
            document="70-TB/TU",
            issued="2026-08-03",
            watcher="Phòng Tổng hợp",
            field="Kinh tế",
            deadline="2026-09-01",
        ),
        dict(
            session="Hội nghị 20",
            document="70-TB/TU",
            issued="2026-08-03",
            field="Kinh tế",
            deadline="2026-09-15",
        ),
        dict(
            session="Hội nghị 20",
            document="70-TB/TU",
            issued="2026-08-03",
            deadline="2026-10-31",
            deadline_kind="period",
        ),
    ],
    merges={"2026": ["B2:B4", "C2:C4", "D2:D4", "E2:E4", "F2:F4"]},
)

DRAWN["sections between"] = Drawing(
    {
        "Theo dõi": [
            ("THEO DÕI NHIỆM VỤ SAU HỘI NGHỊ",),
            (
                "STT",
                "Nội dung kết luận",
                "Cơ quan trình",
                "Hạn xử lý",
                "Tiến độ",
                "Kết quả",
                "Mã nhiệm vụ",
            ),
            ("I", "LĨNH VỰC XÂY DỰNG ĐẢNG", _, _, _, _, _),
            (
                "1",
                "Sơ kết 3 năm thực hiện quy định",
                "Ban Tổ chức Tỉnh ủy",
                "30/11/2026",
                _,
                _,
                "NV-01",
            ),
            ("2", "Hướng dẫn đánh giá cuối năm", "Ban Tổ chức Tỉnh ủy", _, _, _, "NV-02"),
            ("II", "LĨNH VỰC KINH TẾ - XÃ HỘI", _, _, _, _, _),
            (
                "1",
                "Đánh giá tiến độ cao tốc",
                "Sở Xây dựng",
                "5/12/2026",
                "Thực hiện 40%",
                _,
                "NV-03",
            ),
            ("Ghi chú: bảng do Phòng Tổng hợp lập", _, _, _, _, _, _),
        ]
    },
    [
        dict(
            work="Sơ kết 3 năm thực hiện quy định",
            deadline="2026-11-30",
            code="NV-01",
            field="LĨNH VỰC XÂY DỰNG ĐẢNG",
        ),
        dict(work="Hướng dẫn đánh giá cuối năm", deadline=None, field="LĨNH VỰC XÂY DỰNG ĐẢNG"),
        dict(
            work="Đánh giá tiến độ cao tốc",
            deadline="2026-12-05",
            state="open",
            field="LĨNH VỰC KINH TẾ - XÃ HỘI",
        ),
    ],
    rest=(
        "LĨNH VỰC XÂY DỰNG ĐẢNG",
        "LĨNH VỰC KINH TẾ - XÃ HỘI",
        "Ghi chú: bảng do Phòng Tổng hợp lập",
    ),
    gaps={"deadline": 1},
)

DRAWN["two sheets"] = Drawing(
    {
        "Ban Thường vụ": [
            (
                "STT",
                "Số TB/KL",
                "Ngày ban hành",
                "Nội dung",
                "Cơ quan chủ trì",
                "Hạn hoàn thành",
                "Tiến độ",
            ),
            (
                1,
                "80-TB/TU",
                date(2026, 9, 1),
                "Chuẩn bị hội nghị Ban Chấp hành",
                "Văn phòng Tỉnh ủy",
                date(2026, 9, 20),
                "Hoàn thành",
            ),
        ],
        "Thường trực": [
            (
                "TT",
                "Cơ quan chủ trì",
                "Nội dung giao",
                "Số TB/KL",
                "Ngày ban hành",
                "Hạn hoàn thành",
                "Tiến độ",
            ),
            (
                1,
                "Sở Y tế",
                "Báo cáo tình hình dịch bệnh",
                "81-TB/TU",
                date(2026, 9, 2),
                date(2026, 9, 9),
                "Chưa báo cáo",
            ),
            (
                2,
                "Sở Y tế",
                "Kiểm tra trạm y tế tuyến xã",
                "81-TB/TU",
                date(2026, 9, 2),
                date(2026, 9, 1),
                "Chưa báo cáo",
            ),
        ],
        "Danh bạ": [("Họ tên", "Số điện thoại"), ("Nguyễn Văn Mẫu", "0000 000 000")],
    },
    [
        dict(document="80-TB/TU", deadline="2026-09-20", state="reported"),
        dict(
            document="81-TB/TU",
            lead="Sở Y tế",
            work="Báo cáo tình hình dịch bệnh",
            deadline="2026-09-09",
            state="open",
        ),
        dict(deadline="2026-09-01", issued="2026-09-02"),
    ],
    rest=("Danh bạ",),
    gaps={"evidence": 1, "before": 1},
)

DRAWN["dates in every hand"] = Drawing(
    {
        "S": [
            (
                "STT",
                "Nội dung công việc",
                "Đơn vị thực hiện",
                "Số văn bản",
                "Ngày ban hành",
                "Hạn xử lý",
                "Ngày cập nhật",
            ),
            (
                1,
                "Việc thứ nhất",
                "Sở Nội vụ",
                "1-KL/TU",
                "ngày 05 tháng 3 năm 2026",
                "12.4.2026",
                "1/5",
            ),
            (
                2,
                "Việc thứ hai",
                "Sở Nội vụ",
                "1-KL/TU",
                datetime(2026, 3, 5),
                datetime(2026, 4, 30),
                datetime(2026, 5, 1),
            ),
            (
                3,
                "Việc thứ ba",
                "Sở Nội vụ",
                "1-KL/TU",
                "05/03/2026",
                "cuối tháng 4/2026",
                "hôm qua",
            ),
            (4, "Việc thứ tư", "Sở Nội vụ", "1-KL/TU", "03/2026", "30/4 - 05/5/2026", _),
            (5, "Việc thứ năm", "Sở Nội vụ", "1-KL/TU", "05/03/2026", "Theo kế hoạch", _),
            (6, "Việc thứ sáu", "Sở Nội vụ", "1-KL/TU", "05/03/2026", "2026-06-30", _),
            (7, "Việc thứ bảy", "Sở Nội vụ", "1-KL/TU", "05/03/2026", "30/4", _),
        ]
    },
    [
        dict(issued="2026-03-05", deadline="2026-04-12", updated=None, updated_text="1/5"),
        dict(issued="2026-03-05", deadline="2026-04-30", updated="2026-05-01"),
        dict(issued="2026-03-05", updated=None, updated_text="hôm qua"),
        dict(issued=None, issued_text="03/2026", deadline_text="30/4 - 05/5/2026"),
        dict(deadline=None, deadline_text="Theo kế hoạch"),
        dict(deadline="2026-06-30"),
        dict(deadline="2026-04-30"),
    ],
)

DRAWN["closed or not"] = Drawing(
    {
        "S": [
            (
                "STT",
                "Nội dung nhiệm vụ",
                "Cơ quan chủ trì",
                "Hạn xử lý",
                "Tình trạng",
                "Kết quả/Minh chứng",
            ),
            (
                1,
                "Việc A",
                "Sở Nội vụ",
                "30/6/2026",
                "Hoàn thành",
                "Tờ trình số 15-TTr/SNV ngày 28/6/2026",
            ),
            (2, "Việc B", "Sở Nội vụ", "30/6/2026", "Hoàn thành", "Đã báo cáo miệng"),
            (3, "Việc C", "Sở Nội vụ", "30/6/2026", "Hoàn thành 80%", _),
            (4, "Việc D", "Sở Nội vụ", "30/6/2026", "Cơ bản hoàn thành", _),
            (
                5,
                "Việc E",
                "Sở Nội vụ",
                "30/6/2026",
                "Đã hoàn thành chậm 5 ngày",
                "Biên bản họp ngày 05/7/2026",
            ),
            (6, "Việc F", "Sở Nội vụ", "30/6/2026", "100%", "chưa có"),
            (7, "Việc G", "Sở Nội vụ", "30/6/2026", "Sẽ hoàn thành trong tháng 7", _),
            (8, "Việc H", "Sở Nội vụ", "30/6/2026", "Không hoàn thành", _),
            (9, "Việc I", "Sở Nội vụ", "30/6/2026", _, "Báo cáo số 3-BC/SNV ngày 29/6/2026"),
            (
                10,
                "Việc K",
                "Sở Nội vụ",
                "30/6/2026",
                "ĐÃ XONG",
                "Giải ngân đạt 96,5% đến ngày 29/6/2026",
            ),
            (11, "Việc L", "Sở Nội vụ", "30/6/2026", "x", _),
        ]
    },
    [
        dict(state="done", evidence_kind="document", evidence_date="2026-06-28"),
        dict(state="reported", result="Đã báo cáo miệng"),
        dict(state="open"),
        dict(state="open"),
        dict(state="done", evidence_kind="minutes", evidence_date="2026-07-05"),
        dict(state="reported"),
        dict(state="open"),
        dict(state="open"),
        dict(state="open", result="Báo cáo số 3-BC/SNV ngày 29/6/2026"),
        dict(state="done", evidence_kind="figure"),
        dict(state="open", progress="x"),
    ],
    gaps={"evidence": 2, "progress": 3},
)

DRAWN["leads of every kind"] = Drawing(
    {
        "S": [
            (
                "TT",
                "Nhiệm vụ được giao",
                "Cơ quan chủ trì",
                "Cơ quan phối hợp",
                "Sản phẩm",
                "Thời hạn",
            ),
            (
                1,
                "Việc một",
                "Ban Tổ chức Tỉnh ủy",
                "Sở Nội vụ, Văn phòng Tỉnh ủy",
                "Đề án",
                "trước 30/6/2026",
            ),
            (2, "Việc hai", "Ban Tổ chức Tỉnh ủy, Sở Nội vụ", _, _, "trước 30/6/2026"),
            (3, "Việc ba", "Các cơ quan liên quan", _, _, "trước 30/6/2026"),
            (4, "Việc bốn", _, _, _, "trước 30/6/2026"),
            (5, "Việc năm", "Đ/c Chánh Văn phòng", _, "Báo cáo", "hàng tháng"),
        ]
    },
    [
        dict(
            lead="Ban Tổ chức Tỉnh ủy", coordinating="Sở Nội vụ, Văn phòng Tỉnh ủy", product="Đề án"
        ),
        dict(lead="Ban Tổ chức Tỉnh ủy, Sở Nội vụ"),
        dict(lead="Các cơ quan liên quan"),
        dict(lead=""),
        dict(
            lead="Đ/c Chánh Văn phòng", product="Báo cáo", deadline=None, deadline_kind="recurring"
        ),
    ],
)

DRAWN["english"] = Drawing(
    {
        "Tracking": [
            ("Follow-up of conclusions", _, _, _, _, _, _),
            (
                "No.",
                "Task",
                "Lead body",
                "Notice no.",
                "Date of issue",
                "Deadline",
                "Progress",
                "Evidence",
                "Task code",
            ),
            (
                1,
                "Prepare the housing report",
                "Sở Xây dựng",
                "14-TB/TU",
                date(2026, 2, 2),
                date(2026, 3, 31),
                "Done",
                "Report 14-BC/SXD, 30/3/2026",
                "T-1",
            ),
            (
                2,
                "Review the bus lines",
                "Sở Xây dựng",
                "14-TB/TU",
                date(2026, 2, 2),
                _,
                "In progress",
                _,
                "T-2",
            ),
        ]
    },
    [
        dict(
            work="Prepare the housing report",
            lead="Sở Xây dựng",
            deadline="2026-03-31",
            state="done",
            code="T-1",
        ),
        dict(deadline=None, state="open", code="T-2"),
    ],
    gaps={"deadline": 1},
)

DRAWN["goes on over pages"] = Drawing(
    {
        "S": [
            SIXTEEN,
            (
                1,
                1,
                "1-TB/HU",
                "02/01/2026",
                _,
                _,
                "Phòng Kinh tế",
                _,
                "Kiểm tra chợ trung tâm",
                _,
                "10/01/2026",
                _,
                _,
                _,
                "NV-1",
                _,
            ),
            (),
            (),
            SIXTEEN,
            (
                2,
                1,
                "1-TB/HU",
                "02/01/2026",
                _,
                _,
                "Phòng Kinh tế",
                _,
                "Báo cáo thu ngân sách",
                _,
                "11/01/2026",
                _,
                _,
                _,
                "NV-2",
                _,
            ),
            (_, _, "1-TB/HU", _, _, _, "Phòng Văn hóa", _, _, _, "12/01/2026", _, _, _, _, _),
            ("Tổng cộng: 2 nhiệm vụ",),
        ]
    },
    [dict(code="NV-1", deadline="2026-01-10"), dict(code="NV-2", deadline="2026-01-11")],
    rest=("Phòng Văn hóa", "Tổng cộng: 2 nhiệm vụ"),
)

DRAWN["unknown columns are kept"] = Drawing(
    {
        "S": [
            (
                "STT",
                "Nội dung nhiệm vụ",
                "Cơ quan chủ trì",
                "Hạn xử lý",
                "Tiến độ",
                "Mức độ khó",
                "Kinh phí",
            ),
            (
                1,
                "Sửa chữa trụ sở",
                "Văn phòng Tỉnh ủy",
                "30/6/2026",
                '=HYPERLINK("http://x","a")',
                "Cao",
                125000000,
            ),
            (2, "Mua sắm thiết bị", "Văn phòng Tỉnh ủy", "30/6/2026", _, _, _),
        ]
    },
    [
        dict(extra={"Mức độ khó": "Cao", "Kinh phí": "125000000"}),
        dict(extra={}),
    ],
)

DRAWN["codes twice"] = Drawing(
    {
        "S": [
            SIXTEEN,
            (
                1,
                1,
                "1-TB/HU",
                "02/01/2026",
                _,
                _,
                "Phòng Kinh tế",
                _,
                "Kiểm tra chợ",
                _,
                "10/01/2026",
                _,
                _,
                _,
                "NV-001",
                _,
            ),
            (
                2,
                1,
                "1-TB/HU",
                "02/01/2026",
                _,
                _,
                "Phòng Kinh tế",
                _,
                "Kiểm tra bến xe",
                _,
                "10/01/2026",
                _,
                _,
                _,
                "NV-001",
                _,
            ),
            (
                3,
                1,
                "1-TB/HU",
                "02/01/2026",
                _,
                _,
                "Phòng Kinh tế",
                _,
                "Kiểm tra chợ",
                _,
                "10/01/2026",
                _,
                _,
                _,
                _,
                _,
            ),
        ]
    },
    [dict(code="NV-001"), dict(code="NV-001"), dict(code="")],
    gaps={"twice": 2},
)

DRAWN["no numbers, long words"] = Drawing(
    {
        "S": [
            ("CÔNG VIỆC SAU GIAO BAN", _, _, _),
            ("Nội dung chỉ đạo", "Đơn vị được giao", "Thời hạn", "Kết quả thực hiện"),
            (
                "Chủ động phối hợp với các địa phương rà soát, tổng hợp, đề xuất danh mục các công "
                "trình, dự án cấp bách cần ưu tiên bố trí vốn trong giai đoạn tới; báo cáo Thường "
                "trực xem xét, cho ý kiến trước khi trình cấp có thẩm quyền",
                "Sở Tài chính",
                "trong tháng 9/2026",
                _,
            ),
            (
                "Tham mưu văn bản",
                "Văn phòng Tỉnh ủy",
                "Sau 5 ngày làm việc kể từ ngày nhận được báo cáo",
                _,
            ),
        ]
    },
    [
        dict(deadline="2026-09-30", lead="Sở Tài chính"),
        dict(deadline=None, lead="Văn phòng Tỉnh ủy"),
    ],
    gaps={"deadline": 1},
)


def _many() -> Drawing:
    """The gaps of a real office: of 185 rows 65 have no date, of 146 closed 78 no evidence."""
    rows: list[tuple[Any, ...]] = []
    for n in range(1, 186):
        day = _ if n <= 65 else date(2026, 6, 1 + n % 28)
        closed = n > 39
        shown = closed and n > 39 + 78
        rows.append((
            n, 1 + n // 20, f"{n // 20 + 1}-TB/TU", date(2026, 1, 5), "Phòng Tổng hợp", "Chung",
            "Sở Nội vụ", _, f"Nhiệm vụ số {n} của danh mục", "Có hạn cụ thể", day,
            "Hoàn thành" if closed else "Đang thực hiện",
            f"Báo cáo số {n}-BC/SNV ngày 02/6/2026" if shown else _, _, f"NV-{n:03d}", _,
        ))  # fmt: skip
    return Drawing(
        {"2026": [("SỔ THEO DÕI NHIỆM VỤ",), SIXTEEN, *rows]},
        [
            dict(deadline=None) if n <= 65 else dict(deadline=f"2026-06-{1 + n % 28:02d}")
            for n in range(1, 186)
        ],
        gaps={"deadline": 65, "evidence": 78},
    )


DRAWN["a whole register"] = _many()
