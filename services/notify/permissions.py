"""What can be allowed in notify."""

PERMISSIONS: dict[str, str] = {
    "notify.inbox.read": "Read the messages and tasks addressed to oneself, as a list and live",
    "notify.task.finish": "Say that a task of one's own is done",
    "notify.message.read": "Read the ledger: who was told what, when, by which rule, and why not",
    "notify.message.decide": "Decide on a message whose outcome is unknown",
    "notify.rule.read": "Read the rules in force and their versions",
    "notify.rule.define": "Lay down, change or switch off a rule for a unit and those below",
    "notify.webhook.read": "Read which partners' endpoints a unit's events go to, and what became of each",
    "notify.webhook.define": "Have all that events of a unit and those below tell sent outside, and repeat it",
}
