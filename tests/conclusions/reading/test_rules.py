"""Rules of official language the reader follows, each with a sentence of its own."""

from datetime import date
from pathlib import Path

import pytest

from server.conclusions.reading import paragraphs_of, read_notice
from server.kernel.workdays import WorkingDays
from server.programmes.reading import read_catalogue

BODIES = read_catalogue(Path(__file__).parents[3] / "programmes" / "bodies.toml")
NOTICE = date(2026, 7, 17)


def tasks(text):
    paragraphs = paragraphs_of(text)
    return read_notice(paragraphs, bodies=BODIES, issued_on=NOTICE, days=WorkingDays()).tasks


def shown(text, *fields):
    return [tuple(getattr(task, field) for field in fields) for task in tasks(text)]


PRODUCTS = [  # a draft is what its duty yields; what is looked at, sent on or done by others is not
    ("Giao Sở Xây dựng soạn thảo dự thảo Quyết định về giá nước sạch, trình UBND tỉnh.",
     "dự thảo Quyết định về giá nước sạch"),
    ("Sở Tư pháp thẩm định dự thảo Quyết định trước ngày 15/9/2026.", None),
    ("Công an tỉnh vận động các hộ dân ký bản cam kết trước ngày 15/9/2026.", None),
    ("Sở Nội vụ gửi danh sách thí sinh về Ban Tổ chức Tỉnh ủy.", "danh sách thí sinh"),
    ("Văn phòng Tỉnh ủy tham mưu Kế hoạch luân chuyển cán bộ trong quý IV/2026.",
     "Kế hoạch luân chuyển cán bộ"),
    ("Ban Tuyên giáo và Dân vận trình Ban Thường vụ Kế hoạch tuyên truyền.",
     "Kế hoạch tuyên truyền"),
    ("Sở Y tế hoàn thiện hồ sơ trước ngày 15/9/2026.", "hồ sơ"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "product"), PRODUCTS)
def test_the_product_is_what_the_duty_itself_yields(text, product):
    assert shown(text, "product") == [(product,)]


RECEIVERS = [  # what is sent by its name stays in the work; who is advised receives nothing
    ("Sở Nội vụ rà soát, gửi báo cáo giải trình về Thanh tra tỉnh.",
     "rà soát, gửi báo cáo giải trình về Thanh tra tỉnh", "Thanh tra tỉnh"),
    ("Sở Y tế tổng hợp số liệu, chuyển Sở Tài chính nghiên cứu.",
     "tổng hợp số liệu", "Sở Tài chính"),
    ("Sở Y tế chuẩn bị tài liệu, gửi đại biểu trước ngày 20/8/2026.",
     "chuẩn bị tài liệu", "đại biểu"),
    ("Sở Y tế tham mưu UBND tỉnh sửa đổi mức thu.", "tham mưu UBND tỉnh sửa đổi mức thu", None),
    ("Thường trực HĐND chủ trì phiên giải trình về giá nước trong tháng 9/2026.",
     "chủ trì phiên giải trình về giá nước", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "work", "receiver"), RECEIVERS)
def test_a_clause_that_only_sends_is_no_work(text, work, receiver):
    assert shown(text, "work", "receiver") == [(work, receiver)]


BEHIND = [  # who is told stands behind the duty
    ("Xây dựng phương án phòng cháy rừng trước ngày 30/9/2026 (giao Chi cục Kiểm lâm).",
     "Chi cục Kiểm lâm", (), "Xây dựng phương án phòng cháy rừng"),
    ("Rà soát quỹ nhà công vụ của tỉnh trong tháng 9/2026, giao Sở Xây dựng thực hiện.",
     "Sở Xây dựng", (), "Rà soát quỹ nhà công vụ của tỉnh"),
    ("Việc kiểm kê tài sản do Sở Tài chính đảm nhiệm, hoàn thành trước ngày 01/9/2026.",
     "Sở Tài chính", (), "kiểm kê tài sản"),
    ("Nhiệm vụ tiếp nhận hồ sơ giao Sở Nội vụ chủ trì, Sở Tài chính phối hợp thực hiện, "
     "xong trong tháng 8/2026.", "Sở Nội vụ", ("Sở Tài chính",), "tiếp nhận hồ sơ"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lead", "coordinating", "work"), BEHIND)
def test_a_lead_behind_the_duty(text, lead, coordinating, work):
    assert shown(text, "lead", "coordinating", "work") == [(lead, coordinating, work)]


LEADS = [
    ("Sở Tài chính; Sở Xây dựng; Sở Nội vụ cùng chịu trách nhiệm hoàn thành quyết toán.",
     "Sở Tài chính; Sở Xây dựng; Sở Nội vụ", (), "hoàn thành quyết toán"),
    ("Giao Sở Y tế (chủ trì), Sở Tài chính (phối hợp) lập dự toán mua vắc xin.",
     "Sở Y tế", ("Sở Tài chính",), "lập dự toán mua vắc xin"),
    ("Giao Sở Công Thương, trước ngày 31/8/2026, chủ trì, phối hợp với Công an tỉnh kiểm tra chợ.",
     "Sở Công Thương", ("Công an tỉnh",), "kiểm tra chợ"),
    ("Giao Sở Y tế, Sở Nội vụ phối hợp xây dựng Đề án vị trí việc làm.",
     "Sở Y tế; Sở Nội vụ", (), "xây dựng Đề án vị trí việc làm"),
    ("Phân công đồng chí Trần Văn Mẫu theo dõi công trình.",
     "Trần Văn Mẫu", (), "theo dõi công trình"),
    ("Giao đồng chí Trưởng Ban Tổ chức Tỉnh ủy rà soát nhân sự.",
     "đồng chí Trưởng Ban Tổ chức Tỉnh ủy", (), "rà soát nhân sự"),
    ("Các xã chưa có trụ sở phải báo cáo Sở Tài chính trước ngày 15/8/2026.",
     "Các xã chưa có trụ sở", (), "báo cáo Sở Tài chính"),
    ("Sở Y tế nghiệm chứng thiết bị tại 05 trạm y tế trước ngày 31/8/2026.",
     "Sở Y tế", (), "nghiệm chứng thiết bị tại 05 trạm y tế"),
    ("Văn phòng Tỉnh ủy, theo chức năng, kiểm tra việc lập hồ sơ lưu trữ.",
     "Văn phòng Tỉnh ủy", (), "kiểm tra việc lập hồ sơ lưu trữ"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lead", "coordinating", "work"), LEADS)
def test_who_leads(text, lead, coordinating, work):
    assert shown(text, "lead", "coordinating", "work") == [(lead, coordinating, work)]


@pytest.mark.parametrize(
    "text",
    [
        "Giao bộ phận chuyên môn cập nhật số liệu.",
        "Yêu cầu các chủ đầu tư cam kết tiến độ.",
        "Đơn vị nào chậm giải ngân phải báo cáo Sở Tài chính trước ngày 15/8/2026.",
        "Giao một đồng chí lãnh đạo Sở Y tế trực tiếp kiểm tra.",
        "Thường trực Tỉnh ủy yêu cầu:\n- Hoàn thiện quy chế trước ngày 30/8/2026.",
        "GIAO SỞ Y TẾ CHỦ TRÌ XÂY DỰNG KẾ HOẠCH TIÊM CHỦNG TRƯỚC NGÀY 30/9/2026.",
    ],
)
def test_a_lead_that_could_be_anybody_is_asked(text):
    (task,) = tasks(text)
    assert "lead" in task.unsure


@pytest.mark.parametrize(
    "text",
    [
        "Trong thời gian qua, Sở Y tế phối hợp với Công an tỉnh triển khai nhiều giải pháp.",
        "Các đại biểu đề nghị xem lại mức hỗ trợ; Sở Tài chính giải trình thêm.",
        "Ban Quản lý dự án báo cáo: tiến độ đạt 40%; đề nghị UBND tỉnh bổ sung vốn.",
        "Các nhiệm vụ giao Sở Nội vụ chủ trì trong tháng 6 đều đã hoàn thành.",
        "Một số xã lập hồ sơ chậm so với yêu cầu.",
        "Chi bộ thôn Mẫu bầu bổ sung 01 chi ủy viên với 15/15 phiếu.",
        "Thư ký: bà Lê Thị Thử, chuyên viên Văn phòng Tỉnh ủy.",
        "Sở Nội vụ kiến nghị tăng biên chế; UBND tỉnh đã ghi nhận.",
    ],
)
def test_what_tells_how_it_went_orders_nothing(text):
    assert tasks(text) == ()


def test_what_is_still_to_be_done_is_no_report():
    text = "Sở Tài chính tiếp tục bố trí vốn; Sở Y tế đã được giao vốn đẩy nhanh giải ngân."
    assert [task.lead for task in tasks(text)][:1] == ["Sở Tài chính"]
    assert "work" in tasks(text)[0].unsure or len(tasks(text)) == 2


DATES = [
    ("Văn phòng Tỉnh ủy gửi giấy mời vào thứ Hai tuần sau.",
     "vào thứ Hai tuần sau", "date", None, True),
    ("Công an tỉnh mở đợt cao điểm, xong trước 25 tháng Chạp.",
     "trước 25 tháng Chạp", "date", None, True),
    ("Sở Y tế báo cáo Thường trực Tỉnh ủy mỗi tháng một lần.",
     "mỗi tháng một lần", "recurring", None, False),
    ("Sở Tài chính thẩm tra quyết toán trong 20 ngày kể từ ngày nhận được hồ sơ của chủ đầu tư.",
     "trong 20 ngày kể từ ngày nhận được hồ sơ của chủ đầu tư", "relative", None, True),
    ("Sở Xây dựng hoàn thiện Đề án trong nửa đầu tháng 9/2026.",
     "trong nửa đầu tháng 9/2026", "period", None, True),
    ("Khi có mưa lớn, lũ quét, sạt lở, Công an tỉnh chủ trì di dời các hộ dân.",
     "Khi có mưa lớn, lũ quét, sạt lở", "conditional", None, False),
    ("Sở Y tế gửi hồ sơ trình kỳ họp trước ngày 25/8/2026.",
     "trước ngày 25/8/2026", "date", date(2026, 8, 25), False),
    ("Sở Y tế đóng cửa lò đốt rác; hạn cuối: 31/12/2026.",
     "31/12/2026", "date", date(2026, 12, 31), False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "phrase", "kind", "day", "asked"), DATES)
def test_when_it_is_due(text, phrase, kind, day, asked):
    (task,) = tasks(text)
    assert (task.deadline_text, task.deadline_kind, task.deadline_date) == (phrase, kind, day)
    assert ("deadline_date" in task.unsure) == asked


def test_a_date_over_a_list_or_behind_several_duties_is_each_ones():
    over = (
        "Giao Sở Nội vụ thực hiện các công việc sau, xong trước ngày 30/8/2026:\n"
        "- Lập danh sách cán bộ dôi dư;\n- Xây dựng phương án bố trí."
    )
    behind = (
        "Giao Sở Y tế rà soát thuốc; Sở Tài chính rà soát vốn; hoàn thành trước ngày 30/8/2026."
    )

    day = date(2026, 8, 30)
    assert shown(over, "lead", "deadline_date") == [("Sở Nội vụ", day)] * 2
    assert shown(behind, "lead", "deadline_date") == [("Sở Y tế", day), ("Sở Tài chính", day)]


def test_two_duties_with_days_of_their_own_are_two_tasks():
    text = (
        "Giao Sở Tài chính xây dựng Đề án trước ngày 30/8/2026 và báo cáo UBND tỉnh kết quả "
        "thẩm định trước ngày 30/9/2026."
    )
    assert shown(text, "work", "deadline_text") == [
        ("xây dựng Đề án", "trước ngày 30/8/2026"),
        ("báo cáo UBND tỉnh kết quả thẩm định", "trước ngày 30/9/2026"),
    ]


@pytest.mark.parametrize("decided", ["tán thành", "thông qua", "chấp thuận", "nhất trí với"])
def test_what_a_body_nobody_knows_decides_is_no_task(decided):
    assert tasks(f"Hội đồng thành viên {decided} báo cáo của Ban Điều hành.") == ()
    (task,) = tasks(
        f"Hội đồng thành viên {decided} báo cáo; giao Ban Tổ chức Tỉnh ủy công bố kế hoạch."
    )
    assert task.lead == "Ban Tổ chức Tỉnh ủy"
