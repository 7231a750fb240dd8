"""The methods by which a bot asks for its updates: polling and webhook."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.calls import Call
from tests.fakes.telegram.refusals import Refused, bad, ours
from tests.fakes.telegram.updates import WEBHOOK_SET
from tests.fakes.telegram.webhook import Webhook

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram

POLL_LIMIT = 50
"""Seconds; Telegram waits no longer however long the bot asks it to."""
LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)

_SECRET = re.compile(r"[A-Za-z0-9_-]*")


async def get_updates(telegram: FakeTelegram, call: Call) -> Any:
    """Confirm what lies below the offset, and wait for what follows."""
    if telegram.webhook is not None:
        raise Refused(WEBHOOK_ACTIVE, 409)
    params = call.params
    telegram.updates.allow(params.get("allowed_updates"))
    limit = min(max(params.get("limit", 100), 1), 100)
    wait = min(max(params.get("timeout", 0), 0), POLL_LIMIT)
    batch = await telegram.updates.take(params.get("offset", 0), limit, wait)
    return [update.as_json() for update in batch]


async def set_webhook(telegram: FakeTelegram, call: Call) -> Any:
    """Post updates to the bot from now on, what was not confirmed first."""
    params = call.params
    _check_webhook(params["url"], params.get("secret_token"), params.get("max_connections"))
    telegram.updates.allow(params.get("allowed_updates"))
    await delete_webhook(telegram, call)
    telegram.updates.end_poll(Refused(WEBHOOK_SET, 409))
    telegram.webhook = Webhook(
        params["url"],
        telegram.updates,
        telegram.execute_blindly,
        secret=params.get("secret_token"),
        max_connections=params.get("max_connections") or 40,
        loses=telegram.loses_answer,
        pause=telegram.webhook_pause,
    )
    return True


async def delete_webhook(telegram: FakeTelegram, call: Call) -> Any:
    """Post nothing any more; what the bot has not taken stays for getUpdates."""
    if telegram.webhook is not None:
        webhook, telegram.webhook = telegram.webhook, None
        await webhook.close()
    if call.params.get("drop_pending_updates"):
        telegram.updates.clear()
    return True


async def get_webhook_info(telegram: FakeTelegram, call: Call) -> Any:
    """Tell how the webhook does."""
    webhook = telegram.webhook
    info: dict[str, Any] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(telegram.updates.unconfirmed),
        "allowed_updates": sorted(telegram.updates.allowed),
    }
    if webhook is not None:
        info["max_connections"] = webhook.max_connections
        if webhook.error is not None:
            info |= {"last_error_date": int(telegram.now()), "last_error_message": webhook.error}
    return info


METHODS: dict[str, Callable[[FakeTelegram, Call], Awaitable[Any]]] = {
    "getupdates": get_updates,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
}


def _check_webhook(url: str, secret: str | None, connections: int | None) -> None:
    if not url.startswith(("https://", *LOOPBACK)):
        # this machine's own bot is let through without TLS, as a local Bot API server does
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if secret is not None and len(secret) > 256:
        raise bad("secret token is too long")
    if secret is not None and not _SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    if connections is not None and not 1 <= connections <= 100:
        raise ours("max_connections must be 1-100")
