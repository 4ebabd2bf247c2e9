"""What models need, as it was measured and as searches are answered from it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0013_found_by_when_they_were_concluded'),
    ]

    operations = [
        migrations.CreateModel(
            name='EntryNeed',
            fields=[
                ('entry', models.OneToOneField(db_column='id', on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='registry.entry')),
                ('as_published', models.BigIntegerField(null=True)),
                ('bf16', models.BigIntegerField(null=True)),
                ('fp8', models.BigIntegerField(null=True)),
                ('q8_0', models.BigIntegerField(null=True)),
                ('q4_k_m', models.BigIntegerField(null=True)),
                ('token_bytes', models.BigIntegerField()),
                ('window_token_bytes', models.BigIntegerField()),
                ('window_tokens', models.BigIntegerField()),
                ('state_bytes', models.BigIntegerField()),
                ('block_tokens', models.BigIntegerField()),
                ('parted_heads', models.BigIntegerField()),
                ('parts', models.BigIntegerField()),
                ('layers', models.BigIntegerField()),
                ('vllm_bytes', models.BigIntegerField()),
                ('llama_cpp_bytes', models.BigIntegerField()),
                ('context_length', models.BigIntegerField(null=True)),
            ],
            options={
                'db_table': 'entry_need',
                'indexes': [models.Index(models.F('as_published'), name='entry_need_as_published'), models.Index(models.F('q4_k_m'), name='entry_need_q4_k_m')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('as_published__isnull', True), models.Q(('as_published__gt', 0), ('as_published__lte', 1000000000000000)), _connector='OR'), models.Q(('bf16__isnull', True), models.Q(('bf16__gt', 0), ('bf16__lte', 1000000000000000)), _connector='OR'), models.Q(('fp8__isnull', True), models.Q(('fp8__gt', 0), ('fp8__lte', 1000000000000000)), _connector='OR'), models.Q(('q8_0__isnull', True), models.Q(('q8_0__gt', 0), ('q8_0__lte', 1000000000000000)), _connector='OR'), models.Q(('q4_k_m__isnull', True), models.Q(('q4_k_m__gt', 0), ('q4_k_m__lte', 1000000000000000)), _connector='OR')), name='entry_need_weights_are_bytes'), models.CheckConstraint(condition=models.Q(('block_tokens__range', (1, 2147483648)), ('layers__range', (1, 2147483648)), ('llama_cpp_bytes__range', (0, 1000000000000000)), ('parted_heads__range', (0, 2147483648)), ('parts__range', (0, 2147483648)), ('state_bytes__range', (0, 1000000000000000)), ('token_bytes__range', (0, 100000000)), ('vllm_bytes__range', (0, 1000000000000000)), ('window_token_bytes__range', (0, 100000000)), ('window_tokens__range', (0, 2147483648))), name='entry_need_can_be_added_up')],
            },
        ),
        migrations.CreateModel(
            name='Measurement',
            fields=[
                ('model', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='measurement', serialize=False, to='registry.hubmodel')),
                ('revision', models.CharField(max_length=40, null=True)),
                ('told_by', models.TextField(null=True)),
                ('seen_at', models.DateTimeField()),
                ('content', models.JSONField()),
            ],
            options={
                'db_table': 'measurement',
                'constraints': [models.CheckConstraint(condition=models.Q(('revision', None), ('revision__regex', '^[0-9a-f]{40}$'), _connector='OR'), name='measurement_revision_is_40_hex'), models.CheckConstraint(condition=models.Q(('revision__isnull', False), ('told_by__isnull', False), _connector='OR'), name='measurement_without_revision_names_its_witness')],
            },
        ),
    ]
