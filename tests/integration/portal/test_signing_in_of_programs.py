"""How a command signs a person in, with the code of a second factor where there is one."""

import asyncio

import pytest

from services.signing_in import SignInError, sign_in

from .conftest import PASSWORD, Portal
from .test_second_factor import STEP, enrolled


async def test_a_command_asks_for_the_code_only_where_there_is_a_second_factor(portal: Portal):
    await portal.join("anna", portal.unit_id)
    asked: list[str] = []
    async with portal.serving.listening() as address:

        async def signs_in(code: str | None) -> str:
            def ask() -> str:
                asked.append("code")
                return code or ""

            return await asyncio.to_thread(sign_in, address, "anna", PASSWORD, ask if code is not None else None)

        assert await signs_in("000000")
        assert asked == []
        phone, codes = await enrolled(portal)
        assert await signs_in(phone.code)
        portal.clock.advance(STEP)
        for wrong in (phone.wrong, None):
            with pytest.raises(SignInError):
                await signs_in(wrong)
        assert await signs_in(codes[0])
        assert asked == ["code"] * 3
