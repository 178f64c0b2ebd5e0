import httpx
import pytest

from services.customer.app import SERVICE
from shared.testing.serving import Serve, Serving

HQ = "0190163d-8694-739b-aea5-966c26f8ad01"
NORTH = "0190163d-8694-739b-aea5-966c26f8ad02"
SOUTH = "0190163d-8694-739b-aea5-966c26f8ad03"


@pytest.fixture
async def service(serve: Serve) -> Serving:
    started = await serve(SERVICE)
    await started.unit(HQ, None, "headquarters")
    await started.unit(NORTH, HQ)
    await started.unit(SOUTH, HQ)
    return started


@pytest.fixture
async def north(service: Serving) -> httpx.AsyncClient:
    return await service.caller("anna", ["customer.*"], NORTH)


@pytest.fixture
async def south(service: Serving) -> httpx.AsyncClient:
    return await service.caller("bo", ["customer.*"], SOUTH)
