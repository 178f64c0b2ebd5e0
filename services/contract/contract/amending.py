"""Amendments of a contract: agreed by the last signature, in force from their day on, with all that follows from it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import insert

from services.contract.contract.aggregate import CONTRACT, check_amendable, decide
from services.contract.contract.commands import AgreeAmendment, AmendContract, TakeEffect
from services.contract.contract.events import (
    AmendmentAgreed,
    AmendmentSigned,
    ContractAmended,
    ContractDrafted,
    ContractImported,
    ContractSigned,
    Terms,
)
from services.contract.contract.machine import State
from services.contract.contract.state import Contract
from services.contract.contract.tables import contract_texts
from services.contract.ledger.aggregate import LEDGER, AmendLedger
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.ledger.amending import check_limits
from services.contract.ledger.events import LedgerAmended, limit_of
from services.contract.master.handlers import amend_master
from services.contract.obligation.events import ObligationPlanned
from services.contract.obligation.handlers import follow_plan, meet_settled_places, obligation_id_of
from services.contract.obligation.handover import Parties, handovers
from services.contract.terms import OPEN_ENDED, PlanLine
from shared.eventstore.aggregate import Stream
from shared.eventstore.event import Event
from shared.eventstore.work import Work
from shared.values.errors import NotPossibleNowError

NOT_AGREED_ON: Final = frozenset(
    {
        "contract_id",
        "way",
        "source",
        "source_id",
        "effective_on",
        "effective_from",
        "amends",
        "deviations",
        "changed_risk",
        "copied_from",
        "text_size",
        "template_version",
    }
)
"""Fields of terms that say how a draft came to be, not what both sides agree on."""


async def base_of(work: Work, amendment: Stream[Contract]) -> Stream[Contract] | None:
    """The contract that a draft would change; None of a contract of its own."""
    terms = amendment.state.terms
    if terms is None or terms.amends is None:
        return None
    return await work.load(CONTRACT, terms.amends.contract_id, must_exist=True)


async def check_base(work: Work, amendment: Stream[Contract]) -> None:
    """Raises where an amendment can't be agreed on as it is drafted: the contract says something else by now, or more
    is used of it than the amendment would allow.
    """
    base, terms = await base_of(work, amendment), amendment.state.terms
    if base is None or terms is None or terms.amends is None:
        return
    check_amendable(base.state, terms.amends.text_hash, terms.effective_from)
    ledger = await work.load(LEDGER, base.id)
    if ledger.exists:
        limits = [limit_of(line) for line in terms.plan]
        check_limits(ledger.state, limits, terms.amount, open_ended=terms.amount_kind in OPEN_ENDED)


async def agree(work: Work, base: Stream[Contract], amendment: Stream[Contract], signed: AmendmentSigned) -> None:
    """Both sides have signed: the contract knows, and says it from that day on."""
    terms = amendment.state.terms
    if terms is None or terms.amends is None:
        raise NotPossibleNowError(amendment.state.state, signed)
    await check_base(work, amendment)
    fact = AmendmentAgreed(
        contract_id=base.id,
        amendment_id=amendment.id,
        number=signed.number,
        kind=signed.kind,
        text_hash=terms.text_hash,
        signed_on=signed.signed_on,
        effective_on=signed.effective_on,
    )
    work.record(base, decide(base.state, AgreeAmendment(fact, terms.amends.text_hash)))
    await amend_what_is_due(work, base, work.context.today)


async def amend_what_is_due(work: Work, base: Stream[Contract], today: date) -> None:
    """Every amendment agreed on whose day has come takes effect, in the order in which they were agreed on, whoever
    it was that signed last.
    """
    due = [agreed for agreed in base.state.pending if agreed.effective_on <= today]
    if due:
        async with work.beyond():
            await _amend_all(work, base, due)


async def _amend_all(work: Work, base: Stream[Contract], due: Sequence[AmendmentAgreed]) -> None:
    for agreed in due:
        amendment = await work.load(CONTRACT, agreed.amendment_id, must_exist=True)
        if amendment.state.state is State.SIGNED:
            work.record(amendment, decide(amendment.state, TakeEffect(agreed.effective_on)))
        await _amend(work, base, amendment, agreed)


async def _amend(work: Work, base: Stream[Contract], amendment: Stream[Contract], agreed: AmendmentAgreed) -> None:
    terms = amendment.state.terms
    if terms is None:
        raise NotPossibleNowError(amendment.state.state, agreed)
    said = {name: getattr(terms, name) for name in Terms.model_fields}
    about = {"contract_id": base.id, "amends": None, "effective_on": agreed.effective_on}
    fact = ContractAmended.model_construct(
        **{**said, **about},
        amendment_id=amendment.id,
        amendment_number=agreed.number,
        kind=agreed.kind,
        changed=changed_terms(base.state.head, terms),
        signed_on=agreed.signed_on,
    )
    work.record(base, decide(base.state, AmendContract(fact)))
    await _keep_words(work, base, amendment.id, terms.text_hash)
    await _limit(work, base, fact)


def changed_terms(before: ContractDrafted | ContractImported, after: ContractDrafted) -> tuple[str, ...]:
    """The names of the terms that say something else."""
    names = [name for name in Terms.model_fields if name not in NOT_AGREED_ON]
    return tuple(name for name in names if getattr(before, name, None) != getattr(after, name))


async def _keep_words(work: Work, base: Stream[Contract], amendment_id: str, text_hash: str) -> None:
    """The contract's own words are those of the amendment from now on."""
    columns = [contract_texts.c.hash, contract_texts.c.words, contract_texts.c.document]
    said = select(literal(base.id), literal(base.unit), *columns).where(
        contract_texts.c.contract_id == amendment_id, contract_texts.c.hash == text_hash
    )
    row = insert(contract_texts).from_select(["contract_id", "unit_id", "hash", "words", "document"], said)
    await work.execute(row.on_conflict_do_nothing())


async def _limit(work: Work, base: Stream[Contract], fact: ContractAmended) -> None:
    """Obligations and ledger follow the plan, and the master's terms: in the order in which everybody takes them."""
    ledger = await work.load(LEDGER, base.id, key=base.id, unit=base.unit)
    amended: list[Event] = []
    if ledger.exists:
        limits = LedgerAmended(
            contract_id=base.id,
            counterparty_id=fact.counterparty_id,
            because=fact.amendment_id,
            limits=tuple(limit_of(line) for line in fact.plan),
            total=fact.amount,
            open_ended=fact.amount_kind in OPEN_ENDED,
            payment_control=fact.payment_control,
            match_tolerance=fact.match_tolerance,
            effective_on=fact.effective_on,
        )
        amended = decide_ledger(ledger.state, AmendLedger(limits))
    planned = owed_by(fact, fact, fact.effective_on)
    await follow_plan(work, base.id, planned, base.unit, fact.effective_on)
    if ledger.exists:
        places = [(line.clause, line.phase) for line in fact.plan]
        await meet_settled_places(work, LEDGER.fold(amended, ledger.state), places, fact.effective_on)
        work.record(ledger, amended)
    if fact.master is not None:
        await amend_master(work, base.id, fact.master, fact.effective_on)


def owed_by(said: Terms | ContractSigned, terms: Terms, on: date) -> list[ObligationPlanned]:
    """What both sides signed for that day: the payments that they `said`, and what the terms say is handed over."""
    parties = Parties(terms.contract_id, said.counterparty_id, said.owner_id, said.direction, terms.amount.currency)
    payments = [obligation_of(said, line, on) for line in said.plan]
    return [*payments, *handovers(parties, terms.deliverables, on)]


def obligation_of(terms: Terms | ContractSigned, line: PlanLine, on: date) -> ObligationPlanned:
    """What a line of a plan obliges to that both sides signed for that day."""
    return ObligationPlanned(
        obligation_id=obligation_id_of(terms.contract_id, line.clause, line.phase),
        contract_id=terms.contract_id,
        counterparty_id=terms.counterparty_id,
        owner_id=terms.owner_id,
        direction=terms.direction,
        clause=line.clause,
        phase=line.phase,
        debtor=line.debtor,
        due_on=line.due_at("signing", on),
        after=line.after,
        amount=line.amount,
    )
