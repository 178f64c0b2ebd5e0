"""Taking rows into the archive: each is registered, changes what is there, changes nothing, or is refused."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from services.customer.archive.aggregate import NEW
from services.customer.archive.commands import FIELDS, ChangeCustomer, RegisterCustomer
from services.customer.archive.decide import decide as decide_customer
from services.customer.contact.aggregate import FIELDS as CONTACT_FIELDS
from services.customer.contact.aggregate import AddContact, ChangeContact
from services.customer.contact.aggregate import Stage as ContactStage
from services.customer.contact.aggregate import decide as decide_contact
from services.customer.imports.lookup import Known, look_up
from services.customer.imports.rows import ContactRow, CustomerRow, Fault, RowRefusedError, in_columns, read_row
from shared.eventstore.aggregate import AnyStream
from shared.eventstore.event import Event
from shared.eventstore.work import Work
from shared.security.known import known_people
from shared.values.ids import derived_id

Result = Literal["registered", "changed", "unchanged", "refused"]
FOREIGN: Final = Fault("source_id", "the customer belongs to a unit outside the import's")
NOBODY: Final = Fault("owner_id", "there is no such member of staff, or they work here no longer")


@dataclass(frozen=True, slots=True)
class Errand:
    """What is the same for all rows of an import."""

    import_id: str
    source: str
    unit: str
    effective_on: date
    dry_run: bool

    @property
    def reason(self) -> str:
        """What the changes of this import give as their reason."""
        return f"import {self.import_id}"


@dataclass
class Taken:
    """The figures of a slice, and its refusals by row."""

    results: Counter[Result] = field(default_factory=Counter)
    refusals: list[tuple[int, Fault]] = field(default_factory=list)

    def refuse(self, row: int, faults: Sequence[Fault]) -> None:
        self.results["refused"] += 1
        self.refusals.extend((row, fault) for fault in faults)


async def take_rows(work: Work, errand: Errand, lines: Sequence[str | None], first_row: int) -> Taken:
    """Records what the rows mean; a bad row is refused and the others go on. A second run of them changes nothing."""
    taken = Taken()
    rows: list[tuple[int, CustomerRow]] = []
    for number, line in enumerate(lines, first_row):
        try:
            rows.append((number, read_row(line)))
        except RowRefusedError as error:
            taken.refuse(number, error.faults)
    known = await look_up(
        work,
        errand.source,
        errand.unit,
        [row.source_id for _, row in rows],
        [contact_id(errand, row, place) for _, row in rows for place in range(len(row.contacts))],
    )
    known.people = await known_people(work, {row.owner_id for _, row in rows if row.owner_id is not None})
    for number, row in rows:
        try:
            taken.results[await _take(work, errand, known, row)] += 1
        except RowRefusedError as error:
            taken.refuse(number, error.faults)
    return taken


def contact_id(errand: Errand, row: CustomerRow, place: int) -> str:
    """The same for the same contact of the same source's customer: by its own id there, else by its place."""
    own = row.contacts[place].source_id
    return derived_id("contact", errand.source, row.source_id, *(("own", own) if own is not None else (str(place),)))


async def _take(work: Work, errand: Errand, known: Known, row: CustomerRow) -> Result:
    if row.source_id in known.foreign:
        raise RowRefusedError(FOREIGN)
    if row.owner_id is not None and row.owner_id not in known.people:
        raise RowRefusedError(NOBODY)
    customer = await known.customer(row.source_id)
    command = row.to_command(customer.id, errand.effective_on, errand.source, row.source_id)
    new = customer.state.state == NEW
    decided: list[tuple[AnyStream, list[Event]]] = []
    with in_columns(whole="source_id"):
        wanted = command if new else _difference(row, command, errand)
        decided.append((customer, decide_customer(customer.state, wanted)))
    for place, contact in enumerate(row.contacts):
        stream = await known.contact(contact_id(errand, row, place), customer)
        with in_columns(below=f"contacts.{place}", whole=f"contacts.{place}"):
            decided.append((stream, _contact_events(stream, contact, customer.id, errand, row)))
    if not errand.dry_run:
        for stream, events in decided:
            work.record(stream, events)
    if new:
        return "registered"
    return "changed" if any(events for _, events in decided) else "unchanged"


def _difference(row: CustomerRow, command: RegisterCustomer, errand: Errand) -> ChangeCustomer:
    """What the row says; a field it leaves out stays as it is."""
    said = {field: getattr(command, field) for field in FIELDS if field != "roles" or row.roles}
    return ChangeCustomer(errand.reason, {name: value for name, value in said.items() if value not in (None, ())})


def _contact_events(
    stream: AnyStream, contact: ContactRow, customer_id: str, errand: Errand, row: CustomerRow
) -> list[Event]:
    if stream.state.stage is ContactStage.NEW:
        source_id = f"{row.source_id}/{contact.source_id}" if contact.source_id is not None else ""
        source = errand.source if source_id else ""
        add: AddContact = contact.to_command(stream.id, customer_id, source, source_id)
        return decide_contact(stream.state, add)
    said = {name: getattr(contact, name) for name in CONTACT_FIELDS}
    return decide_contact(
        stream.state, ChangeContact(errand.reason, {name: value for name, value in said.items() if value is not None})
    )
