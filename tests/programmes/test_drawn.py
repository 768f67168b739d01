"""Programmes as offices draw them, in every format: each field is read right or asked."""

from pathlib import Path

import pytest

from server.programmes.reading import read_catalogue
from tests import verdicts
from tests.programmes.drawing import FORMATS
from tests.programmes.drawn import all_drawings, unseen_drawings
from tests.programmes.measuring import JUDGED, differences, read_and_measure

BODIES = read_catalogue(Path(__file__).parents[2] / "programmes" / "bodies.toml")
DRAWN = Path(__file__).parent / "drawn"


@pytest.mark.parametrize(
    ("drawings", "floor"),
    [(all_drawings(), "floor.toml"), (unseen_drawings(), "floor_unseen.toml")],
    ids=["first", "unseen"],
)
@pytest.mark.parametrize("format", FORMATS)
def test_no_field_is_silently_wrong_more_often_than_the_floor_allows(
    format, drawings, floor, tmp_path
):
    found = []
    for drawing in drawings:
        if format in drawing.formats:
            found += read_and_measure(drawing, format, BODIES, tmp_path)
    print(differences(found))

    assert verdicts.above_floor(verdicts.counted(found, JUDGED), DRAWN / floor) == {}


def test_the_set_has_every_format_and_enough_tables():
    drawings = [*all_drawings(), *unseen_drawings()]
    assert len({d.name for d in drawings}) == len(drawings) >= 36
    for format in FORMATS:
        assert sum(format in d.formats for d in drawings) >= 12
