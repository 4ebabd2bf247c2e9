"""Every text is translated, whole and true to its placeholders; and what Django reads is compiled from that."""

import gettext
import os
import re
import shutil
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from config.texts.compiled import TextsNotCompiled, compile_texts
from config.texts.kept import update
from config.texts.sources import collect

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
KEPT = Path("fr/LC_MESSAGES/django.po")
NARROW = "\N{NARROW NO-BREAK SPACE}"

_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdif]|%%|\{\w*\}")
_MARKUP = re.compile(r"<[^>]+>")


def kept(language: str) -> polib.POFile:
    return polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES/django.po"))


def forms(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Return each translation of a text beside the English that it stands for."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    return [(entry.msgid_plural, text) for text in entry.msgstr_plural.values()]


# --- The translations ------------------------------------------------------------------------------


def test_there_is_french() -> None:
    assert LANGUAGES == ["fr"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_of_the_sources_is_kept_and_no_other_one(language: str) -> None:
    in_sources = {(text.msgid, text.context, text.plural) for text in collect(ROOT)}
    entries = kept(language)
    assert len(in_sources) > 300
    assert {(one.msgid, one.msgctxt or "", one.msgid_plural) for one in entries} == in_sources
    assert len(entries) == len(in_sources)
    assert not entries.obsolete_entries()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_is_translated_in_every_form_and_none_is_in_doubt(language: str) -> None:
    entries = kept(language)
    count = int(re.findall(r"nplurals=(\d+)", entries.metadata["Plural-Forms"])[0])
    for entry in entries:
        assert not entry.fuzzy, entry.msgid
        assert all(text.strip() for _, text in forms(entry)), f"manage.py collect_texts, then translate: {entry}"
        assert len(forms(entry)) == (count if entry.msgid_plural else 1), entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", [_PLACEHOLDER, _MARKUP])
def test_a_translation_holds_the_placeholders_and_the_markup_of_its_text(
    language: str, part: re.Pattern[str]
) -> None:
    pairs = [pair for entry in kept(language) for pair in forms(entry)]
    assert any(part.search(english) for english, _ in pairs)
    wrong = [pair for pair in pairs if Counter(part.findall(pair[0])) != Counter(part.findall(pair[1]))]
    assert not wrong


def test_french_is_set_as_in_print_and_speaks_as_the_rest() -> None:
    texts = [_MARKUP.sub("", text) for entry in kept("fr") for _, text in forms(entry)]
    for text in texts:
        assert "'" not in text, text
        assert '"' not in text, text
        assert "!" not in text, text
        assert "veuillez" not in text.lower(), text
        # URLs, times and tags have their colons from elsewhere.
        assert not re.search(r" [:;?»]|« |[\w)%][;?»]|\w: ", text), text
    assert any(NARROW in text for text in texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_kept_file_is_what_the_command_writes(language: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "locale", tmp_path / "locale")
    written = update(tmp_path / "locale", language, collect(ROOT)).file.read_text(encoding="utf-8")
    assert written == (ROOT / "locale" / language / "LC_MESSAGES/django.po").read_text(encoding="utf-8")
    assert not re.search(r"-Date:|^#:.*:\d", written, re.MULTILINE)


# --- Their compiled form ---------------------------------------------------------------------------


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    """A folder with one translation that nobody has compiled."""
    file = tmp_path / "locale" / KEPT
    file.parent.mkdir(parents=True)
    texts = polib.POFile()
    texts.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=2; plural=(n > 1);"}
    texts.append(polib.POEntry(msgid="Licences", msgstr="Licences, é"))
    texts.append(polib.POEntry(msgid="Weights", msgctxt="files", msgstr="Poids"))
    texts.append(
        polib.POEntry(msgid="%d day", msgid_plural="%d days", msgstr_plural={0: "%d jour", 1: "%d jours"})
    )
    texts.append(polib.POEntry(msgid="Doubtful", msgstr="Douteux", flags=["fuzzy"]))
    texts.append(polib.POEntry(msgid="Half", msgid_plural="Halves", msgstr_plural={0: "Demi", 1: ""}))
    texts.save(str(file))
    return tmp_path / "locale"


def read(locale: Path) -> gettext.GNUTranslations:
    with (locale / KEPT).with_suffix(".mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled)


def test_what_is_compiled_is_what_gettext_reads(locale: Path) -> None:
    assert compile_texts(locale) == ((locale / KEPT).with_suffix(".mo"),)
    texts = read(locale)
    assert texts.gettext("Licences") == "Licences, é"
    assert texts.pgettext("files", "Weights") == "Poids"
    assert [texts.ngettext("%d day", "%d days", number) for number in (0, 1, 2)] == [
        "%d jour",
        "%d jour",
        "%d jours",
    ]


def test_what_is_in_doubt_or_half_done_stays_english(locale: Path) -> None:
    compile_texts(locale)
    texts = read(locale)
    assert texts.gettext("Doubtful") == "Doubtful"
    assert [texts.ngettext("Half", "Halves", number) for number in (1, 2)] == ["Half", "Halves"]


def test_the_same_file_gives_the_same_bytes_and_is_compiled_once(locale: Path) -> None:
    [compiled] = compile_texts(locale)
    first = compiled.read_bytes()
    assert compile_texts(locale) == ()
    compiled.unlink()
    assert compile_texts(locale) == (compiled,)
    assert compiled.read_bytes() == first
    assert sorted(path.name for path in compiled.parent.iterdir()) == ["django.mo", "django.po"]


def test_a_change_is_compiled_whatever_the_times_of_the_files_say(locale: Path) -> None:
    [compiled] = compile_texts(locale)
    file = locale / KEPT
    file.write_text(file.read_text(encoding="utf-8").replace("Poids", "Pesanteur"), encoding="utf-8")
    os.utime(file, (0, 0))
    assert compile_texts(locale) == (compiled,)
    assert read(locale).pgettext("files", "Weights") == "Pesanteur"


def test_a_compiled_file_of_unknown_origin_is_replaced(locale: Path) -> None:
    compiled = (locale / KEPT).with_suffix(".mo")
    compiled.write_bytes(b"half a file")
    assert compile_texts(locale) == (compiled,)
    assert read(locale).gettext("Licences") == "Licences, é"


def test_what_cannot_be_read_or_written_is_named(locale: Path) -> None:
    file = locale / KEPT
    before = file.read_bytes()
    file.write_bytes(b"nonsense\n")
    with pytest.raises(TextsNotCompiled, match=r"django\.po cannot be compiled"):
        compile_texts(locale)
    file.write_bytes(before.replace("é".encode(), b"\xe9"))
    with pytest.raises(TextsNotCompiled, match=r"django\.po cannot be compiled"):
        compile_texts(locale)
    file.write_bytes(before)
    file.with_suffix(".mo").mkdir()
    with pytest.raises(TextsNotCompiled, match=r"django\.po cannot be compiled"):
        compile_texts(locale)
    assert sorted(path.name for path in file.parent.iterdir()) == ["django.mo", "django.po"]


def test_the_command_compiles_and_says_so(
    locale: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.ROOT = locale.parent
    call_command("compile_texts")
    assert capsys.readouterr().out == "compiled locale/fr/LC_MESSAGES/django.mo\n"
    call_command("compile_texts")
    assert capsys.readouterr().out == "the compiled texts are up to date\n"
    (locale / KEPT).write_bytes(b"nonsense\n")
    with pytest.raises(CommandError, match="cannot be compiled"):
        call_command("compile_texts")


# --- Before the start ------------------------------------------------------------------------------


def start(checkout: Path, data: Path) -> tuple[int, list[str]]:
    """Start Permis from a checkout on a port that is taken, so that it ends before it has servers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "manage.py", "up"],
            cwd=checkout,
            env={"PATH": os.defpath, "HOME": str(data), "PERMIS_DATA": str(data), "PORT": port},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    return done.returncode, done.stderr.splitlines()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in which nothing has been compiled."""
    for room in ("config", "registry", "supervisor", "locale"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    (tmp_path / "data").mkdir()
    return tmp_path


def test_the_texts_are_compiled_before_anything_starts(checkout: Path) -> None:
    status, said = start(checkout, checkout / "data")
    assert (status, len(said)) == (1, 1)
    assert "set PORT" in said[0]
    assert read(checkout / "locale").gettext("All models") == "Tous les modèles"


def test_texts_that_cannot_be_compiled_keep_nobody_from_starting(checkout: Path) -> None:
    (checkout / "locale" / KEPT).with_suffix(".mo").mkdir()
    status, said = start(checkout, checkout / "data")
    assert (status, len(said)) == (1, 2)
    assert said[0].startswith("permis: pages may show English alone: ")
    assert "set PORT" in said[1]
