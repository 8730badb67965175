"""Arguments that an event takes, by their annotations: a plain one, and where in it a text or a number may stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from liveview.view.arguments import Parameter
from liveview.view.fields import MISSING

PLAIN = "a"
_FORMATS: Mapping[str, str] = {
    "date": "2024-02-29",
    "date-time": "2024-02-29T12:00:00",
    "time": "12:00:00",
    "duration": "PT1S",
    "email": "a@example.org",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "uri": "http://example.org/",
}


def schema_of(parameter: Parameter) -> Mapping[str, Any]:
    """The JSON schema of what the argument is made from; {} for anything."""
    if parameter.adapter is None:
        return {"type": "string"} if parameter.annotation is str else {}
    try:
        return parameter.adapter.json_schema()
    except Exception:  # a type with a validator of its own: nobody knows what it takes
        return {"type": "unknown"}


def sample_of(parameter: Parameter) -> Any:
    """A plain argument; MISSING where the default does."""
    if parameter.default is not MISSING:
        return MISSING
    schema = schema_of(parameter)
    return _sample(schema, schema.get("$defs", {}))


def _sample(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Any:
    if "$ref" in schema:
        return _sample(defs.get(schema["$ref"].rpartition("/")[2], {}), defs)
    for given in ("default", "const"):
        if given in schema:
            return schema[given]
    if schema.get("enum"):
        return schema["enum"][0]
    for several in ("anyOf", "oneOf", "allOf"):
        if schema.get(several):
            return _sample(schema[several][0], defs)
    return _of_type(schema, defs)


def _of_type(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Any:
    match schema.get("type"):
        case "integer" | "number":
            low = schema.get("minimum", schema.get("exclusiveMinimum", 0))
            high = schema.get("maximum", schema.get("exclusiveMaximum"))
            return min(low + 1, high) if high is not None else low + 1
        case "boolean":
            return True
        case "array" if "prefixItems" in schema:
            return [_sample(item, defs) for item in schema["prefixItems"]]
        case "array":
            return [_sample(schema.get("items", {}), defs)] * max(1, schema.get("minItems", 1))
        case "object":
            wanted = schema.get("properties", {})
            return {name: _sample(wanted[name], defs) for name in schema.get("required", ()) if name in wanted}
        case _:
            plain = _FORMATS.get(schema.get("format", ""), PLAIN)
            return plain.ljust(schema.get("minLength", 0), PLAIN)


def text_place(parameter: Parameter) -> Callable[[str], Any] | None:
    """How a text gets into the argument; None where none does."""
    schema = schema_of(parameter)
    if not schema:
        return lambda text: text
    return _text_place(schema, schema.get("$defs", {}))


def _text_place(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Callable[[str], Any] | None:
    if "$ref" in schema:
        return _text_place(defs.get(schema["$ref"].rpartition("/")[2], {}), defs)
    for several in ("anyOf", "oneOf"):
        for member in schema.get(several, ()):
            if (place := _text_place(member, defs)) is not None:
                return place
    kind = schema.get("type")
    if kind == "string" and not {"enum", "const", "format", "pattern"} & schema.keys():
        return lambda text: text
    if kind == "array" and (inner := _text_place(schema.get("items", {"type": "string"}), defs)) is not None:
        return lambda text: [inner(text)]
    if kind == "object":
        return _in_object(schema, defs)
    return None


def _in_object(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Callable[[str], Any] | None:
    properties = schema.get("properties", {})
    if not properties:
        return lambda text: {"name": text, "title": text, "text": text, "value": text}
    whole = _of_type(schema, defs)
    for name, inner in properties.items():
        if (place := _text_place(inner, defs)) is not None:
            return lambda text, name=name, place=place: {**whole, name: place(text)}  # type: ignore[misc]
    return None


def is_number(parameter: Parameter) -> bool:
    """Whether the argument is a number."""
    schema = schema_of(parameter)
    kinds = [schema, *schema.get("anyOf", ())]
    return any(kind.get("type") in ("integer", "number") for kind in kinds)


def has_length(parameter: Parameter) -> bool:
    """Whether the annotation says how long a text may be."""
    schema = schema_of(parameter)
    return any("maxLength" in kind for kind in (schema, *schema.get("anyOf", ())))
