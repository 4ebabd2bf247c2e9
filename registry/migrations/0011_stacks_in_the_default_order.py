"""The models of one stack in the default order, so that rare verdicts are found by their stacks."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False
    dependencies = [('registry', '0010_formats_that_run_code')]

    operations = [
        AddIndexConcurrently(
            model_name='entry',
            index=models.Index(
                models.F('stack'),
                models.OrderBy(models.F('downloads'), descending=True),
                models.OrderBy(models.F('model'), descending=True),
                condition=models.Q(('removed_at', None)),
                name='entry_by_stack',
            ),
        ),
        RemoveIndexConcurrently(model_name='entry', name='entry_of_stack'),
    ]
