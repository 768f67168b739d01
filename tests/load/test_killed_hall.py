"""A thousand tablets and eight secretaries over kill -9, as tests/live plays it with sixty.

A thousand tablets of this kind keep one core busy for longer than the server needs: that all are
back within six seconds benchmarks/faults/killed.py measures, with tablets that only listen.
"""

import random

import pytest

from tests.live.storm import storm

pytestmark = pytest.mark.slow


async def test_a_thousand_tablets_are_back_and_nothing_is_lost(settings):
    seed = random.randrange(10**6)
    broken = await storm(settings, tablets=1000, kills=3, pause=3.0, bound=20.0, seed=seed)
    assert broken[:10] == [], f"seed {seed}: {len(broken)} broken"
