"""A contract decided and folded."""

from dataclasses import dataclass, replace

from services.contract.contract.commands import (
    ApproveContract,
    Command,
    DraftContract,
    EndContract,
    EndSigning,
    ImportContract,
    RejectContract,
    ReviseContract,
    SignContract,
    StartSigning,
    SubmitContract,
    TakeEffect,
    WithdrawContract,
)
from services.contract.contract.errors import (
    OtherRoundError,
    OtherTextError,
    OutOfTurnError,
    RequiredClausesMissingError,
    SigningUnderWayError,
)
from services.contract.contract.events import (
    ContractApproved,
    ContractDrafted,
    ContractEffective,
    ContractImported,
    ContractRejected,
    ContractRevised,
    ContractSigned,
    ContractSubmitted,
    ContractVoided,
    ContractWithdrawn,
    SignatureGiven,
    SigningEnded,
    SigningStarted,
)
from services.contract.contract.machine import State, moved, possible
from services.contract.terms import Side, check_lines, check_plan
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import NotPossibleNowError


@dataclass(frozen=True, slots=True)
class Contract:
    """`terms` are the last drafted or revised ones; an imported contract has its fact in `imported` instead."""

    state: State = State.NEW
    terms: ContractDrafted | None = None
    imported: ContractImported | None = None
    number: str = ""
    round: int = 0
    approval_id: str = ""
    signed_by: tuple[Side, ...] = ()
    signing_id: str = ""

    @property
    def head(self) -> ContractDrafted | ContractImported:
        """Where parties, owner and amounts are read."""
        found = self.terms or self.imported
        if found is None:
            raise NotPossibleNowError(self.state, self)
        return found

    @property
    def next_side(self) -> Side | None:
        order = self.terms.signing_order if self.terms else ()
        return order[len(self.signed_by)] if len(self.signed_by) < len(order) else None


def decide(contract: Contract, command: Command) -> list[Event]:
    events = _decided(contract, command)
    state = contract.state
    for event in events:
        if not possible(state, type(event)):
            raise NotPossibleNowError(contract.state, command)
        state = moved(state, event)
    return events


def _decided(contract: Contract, command: Command) -> list[Event]:
    match command:
        case DraftContract(terms=terms) | ReviseContract(terms=terms):
            check_lines(terms.lines, terms.amount)
            check_plan(terms.plan, terms.amount, terms.amount_kind)
            kind = ContractDrafted if isinstance(command, DraftContract) else ContractRevised
            return [kind.model_validate(terms.model_dump())]
        case ImportContract(fact=fact):
            return [fact]
        case EndContract(event=kind, on=on, reason=reason):
            if kind is ContractVoided and contract.signing_id:
                raise SigningUnderWayError
            head = {"contract_id": contract.head.contract_id, "reason": reason}
            return [kind.model_validate({**head, "effective_on": on})]
        case TakeEffect(on=on):
            return [ContractEffective(contract_id=contract.head.contract_id, effective_on=on)]
        case SignContract():
            return _signed(contract, command)
        case StartSigning() | EndSigning():
            return _signing(contract, command)
        case _:
            return _reviewed(contract, command)


def _reviewed(
    contract: Contract, command: SubmitContract | ApproveContract | RejectContract | WithdrawContract
) -> list[Event]:
    terms = contract.terms
    if terms is None:
        raise NotPossibleNowError(contract.state, command)
    if isinstance(command, SubmitContract):
        missing = sorted(set(command.required) - set(terms.standard_clauses))
        if missing:
            raise RequiredClausesMissingError(missing=missing)
        taken = None if contract.number else command.taken
        fact = ContractSubmitted(
            contract_id=terms.contract_id,
            number=taken.number if taken else contract.number,
            series=taken,
            round=contract.round + 1,
            approval_id=command.approval_id,
            text_hash=terms.text_hash,
            references=command.references,
        )
        return [fact]
    if contract.state is State.IN_REVIEW and command.approval_id != contract.approval_id:
        raise OtherRoundError(round=contract.round)
    head = {"contract_id": terms.contract_id, "round": contract.round, "approval_id": command.approval_id}
    match command:
        case ApproveContract(text_hash=text_hash):
            if text_hash != terms.text_hash:
                raise OtherTextError(text_hash=terms.text_hash)
            return [ContractApproved.model_validate({**head, "text_hash": text_hash})]
        case RejectContract():
            return [ContractRejected.model_validate({**head, "reason": None})]
        case WithdrawContract():
            return [ContractWithdrawn.model_validate(head)]


def _signing(contract: Contract, command: StartSigning | EndSigning) -> list[Event]:
    terms = contract.terms
    if terms is None:
        raise NotPossibleNowError(contract.state, command)
    head = {"contract_id": terms.contract_id, "signing_id": command.signing_id}
    if isinstance(command, EndSigning):
        return [SigningEnded.model_validate(head)] if contract.signing_id == command.signing_id else []
    if command.text_hash != terms.text_hash:
        raise OtherTextError(text_hash=terms.text_hash)
    return [SigningStarted.model_validate({**head, "text_hash": command.text_hash})]


def _signed(contract: Contract, command: SignContract) -> list[Event]:
    terms = contract.terms
    if terms is None or contract.state not in (State.APPROVED, State.SIGNING):
        raise NotPossibleNowError(contract.state, command)
    if command.signing_id != contract.signing_id:
        raise SigningUnderWayError
    if command.text_hash != terms.text_hash:
        raise OtherTextError(text_hash=terms.text_hash)
    if command.side != contract.next_side:
        raise OutOfTurnError(next=contract.next_side)
    signature = SignatureGiven(
        contract_id=terms.contract_id,
        side=command.side,
        signatory_id=command.signatory_id,
        text_hash=command.text_hash,
        level=command.level,
        signed_on=command.signed_on,
    )
    if len(contract.signed_by) + 1 < len(terms.signing_order):
        return [signature]
    effective_on = max(terms.effective_from or command.signed_on, command.signed_on)
    signed = ContractSigned(
        contract_id=terms.contract_id,
        number=contract.number,
        direction=terms.direction,
        title=terms.title,
        type_code=terms.type_code,
        counterparty_id=terms.counterparty_id,
        owner_id=terms.owner_id,
        amount=terms.amount,
        signed_on=command.signed_on,
        effective_on=effective_on,
        term_from=terms.term_from,
        term_to=terms.term_to,
        plan=terms.plan,
    )
    if effective_on > command.today:
        return [signature, signed]
    return [signature, signed, ContractEffective(contract_id=terms.contract_id, effective_on=effective_on)]


def evolve(contract: Contract, event: Event) -> Contract:
    state = moved(contract.state, event)
    match event:
        case ContractImported():
            return replace(contract, state=state, imported=event, number=event.number)
        case ContractDrafted() | ContractRevised():
            terms = ContractDrafted.model_construct(**dict(event))
            return replace(contract, state=state, terms=terms, signed_by=(), approval_id="")
        case ContractSubmitted(number=number, round=round_, approval_id=approval_id):
            return replace(contract, state=state, number=number, round=round_, approval_id=approval_id)
        case SignatureGiven(side=side):
            return replace(contract, state=state, signed_by=(*contract.signed_by, side))
        case SigningStarted(signing_id=signing_id):
            return replace(contract, state=state, signing_id=signing_id, signed_by=())
        case SigningEnded():
            return replace(contract, state=state, signing_id="", signed_by=())
        case _:
            return replace(contract, state=state)


CONTRACT = Aggregate("contract", Contract(), evolve)
