"""The demo and the service know the same genres and clips."""

from movies.settings import MoviesSettings
from videoclub_local.demo.catalogue import load_catalogue
from videoclub_local.demo.clips import demo_clips
from videoclub_local.site import media_key

from .conftest import Stores


def test_every_genre_of_the_demo_is_one_of_the_shop_by_the_same_names(real: Stores):
    # Given
    demo = {genre.slug: (genre.name.en, genre.name.fr) for genre in load_catalogue().genres}

    # When
    shop = {genre.slug: (genre.name.en, genre.name.fr) for genre in real.movies.read_genres()}

    # Then
    assert demo.items() <= shop.items()


def test_a_film_without_media_plays_a_clip_that_the_demo_brings():
    # Given
    settings = MoviesSettings(database_url="postgresql://nowhere", cursor_key="c" * 32, sealing_key="s" * 32)

    # When
    durations = {media_key(name): clip.duration_s for name, clip in demo_clips().items()}

    # Then
    assert durations[settings.default_media_key] == settings.default_duration_s
