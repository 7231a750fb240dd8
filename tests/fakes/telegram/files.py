"""Files on the platform: what people and the bot have sent, by file id and by path."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.calls import Upload
from tests.fakes.telegram.refusals import Refused, bad, unlucky

DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
SIDES_LIMIT = 10_000
"""Width and height of a photo together."""
RATIO_LIMIT = 20

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8cfc0f01f0005000201a5f645400000000049454e44ae426082"
)
"""A whole PNG of one pixel, for a person who sends some photo."""

_IMAGES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
    b"BM": "image/bmp",
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that lies on the platform."""

    kind: str
    """Photo, Document, Sticker or Voice, in the platform's own spelling."""
    file_id: str
    unique_id: str
    path: str
    name: str
    mime: str
    size: int
    """Bytes; may be claimed larger than ``data``, so that a test of big files stays small."""
    data: bytes = field(repr=False, default=b"")
    width: int = 0
    height: int = 0

    def as_file(self) -> dict[str, Any]:
        """Return what getFile answers."""
        return {**self._ids(), "file_path": self.path}

    def as_document(self) -> dict[str, Any]:
        """Return the document as it stands in a message."""
        return {**self._ids(), "file_name": self.name, "mime_type": self.mime}

    def as_sizes(self) -> list[dict[str, Any]]:
        """Return the photo as it stands in a message: a small size before the whole one."""
        whole = {**self._ids(), "width": self.width, "height": self.height}
        small = {**whole, "width": min(self.width, 90), "height": min(self.height, 90)}
        return [{**small, "file_id": self.file_id + "s", "file_unique_id": self.unique_id + "s"}, whole]

    def as_media(self, **fields: Any) -> dict[str, Any]:
        """Return a sticker or a voice as it stands in a message."""
        return {**self._ids(), **fields}

    def _ids(self) -> dict[str, Any]:
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}


class Files:
    """All files of one platform."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def keep(
        self, kind: str, name: str, data: bytes, *, mime: str | None = None, size: int | None = None
    ) -> StoredFile:
        """Store a file and return it with its ids and path."""
        number = next(self._numbers)
        width, height = image_size(data) if kind == "Photo" else (0, 0)
        extension = name.rpartition(".")[2] if "." in name else "bin"
        stored = StoredFile(
            kind=kind,
            file_id=f"AgAC{kind}-{number:08d}",
            unique_id=f"AQAD{number:08d}",
            path=f"{kind.lower()}s/file_{number}.{extension}",
            name=name,
            mime=mime or image_type(data) or "application/octet-stream",
            size=len(data) if size is None else size,
            data=data,
            width=width,
            height=height,
        )
        self._by_id[stored.file_id] = self._by_path[stored.path] = stored
        if kind == "Photo":
            self._by_id[stored.file_id + "s"] = stored
        return stored

    def to_download(self, file_id: str) -> StoredFile:
        """Return what getFile may give out."""
        stored = self._by_id.get(file_id)
        if stored is None:
            raise bad("invalid file_id")
        if stored.size > DOWNLOAD_LIMIT:
            raise unlucky("file is too big")
        return stored

    def at(self, path: str) -> StoredFile:
        """Return the file of a download address."""
        stored = self._by_path.get(path)
        if stored is None:
            raise Refused("Not Found", 404, mistake=True)
        return stored

    def to_send(self, kind: str, given: str, uploads: Mapping[str, Upload]) -> StoredFile:
        """Return the file that a call sends: freshly uploaded, or known by its id."""
        if given.startswith("attach://"):
            return self._uploaded(kind, given.removeprefix("attach://"), uploads)
        if given.startswith(("http://", "https://")):
            raise unlucky("failed to get HTTP URL content")  # the stand-in never leaves this machine
        stored = self._by_id.get(given)
        if stored is None:
            raise bad("wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad(f"can't use file of type {stored.kind} as {kind}")
        return stored

    def _uploaded(self, kind: str, part: str, uploads: Mapping[str, Upload]) -> StoredFile:
        upload = uploads.get(part)
        if upload is None:
            raise bad(f"there is no {kind.lower()} in the request")
        if not upload.data:
            raise bad("file must be non-empty")
        if kind == "Photo":
            check_photo(upload.data)
        return self.keep(kind, upload.name, upload.data, mime=upload.mime)


def check_photo(data: bytes) -> None:
    """Refuse what Telegram cannot show as a photo."""
    if len(data) > PHOTO_LIMIT:
        raise bad("file is too big")
    if not image_type(data):
        raise bad("IMAGE_PROCESS_FAILED")
    width, height = image_size(data)
    if width + height > SIDES_LIMIT or max(width, height) > RATIO_LIMIT * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")


def image_type(data: bytes) -> str:
    """Return the media type of a picture, empty if it is none."""
    return next((mime for magic, mime in _IMAGES.items() if data.startswith(magic)), "")


def image_size(data: bytes) -> tuple[int, int]:
    """Return width and height of a PNG; other pictures are taken to be 800 by 600."""
    if image_type(data) == "image/png" and len(data) >= 24:
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    return 800, 600
