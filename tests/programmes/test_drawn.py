"""Programmes as offices draw them, in every format: each field is read right or asked."""

from pathlib import Path

import pytest

from server.programmes.reading import read_catalogue, read_programme
from tests import verdicts
from tests.programmes.drawing import FORMATS, render
from tests.programmes.drawn import all_drawings
from tests.programmes.measuring import JUDGED, differences, measure

BODIES = read_catalogue(Path(__file__).parents[2] / "programmes" / "bodies.toml")
FLOOR = Path(__file__).parent / "drawn" / "floor.toml"


@pytest.mark.parametrize("format", FORMATS)
def test_no_field_is_silently_wrong_more_often_than_the_floor_allows(format, tmp_path):
    found = []
    for drawing in all_drawings():
        if format in drawing.formats:
            file = render(drawing, format, tmp_path)
            sheet = read_programme(file, BODIES, today=drawing.today)
            found += measure(drawing, format, sheet)
    print(differences(found))

    assert verdicts.above_floor(verdicts.counted(found, JUDGED), FLOOR) == {}


def test_the_set_has_every_format_and_enough_tables():
    drawings = all_drawings()
    assert len({d.name for d in drawings}) == len(drawings) >= 36
    for format in FORMATS:
        assert sum(format in d.formats for d in drawings) >= 12
