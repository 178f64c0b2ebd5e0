from datetime import date

import pytest
from pydantic import ValidationError

from services.contract.settings import ContractSettings

FROM = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("ports", "port", "on", "leaves"),
    [
        ("", "invoices", FROM, False),
        ("invoices", "invoices", FROM, True),
        ("invoices", "invoices", date(2026, 3, 1), False),
        ("invoices", "vouchers", FROM, False),
        ("payment_orders,vouchers", "vouchers", FROM, True),
        ("vouchers,direct_debits", "direct_debits", FROM, True),
    ],
)
def test_only_what_is_named_leaves_by_itself_and_nothing_from_before_its_day(ports, port, on, leaves):
    assert ContractSettings(port_hands_over=ports, port_hands_over_from=FROM).hands_over(port, on) is leaves


def test_without_a_day_nothing_leaves_by_itself():
    assert not ContractSettings(port_hands_over="invoices").hands_over("invoices", FROM)


@pytest.mark.parametrize("ports", ["bills", "invoices;vouchers", "invoices,", "invoices,bills"])
def test_a_port_that_there_is_not_is_refused_at_the_start(ports):
    with pytest.raises(ValidationError):
        ContractSettings(port_hands_over=ports)


@pytest.mark.parametrize(
    ("ports", "sources", "port", "leaves"),
    [
        ("", "", "invoices", False),
        ("invoices", "", "invoices", True),
        ("invoices", "", "vouchers", False),
        ("invoices,vouchers", "sap,erp", "vouchers", False),
        ("invoices,vouchers", "sap", "vouchers", True),
    ],
)
def test_what_was_collected_leaves_only_where_it_is_taken_and_never_back(ports, sources, port, leaves):
    settings = ContractSettings(port_takes_collected=ports, port_sources=sources)
    assert settings.takes_collected(port, "erp") is leaves
