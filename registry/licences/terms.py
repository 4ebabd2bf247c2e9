"""The vocabulary of licences: classes for browsing. Only terms decide what is allowed."""

from enum import StrEnum


class LicenceClass(StrEnum):
    """A shelf to browse by."""

    PUBLIC_DOMAIN = "public_domain"
    PERMISSIVE = "permissive"
    WEAK_COPYLEFT = "weak_copyleft"
    COPYLEFT = "copyleft"
    USE_RESTRICTED = "use_restricted"
    COMMUNITY = "community"
    NON_COMMERCIAL = "non_commercial"
    RESEARCH_ONLY = "research_only"
    SOURCE_AVAILABLE = "source_available"
    PROPRIETARY = "proprietary"
    UNKNOWN = "unknown"
