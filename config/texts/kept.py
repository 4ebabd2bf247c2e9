"""Keeps the translations: one `.po` file for each language, holding exactly the texts of the sources.

No dates and no line numbers, and texts in the order of the alphabet, so that a change shows what has changed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import django
import polib
from django.utils.translation import to_locale

from config.texts.sources import Text

_PLACEHOLDER = re.compile(r"%(?:\([^)]*\))?[a-z]")
_FORMS = re.compile(r"nplurals=(\d+)")


@dataclass(frozen=True, slots=True)
class Kept:
    """What an update did to one file: texts that came and went, and how many now lack a translation."""

    file: Path
    added: tuple[str, ...]
    gone: tuple[str, ...]
    untranslated: int


def update(locale: Path, language: str, found: Mapping[Text, tuple[str, ...]]) -> Kept:
    """Make the file of one language hold these texts: new ones without a translation, no others.

    A language that has no file gets one. A text whose plural is another than before loses its translation.
    """
    file = locale / to_locale(language) / "LC_MESSAGES" / "django.po"
    before = _opened(file, language)
    old = {(one.msgid, one.msgctxt or ""): one for one in before if not one.obsolete}
    after = polib.POFile(wrapwidth=0)
    after.header, after.metadata = before.header, before.metadata
    for text, files in found.items():
        after.append(_entry(text, files, old.get((text.msgid, text.context)), _forms(before)))
    _write(file, str(after))
    keys = [(text.msgid, text.context) for text in found]
    return Kept(
        file=file,
        added=tuple(msgid for msgid, context in keys if (msgid, context) not in old),
        gone=tuple(msgid for msgid, context in sorted(old.keys() - set(keys))),
        untranslated=len(after) - len(after.translated_entries()),
    )


def _opened(file: Path, language: str) -> polib.POFile:
    if file.exists():
        return polib.pofile(str(file))
    made = polib.POFile()
    made.header = f"Texts of Permis: {language}"
    made.metadata = {
        "Project-Id-Version": "Permis",
        "Language": to_locale(language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": _plural_forms(language),
    }
    return made


def _plural_forms(language: str) -> str:
    """Return the rule of the language as Django's own translation has it; that of English where it has none."""
    djangos = Path(django.__file__).parent / "conf" / "locale" / to_locale(language) / "LC_MESSAGES" / "django.mo"
    stated = polib.mofile(str(djangos)).metadata.get("Plural-Forms") if djangos.exists() else None
    return stated or "nplurals=2; plural=(n != 1);"


def _forms(texts: polib.POFile) -> int:
    stated = _FORMS.search(texts.metadata.get("Plural-Forms", ""))
    return int(stated[1]) if stated else 2


def _entry(text: Text, files: tuple[str, ...], old: polib.POEntry | None, forms: int) -> polib.POEntry:
    kept = old if old is not None and old.msgid_plural == text.plural else None
    flags = list(kept.flags) if kept else []
    formats = _PLACEHOLDER.search(text.msgid + text.plural) is not None
    others = [flag for flag in flags if flag != "python-format"]
    return polib.POEntry(
        msgid=text.msgid,
        msgctxt=text.context or None,
        msgid_plural=text.plural,
        msgstr=kept.msgstr if kept else "",
        msgstr_plural=(kept.msgstr_plural if kept else dict.fromkeys(range(forms), "")) if text.plural else {},
        tcomment=old.tcomment if old is not None else "",
        occurrences=[(file, "") for file in files],
        flags=[*others, *(["python-format"] if formats else [])],
    )


def _write(file: Path, content: str) -> None:
    if file.exists() and file.read_text(encoding="utf-8") == content:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
