"""Which parameters a method has and of which type, read once from aiogram's models.

Checking with pydantic on every call would cost more than the whole rest of the server, so
each model is turned once into a small table of slots, and calls are held against that.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import aiogram.methods
import orjson
from aiogram.methods.base import TelegramMethod
from aiogram.types import InputFile
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tests.fakes.telegram.calls import Upload
from tests.fakes.telegram.refusals import Refused, bad, ours

_PLAIN = {bool: "Boolean", int: "Integer", float: "Float", str: "String", list: "Array", dict: "Object"}
_INTEGER = re.compile(r"-?\d{1,19}")
_TRUE_FALSE = {"true": True, "1": True, "false": False, "0": False}

REQUIRED_WORDS = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "file_id": "file_id not specified",
    "message_id": "message identifier is not specified",
}
"""What Telegram says where a parameter is missing; it has no common sentence for all of them."""

PARSED_WORDS = {
    "InlineKeyboardButton": "can't parse inline keyboard button: ",
    "KeyboardButton": "can't parse keyboard button: ",
    "MessageEntity": "can't parse MessageEntity: ",
    "BotCommand": "can't parse BotCommand: ",
}
"""How Telegram begins its sentence about a wrong field of these objects."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What may stand in one parameter or field."""

    kinds: frozenset[str]
    required: bool = False
    items: Slot | None = None
    shapes: tuple[Shape, ...] = ()
    constants: frozenset[Any] = frozenset()


class Shape:
    """The fields of one object: a method's parameters, a button, an entity."""

    def __init__(self, model: type[BaseModel]) -> None:
        self.name = model.__name__
        self._model = model

    @cached_property
    def slots(self) -> dict[str, Slot]:
        """Return the fields by the names they have on the wire."""
        fields = self._model.model_fields
        return {info.alias or name: _slot_of_field(info) for name, info in fields.items()}


@cache
def shape_of(model: type[BaseModel]) -> Shape:
    """Return the one shape of a model."""
    return Shape(model)


@cache
def known_methods() -> dict[str, tuple[str, Shape]]:
    """Return every method of the Bot API: name in lower case -> (name, parameters)."""
    found = {}
    for name in aiogram.methods.__all__:
        model = getattr(aiogram.methods, name)
        if isinstance(model, type) and issubclass(model, TelegramMethod) and model is not TelegramMethod:
            proper = str(model.__api_method__)
            found[proper.lower()] = (proper, shape_of(model))
    return found


def read_params(shape: Shape, raw: Mapping[str, Any], uploads: Mapping[str, Upload]) -> dict[str, Any]:
    """Return the parameters with their proper types, or refuse the call.

    Values come as JSON values or as the strings of a form; a string is turned into what the
    parameter is meant to be. ``null`` on the top level means that the parameter is absent.
    """
    params: dict[str, Any] = {}
    for name, value in raw.items():
        slot = shape.slots.get(name)
        if slot is None:
            raise ours(f'unknown parameter "{name}"')
        if value is not None:
            params[name] = _check(slot, _from_form(slot, value, name), name)
    for name in uploads:
        if name in shape.slots and name not in params:
            params[name] = f"attach://{name}"
    _check_uploads(params, uploads)
    for name, slot in shape.slots.items():
        if slot.required and params.get(name) in (None, ""):
            raise bad(REQUIRED_WORDS.get(name, f'parameter "{name}" is required'))
    return params


def _check_uploads(params: Mapping[str, Any], uploads: Mapping[str, Upload]) -> None:
    if not uploads:
        return
    written = orjson.dumps(params).decode()
    for name in uploads:
        if f'"attach://{name}"' not in written:
            raise ours(f'the file "{name}" is uploaded and used nowhere')


def _from_form(slot: Slot, value: Any, name: str) -> Any:
    """Read a form's string as the type that the parameter has."""
    if not isinstance(value, str) or "String" in slot.kinds:
        return value
    if "Boolean" in slot.kinds and value.lower() in _TRUE_FALSE:
        return _TRUE_FALSE[value.lower()]
    if "Integer" in slot.kinds and _INTEGER.fullmatch(value):
        return int(value)
    if "Float" in slot.kinds:
        return _float(slot, value, name)
    if slot.kinds & {"Object", "Array"}:
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from None
    raise _wrong_type(slot, name)


def _float(slot: Slot, value: str, name: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise _wrong_type(slot, name) from None


def _check(slot: Slot, value: Any, name: str, about: str = "") -> Any:
    kind = _PLAIN.get(type(value), "Null")
    if kind not in slot.kinds and not (kind == "Integer" and "Float" in slot.kinds):
        raise _wrong_type(slot, name, about)
    if slot.constants and kind not in {"Object", "Array"} and value not in slot.constants:
        raise bad(f'field "{name}" has a value that is not allowed: {value!r}')
    if kind == "Array" and slot.items is not None:
        for item in value:
            _check(slot.items, item, name)
    elif kind == "Object" and slot.shapes:
        _check_object(slot.shapes, value, name)
    return value


def _check_object(shapes: tuple[Shape, ...], value: Mapping[str, Any], name: str) -> None:
    """Hold an object against the shapes it may have, and name the field that none of them has."""
    fitting = [shape for shape in shapes if value.keys() <= shape.slots.keys()]
    if not fitting:
        known = {field for shape in shapes for field in shape.slots}
        stray = sorted(value.keys() - known) or sorted(value)
        raise ours(f'unknown field "{stray[0]}" in {name}')
    troubles = []
    for shape in fitting:
        try:
            _check_fields(shape, value)
        except Refused as trouble:
            troubles.append(trouble)
        else:
            return
    raise troubles[0]


def _check_fields(shape: Shape, value: Mapping[str, Any]) -> None:
    about = PARSED_WORDS.get(shape.name, "")
    for name, slot in shape.slots.items():
        if name in value:
            _check(slot, value[name], name, about)
        elif slot.required:
            raise _said(about, f'can\'t find field "{name}"')


def _wrong_type(slot: Slot, name: str, about: str = "") -> Refused:
    return _said(about, f'field "{name}" must be of type {" or ".join(sorted(slot.kinds))}')


def _said(about: str, words: str) -> Refused:
    """Return a refusal; behind a beginning Telegram's words keep their capital letter."""
    return bad(about + words[0].upper() + words[1:] if about else words)


def _slot_of_field(info: FieldInfo) -> Slot:
    return _slot_of(info.annotation, required=info.is_required())


def _slot_of(annotation: Any, *, required: bool = False) -> Slot:
    kinds: set[str] = set()
    shapes: list[Shape] = []
    constants: set[Any] = set()
    items: Slot | None = None
    for part in _parts(annotation):
        if typing.get_origin(part) is typing.Literal:
            values = [one.value if isinstance(one, enum.Enum) else one for one in typing.get_args(part)]
            constants.update(values)
            kinds.update(_PLAIN[type(value)] for value in values)
        elif typing.get_origin(part) is list:
            kinds.add("Array")
            items = _slot_of(typing.get_args(part)[0])
        elif isinstance(part, type):
            kinds.add(_kind_of(part))
            if issubclass(part, BaseModel):
                shapes.append(shape_of(part))
    return Slot(frozenset(kinds - {""}), required, items, tuple(shapes), frozenset(constants))


def _kind_of(part: type) -> str:
    """Return the name of a type on the wire; empty for a type that only aiogram itself needs."""
    if issubclass(part, InputFile):
        return "String"  # on the wire an uploaded file is the text attach://NAME
    if issubclass(part, BaseModel):
        return "Object"
    if issubclass(part, enum.Enum):
        return "String"
    if issubclass(part, dt.datetime | dt.timedelta):
        return "Integer"
    return _PLAIN.get(part, "")


def _parts(annotation: Any) -> Iterator[Any]:
    """Take unions and Annotated apart."""
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        for part in typing.get_args(annotation):
            yield from _parts(part)
    elif origin is typing.Annotated:
        yield from _parts(typing.get_args(annotation)[0])
    else:
        yield annotation
