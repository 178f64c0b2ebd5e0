"""From what a drafter wishes to the terms that are recorded, the text that is frozen and the document beside it."""

import json
from dataclasses import dataclass, replace
from typing import Any

from services.contract.contract.beginning import Beginning, beginning
from services.contract.contract.composing import Composed, composed
from services.contract.contract.events import ContractDrafted
from services.contract.contract.listing import with_prices
from services.contract.contract.mastering import under_master
from services.contract.contract.wish import Wish
from services.contract.file import queries as files
from services.contract.file.handlers import stored_file
from services.contract.particulars import Attachment, Party
from services.contract.small_supplier.handlers import plan_with_terms
from services.contract.terms import ContractLine, priced
from services.contract.text.canonical import FilledClause, Text, contract_text
from services.contract.text.document import RISKS, Document, DocumentFile, DocumentParty, Risk
from services.contract.type.events import TypeDefined
from services.contract.type.handlers import rules_of
from shared.eventstore import keys
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class Draft:
    terms: ContractDrafted
    text: Text
    document: Document


async def drafted(work: Work, sealer: keys.Sealer, contract_id: str, wish: Wish) -> Draft:
    """The terms under the rules of the type, and the whole text they are hashed from."""
    rules = await rules_of(work, wish.type_id)
    wish = await under_master(work, wish)
    plan = await plan_with_terms(work, wish.plan, rules.direction, wish.counterparty_id, rules.code)
    wish = replace(wish, plan=plan)
    wish = await with_prices(work, wish, rules.direction)
    begun = await beginning(work, sealer, wish)
    if wish.amends is None and wish.under is None and begun.way not in rules.ways:
        raise InvalidFieldError("/type_id", f"contracts of this type do not begin from: {begun.way}")
    clauses = _composed(wish, begun)
    lines = _lines(wish)
    amount = _amount(wish, lines, rules)
    if wish.term_from is not None and wish.term_to is not None and wish.term_to < wish.term_from:
        raise InvalidFieldError("/term_to", "the term ends after it begins")
    if wish.renewal is not None and wish.term_to is None:
        raise InvalidFieldError("/renewal", "a term that begins anew has an end")
    attachments = await _attachments(work, wish)
    figures = _figures(wish, rules, lines, amount, attachments)
    said = [FilledClause(one.clause, one.title, one.words) for one in clauses.clauses]
    text = contract_text(json.loads(json.dumps(figures)), said)
    document = await _document(work, wish, rules, begun, clauses, figures)
    terms = _terms(contract_id, wish, rules, begun, clauses, lines, amount, attachments, text)
    return Draft(_with_rules_kept(terms, wish), text, document)


def _with_rules_kept(terms: ContractDrafted, wish: Wish) -> ContractDrafted:
    """An amended contract keeps the rules of its type that it was drafted under."""
    if wish.before is None:
        return terms
    kept = (
        "type_code",
        "under",
        "payment_control",
        "match_tolerance",
        "signing_order",
        "template_id",
        "template_version",
    )
    said = kept if wish.amount_kind else (*kept, "amount_kind")
    return terms.model_copy(update={name: getattr(wish.before, name) for name in said})


def _composed(wish: Wish, begun: Beginning) -> Composed:
    made = composed(begun.base, wish.clauses, wish.omitted, begun.others)
    # A clause departs in one way: as it was said last.
    departed = {one.clause: one for one in (*begun.deviations, *made.deviations)}
    return Composed((*made.clauses, *begun.more), (*begun.omitted, *made.omitted), tuple(departed.values()))


def _figures(
    wish: Wish, rules: TypeDefined, lines: tuple[ContractLine, ...], amount: Money, attachments: tuple[Attachment, ...]
) -> dict[str, Any]:
    """The JSON values that are hashed with the words; what a draft does not say is not among them."""
    figures = {
        "title": wish.title,
        "direction": rules.direction,
        "counterparty_id": wish.counterparty_id,
        "amount": str(amount),
        "lines": [line.model_dump(mode="json", exclude_none=True) for line in lines],
        "plan": [line.model_dump(mode="json") for line in wish.plan],
        "term": [str(wish.term_from or ""), str(wish.term_to or ""), str(wish.effective_from or "")],
    }
    more = {
        "amount_kind": wish.amount_kind,
        "parties": [one.model_dump(mode="json", exclude_none=True) for one in wish.parties],
        "names": {name: wish.names[name] for name in sorted(wish.names)},
        "deliverables": [one.model_dump(mode="json", exclude_none=True) for one in wish.deliverables],
        "attachments": [one.hash for one in attachments],
        "governing_law": wish.governing_law,
        "forum": wish.forum,
        "language": wish.language,
        "copies": wish.copies,
        "renewal": wish.renewal.model_dump(mode="json") if wish.renewal else None,
        "master": wish.master.model_dump(mode="json") if wish.master else None,
        "under": wish.under,
        "country": wish.country,
    }
    return {**figures, **{name: value for name, value in more.items() if value}}


def _terms(
    contract_id: str,
    wish: Wish,
    rules: TypeDefined,
    begun: Beginning,
    clauses: Composed,
    lines: tuple[ContractLine, ...],
    amount: Money,
    attachments: tuple[Attachment, ...],
    text: Text,
) -> ContractDrafted:
    return ContractDrafted(
        contract_id=contract_id,
        type_id=rules.type_id,
        type_code=rules.code,
        direction=rules.direction,
        title=wish.title,
        owner_id=wish.owner_id,
        counterparty_id=wish.counterparty_id,
        template_id=begun.template_id,
        template_version=begun.version,
        amount_kind=wish.amount_kind or rules.amount_kind,
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
        way=begun.way,
        deviations=clauses.deviations,
        standard_clauses=tuple(sorted({one.code for one in clauses.clauses if one.code})),
        parties=wish.parties,
        deliverables=wish.deliverables,
        attachments=attachments,
        governing_law=wish.governing_law,
        forum=wish.forum,
        language=wish.language,
        copies=wish.copies,
        copied_from=wish.copied_from,
        amends=wish.amends,
        renewal=wish.renewal,
        master=wish.master,
        under=wish.under,
        country=wish.country,
        changed_risk=_changed_risk(clauses),
    )


def _changed_risk(clauses: Composed) -> Risk | None:
    """The highest risk of what departs from the standard; words of one's own have passed no review before this one."""
    risks: list[Risk] = [one.risk for one in clauses.deviations]
    if any(one.origin in ("own", "paper") for one in clauses.clauses):
        risks.append("high")
    return max(risks, key=RISKS.index, default=None)


async def _document(
    work: Work, wish: Wish, rules: TypeDefined, begun: Beginning, clauses: Composed, figures: dict[str, Any]
) -> Document:
    attached = [await files.one(work, file_id) for file_id in _files(wish)]
    return Document(
        language=wish.language or begun.language,
        title=wish.title,
        type_name=rules.name,
        said_on=work.context.today,
        parties=tuple(_named(party, wish) for party in wish.parties) or _usual(wish),
        clauses=clauses.clauses,
        omitted=clauses.omitted,
        attachments=tuple(DocumentFile(name=row["name"], hash=row["hash"]) for row in attached),
        figures=figures,
        template_id=begun.template_id,
        template_version=begun.version,
        paper=begun.paper,
        values=begun.values,
        variables=begun.variables,
    )


def _usual(wish: Wish) -> tuple[DocumentParty, ...]:
    return (
        DocumentParty(role="us", name=wish.names.get("us")),
        DocumentParty(role="counterparty", name=wish.names.get(wish.counterparty_id)),
    )


def _named(party: Party, wish: Wish) -> DocumentParty:
    known = party.customer_id or party.unit_id or ("us" if party.role == "us" else wish.counterparty_id)
    return DocumentParty(role=party.role, name=wish.names.get(known))


def _files(wish: Wish) -> tuple[str, ...]:
    """The files that are part of the contract; what it was read from is one of them."""
    if wish.file_id is None or wish.file_id in wish.attachments:
        return wish.attachments
    return (*wish.attachments, wish.file_id)


async def _attachments(work: Work, wish: Wish) -> tuple[Attachment, ...]:
    found = []
    named = _files(wish)
    for at, file_id in enumerate(named):
        if named.index(file_id) != at:
            raise InvalidFieldError(f"/attachments/{at}", "a file is attached twice")
        stored = await stored_file(work, file_id, f"/attachments/{at}")
        found.append(Attachment(file_id=file_id, kind=stored.kind, hash=stored.hash, size=stored.size))
    return tuple(found)


def _lines(wish: Wish) -> tuple[ContractLine, ...]:
    return tuple(
        priced(
            number,
            line.description,
            line.quantity,
            line.unit,
            line.price,
            line.tax_rate,
            wish.currency,
            line.tax_on,
            line.product_code,
        )
        for number, line in enumerate(wish.lines, 1)
    )


def _amount(wish: Wish, lines: tuple[ContractLine, ...], rules: TypeDefined) -> Money:
    kind = wish.amount_kind or rules.amount_kind
    total = Money.total([line.gross for line in lines], wish.currency)
    if wish.amount is not None and wish.amount.currency != wish.currency:
        raise InvalidFieldError("/amount/currency", "the amount is in the contract's currency")
    if kind == "none":
        return Money.zero(wish.currency)
    if wish.amount is None and not lines and kind != "unit_price":
        raise InvalidFieldError("/amount", "an amount or lines are needed")
    return wish.amount or total
