"""Styles, scripts and pictures: served from here, named by their content, kept by the browser for good."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import FileResponse

FOLDER: Final = Path(__file__).parents[1] / "static"
TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".txt": "text/plain"}
FOR_GOOD: Final = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}

routes = APIRouter(include_in_schema=False)


@cache
def files() -> dict[str, Path]:
    """Every file by the name it is served under: `pactline.3f2a9c1b7d5e.css`."""
    found = {}
    for path in sorted(FOLDER.rglob("*")):
        if path.suffix in TYPES:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            found[path.relative_to(FOLDER).with_suffix(f".{digest}{path.suffix}").as_posix()] = path
    return found


@cache
def address_of(name: str) -> str:
    """Where a file of the folder is served; raises KeyError for one that is not there."""
    for served, path in files().items():
        if path.relative_to(FOLDER).as_posix() == name:
            return f"/static/{served}"
    raise KeyError(name)


@routes.get("/static/{name:path}")
async def static(name: str) -> Response:
    path = files().get(name)
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, media_type=TYPES[path.suffix], headers=FOR_GOOD)
