"""Forms by which assets, their classes and the types of contracts are laid down are not for whoever only looks."""

import pytest

from .conftest import Portal
from .test_administration import Room, room
from .test_pages import SOME_ID

LISTS = "/administration/lists"
BOTH = ("get", "post")
ROUTES = (
    *((method, "/assets/new") for method in BOTH),
    *((method, f"/assets/{SOME_ID}/deeds/{deed}") for method in BOTH for deed in ("adjust", "offer", "move")),
    *((method, "/assets/projects/new") for method in BOTH),
    *(
        (method, f"/assets/projects/{SOME_ID}/deeds/{deed}")
        for method in BOTH
        for deed in ("cost", "complete", "settle")
    ),
    ("post", "/assets/depreciation"),
    *((method, f"/assets/depreciation/{SOME_ID}/reversal") for method in BOTH),
    *((method, f"{LISTS}/types/{SOME_ID}") for method in BOTH),
    *((method, f"{LISTS}/types/{SOME_ID}/approval") for method in BOTH),
    *((method, f"{LISTS}/settings/new") for method in BOTH),
    *((method, f"{LISTS}/classes/new") for method in BOTH),
    *((method, f"{LISTS}/classes/02.03/retirement") for method in BOTH),
    *((method, "/payments/books/accounts/new") for method in BOTH),
    *((method, "/customers/lifetime/new") for method in BOTH),
)


@pytest.fixture
async def looker(portal: Portal) -> Room:
    """Sees contracts and assets, and changes nothing of them."""
    await portal.join("sam", portal.unit_id, "service_desk")
    return await room(portal, "sam")


async def test_what_is_laid_down_by_others_is_refused_in_every_form_and_noted(portal: Portal, looker: Room):
    told = {"form_token": looker.token, "key": "one"}
    for method, address in ROUTES:
        answer = await looker.client.request(method, address, data=told if method == "post" else None)
        assert (answer.status_code, "You have no permission" in answer.text) == (403, True), (method, address)
    lines = (await portal.admin.get("/v1/journal", params={"kind": "refusal", "limit": "100"})).json()["lines"]
    assert len([line for line in lines if line["outcome"] == "forbidden"]) == len(ROUTES)
