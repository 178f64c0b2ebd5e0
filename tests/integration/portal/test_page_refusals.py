"""What a page refuses by itself stands in the journal, as what an endpoint refuses does."""

import pytest

from .conftest import Portal
from .test_administration import room
from .test_pages import SOME_ID


async def refusals(portal: Portal) -> list[tuple[str, str, str, str]]:
    """Who, what, which outcome and status; the latest first."""
    lines = (await portal.admin.get("/v1/journal", params={"kind": "refusal"})).json()["lines"]
    return [(line["actor"], line["subject"], line["outcome"], line["detail"]) for line in lines]


async def test_a_page_that_somebody_may_not_open_is_noted_with_who_wanted_it(portal: Portal):
    north = await portal.unit("North")
    anna = await portal.join("anna", north, "cashier")
    window = await room(portal, "anna")
    await window.page("/accounts", 403)
    assert await refusals(portal) == [(anna, "GET /administration/accounts", "forbidden", "403")]
    lines = (await portal.admin.get("/v1/journal", params={"kind": "refusal", "unit": north})).json()["lines"]
    assert [line["actor"] for line in lines] == [anna]


@pytest.mark.parametrize(
    ("address", "status", "fields", "outcome"),
    [
        ("/administration/staff", 403, {"unit_id": SOME_ID, "login": "x", "name": "X"}, "forbidden"),
        ("/me/requests/" + SOME_ID + "/withdrawal", 404, {}, "not-found"),
        ("/me/requests", 422, {"unit_id": SOME_ID}, "invalid-input"),
    ],
)
async def test_a_form_that_is_refused_is_noted_by_its_address(
    portal: Portal, address: str, status: int, fields: dict[str, str], outcome: str
):
    anna = await portal.join("anna", portal.unit_id, "cashier")
    window = await room(portal, "anna")
    sent = {"key": "one", "form_token": window.token, "effective_on": "2026-01-01", **fields}
    answer = await window.client.post(address, data=sent)
    assert answer.status_code == status, answer.text[:1000]
    ((who, what, came, code),) = await refusals(portal)
    assert (who, came, code) == (anna, outcome, str(status))
    assert what == f"POST {address.replace(SOME_ID, '{request_id}')}"


async def test_a_form_of_another_site_is_noted_and_a_stranger_is_not(portal: Portal):
    anna = await portal.join("anna", portal.unit_id, "cashier")
    window = await room(portal, "anna")
    await window.client.post("/sign-out", data={"form_token": "f" * 64})
    stranger = portal.serving.client({"accept": "text/html"})
    assert (await stranger.get("/administration/accounts")).status_code == 303
    assert await refusals(portal) == [(anna, "POST /sign-out", "foreign-form", "403")]


async def test_what_is_only_looked_for_and_not_there_is_no_refusal(portal: Portal):
    window = await room(portal)
    await window.page(f"/staff/{SOME_ID}", 404)
    assert await refusals(portal) == []
