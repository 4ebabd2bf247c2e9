"""What models conclude from their own evidence alone stands beside the stack that ancestors add to."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('registry', '0005_licence_texts')]

    operations = [
        migrations.CreateModel(
            name='OwnLicence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.BinaryField(max_length=16, unique=True)),
                ('own', models.JSONField()),
            ],
            options={
                'db_table': 'own_licence',
            },
        ),
        migrations.AddField(
            model_name='entry',
            name='own',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='registry.ownlicence'),
        ),
    ]
