"""Pages speak the reader's language, all of it: no text is forgotten, on no page."""

import re
from datetime import timedelta
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from registry.models import UnreadableRow
from registry.sync.freshness import forget
from tests.builders import NOW, make_run
from tests.web.asking import Seen, see
from tests.web.rows import DISTILL, LLAMA, a_few_models, a_full_model, know_licences

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = (
    "/",
    "/?q=llama&params_min=1000000000&licence=MIT&licence_class=permissive&gated=true&removed=true&tag=x&order=params",
    "/?q=nothing-of-that-name",
    "/?params_min=x&colour=red",
    f"/models/{DISTILL}",
    f"/models/{DISTILL}@{'f' * 40}",
    "/models/org/none",
    "/models/a//b",
    "/licences",
    "/licences/MIT",
    f"/licences/{LLAMA}",
    "/licences/LicenseRef-permis-health-ai-developer-foundations-2024-11-15",
    f"/licences/compare?a=LicenseRef-permis-llama-3&b={LLAMA}",
    "/licences/compare?a=none",
    "/licences/none",
    "/sync",
    "/sign-in",
    "/none",
)
SPOKEN = ("title", "aria-label", "placeholder", "content", "data-done")  # attributes that people read or hear


@pytest.fixture
def _something_of_everything(db: None) -> None:
    know_licences()
    a_full_model()
    a_few_models()
    make_run(kind="walk", state="held", lease=None)
    run = make_run(kind="walk", state="failed", lease=None, started_at=NOW + timedelta(hours=1))
    make_run(kind="delta", lease=None, started_at=NOW + timedelta(hours=2))
    UnreadableRow.objects.create(
        run=run, digest=b"0" * 16, reason="not an object", excerpt="[]", first_seen_at=NOW, last_seen_at=NOW
    )


def translated() -> dict[str, str]:
    """Return the French of every text that French says otherwise, and that names nothing else."""
    kept = polib.pofile(str(ROOT / "locale/fr/LC_MESSAGES/django.po"))
    same = {one.msgid for one in kept if one.msgid == one.msgstr}
    # With plain blanks, as `see` gives the texts of a page.
    return {one.msgid: " ".join(one.msgstr.split()) for one in kept if one.msgstr and one.msgid not in same}


def said(page: Seen) -> set[str]:
    """Return every text that stands alone on a page, and what its attributes say."""
    within = {one.text for one in page.elements if one["lang"] != "en"}
    return within | {one[name] for one in page.elements for name in SPOKEN if one["lang"] != "en"}


@pytest.mark.django_db
@pytest.mark.usefixtures("_something_of_everything")
@pytest.mark.parametrize("path", PAGES)
def test_a_page_in_french_has_no_english_left(path: str) -> None:
    page = see(path, accept_language="fr")
    assert page.one("html")["lang"] == "fr"
    assert page.headers["Content-Language"] == "fr"
    french = translated()
    assert len(french) > 250
    assert said(page) & french.keys() == set()
    assert said(page) & set(french.values())
    assert said(see(path)) & french.keys()


@pytest.mark.django_db
def test_french_is_spoken_to_whoever_asks_or_chose_it_and_english_to_all_others() -> None:
    reader = Client()
    for language, sentence in (("fr", "Tous les modèles"), ("fr-CA, en;q=0.5", "Tous les modèles")):
        page = see("/", accept_language=language)
        assert (page.one("h1").text, page.one("html")["lang"]) == (sentence, "fr")
    for language in ("en-GB", "de", "xx", ""):
        page = see("/", accept_language=language)
        assert (page.one("h1").text, page.one("html")["lang"]) == ("All models", "en")
    assert see("/").one("h1").text == "All models"
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    assert see("/", reader, accept_language="en").one("h1").text == "Tous les modèles"
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "tlh"
    assert see("/", reader, accept_language="en").one("h1").text == "All models"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("params_min=8000000000", "Modèles d’au moins 8 Md de paramètres"),
        ("publisher=openai&publisher=mistralai", "Modèles publiés par mistralai ou openai"),
        ("status=stated", "Modèles dont la licence est déclarée"),
        ("licence_class=non_commercial", "Modèles avec une licence de type non commercial"),
        (
            "q=llama&updated_after=2026-08-01",
            "Modèles répondant à « llama », mis à jour depuis le 2026-08-01",
        ),
        ("gated=false", "Modèles sans contrôle d’accès"),
    ],
)
def test_a_search_is_a_sentence_in_french_too(asked: str, sentence: str) -> None:
    assert see(f"/?{asked}", accept_language="fr").one("h1").text == sentence


@pytest.mark.django_db
def test_how_fresh_the_data_is_is_told_in_french() -> None:
    forget()
    make_run(kind="walk", state="done", started_at=timezone.now() - timedelta(minutes=4), lease=None)
    assert see("/licences", accept_language="fr").links["Synchro : il y a 4 min"] == "/sync"


_TRANSLATED = re.compile(r"{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}|{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
_UNSPOKEN = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)
_ATTRIBUTE = re.compile(r'\b(?:title|aria-label|placeholder|alt)="([^"]*)"')
_NAMES_OF_MODELS = {"deepseek", "ai", "DeepSeek", "pkg", "huggingface", "Qwen", "gpt"}  # examples in forms
_OF_EVERY_LANGUAGE = {"Permis", "JSON", "SHA", "CSV", "EN", "FR", "English", "Français", *_NAMES_OF_MODELS}


def test_no_template_holds_a_text_that_cannot_be_translated() -> None:
    # The page of the interface is a tool's own, and says that it is in English.
    templates = [path for path in (ROOT / "templates").rglob("*.html") if path.parent.name != "api"]
    assert len(templates) > 30
    for path in templates:
        bare = _UNSPOKEN.sub("", _TRANSLATED.sub("\0", path.read_text(encoding="utf-8")))
        spoken = [*_ATTRIBUTE.findall(bare), re.sub(r"<[^>]*>", " ", bare)]
        words = set(re.findall(r"[^\W\d_]{2,}", " ".join(spoken)))
        assert words <= _OF_EVERY_LANGUAGE, (path, words - _OF_EVERY_LANGUAGE)
