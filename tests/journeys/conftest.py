"""A contract service on real servers, with the people of its stories."""

import pytest

from services.contract.app import SERVICE
from shared.testing.serving import Serve
from tests.integration.contract.conftest import Company, company_of


@pytest.fixture
async def company(serve: Serve) -> Company:
    return await company_of(await serve(SERVICE))
