"""What Prometheus is told, and whom it is not told to."""

import asyncio
import re

import httpx2
from pydantic import SecretStr

from server.app import build_app
from tests.kernel.test_live import hello, page, set_body, since, until
from tests.world import serving

TOKEN = "a-token-of-the-operator"


def figures(text):
    return {name: float(value) for name, value in re.findall(r"^(plenum\S+) (\S+)$", text, re.M)}


async def test_metrics_tell_pages_commits_and_the_relay(world):
    settings = world.app.state.settings.model_copy(update={"metrics_token": SecretStr(TOKEN)})
    app = build_app(settings)
    with serving(app) as address:
        headers = {"authorization": f"Bearer {TOKEN}"}
        async with (
            httpx2.AsyncClient(base_url=address, headers=headers) as client,
            page(world, address, "mia", since(world, "mia")) as mia,
        ):
            await until(mia, hello)
            before = figures((await client.get("/metrics")).text)
            assert before['plenum_sockets{screen="test-board"}'] == 1
            await asyncio.to_thread(world.run, None, set_body, body_id=1, name="Counted")
            await until(mia, lambda m: m.get("t") == "body-1")
            after = figures((await client.get("/metrics")).text)
    for name in ("plenum_commit_seconds_count", "plenum_relay_seconds_count"):
        assert after[name] > before[name]
    assert after["plenum_loop_lag_seconds_count"] > 0
    assert after["plenum_mailbox_entries"] == 0


async def test_without_the_token_there_is_nothing(world):
    settings = world.app.state.settings
    given = settings.model_copy(update={"metrics_token": SecretStr(TOKEN)})
    for app_settings, headers in (
        (settings, {}),
        (given, {}),
        (given, {"authorization": TOKEN[:-1]}),
        (given, {"authorization": "Bearer wrong"}),
    ):
        with serving(build_app(app_settings)) as address:
            async with httpx2.AsyncClient(base_url=address, headers=headers) as client:
                assert (await client.get("/metrics")).status_code == 404
