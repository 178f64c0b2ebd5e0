"""What no caller meant: bodies, paths and queries made from the published document, right ones and wrong ones."""

import asyncio

from shared.testing.hostile import attack, behind_a_socket
from tests.integration.security import streams

from .conftest import Portal

RIGHTS = ["portal.*", "platform.looks.read"]


async def test_no_input_brings_a_fault_or_an_undocumented_answer(portal: Portal):
    app = portal.serving.app
    await streams.record_streams(portal.serving, portal.unit_id, portal.unit_id)
    known = {
        **streams.things_of(app.openapi()),
        "unit_id": await portal.unit("Nanjing"),
        "staff_id": await portal.join("li", portal.unit_id, "salesperson"),
        "role": "salesperson",
    }
    known["subject"] = known["staff_id"]
    # A service's grants stand when the attack takes every role from the staff.
    await portal.serving.grant("service:attacker", RIGHTS, portal.unit_id)
    token = {"Authorization": f"Bearer {portal.serving.issuer.token('service:attacker', 'portal', lifetime=3000)}"}
    async with behind_a_socket(app) as address:
        faults = await asyncio.to_thread(attack, app.openapi(), address, token, known)
    assert faults == []
