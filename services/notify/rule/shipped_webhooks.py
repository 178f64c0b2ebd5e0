"""The rules about partners' endpoints: who looks after one is told, or who may where it is nobody's."""

from typing import Final

from services.notify.rule.definition import Definition, Recipients

OWNER: Final = Recipients(kind="owner", field="owner_id")
WHO_MAY: Final = Recipients(kind="unit", field="unit_id", permission="notify.webhook.define")

WEBHOOKS: Final[tuple[Definition, ...]] = (
    Definition(
        code="webhook-disabled",
        on="webhook.disabled.v1",
        condition="reason != 'asked' and owner_id != ''",
        subject="webhook_id",
        subject_kind="webhook",
        to=(OWNER,),
        channels=("inbox", "email"),
        template="webhook-disabled",
    ),
    Definition(
        code="webhook-disabled-of-nobody",
        on="webhook.disabled.v1",
        condition="reason != 'asked' and owner_id == ''",
        subject="webhook_id",
        subject_kind="webhook",
        to=(WHO_MAY,),
        channels=("inbox", "email"),
        template="webhook-disabled",
    ),
    Definition(
        code="webhook-of-nobody",
        on="webhook.owner_left.v1",
        subject="webhook_id",
        subject_kind="webhook",
        to=(WHO_MAY,),
        channels=("inbox", "email"),
        template="webhook-of-nobody",
    ),
)
