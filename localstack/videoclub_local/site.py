"""What the stack's buckets hold: the frontend, the API's own pages and the posters, and the clips to play."""

import json
import shutil
from pathlib import Path

from videoclub_local.api_pages import write_api_pages
from videoclub_local.demo.catalogue import load_catalogue
from videoclub_local.demo.clips import demo_clips
from videoclub_local.demo.posters import poster_svg

ASSETS_FOLDER = "assets"
MEDIA_FOLDER = "clips"
DEFAULT_CLIP = "eye"  # 30 s, as `default_duration_s` of Movies says
API_OF_GATEWAY = "."  # the gateway serves site and API side by side, under whatever host it is called
API_BESIDE_SITE = "v1"  # CloudFront serves the site, and passes on what lies below this (infra/frontend.yaml)


def assemble_site(folder: Path, built_frontend: Path, *, api_url: str = API_OF_GATEWAY) -> None:
    """Put together in `folder`: the built frontend, `config.json`, the API's own pages, the posters.

    `api_url` is where the site finds the API, seen from its page.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(built_frontend, folder)
    (folder / "config.json").write_text(json.dumps({"api_url": api_url}))
    write_api_pages(folder)
    for film in load_catalogue().films:
        poster = folder / ASSETS_FOLDER / poster_path(film.key)
        poster.parent.mkdir(parents=True, exist_ok=True)
        poster.write_text(poster_svg(film), encoding="utf-8")


def assemble_media(folder: Path) -> None:
    """Put together in `folder`: the clips with their captions, and a clip for films that bring none."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / MEDIA_FOLDER).mkdir(parents=True)
    clips = dict(demo_clips())
    for name, clip in {**clips, "default": clips[DEFAULT_CLIP]}.items():
        shutil.copy(clip.video, folder / media_key(name))
        for language, captions in clip.captions.items():
            shutil.copy(captions, folder / MEDIA_FOLDER / f"{name}.{language}.vtt")


def media_key(clip_name: str) -> str:
    """The object of a clip in the media bucket; its captions lie beside it (`<clip>.<language>.vtt`)."""
    return f"{MEDIA_FOLDER}/{clip_name}.mp4"


def poster_path(film_key: str) -> str:
    """Where a film's poster lies, relative to the site's `assets/`."""
    return f"posters/{film_key}.svg"
