"""What a model is used for and by whom: the words in which licences and those who ask about them meet."""

from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """What the use is for; a trial inside a company is internal use that is not in production."""

    PRODUCT = "product"
    INTERNAL = "internal"
    RESEARCH = "research"
    PERSONAL = "personal"


class Organisation(StrEnum):
    """Who uses it."""

    COMPANY = "company"
    INDIVIDUAL = "individual"
    NONPROFIT = "nonprofit"
    ACADEMIC = "academic"
    PUBLIC_BODY = "public_body"


class FieldOfUse(StrEnum):
    """What the use is about. The list is closed: what fits none of them is told in the words of a term."""

    MEDICAL = "medical"
    LEGAL = "legal"
    FINANCIAL_ADVICE = "financial_advice"
    BIOMETRIC = "biometric"
    LAW_ENFORCEMENT = "law_enforcement"
    JUSTICE = "justice"
    IMMIGRATION_ASYLUM = "immigration_asylum"
    SURVEILLANCE = "surveillance"
    MILITARY = "military"
    WEAPONS = "weapons"
    NUCLEAR = "nuclear"
    CRITICAL_INFRASTRUCTURE = "critical_infrastructure"
    AUTOMATED_DECISION = "automated_decision"
    EMPLOYMENT = "employment"
    INSURANCE = "insurance"
    EDUCATION_SCORING = "education_scoring"
    POLITICAL = "political"
    IMPERSONATION = "impersonation"
    MINORS = "minors"
    ADULT_CONTENT = "adult_content"


class Ruling(StrEnum):
    """What a licence's own words say of one kind of use; review where they leave it to a person."""

    PERMIT = "permit"
    REVIEW = "review"
    FORBID = "forbid"


@dataclass(frozen=True, slots=True)
class UseCase:
    """What the text says of one kind of use. A member that is left out does not matter to it.

    ``production``: whether it serves real work. ``revenue``: whether it brings in money. Cases are read in order:
    the first one that fits decides; where none fits, the text has not spoken of it.
    """

    ruling: Ruling
    purposes: tuple[Purpose, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    production: bool | None = None
    revenue: bool | None = None
