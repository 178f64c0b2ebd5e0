"""The published language, for partners: the AsyncAPI document of all topics."""

from fastapi.responses import FileResponse

from shared.messaging.schemas import ASYNCAPI, FOLDER
from shared.web.routing import public, router

routes = router()


@routes.get("/asyncapi.json", include_in_schema=False, dependencies=[public()])
async def asyncapi() -> FileResponse:
    """Every topic with its events, their schemas and an example of each; AsyncAPI 3.0."""
    return FileResponse(FOLDER / ASYNCAPI, media_type="application/json")
