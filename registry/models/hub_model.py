"""The model repository as the Hub last described it, its makers, and the names it had."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from registry.hub.records import Gate

GATES = [(gate.value, gate.value) for gate in Gate]
SOURCES = [("hub", "hub"), ("starter", "starter")]


class Publisher(models.Model):
    """A user or organisation of the Hub, by its current name."""

    name = models.TextField(unique=True)

    class Meta:
        db_table = "publisher"
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="publisher_has_a_name")]

    def __str__(self) -> str:
        return self.name


class HubModel(models.Model):
    """The facts of one repository. Counters stand in `Entry`, because they move on most rows every day."""

    hub_id = models.CharField(max_length=24, null=True)  # noqa: DJ001 - None: starter facts, not met on the Hub yet
    repo_id = models.TextField()
    publisher = models.ForeignKey(Publisher, on_delete=models.PROTECT, null=True, db_index=False)
    revision = models.CharField(max_length=40, null=True)  # noqa: DJ001 - None: not stated
    created_at = models.DateTimeField(null=True)
    last_modified = models.DateTimeField(null=True)
    private = models.BooleanField(default=False)
    disabled = models.BooleanField(default=False)
    gate = models.TextField(choices=GATES, default=Gate.UNKNOWN.value)
    pipeline_tag = models.TextField(null=True)  # noqa: DJ001 - None: not stated
    library = models.TextField(null=True)  # noqa: DJ001 - None: not stated
    tags = ArrayField(models.TextField(), default=list)
    languages = ArrayField(models.TextField(), default=list)
    licence_tags = ArrayField(models.TextField(), default=list)
    licence_declared = ArrayField(models.TextField(), null=True)
    licence_name = models.TextField(null=True)  # noqa: DJ001 - None: not stated
    licence_link = models.TextField(null=True)  # noqa: DJ001 - None: not stated
    gate_prompt = models.TextField(null=True)  # noqa: DJ001 - None: not stated
    datasets = ArrayField(models.TextField(), default=list)
    base_models = ArrayField(models.TextField(), default=list)  # "relation:repo_id", sorted
    architectures = ArrayField(models.TextField(), default=list)
    model_type = models.TextField(null=True)  # noqa: DJ001 - None: not stated
    quantisation = models.TextField(null=True)  # noqa: DJ001 - None: not stated
    safetensors_total = models.BigIntegerField(null=True)
    safetensors_parameters = models.JSONField(default=dict)
    gguf = models.JSONField(null=True)
    licence_files = ArrayField(models.TextField(), null=True)
    weight_formats = ArrayField(models.TextField(), null=True)
    problems = models.JSONField(default=list)
    facts_digest = models.BinaryField(max_length=16)
    source = models.TextField(choices=SOURCES)
    as_of = models.DateTimeField()  # when the source said so
    told_by = ArrayField(models.TextField(), default=list)  # starter: the names of its witnesses
    first_seen_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hub_model"
        constraints = [
            models.UniqueConstraint(fields=["hub_id"], name="hub_model_hub_id_is_unique"),
            models.UniqueConstraint(
                fields=["repo_id"], condition=Q(removed_at=None), name="hub_model_live_name_is_unique"
            ),
            models.CheckConstraint(condition=~Q(repo_id=""), name="hub_model_has_a_name"),
            models.CheckConstraint(
                condition=Q(hub_id=None) | Q(hub_id__regex="^[0-9a-f]{24}$"),
                name="hub_model_hub_id_is_24_hex",
            ),
            models.CheckConstraint(
                condition=Q(revision=None) | Q(revision__regex="^[0-9a-f]{40}$"),
                name="hub_model_revision_is_40_hex",
            ),
            models.CheckConstraint(
                condition=Q(gate__in=[gate.value for gate in Gate]), name="hub_model_gate_is_a_gate"
            ),
            models.CheckConstraint(
                condition=Q(source="hub", hub_id__isnull=False) | Q(source="starter", hub_id=None),
                name="hub_model_from_the_hub_has_its_id",
            ),
            models.CheckConstraint(
                condition=Q(changed_at__gte=F("first_seen_at")), name="hub_model_changes_after_it_is_seen"
            ),
        ]
        indexes = [
            models.Index(Lower("repo_id"), name="hub_model_any_case"),
            models.Index(fields=["repo_id"], name="hub_model_name"),
        ]

    def __str__(self) -> str:
        return self.repo_id


class FormerName(models.Model):
    """A name under which a model was listed before it was renamed."""

    model = models.ForeignKey(HubModel, on_delete=models.CASCADE, related_name="former_names")
    repo_id = models.TextField()
    until = models.DateTimeField()

    class Meta:
        db_table = "former_name"
        constraints = [
            models.UniqueConstraint(fields=["model", "repo_id"], name="former_name_is_kept_once"),
        ]
        indexes = [models.Index(Lower("repo_id"), name="former_name_any_case")]

    def __str__(self) -> str:
        return self.repo_id
