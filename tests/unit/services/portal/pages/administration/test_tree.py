from datetime import date

from services.portal.pages.administration.seen import Unit
from services.portal.pages.administration.units.tree import branches, choices


def unit(unit_id: str, parent: str | None, *, active: bool = True) -> Unit:
    return Unit(
        unit_id=unit_id,
        parent_id=parent,
        name=unit_id.title(),
        code=None,
        kind="city",
        legal_entity_id=None,
        active=active,
        effective_on=date(2026, 1, 1),
        version=1,
    )


def test_units_stand_below_the_one_they_hang_on_by_name():
    tree = branches([unit("wuxi", "js"), unit("js", "hq"), unit("ah", "hq"), unit("hq", None), unit("nanjing", "js")])
    assert [(one.unit.unit_id, one.depth) for one in tree] == [
        ("hq", 0),
        ("ah", 1),
        ("js", 1),
        ("nanjing", 2),
        ("wuxi", 2),
    ]


def test_what_hangs_on_a_unit_that_is_not_seen_stands_at_the_top():
    assert [(one.unit.unit_id, one.depth) for one in branches([unit("nanjing", "js")])] == [("nanjing", 0)]


def test_a_closed_unit_is_shown_and_never_chosen():
    tree = branches([unit("hq", None), unit("gone", "hq", active=False), unit("js", "hq")])
    assert len(tree) == 3
    assert [value for value, _ in choices(tree)] == ["hq", "js"]
