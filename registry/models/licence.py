"""Licences as the knowledge files describe them, and the distinct stacks of them that bind models."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from registry.licences.determination import Status
from registry.licences.terms import LicenceClass


class Licence(models.Model):
    """One dated licence text. Written from `licences/knowledge/*.toml` by `manage.py load_licences` alone."""

    key = models.TextField(primary_key=True)
    name = models.TextField()
    licence_class = models.TextField(choices=[(c.value, c.value) for c in LicenceClass])
    hub_ids = ArrayField(models.TextField(), default=list)
    aliases = ArrayField(models.TextField(), default=list)
    url = models.TextField(null=True)  # noqa: DJ001 - None: we know no address
    knowledge = models.JSONField(default=dict)  # the whole entry as data: documents, terms, sources, dates
    knowledge_version = models.CharField(max_length=16)

    class Meta:
        db_table = "licence"
        constraints = [
            models.CheckConstraint(
                condition=Q(licence_class__in=[c.value for c in LicenceClass]),
                name="licence_class_is_a_class",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class LicenceStack(models.Model):
    """A distinct set of layers that binds models; three million models share a few thousand of them.

    A layer is ``{"licences": [key…], "status", "component", "relation", "traits": [...]}``, and in few of them
    ``"choices"`` and ``"candidates"``; where a model stands in its family, and the evidence, are provenance and
    never part of the digest.
    """

    digest = models.BinaryField(max_length=16, unique=True)
    layers = models.JSONField()
    concluded = models.TextField(null=True)  # noqa: DJ001 - the own weights' SPDX expression
    keys = ArrayField(models.TextField(), default=list)
    status = models.TextField(choices=[(s.value, s.value) for s in Status])
    licence_class = models.TextField(choices=[(c.value, c.value) for c in LicenceClass])
    first_seen_at = models.DateTimeField()

    class Meta:
        db_table = "licence_stack"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in Status]), name="licence_stack_status_is_a_status"
            ),
        ]

    def __str__(self) -> str:
        return self.concluded or self.status
