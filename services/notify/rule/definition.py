"""What a rule says, as data: when, to whom, how, and what ends it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,63}$")]
EventType = Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+\.v[0-9]+$", max_length=80)]
FieldPath = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=120)]
Channel = Literal["inbox", "email"]
"""The ways a message can go; more are added beside these."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Recipients(Part):
    """Who is told.

    `owner`: the staff members whom `field` names. `manager`: their managers. `unit`: the holders of `permission` (or of
    the one that `permission_field` names) on the unit that `field` names. `contacts`: the contacts with `role` of the
    customer that `field` names. `person`: the staff member `person`.
    """

    kind: Literal["owner", "manager", "unit", "contacts", "person"]
    field: FieldPath | None = None
    role: Annotated[str, Field(max_length=60)] = ""
    permission: Annotated[str, Field(max_length=80)] = ""
    permission_field: FieldPath | None = None
    person: Annotated[str, Field(max_length=80)] = ""


class Ending(Part):
    """What makes a task or a message moot: an event with the same values in the fields `same`, with the values of
    `where`, and with whoever was told in the field `naming`, where one is given.
    """

    event: EventType
    same: Annotated[tuple[FieldPath, ...], Field(min_length=1, max_length=6)]
    where: Annotated[dict[FieldPath, Annotated[str, Field(max_length=200)]], Field(max_length=6)] = {}
    naming: FieldPath | None = None


class EndsOn(Part):
    """An ending of one message or task: the event, the fields, and the values they must have."""

    event: EventType
    fields: tuple[FieldPath, ...]
    values: tuple[Annotated[str, Field(max_length=200)], ...]


class Definition(Part):
    """One version of a rule.

    `subject` is the field that names the thing told about and `subject_kind` the prefix of its stream, empty when the
    field names the stream itself. `about` and
    `about_kind` name the thing whose label is shown (the subject itself unless given).
    `occasion` are
    the fields that tell one occasion from the next (none: every event is its own). `date_field` and `days` move the
    moment to so many days before (negative) or after a date in the event; `delay_minutes` after the event itself.
    """

    code: Code
    outcome: Literal["message", "task"] = "message"
    on: EventType
    condition: Annotated[str, Field(max_length=1_000)] = ""
    subject: FieldPath
    subject_kind: Annotated[str, Field(pattern=r"^([a-z]{2,30})?$")] = ""
    about: FieldPath | None = None
    about_kind: Annotated[str, Field(pattern=r"^([a-z]{2,30})?$")] = ""
    occasion: Annotated[tuple[FieldPath, ...], Field(max_length=6)] = ()
    to: Annotated[tuple[Recipients, ...], Field(min_length=1, max_length=10)]
    channels: Annotated[tuple[Channel, ...], Field(min_length=1, max_length=4)] = ("inbox",)
    sending: Literal["each", "first"] = "each"
    template: Code
    delay_minutes: Annotated[int, Field(ge=0, le=525_600)] = 0
    date_field: FieldPath | None = None
    days: Annotated[int, Field(ge=-3_650, le=3_650)] = 0
    ends: Annotated[tuple[Ending, ...], Field(max_length=10)] = ()
