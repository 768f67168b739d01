"""The labelled sentences are sound, and the reader reads them right or asks."""

import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from server.kernel.workdays import DAYS_FILE, read_working_days
from server.programmes.reading import read_catalogue
from tests import verdicts
from tests.conclusions.reading import labelled
from tests.conclusions.reading.measuring import JUDGED, differences, measure

CASES = labelled.load()
HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("labelled_set", "floor"),
    [("first", "floor.toml"), ("second", "floor_unseen.toml"), ("third", "floor_third.toml")],
)
def test_no_field_is_silently_wrong_more_often_than_the_floor_allows(labelled_set, floor):
    bodies, days = read_catalogue(labelled.BODIES), read_working_days(DAYS_FILE)
    cases = [case for case in CASES if case.labelled_set == labelled_set]
    found = [one for case in cases for one in measure(case, bodies, days)]
    print(differences(found))

    assert verdicts.above_floor(verdicts.counted(found, JUDGED), HERE / floor) == {}


def test_there_are_enough_of_them_and_many_assign_nothing_or_must_be_asked():
    assert len(CASES) >= 300
    assert sum(not case.tasks for case in CASES) >= 60
    assert sum(case.asked for case in CASES) >= 60


def test_ids_and_texts_are_unique():
    assert [i for i, n in Counter(case.id for case in CASES).items() if n > 1] == []
    assert [t for t, n in Counter(labelled.plain(c.text) for c in CASES).items() if n > 1] == []


def test_every_shape_has_fifteen_cases_or_more():
    assert {s: n for s, n in Counter(case.shape for case in CASES).items() if n < 15} == {}


@pytest.mark.parametrize("kind", sorted(labelled.DEADLINE_KINDS))
def test_every_kind_of_deadline_occurs_often_enough_to_measure(kind):
    assert sum(task.deadline_kind == kind for case in CASES for task in case.tasks) >= 6


def test_some_texts_come_decomposed():
    assert any(not unicodedata.is_normalized("NFC", case.text) for case in CASES)


def test_a_lead_is_labelled_with_the_catalogues_name_wherever_the_catalogue_knows_it():
    catalogue = read_catalogue(labelled.BODIES)
    leads = {
        (written, body)
        for case in CASES
        for task in case.tasks
        for written, body in zip((task.lead or "").split("; "), task.lead_bodies, strict=False)
    }
    known = {written: catalogue.resolve(written) for written, _ in leads}

    assert [
        (written, body)
        for written, body in sorted(leads)
        if len(known[written]) == 1
        and known[written][0].sure
        and known[written][0].as_written == written
        and known[written][0].name != body
    ] == []
