from typing import Annotated

from fastapi import Path

from services.customer.archive import handlers, queries
from services.customer.archive.commands import (
    FIELDS,
    ChangeCustomer,
    ChangeOwner,
    DeregisterCustomer,
    MergeInto,
    MoveStage,
    RestoreCustomer,
    Unmerge,
)
from services.customer.archive.schemas import (
    ChangeBody,
    CustomerAnswer,
    HistoryLines,
    Made,
    MergeBody,
    OwnerBody,
    ReasonBody,
    RegisterBody,
    StageBody,
    divided,
)
from shared.security.known import require_people, unit_for
from shared.values.ids import Id, derived_id, new_id
from shared.web.routing import Command, IfMatch, Page, Query, allowed, router

routes = router()

CustomerKey = Annotated[Id, Path(description="The customer's id")]


@routes.post("/v1/customers", status_code=201, dependencies=[allowed("customer.archive.register")])
async def register(body: RegisterBody, work: Command) -> Made:
    """Registers a customer; one with a source is registered once, whoever sends it."""
    source, source_id = body.source or "", body.source_id or ""
    customer_id = derived_id("customer", source, source_id) if source else new_id()
    await require_people(work, {"/owner_id": body.owner_id})
    command = body.to_command(customer_id, work.context.today, source, source_id)
    version = await handlers.register_customer(work, command, await unit_for(work, body.unit_id))
    return Made(customer_id=customer_id, version=version)


@routes.get("/v1/customers/{customer_id}", dependencies=[allowed("customer.archive.read")])
async def show(customer_id: CustomerKey, work: Query) -> CustomerAnswer:
    """One archive as it is now."""
    return await queries.customer(work, customer_id)


@routes.get("/v1/customers/{customer_id}/history", dependencies=[allowed("customer.archive.read")])
async def show_history(customer_id: CustomerKey, work: Query, page: Page) -> HistoryLines:
    """Field by field who changed what, when and why."""
    return HistoryLines(changes=await queries.changes(work, customer_id, page))


@routes.patch("/v1/customers/{customer_id}", dependencies=[allowed("customer.archive.change")])
async def change(customer_id: CustomerKey, body: ChangeBody, work: Command, version: IfMatch) -> Made:
    """Changes the fields that are given and no others."""
    values = {name: getattr(body, name) for name in body.model_fields_set & set(FIELDS) - {"identifiers"}}
    if body.roles is not None:
        values["roles"] = tuple(dict.fromkeys(body.roles))
    if body.identifiers is not None:
        kind = await handlers.kind_of(work, customer_id)
        values["identifiers"], values["personal_identifiers"] = divided(kind, body.identifiers)
    command = ChangeCustomer(body.reason, values)
    return Made(customer_id=customer_id, version=await handlers.change_customer(work, customer_id, command, version))


@routes.put("/v1/customers/{customer_id}/stage", dependencies=[allowed("customer.archive.change")])
async def move_stage(customer_id: CustomerKey, body: StageBody, work: Command, version: IfMatch) -> Made:
    """Moves the customer in its life cycle by hand."""
    command = MoveStage(body.stage, body.reason, body.cause)
    return Made(customer_id=customer_id, version=await handlers.change_customer(work, customer_id, command, version))


@routes.put("/v1/customers/{customer_id}/owner", dependencies=[allowed("customer.archive.change")])
async def change_owner(customer_id: CustomerKey, body: OwnerBody, work: Command, version: IfMatch) -> Made:
    """Gives the customer to another member of staff."""
    await require_people(work, {"/owner_id": body.owner_id})
    command = ChangeOwner(body.owner_id, body.reason)
    return Made(customer_id=customer_id, version=await handlers.change_customer(work, customer_id, command, version))


@routes.post("/v1/customers/{customer_id}/deregistration", dependencies=[allowed("customer.archive.close")])
async def deregister(customer_id: CustomerKey, body: ReasonBody, work: Command) -> Made:
    """Stops dealing with the customer; the archive stays."""
    version = await handlers.change_customer(work, customer_id, DeregisterCustomer(body.reason))
    return Made(customer_id=customer_id, version=version)


@routes.post("/v1/customers/{customer_id}/restoration", dependencies=[allowed("customer.archive.close")])
async def restore(customer_id: CustomerKey, body: ReasonBody, work: Command) -> Made:
    """Brings a deregistered customer back to the stage it had."""
    version = await handlers.change_customer(work, customer_id, RestoreCustomer(body.reason))
    return Made(customer_id=customer_id, version=version)


@routes.post("/v1/customers/{customer_id}/merge", dependencies=[allowed("customer.archive.close")])
async def merge(customer_id: CustomerKey, body: MergeBody, work: Command) -> Made:
    """Declares this archive a duplicate of another one."""
    version = await handlers.merge_customers(work, customer_id, MergeInto(body.survivor_id, body.reason))
    return Made(customer_id=customer_id, version=version)


@routes.post("/v1/customers/{customer_id}/unmerge", dependencies=[allowed("customer.archive.close")])
async def unmerge(customer_id: CustomerKey, body: ReasonBody, work: Command) -> Made:
    """Takes a merge back."""
    version = await handlers.change_customer(work, customer_id, Unmerge(body.reason))
    return Made(customer_id=customer_id, version=version)
