"""Words that decide and assign at once: proposed as both, kept as both, issued only with a task."""

import pytest

from server.conclusions.commands import HasTasks
from server.conclusions.issuing import NotReady
from server.conclusions.models import Conclusion
from server.conclusions.verdicts import decides
from tests.conclusions.test_noting import post
from tests.sessions import rows

BOTH = (
    "Thống nhất chủ trương sắp xếp bộ máy; giao Ban Tổ chức Tỉnh ủy xây dựng Đề án,"
    " trình Ban Thường vụ Tỉnh ủy trước ngày 30/6/2026."
)


@pytest.mark.parametrize(
    "text",
    [
        BOTH,
        "Ban Thường vụ Tỉnh ủy nhất trí ban hành Quy định; giao Ban Tổ chức hoàn thiện.",
        "1. Cơ bản đồng ý với Tờ trình của Sở Tài chính.\n2. Giao Sở hoàn thiện.",
        "Thông qua Chương trình công tác năm 2026; giao Văn phòng phát hành.",
        "Nghe báo cáo. Quyết định thành lập tổ công tác; giao Văn phòng tham mưu.",
    ],
)
def test_words_that_decide(text):
    assert decides(text)


@pytest.mark.parametrize(
    "text",
    [
        "Giao Ban Tổ chức Tỉnh ủy phối hợp, thống nhất với Văn phòng.",
        "Thống nhất giao Ban Tổ chức Tỉnh ủy xây dựng Đề án.",
        "Ban Thường vụ thống nhất: giao Văn phòng tham mưu.",
        "Thực hiện theo Quyết định số 12-QĐ/TU; giao Văn phòng theo dõi.",
        "Giao Văn phòng trình Ban Thường vụ thông qua.",
    ],
)
def test_words_that_only_assign(text):
    assert not decides(text)


def note(world, session, text):
    post(world, "anna", f"/agenda-items/{session.item('Budget').key}/conclusions", text=text)
    (row,) = rows(world, Conclusion)
    return str(row.key)


def test_it_is_proposed_beside_the_words_and_kept(world, session):
    address = f"/agenda-items/{session.item('Budget').key}/conclusions/read"
    assert "Decides and assigns" in post(world, "anna", address, text=BOTH).text
    only = BOTH.split("; ")[1].capitalize()
    assert "Decides and assigns" not in post(world, "anna", address, text=only).text
    key = note(world, session, BOTH)
    assert session.conclusion(key).verdict == "decides-assigns"
    session.agree(key)
    for who, page in (("anna", "notice"), ("carl", "chair")):
        session.draft()
        assert (
            "Decides and assigns" in world.client(who).get(f"/meetings/{session.key}/{page}").text
        )


def test_a_task_makes_of_a_decision_both(world, session):
    key = session.note("Budget", "So decided")
    session.verdict(key, "decides")
    session.assign(key)
    assert session.conclusion(key).verdict == "decides-assigns"
    session.verdict(key, "assigns")  # it may be said otherwise, as long as it assigns
    with pytest.raises(HasTasks):
        session.verdict(key, "decides")


def test_without_its_task_it_is_not_issued(world, session):
    key = session.note("Budget", "So decided")
    session.verdict(key, "decides-assigns")
    session.agree(key)
    with pytest.raises(NotReady):
        session.issue(key)
    session.assign(key)
    session.agree(key)
    session.issue(key)
