"""Which picture a film's poster gets: one chosen for it where something in the film calls for it, else by genre."""

from collections.abc import Callable

from . import poster_motifs as motifs
from .catalogue import DemoFilm
from .poster_shapes import Dice, Palette

type Motif = Callable[[Palette, Dice], str]

MOTIFS_BY_GENRE: dict[str, tuple[Motif, ...]] = {
    "adventure": (motifs.sails, motifs.hills),
    "animation": (motifs.crescent,),
    "avant-garde": (motifs.diagonal,),
    "comedy": (motifs.hat, motifs.curtain, motifs.rays),
    "crime": (motifs.blinds, motifs.lamp, motifs.doorway),
    "documentary": (motifs.lens,),
    "drama": (motifs.veil, motifs.horizon, motifs.window, motifs.stairs),
    "fantasy": (motifs.crescent,),
    "history": (motifs.columns,),
    "horror": (motifs.shards, motifs.doorway),
    "musical": (motifs.rays, motifs.curtain),
    "romance": (motifs.circles, motifs.arcs),
    "science-fiction": (motifs.planet, motifs.towers),
    "thriller": (motifs.spiral, motifs.blinds),
    "war": (motifs.beams,),
    "western": (motifs.hills,),
}

MOTIF_BY_FILM: dict[str, Motif] = {
    "a-trip-to-the-moon-1902": motifs.planet,
    "fantomas-1913": motifs.doorway,
    "les-vampires-1915": motifs.lamp,
    "the-cabinet-of-dr-caligari-1920": motifs.doorway,
    "the-kid-1921": motifs.hat,
    "the-phantom-carriage-1921": motifs.horizon,
    "dr-mabuse-the-gambler-1922": motifs.spiral,
    "nosferatu-1922": motifs.shards,
    "safety-last-1923": motifs.towers,
    "la-roue-1923": motifs.arcs,
    "the-last-laugh-1924": motifs.stairs,
    "greed-1924": motifs.hills,
    "sherlock-jr-1924": motifs.lens,
    "the-navigator-1924": motifs.sails,
    "the-thief-of-bagdad-1924": motifs.crescent,
    "aelita-1924": motifs.planet,
    "the-gold-rush-1925": motifs.hat,
    "seven-chances-1925": motifs.circles,
    "battleship-potemkin-1925": motifs.stairs,
    "the-phantom-of-the-opera-1925": motifs.curtain,
    "ben-hur-1925": motifs.columns,
    "faust-1926": motifs.shards,
    "the-general-1926": motifs.rays,
    "a-page-of-madness-1926": motifs.blinds,
    "metropolis-1927": motifs.towers,
    "sunrise-1927": motifs.horizon,
    "napoleon-1927": motifs.columns,
    "wings-1927": motifs.beams,
    "the-lodger-1927": motifs.lamp,
    "berlin-symphony-of-a-great-city-1927": motifs.towers,
    "the-circus-1928": motifs.curtain,
    "the-wind-1928": motifs.veil,
    "steamboat-bill-jr-1928": motifs.sails,
    "the-cameraman-1928": motifs.lens,
    "october-1928": motifs.diagonal,
    "the-crowd-1928": motifs.window,
    "the-fall-of-the-house-of-usher-1928": motifs.shards,
    "woman-in-the-moon-1929": motifs.planet,
    "man-with-a-movie-camera-1929": motifs.lens,
    "un-chien-andalou-1929": motifs.crescent,
    "morocco-1930": motifs.hills,
    "the-blue-angel-1930": motifs.curtain,
    "all-quiet-on-the-western-front-1930": motifs.beams,
    "earth-1930": motifs.hills,
    "under-the-roofs-of-paris-1930": motifs.lamp,
    "people-on-sunday-1930": motifs.sails,
    "hells-angels-1930": motifs.beams,
    "a-star-is-born-1937": motifs.rays,
    "gullivers-travels-1939": motifs.sails,
    "detour-1945": motifs.blinds,
    "the-stranger-1946": motifs.spiral,
    "the-hitch-hiker-1953": motifs.hills,
    "the-man-with-the-golden-arm-1955": motifs.diagonal,
    "plan-9-from-outer-space-1957": motifs.planet,
    "carnival-of-souls-1962": motifs.horizon,
    "charade-1963": motifs.spiral,
    "night-of-the-living-dead-1968": motifs.shards,
}


def choose_motif(film: DemoFilm, dice: Dice) -> Motif:
    """The motif drawn for `film`; where none is chosen by hand, `dice` picks among those of its first two genres."""
    candidates = [motif for genre in film.genres[:2] for motif in MOTIFS_BY_GENRE[genre.slug]]
    thrown = candidates[dice.between(0, len(candidates) - 1)]
    return MOTIF_BY_FILM.get(film.key, thrown)
