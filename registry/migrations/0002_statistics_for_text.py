"""Without wide statistics a rare word walks the whole popularity index instead of the word index."""

from django.db import migrations


class Migration(migrations.Migration):
    """Raise what ANALYZE samples, and let vacuum keep up with a table whose counters move daily."""

    dependencies = [("registry", "0001_first_tables")]
    operations = [
        migrations.RunSQL(
            sql=f"ALTER TABLE entry ALTER COLUMN {column} SET STATISTICS 1000",
            reverse_sql=f"ALTER TABLE entry ALTER COLUMN {column} SET STATISTICS -1",
        )
        for column in ("words", "tags", "languages", "licence_keys")
    ] + [
        migrations.RunSQL(
            sql="ALTER TABLE entry SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02)",
            reverse_sql="ALTER TABLE entry RESET (autovacuum_vacuum_scale_factor, autovacuum_analyze_scale_factor)",
        )
    ]
