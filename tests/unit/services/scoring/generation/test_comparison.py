"""How a new generation is held against the one that serves."""

from services.scoring.generation.comparison import UnitSum, judge
from services.scoring.generation.reading import Task, divide
from shared.settings import PlatformSettings

NANJING = UnitSum("purchases", "nanjing", 3, "300", "00000000000000aa")
SUZHOU = UnitSum("purchases", "suzhou", 1, "50", "00000000000000bb")


def test_equal_sums_are_the_same():
    verdict = judge(["purchases"], [NANJING, SUZHOU], [SUZHOU, NANJING])
    assert verdict.same
    assert verdict.compared
    assert verdict.rows == 4


def test_a_difference_names_table_unit_and_both_sides():
    other = UnitSum("purchases", "nanjing", 2, "200", "00000000000000cc")
    verdict = judge(["purchases"], [NANJING], [other])
    assert verdict.differences == (
        "purchases of unit nanjing: 3 rows, 300, 00000000000000aa instead of 2 rows, 200, 00000000000000cc",
    )


def test_a_unit_that_only_one_side_has_is_a_difference():
    assert judge(["purchases"], [NANJING], [NANJING, SUZHOU]).differences[0].endswith("bb")


def test_checksums_depend_on_content_and_not_on_its_order():
    one, two = judge(["purchases"], [NANJING, SUZHOU], None), judge(["purchases"], [SUZHOU, NANJING], None)
    assert one.checksums == two.checksums
    assert judge(["purchases"], [NANJING], None).checksums != one.checksums


def test_partitions_are_shared_out_evenly_and_none_is_lost():
    spans = {("t", number): (0, records) for number, records in enumerate((90, 10, 50, 40, 5, 5))}
    shares = divide(Task(PlatformSettings(), "", 1, (), spans), 2)
    assert sorted(share.records for share in shares) == [100, 100]
    assert sorted(place for share in shares for place in share.spans) == sorted(spans)
