"""The form and the language that a caller would rather have."""

import pytest

from videoclub.http.negotiation import preferred

FORMS = ("application/json", "text/csv", "text/html")


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/*", "text/csv"),
        ("text/html", "text/html"),
        ("TEXT/HTML; charset=utf-8", "text/html"),
        ("text/html;q=0.5, text/csv;q=0.9", "text/csv"),
        ("*/*;q=0.1, text/html", "text/html"),
        ("application/json;q=0, */*", "text/csv"),
        ("text/csv;q=high", "text/csv"),
        ("image/png", None),
        ("text/html;q=0", None),
        (",,;", None),
    ],
)
def test_a_form_is_chosen_by_quality_and_closeness(accept: str, form: str | None):
    # When / Then
    assert preferred(accept, FORMS) == form


@pytest.mark.parametrize(
    ("accept_language", "language"),
    [("fr-CH, fr;q=0.9, en;q=0.8", "fr"), ("de, en;q=0.7, fr;q=0.3", "en"), ("de", None), ("*", "en"), ("fr", "fr")],
)
def test_a_language_is_chosen_by_its_first_part(accept_language: str, language: str | None):
    # When / Then
    assert preferred(accept_language, ("en", "fr")) == language
