"""Chapter 8: a person is erased; the name is unreadable everywhere, the figures stay."""

from typing import Any, Final

from services.story.context import Story
from services.story.errors import expect

ERASED: Final = "[erased]"


async def erasure(story: Story) -> None:
    """The client's contact is erased by destroying one key."""
    story.chapter(8, "A person is erased")
    desk, contact = story.by("salesperson"), story.made["client contact"]
    name, path = story.made["client contact name"], f"/v1/contacts/{contact}"
    before = await _figures(story)
    shown = await desk.get("customer", path)
    expect(shown["name"] == name, f"Before the erasure the contact should read {name}.")
    async with story.step("The contact asks to be forgotten: the key of their data is destroyed.", contact_erased=1):
        await desk.post("customer", f"{path}/erasure", {"reason": "本人要求"})
    gone = await desk.get("customer", path)
    for field in ("name", "email", "phone"):
        expect(gone[field] in (ERASED, None), f"{field} should be unreadable, but reads {gone[field]}.")
    people = await desk.get("customer", "/v1/people", ids=contact)
    expect(all(one["name"] in (ERASED, None) for one in people["people"]), "Nobody should be told the name any more.")
    expect(name.encode() not in b"".join(one.value for one in story.wire.seen), "The name should never be on Kafka.")
    after = await _figures(story)
    expect(before == after, "The client's figures should be what they were.")
    story.figure(f"the contact now reads {gone['name']}; the client's figures are unchanged")


async def _figures(story: Story) -> Any:
    reader = story.by("operator")
    return (await reader.get("contract", "/v1/payments", counterparty_id=story.made["client"])).json
