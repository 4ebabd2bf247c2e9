"""The search row: what a result shows and every order and most filters need, in one flat row.

What it is found by as a text stands in a row of its own, `EntryWords`: counters move daily, and PostgreSQL then
writes the whole row again, and into every index of its table.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from registry.hardware.parameters import ParameterSource
from registry.licences.determination import Status
from registry.licences.terms import LicenceClass
from registry.models.hub_model import GATES, HubModel
from registry.models.licence import LicenceStack
from registry.models.own_licence import OwnLicence

NOT_STATED = -1  # of a counter: the source does not give it; sorts below every real count

_LIVE = Q(removed_at=None)
_LISTS = {
    "entry_by_downloads": (),
    "entry_by_pipeline": ("pipeline_tag",),
    "entry_by_publisher": ("publisher",),
    "entry_by_stack": ("stack",),
}


def _listed(name: str, *fields: str) -> models.Index:
    """An index that gives the live models under ``fields`` in the default order, most downloaded first."""
    return models.Index(*map(F, fields), F("downloads").desc(), F("model").desc(), name=name, condition=_LIVE)


class Entry(models.Model):
    """One live or removed model, as lists show it. Only `catalogue.entries` makes rows and concludes in them.

    Counters, removal and the mark of staleness are set in place, in the turn of the entries.
    """

    model = models.OneToOneField(HubModel, on_delete=models.CASCADE, primary_key=True, db_column="id")
    repo_id = models.TextField()
    publisher = models.TextField(null=True)  # noqa: DJ001 - None: a legacy id whose author is not stated
    revision = models.CharField(max_length=40, null=True)  # noqa: DJ001 - None: not stated
    pipeline_tag = models.TextField(null=True)  # noqa: DJ001 - None: not stated
    library = models.TextField(null=True)  # noqa: DJ001 - None: not stated
    gate = models.TextField(choices=GATES)
    removed_at = models.DateTimeField(null=True)
    downloads = models.BigIntegerField(default=NOT_STATED)
    likes = models.BigIntegerField(default=NOT_STATED)
    trending = models.FloatField(default=0)
    created_at = models.DateTimeField(null=True)
    last_modified = models.DateTimeField(null=True)
    synced_at = models.DateTimeField()  # when a listing last had the model
    source = models.TextField()
    licence_declared = ArrayField(models.TextField(), null=True)
    licence_concluded = models.TextField(null=True)  # noqa: DJ001 - an SPDX expression; None: not known
    licence_status = models.TextField(choices=[(s.value, s.value) for s in Status])
    licence_class = models.TextField(choices=[(c.value, c.value) for c in LicenceClass])
    stack = models.ForeignKey(LicenceStack, on_delete=models.PROTECT, db_index=False)
    own = models.ForeignKey(OwnLicence, on_delete=models.PROTECT, null=True, db_index=False)  # None: not yet made
    params_total = models.BigIntegerField(null=True)
    params_active = models.BigIntegerField(null=True)
    params_stored = models.BigIntegerField(null=True)
    params_source = models.TextField(choices=[(s.value, s.value) for s in ParameterSource])
    params_flags = ArrayField(models.TextField(), default=list)
    weights_bytes = models.BigIntegerField(null=True)
    weights_source = models.TextField(null=True)  # noqa: DJ001 - None: no bytes are known
    pickle_only = models.BooleanField(null=True)  # weights only in formats that can run code; None: not listed
    stale = models.BooleanField(default=False)  # an ancestor or our knowledge changed since
    knowledge_version = models.CharField(max_length=16)
    assessed_at = models.DateTimeField()

    class Meta:
        db_table = "entry"
        constraints = [
            models.CheckConstraint(
                condition=Q(licence_status__in=[status.value for status in Status]),
                name="entry_status_is_a_status",
            ),
            models.CheckConstraint(
                condition=Q(licence_class__in=[one.value for one in LicenceClass]),
                name="entry_class_is_a_class",
            ),
            models.CheckConstraint(
                condition=Q(params_source__in=[source.value for source in ParameterSource]),
                name="entry_parameters_name_their_source",
            ),
            models.CheckConstraint(
                condition=Q(params_total=None) | Q(params_total__gt=0), name="entry_parameters_are_positive"
            ),
            models.CheckConstraint(
                condition=Q(downloads__gte=NOT_STATED, likes__gte=NOT_STATED),
                name="entry_counters_are_counts",
            ),
        ]
        indexes = [
            *(_listed(name, *fields) for name, fields in _LISTS.items()),
            # These find what is rare, which is sorted then; common values fill a page in the order of downloads.
            models.Index(F("licence_class"), name="entry_of_class", condition=_LIVE),
            models.Index(F("library"), name="entry_of_library", condition=_LIVE),
            models.Index(
                F("downloads").desc(),
                F("model").desc(),
                name="entry_removed_by_downloads",
                condition=Q(removed_at__isnull=False),
            ),
            models.Index(F("likes").desc(), F("model").desc(), name="entry_by_likes", condition=_LIVE),
            models.Index(F("trending").desc(), F("model").desc(), name="entry_by_trending", condition=_LIVE),
            models.Index(
                F("last_modified").desc(), F("model").desc(), name="entry_by_last_modified", condition=_LIVE
            ),
            models.Index(
                F("params_total").desc(),
                F("model").desc(),
                name="entry_by_parameters",
                condition=_LIVE & Q(params_total__isnull=False),
            ),
            models.Index(fields=["model"], name="entry_stale", condition=Q(stale=True)),
        ]

    def __str__(self) -> str:
        return self.repo_id
