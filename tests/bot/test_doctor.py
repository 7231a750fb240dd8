"""`doctor`: what is wrong with an installation, and what to do about it."""

import argparse
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.commands import CommandError, doctor
from bot.settings import Settings
from storage.migrate import migrate
from storage.store import Store
from tests.bot.vk_house import VkHouse
from tests.bot.vk_program import ADDRESS, SECRET
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vk import FakeVk
from tests.fakes.vk.server import TOLD

WRONG = "42:" + "A" * 35


def told(folder: Path, **settings: Any) -> Settings:
    return Settings(_env_file=None, database_url=f"sqlite+aiosqlite:///{folder / 'a.db'}", **settings)


async def examined(settings: Settings, capsys, *words: str) -> tuple[bool, dict[str, dict[str, Any]], str]:
    """Whether all is well, the checks by name, and everything printed."""
    parser = argparse.ArgumentParser()
    doctor.add(parser)
    well = True
    try:
        await doctor.main(parser.parse_args(["--json", *words]), settings)
    except CommandError:
        well = False
    printed = capsys.readouterr()
    answer = json.loads(printed.out)
    assert answer["ok"] is well
    return well, {check["name"]: check for check in answer["checks"]}, printed.out + printed.err


async def test_a_new_installation_without_messengers_is_well_once_it_has_a_store(tmp_path: Path, capsys):
    settings = told(tmp_path)
    well, checks, _ = await examined(settings, capsys)
    assert not well
    assert checks["store"]["remedy"] == "run: python -m bot migrate"
    await migrate(settings.database_url)
    well, checks, _ = await examined(settings, capsys)
    assert well
    assert set(checks) == {"regulation", "operator", "store", "public address"}
    assert checks["public address"]["remedy"] == "", "no channel is masked, so nothing need be done"


async def test_an_unknown_pack_is_named_with_those_there_are(tmp_path: Path, capsys):
    _, checks, _ = await examined(told(tmp_path, regulation="atlantis"), capsys)
    assert not checks["regulation"]["ok"]
    assert "vsevolozhsk" in checks["regulation"]["remedy"]


async def test_a_masked_channel_needs_an_address_that_people_can_open(tmp_path: Path, capsys):
    async with FakeTelegram() as telegram:
        known = {"telegram_token": telegram.token, "telegram_api_url": telegram.url}
        await migrate(told(tmp_path).database_url)
        well, checks, _ = await examined(told(tmp_path, **known), capsys)
        assert not well
        assert "WEB_PUBLIC_URL" in checks["public address"]["remedy"]
        assert "149-ФЗ" in checks["personal data in Telegram"]["detail"]
        well, checks, printed = await examined(
            told(tmp_path, **known, web_public_url="https://mms.example"), capsys
        )
        assert well, checks
        assert checks["telegram"]["detail"].startswith("@")
        assert telegram.token not in printed


async def test_personal_data_in_telegram_is_the_lawyers_matter(tmp_path: Path, capsys):
    async with FakeTelegram() as telegram:
        settings = told(
            tmp_path,
            telegram_token=telegram.token,
            telegram_api_url=telegram.url,
            telegram_personal_data="allow",
        )
        well, checks, _ = await examined(settings, capsys)
        assert not well
        assert "lawyer" in checks["personal data in Telegram"]["remedy"]


@pytest.mark.parametrize(
    ("token", "said"), [("nonsense", "this is no token"), (WRONG, "the token is refused")]
)
async def test_a_wrong_token_is_said_and_never_printed(token: str, said: str, tmp_path: Path, capsys):
    async with FakeTelegram() as telegram:
        settings = told(tmp_path, telegram_token=token, telegram_api_url=telegram.url)
        well, checks, printed = await examined(settings, capsys)
        assert not well
        assert checks["telegram"]["detail"] == said
        assert token not in printed


async def test_a_platform_that_is_away_is_told_from_a_wrong_token(tmp_path: Path, capsys):
    settings = told(tmp_path, telegram_token=WRONG, telegram_api_url="http://127.0.0.1:9")
    _, checks, printed = await examined(settings, capsys)
    assert checks["telegram"]["detail"].startswith("not reached")
    assert "TELEGRAM_PROXY" in checks["telegram"]["remedy"]
    assert WRONG not in printed


def of(vk: FakeVk) -> dict[str, Any]:
    return {"vk_token": vk.token, "vk_group_id": vk.group_id, "vk_api_url": vk.url}


async def test_what_the_community_lacks_is_named_and_switched_on(tmp_path: Path, capsys):
    async with FakeVk() as vk:
        vk.long_poll |= {"enabled": False, "api_version": "5.131"}
        vk.told.discard("message_event")
        settings = told(tmp_path, **of(vk))
        await migrate(settings.database_url)
        well, checks, _ = await examined(settings, capsys)
        assert not well
        assert checks["vk"]["detail"].endswith("answers")
        lacking = "off: the long poll itself, message_event, version 5.199"
        assert checks["vk events"]["detail"] == lacking
        assert checks["vk events"]["remedy"] == "run: python -m bot doctor --mend"
        assert not vk.calls_of("groups.setLongPollSettings"), "looking changes nothing"
        well, checks, printed = await examined(settings, capsys, "--mend", "--yes")
        assert well, checks
        assert lacking in printed
        assert (await examined(settings, capsys))[0]
        assert vk.mistakes == []
        assert vk.token not in printed


@pytest.mark.parametrize(("said", "mended"), [("да\n", True), ("y\n", True), ("n\n", False), ("\n", False)])
async def test_nothing_is_switched_on_before_somebody_has_agreed(
    said: str, mended: bool, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
):
    async with FakeVk() as vk:
        vk.long_poll["enabled"] = False
        settings = told(tmp_path, **of(vk))
        await migrate(settings.database_url)
        monkeypatch.setattr("sys.stdin", io.StringIO(said))
        well, _, printed = await examined(settings, capsys, "--mend")
        assert "Mend this? [y/N]" in printed
        assert (well, vk.long_poll["enabled"]) == (mended, mended)


async def test_where_nobody_can_agree_it_says_what_to_add(
    tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
):
    async with FakeVk() as vk:
        vk.long_poll["enabled"] = False
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
        options = argparse.Namespace(mend=True, yes=False, json=False)
        with pytest.raises(CommandError, match="add --yes"):
            await doctor.main(options, told(tmp_path, **of(vk)))
        assert not vk.long_poll["enabled"]


# --- VK posts --------------------------------------------------------------------------------


@pytest.fixture
async def posted(store: Store) -> AsyncIterator[tuple[VkHouse, dict[str, Any]]]:
    """A program that answers behind the address, of which the community knows nothing yet."""
    async with FakeVk(pace=False) as vk:
        house = await VkHouse(store, vk, callback=True).start(listens=False)
        vk.callbacks.servers.clear()
        vk.callbacks.roads[ADDRESS] = house.url
        yield house, of(vk) | {"vk_callback_url": ADDRESS, "vk_callback_secret": SECRET}
        await house.stop()
        assert vk.mistakes == []


async def test_the_address_is_entered_confirmed_and_has_its_events(
    posted: tuple[VkHouse, dict[str, Any]], tmp_path: Path, capsys
):
    house, known = posted
    settings = told(tmp_path, **known)
    await migrate(settings.database_url)
    well, checks, _ = await examined(settings, capsys)
    assert not well
    assert checks["vk callback"]["detail"] == f"the community does not post to {ADDRESS}"
    well, checks, printed = await examined(settings, capsys, "--mend", "--yes")
    assert well, checks
    [server] = house.vk.callbacks.servers.values()
    assert (server.url, server.secret, server.status) == (ADDRESS, SECRET, "ok")
    assert server.told == set(TOLD)
    assert SECRET not in printed and house.vk.token not in printed


async def test_what_is_wrong_with_the_address_is_told_and_mended(
    posted: tuple[VkHouse, dict[str, Any]], tmp_path: Path, capsys
):
    house, known = posted
    settings = told(tmp_path, **known)
    await migrate(settings.database_url)
    server = house.vk.callbacks.add(ADDRESS, "мой сервер", "another")
    _, checks, _ = await examined(settings, capsys)
    assert checks["vk callback"]["detail"] == "the community's secret is not VK_CALLBACK_SECRET"
    server.secret = SECRET
    _, checks, _ = await examined(settings, capsys)
    assert checks["vk callback"]["detail"] == "the address is not confirmed (unconfigured)"
    server.status = "ok"
    server.told.add("message_new")
    _, checks, _ = await examined(settings, capsys)
    assert checks["vk callback"]["ok"]
    lacking = f"off: {', '.join(TOLD[1:])}, version 5.199"
    assert checks["vk events"]["detail"] == lacking
    server.secret, server.status = "another", "failed"
    well, checks, _ = await examined(settings, capsys, "--mend", "--yes")
    assert well, checks
    assert (server.secret, server.status, server.title) == (SECRET, "ok", "мой сервер")
    assert len(house.vk.callbacks.servers) == 1


async def test_an_address_behind_which_nobody_answers_is_not_well(tmp_path: Path, capsys):
    async with FakeVk(pace=False) as vk:
        vk.callbacks.roads[ADDRESS] = ""
        settings = told(tmp_path, **of(vk), vk_callback_url=ADDRESS, vk_callback_secret=SECRET)
        await migrate(settings.database_url)
        well, checks, _ = await examined(settings, capsys, "--mend", "--yes")
        assert not well
        assert checks["vk callback"]["detail"] == "the address is not confirmed (failed)"
        assert f"see that {ADDRESS} leads to it" in checks["vk callback"]["remedy"]


async def test_where_there_is_no_room_for_the_address_nothing_is_tried(tmp_path: Path, capsys):
    async with FakeVk(pace=False) as vk:
        for number in range(10):
            vk.callbacks.add(f"https://{number}.example/vk", "other", "")
        settings = told(tmp_path, **of(vk), vk_callback_url=ADDRESS, vk_callback_secret=SECRET)
        _, checks, _ = await examined(settings, capsys, "--mend", "--yes")
        assert checks["vk callback"]["remedy"].startswith("take a server away")
        assert not vk.calls_of("groups.addCallbackServer")
        assert "vk events" not in checks


async def test_an_address_without_a_secret_is_no_setting(tmp_path: Path, capsys):
    async with FakeVk() as vk:
        _, checks, _ = await examined(told(tmp_path, **of(vk), vk_callback_url=ADDRESS), capsys)
        assert "VK_CALLBACK_SECRET" in checks["vk callback"]["remedy"]


async def test_a_token_without_its_rights_and_half_a_setting_are_said(tmp_path: Path, capsys):
    async with FakeVk() as vk:
        vk.rights = {"messages", "manage"}
        known = of(vk)
        _, checks, _ = await examined(told(tmp_path, **known), capsys)
        assert checks["vk rights"]["detail"] == "missing: docs, photos, wall"
        _, checks, printed = await examined(told(tmp_path, **{**known, "vk_token": "vk1.a.wrong"}), capsys)
        assert checks["vk"]["detail"] == "VK refuses with code 5"
        assert "vk1.a.wrong" not in printed
        _, checks, _ = await examined(told(tmp_path, vk_token=vk.token), capsys)
        assert checks["vk"]["detail"] == "VK_TOKEN and VK_GROUP_ID go together"


@pytest.mark.parametrize(
    ("token", "wrong", "said"),
    [
        ("wall_token", {}, "the token may post on the wall"),
        ("wall_token", {"wall_rights": {"groups"}}, "its owner lacks: the right «wall»"),
        ("wall_token", {"editor": False}, "its owner lacks: the office of an editor"),
        ("token", {}, "this is the community's token"),
    ],
)
async def test_whether_the_wall_takes_posts_is_found_out(
    token: str, wrong: dict[str, Any], said: str, tmp_path: Path, capsys
):
    async with FakeVk() as vk:
        for name, value in wrong.items():
            setattr(vk, name, value)
        known = {"vk_token": vk.token, "vk_group_id": vk.group_id, "vk_api_url": vk.url}
        _, checks, printed = await examined(told(tmp_path, **known, vk_wall_token=getattr(vk, token)), capsys)
        assert checks["vk wall"]["detail"] == said
        assert checks["vk wall"]["ok"] is (said == "the token may post on the wall")
        assert "VK_WALL_TOKEN" in checks["vk wall"]["remedy"]
        assert vk.wall_token not in printed
        _, checks, _ = await examined(told(tmp_path, **known), capsys)
        assert checks["vk wall"]["ok"]
        assert "by hand" in checks["vk wall"]["detail"]
        assert vk.mistakes == []


@pytest.mark.parametrize("chat", ["@news_of_service", "news_of_service", "https://t.me/news_of_service"])
async def test_whether_the_news_channel_takes_posts_is_found_out(chat: str, tmp_path: Path, capsys):
    async with FakeTelegram() as telegram:
        channel = telegram.channel(username="news_of_service")
        known = {"telegram_token": telegram.token, "telegram_api_url": telegram.url}
        settings = told(tmp_path, **known, telegram_news_chat=chat)
        _, checks, _ = await examined(settings, capsys)
        assert checks["news channel"]["detail"] == "«Новости» takes posts"
        assert "41-ФЗ" in checks["news channel and the law"]["detail"]
        channel.may_post = False
        _, checks, _ = await examined(settings, capsys)
        assert checks["news channel"]["detail"].startswith("the bot lacks: can_post_messages")
        channel.member = False
        well, checks, _ = await examined(settings, capsys)
        assert not well
        assert "administrator of the channel" in checks["news channel"]["remedy"]
        _, checks, _ = await examined(told(tmp_path, **known, telegram_news_chat="@elsewhere"), capsys)
        assert "chat not found" in checks["news channel"]["detail"]
        _, checks, _ = await examined(told(tmp_path, **known, telegram_news_chat="-1001000000001"), capsys)
        assert "not a member" in checks["news channel"]["detail"]
