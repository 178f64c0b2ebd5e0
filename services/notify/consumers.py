"""What notify does when others' events arrive: it keeps whom to tell and what things are called, then follows rules."""

from pydantic import ConfigDict
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from services.notify.message.erasure import forget_erased
from services.notify.rule.triggers import TRIGGERS
from services.notify.tables import labels, people
from services.notify.telling.handlers import hear
from services.notify.telling.planning import Fact
from services.notify.template.spoken import ACCESS
from services.notify.webhook.filters import PUBLISHED
from services.notify.webhook.handlers import leave_webhooks
from services.notify.webhook.queries import any_registered
from services.notify.webhook_delivery.handlers import offer
from services.notify.webhook_delivery.offering import Offered
from shared.calendars.consumer import calendar_consumer
from shared.eventstore.work import Work
from shared.messaging.consumer import Consumer, Received, Seen

consumer = Consumer("notices")
directory = Consumer("directory")
partners = Consumer("webhooks", wanted=any_registered)
"""What partners' endpoints may want: nothing is read for them before one is registered."""
calendars = calendar_consumer


class Heard(Seen):
    """A fact as rules see it: its conditions may name any field that the event's owner publishes."""

    model_config = ConfigDict(frozen=True, extra="allow")


async def follow_rules(work: Work, record: Received[Heard]) -> None:
    """Rules hear every event of their table, in order by key."""
    await keep_label(work, record)
    fact = Fact(record.type, record.id, record.data.model_extra or {}, record.unit)
    await hear(work, fact)


LABELS = {
    "contract.signed.v1": ("contract_id", "contract", ("number", "title")),
    "approval.step_started.v1": ("subject", "", ("label",)),
    "asset.provisional.v1": ("asset_id", "asset", ("number", "name")),
    "asset.capitalised.v1": ("asset_id", "asset", ("number", "name")),
}
"""Where a thing's name stands: the field of its id, the prefix of its stream, the fields of the name."""
GROUP = "group."
"""What the name of a group of roles begins with in a request for it."""


async def keep_label(work: Work, record: Received[Heard]) -> None:
    """What the thing is called, for the events that bring only its id."""
    if record.type not in LABELS:
        return
    named, kind, fields = LABELS[record.type]
    data = record.data.model_extra or {}
    subject = f"{kind}-{data.get(named)}" if kind else str(data.get(named))
    label = await _titled(work, " ".join(str(data[field]) for field in fields if data.get(field)))
    await _call(work, subject, label)


async def _titled(work: Work, label: str) -> str:
    """A request for a group of roles names the group's code: it is told by its title, where that is known."""
    code = label.removeprefix(f"{ACCESS}{GROUP}")
    if code == label:
        return label
    title = await work.value(select(labels.c.label).where(labels.c.subject == f"role_group-{code}"))
    return label if title is None else f"{ACCESS}{title}"


async def _call(work: Work, subject: str, label: str) -> None:
    row = insert(labels).values(subject=subject, label=label)
    await work.execute(row.on_conflict_do_update(index_elements=["subject"], set_={"label": row.excluded.label}))


for service, types in TRIGGERS.items():
    for event_type in types:
        consumer.on(service, event_type, Heard)(follow_rules)


async def offer_to_partners(work: Work, record: Received[Heard]) -> None:
    """Every published event, to whichever endpoint wants it."""
    data = record.data.model_extra or {}
    await offer(
        work, Offered(record.service, record.type, record.id, record.key, record.unit, record.recorded_at, data)
    )


for service, published in PUBLISHED.items():
    for event_type in published:
        partners.on(service, event_type, Heard)(offer_to_partners)


class GroupSeen(Seen):
    code: str
    title: str


class StaffSeen(Seen):
    staff_id: str
    locale: str = ""


class ContactSeen(Seen):
    contact_id: str
    customer_id: str
    role: str | None = None
    locale: str | None = None


class ContactGone(Seen):
    contact_id: str


class StaffGone(Seen):
    staff_id: str


@directory.on("portal", "portal.staff_joined.v1", StaffSeen)
async def know_staff(work: Work, record: Received[StaffSeen]) -> None:
    await _know(work, record.data.staff_id, "staff", None, "", record.data.locale)


@directory.on("portal", "portal.role_group_defined.v1", GroupSeen)
async def know_group(work: Work, record: Received[GroupSeen]) -> None:
    await _call(work, f"role_group-{record.data.code}", record.data.title)


@directory.on("customer", "contact.added.v1", ContactSeen)
@directory.on("customer", "contact.changed.v1", ContactSeen)
async def know_contact(work: Work, record: Received[ContactSeen]) -> None:
    seen = record.data
    await _know(work, seen.contact_id, "contact", seen.customer_id, seen.role or "", seen.locale or "")


@directory.on("customer", "contact.removed.v1", ContactGone)
async def forget_removed(work: Work, record: Received[ContactGone]) -> None:
    await work.execute(delete(people).where(people.c.person_id == record.data.contact_id))


@directory.on("customer", "contact.erased.v1", ContactGone)
async def forget_contact(work: Work, record: Received[ContactGone]) -> None:
    await forget_erased(work, record.data.contact_id)


@directory.on("portal", "portal.staff_left.v1", StaffGone)
async def leave_behind(work: Work, record: Received[StaffGone]) -> None:
    await leave_webhooks(work, record.data.staff_id)


@directory.on("portal", "portal.staff_erased.v1", StaffGone)
async def forget_staff(work: Work, record: Received[StaffGone]) -> None:
    await forget_erased(work, record.data.staff_id)


async def _know(work: Work, person: str, kind: str, customer: str | None, role: str, locale: str) -> None:
    row = insert(people).values(person_id=person, kind=kind, customer_id=customer, role=role, locale=locale)
    changed = {name: row.excluded[name] for name in ("customer_id", "role", "locale")}
    await work.execute(row.on_conflict_do_update(index_elements=["person_id"], set_=changed))
