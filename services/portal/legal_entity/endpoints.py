"""Legal entities of the house, what each has, and which one a unit belongs to on a day."""

from typing import Annotated

from fastapi import Query as Parameter

from services.portal.legal_entity import handlers, queries
from services.portal.legal_entity.aggregate import (
    CloseBankAccount,
    CloseBook,
    DeregisterLegalEntity,
    DestroySeal,
    HandSealOver,
    OpenBankAccount,
    OpenBook,
    RegisterLegalEntity,
    RegisterSeal,
)
from services.portal.legal_entity.numbers import account_number, bank_code, tax_number
from services.portal.legal_entity.schemas import (
    AccountMade,
    Assignment,
    AssignmentBody,
    Assignments,
    BankAccountAnswer,
    BankAccountBody,
    BankAccounts,
    BookAnswer,
    BookBody,
    Books,
    DayBody,
    EntityOfUnit,
    KeeperBody,
    LegalEntityAnswer,
    LegalEntityAnswers,
    LegalEntityBody,
    LegalEntityChangeBody,
    LegalEntityMade,
    SealAnswer,
    SealBody,
    SealMade,
    Seals,
    UnitAssignedAnswer,
    WholeNumber,
)
from services.portal.legal_entity.tables import bank_accounts, books, seals
from services.portal.unit.aggregate import AssignUnit
from shared.values.clock import BusinessDate
from shared.values.ids import Id, new_id
from shared.values.text import Code
from shared.web.routing import Command, IfMatch, Page, Query, allowed, router

routes = router()

OnDay = Annotated[BusinessDate | None, Parameter(description="The day; today unless given")]

READS = allowed("portal.legal_entity.read")
CHANGES = allowed("portal.legal_entity.change")
AT = "/v1/legal-entities/{legal_entity_id}"


@routes.post("/v1/legal-entities", status_code=201, dependencies=[CHANGES])
async def register(body: LegalEntityBody, work: Command) -> LegalEntityMade:
    """Registers a legal entity of the house."""
    entity_id = new_id()
    command = _registration(entity_id, body)
    return LegalEntityMade(
        legal_entity_id=entity_id, version=await handlers.register_entity(work, command, body.unit_id)
    )


def _registration(entity_id: str, body: LegalEntityBody | LegalEntityChangeBody) -> RegisterLegalEntity:
    number = tax_number(body.country, body.tax_number)
    return RegisterLegalEntity(entity_id, body.name, body.country, number, body.currency, body.effective_on)


@routes.get("/v1/legal-entities", dependencies=[READS])
async def index(work: Query, page: Page) -> LegalEntityAnswers:
    """The legal entities of the house."""
    return LegalEntityAnswers(
        legal_entities=[LegalEntityAnswer(**row) for row in await queries.entity_page(work, page)]
    )


@routes.get(AT, dependencies=[READS])
async def show(legal_entity_id: Id, work: Query) -> LegalEntityAnswer:
    """One legal entity."""
    return LegalEntityAnswer(**await queries.entity(work, legal_entity_id))


@routes.put(AT, dependencies=[CHANGES])
async def change(legal_entity_id: Id, body: LegalEntityChangeBody, work: Command, version: IfMatch) -> LegalEntityMade:
    """Gives an entity another name, tax number or currency."""
    command = _registration(legal_entity_id, body)
    now = await handlers.register_entity(work, command, if_match=version)
    return LegalEntityMade(legal_entity_id=legal_entity_id, version=now)


@routes.post(f"{AT}/deregistration", status_code=201, dependencies=[CHANGES])
async def deregister(legal_entity_id: Id, body: DayBody, work: Command) -> LegalEntityMade:
    """Strikes an entity off to which no unit is assigned any more."""
    version = await handlers.change_entity(work, DeregisterLegalEntity(legal_entity_id, body.effective_on))
    return LegalEntityMade(legal_entity_id=legal_entity_id, version=version)


@routes.get(f"{AT}/books", dependencies=[READS])
async def show_books(legal_entity_id: Id, work: Query, page: Page) -> Books:
    """The books of an entity."""
    rows = await queries.parts_page(work, books, "code", legal_entity_id, page)
    return Books(books=[BookAnswer(**row) for row in rows])


@routes.post(f"{AT}/books", status_code=201, dependencies=[CHANGES])
async def open_book(legal_entity_id: Id, body: BookBody, work: Command) -> LegalEntityMade:
    """Opens a set of books."""
    command = OpenBook(legal_entity_id, body.code, body.name, body.currency, body.fiscal_year_start, body.effective_on)
    return LegalEntityMade(legal_entity_id=legal_entity_id, version=await handlers.change_entity(work, command))


@routes.post(f"{AT}/books/{{code}}/closing", status_code=201, dependencies=[CHANGES])
async def close_book(legal_entity_id: Id, code: Code, body: DayBody, work: Command) -> LegalEntityMade:
    """Closes a set of books after a day."""
    version = await handlers.change_entity(work, CloseBook(legal_entity_id, code, body.effective_on))
    return LegalEntityMade(legal_entity_id=legal_entity_id, version=version)


@routes.get(f"{AT}/seals", dependencies=[READS])
async def show_seals(legal_entity_id: Id, work: Query, page: Page) -> Seals:
    """The seals of an entity, and who keeps each."""
    rows = await queries.parts_page(work, seals, "seal_id", legal_entity_id, page)
    return Seals(seals=[SealAnswer(**row) for row in rows])


@routes.post(f"{AT}/seals", status_code=201, dependencies=[CHANGES])
async def register_seal(legal_entity_id: Id, body: SealBody, work: Command) -> SealMade:
    """Registers a seal with its keeper; of each kind one counts at a time."""
    seal_id = new_id()
    command = RegisterSeal(legal_entity_id, seal_id, body.kind, body.keeper_id, body.effective_on)
    version = await handlers.change_entity(work, command)
    return SealMade(legal_entity_id=legal_entity_id, seal_id=seal_id, version=version)


@routes.post(f"{AT}/seals/{{seal_id}}/handing-over", status_code=201, dependencies=[CHANGES])
async def hand_over(legal_entity_id: Id, seal_id: Id, body: KeeperBody, work: Command) -> SealMade:
    """Gives a seal to another keeper."""
    command = HandSealOver(legal_entity_id, seal_id, body.keeper_id, body.effective_on)
    version = await handlers.change_entity(work, command)
    return SealMade(legal_entity_id=legal_entity_id, seal_id=seal_id, version=version)


@routes.post(f"{AT}/seals/{{seal_id}}/destruction", status_code=201, dependencies=[CHANGES])
async def destroy(legal_entity_id: Id, seal_id: Id, body: DayBody, work: Command) -> SealMade:
    """Notes that a seal was destroyed."""
    version = await handlers.change_entity(work, DestroySeal(legal_entity_id, seal_id, body.effective_on))
    return SealMade(legal_entity_id=legal_entity_id, seal_id=seal_id, version=version)


@routes.get(f"{AT}/bank-accounts", dependencies=[READS])
async def show_accounts(legal_entity_id: Id, work: Query, page: Page) -> BankAccounts:
    """The accounts of an entity, each with the end of its number."""
    rows = await queries.parts_page(work, bank_accounts, "account_id", legal_entity_id, page)
    return BankAccounts(bank_accounts=[BankAccountAnswer(**row) for row in rows])


@routes.post(f"{AT}/bank-accounts", status_code=201, dependencies=[CHANGES])
async def open_account(legal_entity_id: Id, body: BankAccountBody, work: Command) -> AccountMade:
    """Notes an account. Its number is kept encrypted and told to nobody on the way."""
    account_id = new_id()
    command = OpenBankAccount(
        legal_entity_id,
        account_id,
        body.bank,
        bank_code(body.bank_code) if body.bank_code is not None else None,
        account_number(body.number),
        body.currency,
        body.effective_on,
    )
    version = await handlers.change_entity(work, command)
    return AccountMade(legal_entity_id=legal_entity_id, account_id=account_id, version=version)


@routes.get(f"{AT}/bank-accounts/{{account_id}}/number", dependencies=[allowed("portal.bank_account.reveal")])
async def reveal(legal_entity_id: Id, account_id: Id, work: Query) -> WholeNumber:
    """An account's whole number; who looked is logged."""
    return WholeNumber(account_id=account_id, number=await queries.whole_number(work, legal_entity_id, account_id))


@routes.post(f"{AT}/bank-accounts/{{account_id}}/closing", status_code=201, dependencies=[CHANGES])
async def close_account(legal_entity_id: Id, account_id: Id, body: DayBody, work: Command) -> AccountMade:
    """Notes that an account is closed after a day."""
    version = await handlers.change_entity(work, CloseBankAccount(legal_entity_id, account_id, body.effective_on))
    return AccountMade(legal_entity_id=legal_entity_id, account_id=account_id, version=version)


@routes.get("/v1/units/{unit_id}/legal-entity", dependencies=[allowed("portal.unit.read")])
async def of_unit(
    unit_id: Id,
    work: Query,
    on: OnDay = None,
) -> EntityOfUnit:
    """The legal entity that a unit belongs to on a day: its own, or that of the nearest unit above that has one."""
    return await queries.entity_of_unit(work, unit_id, on or work.context.today)


@routes.get("/v1/units/{unit_id}/legal-entities", dependencies=[allowed("portal.unit.read")])
async def assignments(unit_id: Id, work: Query, page: Page) -> Assignments:
    """What a unit was itself assigned to, the latest day first."""
    rows = await queries.assignments(work, unit_id, page)
    return Assignments(assignments=[Assignment(**row) for row in rows])


@routes.post("/v1/units/{unit_id}/legal-entities", status_code=201, dependencies=[allowed("portal.unit.change")])
async def assign(unit_id: Id, body: AssignmentBody, work: Command) -> UnitAssignedAnswer:
    """Assigns a unit to a legal entity from a day on, past or to come."""
    command = AssignUnit(unit_id, body.legal_entity_id, body.effective_on)
    return UnitAssignedAnswer(unit_id=unit_id, version=await handlers.assign_unit(work, command))
