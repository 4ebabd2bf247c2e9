"""What was concluded since the last counting is found by an index."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False
    dependencies = [('registry', '0012_checks')]

    operations = [
        AddIndexConcurrently(
            model_name='entry',
            index=models.Index(models.F('assessed_at'), condition=models.Q(('removed_at', None)), name='entry_by_assessment'),
        ),
    ]
