"""What is done with contracts, one sentence a function."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Final

from sqlalchemy.dialects.postgresql import insert

from services.contract.agreed_limit.handlers import check_agreed
from services.contract.arrears.handlers import write_off_closed
from services.contract.clause.handlers import clause_review_closed
from services.contract.contract.aggregate import CONTRACT, decide
from services.contract.contract.amending import agree, amend_what_is_due, base_of, check_base, owed_by
from services.contract.contract.commands import (
    ApproveContract,
    Command,
    DraftContract,
    EndContract,
    EndRetention,
    EndTerm,
    RejectContract,
    RemindOfTerm,
    ReviseContract,
    SignContract,
    SubmitContract,
    TakeEffect,
    WithdrawContract,
)
from services.contract.contract.drafting import Draft, drafted
from services.contract.contract.errors import MissingReferenceError, NoContractOfItsOwnError, NotPerformingError
from services.contract.contract.events import (
    AmendmentAgreed,
    AmendmentSigned,
    ContractDrafted,
    ContractSigned,
    NamedReference,
)
from services.contract.contract.machine import MOVES, PERFORMING, SETTLING, State
from services.contract.contract.mastering import steps_for_deviations
from services.contract.contract.routing import facts_of, writers_of
from services.contract.contract.stamping import incur_at_signing, incur_by_amendment
from services.contract.contract.state import Contract
from services.contract.contract.tables import contract_texts
from services.contract.contract.wish import Wish
from services.contract.deputy.handlers import let_deputies_in
from services.contract.file.handlers import attach_file, forget_words
from services.contract.ledger.aggregate import LEDGER, OpenLedger
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.ledger.events import LedgerOpened, limit_of
from services.contract.master.handlers import open_master, open_or_close
from services.contract.obligation.handlers import plan_obligations
from services.contract.party.handlers import grade_closed
from services.contract.review.places import places_of
from services.contract.series.taking import take_number
from services.contract.small_supplier.handlers import check_plan_of_small_supplier
from services.contract.template.handlers import template_review_closed
from services.contract.terms import OPEN_ENDED
from services.contract.type.handlers import required_of, rules_of
from services.contract.type.route import computed, missing_references
from services.contract.waiver.handlers import waiver_review_closed
from shared.approvals.aggregate import APPROVAL
from shared.approvals.commands import OpenApproval, Withdraw
from shared.approvals.decide import decide as decide_approval
from shared.approvals.events import ApprovalClosed
from shared.approvals.handlers import open_round
from shared.eventstore import keys
from shared.eventstore.aggregate import Stream
from shared.eventstore.deadlines import Deadline
from shared.eventstore.work import Work
from shared.values.clock import business_date
from shared.values.errors import InvalidFieldError, NotPossibleNowError

AMENDMENT: Final = "B"
"""Stands behind the prefix of the type in numbers of amendments, which are a series of their own."""


async def draft_contract(work: Work, sealer: keys.Sealer, contract_id: str, unit: str, wish: Wish) -> Stream[Contract]:
    """A draft with its text, kept by hash."""
    draft = await drafted(work, sealer, contract_id, wish)
    contract = await work.load(CONTRACT, contract_id, unit=unit)
    work.record(contract, decide(contract.state, DraftContract(draft.terms)))
    await _keep_draft(work, contract, draft)
    return contract


async def revise_contract(
    work: Work, sealer: keys.Sealer, contract_id: str, if_match: int, wish: Wish
) -> Stream[Contract]:
    """The whole draft said anew by somebody who read the version it has."""
    contract = await work.load(CONTRACT, contract_id, if_match=if_match, must_exist=True)
    draft = await drafted(work, sealer, contract_id, wish)
    if contract.state.terms is None or contract.state.terms.type_id != draft.terms.type_id:
        raise InvalidFieldError("/type_id", "a contract keeps its type")
    if (contract.state.terms.amends is None) != (draft.terms.amends is None):
        raise InvalidFieldError("", "an amendment is said anew as an amendment")
    work.record(contract, decide(contract.state, ReviseContract(draft.terms)))
    await _keep_draft(work, contract, draft)
    return contract


async def _keep_draft(work: Work, contract: Stream[Contract], draft: Draft) -> None:
    """The words and the document by their hash; files become part of the contract."""
    row = insert(contract_texts).values(
        contract_id=contract.id,
        hash=draft.text.hash,
        unit_id=contract.unit,
        words=draft.text.words,
        document=draft.document.model_dump(mode="json"),
    )
    await work.execute(row.on_conflict_do_nothing())
    amends = draft.terms.amends
    for attachment in draft.terms.attachments:
        await attach_file(work, attachment.file_id, amends.contract_id if amends else contract.id)


async def submit_contract(
    work: Work, contract_id: str, if_match: int, approval_id: str, references: tuple[NamedReference, ...] = ()
) -> Stream[Contract]:
    """Takes the number, freezes the text, computes the whole route and starts its first stage."""
    contract = await work.load(CONTRACT, contract_id, if_match=if_match, must_exist=True)
    terms = contract.state.terms
    if terms is None or contract.state.state is not State.DRAFT:
        raise NotPossibleNowError(contract.state.state, SubmitContract(approval_id, None))
    rules = await rules_of(work, terms.type_id)
    await check_base(work, contract)
    await check_agreed(work, contract.id, work.context.today)
    facts = await facts_of(work, terms, contract.unit)
    await check_plan_of_small_supplier(
        work,
        terms.plan,
        terms.deliverables,
        direction=terms.direction,
        counterparty_id=terms.counterparty_id,
        type_code=terms.type_code,
        begins_on=terms.effective_from or work.context.today,
    )
    if missing := missing_references(rules.required_references, facts, [one.kind for one in references]):
        raise MissingReferenceError(missing=list(missing))
    places = await places_of(work, contract.unit)
    steps = computed(rules.route, facts, lambda place: places.get(place, place))
    steps = await steps_for_deviations(work, terms, steps, places["headquarters"])
    required = await required_of(work, rules)
    writers = await writers_of(work, contract.name)
    taken = None
    if not contract.state.number:
        # Last of all: whoever takes the next number waits for this transaction's end.
        prefix = f"{rules.number_prefix}{AMENDMENT if terms.amends else ''}"
        taken = await take_number(work, prefix, contract.unit, work.context.today.year)
    work.record(contract, decide(contract.state, SubmitContract(approval_id, taken, references, required)))
    command = OpenApproval(
        approval_id=approval_id,
        subject=contract.name,
        label=contract.state.number,
        round=contract.state.round,
        drafter=work.context.actor,
        text_hash=terms.text_hash,
        steps=steps,
        at=work.context.now,
        barred=tuple(person for person in writers if person != work.context.actor),
    )
    await open_round(work, command, key=contract.id, unit=contract.unit, started=let_deputies_in)
    return contract


async def withdraw_contract(work: Work, contract_id: str) -> Stream[Contract]:
    """The drafter takes the draft out of review; both facts are in one transaction."""
    contract = await work.load(CONTRACT, contract_id, must_exist=True)
    if contract.state.state is not State.IN_REVIEW:
        raise NotPossibleNowError(contract.state.state, WithdrawContract(contract.state.approval_id))
    approval = await work.load(APPROVAL, contract.state.approval_id, must_exist=True)
    withdrawal = Withdraw(work.context.actor, work.context.now)
    closing = decide_approval(approval.state, withdrawal)
    work.record(contract, decide(contract.state, WithdrawContract(contract.state.approval_id)))
    work.record(approval, closing)
    return contract


async def _review_closed(work: Work, contract_id: str, closed: ApprovalClosed) -> None:
    """The end of a review is recorded on its contract in the transaction of the last decision."""
    contract = await work.load(CONTRACT, contract_id, must_exist=True)
    outcomes: dict[str, Command] = {
        "approved": ApproveContract(closed.approval_id, closed.text_hash),
        "rejected": RejectContract(closed.approval_id),
        "withdrawn": WithdrawContract(closed.approval_id),
    }
    work.record(contract, decide(contract.state, outcomes[closed.outcome]))


CLOSINGS: Final[dict[str, Callable[[Work, str, ApprovalClosed], Awaitable[None]]]] = {
    "contract": _review_closed,
    "template": template_review_closed,
    "clause": clause_review_closed,
    "waiver": waiver_review_closed,
    "arrears": write_off_closed,
    "party": grade_closed,
}
"""What is recorded when a round ends, by the kind of its subject; rooms above this one are added where the service is
put together.
"""


async def round_closed(work: Work, closed: ApprovalClosed) -> None:
    """The end of a round is recorded on whatever it was about."""
    kind, _, subject_id = closed.subject.partition("-")
    await CLOSINGS[kind](work, subject_id, closed)


async def sign_contract(work: Work, contract_id: str, command: SignContract) -> Stream[Contract]:
    """One side signs; the last signature plans what is owed and opens the ledger."""
    contract = await work.load(CONTRACT, contract_id, must_exist=True)
    base = await base_of(work, contract)
    if base is not None:
        command = replace(command, not_before=base.state.amendable_from)
    events = decide(contract.state, command)
    work.record(contract, events)
    signed = next((event for event in events if isinstance(event, ContractSigned | AmendmentSigned)), None)
    if isinstance(signed, AmendmentSigned) and base is not None:
        await incur_by_amendment(work, base, contract, signed.signed_on)
        await agree(work, base, contract, signed)
    if isinstance(signed, ContractSigned):
        await _begin(work, contract, signed)
        await incur_at_signing(work, contract, signed.signed_on)
    return contract


async def _begin(work: Work, contract: Stream[Contract], signed: ContractSigned) -> None:
    """What follows from the last signature: what is owed, the ledger, what contracts under it draw on."""
    terms = contract.state.terms
    if terms is None:
        raise NotPossibleNowError(contract.state.state, signed)
    await plan_obligations(work, owed_by(signed, terms, signed.signed_on), contract.unit)
    await _open_ledger(work, contract, signed, terms)
    if terms.master is not None:
        await open_master(work, contract.id, contract.unit, terms.master, signed.signed_on)


async def _open_ledger(work: Work, contract: Stream[Contract], signed: ContractSigned, terms: ContractDrafted) -> None:
    fact = LedgerOpened(
        contract_id=signed.contract_id,
        counterparty_id=signed.counterparty_id,
        direction=signed.direction,
        limits=tuple(limit_of(line) for line in signed.plan),
        total=signed.amount,
        open_ended=terms.amount_kind in OPEN_ENDED,
        payment_control=terms.payment_control,
        match_tolerance=terms.match_tolerance,
        master_id=terms.under,
    )
    ledger = await work.load(LEDGER, contract.id, key=contract.id, unit=contract.unit)
    work.record(ledger, decide_ledger(ledger.state, OpenLedger(fact)))


async def take_effect(work: Work, due: Deadline) -> None:
    """The agreed day has come."""
    contract = await work.load(CONTRACT, due.subject, must_exist=True)
    base = await base_of(work, contract)
    if base is not None:
        if AmendmentAgreed in MOVES[base.state.state]:
            await amend_what_is_due(work, base, max(work.context.today, business_date(due.due_at)))
    elif contract.state.state is State.SIGNED:
        work.record(contract, decide(contract.state, TakeEffect(work.context.today)))


async def end_contract(work: Work, contract_id: str, if_match: int, command: EndContract) -> Stream[Contract]:
    """A contract is suspended, resumed, completed, terminated, voided or archived."""
    contract = await work.load(CONTRACT, contract_id, if_match=if_match, must_exist=True)
    work.record(contract, decide(contract.state, command))
    await _rest_master(work, contract, command.on)
    if contract.state.state is State.VOID:
        await forget_words(work, contract.id)
    return contract


async def _rest_master(work: Work, contract: Stream[Contract], on: date) -> None:
    """Of a master contract: whether anything is ordered under it follows from the state it is in."""
    terms = contract.state.terms
    if terms is not None and terms.master is not None:
        await open_or_close(work, contract.id, on, opened=contract.state.state in PERFORMING)


async def end_term(work: Work, due: Deadline) -> None:
    """The day after the last of the term has begun: it begins anew, or has run out."""
    await _by_itself(work, due, EndTerm(business_date(due.due_at)))


async def remind_of_term(work: Work, due: Deadline) -> None:
    """The end of the term comes near."""
    await _by_itself(work, due, RemindOfTerm(work.context.today))


async def end_retention(work: Work, due: Deadline) -> None:
    """The contract was kept as long as its type asks for."""
    await _by_itself(work, due, EndRetention(business_date(due.due_at)))


async def _by_itself(work: Work, due: Deadline, command: Command) -> None:
    contract = await work.load(CONTRACT, due.subject, must_exist=True)
    work.record(contract, decide(contract.state, command))
    await _rest_master(work, contract, work.context.today)


async def performing(work: Work, contract_id: str) -> Stream[Contract]:
    """The contract, if things may be ordered and delivered on it now."""
    return await _in_state(work, contract_id, PERFORMING)


async def settling(work: Work, contract_id: str) -> Stream[Contract]:
    """The contract, if invoices may be booked and money may move on it: also once it has come to its end."""
    return await _in_state(work, contract_id, SETTLING)


async def _in_state(work: Work, contract_id: str, states: frozenset[State]) -> Stream[Contract]:
    contract = await work.load(CONTRACT, contract_id, must_exist=True)
    if contract.state.terms is not None and contract.state.terms.amends is not None:
        raise NoContractOfItsOwnError(contract_id=contract.state.terms.amends.contract_id)
    if contract.state.state not in states:
        raise NotPerformingError(state=contract.state.state)
    return contract
