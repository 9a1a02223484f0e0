"""JSON Merge Patch (RFC 7396): what is absent stays, null removes, arrays replace whole."""

from typing import Any, cast


def merge_patch(target: Any, patch: Any) -> Any:
    """`target` changed by `patch`, as RFC 7396 has it."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(cast("dict[str, Any]", target)) if isinstance(target, dict) else {}
    for name, value in cast("dict[str, Any]", patch).items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged
