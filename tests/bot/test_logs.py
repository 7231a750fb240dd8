"""No token and nothing of a person stands in the log, whoever wrote the line."""

import pytest

from bot.logs import _without_secrets

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
