import pytest

from services.scoring.generation.queries import KEPT, rebuild_state


def row(**said):
    known = {"state": "reading", "read": 300, "goal": 500, "resumed_from": 0, "seconds": 10.0}
    return dict.fromkeys(KEPT) | known | said


@pytest.mark.parametrize(
    ("said", "rate", "left"),
    [
        ({}, 30, pytest.approx(200 / 30)),
        ({"resumed_from": 200}, 10, 20),
        ({"resumed_from": 300}, None, None),
        ({"state": "following"}, None, None),
        ({"read": 600}, 60, 0),
    ],
)
def test_rate_and_time_left_are_of_the_reading_under_way(said, rate, left):
    told = rebuild_state(row(**said))
    assert (told["records_per_second"], told["seconds_left"]) == (rate, left)
