from typing import Annotated, Any, Final

from fastapi import Query as QueryParameter
from fastapi import Request
from starlette.responses import Response

from services.contract.documents import document
from services.contract.file import handlers, queries
from services.contract.file.content import MEDIA_TYPES
from services.contract.file.schemas import FileAnswer, FileKept, FileList
from services.contract.file.tables import files
from shared.security.known import unit_for
from shared.values.ids import Id, derived_id
from shared.values.text import PlainText
from shared.web.routing import Here, Page, Query, RequestKey, Transactions, allowed, page_of, router, upload

routes = router()

LARGEST: Final = 20 * 2**20
ANY_BYTES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {media_type: {} for media_type in MEDIA_TYPES.values()}, "description": "The bytes"},
    304: {"description": "The caller has these bytes"},
}
FileName = Annotated[str, PlainText(200), QueryParameter(description="As its sender calls it; shown, never believed")]


@routes.post(
    "/v1/files",
    status_code=201,
    dependencies=[allowed("contract.file.send"), upload(LARGEST)],
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": {}}}},
)
async def send(
    request: Request, transactions: Transactions, key: RequestKey, name: FileName = "file", unit_id: Id | None = None
) -> FileKept:
    """Takes a file as the body; what it is, its content says. What nothing takes up within a day is gone."""
    file_id = derived_id("file", transactions.context.actor, key)
    async with transactions.begin_once(key) as work:
        unit = await unit_for(work, unit_id, "/query/unit_id")
        sealer = transactions.running.store.sealer
        fact = await handlers.keep_file(work, sealer, file_id, unit, name, request.stream())
    return FileKept(**fact.model_dump())


@routes.get("/v1/files", dependencies=[allowed("contract.file.read")])
async def list_files(work: Query, page: Page, contract_id: Id | None = None) -> FileList:
    """Files, of one contract if named."""
    rows = await page_of(work, queries.listed(contract_id), [files.c.file_id], page)
    return FileList(items=[_answer(row) for row in rows])


@routes.get("/v1/files/{file_id}", dependencies=[allowed("contract.file.read")])
async def show(file_id: Id, work: Query) -> FileAnswer:
    """What is known of a file."""
    return _answer(await queries.one(work, file_id))


@routes.get(
    "/v1/files/{file_id}/content",
    dependencies=[allowed("contract.file.read")],
    response_class=Response,
    responses=ANY_BYTES,
)
async def content(file_id: Id, request: Request, work: Query, here: Here) -> Response:
    """The bytes as they were sent."""
    row = await queries.one(work, file_id)
    data = await handlers.bytes_of(work, here.store.sealer, file_id)
    return document(request, data, row["hash"], MEDIA_TYPES[row["kind"]], row["name"])


def _answer(row: Any) -> FileAnswer:
    return FileAnswer(**{name: row[name] for name in FileAnswer.model_fields})
