"""Edges from a model to the models it says it was made from."""

from django.db import models
from django.db.models.functions import Lower

from registry.hub.records import Relation
from registry.models.hub_model import HubModel


class Lineage(models.Model):
    """One edge. The parent is a name: it may not be in the registry yet, or not any more."""

    child = models.ForeignKey(HubModel, on_delete=models.CASCADE, related_name="parents", db_index=False)
    parent_repo_id = models.TextField()
    relation = models.TextField(choices=[(r.value, r.value) for r in Relation])

    class Meta:
        db_table = "lineage"
        verbose_name_plural = "lineage"
        constraints = [
            models.UniqueConstraint(
                fields=["child", "parent_repo_id", "relation"], name="lineage_edge_is_kept_once"
            ),
            models.CheckConstraint(
                condition=models.Q(relation__in=[r.value for r in Relation]),
                name="lineage_relation_is_a_relation",
            ),
        ]
        indexes = [models.Index(Lower("parent_repo_id"), "child", name="lineage_children_any_case")]

    def __str__(self) -> str:
        return f"{self.child_id} from {self.parent_repo_id}"
