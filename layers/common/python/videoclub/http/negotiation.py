"""Which of the forms or languages on offer a caller would rather have (RFC 9110, sections 12.5.1 and 12.5.4)."""

from collections.abc import Sequence

QUALITY_DEFAULT = 1.0


def preferred[Offer: str](header: str, offered: Sequence[Offer]) -> Offer | None:
    """The offer that `header` (Accept or Accept-Language) rates highest, the first one among equals.

    None when it wants none of them. Without a header the first one. Parameters of an offer are not compared.
    """
    ranges = [_parsed(part) for part in header.split(",") if part.strip()]
    if not ranges:
        return offered[0]
    rated = [(_quality(offer.partition(";")[0].lower(), ranges), -place) for place, offer in enumerate(offered)]
    quality, place = max(rated)
    return offered[-place] if quality > 0 else None


def _parsed(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return name, min(max(float(value), 0.0), 1.0)
            except ValueError:
                return name, QUALITY_DEFAULT
    return name, QUALITY_DEFAULT


def _quality(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    """By the range that names the offer most closely; one that names it not at all does not want it."""
    closeness, quality = max(((_closeness(name, offer), quality) for name, quality in ranges), default=(0, 0.0))
    return quality if closeness else 0.0


def _closeness(name: str, offer: str) -> int:
    if name == offer:
        return 3
    if name.partition("-")[0] == offer or (name.endswith("/*") and offer.startswith(name.removesuffix("*"))):
        return 2
    return int(name in {"*", "*/*"})
