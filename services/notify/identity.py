"""Ids that follow from what they stand for, so that a repeat meets the stream it made before."""

from shared.values.ids import derived_id


def message_id(rule: str, subject: str, recipient: str, occasion: str, channel: str) -> str:
    """The id of the one message by `channel` for (rule, subject, recipient, occasion)."""
    return derived_id("message", rule, subject, recipient, occasion, channel)


def task_id(rule: str, subject: str, assignee: str, occasion: str) -> str:
    """The id of the one task for (rule, subject, assignee, occasion)."""
    return derived_id("task", rule, subject, assignee, occasion)


def rule_id(code: str, unit: str) -> str:
    """The id of what a unit has laid down under this code."""
    return derived_id("rule", code, unit)


def webhook_id(code: str, unit: str) -> str:
    """The id of the endpoint that a unit calls by this code."""
    return derived_id("webhook", code, unit)


def delivery_id(webhook: str, service: str, event_id: str) -> str:
    """The id of one event for one endpoint: its `webhook-id`, however often it is sent."""
    return derived_id("webhook_delivery", webhook, service, event_id)
