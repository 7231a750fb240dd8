"""No token and nothing of a person stands in the log, whoever wrote the line."""

from pathlib import Path

import pytest

from bot.logs import _without_secrets
from tests.bot.program import Program

SECRETS = {
    "telegram": "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
    "vk": "vk1.a.Xb3-k_9Yq0.LmNoPqRsTuVwXyZ0123456789",
    "vk of old": "0123456789abcdef" * 5 + "01234",
    "a link": "/enter/AbCd-123_x",
}


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_struck_out_wherever_it_stands(secret: str):
    value = SECRETS[secret]
    line = _without_secrets(None, "info", {"event": f"failed at https://api.example/bot{value}/x", "n": 1})
    assert value.rpartition("/")[2] not in repr(line)
    assert line["event"].startswith("failed at https://api.example/bot")
    assert line["n"] == 1


def test_what_people_say_and_are_called_is_struck_out():
    line = _without_secrets(None, "info", {"event": "message", "text": "двое молчат", "name": "Росянкина"})
    assert line == {"event": "message", "text": "•••", "name": "•••"}


TOKEN = "123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0"
VK_TOKEN = "vk1.a.Tn5_kkqPz0Vf-0WmR2zSjiQ7v4TMAKdi"
BEGIN = f"""
import logging, structlog
from bot import logs
logs.configure(form={{form!r}})
log = structlog.get_logger()
token, vk, words = {TOKEN!r}, {VK_TOKEN!r}, "".join(["Зубо", "ва"])
"""
OWN = """
log.info("told", url=f"https://api/bot{token}/getMe", vk=vk, at="https://a.ru/enter/abc-DEF_123", count=3)
log.info("heard", text=words, name=words, body=words, said=words, phone=words, email=words, token=token)
def reads():
    try:
        int(words)
    except ValueError as error:
        raise LookupError(f"{words} {token}") from error
try:
    reads()
except LookupError as error:
    log.exception("failed")
    log.error("failed-again", exc_info=error)
"""
OF_LIBRARIES = """
def reads():
    int(words)
logging.getLogger("vk_api").warning("refused: %s", vk)
try:
    reads()
except ValueError:
    logging.getLogger("asyncio").exception("of a task")
"""


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("does", [OWN, OF_LIBRARIES], ids=["own", "of_libraries"])
async def test_neither_tokens_nor_words_are_logged_but_where_it_happened_is(
    form: str, does: str, tmp_path: Path
):
    status, out, err = await Program(tmp_path).runs("-c", BEGIN.format(form=form) + does)
    assert (status, out) == (0, "")
    for secret in (TOKEN, VK_TOKEN, "abc-DEF_123", "Зубова"):
        assert secret not in err
    assert "ValueError" in err
    assert "in reads" in err
    assert "•••" in err
