"""The models a row says it was made from, gathered from the three places that say so."""

from collections.abc import Iterable, Iterator

from registry.hub.reading import LONGEST_NAME, Fields, kind, one_line, repo_id

MOST_PARENTS = 500
UNSTATED = "unstated"
RELATIONS = frozenset({"finetune", "adapter", "merge", "quantized", "distilled"})

_TAG = "base_model:"
_ADDRESSES = ("https://huggingface.co/", "http://huggingface.co/", "https://hf.co/", "hf.co/", "huggingface.co/")

Stated = tuple[str, str]  # the name as stated, and the relation or `UNSTATED`


def parents(fields: Fields, card: Fields | None, tags: Iterable[str]) -> tuple[Stated, ...]:
    """Return each parent with each relation stated for it, in the order of names.

    The Hub's own reading (`baseModels`) spells names best, then tags, then the card; sources that disagree on the
    relation are all kept, and no relation counts only where no source states one. Case does not tell names apart.
    """
    if not (card and "base_model" in card.members) and "baseModels" not in fields.members:
        stated: Iterable[Stated] = _from_tags(fields, tags)
    else:
        stated = (*_from_hub(fields), *_from_tags(fields, tags), *_from_card(card))
    spelt: dict[str, str] = {}
    relations: dict[str, set[str]] = {}
    for name, relation in stated:
        key = name.casefold()
        spelt.setdefault(key, name)
        relations.setdefault(key, set()).add(relation)
    if len(spelt) > MOST_PARENTS:
        fields.note("base_model", f"names more than {MOST_PARENTS} models; cut")
    return tuple(
        (spelt[key], relation)
        for key in sorted(spelt)[:MOST_PARENTS]
        for relation in sorted(relations[key] - {UNSTATED} or {UNSTATED})
    )


def _from_hub(fields: Fields) -> Iterator[Stated]:
    part = fields.part("baseModels")
    if part is None:
        return
    relation = _relation(part, part.text("relation"))
    models = part.members.get("models")
    if models is not None and not isinstance(models, list):
        part.note("models", f"is {kind(models)}, not a list")
        return
    for item in models or ():
        name = item.get("id") if isinstance(item, dict) else item
        if isinstance(name, str):
            yield from _named(fields, name, relation)
        else:
            part.note("models", "holds a model without a name")


def _from_tags(fields: Fields, tags: Iterable[str]) -> Iterator[Stated]:
    for tag in tags:
        if tag.startswith(_TAG):
            first, colon, rest = tag[len(_TAG) :].partition(":")
            if not colon:
                yield from _named(fields, first, UNSTATED)
            elif first.startswith(("http", "https")):
                yield from _named(fields, f"{first}:{rest}", UNSTATED)
            else:
                yield from _named(fields, rest, _relation(fields, first))


def _from_card(card: Fields | None) -> Iterator[Stated]:
    if card is None:
        return
    relation = _relation(card, card.text("base_model_relation"))
    for name in card.texts("base_model", LONGEST_NAME, MOST_PARENTS) or ():
        yield from _named(card, name, relation)


def _relation(fields: Fields, stated: str | None) -> str:
    if stated is None or stated in RELATIONS:
        return stated or UNSTATED
    fields.note("base_model_relation", "is a relation we do not know")
    return UNSTATED


def _named(fields: Fields, text: str, relation: str) -> Iterator[Stated]:
    """A name as stated, freed of the Hub's address; what is no name stays, because something is named."""
    name = repo_id(text) or _freed(fields.cut("base_model", one_line(text), LONGEST_NAME))
    if name:
        yield name, relation


def _freed(name: str) -> str:
    for address in _ADDRESSES:
        if name.startswith(address):
            return "/".join(name[len(address) :].split("/")[:2])
    return name.rstrip("/ ")
