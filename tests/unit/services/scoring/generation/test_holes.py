import pytest

from services.scoring.generation.audited import STREAMS, source_of_stream
from services.scoring.generation.holes import lost_runs
from services.scoring.generation.setting_aside import NAME
from tests.golden.folding import aggregates
from tests.golden.streams import STREAMS as KEPT


@pytest.mark.parametrize(
    ("seen", "got", "aside", "lost"),
    [
        (0, 4, [1, 2], [(3, 3)]),
        (0, 4, [], [(1, 3)]),
        (0, 4, [1, 2, 3], []),
        (2, 9, [4, 7], [(3, 3), (5, 6), (8, 8)]),
        (2, 2**31 - 1, [3], [(4, 2**31 - 2)]),
    ],
)
def test_what_is_lost_in_a_gap_is_what_was_not_set_aside(seen, got, aside, lost):
    assert list(lost_runs(seen, got, aside)) == lost


def test_every_stream_there_is_has_the_service_whose_topic_holds_it():
    wanted = {name.partition("-")[0]: service for service, streams in KEPT.items() for name in streams}
    assert wanted | {"approval": "contract"} == STREAMS
    assert aggregates().keys() == STREAMS.keys()
    assert source_of_stream(f"{NAME}-1") == "customer"
