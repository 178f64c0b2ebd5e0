import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.observability.metrics import REQUESTS
from shared.web.counted import Counted


def _counted(service: str) -> dict[str, float]:
    kinds = ("2xx", "3xx", "4xx", "5xx")
    return {kind: REQUESTS.labels(service, kind)._value.get() for kind in kinds}


async def _answer(request: Request) -> Response:
    status = int(request.query_params.get("status", "200"))
    if not status:
        raise ZeroDivisionError
    return Response(status_code=status)


async def _ask(service: str, *addresses: str) -> None:
    routes = [Route(path, _answer) for path in ("/page", "/readyz")]
    app = Counted(Starlette(routes=routes), service)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        for address in addresses:
            await client.get(address)


async def test_reads_and_pages_are_counted_by_the_class_of_their_answer_and_probes_are_not():
    await _ask("counted", "/page", "/page?status=303", "/nowhere", "/page?status=503", "/readyz?status=503")
    assert _counted("counted") == {"2xx": 1, "3xx": 1, "4xx": 1, "5xx": 1}


async def test_a_request_that_ends_without_an_answer_is_a_fault_once():
    with pytest.raises(ZeroDivisionError):
        await _ask("broken", "/page?status=0")
    assert _counted("broken")["5xx"] == 1
