"""Every film has a clip that a browser can play, seek and caption, and all of them together stay small."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from videoclub_local.demo.catalogue import load_catalogue
from videoclub_local.demo.clip_captions import LANGUAGES, captions_vtt
from videoclub_local.demo.clips import CLIPS_FOLDER, DemoClip, clip_of, demo_clips
from videoclub_local.demo.make_clips import REELS
from videoclub_local.demo.mp4 import duration_s, plays_before_it_is_whole

ALL_CLIPS_MAX_BYTES = 3_000_000
CATALOGUE = load_catalogue()
EACH_CLIP = pytest.mark.parametrize("clip", demo_clips().values(), ids=lambda clip: clip.name)


def cue_times(vtt: str) -> list[float]:
    """Start and end of each cue in turn, in seconds."""
    stamps = re.findall(r"(\d\d):(\d\d\.\d{3})", vtt)
    return [int(minutes) * 60 + float(seconds) for minutes, seconds in stamps]


@EACH_CLIP
def test_a_clip_lasts_as_long_as_is_said_and_starts_fast(clip: DemoClip) -> None:
    assert duration_s(clip.video) == clip.duration_s
    assert 30 <= clip.duration_s <= 60
    assert plays_before_it_is_whole(clip.video)


@EACH_CLIP
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clip_has_captions_that_follow_one_another_within_it(clip: DemoClip, language: str) -> None:
    # When
    vtt = clip.captions[language].read_text(encoding="utf-8")
    # Then
    assert vtt.startswith("WEBVTT\n\n")
    times = cue_times(vtt)
    assert len(times) >= 6
    assert all(earlier < later for earlier, later in pairwise(times))
    assert times[-1] <= clip.duration_s
    assert vtt == captions_vtt(clip.name, language, clip.duration_s)


def test_a_file_that_is_no_video_is_refused(tmp_path: Path) -> None:
    # Given
    text = tmp_path / "text.mp4"
    text.write_bytes(b"this is no video at all")
    # When / Then
    with pytest.raises(ValueError, match="not an MP4 file"):
        duration_s(text)


def test_all_clips_together_stay_small() -> None:
    assert sum(file.stat().st_size for file in CLIPS_FOLDER.iterdir()) < ALL_CLIPS_MAX_BYTES


def test_every_film_has_the_clip_of_its_main_genre() -> None:
    assert {clip_of(film).name for film in CATALOGUE.films} == {reel.family for reel in REELS} == set(demo_clips())
    assert clip_of(CATALOGUE.film("nosferatu-1922")).name == "shadow"
    assert clip_of(CATALOGUE.film("sherlock-jr-1924")).name == "laughter"
