"""Licences that the prose of a card names, sentence by sentence: hints, never more.

A name counts only beside the word "licence", after "under" or as a label's value, since "Gemma" or "Llama 2"
may as well name a model. A sentence about the models that this one comes from is no word on its own licence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from registry.licences.evidence import Component
from registry.licences.knowledge import Knowledge
from registry.licences.names import Licensed, Resolution, SharedName, resolve, resolve_link

MOST_PHRASES = 20
LONGEST_SENTENCE = 300  # characters that are kept of one
_LONGEST_NAME = 10  # words

_SENTENCE = re.compile(r"(?<=[.;!?])\s+|\n+")
_LINK = re.compile(r"https?://[^\s()<>\[\]\"'`]{4,500}")
_TARGET = re.compile(r"\]\([^()\s]{0,500}\)")
_WORD = re.compile(r"[^\W_]+(?:[.+-][^\W_]+)*\+*")
_BESIDE = frozenset({"license", "licence", "licensed", "licenses", "licences", "licensing", "under"})
_OF_CODE = re.compile(r"\b(?:source )?code\b|\brepository\b", re.IGNORECASE)
_OF_DATA = re.compile(r"\bdata(?:set)?s?\b|\bcorpus\b", re.IGNORECASE)
_OF_WEIGHTS = re.compile(r"\b(?:weights?|models?|checkpoints?|parameters)\b", re.IGNORECASE)
_OF_ANCESTORS = re.compile(
    r"\b(?:derived|originally|based on|built (?:on|upon|with)|fine-?tuned|distilled|initiali[sz]ed)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\W{0,20}(?:\w+ )?licen[cs]es?\W{1,6}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name or link of a licence in a sentence, and what of the model the sentence speaks of."""

    licence: str
    words: str
    sentence: str
    component: Component


def find(passage: str, knowledge: Knowledge) -> tuple[Phrase, ...]:
    """Return the licences that a passage names, each once for each component. Cost: about 20 µs a word."""
    found: dict[tuple[str, Component], Phrase] = {}
    for sentence in _SENTENCE.split(passage):
        for phrase in _phrases(sentence.strip(), knowledge):
            found.setdefault((phrase.licence, phrase.component), phrase)
        if len(found) >= MOST_PHRASES:
            break
    return tuple(found.values())[:MOST_PHRASES]


def _phrases(sentence: str, knowledge: Knowledge) -> Iterator[Phrase]:
    if not sentence or _OF_ANCESTORS.search(sentence):
        return
    component = _component(sentence)
    for words, key in (*_linked(sentence, knowledge), *_named(sentence, knowledge)):
        yield Phrase(key, words[:LONGEST_SENTENCE], sentence[:LONGEST_SENTENCE], component)


def _component(sentence: str) -> Component:
    """What a sentence speaks of: the code or the data where it names them and not the model; else the weights."""
    plain = _TARGET.sub("]", _LINK.sub("", sentence))
    if not _OF_WEIGHTS.search(plain):
        if _OF_CODE.search(plain):
            return Component.CODE
        if _OF_DATA.search(plain):
            return Component.DATA
    return Component.WEIGHTS


def _linked(sentence: str, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for link in _LINK.finditer(sentence):
        for key in _keys(resolve_link(link[0].rstrip(".,;:"), knowledge)):
            yield link[0], key


def _named(sentence: str, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    plain = _TARGET.sub("]", _LINK.sub(" ", sentence))
    label = _LABEL.match(plain)
    label_end = label.end() if label else -1
    words = list(_WORD.finditer(plain))
    at = 0
    while at < len(words):
        size = 1
        for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
            run = [word[0] for word in words[at : at + length]]
            keys = _keys(resolve(" ".join(run), knowledge))
            if keys and _stands_for_a_licence(words, at, length, label_end):
                for key in keys:
                    yield " ".join(run), key
                size = length
                break
        at += size


def _stands_for_a_licence(words: list[re.Match[str]], at: int, length: int, label_end: int) -> bool:
    run = [word[0].lower() for word in words[at : at + length]]
    around = [word[0].lower() for word in (*words[max(0, at - 3) : at], *words[at + length : at + length + 1])]
    identifier = length == 1 and "-" in run[0] and any(character.isdigit() for character in run[0])
    return identifier or words[at].start() == label_end or not _BESIDE.isdisjoint((*run, *around))


def _keys(meaning: Resolution) -> tuple[str, ...]:
    """One licence; a name of several texts tells none of them apart, and a family names none."""
    match meaning:
        case Licensed(key):
            return (key,)
        case SharedName(keys, _) if len(keys) == 1:
            return keys
        case _:
            return ()
