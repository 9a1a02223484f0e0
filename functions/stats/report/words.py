"""The words of report pages in English and French, and how each language writes numbers, money and dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from stats.periods import Period
from stats.report.figures import Amount

type Language = Literal["en", "fr"]

DASH = "\N{EN DASH}"
NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}
_MONTHS = {
    "en": [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ],
    "fr": [
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
        "novembre", "décembre",
    ],
}  # fmt: skip
_WEEKDAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "fr": ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
}
_GENRES_FR = {
    "adventure": "Aventure",
    "animation": "Animation",
    "avant-garde": "Avant-garde",
    "comedy": "Comédie",
    "crime": "Policier",
    "documentary": "Documentaire",
    "drama": "Drame",
    "fantasy": "Fantastique",
    "history": "Histoire",
    "horror": "Épouvante",
    "musical": "Comédie musicale",
    "romance": "Romance",
    "science-fiction": "Science-fiction",
    "thriller": "Thriller",
    "unknown": "Inconnu",
    "war": "Guerre",
    "western": "Western",
}

_WORDS: dict[str, tuple[str, str]] = {
    "day": ("Day", "Jour"),
    "week": ("Week", "Semaine"),
    "month": ("Month", "Mois"),
    "report": ("Report", "Rapport"),
    "open": (
        "Not final: {days} of {all} days, and the last one may not be over.",
        "Provisoire : {days} jours sur {all}, et le dernier n'est peut-être pas terminé.",
    ),
    "open_day": ("Not final: the day is not over.", "Provisoire : la journée n'est pas terminée."),
    "closed": ("Final", "Définitif"),
    "all_utc": (
        "Days and hours are UTC. What happened after the period is left out.",
        "Jours et heures en UTC. Ce qui s'est passé après la période n'est pas compté.",
    ),
    "rentals": ("Rentals", "Locations"),
    "revenue": ("Revenue", "Recettes"),
    "refunds": ("Refunds", "Remboursements"),
    "cancelled": ("cancelled", "annulées"),
    "customers": ("Customers", "Clients"),
    "new": ("New", "Nouveaux"),
    "new_customers": ("{count} new", "{count} nouveaux"),
    "returning": ("Returning", "Fidèles"),
    "hours_watched": ("Hours watched", "Heures vues"),
    "against": ("▲ ▼ Against {period}, the same days.", "▲ ▼ Par rapport à {period}, mêmes jours."),
    "no_before": (
        "There is no report of the period before to compare with.",
        "Il n'y a pas de rapport de la période précédente pour comparer.",
    ),
    "share": ("Share", "Part"),
    "change": ("Change", "Évolution"),
    "before": ("Before", "Avant"),
    "now": ("Now", "Maintenant"),
    "by_day": ("Rentals by day", "Locations par jour"),
    "revenue_by_day": ("Revenue by day", "Recettes par jour"),
    "rentals_by_hour": ("Rentals by hour", "Locations par heure"),
    "concurrency": ("Films watched at once, by hour", "Films vus en même temps, par heure"),
    "concurrency_unit": ("films, average over the hour", "films, moyenne sur l'heure"),
    "concurrency_note": (
        "Watched time told in the hour, divided by the hour; over several days, the average day.",
        "Temps de visionnage signalé dans l'heure, rapporté à l'heure ; sur plusieurs jours, la journée moyenne.",
    ),
    "viewers": ("Rentals watched", "Locations vues"),
    "conversion": ("From rental to the end, on the same day", "De la location à la fin du film, le jour même"),
    "rented": ("Rented", "Louées"),
    "started": ("Started", "Commencées"),
    "finished": ("Watched to the end", "Vues jusqu'au bout"),
    "first_play": ("Time from rental to first play", "Délai entre location et première lecture"),
    "median": ("Median: {minutes}.", "Médiane : {minutes}."),
    "no_play": ("Nothing was played for the first time.", "Aucune première lecture."),
    "minutes": ("{count} min", "{count} min"),
    "plays": ("First plays", "Premières lectures"),
    "drop_off": ("How far films are watched", "Jusqu'où les films sont vus"),
    "drop_off_unit": ("% of viewings that got there", "% des visionnages arrivés jusque-là"),
    "drop_off_note": (
        "Rentals watched on a day, by the furthest point reached that day.",
        "Locations vues dans la journée, selon le point le plus avancé atteint ce jour-là.",
    ),
    "part": ("Part of the film", "Part du film"),
    "viewings": ("Viewings", "Visionnages"),
    "genres": ("Revenue by genre", "Recettes par genre"),
    "genre": ("Genre", "Genre"),
    "countries": ("Rentals by country", "Locations par pays"),
    "country": ("Country", "Pays"),
    "unknown": ("Unknown", "Inconnu"),
    "prices": ("Rentals by price", "Locations par prix"),
    "price": ("Price", "Prix"),
    "top": ("Top films", "Films en tête"),
    "film": ("Film", "Film"),
    "flops": ("Films that fell most", "Films en plus forte baisse"),
    "price_changes": ("Films whose price changed", "Films dont le prix a changé"),
    "price_before": ("Average price before", "Prix moyen avant"),
    "price_now": ("Average price now", "Prix moyen maintenant"),
    "rentals_before": ("Rentals before", "Locations avant"),
    "rentals_now": ("Rentals now", "Locations maintenant"),
    "nothing": ("Nothing to show.", "Rien à montrer."),
    "exactness": ("How exact is this?", "Quelle est la précision de ce rapport ?"),
    "exactness_note": (
        "Rentals are counted by the rental service itself; what events had missed was taken in.",
        "Les locations sont comptées par le service de location ; ce que les événements avaient omis a été repris.",
    ),
    "missing_events": ("Rentals no event told of", "Locations qu'aucun événement n'annonçait"),
    "missing_cancellations": ("Cancellations no event told of", "Annulations qu'aucun événement n'annonçait"),
    "unknown_to_rental": ("Rentals told of, unknown to Rental", "Locations annoncées, inconnues du service"),
    "hour": ("Hour", "Heure"),
    "step": ("Step", "Étape"),
    "wait": ("Wait", "Délai"),
}


@dataclass(frozen=True)
class Words:
    """One language."""

    language: Language

    def __getitem__(self, key: str) -> str:
        return _WORDS[key][self.language == "fr"]

    def number(self, value: float) -> str:
        """A whole number with its thousands parted, or one decimal where there is a fraction."""
        decimals = 0 if float(value).is_integer() else 1
        return self._localised(f"{value:,.{decimals}f}")

    def percent(self, share: float | None) -> str:
        """A share of 1 as per cent, with one decimal; a dash where there is none."""
        if share is None:
            return DASH
        return self._localised(f"{share * 100:,.1f}") + (f"{NARROW_SPACE}%" if self.language == "fr" else "%")

    def signed_percent(self, share: float | None) -> str:
        """A change as per cent, with its sign."""
        return self.percent(share) if share is None or share < 0 else f"+{self.percent(share)}"

    def money(self, amount: Amount) -> str:
        """An amount with its currency."""
        text = self._localised(f"{amount.amount:,.2f}")
        symbol = _SYMBOLS.get(amount.currency)
        if self.language == "fr" or symbol is None:
            return f"{text}\N{NO-BREAK SPACE}{symbol or amount.currency}"
        return f"{symbol}{text}"

    def sums(self, amounts: Sequence[Amount]) -> str:
        """Amounts in several currencies; a dash where there are none."""
        return " + ".join(self.money(each) for each in amounts) or DASH

    def round_money(self, value: float, currency: str) -> str:
        """An amount on an axis."""
        return self.money(Amount(amount=Decimal(round(value)), currency=currency)).replace(self._cents, "")

    def day(self, day: date) -> str:
        """`Saturday 21 November 2026`."""
        weekday, month = _WEEKDAYS[self.language][day.weekday()], _MONTHS[self.language][day.month - 1]
        return f"{weekday} {day.day} {month} {day.year}"

    def short_day(self, day: date) -> str:
        """`Sat 21`."""
        return f"{_WEEKDAYS[self.language][day.weekday()][:3]} {day.day}"

    def period(self, period: Period) -> str:
        """The period in words."""
        if period.kind == "day":
            return self.day(period.first)
        if period.kind == "month":
            return f"{_MONTHS[self.language][period.first.month - 1]} {period.first.year}"
        year, week, _ = period.first.isocalendar()
        return f"{self['week']} {week}, {year}"

    def span(self, period: Period) -> str:
        """From which day to which."""
        return f"{self.day(period.first)} {DASH} {self.day(period.last)}"

    def genre(self, slug: str) -> str:
        """A genre's name; the shop's own genres are known in French, others by their id."""
        in_english = slug.replace("-", " ").capitalize()
        return _GENRES_FR.get(slug, in_english) if self.language == "fr" else in_english

    def country(self, code: str) -> str:
        """A country by its code."""
        return self["unknown"] if code == "unknown" else code

    @property
    def _cents(self) -> str:
        return ",00" if self.language == "fr" else ".00"

    def _localised(self, text: str) -> str:
        if self.language == "en":
            return text
        return text.replace(",", NARROW_SPACE).replace(".", ",")
