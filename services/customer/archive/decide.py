"""What may be asked of an archive as it stands, and what follows from it."""

from collections.abc import Mapping
from typing import Any

from services.customer.archive.aggregate import ERASED_STATE, MOVES, NEW, Customer
from services.customer.archive.commands import (
    CLASSES,
    FIELDS,
    PERSONAL_FIELDS,
    ActivateProspect,
    ChangeCustomer,
    ChangeOwner,
    Command,
    DeregisterCustomer,
    ErasePerson,
    MergeInto,
    MoveStage,
    RegisterCustomer,
    RestoreCustomer,
    Unmerge,
)
from services.customer.archive.errors import (
    AlreadyRegisteredError,
    ArchiveClosedError,
    CauseMissingError,
    MergeIntoItselfError,
    NameMissingError,
    NotAPersonError,
    RoleMissingError,
    WrongNameError,
)
from services.customer.archive.events import (
    Change,
    Classes,
    CustomerChanged,
    CustomerDeregistered,
    CustomerErased,
    CustomerKind,
    CustomerMerged,
    CustomerOwnerChanged,
    CustomerRegistered,
    CustomerRestored,
    CustomerStageChanged,
    CustomerUnmerged,
    Stage,
)
from shared.eventstore.event import Event
from shared.values.errors import NotFoundError, NotPossibleNowError


def decide(customer: Customer, command: Command) -> list[Event]:
    """The new events, or the refusal."""
    match customer.state, command:
        case state, RegisterCustomer():
            return _register(state, command)
        case "new", _:
            raise NotFoundError
        case "merged", Unmerge(reason=reason):
            return [_unmerged(customer, reason)]
        case "deregistered", RestoreCustomer(reason=reason):
            return [CustomerRestored(customer_id=customer.customer_id, stage=customer.stage, reason=reason)]
        case state, ErasePerson(reason=reason):
            return _erase(customer, state, reason)
        case _, ActivateProspect(reason=reason):
            return _activate(customer, reason)
        case _ if not customer.is_open:
            raise ArchiveClosedError(state=customer.state)
        case _, Unmerge() | RestoreCustomer():
            raise NotPossibleNowError(customer.state, command)
        case _:
            return _edit(customer, command)


def _edit(customer: Customer, command: Command) -> list[Event]:
    match command:
        case ChangeCustomer():
            return _change(customer, command)
        case MoveStage(after=after, reason=reason, cause=cause):
            return _move(customer, command, after, reason, cause)
        case ChangeOwner(owner_id=owner, reason=reason) if owner != customer.owner_id:
            before = customer.owner_id
            return [CustomerOwnerChanged(customer_id=customer.customer_id, before=before, after=owner, reason=reason)]
        case DeregisterCustomer(reason=reason):
            return [CustomerDeregistered(customer_id=customer.customer_id, reason=reason)]
        case MergeInto(survivor_id=survivor, reason=reason):
            if survivor == customer.customer_id:
                raise MergeIntoItselfError
            return [CustomerMerged(customer_id=customer.customer_id, survivor_id=survivor, reason=reason)]
        case _:
            return []


def _register(state: str, command: RegisterCustomer) -> list[Event]:
    if state != NEW:
        raise AlreadyRegisteredError
    _check_names(command.kind, command.name, command.person_name)
    if not command.roles:
        raise RoleMissingError
    return [
        CustomerRegistered(
            customer_id=command.customer_id,
            kind=command.kind,
            roles=command.roles,
            name=command.name,
            person_name=command.person_name,
            identifiers=command.identifiers,
            personal_identifiers=command.personal_identifiers,
            person_classes=_classes(command.kind, {field: getattr(command, field) for field in CLASSES}),
            stage=command.stage,
            **{field: getattr(command, field) if command.kind == "organisation" else None for field in CLASSES},
            owner_id=command.owner_id,
            source=command.source,
            source_id=command.source_id,
            effective_on=command.effective_on,
        )
    ]


def _classes(kind: CustomerKind, values: Mapping[str, Any]) -> Classes | None:
    """What is personal of how somebody is classed."""
    return Classes(**{field: values[field] for field in CLASSES}) if kind == "person" else None


def _check_names(kind: CustomerKind, name: str | None, person_name: str | None) -> None:
    if kind == "organisation" and not name:
        raise NameMissingError
    others, field = (person_name, "person_name") if kind == "organisation" else (name, "name")
    if others is not None:
        raise WrongNameError(pointer=f"/{field}")


def _change(customer: Customer, command: ChangeCustomer) -> list[Event]:
    before = {field: getattr(customer, field) for field in FIELDS if field in command.values}
    changed = {field: command.values[field] for field, value in before.items() if value != command.values[field]}
    if not changed:
        return []
    after = {field: getattr(customer, field) for field in FIELDS} | changed
    _check_names(customer.kind, after["name"], after["person_name"])
    if not after["roles"]:
        raise RoleMissingError
    personal = PERSONAL_FIELDS if customer.kind == "organisation" else (*PERSONAL_FIELDS, *CLASSES)
    return [
        CustomerChanged(
            customer_id=customer.customer_id,
            changes={
                field: Change(before=before[field], after=value)
                for field, value in changed.items()
                if field not in personal
            },
            personal_changes=tuple(field for field in changed if field in personal),
            person_name=after["person_name"],
            personal_identifiers=after["personal_identifiers"],
            person_classes=_classes(customer.kind, after),
            reason=command.reason,
        )
    ]


def _move(customer: Customer, command: Command, after: Stage, reason: str, cause: str | None) -> list[Event]:
    if after not in MOVES[customer.stage]:
        raise NotPossibleNowError(customer.stage, command)
    if after == "lost" and cause is None:
        raise CauseMissingError
    return [
        CustomerStageChanged(
            customer_id=customer.customer_id, before=customer.stage, after=after, cause=cause, reason=reason
        )
    ]


def _activate(customer: Customer, reason: str) -> list[Event]:
    if customer.state != "prospect":
        return []
    return [
        CustomerStageChanged(
            customer_id=customer.customer_id, before="prospect", after="active", cause=None, reason=reason
        )
    ]


def _erase(customer: Customer, state: str, reason: str) -> list[Event]:
    if customer.kind != "person":
        raise NotAPersonError
    if state == ERASED_STATE:
        return []
    return [CustomerErased(customer_id=customer.customer_id, reason=reason)]


def _unmerged(customer: Customer, reason: str) -> CustomerUnmerged:
    return CustomerUnmerged(customer_id=customer.customer_id, survivor_id=customer.survivor_id or "", reason=reason)
