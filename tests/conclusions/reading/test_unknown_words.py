"""A duty in words that no list knows is asked and never lost; what only tells stays none."""

import pytest

from tests.conclusions.reading.test_rules import shown

FIELDS = ("lead", "work", "unsure")


ORDERED = [  # whatever follows the bodies of an order is the duty
    ("Giao Sở Tài chính gom các khoản kinh phí còn dư.", "Sở Tài chính",
     "gom các khoản kinh phí còn dư"),
    ("Đề nghị Tỉnh đoàn thắp nến tri ân tại nghĩa trang liệt sĩ trước ngày 27/7/2026.",
     "Tỉnh đoàn", "thắp nến tri ân tại nghĩa trang liệt sĩ"),
    ("Sở Y tế chủ trì, vá lỗ hổng trong mua sắm thuốc.", "Sở Y tế",
     "vá lỗ hổng trong mua sắm thuốc"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lead", "work"), ORDERED)
def test_after_an_order_any_verb_is_the_duty(text, lead, work):
    assert shown(text, *FIELDS) == [(lead, work, ())]


def test_an_order_to_somebody_nobody_knows_asks_who_and_what():
    text = "Giao Nhà hát Ca múa nhạc An Lĩnh dàn dựng 02 vở diễn trước ngày 30/8/2026."
    assert shown(text, *FIELDS) == [
        (None, "Nhà hát Ca múa nhạc An Lĩnh dàn dựng 02 vở diễn", ("lead", "work"))
    ]


TOLD = [  # a known body, a post, a body of a commune; a condition ahead; a colon
    ("Sở Công Thương dồn sức cho mùa mua sắm cuối năm.", "Sở Công Thương",
     "dồn sức cho mùa mua sắm cuối năm", ("work",)),
    ("UBND xã Hạ Lũng chằng néo nhà cửa trước mùa bão.", "UBND xã Hạ Lũng",
     "chằng néo nhà cửa trước mùa bão", ("lead", "work")),
    ("Trường Tiểu học Bãi Nổi ghép các lớp dưới 15 học sinh.", "Trường Tiểu học Bãi Nổi",
     "ghép các lớp dưới 15 học sinh", ("lead", "work")),
    ("Nếu mưa lớn kéo dài thì Sở Nông nghiệp và Môi trường xả bớt nước hồ.",
     "Sở Nông nghiệp và Môi trường", "xả bớt nước hồ", ("work",)),
    ("Trong tháng 9/2026, Sở Xây dựng vá mặt đường.", "Sở Xây dựng", "vá mặt đường", ("work",)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lead", "work", "unsure"), TOLD)
def test_a_body_that_is_told_what_no_list_knows_is_asked(text, lead, work, unsure):
    assert shown(text, *FIELDS) == [(lead, work, unsure)]


@pytest.mark.parametrize(
    "second",
    [
        "; Sở Xây dựng ghép các gói thầu nhỏ.",
        ", Sở Xây dựng ghép các gói thầu nhỏ trước ngày 15/9/2026.",
    ],
)
def test_a_second_body_with_unknown_words_is_not_swallowed(second):
    found = shown(f"Sở Tài chính rà soát công nợ{second}", "lead", "work")
    assert found == [
        ("Sở Tài chính", "rà soát công nợ"),
        ("Sở Xây dựng", "ghép các gói thầu nhỏ"),
    ]


@pytest.mark.parametrize("when", ["trước ngày 20/8/2026", "hằng tuần"])
def test_a_step_behind_a_day_of_its_own_is_a_task(when):
    text = f"Tỉnh đoàn rà soát các đội tình nguyện; {when} báo cáo Ban Thường vụ Tỉnh ủy."
    assert shown(text, "work", "deadline_text") == [
        ("rà soát các đội tình nguyện", None),
        ("báo cáo Ban Thường vụ Tỉnh ủy", when),
    ]


def test_unknown_words_under_a_lead_are_for_it_and_asked():
    text = "Ban Tổ chức Tỉnh ủy rà soát các nghị quyết. Gộp những nghị quyết trùng nội dung."
    assert shown(text, *FIELDS)[1:] == [
        ("Ban Tổ chức Tỉnh ủy", "Gộp những nghị quyết trùng nội dung", ("work",))
    ]


def test_unknown_words_by_a_day_that_tell_nobody_are_asked():
    text = "Khơi thông các cống qua đường liên xã trước ngày 20/8/2026."
    assert shown(text, *FIELDS) == [
        (None, "Khơi thông các cống qua đường liên xã", ("lead", "work"))
    ]


def test_what_would_be_a_decision_is_a_duty_under_a_bodys_heading_with_a_day():
    text = "Thanh tra tỉnh:\n- Kết luận 02 cuộc thanh tra trước ngày 30/9/2026."
    assert shown(text, "lead", "work") == [("Thanh tra tỉnh", "Kết luận 02 cuộc thanh tra")]


NONE = [
    "UBND xã Bình Sa nằm ở hạ du hồ Vân Giang.",
    "Sở Xây dựng ngày càng chuyên nghiệp.",
    "Các xã vùng biển gặp không ít khó khăn vì thiếu nước.",
    "Đội ngũ giáo viên trẻ được quan tâm, bồi dưỡng thường xuyên.",
    "Giao Sở Y tế mua vắc xin. Kinh phí lấy từ nguồn dự phòng.",
    "Giao Sở Y tế mua vắc xin. Tiến độ chung khá tốt.",
    "Đại diện lãnh đạo Sở Y tế, Sở Nội vụ cùng dự họp.",
    "Đảng ủy xã Vân Giang làm chưa tốt công tác kiểm tra.",
    "Ban Thường vụ Tỉnh ủy thẳng thắn chỉ ra các khuyết điểm.",
    "Đồng chí Giám đốc Sở Nội vụ cho biết sẽ tuyển 20 viên chức trước ngày 30/9/2026.",
    "Cho phép Sở Xây dựng lùi thời gian nghiệm thu đến ngày 30/9/2026.",
]


@pytest.mark.parametrize("text", NONE)
def test_how_a_body_is_and_what_it_says_or_gets_is_no_task(text):
    assert [work for (work,) in shown(text, "work") if work != "mua vắc xin"] == []


RESULTS = [
    "Ban Thường vụ Tỉnh ủy giữ nguyên mức hỗ trợ như năm 2025.",  # its own decision
    "Hội Nông dân tỉnh xây hơn 40 nhà tình thương.",
    "Hội Nông dân tỉnh quyên góp được 3,2 tỷ đồng.",
    "Công an tỉnh kiểm tra 14 cơ sở, xử lý 06 trường hợp.",
    "Sở Y tế giám sát dịch bệnh tốt hơn năm trước.",
    "Công an tỉnh kiểm tra 14 cơ sở trong quý I/2026.",  # over when the notice is written
]


@pytest.mark.parametrize("text", RESULTS)
def test_a_verb_with_a_result_is_asked_and_no_sure_task(text):
    assert ["work" in unsure for (unsure,) in shown(text, "unsure")] == [True]


def test_how_others_act_is_no_deadline():
    text = "Công an tỉnh xử lý các nhóm thường xuyên đua xe trước ngày 30/9/2026."
    assert shown(text, "work", "deadline_text") == [
        ("xử lý các nhóm thường xuyên đua xe", "trước ngày 30/9/2026")
    ]


def test_to_set_an_example_is_no_speech():
    text = "Các chi bộ trực thuộc Sở Y tế nêu cao tính tiên phong của đảng viên."
    assert shown(text, "work") == [("nêu cao tính tiên phong của đảng viên",)]


def test_a_small_name_with_unknown_words_behind_it_asks_where_it_ends():
    text = "Trước mắt, các chủ đầu tư dồn lực thi công 03 ca."
    assert {"lead", "work"} <= set(shown(text, "unsure")[0][0])


def test_a_name_with_unknown_words_behind_it_asks_what_is_to_be_done_too():
    text = "Yêu cầu Trạm Thú y xã tiêu độc chuồng trại."
    ((_, _, unsure),) = shown(text, *FIELDS)
    assert {"lead", "work"} <= set(unsure)
