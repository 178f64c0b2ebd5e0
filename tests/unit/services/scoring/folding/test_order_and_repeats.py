"""Neither the order between partitions nor repeats can matter: any delivery gives the state of the straight run."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from services.scoring.folding.fold import fold
from tests.unit.services.scoring.folding.made import family, placed


@st.composite
def deliveries(draw):
    """Three partitions of whole families of streams, and a delivery: interleaved, repeated, cut into batches."""
    partitions = [
        placed(number, [event for key in range(draw(st.integers(0, 3))) for event in family(f"{number}{key}", draw)])
        for number in range(3)
    ]
    left = [list(partition) for partition in partitions]
    delivered = []
    while any(left):
        number = draw(st.sampled_from([number for number, records in enumerate(left) if records]))
        count = draw(st.integers(1, len(left[number])))
        delivered += left[number][:count]
        left[number] = left[number][count:]
        if draw(st.booleans()):
            read = len(partitions[number]) - len(left[number])
            again = draw(st.integers(0, read))
            delivered += partitions[number][again:read]
    cuts = sorted(draw(st.lists(st.integers(0, len(delivered)), max_size=6)))
    bounds = [0, *cuts, len(delivered)]
    batches = [delivered[low:high] for low, high in pairwise(bounds)]
    return [record for partition in partitions for record in partition], batches


def state_after(batches):
    seen, facts, repeats = {}, [], 0
    for batch in batches:
        folded = fold(batch, seen)
        assert not folded.gaps
        assert not folded.unread
        facts += [(table, row) for table, rows in folded.rows.items() for row in rows]
        seen |= {stream: last for stream, (_, last) in folded.runs.items()}
        repeats += folded.repeats
    return seen, sorted(facts), repeats


@settings(deadline=None, max_examples=150)
@given(deliveries())
def test_any_shuffle_between_partitions_and_any_repeats_give_the_straight_run(delivery):
    straight, batches = delivery
    seen, facts, repeats = state_after([straight])
    assert repeats == 0
    shuffled = state_after(batches)
    assert shuffled[0] == seen
    assert shuffled[1] == facts
    assert shuffled[2] == sum(map(len, batches)) - len(straight)


@settings(deadline=None, max_examples=50)
@given(deliveries())
def test_no_fact_is_named_twice(delivery):
    facts = state_after(delivery[1])[1]
    names = [(table, row[0], row[1], row[2]) for table, row in facts]
    assert len(names) == len(set(names))
