"""Whatever is amended and corrected, undoing it gives the programme of any moment, exactly."""

import io
import itertools
import json
from uuid import UUID

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.kernel.errors import DomainError
from server.kernel.types import now
from server.programmes import comparing, ledger
from server.programmes.models import ProgrammeImport
from server.programmes.updating import update_from_import
from tests.programmes.amended import adopted, items, taken
from tests.programmes.conftest import looked_at

MONTHS = [f"Tháng {n}" for n in range(1, 13)] + ["Quý IV", "Thường xuyên", "Trình kỳ họp thứ 11"]
LEADS = ["Ban Tổ chức Tỉnh ủy", "Văn phòng Tỉnh ủy", "Sở Lạ; Ban Tổ chức Tỉnh ủy", ""]
TEXTS = ["Đề án A", "Báo cáo B", "Kế hoạch C", "Quy hoạch D", "Tổng kết Đ"]
HEADINGS = ("STT", "Nội dung", "Cơ quan chủ trì", "Sản phẩm", "Ghi chú", "Thời gian")
counter = itertools.count(1)

step = st.one_of(
    st.tuples(st.just("postpone"), st.integers(0, 9), st.sampled_from(MONTHS)),
    st.tuples(st.just("bring-forward"), st.integers(0, 9), st.sampled_from(MONTHS)),
    st.tuples(st.just("change-lead"), st.integers(0, 9), st.sampled_from(LEADS)),
    st.tuples(st.just("change-product"), st.integers(0, 9), st.sampled_from(TEXTS)),
    st.tuples(st.just("change-words"), st.integers(0, 9), st.sampled_from(TEXTS)),
    st.tuples(st.just("split"), st.integers(0, 9), st.sampled_from(MONTHS)),
    st.tuples(st.just("merge"), st.integers(0, 9), st.integers(0, 9)),
    st.tuples(st.just("withdraw"), st.integers(0, 9), st.none()),
    st.tuples(st.just("add"), st.integers(0, 2), st.sampled_from(TEXTS)),
    st.tuples(
        st.just("correction"),
        st.lists(st.tuples(st.sampled_from(TEXTS), st.sampled_from(MONTHS)), max_size=5),
        st.sets(st.integers(0, 9)),
    ),
)


def amend(world, programme, kind, about, value):
    """Do one step; what cannot be done is left out."""
    if kind == "correction":
        return correct(world, programme, about, value)
    there = items(world, programme)
    item = there[about % len(there)]
    words = {
        "postpone": {"time_text": value},
        "bring-forward": {"time_text": value},
        "change-lead": {"lead": value},
        "change-product": {"product": value},
        "change-words": {"text": value},
        "split": {"part1_text": "Phần một", "part2_text": "Phần hai", "part2_time_text": value},
        "merge": {},
        "withdraw": {},
        "add": {"text": value, "origin": "superior"},
    }[kind]
    if kind == "merge":
        words = {"others": str(there[value % len(there)].key)}
    if kind == "add":
        words["section"] = ["I. QUÝ I", "II. QUÝ II", "III. MỚI"][about]
        item = None
    return taken(world, programme, kind, item, **words)


def correct(world, programme, new, gone):
    """Bring the programme up to a file: some items gone, some lines new, in another order."""
    there = [i for i in items(world, programme) if i.state not in ("withdrawn", "split", "merged")]
    kept = [
        (i.text, i.lead, i.product, "", i.time_text) for n, i in enumerate(there) if n not in gone
    ]
    rows = [*((text, "Sở Lạ", "", "ghi", when) for text, when in new), *kept]
    if not rows:
        return
    book = openpyxl.Workbook()
    for row in [("CHƯƠNG TRÌNH NĂM 2026",), (), HEADINGS, ("I. QUÝ I",)]:
        book.active.append(row)
    for n, row in enumerate(rows, 1):
        book.active.append((n, *row))
    content = io.BytesIO()
    book.save(content)
    name = f"{next(counter)}.xlsx"
    preview = looked_at(world, world.client("anna"), name, content.getvalue())
    key = UUID(preview.rsplit("/", 1)[1])
    staged = world.row(ProgrammeImport, key=key)
    viewer = world.viewer("anna")
    sides, both = world.read(comparing.look, viewer, str(key), str(programme.key))
    if both is None:
        return
    matched = comparing._work_out(both, True)
    found = comparing.Matched(
        tuple(both.keys),
        tuple(matched),
        tuple(row.section for row in both.old),
        tuple(row.section for row in both.new),
    )
    ticks = comparing.Ticks(frozenset(found.token(p) for p in matched if p.new is None))
    planned, remove = found.planned(ticks)
    assert json.loads(planned)
    said = {"seen": sides.seen, "lines": planned, "remove": remove, "whole": False}
    world.run(
        "anna", update_from_import, key=staged.key, programme_key=programme.key, reason="", **said
    )


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(step, min_size=1, max_size=7))
def test_undoing_gives_every_earlier_moment_exactly(world, steps):
    programme = adopted(world, slug=f"plan-{next(counter)}")
    seen = [(None, world.read(ledger.at_moment, programme.id, now()))]
    for kind, about, value in steps:
        try:
            amend(world, programme, kind, about, value)
        except DomainError:
            continue  # it makes no sense where the item stands
        moment = now()
        seen.append((moment, world.read(ledger.at_moment, programme.id, moment)))
    for moment, then in seen:
        assert world.read(ledger.at_moment, programme.id, moment) == then
