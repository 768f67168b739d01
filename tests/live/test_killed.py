"""kill -9 while eight secretaries write and a hall listens: nothing is lost, nobody starts over.

tests/load plays the same with a thousand tablets, who have six seconds to be back.
"""

import random

from tests.live.storm import storm


async def test_a_killed_server_loses_nothing_and_everybody_is_back(settings):
    seed = random.randrange(10**6)
    broken = await storm(settings, tablets=60, kills=2, pause=0.6, bound=20.0, seed=seed)
    assert broken[:5] == [], f"seed {seed}"
