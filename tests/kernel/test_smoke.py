def test_the_server_is_ready(world):
    assert world.client(None).get("/readyz").json() == {"status": "ready"}
