"""Programme tables as offices draw them: invented contents, fictional places, nobody's name."""

from tests.programmes.drawing import Drawing
from tests.programmes.drawn import (
    board,
    commune,
    council,
    council_work,
    government,
    hard,
    party,
    party_periods,
    shapes,
    times,
    unseen,
    unseen_columns,
    weeks,
)

_MODULES = (
    party,
    party_periods,
    council,
    council_work,
    government,
    commune,
    board,
    weeks,
    times,
    shapes,
    hard,
)
# A second set, labelled before the reader was looked at.
_UNSEEN = (unseen, unseen_columns)


def all_drawings() -> list[Drawing]:
    """Every drawing of the first set."""
    return [drawing for module in _MODULES for drawing in module.DRAWN]


def unseen_drawings() -> list[Drawing]:
    """The drawings of the second set."""
    return [drawing for module in _UNSEEN for drawing in module.DRAWN]
