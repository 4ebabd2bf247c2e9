"""Whether a model's weights are there only in formats that can run code; not known until it is concluded anew."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('registry', '0009_counts_in_a_cube')]

    operations = [
        migrations.AddField(
            model_name='entry',
            name='pickle_only',
            field=models.BooleanField(null=True),
        ),
    ]
