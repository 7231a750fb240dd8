"""`invite`: codes for every role on an empty store; what is printed lets in."""

import argparse
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.commands import CommandError, invite
from bot.settings import Settings
from services import access
from services.people import ROLES
from storage.store import Store, Unit
from tests.fakes.telegram import FakeTelegram


def told(folder: Path, **settings: object) -> Settings:
    return Settings(_env_file=None, database_url=f"sqlite+aiosqlite:///{folder / 'new' / 'a.db'}", **settings)


def asked(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    invite.add(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize("role", ROLES)
async def test_an_empty_store_gives_codes_of_every_role(role: str, tmp_path: Path, capsys):
    settings = told(tmp_path, web_public_url="https://mms.example")
    await invite.main(asked("--role", role, "--count", "2", "--json"), settings)
    codes = json.loads(capsys.readouterr().out)["codes"]
    assert [code["role"] for code in codes] == [role, role]
    assert len({code["code"] for code in codes}) == 2
    first = codes[0]
    assert first["links"] == {
        "telegram": None, "vk": None, "web": f"https://mms.example/enter/{first['code']}",
    }  # fmt: skip
    expires = datetime.fromisoformat(first["expires"])
    store = Store(settings.database_url)
    await store.open()

    async def look(unit: Unit) -> str | None:
        moment = expires - timedelta(minutes=1)
        found = await access.look(unit, first["code"], access.INVITATION, moment)
        assert found.expires_at - found.made_at == timedelta(days=14)
        return found.role

    assert await store.step("vsevolozhsk", look) == role
    await store.close()


async def test_the_number_of_the_community_is_enough_for_a_link_to_it(tmp_path: Path, capsys):
    await invite.main(asked("--role", "teacher", "--json"), told(tmp_path, vk_group_id=224000111))
    [code] = json.loads(capsys.readouterr().out)["codes"]
    assert code["links"]["vk"] == f"https://vk.me/club224000111?ref={code['code']}"


async def test_a_bot_that_can_be_reached_gives_its_link_and_one_that_cannot_keeps_no_code_back(
    tmp_path: Path, capsys
):
    async with FakeTelegram() as telegram:
        bot = {"telegram_token": telegram.token, "telegram_api_url": telegram.url}
        await invite.main(asked("--role", "teacher", "--json"), told(tmp_path, **bot))
        [code] = json.loads(capsys.readouterr().out)["codes"]
        assert code["links"]["telegram"] == f"{telegram.link}?start={code['code']}"
        await invite.main(asked("--role", "teacher"), told(tmp_path, **bot, vk_group_id=7))
        said, *links = capsys.readouterr().out.split()
        assert links[:2] == [f"{telegram.link}?start={said}", f"https://vk.me/club7?ref={said}"]
    for token in (telegram.token, "nonsense"):
        lost = told(tmp_path, telegram_token=token, telegram_api_url=telegram.url)
        await invite.main(asked("--role", "teacher", "--json"), lost)
        printed = capsys.readouterr()
        assert json.loads(printed.out)["codes"][0]["links"]["telegram"] is None
        assert "TELEGRAM_TOKEN" in printed.err
        assert token not in printed.err


async def test_without_json_a_line_is_a_code_and_its_link(tmp_path: Path, capsys):
    await invite.main(asked("--role", "teacher"), told(tmp_path, web_port=8123))
    printed = capsys.readouterr()
    code, link = printed.out.split()
    assert link == f"http://127.0.0.1:8123/enter/{code}"
    assert "/start CODE" in printed.err


async def test_an_address_that_is_not_known_yet_is_null(tmp_path: Path, capsys):
    await invite.main(asked("--role", "teacher", "--json"), told(tmp_path, web_port=0))
    (code,) = json.loads(capsys.readouterr().out)["codes"]
    assert code["links"]["web"] is None


@pytest.mark.parametrize("count", ["0", "-3", "1001"])
async def test_a_count_that_makes_no_sense_is_one_line(count: str, tmp_path: Path):
    with pytest.raises(CommandError, match="1 to 1000"):
        await invite.main(asked("--role", "teacher", "--count", count), told(tmp_path))


async def test_a_pack_that_is_not_there_is_one_line(tmp_path: Path):
    with pytest.raises(CommandError, match="REGULATION"):
        await invite.main(asked("--role", "teacher"), told(tmp_path, regulation="nowhere"))
