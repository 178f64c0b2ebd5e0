"""What is done with amendments until they are submitted; from there on they go the way of every contract."""

from dataclasses import replace
from typing import Final

from services.contract.amendment.kinds import check_kind
from services.contract.amendment.schemas import AmendmentBody
from services.contract.contract.aggregate import CONTRACT, check_amendable
from services.contract.contract.amending import base_of
from services.contract.contract.events import AmendmentAgreed, ContractDrafted
from services.contract.contract.handlers import draft_contract, revise_contract
from services.contract.contract.machine import possible
from services.contract.contract.state import Contract
from services.contract.contract.wish import LineWish, Wish
from services.contract.particulars import Amends
from services.contract.terms import PlanLine
from services.contract.text.document import Document
from services.contract.version.handlers import copied_wish
from services.contract.version.queries import document_of
from shared.eventstore import keys
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError, NotFoundError, NotPossibleNowError

ALWAYS_THERE: Final = ("title", "counterparty_id", "owner_id", "amount_kind", "amount", "language")
MAY_BE_TAKEN_AWAY: Final = ("term_from", "term_to", "governing_law", "forum", "copies")


async def draft_amendment(
    work: Work,
    sealer: keys.Sealer,
    base: Stream[Contract],
    amendment_id: str,
    body: AmendmentBody,
    names: dict[str, str],
) -> Stream[Contract]:
    """A draft of what the contract shall say, from what both sides have agreed on last."""
    if not possible(base.state.state, AmendmentAgreed):
        raise NotPossibleNowError(base.state.state, body)
    wish = await _wish(work, base, body, names)
    return await draft_contract(work, sealer, amendment_id, base.unit, wish)


async def revise_amendment(
    work: Work,
    sealer: keys.Sealer,
    amendment: Stream[Contract],
    if_match: int,
    body: AmendmentBody,
    names: dict[str, str],
) -> Stream[Contract]:
    """The whole amendment said anew, from what both sides have agreed on by now."""
    base = await contract_of(work, amendment)
    return await revise_contract(work, sealer, amendment.id, if_match, await _wish(work, base, body, names))


async def contract_of(work: Work, amendment: Stream[Contract]) -> Stream[Contract]:
    """The contract that it would change; raises `NotFoundError` for what is no amendment."""
    base = await base_of(work, amendment)
    if base is None:
        raise NotFoundError
    return base


async def _wish(work: Work, base: Stream[Contract], body: AmendmentBody, names: dict[str, str]) -> Wish:
    if not body.model_fields_set - {"kind", "effective_from"}:
        raise InvalidFieldError("", "an amendment changes something")
    holder, terms = await agreed_terms(work, base)
    document = None if terms is None else await _document(work, holder, terms.text_hash)
    begun = _begun(work, base, terms, document, body, names)
    counterparty, term_to = base.state.head.counterparty_id, (terms or base.state.head).term_to
    wish = _said(begun, body)
    check_kind(
        body.kind,
        frozenset(body.model_fields_set),
        party=(counterparty, wish.counterparty_id),
        term_to=(term_to, wish.term_to),
    )
    if wish.currency != base.state.head.amount.currency:
        raise InvalidFieldError("/amount/currency", "an amendment keeps the contract's currency")
    check_amendable(base.state, base.state.agreed_hash, body.effective_from)
    amends = Amends(contract_id=base.id, kind=body.kind, text_hash=base.state.agreed_hash)
    files = tuple(one.file_id for one in terms.attachments) if terms else ()
    under = terms.under if terms else None
    country = terms.country if terms else None
    return replace(
        wish, under=under, country=country, amends=amends, before=terms, attachments=(*files, *wish.attachments)
    )


async def agreed_terms(work: Work, base: Stream[Contract]) -> tuple[str, ContractDrafted | None]:
    """What both sides agreed on last, in force or not, and under which id its words are kept; None of a contract that
    was taken over without words.
    """
    if not base.state.pending:
        return base.id, base.state.terms
    last = await work.load(CONTRACT, base.state.pending[-1].amendment_id, must_exist=True)
    return last.id, last.state.terms


async def _document(work: Work, contract_id: str, text_hash: str) -> Document | None:
    try:
        return await document_of(work, contract_id, text_hash)
    except NotFoundError:
        return None


def _begun(
    work: Work,
    base: Stream[Contract],
    terms: ContractDrafted | None,
    document: Document | None,
    body: AmendmentBody,
    names: dict[str, str],
) -> Wish:
    """The contract as it was agreed on, as a wish."""
    if terms is not None and body.type_id not in (None, terms.type_id):
        raise InvalidFieldError("/type_id", "a contract keeps its type")
    if terms is not None and document is not None:
        document = document if body.text is None else _said_anew(document, body.text)
        wish = copied_wish(terms, document, base.id, names, work.context.today)
        # What a contract did not say of itself, but its type, stays unsaid.
        return wish if "amount_kind" in document.figures else replace(wish, amount_kind=None)
    if body.text is None:
        raise InvalidFieldError("/text", "the contract has no words here: say those of the amendment")
    head = terms or base.state.head
    type_id = terms.type_id if terms else body.type_id
    if type_id is None:
        raise InvalidFieldError("/type_id", "the contract was taken over without a type: name one")
    return Wish(
        type_id=type_id,
        template_id=None,
        variables={},
        own_text=body.text,
        title=head.title,
        owner_id=head.owner_id,
        counterparty_id=head.counterparty_id,
        currency=head.amount.currency,
        amount=head.amount,
        lines=(),
        plan=head.plan,
        term_from=head.term_from,
        term_to=head.term_to,
        effective_from=None,
        on=work.context.today,
        names=names,
        amount_kind=head.amount_kind,
        copied_from=base.id,
    )


def _said_anew(document: Document, text: str) -> Document:
    """The document with other words in the place of those that are cut into no clauses."""
    whole = [one for one in document.clauses if not one.clause]
    if len(whole) != 1:
        raise InvalidFieldError("/text", "the contract has clauses: say which of them change")
    clauses = tuple(one.model_copy(update={"words": text}) if not one.clause else one for one in document.clauses)
    return document.model_copy(update={"clauses": clauses})


def _said(begun: Wish, body: AmendmentBody) -> Wish:
    """The wish with what the body names; lines without an amount bring their own sum."""
    said = {name: value for name in ALWAYS_THERE if (value := getattr(body, name)) is not None}
    said |= {name: getattr(body, name) for name in MAY_BE_TAKEN_AWAY if name in body.model_fields_set}
    wish = replace(begun, **said, effective_from=body.effective_from, attachments=tuple(body.attachments))
    if body.clauses or body.omitted:
        wish = replace(wish, clauses=tuple(one.wish() for one in body.clauses), omitted=tuple(body.omitted))
    wish = replace(wish, variables=body.variables)
    if body.lines is not None:
        lines = tuple(LineWish(**line.model_dump()) for line in body.lines)
        wish = replace(wish, lines=lines, amount=body.amount, currency=begun.currency)
    if body.amount is not None:
        wish = replace(wish, currency=body.amount.currency)
    if body.plan is not None:
        wish = replace(wish, plan=tuple(PlanLine.model_validate(line.model_dump()) for line in body.plan))
    if body.parties is not None:
        wish = replace(wish, parties=tuple(one.party() for one in body.parties))
    elif wish.counterparty_id != begun.counterparty_id:
        wish = replace(wish, parties=tuple(one for one in begun.parties if one.role != "counterparty"))
    if body.deliverables is not None:
        wish = replace(wish, deliverables=tuple(one.deliverable() for one in body.deliverables))
    if body.master is not None:
        wish = replace(wish, master=body.master.terms())
    if "renewal" in body.model_fields_set:
        wish = replace(wish, renewal=body.renewal.renewal() if body.renewal else None)
    return wish


async def held_against(work: Work, amendment: Stream[Contract]) -> tuple[Document, Document | None]:
    """The document of an amendment, and of what it changes; None where that has no words here. Whoever sees the
    amendment, as an approver of another unit does, sees what it changes.
    """
    terms = amendment.state.terms
    if terms is None or terms.amends is None:
        raise NotFoundError
    said = await document_of(work, amendment.id, terms.text_hash)
    before = terms.amends.text_hash
    async with work.beyond():
        base = await contract_of(work, amendment)
        for holder in (base.id, *(one.amendment_id for one in base.state.amendments if one.text_hash == before)):
            if before is not None and (found := await _document(work, holder, before)) is not None:
                return said, found
    return said, None


async def agreed_on(work: Work, base: Stream[Contract]) -> tuple[ContractDrafted | None, Document | None]:
    """What both sides agreed on last, and its document; raises `NotFoundError` where nothing can be amended."""
    if not possible(base.state.state, AmendmentAgreed):
        raise NotFoundError
    holder, terms = await agreed_terms(work, base)
    return terms, None if terms is None else await _document(work, holder, terms.text_hash)
