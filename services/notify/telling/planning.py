"""From a rule and a fact to what is intended: pure, so that a dry run and the real one can't differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from services.notify.identity import message_id, task_id
from services.notify.message.events import MessageIntended
from services.notify.recipient.person import NOBODY, Person
from services.notify.rule.definition import Channel, Definition, Ending, EndsOn
from services.notify.rule.expression import compile_expression, look_up
from services.notify.task.escalation import escalation, opening
from services.notify.task.events import TaskOpened
from services.notify.template.text import Template
from shared.values.calendar import BusinessCalendar


@dataclass(frozen=True, slots=True)
class Fact:
    """An event as a rule hears it; `id` is `stream@version`."""

    type: str
    id: str
    data: Mapping[str, Any]
    unit: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """One rule meeting one fact, with the version in force and the label of what it is about."""

    version: int
    definition: Definition
    fact: Fact
    label: str
    template: Template

    @property
    def subject(self) -> str:
        return stream_named(self.definition.subject_kind, str(look_up(self.fact.data, self.definition.subject)))

    @property
    def about(self) -> str:
        return about_of(self.definition, self.fact)

    @property
    def name(self) -> str:
        return occasion_of(self.definition.occasion, self.fact.data, self.fact.id)

    @property
    def date(self) -> date | None:
        path = self.definition.date_field
        found = look_up(self.fact.data, path) if path else None
        return date.fromisoformat(found[:10]) if isinstance(found, str) and found else None


def stream_named(kind: str, value: str) -> str:
    """The stream of a subject: `contract-<id>`, or the value itself when it names a stream already."""
    return f"{kind}-{value}" if kind else value


def about_of(definition: Definition, fact: Fact) -> str:
    """The stream of what the rule tells of: what it names, else its subject."""
    kind = definition.about_kind if definition.about else definition.subject_kind
    return stream_named(kind, str(look_up(fact.data, definition.about or definition.subject)))


def occasion_of(fields: Sequence[str], data: Mapping[str, Any], event_id: str) -> str:
    """The values that tell this occasion from others; the event's own id when the rule names no fields."""
    return "/".join(str(look_up(data, field)) for field in fields) or event_id


def applies(definition: Definition, fact: Fact) -> bool:
    """Whether the rule has something to say about this fact."""
    heard = definition.on == fact.type and compile_expression(definition.condition).holds(fact.data)
    return heard and look_up(fact.data, definition.subject) is not None


def plan_messages(
    occasion: Occasion, people: Sequence[Person], now: datetime, calendar: BusinessCalendar
) -> list[MessageIntended]:
    """What each person is to be told by each channel; with nobody to tell, one intent that says so."""
    definition = occasion.definition
    return [
        MessageIntended(
            message_id=message_id(definition.code, occasion.subject, person.id, occasion.name, channel),
            rule=definition.code,
            rule_version=occasion.version,
            subject=occasion.subject,
            about=occasion.about,
            recipient=person.id,
            recipient_kind=person.kind,
            locale=person.locale,
            channel=channel,
            template=definition.template,
            template_version=occasion.template.version,
            occasion=occasion.name,
            cause=occasion.fact.id,
            facts=facts_of(occasion),
            not_before=moment(occasion, now, calendar),
            fallback=fallback,
            ends=endings_of(occasion, person),
        )
        for person in people or (NOBODY,)
        for channel, fallback in _ways(definition, person)
    ]


def _ways(definition: Definition, person: Person) -> list[tuple[Channel, tuple[Channel, ...]]]:
    """The channels begun with, each with those that follow if it fails; only staff have an inbox here."""
    open_to = tuple(way for way in definition.channels if way != "inbox" or person.kind != "contact")
    if definition.sending == "each" and person.kind != "nobody":
        return [(way, ()) for way in open_to]
    return [(way, open_to[1:]) for way in open_to[:1]]


def plan_tasks(
    occasion: Occasion, people: Sequence[Person], now: datetime, calendar: BusinessCalendar
) -> list[TaskOpened]:
    """The tasks of the staff concerned, due on the rule's date, climbing two working days after it."""
    definition = occasion.definition
    return [
        TaskOpened(
            task_id=task_id(definition.code, occasion.subject, person.id, occasion.name),
            rule=definition.code,
            rule_version=occasion.version,
            assignee=person.id,
            subject=occasion.subject,
            title_key=definition.template,
            occasion=occasion.name,
            cause=occasion.fact.id,
            facts=facts_of(occasion),
            due_on=occasion.date,
            escalate_at=escalation(occasion.date, now, calendar),
            ends=endings_of(occasion, person),
        )
        for person in people
        if person.kind == "staff"
    ]


def facts_of(occasion: Occasion) -> dict[str, str]:
    """The figures that the template needs, as text."""
    needed = {name: as_text(look_up(occasion.fact.data, path)) for name, path in occasion.template.needs.items()}
    return {**needed, "label": occasion.label[:200]}


def as_text(value: Any) -> str:
    """A field as a reader sees it: money as "12.50 CNY", nothing as an empty text."""
    match value:
        case None:
            return ""
        case {"amount": amount, "currency": currency}:
            return f"{amount} {currency}"
        case _:
            return str(value)[:1_000]


def endings_of(occasion: Occasion, person: Person) -> tuple[EndsOn, ...]:
    """What will make it moot for somebody: the rule's endings with the values that this fact gives them."""
    return tuple(_ending(ending, occasion.fact.data, person) for ending in occasion.definition.ends)


def _ending(ending: Ending, data: Mapping[str, Any], person: Person) -> EndsOn:
    same = ends_on(ending.event, ending.same, data)
    more = {**ending.where, **({ending.naming: person.id} if ending.naming else {})}
    return EndsOn(event=ending.event, fields=(*same.fields, *more), values=(*same.values, *more.values()))


def ends_on(event: str, fields: Iterable[str], data: Mapping[str, Any]) -> EndsOn:
    """An ending with the values that some event's data has in its fields."""
    named = tuple(fields)
    return EndsOn(event=event, fields=named, values=tuple(_compared(look_up(data, field)) for field in named))


def _compared(value: Any) -> str:
    """A field as endings keep it: a truth is written as JSON writes it."""
    return str(value).lower() if isinstance(value, bool) else as_text(value)[:200]


def moment(occasion: Occasion, now: datetime, calendar: BusinessCalendar) -> datetime:
    """When it may go: at the opening hour of the rule's day, or after its delay; never before now."""
    definition = occasion.definition
    if definition.outcome == "message" and occasion.date is not None:
        day = occasion.date + timedelta(days=definition.days)
        return max(now, opening(day, calendar))
    return now + timedelta(minutes=definition.delay_minutes)


def too_late(occasion: Occasion, today: date) -> bool:
    """Whether a message that should come before a date would come after it."""
    definition = occasion.definition
    return (
        definition.outcome == "message" and occasion.date is not None and definition.days < 0 and occasion.date < today
    )
