"""The methods about the community, people and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.vk.calls import Call
from tests.fakes.vk.parameters import EVENTS, check_version
from tests.fakes.vk.refusals import Refused, ours, wrong
from tests.fakes.vk.registry import Methods

if TYPE_CHECKING:
    from tests.fakes.vk.server import FakeVk

RIGHTS = {"manage": 262_144, "messages": 4096, "photos": 4, "docs": 131_072, "wall": 8192}
"""What a community's token may permit, with VK's bits."""
PERSONAL_RIGHTS = {"wall": 8192, "groups": 262_144}
"""What a person's token may permit, with VK's bits."""
NEEDS = {
    "messages.": "messages",
    "photos.": "photos",
    "docs.": "docs",
    "wall.createComment": "wall",
    "groups.setLongPollSettings": "manage",
    "groups.getLongPollSettings": "manage",
    "groups.getLongPollServer": "manage",
    "groups.getCallback": "manage",
    "groups.setCallback": "manage",
    "groups.addCallback": "manage",
    "groups.editCallback": "manage",
}
"""The right that methods need, by the beginning of their names."""

METHODS = Methods()


FOR_PEOPLE = ("wall.", "board.", "account.")
"""Methods that take a person's token only (official schema 5.199), by the beginning of their names."""
FOR_BOTH = ("groups.getById", "users.get", "execute")
OF_ANYBODY = ("wall.createComment",)
"""Methods that take either token."""
EDITOR = 2


def check_right(vk: FakeVk, call: Call) -> None:
    """Refuse a method for which the token has no right."""
    method = call.method
    for_people = method.startswith(FOR_PEOPLE) and method not in OF_ANYBODY
    if for_people and not call.with_wall_token:
        raise Refused(27, "method is unavailable with group auth.")
    if call.with_wall_token:
        if not for_people and method not in FOR_BOTH:
            raise ours("a person's token where the community's belongs", 15)
        if method.startswith("wall.") and "wall" not in vk.wall_rights:
            raise Refused(15, "no access to call this method")
        return
    needed = next((right for name, right in NEEDS.items() if method.startswith(name)), None)
    if needed is not None and needed not in vk.rights:
        raise Refused(15, "no access to call this method")


@METHODS.does("groups.getById")
def get_by_id(vk: FakeVk, call: Call) -> Any:
    """Tell about the community."""
    wanted = [*call.params.get("group_ids", ()), call.params.get("group_id") or str(vk.group_id)]
    if {name.lower() for name in wanted} - vk.names:
        raise ours("the stand-in knows one community only")
    shown = vk.as_group()
    if call.with_wall_token and "admin_level" in call.params.get("fields", ()):
        shown |= {"is_admin": int(vk.editor), **({"admin_level": EDITOR} if vk.editor else {})}
    return {"groups": [shown], "profiles": []}


@METHODS.does("account.getAppPermissions")
def get_app_permissions(vk: FakeVk, call: Call) -> Any:
    """Tell what a person's token permits, as a mask of bits."""
    return sum(PERSONAL_RIGHTS[right] for right in vk.wall_rights)


@METHODS.does("groups.getLongPollServer")
def get_long_poll_server(vk: FakeVk, call: Call) -> Any:
    """Tell where events are asked for."""
    vk.check_group(call.params)
    if not vk.long_poll["enabled"]:
        raise Refused(100, "longpoll for this group is not enabled")
    return {"key": vk.history.key, "server": f"{vk.url}/wh{vk.group_id}", "ts": str(vk.history.ts)}


@METHODS.does("groups.getLongPollSettings")
def get_long_poll_settings(vk: FakeVk, call: Call) -> Any:
    """Tell which events are told."""
    vk.check_group(call.params)
    events = {kind: int(kind in vk.told) for kind in EVENTS}
    settings = vk.long_poll
    return {"is_enabled": settings["enabled"], "api_version": settings["api_version"], "events": events}


@METHODS.does("groups.setLongPollSettings")
def set_long_poll_settings(vk: FakeVk, call: Call) -> Any:
    """Choose which events are told; what is not named stays as it was."""
    params = call.params
    vk.check_group(params)
    if "api_version" in params:
        check_version(params["api_version"])
        vk.long_poll["api_version"] = params["api_version"]
    if "enabled" in params:
        vk.long_poll["enabled"] = params["enabled"]
    for kind in set(EVENTS) & params.keys():
        (vk.told.add if params[kind] else vk.told.discard)(kind)
    return 1


@METHODS.does("groups.getTokenPermissions")
def get_token_permissions(vk: FakeVk, call: Call) -> Any:
    """Tell what the token permits."""
    bits = {right: RIGHTS[right] for right in RIGHTS if right in vk.rights}
    permissions = [{"name": right, "setting": bit} for right, bit in bits.items()]
    return {"mask": sum(bits.values()), "permissions": permissions}


@METHODS.does("users.get")
def get_users(vk: FakeVk, call: Call) -> Any:
    """Tell about people; who is not there is passed over."""
    wanted = call.params.get("user_ids", [])
    known = {str(phone.id): phone for phone in vk.phones}
    return [known[name].as_user() for name in dict.fromkeys(wanted) if name in known]


# ---- files


@METHODS.does("photos.getMessagesUploadServer")
def photo_upload_server(vk: FakeVk, call: Call) -> Any:
    """Tell where a picture may be posted."""
    if peer := call.params.get("peer_id", 0):
        vk.person(peer).check_access()
    url = vk.files.slot("photo")
    return {"album_id": -64, "upload_url": url, "user_id": 0, "group_id": vk.group_id}


@METHODS.does("photos.saveMessagesPhoto")
def save_photo(vk: FakeVk, call: Call) -> Any:
    """Keep a picture that was posted."""
    params = call.params
    stored = vk.files.save_photo(params["photo"], params["server"], params["hash"], int(vk.now()))
    return [stored.as_json()]


@METHODS.does("docs.getMessagesUploadServer")
def doc_upload_server(vk: FakeVk, call: Call) -> Any:
    """Tell where a document may be posted."""
    if call.params.get("type", "doc") != "doc":
        raise ours(f"the stand-in takes no {call.params['type']}")
    vk.person(call.params["peer_id"]).check_access()
    return {"upload_url": vk.files.slot("doc")}


@METHODS.does("docs.save")
def save_doc(vk: FakeVk, call: Call) -> Any:
    """Keep a document that was posted."""
    params = call.params
    if len(params.get("title", "")) > 128:
        raise wrong("title is longer than 128")
    stored = vk.files.save_document(params["file"], params.get("title"), int(vk.now()))
    return {"type": "doc", "doc": stored.as_json()}
