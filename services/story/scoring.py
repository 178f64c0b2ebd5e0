"""Chapter 6: scoring has folded everything; its lifetime model meets the published one, its read models are remade."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from services.story import cdnow
from services.story.callers import Reply
from services.story.context import Story
from services.story.errors import expect
from services.story.purchase import CNY, ON_ACCEPTANCE, SOLD
from services.story.retail import DOLLARS
from services.story.waiting import until
from shared.values.ids import derived_id

REFERENCE: Final = (
    ("r", 0.243, 3),
    ("alpha", 4.414, 3),
    ("a", 0.793, 3),
    ("b", 2.426, 3),
    ("log-likelihood", -9582.4, 1),
)
"""Fader, Hardie and Lee, Marketing Science 24 (2005), table 2: the sample of 2,357 customers, 39 weeks. The last number
is how many digits are published."""
FOLLOWED_UNTIL: Final = date(1998, 6, 30)
REMADE_WITHIN: Final = 90.0


async def scoring(story: Story) -> None:
    """The 360 of both partners, a buyer's recency and money, BG/NBD, and the rebuild from offset 0."""
    story.chapter(6, "Figures")
    await _partners(story)
    await _credit(story)
    await _buyer(story)
    await _model(story)
    await _rebuild(story)


async def _partners(story: Story) -> None:
    reader = story.by("operator")
    async with story.step(
        "The customer 360 of client and supplier, read up to the position that the payment's own answer named."
    ):
        position = story.made["sale position"]
        client = await reader.get("scoring", f"/v1/customers/{story.made['client']}/360", at_least=position)
        supplier = await reader.get("scoring", f"/v1/customers/{story.made['supplier']}/360")
        received, made = client["payment_behaviour"]["received"], supplier["payment_behaviour"]["made"]
        expect(_is(received, SOLD), f"The client should have paid {SOLD} {CNY}: {received}.")
        expect(_is(made, ON_ACCEPTANCE), f"The supplier should have got {ON_ACCEPTANCE} {CNY}: {made}.")
        expect(supplier["payment_behaviour"]["blocked"] == 1, "One payment to the supplier was blocked.")
        expect(bool(client["positions"]), "The 360 should say which positions it includes.")
    behaviour, contract = client["payment_behaviour"], supplier["contracts"][0]
    late = f"{behaviour['late']} of {behaviour['settled']} settled late, {behaviour['mean_days_late']} days on average"
    story.figure(f"client: {SOLD} {CNY} received, {late}")
    moved = ", ".join(f"{kind} {amount}" for kind, amount in contract["progress"].items())
    story.figure(f"supplier: contract {contract['number']}: {moved}")
    story.figure(f"positions included: {client['positions'].get('contract.events', client['positions'])}")


async def _credit(story: Story) -> None:
    clerk, client = story.by("administrator"), story.made["client"]
    path = f"/v1/customers/{client}/credit-assessments"
    async with story.step(
        "Until yesterday the client had settled nothing and had no grade of credit; what was paid today gives one, "
        "which says why, and contracts with the client are routed by it.",
        score_calculated=1,
        credit_changed=1,
        party_graded=1,
    ):
        before = {"as_of": f"{story.today - timedelta(days=1)}"}
        await clerk.post("scoring", path, before, status=(409,))
        graded = await clerk.post("scoring", path, {"as_of": f"{story.today}"})
        shown = await clerk.get("scoring", f"/v1/customers/{client}/credit")
        indicators = shown["score"]["indicators"]
        adds = sum(Decimal(one["adds"]) for one in indicators)
        expect(adds == Decimal(shown["total"]), f"The indicators should add up to {shown['total']}: {indicators}.")
        await story.wire.event("party.graded.v1", customer_id=client)
        party = await clerk.get("contract", f"/v1/parties/{client}")
        expect(party["grade"] == graded["grade"], f"Contracts should read the grade {graded['grade']}: {party}.")
    story.figure(f"grade {graded['grade']} until {graded['valid_until']}, {shown['total']} points of 100")
    for one in indicators:
        story.figure(f"{one['code']:>20} {one['value']:>10} {one['points']:>4} points, adds {one['adds']}")


def _is(sums: dict[str, str], amount: str) -> bool:
    return Decimal(sums.get(CNY, "0")) == Decimal(amount)


async def _buyer(story: Story) -> None:
    customer, days, amount = _busiest()
    async with story.step("Recency, frequency and money of the busiest buyer, as of the last day of the data."):
        path = f"/v1/customers/{derived_id('customer', cdnow.SOURCE, customer)}/360"

        async def folded() -> dict[str, Any] | None:
            answer = await story.by("operator").get("scoring", path, as_of=f"{FOLLOWED_UNTIL}")
            bought: list[dict[str, Any]] = [one for one in answer["purchases"] if one["currency"] == DOLLARS]
            return bought[0] if bought and Decimal(bought[0]["amount"]) == amount else None

        bought = await until(folded, 60, f"Scoring did not come to {amount} {DOLLARS} for buyer {customer}")
        expect(bought["days"] == len(days), f"Buyer {customer} bought on {len(days)} days, not {bought['days']}.")
        recency = (FOLLOWED_UNTIL - max(days)).days
        expect(bought["recency_days"] == recency, f"The last purchase was {recency} days before, not {bought}.")
    story.figure(f"buyer {customer}: {recency} days ago, {len(days)} days with purchases, {amount:,} {DOLLARS}")


def _busiest() -> tuple[str, set[date], Decimal]:
    """Who bought on most days, those days, and the sum; from the data itself."""
    days: dict[str, set[date]] = defaultdict(set)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for one in cdnow.purchases():
        days[one.customer].add(one.day)
        sums[one.customer] += Decimal(one.amount)
    customer = max(sorted(days), key=lambda each: len(days[each]))
    return customer, days[customer], sums[customer]


async def _model(story: Story) -> None:
    async with story.step(
        f"BG/NBD is fitted by maximum likelihood on the {cdnow.CUSTOMERS:,} buyers' first 39 weeks, "
        "from what scoring folded.",
        model_trained=1,
    ):
        await _everything_folded(story)
        body = {"model": "bg-nbd", "until": f"{cdnow.CALIBRATED_UNTIL}", "currency": DOLLARS}
        trained = await story.by("administrator").post("scoring", "/v1/lifetime", body)
        found = {**trained["parameters"], "log-likelihood": trained["log_likelihood"]}
        expect(
            trained["customers"] == cdnow.CUSTOMERS,
            f"The model should see {cdnow.CUSTOMERS} customers, not {trained['customers']}.",
        )
        for name, published, digits in REFERENCE:
            fits = round(found[name], digits) == published
            expect(fits, f"{name} should be {published} as published, but is {found[name]:.{digits + 2}f}.")
    story.made["model"] = found
    for name, published, digits in REFERENCE:
        story.figure(f"{name:>14} {found[name]:>12,.{digits}f}   published {published:,.{digits}f}")


async def _everything_folded(story: Story) -> None:
    async def caught_up() -> bool | None:
        models = await story.by("operator").get("scoring", "/v1/models")
        seen = sum(story.wire.counts.values())
        folded = max(sum(map(sum, model["positions"].values())) for model in models["models"])
        return True if folded >= seen - story.wire.of_service("scoring") else None

    await until(caught_up, 90, "Scoring did not fold every event")


async def _rebuild(story: Story) -> None:
    reader = story.by("operator")
    async with story.step(
        "Every read model is made again from the first event into a new generation, compared and swapped."
    ):
        before = await reader.get("scoring", "/v1/models", checksums="true")
        await story.by("administrator").post("scoring", "/v1/rebuilds", {})

        async def swapped() -> Reply | None:
            latest = (await reader.get("scoring", "/v1/rebuilds"))["rebuilds"]
            failed = latest and latest[0]["state"] == "failed"
            expect(not failed, f"The rebuild failed: {latest and latest[0]['failure']}.")
            after = await reader.get("scoring", "/v1/models", checksums="true")
            renewed = {one["generation"] for one in after["models"]}.isdisjoint(
                one["generation"] for one in before["models"]
            )
            return after if renewed else None

        after = await until(swapped, REMADE_WITHIN, "The read models were not swapped")
        models = [one["model"] for one in before["models"]]
        for name in models:
            await story.wire.event("readmodel.rebuilt.v1", model=name)
    # Both stood at one moment when they were compared; what people are told of goes on meanwhile.
    verdict = (await reader.get("scoring", "/v1/rebuilds"))["rebuilds"][0]["verdict"]
    same = verdict["compared"] and not verdict["differences"]
    expect(same, f"Rebuilt and live should be identical: {verdict['differences'] or verdict['reason']}.")
    for name, checksum in _checksums(after).items():
        story.figure(f"{name:>20} {checksum[:32]}… identical")


def _checksums(states: Reply) -> dict[str, str]:
    return {one["model"]: one["checksum"] for one in states["models"]}
