"""Stored facts as people read them: names, links, licences and the rows of lists. Pure; the clock comes in.

Everything here may come from outside. Templates escape it; here links are cut to http(s) and characters that
turn text around are made visible.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode, urlsplit

from django.utils.translation import gettext, ngettext

from registry.catalogue.in_context import InContext
from registry.catalogue.results import Count, Result
from registry.licences import knowledge
from registry.licences.determination import Status
from registry.licences.terms import LicenceClass
from registry.policy.verdict import Outcome, Verdict
from registry.web import numbers
from registry.web.numbers import Moment
from registry.web.outcomes import OUTCOMES
from registry.web.words import CLASSES, GATES, STATUSES, Word, word_of

_TURNS_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_KEY = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")
_PREFIX = re.compile(r"LicenseRef-(?:permis|scancode)-")
_GATED = ("auto", "manual", "gated")
_FREE = (LicenceClass.PUBLIC_DOMAIN, LicenceClass.PERMISSIVE)


@dataclass(frozen=True, slots=True)
class Name:
    """A repository's name in its two parts; ``maker`` ends in the slash, and is empty for the oldest models."""

    maker: str
    model: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A licence with how sure we are of it: what it is, the word for its status, the icon and the tone."""

    text: str
    status: str
    title: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a row; ``exact`` on hover, an icon where it has one."""

    text: str
    exact: str = ""
    icon: str = ""
    nothing: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One model in a list; ``verdict`` is what comes of it in the context of the list, None without one."""

    url: str
    name: Name
    badge: Badge
    beneath: Fact | None
    facts: tuple[Fact, ...]
    removed: Moment | None
    verdict: Word | None = None
    duties: str = ""


def plain(text: str) -> str:
    """Return the text with control characters and such as turn it around made visible."""
    return _TURNS_TEXT.sub(lambda found: f"\N{LEFT CEILING}U+{ord(found[0]):04X}\N{RIGHT CEILING}", text)


def link(url: str | None) -> str:
    """Return the address if a page may link to it: absolute, http or https; else nothing."""
    if not url or _TURNS_TEXT.search(url) or any(character.isspace() for character in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""


def model_url(repo_id: str) -> str:
    """Return the address of a model's page."""
    return "/models/" + quote(repo_id, safe="/")


def in_context(address: str, within: InContext | None) -> str:
    """Return an address with the parameters of a context, where there is one."""
    return f"{address}?{urlencode(within.pairs)}" if within else address


def licence_url(key: str) -> str:
    """Return the address of a licence's page."""
    return "/licences/" + quote(key, safe="")


def compare_url(before: str, after: str = "") -> str:
    """Return the address where two licences stand side by side, or where the other one is chosen."""
    return "/licences/compare?" + urlencode({"a": before, **({"b": after} if after else {})})


def name_of(repo_id: str) -> Name:
    """Return the name in its parts."""
    maker, slash, model = repo_id.rpartition("/")
    return Name(plain(maker + slash), plain(model))


def licence_name(expression: str) -> str:
    """Return a licence key or SPDX expression with our own long keys replaced by the licences' names."""
    return plain(_KEY.sub(lambda found: _short(found[0]), expression))


def _short(key: str) -> str:
    known = knowledge.load().licences.get(key)
    return known.name if known else _PREFIX.sub("", key)


def badge_of(result: Result) -> Badge:
    """Return what is concluded about a model's licence, or why nothing is."""
    word = word_of(STATUSES, result.licence_status)
    text, status = _licence_in_short(result), str(word.label)
    told = {"licence": text, "meaning": word.meaning}
    title = gettext("%(licence)s: %(meaning)s") % told if text else str(word.meaning)
    # Sure is not the same as free: only what hardly binds, and nothing beside it, bears the colour of "go ahead".
    free = result.licence_class in _FREE and result.beneath is None
    tone = "quiet" if word.tone == "good" and not free else word.tone
    return Badge(text or status, status if text else "", title, word.icon, tone)


def beneath_of(result: Result) -> Fact | None:
    """Return what binds a model beside its own licence, ancestors and use policies; None if nothing."""
    if result.beneath is None:
        return None
    found, short, exact = result.beneath, [], []
    if found.licences:
        short.append(", ".join(map(licence_name, found.licences)))
        exact.append(gettext("The licence of what it was made from binds too."))
    if found.use_policy:
        short.append(gettext("a use policy"))
        exact.append(gettext("A use policy that stands beside the licence binds too."))
    if not found.settled:
        short.append(gettext("an ancestor not settled"))
        exact.append(gettext("It was made from a model whose licence we do not know for sure; that binds too."))
    return Fact("+ " + ", ".join(short), " ".join(exact)) if short else None


def _licence_in_short(result: Result) -> str:
    if result.licence_concluded:
        return licence_name(result.licence_concluded)
    if result.licence_status == Status.MISSING:
        return ""
    return plain(", ".join(result.licence_declared or ()))


def row_of(
    result: Result,
    now: datetime,
    verdict: Verdict | None = None,
    within: InContext | None = None,
    fits: str = "",
) -> Row:
    """Return a model as lists show it.

    Its address keeps the context in which it was judged; ``fits`` says on what it runs, in lists of what does.
    """
    return Row(
        url=in_context(model_url(result.repo_id), within),
        name=name_of(result.repo_id),
        badge=badge_of(result),
        beneath=beneath_of(result),
        facts=_facts(result, now, fits),
        removed=numbers.moment(result.removed_at, now) if result.removed_at else None,
        verdict=OUTCOMES[verdict.outcome] if verdict else None,
        duties=_duties(verdict) if verdict else "",
    )


def _duties(verdict: Verdict) -> str:
    """Say how many duties come for sure, where doing them is what makes it allowed."""
    number = sum(not one.conditional for one in verdict.obligations)
    if verdict.outcome is not Outcome.ALLOWED_WITH_OBLIGATIONS or not number:
        return ""
    return ngettext("%s obligation", "%s obligations", number) % numbers.whole(number)


def _facts(result: Result, now: datetime, fits: str) -> tuple[Fact, ...]:
    found = [_size(result)]
    if result.licence_class != LicenceClass.UNKNOWN:
        kind = word_of(CLASSES, result.licence_class)
        found.insert(0, Fact(str(kind.label), str(kind.meaning)))
    if result.pipeline_tag:
        found.insert(0, Fact(plain(result.pipeline_tag)))
    found += _memory(result, fits)
    if result.downloads is not None:
        downloads = numbers.count(result.downloads)
        found.append(Fact(gettext("%s downloads") % downloads.text, downloads.exact))
    if result.gate in _GATED:
        gate = GATES[result.gate]
        found.append(Fact(str(gate.label), str(gate.meaning), gate.icon))
    if result.last_modified:
        updated = numbers.moment(result.last_modified, now)
        found.append(Fact(gettext("updated %s") % updated.text, updated.exact))
    return tuple(found)


def _memory(result: Result, fits: str) -> tuple[Fact, ...]:
    if not result.weights_bytes:
        return (Fact(gettext("fits"), fits),) if fits else ()
    size = numbers.size(result.weights_bytes)
    weights = gettext("Weights: %s") % size.exact
    return (Fact(gettext("%s, fits") % size.text, f"{weights}. {fits}") if fits else Fact(size.text, weights),)


def _size(result: Result) -> Fact:
    if result.params_total is None:
        return Fact(gettext("size not stated"), nothing="not_stated")
    total = numbers.parameters(result.params_total)
    return Fact(gettext("%s parameters") % total.text, total.exact)


def models_counted(count: Count) -> str:
    """Return how many models there are: "1,204 models", "about 1,204 models", "10,000+ models"."""
    if count.exact:
        return models_in_all(count.value)
    if count.counted_at is not None:
        return gettext("about %s models") % numbers.whole(count.value)
    return gettext("%s+ models") % numbers.whole(count.value)


def models_in_all(number: int) -> str:
    """Return "1 model", "1,204 models"."""
    return ngettext("%(number)s model", "%(number)s models", number) % {"number": numbers.whole(number)}
