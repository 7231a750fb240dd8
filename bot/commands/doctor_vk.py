"""What `doctor` looks at in the community's settings, and switches on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any

from bot.channels.vk import EVENTS, RIGHTS
from bot.channels.vk_api import VERSION, CallError, NoAnswer, VkApi
from bot.commands.doctor_checks import Check
from bot.settings import Settings

MEND = "run: python -m bot doctor --mend"
TITLE = "metodaktiv"
MOST_SERVERS = 10
LOOKS = (0.2, 0.5, 1.0, 2.0, 2.0, 2.0)
"""Seconds between looks at whether VK has got its answer from a new address."""
WALL, EDITOR, GROUP_AUTH = 8192, 2, 27
HOW_TO_GET_ONE = (
    "put the access token of a person who is editor or administrator of the community, with the right "
    "«wall», into VK_WALL_TOKEN (dev.vk.com → access tokens → user access token)"
)


async def checks(settings: Settings) -> AsyncIterator[Check]:
    """Token, rights, and whether what happens in the community is told."""
    token, group = settings.vk_token, settings.vk_group_id
    if not token or not group:
        remedy = "set both: the token of the community and its number"
        yield Check("vk", ok=False, detail="VK_TOKEN and VK_GROUP_ID go together", remedy=remedy)
        return
    if settings.vk_callback_url and not settings.vk_callback_secret:
        remedy = "set VK_CALLBACK_SECRET: up to 50 letters and digits of your choice"
        yield Check("vk callback", ok=False, detail="there is an address and no secret", remedy=remedy)
        return
    community = Community(settings, token.get_secret_value(), group)
    try:
        async for check in community.checks():
            yield check
    except CallError as error:
        remedy = "check VK_TOKEN and VK_GROUP_ID, or make a new token of the community"
        yield Check("vk", ok=False, detail=f"VK refuses with code {error.code}", remedy=remedy)
    except NoAnswer as error:
        remedy = "check the network, or set VK_PROXY or VK_API_URL"
        yield Check("vk", ok=False, detail=f"not reached: {error}", remedy=remedy)


class Community:
    """One community, asked and set by its token."""

    def __init__(self, settings: Settings, token: str, group: int) -> None:
        self._settings = settings
        self._token = token
        self._group = group
        self._of: dict[str, Any] = {"group_id": group}

    async def checks(self) -> AsyncIterator[Check]:
        """Raises CallError and NoAnswer."""
        found = await self._ask("groups.getById", **self._of)
        yield Check("vk", ok=True, detail=f"vk.me/{found['groups'][0]['screen_name']} answers")
        granted = await self._ask("groups.getTokenPermissions")
        missing = sorted(RIGHTS - {right["name"] for right in granted["permissions"]})
        yield Check(
            "vk rights",
            ok=not missing,
            detail=f"missing: {', '.join(missing)}" if missing else "the token may do all that is needed",
            remedy="make a new token of the community with these rights (its settings → API usage)",
        )
        if self._settings.vk_callback_url:
            server, check = await self._address()
            yield check
            if server is not None:
                yield await self._posted(server)
        else:
            yield await self._long_poll()
        yield await self._wall()

    # --- long poll -------------------------------------------------------------------------

    async def _long_poll(self) -> Check:
        found = await self._ask("groups.getLongPollSettings", **self._of)
        lacking = _lacking(found)
        if not found["is_enabled"]:
            lacking.insert(0, "the long poll itself")
        return _events(
            lacking, lambda: self._tell("groups.setLongPollSettings", **self._of, enabled=1, **_wanted())
        )

    # --- Callback API ----------------------------------------------------------------------

    async def _address(self) -> tuple[int | None, Check]:
        """The id of the server with our address, if it has one, and what is to be said of it."""
        url = self._settings.vk_callback_url
        server = await self._server()
        if server is None:
            many = (await self._ask("groups.getCallbackServers", **self._of))["count"] >= MOST_SERVERS
            where = "its settings → API usage → Callback API"
            return None, Check(
                "vk callback",
                ok=False,
                detail=f"the community does not post to {url}",
                remedy=f"take a server away ({where}): there are {MOST_SERVERS}" if many else MEND,
                mend=None if many else self._add,
            )
        problem = self._problem(server)
        return server["id"], Check(
            "vk callback",
            ok=not problem,
            detail=problem or f"the community posts to {url}",
            remedy=f"start the program, see that {url} leads to it, then {MEND}",
            mend=partial(self._edit, server) if problem else None,
        )

    def _problem(self, server: dict[str, Any]) -> str:
        secret = self._settings.vk_callback_secret
        if secret is None or server["secret_key"] != secret.get_secret_value():
            return "the community's secret is not VK_CALLBACK_SECRET"
        if server["status"] != "ok":
            return f"the address is not confirmed ({server['status']})"
        return ""

    async def _posted(self, server: int) -> Check:
        lacking = _lacking(await self._ask("groups.getCallbackSettings", **self._of, server_id=server))
        return _events(lacking, partial(self._switch_on, server))

    async def _server(self) -> dict[str, Any] | None:
        found = await self._ask("groups.getCallbackServers", **self._of)
        url = self._settings.vk_callback_url
        return next((server for server in found["items"] if server["url"] == url), None)

    def _named(self) -> dict[str, str]:
        secret = self._settings.vk_callback_secret
        assert self._settings.vk_callback_url
        assert secret
        return {
            "url": self._settings.vk_callback_url, "title": TITLE, "secret_key": secret.get_secret_value(),
        }  # fmt: skip

    async def _add(self) -> None:
        added = await self._ask("groups.addCallbackServer", **self._of, **self._named())
        await self._switch_on(added["server_id"])
        await self._is_confirmed()

    async def _edit(self, server: dict[str, Any]) -> None:
        """Says everything anew, upon which VK asks the address to prove itself."""
        named = {**self._named(), "title": server["title"]}
        await self._tell("groups.editCallbackServer", **self._of, server_id=server["id"], **named)
        await self._is_confirmed()

    async def _switch_on(self, server: int) -> None:
        await self._tell("groups.setCallbackSettings", **self._of, server_id=server, **_wanted())

    async def _is_confirmed(self) -> None:
        """Gives VK its time to ask, and the program its time to answer."""
        for pause in LOOKS:
            server = await self._server()
            if server is None or server["status"] in ("ok", "failed"):
                return
            await asyncio.sleep(pause)

    # --- the wall --------------------------------------------------------------------------

    async def _wall(self) -> Check:
        """Whether posts can be put on the wall: with the token of a person, never with the community's."""
        token = self._settings.vk_wall_token
        if not token:
            detail = "no VK_WALL_TOKEN: posts are given to the coordinator to copy by hand"
            return Check("vk wall", ok=True, detail=detail)
        owner = Community(self._settings, token.get_secret_value(), self._group)
        try:
            rights = await owner._ask("account.getAppPermissions")
            found = await owner._ask("groups.getById", **self._of, fields="admin_level")
        except CallError as error:
            what = (
                "this is the community's token" if error.code == GROUP_AUTH else f"refused, code {error.code}"
            )
            return Check("vk wall", ok=False, detail=what, remedy=HOW_TO_GET_ONE)
        lacking = [] if rights & WALL else ["the right «wall»"]
        if found["groups"][0].get("admin_level", 0) < EDITOR:
            lacking.append("the office of an editor")
        return Check(
            "vk wall",
            ok=not lacking,
            detail=f"its owner lacks: {', '.join(lacking)}" if lacking else "the token may post on the wall",
            remedy=HOW_TO_GET_ONE,
        )

    # --- calls -----------------------------------------------------------------------------

    async def _ask(self, method: str, **params: Any) -> Any:
        settings = self._settings
        api = VkApi(self._token, self._group, base_url=settings.vk_api_url, proxy=settings.vk_proxy)
        try:
            return await api.call(method, params)
        finally:
            await api.close()

    async def _tell(self, method: str, **params: Any) -> None:
        await self._ask(method, **params)


def _lacking(found: dict[str, Any]) -> list[str]:
    lacking = [name for name in EVENTS if not found["events"].get(name)]
    if found.get("api_version") != VERSION:
        lacking.append(f"version {VERSION}")
    return lacking


def _wanted() -> dict[str, Any]:
    return {"api_version": VERSION, **dict.fromkeys(EVENTS, 1)}


def _events(lacking: list[str], mend: Callable[[], Awaitable[None]]) -> Check:
    return Check(
        "vk events",
        ok=not lacking,
        detail=f"off: {', '.join(lacking)}" if lacking else "on",
        remedy=MEND,
        mend=mend if lacking else None,
    )
