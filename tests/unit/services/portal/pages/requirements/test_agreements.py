"""What an agreement says stands beside what the customer's standards ask for."""

from decimal import Decimal

from services.portal.pages.requirements.agreements import beside
from services.portal.pages.requirements.seen import InForce, Limit


def limit(name: str, most: str) -> Limit:
    return Limit(name=name, kind="chemistry", unit="%", least=None, most=Decimal(most))


def asked(name: str, most: str, standard: str) -> InForce:
    own = limit(name, most).model_dump()
    return InForce(**own, standard_id=standard, standard=standard, edition=1)


def test_a_characteristic_is_found_however_it_is_written_and_what_nothing_is_said_of_comes_last():
    rows = beside([limit("Cr", "1"), limit("c", "0.17")], [asked("C", "0.2", "A"), asked("P", "0.02", "A")])
    assert [(name, own is not None, [one.name for one in found]) for name, own, found in rows] == [
        ("Cr", True, []),
        ("c", True, ["C"]),
        ("P", False, ["P"]),
    ]


def test_limits_of_several_standards_stand_together():
    [(_, _, found)] = beside([], [asked("C", "0.2", "A"), asked(" c", "0.18", "B")])
    assert [one.standard for one in found] == ["A", "B"]
