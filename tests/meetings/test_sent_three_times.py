"""A hall's worth of forms, each sent three times over HTTP at once: every one counts once."""

from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from sqlmodel import col, select

from server.kernel.events import EventRow
from server.meetings.models import AgendaItem
from tests.world import new_id

FORMS, TIMES, SENDERS = 300, 3, 24


@pytest.mark.slow
def test_three_hundred_forms_sent_three_times_make_three_hundred_lines(world, march):
    before = world.happened(march.stream)
    cookie = world.cookie("anna")
    forms = [{"command_id": new_id(), "title": f"Line {n}"} for n in range(FORMS)]
    with world.served() as address:
        headers = {"origin": address, "cookie": cookie, "plenum-script": "1"}
        with httpx2.Client(base_url=address, headers=headers, timeout=60) as client:

            def send(form):
                return client.post(f"/meetings/{march.key}/items", data=form).status_code

            with ThreadPoolExecutor(SENDERS) as threads:
                answers = list(threads.map(send, forms * TIMES))
    # A full queue answers 503 and asks for the same form again; nothing else goes wrong.
    assert set(answers) <= {200, 503}
    refused = [form for form, answer in zip(forms * TIMES, answers, strict=True) if answer == 503]
    client = world.client("anna")
    for form in refused:
        assert client.post(f"/meetings/{march.key}/items", data=form).status_code == 200
    titles = world.read(
        lambda db: db.exec(
            select(AgendaItem.title).where(col(AgendaItem.title).startswith("Line "))
        ).all()
    )
    assert sorted(titles) == sorted(form["title"] for form in forms)
    happened = world.happened(march.stream)[len(before) :]
    assert happened == ["agenda-reordered"] * FORMS
    seqs = world.read(
        lambda db: db.exec(select(EventRow.seq).where(EventRow.stream == march.stream)).all()
    )
    assert sorted(seqs) == list(range(1, len(seqs) + 1))
