"""Schemas made fit to read: self-contained, and what a fragment refers to merged into it."""

from __future__ import annotations

from typing import Any

SHARED = "commun.schema.json"
"""The file of the definitions that all types share."""

_PREFIX = SHARED + "#/$defs/"


def bundle(content: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    """Make a schema self-contained: shared definitions move in, references follow."""
    found: dict[str, Any] = _localised(content)
    found["$defs"] = {**_localised(shared), **found.get("$defs", {})}
    return found


def _localised(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: "#/$defs/" + inner.removeprefix(_PREFIX)
            if key == "$ref" and isinstance(inner, str) and inner.startswith(_PREFIX)
            else _localised(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_localised(inner) for inner in value]
    return value


def flatten(fragment: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    """Merge what a fragment refers to into one view: the nearest word wins, keys add up."""
    parts = [flatten(part, root) for part in fragment.get("allOf", ()) if "$ref" in part]
    if "$ref" in fragment:
        name = fragment["$ref"].removeprefix("#/$defs/")
        parts.insert(0, flatten(root["$defs"][name], root))
    merged: dict[str, Any] = {}
    for part in parts:
        merged.update(part)
    merged.update({key: value for key, value in fragment.items() if key not in {"$ref", "allOf"}})
    properties: dict[str, Any] = dict(fragment.get("properties") or {})
    for part in parts:
        for key, value in (part.get("properties") or {}).items():
            properties.setdefault(key, value)
    if properties:
        merged["properties"] = properties
    return merged
