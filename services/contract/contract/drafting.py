"""From what a drafter wishes to the terms that are recorded and the text that is frozen."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from services.contract.contract.events import ContractDrafted
from services.contract.template.filling import fill_template
from services.contract.terms import ContractLine, PlanLine, priced
from services.contract.text.canonical import FilledClause, Text, contract_text
from services.contract.type.events import TypeDefined
from services.contract.type.handlers import rules_of
from services.contract.type.queries import above
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class LineWish:
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    tax_rate: Decimal


@dataclass(frozen=True, slots=True)
class Wish:
    """A draft as asked for: from a template with its variables, or in words of one's own."""

    type_id: str
    template_id: str | None
    variables: dict[str, Any]
    own_text: str | None
    title: str
    owner_id: str
    counterparty_id: str
    currency: str
    amount: Money | None
    lines: tuple[LineWish, ...]
    plan: tuple[PlanLine, ...]
    term_from: date | None
    term_to: date | None
    effective_from: date | None
    on: date


async def terms_of(work: Work, contract_id: str, wish: Wish) -> tuple[ContractDrafted, Text]:
    """The terms under the rules of the type, and the whole text they are hashed from."""
    rules = await rules_of(work, wish.type_id)
    clauses, version = await _clauses(work, wish)
    lines = _lines(wish)
    amount = _amount(wish, lines, rules)
    if wish.term_from is not None and wish.term_to is not None and wish.term_to < wish.term_from:
        raise InvalidFieldError("/term_to", "the term ends after it begins")
    figures = {
        "title": wish.title,
        "direction": rules.direction,
        "counterparty_id": wish.counterparty_id,
        "amount": str(amount),
        "lines": [line.model_dump(mode="json") for line in lines],
        "plan": [line.model_dump(mode="json") for line in wish.plan],
        "term": [str(wish.term_from or ""), str(wish.term_to or ""), str(wish.effective_from or "")],
    }
    text = contract_text(json.loads(json.dumps(figures)), clauses)
    terms = ContractDrafted(
        contract_id=contract_id,
        type_id=rules.type_id,
        type_code=rules.code,
        direction=rules.direction,
        title=wish.title,
        owner_id=wish.owner_id,
        counterparty_id=wish.counterparty_id,
        template_id=wish.template_id,
        template_version=version,
        amount_kind=rules.amount_kind,
        amount=amount,
        lines=lines,
        plan=wish.plan,
        term_from=wish.term_from,
        term_to=wish.term_to,
        effective_from=wish.effective_from,
        payment_control=rules.payment_control,
        match_tolerance=rules.match_tolerance,
        signing_order=rules.signing_order,
        text_hash=text.hash,
        text_size=text.size,
        source="",
        source_id="",
        effective_on=wish.on,
        # Words of one's own have passed no review before this one.
        changed_risk="high" if wish.own_text else None,
    )
    return terms, text


async def _clauses(work: Work, wish: Wish) -> tuple[list[FilledClause], int | None]:
    if wish.template_id is None:
        if not wish.own_text:
            raise InvalidFieldError("/text", "a contract has a text: name a template or give the words")
        return [FilledClause("", wish.title, wish.own_text)], None
    filled = await fill_template(work, wish.template_id, wish.variables)
    if filled.type_id != wish.type_id and filled.type_id not in await above(work, wish.type_id):
        raise InvalidFieldError("/template_id", "the template belongs to another type")
    own = [FilledClause("", "", wish.own_text)] if wish.own_text else []
    said = [FilledClause(one.clause, one.title, one.words) for one in filled.clauses]
    return [*said, *own], filled.version


def _lines(wish: Wish) -> tuple[ContractLine, ...]:
    return tuple(
        priced(number, line.description, line.quantity, line.unit, line.unit_price, line.tax_rate, wish.currency)
        for number, line in enumerate(wish.lines, 1)
    )


def _amount(wish: Wish, lines: tuple[ContractLine, ...], rules: TypeDefined) -> Money:
    total = Money.total([line.gross for line in lines], wish.currency)
    if wish.amount is not None and wish.amount.currency != wish.currency:
        raise InvalidFieldError("/amount/currency", "the amount is in the contract's currency")
    if rules.amount_kind == "none":
        return Money.zero(wish.currency)
    if wish.amount is None and not lines:
        raise InvalidFieldError("/amount", "an amount or lines are needed")
    return wish.amount or total
