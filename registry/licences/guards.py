"""The words that may not be added to a licence, or lost from it, without a person looking.

Numbers carry thresholds, dates and versions; the words below carry permission, duty, limit, money, place, purpose.
The lists err on the side of too much: a word too many costs a look, a word too few costs a term.
"""

import unicodedata
from functools import lru_cache

_LEGAL = """
shall must may can cannot could should will not no nor never neither none without unless except excepting
exception exceptions excluding exclude excludes excluded exclusion exclusive exclusively only solely merely
provided provision provisions subject condition conditions conditional conditioned notwithstanding however
instead limit limits permission permissions permitted permit permits grant grants granted allow allows allowed
authorize authorizes authorized authorise authorised authorization authorisation entitled waive waiver prohibit
prohibits prohibited prohibition prohibitions forbid forbids forbidden restrict restricts restricted restriction
restrictions ban bans banned deny denied refuse refrain disallow disallowed commercial commercially
commercialize commercialise noncommercial noncommercially commerce production profit profits revenue revenues
fee fees royalty royalties pay pays paid payment payments price priced purchase sell sold sale sales
subscription enterprise usd eur dollar dollars euro euros monthly annual annually yearly per percent two three
four five six seven eight nine ten twelve fifteen twenty thirty forty fifty sixty ninety hundred thousand
million millions billion billions dozen half quarter research academic academics educational education
scientific evaluation personal private internal internally nonprofit hobby military warfare weapon weapons
surveillance biometric nuclear medical clinical minors children discriminate discrimination illegal illegally
unlawful unlawfully lawful harm harmful ethical unethical register registers registered registration consent
approval approved apply applies agree agrees agreed agreement accept accepts accepted acceptance accepting
comply complies compliance abide obligation obligations obligated obliged require requires required requirement
requirements responsible attribution attribute display displayed prominently notify notice notices retain
include acknowledge indemnify terminate terminates terminated termination revoke revoked revocable irrevocable
perpetual expire expires distribute distributed distributes distribution redistribute redistributed
redistribution sublicense sublicensable reproduce modify modified modifications derivative derivatives outputs
distill distillation hosted liable liability warranty warranties damages patent patents trademark trademarks
copyleft law laws jurisdiction territory territories country countries region regions european union kingdom
korea china states eu uk nc nd term terms policy policies addendum amendment amended supplement supplemental
additional additionally governed cant dont doesnt wont isnt arent shouldnt mustnt limited cost costs charge
charges business businesses company companies corporate contact users avoid cease portion portions part parts
some certain components files file folder where wherever otherwise respective respectively separate separately
closed confidential proprietary secret secrecy trial lawsuit lawsuits donate donates donation void owe owes
"""

# What turns a sentence round, in languages that model makers write in and that share our letters.
_FOREIGN = """
interdit interdite interdits interdites commerciale commerciales uniquement seulement sauf autorise autorisee
autorises interdiction recherche nicht kein keine nur kommerziell kommerzielle kommerziellen verboten untersagt
ausschliesslich forschung prohibido prohibida prohibidos comercial comerciales solo solamente unicamente salvo
investigacion vietato vietata commerciali soltanto ricerca proibido proibida apenas somente comerciais pesquisa
niet alleen onderzoek commercieel
"""

# These bind clauses together. They stand in every sentence, so they are watched inside a licence only.
_CONNECTIVES = """
and or if but any all each every both either other others another than more less most least over under above
below exceed exceeds exceeding until before after within during one first that which who when whether
"""

# Words that name a licence: around another one they say that it is not alone.
_NAMES = """
agpl apache artistic bsd cc cdla commons creative creativeml eclipse epl eula eupl gfdl gnu gpl isc lgpl mit
mozilla mpl odbl odc openmdw openrail rail unlicense wtfpl zlib
"""

# Words of sentences. Who holds the rights is said without them, and so is what a card states as data.
_SAYING = """
are was were been has have had this that these those each any every you your our his her their they them use uses
used user using with from under into belong belongs fall falls keep delete share sharing weights here there please
"""

LEGAL = frozenset((_LEGAL + _FOREIGN).split())
NAMES = frozenset(_NAMES.split())
CONNECTIVES = frozenset(_CONNECTIVES.split())
SAYING = frozenset(_SAYING.split())


def is_number(word: str) -> bool:
    """Whether a digit is in it: a count, a date, a version, a name with a version."""
    return any(character.isdigit() for character in word)


@lru_cache(maxsize=16_384)
def is_weighty(word: str) -> bool:
    """Whether a word around a licence could make terms: a number, a legal or foreign word, another licence."""
    return word in LEGAL or word in NAMES or is_number(word) or _is_unread(word)


@lru_cache(maxsize=16_384)
def is_counted(word: str) -> bool:
    """Whether a text has to hold this word exactly as often as the licence that it is taken for."""
    return word in CONNECTIVES or is_weighty(word)


def _is_unread(word: str) -> bool:
    """Whether we cannot tell what it says: letters that are not Latin; accents are looked through."""
    if word.isascii():
        return False
    bare = "".join(one for one in unicodedata.normalize("NFKD", word) if not unicodedata.combining(one))
    return not bare.isascii() or bare in LEGAL
