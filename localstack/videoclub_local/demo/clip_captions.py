"""What the captions of the clips say, in English and in French, and how they become WebVTT."""

from .catalogue import Localised

LANGUAGES = ("en", "fr")
CUE_SHARE = 0.85  # of its slot; the rest is a pause before the next cue

_FIRST = Localised("[A soft hum, and the reel begins.]", "[Un bourdonnement léger, et la bobine commence.]")
_RESUME = Localised(
    "The timecode tells where you are: leave, and come back.",
    "Le compteur dit où vous en êtes\u00a0: partez, puis revenez.",
)
_LAST = Localised("[The hum fades.] Thank you for watching.", "[Le bourdonnement s'éteint.] Merci d'avoir regardé.")

_BY_FAMILY: dict[str, tuple[Localised, Localised]] = {
    "laughter": (
        Localised("A bowler hat rolls by.", "Un chapeau melon passe en roulant."),
        Localised("Somebody is sure to run after it.", "Quelqu'un va sûrement lui courir après."),
    ),
    "shadow": (
        Localised("A lamp goes out at the end of the street.", "Un réverbère s'éteint au bout de la rue."),
        Localised("Those were footsteps, were they not?", "C'étaient bien des pas, n'est-ce pas\u00a0?"),
    ),
    "heart": (
        Localised(
            "Two strangers reach for the same umbrella.", "Deux inconnus tendent la main vers le même parapluie."
        ),
        Localised("It has already stopped raining.", "Il ne pleut déjà plus."),
    ),
    "wonder": (
        Localised("The Moon has noticed the telescope.", "La Lune a remarqué le télescope."),
        Localised("She turns her better side.", "Elle présente son meilleur profil."),
    ),
    "frontier": (
        Localised("Beyond this hill there is another hill.", "Derrière cette colline, il y a une autre colline."),
        Localised("The map ends here.", "La carte s'arrête ici."),
    ),
    "eye": (
        Localised("The camera opens its eye.", "La caméra ouvre l'œil."),
        Localised("Now it is the city that looks at us.", "À présent, c'est la ville qui nous regarde."),
    ),
}


def captions_vtt(family: str, language: str, duration_s: float) -> str:
    """The captions of a family's clip as a WebVTT file, its cues spread evenly over `duration_s` seconds."""
    before, after = _BY_FAMILY[family]
    texts = (_FIRST, before, _RESUME, after, _LAST)
    slot_s = duration_s / len(texts)
    cues = [
        f"{_timestamp(number * slot_s)} --> {_timestamp((number + CUE_SHARE) * slot_s)}\n{getattr(text, language)}\n"
        for number, text in enumerate(texts)
    ]
    return "\n".join(["WEBVTT\n", *cues])


def _timestamp(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes):02}:{rest:06.3f}"
