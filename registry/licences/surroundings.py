"""Judges what stands around a licence: only its own names and what one writes above any licence are no terms."""

from collections.abc import Iterable, Sequence

MOST_AROUND = 40  # words

_HEADINGS = tuple(
    tuple(heading.split())
    for heading in (
        "license",
        "licence",
        "licenses",
        "licensing",
        "the license",
        "license agreement",
        "license text",
        "license information",
        "full license text",
        "full text of the license",
        "full text of the license agreement",
        "text of the license",
        "terms and conditions",
        "end of terms and conditions",
        "acceptable use policy",
        "use policy",
        "spdx license identifier",
    )
)


def is_plain(words: Sequence[str], titles: Iterable[str]) -> bool:
    """Whether words are the given titles and headings, one after the other, and nothing else."""
    if len(words) > MOST_AROUND:
        return False
    phrases = [*_HEADINGS, *(tuple(title.split()) for title in titles)]
    reached = {0}
    for at in range(len(words)):
        if at in reached:
            reached |= {at + len(one) for one in phrases if tuple(words[at : at + len(one)]) == one}
    return len(words) in reached
