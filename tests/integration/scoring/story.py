"""Events of many customers as their services' relays publish them, repeats included."""

import random

from shared.messaging.envelope import SOURCE_PREFIX
from tests.unit.services.scoring.folding.made import (
    allocation,
    asset,
    booked,
    invoice,
    moved,
    order,
    receipt,
    registered,
    signed,
    told,
)


def service_of(record):
    return dict(record.headers)["ce_source"].decode().removeprefix(SOURCE_PREFIX)


def families(count, seed=1):
    """The events of `count` customers, each family in its order."""
    draw = random.Random(seed)
    found = []
    for number in range(count):
        customer, contract = f"c{seed}-{number}", f"k{seed}-{number}"
        facts = [registered(customer), signed(customer, contract)]
        for each in range(draw.randint(0, 4)):
            name = f"{seed}-{number}-{each}"
            facts += [order(customer, contract, name), booked(contract, "ordered", name)]
            facts += [invoice(customer, contract, name), receipt(customer, contract, name)]
            facts += [allocation(customer, contract, name, name)] * draw.randint(0, 1)
        if draw.random() < 0.3:
            facts += [asset(f"a{seed}-{number}"), moved(f"a{seed}-{number}", "nanjing", "suzhou")]
        records = told(facts, key=f"key{seed}-{number}", unit=draw.choice(["nanjing", "suzhou"]))
        found.append([(service_of(record), record) for record in records])
    return found


def with_repeats(found, seed=1):
    """The same, where a relay that was fenced has sent a part of some families again."""
    draw = random.Random(seed)
    records = []
    for events in found:
        records += events
        if draw.random() < 0.4:
            again = draw.randint(0, len(events) - 1)
            records += events[again:]
    return records
