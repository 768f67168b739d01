"""The open session that these tests ask about."""

import pytest

from tests.sessions import Session
from tests.world import World


@pytest.fixture
def session(world: World) -> Session:
    """An open session of the Standing Committee."""
    return Session(world)
