"""Pictures and documents on the platform: uploaded by the bot in three steps, or sent by people."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.fakes.telegram.files import PIXEL, image_size, image_type
from tests.fakes.vk.refusals import Refused, ours, wrong

PHOTO_LIMIT = 50 * 1024 * 1024
DOCUMENT_LIMIT = 200 * 1024 * 1024
SIDES_LIMIT = 14_000
"""Width and height of a photo together."""
RATIO_LIMIT = 20
PICTURES = frozenset({"image/png", "image/jpeg"})
REFUSED = frozenset({"exe", "msi", "bat", "apk", "mp3"})
"""VK takes no programs and no music as documents."""
SERVER = 857_416
KINDS = {"png": 4, "jpg": 4, "jpeg": 4, "gif": 3, "txt": 1, "docx": 1, "xlsx": 1, "pdf": 1, "zip": 2}
"""VK's numbers for the kinds of documents; 8 for any other."""

__all__ = ["PIXEL", "Files", "Stored"]


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture or a document that lies on the platform."""

    kind: str
    """photo or doc."""
    id: int
    owner_id: int
    key: str
    name: str
    size: int
    """Bytes; may be claimed larger than ``data``, so that a test of big files stays small."""
    date: int
    url: str
    data: bytes = field(repr=False)

    @property
    def attachment(self) -> str:
        """The name by which a message bears it."""
        return f"{self.kind}{self.owner_id}_{self.id}_{self.key}"

    def as_json(self) -> dict[str, Any]:
        """Return the picture or document as VK shows it."""
        common = {"id": self.id, "owner_id": self.owner_id, "date": self.date, "access_key": self.key}
        if self.kind == "photo":
            return {**common, "album_id": -3, "text": "", "sizes": self._sizes()}
        extension = self.name.rpartition(".")[2].lower() if "." in self.name else ""
        return {
            **common,
            "title": self.name,
            "size": self.size,
            "ext": extension,
            "type": KINDS.get(extension, 8),
            "url": self.url,
        }

    def as_attachment(self) -> dict[str, Any]:
        """Return it as it stands in a message."""
        return {"type": self.kind, self.kind: self.as_json()}

    def _sizes(self) -> list[dict[str, Any]]:
        width, height = image_size(self.data)
        small = {"type": "s", "width": min(width, 75), "height": min(height, 75), "url": f"{self.url}?size=s"}
        return [small, {"type": "x", "width": width, "height": height, "url": self.url}]


class Files:
    """All files of one platform; ``base`` is its address."""

    def __init__(self, group_id: int) -> None:
        self.base = ""
        self._group_id = group_id
        self._numbers = itertools.count(456_239_017)
        self._slots: dict[str, str] = {}
        """Kinds by the secret in the address where an upload goes."""
        self._brought: dict[str, tuple[str, bytes]] = {}
        """Names and contents of what was uploaded and may be saved."""
        self._by_attachment: dict[str, Stored] = {}
        self._by_path: dict[str, Stored] = {}

    def keep(
        self, kind: str, name: str, data: bytes, *, owner_id: int, date: int, size: int | None = None
    ) -> Stored:
        """Store a file and return it with its id and address."""
        number, key = next(self._numbers), secrets.token_hex(9)
        path = f"{kind}/{number}/{name}"
        stored = Stored(
            kind,
            number,
            owner_id,
            key,
            name,
            len(data) if size is None else size,
            date,
            f"{self.base}/file/{path}",
            data,
        )
        self._by_attachment[stored.attachment] = self._by_path[path] = stored
        return stored

    def at(self, path: str) -> Stored | None:
        """Return the file of a download address."""
        return self._by_path.get(path)

    def attached(self, names: str) -> list[Stored]:
        """Return what the parameter ``attachment`` names, or refuse the call."""
        wanted = [name.strip() for name in names.split(",") if name.strip()]
        if len(wanted) > 10:
            raise wrong("too many attachments")
        found = [self._by_attachment.get(name) for name in wanted]
        for name, stored in zip(wanted, found, strict=True):
            if stored is None:
                raise ours(f"attachment {name} is nothing that was saved here")
        return [stored for stored in found if stored is not None]

    # ---- the bot's uploads

    def slot(self, kind: str) -> str:
        """Return an address where a file of this kind may be posted."""
        token = secrets.token_hex(16)
        self._slots[token] = kind
        return f"{self.base}/upload/{token}"

    def kind_of_slot(self, token: str) -> str | None:
        """Return what may be posted to an address, None if it was never given out."""
        return self._slots.get(token)

    def bring_photo(self, name: str, data: bytes) -> dict[str, Any]:
        """Take an uploaded picture; of what is none VK's answer names no photo."""
        if not _is_picture(data):
            return {"server": SERVER, "photo": "[]", "hash": secrets.token_hex(16)}
        mark = secrets.token_hex(16)
        self._brought[mark] = (name, data)
        width, height = image_size(data)
        sizes = [["x", f"{mark}x", width, height]]
        photo = orjson.dumps([{"markers_restarted": True, "photo": f"{mark}:x", "sizes": sizes}]).decode()
        return {"server": SERVER, "photo": photo, "hash": f"{mark[:8]}{mark[:8][::-1]}"}

    def bring_document(self, name: str, data: bytes) -> dict[str, Any]:
        """Take an uploaded document."""
        if not data:
            return {"error": "no_file", "error_descr": "Empty file"}
        if len(data) > DOCUMENT_LIMIT or name.rpartition(".")[2].lower() in REFUSED:
            return {"error": "wrong_file", "error_descr": "Wrong file type or size"}
        mark = secrets.token_hex(24)
        self._brought[mark] = (name, data)
        return {"file": f"{self._group_id}|0|-1|{mark}|{name}"}

    def save_photo(self, photo: str, server: int, hashed: str, date: int) -> Stored:
        """Keep a picture that was uploaded, or refuse the call."""
        if server != SERVER:
            raise wrong("", 118)
        try:
            [listed] = orjson.loads(photo)
            mark = str(listed["photo"]).partition(":")[0]
        except (ValueError, KeyError, TypeError):
            raise wrong("photos_list is invalid") from None
        if mark not in self._brought:
            raise wrong("", 129)
        if hashed != f"{mark[:8]}{mark[:8][::-1]}":
            raise wrong("", 121)
        name, data = self._brought[mark]
        return self.keep("photo", name, data, owner_id=-self._group_id, date=date)

    def save_document(self, given: str, title: str | None, date: int) -> Stored:
        """Keep a document that was uploaded, or refuse the call."""
        parts = given.split("|", 4)
        if len(parts) != 5 or parts[3] not in self._brought:
            raise Refused(105, mistake=True)
        name, data = self._brought[parts[3]]
        return self.keep("doc", title or name, data, owner_id=-self._group_id, date=date)


def _is_picture(data: bytes) -> bool:
    if not data or len(data) > PHOTO_LIMIT or image_type(data) not in PICTURES:
        return False
    width, height = image_size(data)
    fits = 0 < width + height <= SIDES_LIMIT and max(width, height) <= RATIO_LIMIT * min(width, height)
    return fits and _is_whole(data)


def _is_whole(data: bytes) -> bool:
    """Tell whether a picture ends as its format says; half a file is none."""
    if image_type(data) == "image/png":
        return data.rstrip(b"\0").endswith(b"IEND\xaeB`\x82") and b"IHDR" in data[:32]
    return data.rstrip(b"\0").endswith(b"\xff\xd9")
