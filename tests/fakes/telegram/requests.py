"""Reading what a client sends: JSON, a form, or a form with files."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import aiohttp
import orjson
from aiohttp import web

from tests.fakes.telegram.calls import Upload
from tests.fakes.telegram.files import UPLOAD_LIMIT
from tests.fakes.telegram.refusals import Refused, bad

Fields = tuple[dict[str, Any], dict[str, Upload]]


async def read_body(message: web.Request | aiohttp.ClientResponse) -> Fields:
    """Return the parameters and the files of a request, or of a webhook's response."""
    kind = message.content_type
    if kind.startswith("multipart/"):
        return await _multipart(message)
    body = await message.read()
    if not body:
        return {}, {}
    if kind == "application/json":
        return _json(body), {}
    if kind == "application/x-www-form-urlencoded":
        return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}
    if isinstance(message, web.Request):
        raise bad(f"unsupported content type {kind}")
    return {}, {}


def _json(body: bytes) -> dict[str, Any]:
    try:
        fields = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise bad("can't parse JSON object in the request") from None
    if not isinstance(fields, dict):
        raise bad("object expected as the request")
    return fields


async def _multipart(message: web.Request | aiohttp.ClientResponse) -> Fields:
    if isinstance(message, web.Request):
        reader: Any = await message.multipart()
    else:
        reader = aiohttp.MultipartReader.from_response(message)
    fields: dict[str, Any] = {}
    uploads: dict[str, Upload] = {}
    size = 0
    while (part := await reader.next()) is not None:
        data = bytes(await part.read())
        size += len(data)
        if size > UPLOAD_LIMIT:
            raise Refused("Request Entity Too Large", 413, mistake=True)
        if part.filename is not None:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            uploads[part.name] = Upload(part.filename, data, mime)
        else:
            fields[part.name] = data.decode()
    return fields, uploads
