"""Ids that follow from what they stand for, so that a repeat meets the stream it made before."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.notify.rule.expression import look_up

NAMESPACE: Final = uuid.UUID("5b1f3a52-6d1e-5c0f-9a57-2f6d0b7c4e11")


def message_id(rule: str, subject: str, recipient: str, occasion: str, channel: str) -> str:
    """The id of the one message by `channel` for (rule, subject, recipient, occasion)."""
    return _derived("message", rule, subject, recipient, occasion, channel)


def task_id(rule: str, subject: str, assignee: str, occasion: str) -> str:
    """The id of the one task for (rule, subject, assignee, occasion)."""
    return _derived("task", rule, subject, assignee, occasion)


def rule_id(code: str, unit: str) -> str:
    """The id of what a unit has laid down under this code."""
    return _derived("rule", code, unit)


def occasion_of(fields: Sequence[str], data: Mapping[str, Any], event_id: str) -> str:
    """The values that tell this occasion from others; the event's own id when the rule names no fields."""
    return "/".join(str(look_up(data, field)) for field in fields) or event_id


def _derived(*parts: str) -> str:
    # Lengths first, so that no two lists of parts run together into the same name.
    return str(uuid.uuid5(NAMESPACE, "".join(f"{len(part)}:{part}" for part in parts)))
