"""The peer of `benchmarks.notices`: messages from standard input, sent one by one with vk_api.

It prints the seconds and the CPU seconds that its loop took; its start is not counted.
"""

import sys
import time
from typing import Any

import orjson
import requests
from jconfig.memory import MemoryConfig
from requests.adapters import HTTPAdapter
from vk_api import VkApiGroup

API = "https://api.vk.ru"


class Road(HTTPAdapter):
    """Leads to the stand-in."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        request.url = str(request.url).replace(API, self.base, 1)
        return super().send(request, **options)


def main() -> None:
    base, token = sys.argv[1:3]
    messages = orjson.loads(sys.stdin.buffer.read())
    session = requests.Session()
    session.trust_env = False
    session.mount(API, Road(base))
    vk = VkApiGroup(token=token, api_version="5.199", config=MemoryConfig, session=session).get_api()
    began, cpu = time.perf_counter(), time.process_time()
    for message in messages:
        vk.messages.send(**message)
    told = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
    print(orjson.dumps(told).decode())


if __name__ == "__main__":
    main()
