"""Invented licences for tests: a short one, its sibling with other limits, another, and a very long one."""

from collections.abc import Sequence

from registry.licences import words
from registry.licences.documents import DocumentKind
from registry.licences.fingerprints import Fingerprints, describe, pack, unpack

SHORT = """The Wombat Licence

Whoever holds a wombat under this licence may feed it, walk it and show it to guests, and may let others do so,
on three conditions.

1. The wombat sleeps at least 16 hours of every day, and nobody wakes it before dusk unless the house burns.
2. Keepers of more than 700 wombats ask the Society of Wombats before they take in another one.
3. The name that the wombat was born with stays on its door.

A wombat comes as it is. The Society does not promise that it digs where it shall, that it stays out of the cellar,
or that it likes anybody. In no event is the Society answerable for holes, however deep and to whom they belong,
even if it was told that holes had to be expected.
"""

SIBLING = SHORT.replace("700 wombats", "900 wombats").replace("16 hours", "18 hours")

OTHER = """The Teapot Agreement

A teapot that is lent under this agreement stays the property of the tea room. The borrower pours with both hands,
rinses the pot with warm water only and without soap, and returns it together with its lid.

Whoever breaks the spout pays for the spout; whoever breaks the handle pays for the pot. Cracks that were there
before are written down by both sides when the pot is handed over. Tea is not part of the bargain, and neither is
milk. The tea room may call the pot back within 14 days, and shall then say why.
"""

POLICY = """How Wombats May Be Used

Nobody uses a wombat to frighten children, to dig under a bank, to cheat at lawn bowls or to carry letters. Nobody
dresses a wombat up for commercial photographs. Whoever sees a wombat that is used in such a way tells the Society
within 3 days, and keeps an eye on the wombat until somebody comes.
"""

_BEASTS = ("wombat", "quokka", "numbat", "bilby", "potoroo", "quoll", "dunnart", "bettong", "glider", "bandicoot")
_PLACES = ("garden", "cellar", "meadow", "orchard", "stable", "attic", "quarry", "vineyard")
LONG = "The Menagerie Licence\n\n" + "\n\n".join(
    f"{number}. The keeper of the {beast} in the {place} may brush its coat on day {number * 7} of the season, "
    f"shall hand it over with its basket and its blanket, and does not lend the {place} to a foe of the {beast}."
    for number, (beast, place) in enumerate(((one, other) for one in _BEASTS for other in _PLACES), start=1)
)

AGREEMENT = DocumentKind.AGREEMENT
Entry = tuple[Sequence[str], DocumentKind, str]
ENTRIES: tuple[Entry, ...] = (
    (("Wombat-1.0",), AGREEMENT, SHORT),
    (("Wombat-1.0",), DocumentKind.USE_POLICY, POLICY),
    (("Teapot-1.0",), AGREEMENT, OTHER),
    (("Menagerie-1.0",), AGREEMENT, LONG),
)
TITLES = {
    "Wombat-1.0": ("wombat licence 1.0", "wombat 1.0"),
    "Teapot-1.0": ("teapot 1.0",),
    "Menagerie-1.0": ("menagerie 1.0",),
}


def fingerprints(*entries: Entry) -> Fingerprints:
    """Make fingerprints of invented texts: of the three licences where none is given."""
    read = [(keys, kind, words.read(text).words) for keys, kind, text in entries or ENTRIES]
    return unpack(pack((describe(keys, kind, one), one) for keys, kind, one in read), TITLES)
