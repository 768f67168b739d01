"""Columns of times: steps in words under quarters, an old time and a new one, two languages."""

from tests.programmes.test_reading_shapes import read


def test_a_step_in_words_under_a_quarter_says_when():
    head = ["STT", "Tên dự án", "Cơ quan chủ trì", "Quý I", "Quý II", "Quý III", "Quý IV"]
    rows = [
        ["LỘ TRÌNH CHUYỂN ĐỔI SỐ NĂM 2027"],
        head,
        ["1", "Cổng dữ liệu", "Sở Y tế", "Khảo sát", None, None, "Nghiệm thu"],
        ["2", "Phần mềm họp", "Sở Nội vụ", None, "Thử nghiệm", None, None],
    ]
    sheet = read(rows)
    assert [(r.time_from, r.time_to, r.time_text) for r in sheet.rows] == [
        ("2027-01-01", "2027-12-31", "Quý I: Khảo sát; Quý IV: Nghiệm thu"),
        ("2027-04-01", "2027-06-30", "Quý II: Thử nghiệm"),
    ]
    assert {r.section for r in sheet.rows} == {None}  # a road map's name is its title


def test_money_under_quarters_says_nothing_of_when():
    head = ["STT", "Nội dung", "Cơ quan chủ trì", "Thời gian", "Quý I", "Quý II", "Quý III"]
    rows = [
        ["KẾ HOẠCH NĂM 2027"],
        head,
        ["1", "Sửa trụ sở", "Sở Y tế", "Tháng 5", "20", "30", "45"],
    ]
    (item,) = read(rows).rows
    assert (item.time_from, item.time_to) == ("2027-05-01", "2027-05-31")
    assert item.extra == {"Quý I": "20", "Quý II": "30", "Quý III": "45"}


def test_the_time_an_item_was_moved_to_counts():
    head = ["TT", "Nội dung", "Chủ trì", "Thời gian cũ", "Thời gian đề xuất lùi"]
    rows = [
        ["CHƯƠNG TRÌNH NĂM 2027"],
        head,
        ["1", "Đề án cảng", "Sở Xây dựng", "Tháng 4/2027", "Tháng 11/2027"],
        ["2", "Đề án chợ", "Sở Xây dựng", "Tháng 6/2027", None],
    ]
    sheet = read(rows)
    assert [(r.time_from, r.time_to) for r in sheet.rows] == [
        ("2027-11-01", "2027-11-30"),
        ("2027-06-01", "2027-06-30"),
    ]
    assert "Tháng 4/2027" in sheet.rows[0].time_text


def test_numbers_are_known_in_two_languages():
    head = ["TT/No.", "Nội dung", "Cơ quan chủ trì", "Thời gian"]
    rows = [["CHƯƠNG TRÌNH NĂM 2027"], head, ["7", "Ký kết", "Sở Y tế", "Tháng 5"]]
    assert [r.number for r in read(rows).rows] == ["7"]
