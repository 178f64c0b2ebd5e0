"""Each step of a price is a sentence with its figures."""

import pytest

from services.contract.price.events import StepName
from services.portal.pages.masters.prices import SENTENCES, said_of
from services.portal.pages.masters.seen import Step


@pytest.mark.parametrize(
    ("step", "figures", "said"),
    [
        ("rate_now", {"rate": "8.190", "on": "2026-04-01", "source": "ECB"}, "Rate now: 8.19 of 2026-04-01 by ECB"),
        ("mode", {"mode": "local", "share": "0.1"}, "Local best price, at most 10% from the reference"),
        ("mode", {"mode": "global"}, "One price for all countries"),
        (
            "band",
            {"movement": "-0.050000", "band": "0.03", "position": "outside"},
            "The rate moved by -5%, outside the band of 3%",
        ),
        ("share", {"sharing": "0.5", "change": "0.012500"}, "Shared by 50%: the price follows by 1.25%"),
        ("start", {"from": "local_price", "price": "760.000000", "currency": "CNY"}, "Begins at 760 CNY"),
        ("result", {"price": "780.00", "currency": "CNY"}, "Comes to 780.00 CNY"),
    ],
)
def test_a_step_is_said_with_its_figures(step: str, figures: dict[str, str], said: str):
    sentence, told = said_of(Step(step=step, figures=figures))
    assert sentence % told == said


def test_every_step_has_a_sentence():
    assert {name.partition(".")[0] for name in SENTENCES} == set(StepName.__args__)  # type: ignore[attr-defined]
