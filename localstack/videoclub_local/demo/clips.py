"""The clips that stand in for the films: six short reels, one per genre family, with captions in two languages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .catalogue import DEMO_FOLDER, DemoFilm
from .clip_captions import LANGUAGES

CLIPS_FOLDER = DEMO_FOLDER / "clips"
DURATIONS_FILE = "clips.json"  # written by make_clips: {family: seconds}


@dataclass(frozen=True, slots=True)
class DemoClip:
    """A clip: its name, its exact duration in seconds, its MP4 file and its WebVTT files by language."""

    name: str
    duration_s: float
    video: Path
    captions: Mapping[str, Path]


@cache
def demo_clips() -> Mapping[str, DemoClip]:
    """All clips by name, which is the name of the family."""
    durations: dict[str, float] = json.loads((CLIPS_FOLDER / DURATIONS_FILE).read_text(encoding="utf-8"))
    return {name: _clip(name, duration_s) for name, duration_s in durations.items()}


def clip_of(film: DemoFilm) -> DemoClip:
    """The clip that is played for `film`: that of its main genre's family."""
    return demo_clips()[film.family]


def _clip(name: str, duration_s: float) -> DemoClip:
    return DemoClip(
        name=name,
        duration_s=duration_s,
        video=CLIPS_FOLDER / f"{name}.mp4",
        captions={language: CLIPS_FOLDER / f"{name}.{language}.vtt" for language in LANGUAGES},
    )
