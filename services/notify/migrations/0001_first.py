"""The first tables: rules, messages, tasks, and whom to tell."""

from services.notify.tables import ending_shapes, endings, labels, messages, people, rules, tasks
from shared.migrations.steps import Migration

revision = "0001"
down_revision = None


def upgrade(m: Migration) -> None:
    m.create(ending_shapes, endings, labels, messages, people, rules, tasks)
    m.protect(messages, resource="'inbox-' || recipient")
    m.protect(tasks, resource="'inbox-' || assignee")
