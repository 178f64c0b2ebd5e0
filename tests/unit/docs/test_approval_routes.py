"""The tables of docs/approval-routes.md are computed and played, line by line."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from services.contract.type.route import Facts, RouteStep, computed
from shared.approvals.aggregate import APPROVAL
from shared.approvals.commands import Decide, Delegate, OpenApproval, StandIn
from shared.approvals.decide import decide
from shared.approvals.route import Need, StepPlan
from shared.approvals.state import Approval, Stage
from shared.values.errors import DomainError
from shared.values.money import Money

PAGE: Final = Path(__file__).parents[3] / "docs" / "approval-routes.md"
NOW: Final = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
UNITS: Final = {"Nanjing": {"Nanjing", "Jiangsu", "top"}, "Lianyungang": {"Lianyungang", "coast", "Jiangsu", "top"}}
PLACES: Final = {"own": "Nanjing", "parent": "Jiangsu", "headquarters": "top"}
SALES: Final = (
    RouteStep(step="chief", stage=1, permission="contract.approval.business"),
    RouteStep(step="counsel", stage=2, review="legal", unit="headquarters", permission="contract.approval.legal"),
)


def table(heading: str) -> Iterator[list[str]]:
    """The cells of the rows of the table under a heading."""
    part = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in part.splitlines() if line.startswith("|")][2:]
    return ([cell.strip() for cell in row.strip("|").split("|")] for row in rows)


def money(text: str) -> Money:
    return Money.of(text, "CNY")


CONDITION: Final[dict[str, Any]] = {
    r"from (\d+)": lambda m: {"from_amount": money(m[1])},
    r"below (\d+)": lambda m: {"below_amount": money(m[1])},
    r"with party from (\d+)": lambda m: {"from_amount": money(m[1]), "sum_with_party": True},
    r"risk (\w+)": lambda m: {"risk": m[1]},
    r"grades (\w+)": lambda m: {"grades": (m[1],)},
    r"units (\w+)": lambda m: {"units": (m[1],)},
}


def read(cell: str, words: dict[str, Any]) -> dict[str, Any]:
    """What the comma-separated words of a cell say."""
    found: dict[str, Any] = {}
    for part in filter(None, (one.strip() for one in cell.split(","))):
        [(said, match)] = [(say, m) for form, say in words.items() if (m := re.fullmatch(form, part))]
        found |= said(match)
    return found


def row_of(step: str, stage: str, who: str, where: str, conditions: str) -> RouteStep:
    said = read(conditions, CONDITION)
    review = "legal" if step == "legal" else "finance" if step == "finance" else "business"
    head = {"step": step, "stage": int(stage), "review": review, **said}
    if who.startswith("permission "):
        named = {"permission": f"contract.approval.{who.removeprefix('permission ')}", "unit": where}
        return RouteStep.model_validate({**head, **named})
    count, names = who.split(" of ", 1) if " of " in who else who.split(" ", 1)
    people = tuple(name.strip() for name in names.split(","))
    return RouteStep.model_validate({**head, "persons": people, "need": Need.COUNT, "count": int(count)})


CASE: Final[dict[str, Any]] = {
    r"(\d+)": lambda m: {"amount": money(m[1])},
    r"sales type": lambda _: {"matrix": SALES},
    r"unit (\w+)": lambda m: {"units": frozenset(UNITS[m[1]])},
    r"risk (\w+)": lambda m: {"risk": m[1]},
    r"grade none": lambda _: {"grade": "unknown"},
    r"grade ([A-C]+)": lambda m: {"grade": m[1]},
    r"drafted also by (\w+)": lambda m: {"barred": (m[1],)},
    r"(\w+) away": lambda m: {"away": m[1]},
    r"(\w+) stands in": lambda m: {"deputy": m[1]},
}
CASES: Final = list(table("Ten cases"))


def facts_of(said: dict[str, Any]) -> Facts:
    amount = said.get("amount", money("100000"))
    return Facts(
        amount=amount,
        with_party=amount,
        units=said.get("units", frozenset(UNITS["Nanjing"])),
        direction="purchase",
        risk=said.get("risk"),
        grade=said.get("grade", "A"),
    )


def chain(steps: tuple[StepPlan, ...]) -> str:
    stages = sorted({plan.stage for plan in steps})
    return " > ".join(" + ".join(plan.step for plan in steps if plan.stage == stage) for stage in stages)


class Round:
    """A round that is played: every step before the one that is spoken of is approved by somebody else."""

    def __init__(self, steps: tuple[StepPlan, ...], barred: tuple[str, ...], absence: tuple[str, str] | None) -> None:
        self.absence = absence
        opening = OpenApproval("a1", "contract-c1", "CG-1", 1, "dora", "h" * 64, steps, NOW, barred)
        self.state: Approval = APPROVAL.initial
        self.do(opening)

    def do(self, command: Any) -> None:
        self.state = APPROVAL.fold(decide(self.state, command), self.state)
        if self.absence is None:
            return
        away, deputy = self.absence
        for step in self.state.open_steps:
            stand_in = StandIn(step.name, away, deputy, NOW, NOW + timedelta(days=7))
            self.state = APPROVAL.fold(decide(self.state, stand_in), self.state)

    def reach(self, name: str) -> None:
        while name not in [step.name for step in self.state.open_steps]:
            step = self.state.open_steps[0]
            self.do(Decide(f"somebody of {step.name}", "approve", NOW, frozenset({step.name}), step.name))

    def said(self, words: str) -> None:
        if match := re.fullmatch(r"(\w+) delegates to (\w+)", words):
            self.reach("board")
            until = NOW + timedelta(days=7)
            self.do(Delegate(match[1], match[2], NOW, until, NOW, step="board"))
            return
        match = re.fullmatch(r"(\w+) at (\w+): (.+)", words)
        assert match, words
        person, step, outcome = match.groups()
        self.reach(step)
        held = frozenset({step})
        if outcome.startswith("refused "):
            with pytest.raises(DomainError) as refused:
                self.do(Decide(person, "approve", NOW, held, step))
            assert refused.value.kind == outcome.removeprefix("refused ")
            return
        self.do(Decide(person, "approve", NOW, held, step))
        found = self.state.step(step)
        assert found is not None
        if outcome.startswith("for "):
            assert found.votes[-1].on_behalf_of == outcome.removeprefix("for ")
        else:
            assert (self.state.stage is Stage.APPROVED) == (outcome == "approved"), words


def test_there_are_ten_cases():
    assert [row[0].split()[0] for row in CASES] == [str(number) for number in range(1, 11)]


@pytest.mark.parametrize(("case", "contract", "route", "then"), CASES, ids=[row[0] for row in CASES])
def test_the_route_is_the_documented_one(case: str, contract: str, route: str, then: str):
    said = read(contract, CASE)
    matrix = said.get("matrix", tuple(row_of(*row) for row in table("The matrix")))
    steps = computed(matrix, facts_of(said), lambda place: PLACES.get(place, place))
    assert chain(steps) == route
    absence = (said["away"], said["deputy"]) if "away" in said else None
    played = Round(steps, said.get("barred", ()), absence)
    for words in filter(None, (one.strip() for one in then.split(";"))):
        played.said(words)
