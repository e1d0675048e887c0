"""Payloads as the Temporal SDK writes and reads them, for less: how a type is read is found out once, not each time.

The JSON is the same, byte for byte, and so is what is read from it: histories of before and other clients see no
difference. The SDK evaluates the annotations of a dataclass each time it reads one, which took it longer than a step's
own rules take.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, Self

from temporalio.api.common.v1 import Payload
from temporalio.converter import (
    AdvancedJSONEncoder,
    CompositePayloadConverter,
    DataConverter,
    DefaultPayloadConverter,
    JSONPlainPayloadConverter,
    JSONTypeConverter,
    SerializationContext,
    value_to_type,
)

Read = Callable[[Any], Any]


class _Encoder(AdvancedJSONEncoder):
    """A dataclass as its fields, without the deep copy that the SDK makes of it first."""

    def default(self, o: Any) -> Any:
        if type(o) is datetime:
            return o.isoformat()
        if is_dataclass(o) and not isinstance(o, type):
            return {name: getattr(o, name) for name in _names(type(o))}
        return super().default(o)


class _Types(JSONTypeConverter):
    """Reads dataclasses, and lists of them, by what is known of their types; the rest is left to the SDK."""

    def to_typed_value(self, hint: type, value: Any) -> Any:
        is_ours = is_dataclass(hint) or (typing.get_origin(hint) is list and is_dataclass(typing.get_args(hint)[0]))
        return reader(hint)(value) if is_ours else JSONTypeConverter.Unhandled


class _Json(JSONPlainPayloadConverter):
    """Writes with one encoder; the SDK makes another for each value."""

    def __init__(self) -> None:
        super().__init__(encoder=_Encoder, custom_type_converters=[_Types()])
        self._write = _Encoder(separators=(",", ":"), sort_keys=True).encode

    def to_payload(self, value: Any) -> Payload:
        """The value as JSON."""
        return Payload(metadata={"encoding": b"json/plain"}, data=self._write(value).encode())


_USUAL = DefaultPayloadConverter.default_encoding_payload_converters
_CONVERTERS = tuple(_Json() if isinstance(each, JSONPlainPayloadConverter) else each for each in _USUAL)


class Payloads(CompositePayloadConverter):
    """The SDK's converters, with a quicker one for JSON. The SDK makes one of these for each task: they share all."""

    def __init__(self) -> None:
        super().__init__(*_CONVERTERS)

    def with_context(self, context: SerializationContext) -> Self:
        """Itself: none of the converters asks where a payload belongs."""
        del context
        return self


DATA_CONVERTER = DataConverter(payload_converter_class=Payloads)


@cache
def reader(hint: Any) -> Read:
    """What reads a JSON value into this type. It raises what the SDK raises, mostly TypeError."""
    if hint is Any:
        return lambda value: value
    if hint in (str, bool):
        return lambda value: value if type(value) is hint else value_to_type(hint, value)
    if hint is datetime:
        return lambda value: datetime.fromisoformat(value) if type(value) is str else value_to_type(hint, value)
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass_reader(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return lambda value: hint(value) if type(value) is str else value_to_type(hint, value)
    return _reader_of_several(hint) or (lambda value: value_to_type(hint, value))


def _reader_of_several(hint: Any) -> Read | None:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType) and len(arguments) == 2 and type(None) in arguments:
        read = reader(next(each for each in arguments if each is not type(None)))
        return lambda value: None if value is None else read(value)
    if origin is list or (origin is tuple and arguments[1:] == (...,)):
        read = reader(arguments[0])
        return lambda value: origin(map(read, value)) if type(value) is list else value_to_type(hint, value)
    if origin is Mapping and arguments[0] is str:
        read = reader(arguments[1])
        return lambda value: (
            {k: read(v) for k, v in value.items()} if type(value) is dict else value_to_type(hint, value)
        )
    return None


def _dataclass_reader(hint: type) -> Read:
    hints = typing.get_type_hints(hint)
    # Not found out before the first value comes: a type may hold itself.
    read: dict[str, Read] = {}

    def of(value: Any) -> Any:
        if not isinstance(value, dict):
            return value_to_type(hint, value)
        read.update(() if read else ((name, reader(hints[name])) for name in _names(hint)))
        return hint(**{name: of_field(value[name]) for name, of_field in read.items() if name in value})

    return of


@cache
def _names(kind: type) -> tuple[str, ...]:
    if not all(field.init for field in fields(kind)):
        raise TypeError(f"{kind.__name__}: each field of a payload must be an argument")
    return tuple(field.name for field in fields(kind))
