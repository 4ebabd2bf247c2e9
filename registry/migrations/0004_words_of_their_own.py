"""What an entry is found by as a text goes into a table of its own, which counters leave alone."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

_COLUMNS = "tags, languages, licence_keys, head, tag_words"
_OVER = f"INSERT INTO entry_words (id, name, {_COLUMNS}) SELECT id, repo_id, {_COLUMNS} FROM entry"
_AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"  # a table with checks to come is not altered
_BACK = f"""UPDATE entry SET ({_COLUMNS}) = (SELECT {_COLUMNS} FROM entry_words WHERE entry_words.id = entry.id)
    WHERE id IN (SELECT id FROM entry_words)"""


class Migration(migrations.Migration):
    """Take the rows over, then leave their old columns."""

    dependencies = [
        ('registry', '0003_facets_and_removed_models'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='entry',
            name='entry_words',
        ),
        migrations.RemoveIndex(
            model_name='entry',
            name='entry_words_of_the_head',
        ),
        migrations.CreateModel(
            name='EntryWords',
            fields=[
                ('entry', models.OneToOneField(db_column='id', on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='registry.entry')),
                ('name', models.TextField()),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('licence_keys', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('head', models.BooleanField(default=False)),
                ('tag_words', models.TextField(default='')),
                ('words', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector(models.Func(models.F('name'), models.Value('/-_.'), models.Value('    '), function='translate', output_field=models.TextField()), 'tag_words', config='simple'), output_field=django.contrib.postgres.search.SearchVectorField())),
            ],
            options={
                'verbose_name_plural': 'entry words',
                'db_table': 'entry_words',
            },
        ),
        migrations.RunSQL(sql=[_OVER, _AT_ONCE], reverse_sql=[_BACK, _AT_ONCE]),
        migrations.RemoveField(
            model_name='entry',
            name='words',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='head',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='languages',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='licence_keys',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='tag_words',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='tags',
        ),
        migrations.AddIndex(
            model_name='entrywords',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words', 'tags', 'languages', 'licence_keys'], name='entry_words_of_all'),
        ),
        migrations.AddIndex(
            model_name='entrywords',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('head', True)), fields=['words', 'tags', 'languages', 'licence_keys'], name='entry_words_of_the_head'),
        ),
        migrations.RemoveIndex(
            model_name='entry',
            name='entry_by_class',
        ),
        migrations.RemoveIndex(
            model_name='entry',
            name='entry_by_stack',
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(models.F('licence_class'), condition=models.Q(('removed_at', None)), name='entry_of_class'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(models.F('stack'), condition=models.Q(('removed_at', None)), name='entry_of_stack'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(models.F('library'), condition=models.Q(('removed_at', None)), name='entry_of_library'),
        ),
    ] + [
        migrations.RunSQL(  # else a rare word is not known for rare
            sql=f"ALTER TABLE entry_words ALTER COLUMN {column} SET STATISTICS 1000",
            reverse_sql=migrations.RunSQL.noop,
        )
        for column in ("words", "tags", "languages", "licence_keys")
    ]
