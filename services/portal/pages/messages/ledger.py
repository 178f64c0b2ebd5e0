"""The ledger of messages: who was told what, when, by which rule and version, and why not; found by who was told, by
what it tells of and by the event that it follows from. A message whose outcome nobody knows is decided on.
"""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from fastapi import Query, Response

from services.portal.pages.administration.logs.persons import persons_in
from services.portal.pages.administration.rules.saying import CHANNELS
from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.doing.answering import Place, asked, carried_out
from services.portal.pages.doing.doing import Begun, Doing, Field
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.pages.messages.saying import ENDED, STAGES, cause_of, why_not
from services.portal.pages.messages.seen import Ledger, Line
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READS, DECIDES = "notify.message.read", "notify.message.decide"
AT: Final = "/messages"
ROOM: Final = (AT, N_("Who was told what"))
CHANGED: Final = "message-changed"
LINES: Final = 50
PERSON: Final = Field("recipient", N_("Who was told"), "person")
DECIDING: Final = Doing(
    N_("Decide what became of it"),
    DECIDES,
    "notify",
    "/v1/messages/{message_id}/decision",
    (
        Field(
            "outcome",
            N_("What became of it"),
            "pick",
            required=True,
            options={
                "sent": N_("it was sent: the other side has it"),
                "repeat": N_("it was not sent: send it again"),
                "given_up": N_("it was not sent, and need not be"),
            },
        ),
    ),
    N_("Decided."),
    hint=N_(
        "Its sender ended while the message was on its way. Look into the mail server's log or ask who should have it:"
        " nothing is sent twice by itself, and nothing dropped."
    ),
)
Stage = Literal["", "intended", "trying", "sent", "delivered", "moot", "failed", "suppressed", "unknown"]
Text = Annotated[str, Query(max_length=120)]


@routes.get(AT, dependencies=[allowed(READS)])
async def index(
    visit: Visiting,
    recipient: Text = "",
    about: Text = "",
    cause: Text = "",
    rule: Text = "",
    stage: Stage = "",
    cursor: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    narrowed = {"recipient": recipient, "about": about, "cause": cause, "rule": rule, "stage": stage}
    wanted = {**narrowed, "locale": visit.language, "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("notify", "/v1/messages", Ledger, wanted)
    told = await _told(visit, found.value.messages if found.value else [], recipient, about)
    return page(
        visit,
        "messages/lines.html" if visit.fragment else "messages/list.html",
        found=found,
        narrowed={name: value for name, value in narrowed.items() if value},
        stage=stage,
        person=PERSON,
        fields={"recipient": recipient},
        begun=Begun(called={recipient: told["names"].get(recipient, "")}),
        wrong={},
        **told,
    )


@routes.get(f"{AT}/{{message_id}}", dependencies=[allowed(READS)])
async def show(message_id: Id, visit: Visiting) -> Response:
    it = await _line(visit, message_id)
    return page(visit, "messages/one.html", it=it, **await _told(visit, [it]))


@routes.get(f"{AT}/{{message_id}}/decision", dependencies=[allowed(DECIDES)])
async def ask(message_id: Id, visit: Visiting) -> Response:
    return asked(visit, DECIDING, Begun({"outcome": "sent"}), _place(visit, await _line(visit, message_id)))


@routes.post(f"{AT}/{{message_id}}/decision", dependencies=[allowed(DECIDES)])
async def decide(message_id: Id, visit: Visiting) -> Response:
    """Says what became of a try whose sender died; a second click of the same form is the same word."""
    place, path = _place(visit, await _line(visit, message_id)), DECIDING.path.format(message_id=message_id)
    return await carried_out(visit, DECIDING, Begun(), place, path)


def _place(visit: Visit, it: Line) -> Place:
    back = f"{AT}/{it.message_id}"
    return Place(f"{back}/decision", back, it.title or visit.say(N_("Message")), ROOM, CHANGED)


async def _line(visit: Visit, message_id: str) -> Line:
    found = await visit.asking.ask("notify", f"/v1/messages/{message_id}", Line, {"locale": visit.language})
    if found.value is None:
        raise NotFoundError
    return found.value


async def _told(visit: Visit, lines: Sequence[Line], recipient: str = "", about: str = "") -> dict[str, Any]:
    """Who and what the lines speak of, by name; who was told is staff, or speaks for a customer."""
    staff = [recipient, *(one.recipient for one in lines if one.recipient_kind == "staff")]
    contacts = {one.recipient for one in lines if one.recipient_kind == "contact"}
    things = [one.partition("-") for one in (about, *(one.about for one in lines))]
    names, spoken, contracts, customers = await asyncio.gather(
        names_of(visit, staff),
        persons_in(visit, [[f"contact-{one}" for one in sorted(contacts)]]),
        contracts_named(visit, [found for kind, _, found in things if kind == "contract"]),
        customers_named(visit, [found for kind, _, found in things if kind == "customer"]),
    )
    called = {f"contract-{one_id}": one.number or one.title for one_id, one in contracts.items()}
    called |= {f"customer-{one_id}": name for one_id, name in customers.items()}
    return {
        "names": names | {stream.removeprefix("contact-"): one.name or "" for stream, one in spoken.items()},
        "spoken": spoken,
        "called": called,
        "stages": STAGES,
        "channels": CHANNELS,
        "cause_of": cause_of,
        "why_not": why_not,
        "ended": ENDED,
    }
