"""Rules of names, verbs and typing the reader follows, each with sentences of its own."""

import pytest

from server.conclusions.reading.proposal import FIELDS
from tests.conclusions.reading.test_rules import shown

TYPED = [  # as at the conclusion desk: small letters, short forms, no full stop
    ("giao sở nội vụ rà soát biên chế, bc UBND tỉnh trc 20/9",
     "sở nội vụ", "rà soát biên chế", "trc 20/9", "2026-09-20"),
    ("thanh tra tỉnh kết thúc đợt 2 trước 30/9",
     "thanh tra tỉnh", "kết thúc đợt 2", "trước 30/9", "2026-09-30"),
    ("giao ban nội chính tỉnh ủy theo dõi vụ án tại An Phú",
     "ban nội chính tỉnh ủy", "theo dõi vụ án tại An Phú", None, "None"),
    ("Sở Xây dựng + Sở Tài chính thống kê nhà tạm trong tháng 8",
     "Sở Xây dựng; Sở Tài chính", "thống kê nhà tạm", "trong tháng 8", "2026-08-31"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lead", "work", "when", "day"), TYPED)
def test_small_letters_and_short_forms_are_read(text, lead, work, when, day):
    fields = ("lead", "work", "deadline_text", "deadline_date")
    assert [(a, b, c, str(d)) for a, b, c, d in shown(text, *fields)] == [(lead, work, when, day)]


NAMES = [
    ("Công ty TNHH Xây dựng Mẫu Sơn lắp đặt lan can cầu trước ngày 15/9/2026.",
     "Công ty TNHH Xây dựng Mẫu Sơn", "lắp đặt lan can cầu"),
    ("Phó Giám đốc Sở Y tế phụ trách dự phòng kiểm tra kho vắc xin.",
     "Phó Giám đốc Sở Y tế phụ trách dự phòng", "kiểm tra kho vắc xin"),
    ("Giao ông Trần Ví Dụ, chuyên viên Phòng Tổng hợp lập danh sách khách mời.",
     "ông Trần Ví Dụ, chuyên viên Phòng Tổng hợp", "lập danh sách khách mời"),
    ("Giao Kế toán trưởng hạch toán lại khoản chi tiếp khách.",
     "Kế toán trưởng", "hạch toán lại khoản chi tiếp khách"),
    ("Sở Y tế, với tư cách cơ quan thường trực, tổng hợp báo cáo của các xã.",
     "Sở Y tế", "tổng hợp báo cáo của các xã"),
    ("Yêu cầu Giám đốc các sở: Nội vụ, Y tế, Giáo dục và Đào tạo rà soát biên chế.",
     "Giám đốc các sở: Nội vụ, Y tế, Giáo dục và Đào tạo", "rà soát biên chế"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lead", "work"), NAMES)
def test_a_name_ends_where_its_duty_begins(text, lead, work):
    assert shown(text, "lead", "work") == [(lead, work)]


def test_a_group_told_by_what_it_has_is_asked():
    text = "Đề nghị UBND xã có tuyến đê bị ảnh hưởng gia cố kè trước ngày 15/9/2026."
    assert shown(text, "lead", "work", "unsure") == [
        ("UBND xã có tuyến đê bị ảnh hưởng", "gia cố kè", ("lead", "work"))
    ]


DAYS = [  # today and tomorrow must be asked; a weekday with its half-day too
    ("Sở Y tế báo cáo số ca mắc, 9h sáng mai.", "9h sáng mai", "date"),
    ("Sở Y tế thống kê giường bệnh trong chiều nay.", "trong chiều nay", "date"),
    ("Sở Y tế họp báo cáo dịch vào chiều thứ Ba tuần tới.", "vào chiều thứ Ba tuần tới", "date"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "phrase", "kind"), DAYS)
def test_today_and_tomorrow_are_asked(text, phrase, kind):
    assert shown(text, "deadline_text", "deadline_kind", "unsure") == [
        (phrase, kind, ("deadline_date",))
    ]


WHEN = [
    ("Sở Tư pháp giải trình tại buổi làm việc ngày 12/8/2026 của Đoàn giám sát.", "meeting"),
    ("Sở Tư pháp thay con dấu trước khi mẫu cũ hết giá trị.", "conditional"),
    ("Ban Nội chính Tỉnh ủy kiểm tra khi có dấu hiệu vi phạm trong quý III/2026.", "period"),
    ("Sở Tư pháp bàn giao hồ sơ vào sáng thứ Sáu hằng tuần.", "recurring"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), WHEN)
def test_when_a_duty_is_due(text, kind):
    assert [k for (k,) in shown(text, "deadline_kind")] == [kind]


STEPS = [  # a condition with its own "thì" is of one step; a deadline over all makes one task
    ("Sở Xây dựng kiểm định cầu treo, nếu không đạt thì đóng cầu, báo cáo UBND tỉnh trước ngày "
     "30/8/2026.", [(None, "2026-08-30")]),
    ("Sở Xây dựng kiểm tra cầu; nếu mất an toàn thì cấm xe tải trước ngày 30/8/2026.",
     [(None, "2026-08-30")]),
    ("Nếu quá hạn mà chưa nộp thì Sở Tài chính thu hồi vốn.",
     [("Nếu quá hạn mà chưa nộp", "None")]),
    ("Sở Y tế tiêm 50% trước ngày 15/8/2026, hằng tuần cập nhật số liệu lên cổng.",
     [(None, "2026-08-15"), (None, "None")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), STEPS)
def test_conditions_and_dates_of_steps(text, expected):
    assert [(a, str(b)) for a, b in shown(text, "condition", "deadline_date")] == expected


NOT_TOLD = [  # promises, questions, a chair that concludes
    "Giám đốc Sở Y tế xin hứa khắc phục.",
    "Đại biểu Trần Ví Dụ chất vấn về giá điện; Giám đốc Sở hứa trả lời bằng văn bản.",
    "Đại diện Sở Y tế đề nghị lùi hạn; Sở Tài chính cam kết bố trí vốn trước ngày 30/9/2026.",
]  # fmt: skip


@pytest.mark.parametrize("text", NOT_TOLD)
def test_what_is_promised_or_asked_at_a_meeting_is_no_order(text):
    assert shown(text, "lead") == []


def test_a_chair_concludes_and_somebody_else_is_told():
    text = (
        "Giám đốc Sở Y tế kết luận: đồng ý thuê kho lạnh; Sở Tài chính bố trí vốn trước 30/8/2026."
    )
    assert shown(text, "lead", "work") == [("Sở Tài chính", "bố trí vốn")]


PRODUCTS = [
    ("Văn phòng UBND tỉnh dự thảo thông báo kết luận, trình Chủ tịch UBND tỉnh ký.",
     "thông báo kết luận"),
    ("Sở Y tế gửi báo cáo UBND tỉnh.", "báo cáo"),
    ("Giao Sở Y tế kiến nghị Bộ Y tế bổ sung quy định về trực ngoài giờ.", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "product"), PRODUCTS)
def test_what_a_draft_or_a_paper_sent_yields(text, product):
    assert shown(text, "product") == [(product,)]


def test_what_stands_ahead_of_the_semicolon_is_a_duty_of_its_own():
    text = "Tiếp tục trực cấp cứu vào tối thứ Bảy hằng tuần; Sở Tài chính cấp bù kinh phí."
    assert shown(text, "lead", "work", "deadline_kind", "unsure") == [
        (None, "Tiếp tục trực cấp cứu", "recurring", ("lead",)),
        ("Sở Tài chính", "cấp bù kinh phí", "none", ()),
    ]


def test_what_the_receiver_does_next_is_not_the_duty():
    text = (
        "Trước ngày 20/8/2026, Sở Nội vụ chốt danh sách, gửi Ban Tổ chức Tỉnh ủy để thẩm định, "
        "báo cáo Ban Thường vụ Tỉnh ủy trong tháng 9/2026."
    )
    assert shown(text, "work", "receiver", "deadline_text") == [
        ("chốt danh sách", "Ban Tổ chức Tỉnh ủy", "Trước ngày 20/8/2026")
    ]


def test_several_that_are_told_to_agree_are_told():
    text = "Sở Y tế mua vắc xin; Công an tỉnh, Thanh tra tỉnh thống nhất nội dung trả lời báo chí."
    assert shown(text, "lead", "work")[1:] == [
        ("Công an tỉnh; Thanh tra tỉnh", "thống nhất nội dung trả lời báo chí")
    ]


def test_a_number_before_a_full_stop_ends_a_sentence():
    text = "Thống nhất dời lịch sang tuần 32. Đề nghị Sở Y tế gửi lại hồ sơ."
    assert shown(text, "kind", "lead") == [("request", "Sở Y tế")]


def test_a_place_is_no_body():
    text = "Giao Sở Y tế phun khử khuẩn hiện trường, Công an tỉnh tuần tra ban đêm."
    assert [lead for (lead,) in shown(text, "lead")] == ["Sở Y tế", "Công an tỉnh"]


@pytest.mark.parametrize(
    ("text", "tasks"),
    [
        ("yeu cau so y te kiem tra kho thuoc truoc ngay 15/9", 1),
        ("The meeting ends at noon and nothing was decided.", 0),
    ],
)
def test_a_duty_typed_without_marks_is_asked_as_a_whole(text, tasks):
    assert [unsure for (unsure,) in shown(text, "unsure")] == [FIELDS] * tasks


def test_words_of_time_that_no_deadline_took_are_asked():
    text = "Giao Sở Y tế rà soát tủ thuốc, mỗi khoa 2 lần."
    assert shown(text, "deadline_kind", "unsure") == [("none", ("deadline_date",))]


def test_what_a_list_says_of_a_body_in_unknown_words_is_asked():
    text = "2. Sở Y tế nhá thử còi báo cháy."
    assert shown(text, "lead", "work", "unsure") == [("Sở Y tế", "nhá thử còi báo cháy", ("work",))]


def test_an_item_of_a_list_that_tells_is_no_part_of_the_one_before():
    text = "Kết luận: (i) giao Sở Y tế mua vắc xin; (ii) chưa xem xét việc tăng phụ cấp."
    assert shown(text, "lead", "work") == [("Sở Y tế", "mua vắc xin")]


def test_days_ahead_of_something_are_asked():
    text = "Sở Y tế thông báo lịch tiêm trước ít nhất 05 ngày."
    assert shown(text, "deadline_text", "deadline_kind", "unsure") == [
        ("trước ít nhất 05 ngày", "relative", ("deadline_date",))
    ]


def test_a_group_told_by_what_was_done_to_it():
    text = "Các cơ quan được lấy ý kiến phải trả lời trước ngày 20/8/2026."
    assert [lead for (lead,) in shown(text, "lead")] == ["Các cơ quan được lấy ý kiến"]


def test_what_the_duty_only_serves_is_no_product():
    text = "Sở Y tế bố trí phòng họp để Sở Nội vụ trình bày Đề án tự chủ trước ngày 20/8/2026."
    assert shown(text, "product") == [(None,)]
