"""A contract decided and folded."""

from dataclasses import replace
from datetime import date

from services.contract.contract.commands import (
    AgreeAmendment,
    AmendContract,
    ApproveContract,
    BeginEarly,
    Command,
    DeclineRenewal,
    DraftContract,
    EndContract,
    EndRetention,
    EndSigning,
    EndTerm,
    FollowSource,
    ImportContract,
    KeepAmendments,
    PlaceHold,
    RejectContract,
    ReleaseHold,
    RemindOfTerm,
    ReviseContract,
    SignContract,
    StartSigning,
    SubmitContract,
    TakeEffect,
    WithdrawContract,
)
from services.contract.contract.errors import (
    AmendmentTooEarlyError,
    NoContractOfItsOwnError,
    OtherRoundError,
    OtherTextError,
    OutOfTurnError,
    OvertakenError,
    RequiredClausesMissingError,
    SigningUnderWayError,
)
from services.contract.contract.events import (
    AmendmentAgreed,
    AmendmentEffective,
    AmendmentImported,
    AmendmentSigned,
    ContractAmended,
    ContractApproved,
    ContractArchived,
    ContractCompleted,
    ContractDrafted,
    ContractEffective,
    ContractExpired,
    ContractImported,
    ContractRejected,
    ContractRenewed,
    ContractResumed,
    ContractRevised,
    ContractSigned,
    ContractSubmitted,
    ContractSuspended,
    ContractTerminated,
    ContractVoided,
    ContractWithdrawn,
    HoldPlaced,
    HoldReleased,
    RenewalDeclined,
    SignatureGiven,
    SigningEnded,
    SigningStarted,
    Terms,
)
from services.contract.contract.following import ended_there, followed
from services.contract.contract.machine import State, moved, possible
from services.contract.contract.state import Contract
from services.contract.contract.term import keeping_decided, term_decided, term_over
from services.contract.particulars import Amends, Restated
from services.contract.terms import check_lines, check_plan
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import NotPossibleNowError


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
        case ImportContract() | KeepAmendments() | FollowSource():
            return _told(contract, command)
        case EndContract():
            return [_ended(contract, command)]
        case TakeEffect(on=on):
            return [_effective(contract, on)]
        case AgreeAmendment() | AmendContract():
            return [_amended(contract, command)]
        case RemindOfTerm() | EndTerm() | DeclineRenewal():
            return term_decided(contract, command)
        case BeginEarly() | PlaceHold() | ReleaseHold() | EndRetention():
            return keeping_decided(contract, command)
        case SignContract():
            return _signed(contract, command)
        case StartSigning() | EndSigning():
            return _signing(contract, command)
        case _:
            return _reviewed(contract, command)


def _told(contract: Contract, command: ImportContract | KeepAmendments | FollowSource) -> list[Event]:
    """What a source tells: a contract with its past, or of one that was taken over before."""
    if isinstance(command, KeepAmendments):
        return list(command.amended)
    if isinstance(command, FollowSource):
        return followed(contract, command)
    return [command.fact, *command.amended, *_over_already(contract, command.fact)]


def _over_already(contract: Contract, fact: ContractImported) -> list[Event]:
    """What a contract that runs has behind it on the day it is taken over: terms that began anew, or its end."""
    if fact.taken_on is None or fact.term_to is None or fact.taken_on <= fact.term_to:
        return []
    return term_over(evolve(contract, fact), fact.taken_on)


def _ended(contract: Contract, command: EndContract) -> Event:
    kind = command.event
    if kind is ContractVoided and contract.signing_id:
        raise SigningUnderWayError
    if kind is ContractResumed and contract.state is State.EXPIRED:
        raise NotPossibleNowError(contract.state, command)
    if kind is not ContractVoided and contract.terms and contract.terms.amends:
        raise NoContractOfItsOwnError
    head = {"contract_id": contract.head.contract_id, "reason": command.reason}
    kept = {"shelf": command.shelf, "keep_until": command.keep_until} if kind is ContractArchived else {}
    return kind.model_validate({**head, **kept, "effective_on": command.on})


def _amended(contract: Contract, command: AgreeAmendment | AmendContract) -> Event:
    if isinstance(command, AgreeAmendment):
        check_amendable(contract, command.text_hash, command.fact.effective_on)
        return command.fact
    if not contract.pending or contract.pending[0].amendment_id != command.fact.amendment_id:
        raise NotPossibleNowError(contract.state, command)
    return command.fact


def check_amendable(contract: Contract, text_hash: str | None, effective_on: date | None) -> None:
    """Raises for an amendment of what the contract says no longer, or that would take effect before others."""
    if contract.agreed_hash != text_hash:
        raise OvertakenError
    first = contract.amendable_from
    if first is not None and effective_on is not None and effective_on < first:
        raise AmendmentTooEarlyError(first=first.isoformat())


def _effective(contract: Contract, on: date) -> ContractEffective | AmendmentEffective:
    terms = contract.terms
    if terms is None or terms.amends is None:
        return ContractEffective(contract_id=contract.head.contract_id, effective_on=on)
    return AmendmentEffective(amendment_id=terms.contract_id, contract_id=terms.amends.contract_id, effective_on=on)


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
    if terms.amends is not None:
        return [signature, _amendment_signed(contract, terms, terms.amends, command)]
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
        renewal=terms.renewal,
    )
    if effective_on > command.today:
        return [signature, signed]
    return [signature, signed, ContractEffective(contract_id=terms.contract_id, effective_on=effective_on)]


def _amendment_signed(
    contract: Contract, terms: ContractDrafted, amends: Amends, command: SignContract
) -> AmendmentSigned:
    """An amendment may agree on a day that has passed; without one it counts from its last signature on."""
    signed_on = command.signed_on
    return AmendmentSigned(
        amendment_id=terms.contract_id,
        contract_id=amends.contract_id,
        number=contract.number,
        kind=amends.kind,
        signed_on=signed_on,
        effective_on=terms.effective_from or max(signed_on, command.not_before or signed_on),
    )


def evolve(contract: Contract, event: Event) -> Contract:
    moved_on = replace(contract, state=moved(contract.state, event))
    match event:
        case ContractDrafted() | ContractRevised():
            terms = ContractDrafted.model_construct(**dict(event))
            return replace(moved_on, terms=terms, signed_by=(), approval_id="")
        case ContractSubmitted(number=number, round=round_, approval_id=approval_id):
            return replace(moved_on, number=number, round=round_, approval_id=approval_id)
        case SignatureGiven(side=side):
            return replace(moved_on, signed_by=(*contract.signed_by, side))
        case SigningStarted(signing_id=signing_id):
            return replace(moved_on, signing_id=signing_id, signed_by=())
        case SigningEnded():
            return replace(moved_on, signing_id="", signed_by=())
        case _:
            return _performed(moved_on, event)


def _performed(contract: Contract, event: Event) -> Contract:
    """What happens once both sides have signed."""
    match event:
        case ContractImported(number=number, effective_on=on, term_to=term_to, ended_on=ended_on):
            taken = replace(contract, imported=event, number=number, effective_on=on)
            return replace(taken, term_to=term_to, ended_on=ended_on)
        case AmendmentImported(restated=Restated() as said) if contract.imported is not None:
            imported = contract.imported.model_copy(update=dict(said))
            return replace(contract, imported=imported, term_to=said.term_to)
        case ContractSigned(effective_on=on, term_to=term_to):
            return replace(contract, effective_on=on, term_to=term_to)
        case AmendmentSigned(effective_on=on) | ContractEffective(effective_on=on):
            return replace(contract, effective_on=on)
        case AmendmentAgreed():
            return replace(contract, amendments=(*contract.amendments, event))
        case ContractAmended(term_to=term_to):
            terms = ContractDrafted.model_construct(**{name: getattr(event, name) for name in Terms.model_fields})
            return replace(contract, terms=terms, amended=contract.amended + 1, term_to=term_to)
        case _:
            return _ending(contract, event)


def _ending(contract: Contract, event: Event) -> Contract:
    """The end of the term, and of the contract; what rests, and goes on."""
    match event:
        case ContractRenewed(times=times, term_from=term_from, term_to=term_to):
            terms = contract.terms
            if terms is not None:
                terms = terms.model_copy(update={"term_from": term_from, "term_to": term_to})
            return replace(contract, renewed=times, term_to=term_to, terms=terms)
        case RenewalDeclined():
            return replace(contract, renewal_declined=True)
        case ContractCompleted(effective_on=on) | ContractTerminated(effective_on=on):
            return replace(contract, ended_on=on, imported=ended_there(contract, event))
        case ContractExpired(effective_on=on):
            return replace(contract, ended_on=on)
        case ContractSuspended():
            return replace(contract, suspended=True)
        case ContractResumed():
            return replace(contract, suspended=False, ended_on=None)
        case _:
            return _kept(contract, event)


def _kept(contract: Contract, event: Event) -> Contract:
    """The time for which it is kept."""
    match event:
        case ContractArchived(keep_until=keep_until):
            return replace(contract, keep_until=keep_until)
        case HoldPlaced(hold_id=hold_id):
            return replace(contract, holds=contract.holds | {hold_id})
        case HoldReleased(hold_id=hold_id):
            return replace(contract, holds=contract.holds - {hold_id})
        case _:
            return contract


CONTRACT = Aggregate("contract", Contract(), evolve, shape=2)
