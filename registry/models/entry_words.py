"""What an entry is found by as a text: words of its name and tags, tags, languages, licences."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, GeneratedField, Q, Value

from registry.models.entry import Entry

HEAD = 100_000  # how many of the most downloaded models the small text index covers

_COLUMNS = ["words", "tags", "languages", "licence_keys"]


class EntryWords(models.Model):
    """The part of a search row that is large and hardly ever changes; written with it by `catalogue.entries`.

    The mark of the head is set in place, in the turn of the entries.
    """

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, db_column="id")
    name = models.TextField()  # the entry's repo_id: a generated column sees its own row alone
    tags = ArrayField(models.TextField(), default=list)
    languages = ArrayField(models.TextField(), default=list)
    licence_keys = ArrayField(models.TextField(), default=list)
    head = models.BooleanField(default=False)
    tag_words = models.TextField(default="")
    words = GeneratedField(
        # PostgreSQL takes `org/name-7B` for one word, a file's path, unless the name is split first.
        expression=SearchVector(
            Func(F("name"), Value("/-_."), Value("    "), function="translate", output_field=models.TextField()),
            "tag_words",
            config="simple",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        db_table = "entry_words"
        verbose_name_plural = "entry words"
        indexes = [
            GinIndex(fields=_COLUMNS, name="entry_words_of_all"),
            GinIndex(fields=_COLUMNS, name="entry_words_of_the_head", condition=Q(head=True)),
        ]

    def __str__(self) -> str:
        return self.name
