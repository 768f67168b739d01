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


def all_drawings() -> list[Drawing]:
    """Every drawing of the set."""
    return [drawing for module in _MODULES for drawing in module.DRAWN]
