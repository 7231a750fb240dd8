"""The code of an ``execute``: as much of VKScript as a client needs that packs calls together."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.fakes.vk.refusals import Refused, ours, wrong

MOST_CALLS = 25
LONGEST = 65_536
"""Characters; VK names no number, this one is ours."""

_BEGIN = re.compile(r"\s*return\s*\[")
_CALL = re.compile(r"\s*API\.([A-Za-z]+\.[A-Za-z]+)\(\s*")
_AFTER = re.compile(r"\s*\)\s*([,\]])")
_END = re.compile(r"\s*;?\s*")
_JSON = json.JSONDecoder()


def read_code(code: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the calls of ``return [API.a.b({...}),API.c.d({...})];``, or refuse the code."""
    if len(code) > LONGEST:
        raise ours(f"the code is longer than {LONGEST}", 12)
    begin = _BEGIN.match(code)
    if begin is None:
        raise ours("the stand-in reads «return [API.a.b({...}),...];» only", 12)
    at, calls, follows = begin.end(), [], ","
    while follows == ",":
        found = _CALL.match(code, at)
        if found is None:
            raise _uncompiled(code, at)
        arguments, at = _arguments(code, found.end())
        after = _AFTER.match(code, at)
        if after is None:
            raise _uncompiled(code, at)
        calls.append((found[1], arguments))
        follows, at = after[1], after.end()
    if not _END.fullmatch(code, at):
        raise _uncompiled(code, at)
    if len(calls) > MOST_CALLS:
        raise wrong("Too many api calls", 13)
    return calls


def _arguments(code: str, at: int) -> tuple[dict[str, Any], int]:
    if code[at : at + 1] == ")":
        return {}, at
    try:
        arguments, end = _JSON.raw_decode(code, at)
    except json.JSONDecodeError:
        raise _uncompiled(code, at) from None
    if not isinstance(arguments, dict):
        raise _uncompiled(code, at)
    return arguments, end


def _uncompiled(code: str, at: int) -> Refused:
    return wrong(f"unexpected {code[at : at + 20]!r} in line 1", 12)
