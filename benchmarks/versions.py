"""Makes versions of a licence text: some change its form alone, others what it says."""

import random
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from registry.licences.guards import is_weighty

_PARAGRAPHS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_ADDRESS = re.compile(r"https?://[\w./-]*[\w/]")
_WORD = re.compile(r"(?<!\w)(?<!<)(?<!</)(?!https?\b|www\b)[^\W_]+", re.IGNORECASE)  # no tags, no schemes
_YEAR = re.compile(r"\b(19|20)(\d\d)\b")
_QUOTES = str.maketrans("“”‘’«»", '""\'\'""')
_NOTICE = "Copyright (c) {year} {holder}\nAll rights reserved.\n\n"
_HOLDERS = ("Example Labs", "Jane Doe and contributors", "The Wombat Authors", "Beispiel GmbH")
_CARD = """---
language:
- en
license: other
license_name: the-licence
base_model: someone/something-7B
tags:
- text-generation
pipeline_tag: text-generation
model-index:
- name: wombat
  results: [{{task: {{type: text-generation}}, metrics: [{{type: accuracy, value: 71.4}}]}}]
---

# License

{text}
"""
_TERMS = (
    "Commercial use of the model is reserved to its maker.",
    "You shall show the name of the model on your website.",
    "Services with more than 5000 guests ask the maker first.",
    "The above does not apply to hosted services.",
    "This is for research.",
)
_NEW_WORDS = ("zebra", "not", "non-commercial", "hardly", "we", "public", "of")

Version = Callable[[str, random.Random], str]


def _as_is(text: str, chance: random.Random) -> str:
    return text


def _wrapped(text: str, chance: random.Random) -> str:
    width = chance.choice((50, 64, 72, 100, 10_000))
    fill = partial(textwrap.fill, width=width, break_long_words=False, break_on_hyphens=False)
    return "\n\n".join(map(fill, _PARAGRAPHS.split(text)))


def _on_one_line(text: str, chance: random.Random) -> str:
    return " ".join(text.split())


def _with_notice(text: str, chance: random.Random) -> str:
    return _NOTICE.format(year=chance.randint(2015, 2026), holder=chance.choice(_HOLDERS)) + text


def _as_markdown(text: str, chance: random.Random) -> str:
    """Give it a heading, quote it, make some words bold and addresses links that say where they lead."""
    lines = [f"> {line}" for line in text.replace("*", "").splitlines()]
    words = [_marked(word, chance) for word in "\n".join(lines).split(" ")]
    return "# License\n\n" + " ".join(words)


def _marked(word: str, chance: random.Random) -> str:
    if _ADDRESS.fullmatch(word):
        return chance.choice((f"<{word}>", f"[{word}]({word})"))
    if not word.isalpha():
        return word
    roll = chance.random()
    if roll < 0.03:
        return f"**{word}**"
    return f"_{word}_" if roll < 0.05 else word


def _as_html(text: str, chance: random.Random) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    paragraphs = (f'<p class="c{number}">{one}</p>' for number, one in enumerate(_PARAGRAPHS.split(escaped)))
    return "<html><body>" + "\n".join(paragraphs) + "</body></html>"


def _with_straight_quotes(text: str, chance: random.Random) -> str:
    return text.translate(_QUOTES)


def _in_lower_case(text: str, chance: random.Random) -> str:
    return text.lower()


def _in_upper_case(text: str, chance: random.Random) -> str:
    return text.upper()


def _in_a_card(text: str, chance: random.Random) -> str:
    return _CARD.format(text=text)


def _cut(text: str, chance: random.Random) -> str:
    return text[: len(text) * 6 // 10]


def _damaged(text: str, chance: random.Random) -> str:
    """Replace one word in fifty, and at least one, by another of the text's own words or by noise."""
    pieces = re.split(r"(\s+)", text)
    long = [at for at, piece in enumerate(pieces) if len(piece) > 3 and piece.isalpha()]
    for at in chance.sample(long, max(1, len(long) // 50)):
        pieces[at] = chance.choice(("qwzk", "lorem", "zzyzx", pieces[chance.choice(long)] + "x"))
    return "".join(pieces)


def _with_other_years(text: str, chance: random.Random) -> str:
    return _YEAR.sub(lambda year: f"{year[1]}{(int(year[2]) + 1) % 100:02}", text)


def _with_a_term(text: str, chance: random.Random) -> str:
    """Put one more sentence at the end of some paragraph."""
    paragraphs = _PARAGRAPHS.split(text)
    at = chance.randrange(len(paragraphs))
    paragraphs[at] = f"{paragraphs[at]} {chance.choice(_TERMS)}"
    return "\n\n".join(paragraphs)


def _with_another_number(text: str, chance: random.Random) -> str:
    """Change one number that is no year and no label of a list, if there is one."""
    numbers = list(re.finditer(r"(?<=[a-z,] )\d+(?=(?:\.\d+)? [a-z])", text))
    if not numbers:
        return text
    chosen = chance.choice(numbers)
    return f"{text[: chosen.start()]}{int(chosen[0]) + 1}{text[chosen.end() :]}"


def _with_a_word_moved(text: str, chance: random.Random) -> str:
    """Take a "not" from where it stands and put it behind another "may" or "shall", if there are both."""
    nots = list(re.finditer(r" not\b", text))
    verbs = list(re.finditer(r"\b(?:may|shall|will)\b(?! not)", text))
    if not nots or not verbs:
        return text
    gone, verb = chance.choice(nots), chance.choice(verbs)
    first, second = sorted([(gone.start(), gone.end(), ""), (verb.end(), verb.end(), " not")])
    return text[: first[0]] + first[2] + text[first[1] : second[0]] + second[2] + text[second[1] :]


def _with_a_word_replaced(text: str, chance: random.Random) -> str:
    words = list(_WORD.finditer(text))
    old = chance.choice(words)
    new = chance.choice((*_NEW_WORDS, chance.choice(words)[0]))
    if new.lower() == old[0].lower():
        new = "zebra"
    return text[: old.start()] + new + text[old.end() :]


def _with_a_word_removed(text: str, chance: random.Random) -> str:
    old = chance.choice(list(_WORD.finditer(text)))
    return text[: old.start()] + text[old.end() :]


def _with_a_word_inserted(text: str, chance: random.Random) -> str:
    words = list(_WORD.finditer(text))
    at = chance.choice(words).end()
    return f"{text[:at]} {chance.choice((*_NEW_WORDS, chance.choice(words)[0]))} {text[at:]}"


FORM: Mapping[str, Version] = MappingProxyType(
    {
        "as is": _as_is,
        "wrapped anew": _wrapped,
        "on one line": _on_one_line,
        "copyright lines": _with_notice,
        "Markdown": _as_markdown,
        "HTML": _as_html,
        "straight quotes": _with_straight_quotes,
        "lower case": _in_lower_case,
        "upper case": _in_upper_case,
        "in a model card": _in_a_card,
    }
)
SUBSTANCE: Mapping[str, Version] = MappingProxyType(
    {
        "first 60 %": _cut,
        "2 % damaged": _damaged,
        "years changed": _with_other_years,
        "a number changed": _with_another_number,
        'a "not" moved': _with_a_word_moved,
        "a term added": _with_a_term,
        "a word replaced": _with_a_word_replaced,
        "a word removed": _with_a_word_removed,
        "a word inserted": _with_a_word_inserted,
    }
)
DRAWS: Mapping[str, int] = MappingProxyType(
    {"a word replaced": 10, "a word removed": 5, "a word inserted": 5}  # of other versions one is made
)

_SIGN = re.compile(r"\W*(?:copyright\b|\(c\)|©)", re.IGNORECASE)


def is_excused(before: str, after: str) -> bool:
    """Whether a change binds the same: it is in lines alone that begin as a notice of holders, and no term is new.

    A holder's name and years are theirs to change; it is the same licence from somebody else.
    """
    old, new = before.splitlines(), after.splitlines()
    if len(old) != len(new):
        return False
    changed = [(one, other) for one, other in zip(old, new, strict=True) if one != other]
    added = Counter(_WORD.findall(after.lower())) - Counter(_WORD.findall(before.lower()))
    terms = [word for word in added if is_weighty(word) and not _YEAR.fullmatch(word)]
    return not terms and all(_SIGN.match(line) for pair in changed for line in pair)
