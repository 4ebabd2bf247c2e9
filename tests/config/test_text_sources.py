"""Texts are found wherever a person may meet them, and kept with what was translated before."""

import re
from pathlib import Path

import polib
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from config.texts.kept import Kept, update
from config.texts.sources import Text, UnreadableSource, collect

PYTHON = """
from django.utils.translation import gettext, ngettext, npgettext_lazy, pgettext
from django.utils.translation import gettext_lazy as _
from django.utils import translation
from elsewhere import gettext_lazy

LABEL = _("Licence")
LONG = _(
    "One sentence over "
    "two lines."
)

def said(number: int) -> str:
    translation.gettext("Models")
    pgettext("files", "Weights")
    gettext("%s of “%s”") % ("a", "b")
    gettext_lazy(LABEL)
    return ngettext("%(n)s day", "%(n)s days", number) % {"n": number} + npgettext_lazy("a", "b", "c", number)
"""
TEMPLATE = """
{% load i18n %}{# translate "no" #}
<h1>{% translate "It’s a “test”" %}</h1> gettext("no")
{% translate "Names" context "verb" %}
{% translate 'half' as half %} {{ half }}
{% translate "100% sure" %}
{% blocktranslate with url=address %}See <a href="{{ url }}">it</a>, 5%{% endblocktranslate %}
{% blocktranslate trimmed context "list" count n=number %}
  {{ n }} row
  kept
{% plural %}
  {{ n }} rows
  kept
{% endblocktranslate %}
{{ name|default:_("nobody") }} {% include "x.html" with label=_("a label") %} {{ _("alone") }}
"""


def write(root: Path, name: str, content: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(content, encoding="utf-8")


def test_texts_are_found_in_python(tmp_path: Path) -> None:
    write(tmp_path, "registry/a.py", PYTHON)
    assert set(collect(tmp_path)) == {
        Text("Licence"),
        Text("One sentence over two lines."),
        Text("Models"),
        Text("Weights", context="files"),
        Text("%s of “%s”"),
        Text("%(n)s day", plural="%(n)s days"),
        Text("b", context="a", plural="c"),
    }


def test_texts_are_found_in_templates(tmp_path: Path) -> None:
    write(tmp_path, "templates/a/b.html", TEMPLATE)
    assert set(collect(tmp_path)) == {
        Text("It’s a “test”"),
        Text("Names", context="verb"),
        Text("half"),
        Text("100%% sure"),
        Text('See <a href="%(url)s">it</a>, 5%%'),
        Text("%(n)s row kept", context="list", plural="%(n)s rows kept"),
        Text("nobody"),
        Text("a label"),
        Text("alone"),
    }


def test_a_text_knows_its_files_and_its_plural_in_a_stable_order(tmp_path: Path) -> None:
    write(tmp_path, "templates/z.html", '{% load i18n %}{% translate "day" %}{% translate "A" %}')
    write(tmp_path, "registry/b.py", 'from django.utils.translation import ngettext\nngettext("day", "days", 2)\n')
    write(tmp_path, "other/c.py", 'from django.utils.translation import gettext\ngettext("not read by people")\n')
    found = collect(tmp_path)
    assert list(found.items()) == [
        (Text("A"), ("templates/z.html",)),
        (Text("day", plural="days"), ("registry/b.py", "templates/z.html")),
    ]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("registry/a.py", "from django.utils.translation import gettext\nx = 1\ngettext(x)", "registry/a.py:3"),
        ("registry/a.py", 'from django.utils.translation import gettext as _\n_(f"{1} day")', "registry/a.py:2"),
        ("registry/a.py", 'from django.utils.translation import pgettext\npgettext("only")', "registry/a.py:2"),
        (
            "registry/a.py",
            'from django.utils.translation import ngettext\nngettext("a", "b", 1), ngettext("a", "c", 1)',
            "more than one plural: b, c",
        ),
        ("registry/a.py", "def broken(:", "registry/a.py cannot be parsed"),
        (
            "templates/a.html",
            "{% blocktranslate %}{% if x %}{% endif %}{% endblocktranslate %}",
            "templates/a.html",
        ),
    ],
)
def test_what_cannot_be_collected_is_named_and_never_skipped(
    name: str, content: str, words: str, tmp_path: Path
) -> None:
    write(tmp_path, name, content)
    with pytest.raises(UnreadableSource, match=re.escape(words)):
        collect(tmp_path)


# --- Keeping them ----------------------------------------------------------------------------------


def keep(root: Path, *texts: Text, language: str = "fr") -> Kept:
    return update(root, language, dict.fromkeys(texts, ("registry/a.py", "templates/b.html")))


def translate(file: Path, **translations: str) -> None:
    texts = polib.pofile(str(file), wrapwidth=0)
    for entry in texts:
        entry.msgstr = translations.get(entry.msgid, entry.msgstr)
    texts.save()


def test_new_texts_come_empty_gone_ones_go_and_translations_stay(tmp_path: Path) -> None:
    first = keep(tmp_path, Text("Licence"), Text("Weights"))
    assert (first.added, first.gone, first.untranslated) == (("Licence", "Weights"), (), 2)
    translate(first.file, Licence="Licence", Weights="Poids")
    second = keep(tmp_path, Text("Licence", context="a shop’s"), Text("Weights"))
    assert (second.added, second.gone, second.untranslated) == (("Licence",), ("Licence",), 1)
    assert [(one.msgctxt, one.msgid, one.msgstr) for one in polib.pofile(str(second.file))] == [
        ("a shop’s", "Licence", ""),
        (None, "Weights", "Poids"),
    ]


def test_nothing_changes_where_nothing_has_changed(tmp_path: Path) -> None:
    texts = (Text("%s day", plural="%s days"), Text("x" * 200))
    file = keep(tmp_path, *texts).file
    translate(file, **{"x" * 200: "y" * 200})
    before = file.read_bytes()
    assert keep(tmp_path, *texts) == Kept(file, (), (), 1)
    assert file.read_bytes() == before
    assert b"y" * 200 in before  # a text is one line, however long
    assert b"#: registry/a.py templates/b.html\n#, python-format\nmsgid" in before


def test_doubt_and_notes_of_translators_stay_and_another_plural_must_be_translated_anew(tmp_path: Path) -> None:
    file = keep(tmp_path, Text("Weights"), Text("row", plural="rows")).file
    texts = polib.pofile(str(file), wrapwidth=0)
    weights, row = texts
    row.msgstr_plural, row.tcomment = {0: "ligne", 1: "lignes"}, "of a table"
    weights.msgstr, weights.flags = "Poids ?", ["fuzzy"]
    texts.save()
    keep(tmp_path, Text("Weights"), Text("row", plural="all rows"))
    weights, row = polib.pofile(str(file))
    assert (weights.msgstr, weights.fuzzy) == ("Poids ?", True)
    assert (set(row.msgstr_plural.values()), row.tcomment) == ({""}, "of a table")


@pytest.mark.parametrize(
    ("language", "folder", "forms"), [("de", "de", 2), ("zh-hans", "zh_Hans", 1), ("pl", "pl", 4)]
)
def test_another_language_begins_with_all_its_plurals(
    language: str, folder: str, forms: int, tmp_path: Path
) -> None:
    kept = keep(tmp_path, Text("day", plural="days"), language=language)
    assert kept.file == tmp_path / folder / "LC_MESSAGES/django.po"
    texts = polib.pofile(str(kept.file))
    assert f"nplurals={forms}" in texts.metadata["Plural-Forms"]
    assert texts.metadata["Language"] == folder
    assert texts[0].msgstr_plural == dict.fromkeys(range(forms), "")


def test_the_command_collects_for_every_language(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.ROOT = tmp_path
    settings.LANGUAGES = [("en", "English"), ("fr", "Français"), ("de", "Deutsch")]
    write(tmp_path, "templates/a.html", '{% load i18n %}{% translate "Licences" %}')
    call_command("collect_texts")
    assert capsys.readouterr().out == "".join(
        f"+ Licences\nlocale/{language}/LC_MESSAGES/django.po: 1 added, 0 gone, 1 without a translation\n"
        for language in ("fr", "de")
    )
    assert not (tmp_path / "locale/en").exists()
    write(tmp_path, "templates/a.html", "{% load i18n %}{% blocktranslate %}")
    call_command("collect_texts")
    assert "- Licences\n" in capsys.readouterr().out
    write(tmp_path, "registry/a.py", "def broken(:")
    with pytest.raises(CommandError, match=r"registry/a\.py cannot be parsed"):
        call_command("collect_texts")
