"""Makes the demo's clips; run once by a developer, who commits what it writes.

    uv run python -m videoclub_local.demo.make_clips                        # with the ffmpeg found on PATH
    uv run --with imageio-ffmpeg python -m videoclub_local.demo.make_clips  # with the one that this package carries

Each clip is a countdown leader in the colours of its family: a slow gradient, a sweep like a clock's hand, and a
running timecode (HH:MM:SS:FF) burnt into the picture, so that the eye and the tests see where playback stands.
"""

import argparse
import importlib
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .clip_captions import LANGUAGES, captions_vtt
from .clips import CLIPS_FOLDER, DURATIONS_FILE
from .mp4 import duration_s
from .poster_shapes import Palette
from .posters import PALETTES

WIDTH, HEIGHT, FRAMES_PER_S = 640, 360, 24
KEY_FRAME_EVERY = 48  # frames: a seek lands within two seconds, and HLS segments could be cut there
SWEEP_S = 8
SEED = 1895  # of the gradient, so that two runs with one ffmpeg agree
QUALITY_CRF = 30
AUDIO_BITRATE = "16k"
ENCODING_TIMEOUT_S = 300


@dataclass(frozen=True, slots=True)
class Reel:
    """What sets a clip apart: its family, which of the family's palettes, its length and the pitch of its hum."""

    family: str
    palette: int
    seconds: int
    hum_hz: int


REELS = (
    Reel("laughter", palette=2, seconds=36, hum_hz=262),
    Reel("shadow", palette=1, seconds=42, hum_hz=147),
    Reel("heart", palette=1, seconds=45, hum_hz=220),
    Reel("wonder", palette=0, seconds=39, hum_hz=294),
    Reel("frontier", palette=0, seconds=33, hum_hz=196),
    Reel("eye", palette=1, seconds=30, hum_hz=247),
)


def main() -> int:
    """Write every clip, its captions and the file of durations; returns the exit code."""
    arguments = argparse.ArgumentParser(description="Make the demo's clips.")
    arguments.add_argument("--folder", type=Path, default=CLIPS_FOLDER, help="where to write (default: the package)")
    arguments.add_argument("--font", default="monospace", help="the timecode's font, as fontconfig names it")
    chosen = arguments.parse_args()
    ffmpeg = _find_ffmpeg()
    if ffmpeg is None:
        print("ffmpeg is not on PATH: install it, or run this with `uv run --with imageio-ffmpeg`.", file=sys.stderr)
        return 1
    chosen.folder.mkdir(parents=True, exist_ok=True)
    durations: dict[str, float] = {}
    for number, reel in enumerate(REELS, start=1):
        video = chosen.folder / f"{reel.family}.mp4"
        label = f"VIDÉOCLUB  ·  {number}/{len(REELS)}"
        encoding = subprocess.run(
            _command(ffmpeg, reel, label, chosen.font, video), check=False, timeout=ENCODING_TIMEOUT_S
        )
        if encoding.returncode:
            print(f"{ffmpeg} could not make {video}; it needs libx264 and drawtext (see above).", file=sys.stderr)
            return 1
        durations[reel.family] = duration_s(video)
        for language in LANGUAGES:
            captions = captions_vtt(reel.family, language, durations[reel.family])
            (chosen.folder / f"{reel.family}.{language}.vtt").write_text(captions, encoding="utf-8")
        print(f"{video}: {durations[reel.family]} s, {video.stat().st_size // 1024} KiB")
    (chosen.folder / DURATIONS_FILE).write_text(json.dumps(durations, indent=2) + "\n", encoding="utf-8")
    return 0


def _find_ffmpeg() -> str | None:
    if found := shutil.which("ffmpeg"):
        return found
    try:
        return importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe()
    except ModuleNotFoundError:
        return None


def _command(ffmpeg: str, reel: Reel, label: str, font: str, video: Path) -> list[str]:
    graph = ";".join([*_picture(PALETTES[reel.family][reel.palette], reel.seconds, label, font), _hum(reel)])
    return [
        *(ffmpeg, "-hide_banner", "-loglevel", "error", "-y", "-filter_complex", graph, "-map", "[v]", "-map", "[a]"),
        *("-c:v", "libx264", "-profile:v", "main", "-level", "3.0", "-preset", "veryslow", "-crf", str(QUALITY_CRF)),
        *("-g", str(KEY_FRAME_EVERY), "-keyint_min", str(KEY_FRAME_EVERY), "-sc_threshold", "0"),
        *("-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", AUDIO_BITRATE, "-ac", "1", "-t", str(reel.seconds)),
        *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
        *("-movflags", "+faststart", str(video)),
    ]  # fmt: skip


def _picture(palette: Palette, seconds: int, label: str, font: str) -> list[str]:
    """The filters that draw [v]: gradient, sweep, rings and cross lines, timecode, label."""
    colours = (palette.ground, palette.soft, palette.accent, palette.text)
    ground, soft, accent, text = (f"0x{colour[1:]}" for colour in colours)
    size = f"s={WIDTH}x{HEIGHT}:r={FRAMES_PER_S}:d={seconds}"
    x, y, ring, disc = WIDTH // 2, HEIGHT // 2, 150, 134
    far = f"hypot(X-{x},Y-{y})"
    angle = f"mod(atan2(X-{x},{y}-Y)+2*PI,2*PI)"
    # clip(…,0,1) of a distance in pixels is the edge of a shape with its jags smoothed away.
    sweep = f"120*clip({disc}-{far},0,1)*clip((2*PI*mod(T/{SWEEP_S},1)-{angle})*{far},0,1)"
    rings = f"clip(1.7-abs({far}-{ring}),0,1)+clip(2.2-abs({far}-{disc}),0,1)"
    lines = f"0.5*clip(1-abs(X-{x}),0,1)*gt(abs(Y-{y}),40)+0.5*clip(1-abs(Y-{y}),0,1)*gt(abs(X-{x}),{ring})"
    gradient = f"c0={ground}:c1={soft}:c2={ground}:n=3:seed={SEED}:speed=0.004:x0=0:y0=0:x1={WIDTH}:y1={HEIGHT}"
    still = f"s={WIDTH}x{HEIGHT}:r={FRAMES_PER_S}:d={1 / FRAMES_PER_S},format=rgba"
    alpha = f"geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='255*({rings}+{lines})'"
    plate = f"drawbox=x={x - 124}:y={y - 30}:w=248:h=60:color={ground}@0.9:t=fill"
    clock = f"x=(w-tw)/2:y={y - 14}:timecode='00\\:00\\:00\\:00':rate={FRAMES_PER_S}"
    return [
        f"gradients={size}:{gradient},format=yuv420p[ground]",
        f"color={accent}:{size}[ink]",
        f"color=black:{size},format=gray,geq=lum='{sweep}'[mask]",
        "[ink][mask]alphamerge[sweep]",
        f"color={text}:{still},{alpha},loop=-1:1,trim=duration={seconds}[lines]",
        "[ground][sweep]overlay[swept]",
        f"[swept][lines]overlay,{plate}[leader]",
        f"[leader]drawtext=font={font}:fontsize=34:fontcolor={text}:{clock}[timed]",
        f"[timed]drawtext=font={font}:fontsize=12:fontcolor={text}@0.8:x=18:y=h-28:text='{label}',format=yuv420p[v]",
    ]


def _hum(reel: Reel) -> str:
    """The filter that makes [a]: a quiet fifth that swells and ebbs, faded at both ends."""
    swell = "(0.6+0.4*sin(2*PI*t/8))"
    fade = f"afade=t=in:d=2,afade=t=out:st={reel.seconds - 3}:d=3"
    fifth = f"0.03*sin(2*PI*{reel.hum_hz}*t)+0.015*sin(3*PI*{reel.hum_hz}*t)"
    return f"aevalsrc='{swell}*({fifth})':s=32000:d={reel.seconds},{fade}[a]"


if __name__ == "__main__":
    sys.exit(main())
