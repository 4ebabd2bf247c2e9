"""Case does not tell names apart, neither those of parents."""

import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False
    dependencies = [('registry', '0006_what_models_conclude_alone')]

    operations = [
        AddIndexConcurrently(
            model_name='lineage',
            index=models.Index(django.db.models.functions.text.Lower('parent_repo_id'), models.F('child'), name='lineage_children_any_case'),
        ),
        RemoveIndexConcurrently(
            model_name='lineage',
            name='lineage_children_of_a_name',
        ),
    ]
