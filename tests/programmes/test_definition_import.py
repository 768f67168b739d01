"""Programmes as files: loaded once, written back the same, from the command line too."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from server import cli
from server.kernel.errors import NotFound
from server.kernel.i18n import fold
from server.people.models import Body, BodyAlias
from server.programmes import commands, errors
from server.programmes.bodies import NoSuchBody, body_called, catalogue_bodies
from server.programmes.definition import ItemDefinition, ProgrammeDefinition, read_definition
from server.programmes.exporting import definition_of
from server.programmes.models import Programme, ProgrammeItem, ProgrammeItemBody
from tests.programmes.conftest import ANNUAL, TERM
from tests.world import new_id

FILES = Path(__file__).parents[2] / "programmes"
STARTERS = ("party-term.toml", "party-year.toml", "council-year.toml", "board-year.toml")


@pytest.fixture
def province(world):
    """The world, with the bodies whose programmes the starter files are."""
    for file in STARTERS:
        name = read_definition(FILES / file).body
        if name not in world.bodies:
            world.bodies[name] = world.add(Body(name=f"Body of {name}", kind="committee"))
            body_id = world.bodies[name]
            world.add(BodyAlias(body_id=body_id, name=name, folded=fold(name)))
    for body in ("ban-thuong-vu", "ban-chap-hanh"):
        assert body in world.bodies
    return world


def load(world, definition, who=None):
    return world.run(who, commands.import_definition, definition=definition)


def written(world, slug):
    def query(db):
        return definition_of(db, db.exec(select(Programme).where(Programme.slug == slug)).one())

    return world.read(query)


@pytest.mark.parametrize("file", STARTERS)
def test_what_is_loaded_is_written_back_the_same(province, file):
    definition = read_definition(FILES / file)
    load(province, definition)
    back = written(province, definition.key)
    assert replace(back, body=definition.body) == definition
    assert province.read(body_called, back.body).id == province.bodies[definition.body]


def test_loading_twice_is_loading_once_whenever_it_comes(province):
    definition = read_definition(FILES / "party-year.toml")
    key, again = (load(province, definition) for _ in range(2))
    exported = load(province, written(province, definition.key))
    assert key == again == exported
    programme = province.row(Programme)
    assert province.happened(f"programme:{programme.id}") == ["programme-adopted"]
    with pytest.raises(errors.OtherContent):
        load(province, replace(definition, title="Other"))


def test_what_was_changed_by_hand_is_written_and_read_back(province):
    definition = read_definition(FILES / "party-year.toml")
    load(province, definition)
    item = province.row(ProgrammeItem, position=1)
    form = {"key": item.key, "version": 1, "base_kind": item.kind, "kind": "activity"}
    form |= {"base_state": "planned", "state": "planned", "base_leads": "", "leads": [""]}
    named = province.row(ProgrammeItemBody, item_id=item.id, role="lead")
    shown = province.row(Body, id=named.body_id).name if named.body_id else f"({named.name})"
    keys = [str(province.row(Body, id=named.body_id).key) if named.body_id else ""]
    province.run("anna", commands.edit_item, **form | {"base_leads": shown, "leads": keys})
    back = written(province, definition.key)
    assert back.items[0].kind == "activity"
    assert back.items[1:] == definition.items[1:]
    load(province, back)
    load(province, definition)


@pytest.mark.parametrize("first", [True, False])
def test_an_item_is_linked_to_what_it_continues_in_either_order(province, first):
    files = ["party-term.toml", "party-year.toml"]
    for file in files if first else files[::-1]:
        load(province, read_definition(FILES / file))
    item = province.row(ProgrammeItem, slug="m01-ket-qua")
    above = province.row(ProgrammeItem, slug="hoi-nghi-btv")
    assert item.parent_id == above.id
    year = province.row(Programme, level="year")
    assert year.parent_id == province.row(Programme, level="term").id
    page = province.client("anna").get(f"/programme-items/{above.key}").text
    assert str(item.key) in page


@pytest.mark.parametrize("name", [TERM, ANNUAL])
def test_a_programme_from_a_sheet_is_written_as_a_file_too(office, take_over, name):
    programme = take_over(name)
    back = written(office, programme.slug)
    assert len(back.items) in (170, 47)
    assert read_definition(_toml(back)) == back
    load(office, back)  # it is there already
    assert office.read(lambda db: len(db.exec(select(Programme.id)).all())) == 1


def _toml(definition):
    from server.programmes.definition import write_definition

    return write_definition(definition).encode()


def test_words_of_kinds_stay_beside_what_they_mean(world):
    items = (
        ItemDefinition(text="a", kind_text="Tiếp cử tri"),
        ItemDefinition(text="b", kind="submission"),
        ItemDefinition(text="c", kind="activity", kind_text="Giám sát"),
        ItemDefinition(text="d"),
    )
    definition = year(items)
    load(world, definition)
    assert written(world, "x") == definition
    kinds = [
        (i.kind, i.kind_text) for i in world.read(lambda db: list(db.exec(select(ProgrammeItem))))
    ]
    assert kinds == [("", "Tiếp cử tri"), ("submission", ""), ("activity", "Giám sát"), ("", "")]


def year(items=(), body="Ban Thường vụ Tỉnh ủy"):
    return ProgrammeDefinition(
        key="x",
        title="Năm 2026",
        level="year",
        body=body,
        period_from="2026-01-01",
        period_to="2026-12-31",
        items=items,
    )


def test_bodies_are_found_by_name_by_old_name_and_by_their_successor(world):
    old = Body(name="Ban Dân vận Tỉnh ủy", valid_to=date(2025, 1, 31))
    new = world.add(Body(name="Ban Tuyên giáo và Dân vận Tỉnh ủy"))
    old.successor_id = new
    world.add(old)
    load(world, year((ItemDefinition(text="a", lead="Ban Dân vận Tỉnh ủy, Sở Lạ"),)))
    rows = world.read(lambda db: list(db.exec(select(ProgrammeItemBody))))
    assert [(row.name, row.body_id) for row in rows] == [
        ("Ban Dân vận Tỉnh ủy", new),
        ("Sở Lạ", None),
    ]
    names = {body.name: body.aliases for body in world.read(catalogue_bodies)}
    assert "Ban Dân vận Tỉnh ủy" not in names
    assert "Ban Dân vận Tỉnh ủy" in names["Ban Tuyên giáo và Dân vận Tỉnh ủy"]


def test_a_body_that_nobody_knows_is_refused(world):
    with pytest.raises(NoSuchBody):
        load(world, year(body="Ban Không Có"))
    assert world.row(Programme) is None


def test_only_the_secretariat_loads(world):
    with pytest.raises(NotFound):
        load(world, year(), "mia")
    load(world, year(), "anna")


def test_the_command_line_loads_and_prints(office, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(cli, "Settings", lambda: office.app.state.settings)
    file = tmp_path / "x.toml"
    file.write_bytes(_toml(year((ItemDefinition(text="a"),))))
    for _ in range(2):
        assert cli.main(["import-programme", str(file)]) == 0
        assert capsys.readouterr().out == "x: 1 items\n"
    assert cli.main(["export-programme", "x"]) == 0
    assert capsys.readouterr().out.encode() == file.read_bytes()
    assert cli.main(["export-programme", "y"]) == 1
    assert cli.main(["import-programme", str(tmp_path / "none.toml")]) == 1
    assert cli.main(["import-programme", str(file), "--year", "x"]) == 2
    assert capsys.readouterr().err.count("\n") == 3
    assert new_id()
