"""The permission matrix is data: what it says, what `may` answers and what the code asks agree."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from server.people.access import ROLES, NotFound, Viewer, matrix, may, require

ROOT = Path(__file__).parents[2]
CELLS = [(act, role, allowed) for act, row in matrix().items() for role, allowed in row.items()]


def test_each_cell_is_what_may_answers():
    nobody = Viewer(user_id=1, name="Somebody")
    for act, role, allowed in CELLS:
        viewer = replace(nobody, roles=frozenset([role]))
        assert may(viewer, act) is allowed, (act, role)
        if not allowed:
            with pytest.raises(NotFound):
                require(viewer, act)
        assert not may(nobody, act)


def test_roles_combine():
    for act, row in matrix().items():
        for one in ROLES:
            for other in ROLES:
                viewer = Viewer(user_id=1, name="Somebody", roles=frozenset([one, other]))
                assert may(viewer, act) is (row[one] or row[other])


def test_an_unknown_act_is_a_mistake_in_the_code():
    with pytest.raises(KeyError):
        may(Viewer(user_id=1, name="Somebody", roles=frozenset(ROLES)), "papers.burn")


def test_administrators_read_no_papers_and_no_agendas():
    row = {act for act, roles in matrix().items() if roles["administrator"]}
    keeps = {"accounts.keep", "bodies.keep", "calendar.keep"}
    assert row == keeps | {"audit.read", "withdrawals.keep", "inspections.list"}


def test_the_code_asks_for_every_act_and_for_no_other():
    files = [*(ROOT / "server").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    groups = {act.split(".")[0] for act in matrix()}
    found = re.compile(rf'"((?:{"|".join(groups)})\.(?!toml|html)[a-z]+)"')
    code = "".join(file.read_text(encoding="utf-8") for file in files)
    assert set(found.findall(code)) == set(matrix())


@pytest.mark.parametrize(
    ("who", "roles"),
    [
        *(("anna", {"secretariat"}), ("adam", {"administrator"}), ("mia", {"delegate"})),
        *(("carl", {"chair", "standing"}), ("stan", {"delegate", "standing"})),
        *(("clara", {"clerk"}), ("greta", {"guest"}), ("rita", {"records"}), ("zoe", {"delegate"})),
    ],
)
def test_a_person_is_what_the_memberships_of_today_say(world, who, roles):
    assert world.viewer(who).roles == roles
