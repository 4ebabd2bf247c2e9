"""How many live models share each combination of what lists are filtered by most, as last counted."""

from django.db import models


class CubeCell(models.Model):
    """One combination that occurs. Written whole by `catalogue.cube.count_cells` alone."""

    stack_id = models.BigIntegerField()  # of a `licence_stack`; no constraint that a hundred thousand rows check
    pipeline_tag = models.TextField(null=True)  # noqa: DJ001 - null: not stated
    library = models.TextField(null=True)  # noqa: DJ001 - null: not stated
    licence_class = models.TextField()
    status = models.TextField()
    gated = models.TextField(null=True)  # noqa: DJ001 - "true", "false"; null: it is not known
    size = models.SmallIntegerField(null=True)  # a class of `catalogue.sizes`; null: not known
    number = models.BigIntegerField()

    class Meta:
        db_table = "cube_cell"
        constraints = [
            models.UniqueConstraint(
                fields=["stack_id", "pipeline_tag", "library", "licence_class", "status", "gated", "size"],
                nulls_distinct=False,
                name="cube_cell_is_kept_once",
            ),
            models.CheckConstraint(condition=models.Q(number__gt=0), name="cube_cell_counts_a_model"),
        ]

    def __str__(self) -> str:
        return f"{self.number} of stack {self.stack_id}"
