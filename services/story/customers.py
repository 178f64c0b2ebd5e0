"""Chapter 2: customers from real data, and the two organisations that the contract's life is about."""

from typing import Final

from services.story import cdnow, ocds
from services.story.context import Story
from services.story.errors import expect
from services.story.importing import import_rows
from services.story.names import person

MADE_UP: Final = ("江苏恒通贸易有限公司", "无锡蓝湾电子有限公司", "扬州瑞禾食品有限公司", "常州启明机械有限公司")


async def customers(story: Story) -> None:
    """CDNOW's customers in bulk, organisations, and contacts with made-up names."""
    story.chapter(2, "Customers")
    await _import_buyers(story)
    await import_organisations(story)
    await register_partners(story)


async def _import_buyers(story: Story) -> None:
    first: dict[str, str] = {}
    for one in cdnow.purchases():
        first.setdefault(one.customer, f"{one.day}")
    rows = [
        {
            "source_id": customer,
            "kind": "person",
            "person_name": person(int(customer)),
            "stage": "active",
            "region": "US",
            "effective_on": day,
        }
        for customer, day in first.items()
    ]
    async with story.step(
        f"{cdnow.CUSTOMERS:,} customers of a record shop (CDNOW, 1997) are imported in bulk; "
        "they have numbers only, so names are made up and kept encrypted.",
        customer_registered=cdnow.CUSTOMERS,
    ):
        await import_rows(story, "customer", rows, kind="customers", source=cdnow.SOURCE)
    await _nothing_personal_on_the_wire(story)


async def _nothing_personal_on_the_wire(story: Story) -> None:
    sample = person(1).encode()
    leaked = [one for one in story.wire.by_type["customer.registered.v1"] if sample in one.value]
    expect(not leaked, "A made-up name went over Kafka, where no personal field may be.")
    story.figure("no name is in any record on Kafka")


async def import_organisations(story: Story) -> None:
    if story.ocds is not None:
        rows = ocds.organisations(story.ocds)
        words = f"{len(rows):,} organisations come from the Open Contracting file {story.ocds.name}."
        async with story.step(words, customer_registered=len(rows)):
            await import_rows(story, "customer", rows, kind="customers", source=ocds.SOURCE)
        return
    rows = [
        {"source_id": f"{number}", "kind": "organisation", "name": name, "roles": ["customer"], "stage": "active"}
        for number, name in enumerate(MADE_UP, 1)
    ]
    async with story.step("A few made-up organisations join them.", customer_registered=len(rows)):
        await import_rows(story, "customer", rows, kind="customers", source="demo")


async def register_partners(story: Story) -> None:
    buyer, seller = story.by("buyer"), story.by("salesperson")
    async with story.step(
        "A supplier and a client are registered, each with a contact.", customer_registered=2, contact_added=2
    ):
        for caller, what, name, contact in (
            (buyer, "supplier", "南京云栈科技有限公司", "赵敏"),
            (seller, "client", "苏州长河制造有限公司", "孙文博"),
        ):
            body = {
                "kind": "organisation",
                "name": name,
                "roles": ["supplier" if what == "supplier" else "customer"],
                "owner_id": story.staff[caller.name],
                "industry": "制造" if what == "client" else "信息技术",
                "effective_on": f"{story.days.registered}",
            }
            made = await caller.post("customer", "/v1/customers", body)
            story.made[what] = made["customer_id"]
            person_body = {
                "role": "finance",
                "name": contact,
                "email": f"{what}@example.org",
                "phone": "+86 138 0013 8000",
                "locale": "zh-CN",
            }
            path = f"/v1/customers/{made['customer_id']}/contacts"
            added = await story.by("salesperson").post("customer", path, person_body)
            story.made[f"{what} contact"] = added["contact_id"]
            story.made[f"{what} contact name"] = contact
    found = await seller.get("customer", "/v1/customers", q="长河")
    ids = [one["customer_id"] for one in found["customers"]]
    expect(story.made["client"] in ids, "The client should be found by two characters of its name.")
