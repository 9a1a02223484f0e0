"""What the pictures of the posters are made of: a palette, a few shapes of SVG, and dice that always fall alike."""

import hashlib
from dataclasses import dataclass

WIDTH = 400
HEIGHT = 390  # of the picture, the upper part of the poster; what falls outside is cut off


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a poster: `text` is read on `ground`, `soft` and `accent` belong to the picture."""

    ground: str
    soft: str
    accent: str
    text: str


class Dice:
    """Numbers that depend on a key alone, the same on every machine and every run."""

    def __init__(self, key: str) -> None:
        self._bytes = iter(hashlib.sha512(key.encode()).digest())

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included. Raises StopIteration after 64 throws."""
        return low + next(self._bytes) * (high - low + 1) // 256


def polygon(colour: str, *points: tuple[float, float], opacity: float = 1) -> str:
    """A filled polygon."""
    path = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    return f'<polygon fill="{colour}"{faded(opacity)} points="{path}"/>'


def circle(x: float, y: float, radius: float, colour: str, opacity: float = 1) -> str:
    """A filled disc."""
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}" fill="{colour}"{faded(opacity)}/>'


def ring(x: float, y: float, radius: float, colour: str, width: float) -> str:
    """The outline of a circle."""
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.0f}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    """A filled rectangle."""
    return f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" fill="{colour}"/>'


def faded(opacity: float) -> str:
    """The attribute of an opacity from 0 to 1, nothing for 1."""
    return "" if opacity == 1 else f' opacity="{opacity}"'


def stars(colour: str, dice: Dice, count: int) -> str:
    """Small stars strewn over the sky."""
    return "".join(
        circle(dice.between(40, 360), dice.between(40, 250), dice.between(8, 22) / 10, colour) for _ in range(count)
    )
