"""What happens when notify hears an event: what is moot ends, and every rule in force is followed."""

from collections.abc import Sequence
from typing import Final

from services.notify.message.handlers import end_message, intend_message, suppress_message
from services.notify.recipient.queries import label_of, people_meant
from services.notify.rule.queries import AS_ALL_BEGIN, InForce, rules_in_force
from services.notify.task.handlers import close_moot_task, open_task
from services.notify.telling.planning import (
    Fact,
    Occasion,
    about_of,
    applies,
    ends_on,
    plan_messages,
    plan_tasks,
    too_late,
)
from services.notify.telling.queries import ended_by, standing
from services.notify.template.catalogue import TEMPLATES
from shared.calendars.queries import calendar_for
from shared.eventstore.work import Work
from shared.values.calendar import BusinessCalendar

OPENINGS: Final = BusinessCalendar()
"""Messages mind the opening hour and no holiday; tasks count working days by the unit's calendar."""
NO_RECIPIENT: Final = "no-recipient"
TOO_LATE: Final = "date-passed"


async def hear(work: Work, fact: Fact) -> None:
    """What ends with this event ends, then every rule in force that it concerns is followed."""
    known = await standing(work, fact.type)
    for fields in known.ends_by:
        await end_what_is_moot(work, fact, fields)
    for rule in await rules_in_force(work, fact.unit) if known.own_rules else AS_ALL_BEGIN:
        if rule.enabled and applies(rule.definition, fact):
            await follow(work, rule, fact)


async def follow(work: Work, rule: InForce, fact: Fact) -> None:
    """The messages or tasks of one rule for one event, each once for its occasion."""
    definition = rule.definition
    label = await label_of(work, about_of(definition, fact))
    occasion = Occasion(rule.version, definition, fact, label, TEMPLATES[definition.template])
    people = await people_meant(work, definition.to, fact.data)
    if definition.outcome == "task":
        calendar = await calendar_for(work, fact.unit)
        for task in plan_tasks(occasion, people, work.context.now, calendar):
            await open_task(work, task, fact.unit)
        return
    for intent in plan_messages(occasion, people, work.context.now, OPENINGS):
        new = await intend_message(work, intent, fact.unit)
        if new and not people:
            await suppress_message(work, intent.message_id, NO_RECIPIENT)
        elif new and too_late(occasion, work.context.today):
            await suppress_message(work, intent.message_id, TOO_LATE)


async def end_what_is_moot(work: Work, fact: Fact, fields: Sequence[str]) -> None:
    """Open tasks, waiting messages and those in an inbox that end with an event of this type and these values."""
    ending = ends_on(fact.type, fields, fact.data)
    for target in await ended_by(work, fact.type, list(fields), list(ending.values)):
        kind, _, subject = target.partition("-")
        if kind == "task":
            await close_moot_task(work, subject, because=fact.id)
        else:
            await end_message(work, subject, because=fact.id)
