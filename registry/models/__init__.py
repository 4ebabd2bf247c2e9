"""The tables: fields, constraints, indexes, querysets; no rules. May import the ground for its enums.

Integrity lives here, in named constraints that read like the rule they keep.
"""

from registry.models.api_token import ApiToken
from registry.models.check import Check, CheckResult, Judgement
from registry.models.cube import CubeCell
from registry.models.entry import Entry
from registry.models.entry_need import EntryNeed
from registry.models.entry_words import EntryWords
from registry.models.evidence import Evidence
from registry.models.examination import Examination
from registry.models.facet import FacetCount
from registry.models.history import History
from registry.models.hub_model import FormerName, HubModel, Publisher
from registry.models.licence import Licence, LicenceStack
from registry.models.licence_text import LicenceText, ModelCard
from registry.models.lineage import Lineage
from registry.models.measurement import Measurement
from registry.models.own_licence import OwnLicence
from registry.models.sync_run import SyncRun, UnreadableRow

__all__ = [
    "ApiToken",
    "Check",
    "CheckResult",
    "CubeCell",
    "Entry",
    "EntryNeed",
    "EntryWords",
    "Evidence",
    "Examination",
    "FacetCount",
    "FormerName",
    "History",
    "HubModel",
    "Judgement",
    "Licence",
    "LicenceStack",
    "LicenceText",
    "Lineage",
    "Measurement",
    "ModelCard",
    "OwnLicence",
    "Publisher",
    "SyncRun",
    "UnreadableRow",
]
