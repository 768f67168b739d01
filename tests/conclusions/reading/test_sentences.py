"""Sentences of official Vietnamese, one shape each: what they assign, and what must be asked."""

import time
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.conclusions.reading import read_task
from server.programmes.reading import read_catalogue

BODIES = read_catalogue(Path(__file__).parents[3] / "programmes" / "bodies.toml")
NOTICE = date(2026, 7, 17)


def tasks(text):
    return read_task(text, bodies=BODIES, issued_on=NOTICE)


def only(text):
    (task,) = tasks(text)
    return task


def test_every_part_of_the_plain_order():
    task = only(
        "Giao Ban Tổ chức Tỉnh ủy chủ trì, phối hợp với Ban Tuyên giáo và Dân vận tham mưu Đề án "
        "sắp xếp tổ chức bộ máy, trình Ban Thường vụ trước ngày 30/6/2027."
    )
    assert (task.kind, task.lead) == ("order", "Ban Tổ chức Tỉnh ủy")
    assert task.lead_bodies == ("Ban Tổ chức Tỉnh ủy",)
    assert task.coordinating == ("Ban Tuyên giáo và Dân vận",)
    assert task.work == "tham mưu Đề án sắp xếp tổ chức bộ máy"
    assert task.product == "Đề án sắp xếp tổ chức bộ máy"
    assert task.receiver == "Ban Thường vụ"
    assert (task.deadline_text, task.deadline_kind) == ("trước ngày 30/6/2027", "date")
    assert task.deadline_date == date(2027, 6, 30)
    assert (task.condition, task.unsure) == (None, ())


LEADS = [  # sentence, lead, coordinating, work
    ("Ban Tổ chức Tỉnh ủy: Tham mưu kiện toàn Ban Chỉ đạo.",
     "Ban Tổ chức Tỉnh ủy", [], "Tham mưu kiện toàn Ban Chỉ đạo"),
    ("Giao Sở Tài chính chủ trì, Sở Xây dựng, Sở Nội vụ phối hợp rà soát tài sản công dôi dư.",
     "Sở Tài chính", ["Sở Xây dựng", "Sở Nội vụ"], "rà soát tài sản công dôi dư"),
    ("Việc rà soát quy hoạch do Sở Xây dựng chủ trì, phối hợp với các địa phương thực hiện.",
     "Sở Xây dựng", ["các địa phương"], "rà soát quy hoạch"),
    ("Sửa đổi Quy chế làm việc (Văn phòng Tỉnh ủy chủ trì).",
     "Văn phòng Tỉnh ủy", [], "Sửa đổi Quy chế làm việc"),
    ("Rà soát quỹ đất. Cơ quan chủ trì: Sở Tài chính; cơ quan phối hợp: UBND các xã, phường.",
     "Sở Tài chính", ["UBND các xã, phường"], "Rà soát quỹ đất"),
    ("Ban Thường vụ Tỉnh ủy giao Đảng ủy UBND tỉnh lãnh đạo, chỉ đạo giải ngân vốn.",
     "Đảng ủy UBND tỉnh", [], "lãnh đạo, chỉ đạo giải ngân vốn"),
    ("Giao Thường trực Đảng ủy, Ủy ban Kiểm tra Đảng ủy, các ban xây dựng Đảng rà soát hồ sơ.",
     "Thường trực Đảng ủy; Ủy ban Kiểm tra Đảng ủy; các ban xây dựng Đảng", [], "rà soát hồ sơ"),
    ("Các đồng chí Tỉnh ủy viên tăng cường đi cơ sở.",
     "Các đồng chí Tỉnh ủy viên", [], "tăng cường đi cơ sở"),
    ("Thống nhất chủ trương sắp xếp; giao Sở Nội vụ hoàn thiện hồ sơ.",
     "Sở Nội vụ", [], "hoàn thiện hồ sơ"),
    ("Đồng chí Chánh Văn phòng Tỉnh ủy chỉ đạo số hóa tài liệu.",
     "Đồng chí Chánh Văn phòng Tỉnh ủy", [], "chỉ đạo số hóa tài liệu"),
    ("Giao Ban Thường vụ Đảng ủy các xã, phường lãnh đạo công tác nhân sự.",
     "Ban Thường vụ Đảng ủy các xã, phường", [], "lãnh đạo công tác nhân sự"),
    ("Giao Sở Tài chính (cơ quan thường trực) tổng hợp số liệu.",
     "Sở Tài chính", [], "tổng hợp số liệu"),
    ("Giao Sở Y tế rà soát, phối hợp với Sở Nội vụ thẩm định.",
     "Sở Y tế", ["Sở Nội vụ"], "rà soát, thẩm định"),
    ("Giao Sở Y tế rà soát, với sự phối hợp của Bảo hiểm xã hội tỉnh.",
     "Sở Y tế", ["Bảo hiểm xã hội tỉnh"], "rà soát"),
    ("Giao UBND các xã: An Phú, Ô Loan tổ chức đối thoại.",
     "UBND các xã: An Phú, Ô Loan", [], "tổ chức đối thoại"),
    ("Đề nghị Thường trực Tỉnh ủy ban hành Kết luận.",
     "Thường trực Tỉnh ủy", [], "ban hành Kết luận"),
    ("Phân công đồng chí Lê Thị Giả, Ủy viên Ban Thường vụ, Trưởng Ban Tổ chức theo dõi.",
     "đồng chí Lê Thị Giả, Ủy viên Ban Thường vụ, Trưởng Ban Tổ chức", [], "theo dõi"),
    ("Sở Nội vụ có trách nhiệm tổng hợp kết quả.", "Sở Nội vụ", [], "tổng hợp kết quả"),
    ("Các sở, ban, ngành căn cứ chức năng, nhiệm vụ được giao xây dựng kế hoạch thực hiện.",
     "Các sở, ban, ngành", [], "xây dựng kế hoạch thực hiện"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lead", "coordinating", "work"), LEADS, ids=lambda p: str(p)[:50])
def test_the_lead_in_every_place(text, lead, coordinating, work):
    task = only(text)
    assert (task.lead, list(task.coordinating), task.work) == (lead, coordinating, work)
    assert "lead" not in task.unsure


NO_TASKS = [
    "Ban Thường vụ Tỉnh ủy ghi nhận, biểu dương sự nỗ lực của Ban Tổ chức Tỉnh ủy.",
    "Ban Thường vụ Tỉnh ủy đánh giá cao kết quả đạt được của các cấp, các ngành.",
    "Thu ngân sách nhà nước 6 tháng đầu năm ước đạt 5.200 tỷ đồng.",
    "Tiến độ một số dự án còn chậm, chưa đáp ứng yêu cầu.",
    "Công tác xây dựng Đảng được quan tâm, chú trọng.",
    "UBND xã An Phú đã hoàn thành kiểm đếm trước ngày 30/6/2026.",
    "Đồng ý chủ trương đầu tư dự án theo đề nghị của UBND tỉnh tại Tờ trình số 125/TTr-UBND.",
    "Thống nhất tổ chức Hội nghị vào ngày 28/7/2026.",
    "Hội nghị đã nghe Sở Tài chính báo cáo tình hình thu, chi ngân sách.",
    "Ngày 15/7/2026, đồng chí Bí thư Tỉnh ủy chủ trì hội nghị giao ban.",
    "Ban Thường vụ Tỉnh ủy đã chỉ đạo Ban Tổ chức Tỉnh ủy xây dựng Đề án.",
    "Văn phòng UBND tỉnh thông báo để các cơ quan, đơn vị biết, thực hiện./.",
    "Sau khi nghe báo cáo, Chủ tịch UBND tỉnh kết luận như sau:",
    "Thường trực Tỉnh ủy họp giao ban với Đảng ủy UBND tỉnh.",
    "Phê bình Chủ tịch UBND xã An Phú do để xảy ra chậm trễ.",
    "Không đồng ý bổ sung dự án vào kế hoạch năm 2026.",
    "",
    "...",
]


@pytest.mark.parametrize("text", NO_TASKS)
def test_praise_figures_decisions_and_the_rest_give_no_task(text):
    assert tasks(text) == []


def test_what_nobody_is_named_for_is_asked():
    task = only("Khẩn trương hoàn thiện hồ sơ, trình Ban Thường vụ trước ngày 30/6/2027.")
    assert (task.lead, task.unsure) == (None, ("lead",))


@pytest.mark.parametrize(
    "lead", ["các cơ quan liên quan", "các đơn vị", "các cơ quan, đơn vị, địa phương"]
)
def test_a_lead_that_is_nobody_in_particular_is_asked(lead):
    task = only(f"Yêu cầu {lead} khẩn trương rà soát.")
    assert (task.lead, task.unsure) == (lead, ("lead",))


@pytest.mark.parametrize(
    ("verb", "kind"),
    [("Đề nghị", "request"), ("Kiến nghị", "request"), ("Giao", "order"), ("Yêu cầu", "order")],
)
def test_a_request_is_told_from_an_order(verb, kind):
    assert only(f"{verb} Bộ Nội vụ ban hành hướng dẫn.").kind == kind


def test_two_leads_are_two_tasks():
    first, second = tasks(
        "Giao Sở Tài chính bố trí kinh phí trước ngày 30/7/2026, Sở Xây dựng thẩm định thiết kế "
        "trước ngày 10/8/2026."
    )
    assert (first.lead, first.work, first.deadline_date) == (
        "Sở Tài chính", "bố trí kinh phí", date(2026, 7, 30),
    )  # fmt: skip
    assert (second.lead, second.work, second.deadline_date) == (
        "Sở Xây dựng", "thẩm định thiết kế", date(2026, 8, 10),
    )  # fmt: skip


def test_a_day_that_may_be_for_both_is_asked_of_the_first():
    first, second = tasks(
        "Giao Sở Tài chính rà soát dự toán, Sở Nội vụ thẩm định, hoàn thành trước ngày 15/8/2026."
    )
    assert (first.deadline_text, first.unsure) == (None, ("deadline_date",))
    assert (second.deadline_date, second.unsure) == (date(2026, 8, 15), ())


def test_separate_orders_are_two_tasks_of_one_lead():
    first, second = tasks(
        "Giao các xã, phường tổ chức kiểm điểm; đồng thời báo cáo kết quả về Ban Tổ chức Tỉnh ủy "
        "trước ngày 15/12/2026."
    )
    assert first.lead == second.lead == "các xã, phường"
    assert (first.deadline_kind, second.deadline_date) == ("none", date(2026, 12, 15))


def test_a_numbered_list_of_orders_is_as_many_tasks():
    found = tasks(
        "Thường trực Tỉnh ủy thống nhất: (1) Đồng ý chủ trương; (2) Giao Sở Tài chính bố trí kinh "
        "phí; (3) Giao Văn phòng Tỉnh ủy theo dõi."
    )
    assert [(t.lead, t.work) for t in found] == [
        ("Sở Tài chính", "bố trí kinh phí"),
        ("Văn phòng Tỉnh ủy", "theo dõi"),
    ]
    found = tasks("Giao Sở Y tế: (1) rà soát nhân lực; (2) xây dựng Kế hoạch tuyển dụng.")
    assert [t.work for t in found] == ["rà soát nhân lực", "xây dựng Kế hoạch tuyển dụng"]


def test_what_comes_again_each_year_is_no_day():
    task = only("Hằng năm, trước ngày 15/12, các đảng ủy trực thuộc rà soát quy hoạch.")
    assert (task.deadline_text, task.deadline_kind, task.deadline_date) == (
        "Hằng năm; trước ngày 15/12", "recurring", None,
    )  # fmt: skip


def test_a_chain_with_one_day_is_one_task():
    task = only("UBND xã A: Ra quyết định thu hồi; đối thoại; bàn giao, xong trước 15/8/2026.")
    assert task.work == "Ra quyết định thu hồi; đối thoại; bàn giao"


def test_to_prepare_and_to_submit_are_steps_of_one_duty():
    task = only(
        "Giao Sở Xây dựng hoàn thiện Đồ án trước ngày 15/8/2026, trình UBND tỉnh trước ngày "
        "30/8/2026."
    )
    assert task.deadline_text == "trước ngày 15/8/2026; trước ngày 30/8/2026"
    assert (task.deadline_date, task.unsure) == (date(2026, 8, 30), ())


RECEIVERS = [
    ("Giao Sở Y tế rà soát, báo cáo kết quả về UBND tỉnh (qua Sở Tài chính) để tổng hợp.",
     "rà soát", "UBND tỉnh"),
    ("Giao Sở Y tế rà soát, trình cấp có thẩm quyền phê duyệt theo quy định.",
     "rà soát", "cấp có thẩm quyền"),
    ("Giao Sở Y tế báo cáo UBND tỉnh.", "báo cáo UBND tỉnh", "UBND tỉnh"),
    ("Giao Sở Y tế tham mưu UBND tỉnh ban hành Kế hoạch.",
     "tham mưu UBND tỉnh ban hành Kế hoạch", None),  # who is advised receives nothing
    ("Giao Sở Y tế trình phương án.", "trình phương án", None),
    ("Giao các sở gửi Sở Nội vụ để tổng hợp, báo cáo UBND tỉnh.",
     "gửi Sở Nội vụ để tổng hợp, báo cáo UBND tỉnh", "Sở Nội vụ"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "work", "receiver"), RECEIVERS, ids=lambda p: str(p)[:40])
def test_the_level_it_goes_to(text, work, receiver):
    task = only(text)
    assert (task.work, task.receiver) == (work, receiver)


CONDITIONS = [
    ("UBND xã A: (Nếu chưa đồng thuận) ban hành quyết định thu hồi đất.", "Nếu chưa đồng thuận"),
    ("Trường hợp vượt thẩm quyền, UBND tỉnh báo cáo Thường trực Tỉnh ủy.",
     "Trường hợp vượt thẩm quyền"),
    ("Giao UBND xã A tổ chức cưỡng chế, nếu các hộ không bàn giao.",
     "nếu các hộ không bàn giao"),
    ("Giao UBND xã A cưỡng chế, bảo vệ thi công (nếu có), bàn giao mặt bằng.", None),
    ("Giao UBND xã A xử lý các trường hợp lấn chiếm.", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "condition"), CONDITIONS, ids=lambda p: str(p)[:40])
def test_a_condition_of_the_whole_duty(text, condition):
    assert only(text).condition == condition


def test_the_office_follows_a_notice_for_as_long_as_it_lasts():
    task = only("Văn phòng Tỉnh ủy theo dõi, đôn đốc việc thực hiện Thông báo này.")
    assert (task.lead, task.deadline_kind, task.unsure) == ("Văn phòng Tỉnh ủy", "ongoing", ())


def test_a_sentence_that_only_says_when_belongs_to_the_one_before():
    task = only("Giao Sở Y tế rà soát nhân lực. Thời hạn hoàn thành: trước ngày 30/9/2026.")
    assert (task.work, task.deadline_date) == ("rà soát nhân lực", date(2026, 9, 30))


def test_what_follows_is_for_the_lead_of_the_sentence_before():
    _, second = tasks("Giao Sở Y tế rà soát nhân lực. Đồng thời, báo cáo UBND tỉnh trong quý IV.")
    assert (second.lead, second.deadline_date) == ("Sở Y tế", date(2026, 12, 31))


def test_a_name_of_two_bodies_is_asked():
    assert "lead" in only("Giao Ban Dân tộc rà soát chính sách.").unsure


EVERY = [text for text, *_ in (*LEADS, *RECEIVERS, *CONDITIONS)]


@pytest.mark.parametrize("text", EVERY)
def test_spaces_tones_and_nfd_do_not_matter(text):
    def said(found):
        return [(t.kind, t.lead_bodies, t.deadline_kind, t.deadline_date, t.unsure) for t in found]

    expected = said(tasks(text))
    assert said(tasks(unicodedata.normalize("NFD", text))) == expected
    assert said(tasks(text.replace(" ", "\u00a0 ").replace("ủy", "uỷ").replace("ỷ", "ỷ"))) == [
        (kind, tuple(b.replace("ủy", "uỷ") if b not in known() else b for b in leads), *rest)
        for kind, leads, *rest in expected
    ]


def known():
    names = set()
    for text in EVERY:
        for task in tasks(text):
            names |= {b for b in task.lead_bodies if BODIES.named(b)}
    return names


@pytest.mark.parametrize("text", EVERY)
def test_each_field_shows_the_words_it_came_from(text):
    given_text = "  -  " + text.replace(" ", "  ")
    for task in tasks(given_text):
        words = {
            name: [" ".join(given_text[a:b].split()) for a, b in spans]
            for name, spans in task.spans.items()
        }
        assert "; ".join(words.get("lead", [])) == (task.lead or "")
        assert tuple(words.get("coordinating", [])) == task.coordinating
        assert words.get("receiver", [None]) == [task.receiver]
        assert words.get("condition", [None]) == [task.condition]
        assert "; ".join(words.get("deadline_text", [])) == (task.deadline_text or "")


def test_reading_keeps_up_with_typing():
    text = "Giao Ban Tổ chức Tỉnh ủy chủ trì, phối hợp với Sở Nội vụ tham mưu Đề án, trình Ban "
    text += "Thường vụ Tỉnh ủy trước ngày 30/6/2027."
    tasks(text)
    begun = time.perf_counter()
    for n in range(len(text)):
        tasks(text[:n])
    assert (time.perf_counter() - begun) / len(text) < 0.02  # about 1 ms; slow machines too


@given(st.text(max_size=200))
def test_no_text_is_too_strange(text):
    for task in tasks(text):
        assert task.words


@given(st.lists(st.sampled_from(
    ["Giao", "Sở Y tế", "chủ trì", ",", "phối hợp với", "rà soát", "(", ")", ";", "nếu", "trình",
     "UBND tỉnh", "trước ngày 30/6/2027", "đồng thời", ".", ":", "do", "“", "”", "và", "-", "các"]
), max_size=25))  # fmt: skip
def test_no_order_of_the_words_is_too_strange(words):
    for task in tasks(" ".join(words)):
        assert task.work
        assert task.lead or "lead" in task.unsure
