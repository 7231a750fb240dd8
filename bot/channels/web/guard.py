"""What keeps strangers out: headers, the origin of posts, the pace of a browser."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

MOST_REMEMBERED = 10_000


def headers(*, secure: bool, framed: bool) -> Mapping[str, str]:
    """Sent with every answer. `framed` lets the page stand in a frame of its own site (demo)."""
    ancestors = "'self'" if framed else "'none'"
    sent = {
        "Content-Security-Policy": (
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
            f"frame-ancestors {ancestors}"
        ),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN" if framed else "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
        "Cache-Control": "no-store",
    }
    if secure:
        sent["Strict-Transport-Security"] = "max-age=31536000"
    return sent


def from_our_page(sent: Mapping[str, str], host: str) -> bool:
    """Whether a post comes from a page of ours: browsers say so, and nobody else need post."""
    site = sent.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = sent.get("Origin")
    return origin is not None and bool(host) and urlsplit(origin).netloc == host


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Turnstile:
    """Lets each key through so many times at once and so many times a minute after that."""

    def __init__(self, *, at_once: int, a_minute: int) -> None:
        self._at_once = float(at_once)
        self._a_second = a_minute / 60
        self._buckets: dict[str, _Bucket] = {}

    def wait(self, key: str) -> int:
        """0 if this one may pass, else after how many seconds to come again."""
        now = time.monotonic()
        bucket = self._buckets.get(key)
        if bucket is None:
            self._make_room(now)
            bucket = self._buckets[key] = _Bucket(self._at_once, now)
        bucket.left = min(self._at_once, bucket.left + (now - bucket.at) * self._a_second)
        bucket.at = now
        if bucket.left < 1:
            return int((1 - bucket.left) / self._a_second) + 1
        bucket.left -= 1
        return 0

    def _make_room(self, now: float) -> None:
        if len(self._buckets) < MOST_REMEMBERED:
            return
        full = self._at_once / self._a_second
        self._buckets = {key: one for key, one in self._buckets.items() if now - one.at < full}
        while len(self._buckets) >= MOST_REMEMBERED:
            self._buckets.pop(next(iter(self._buckets)))
