"""``python -m benchmarks.licences --texts FOLDER --recordings FOLDER``: how well licences are recognised.

Every text of the map (`fingerprints/texts.toml`) is recognised in versions that change its form alone, which ought
to be accepted, and in versions that change what it says, which may not be: what counts is that a change was made,
not whether the reading saw it. Then each text is taken out of the
fingerprints, with all that belongs to its licence, and nothing may be accepted in its place.

With recordings, the names and links in them are resolved, and what is concluded of the models in them is told, on
a database of its own that is removed again. The figures are of this machine and this hour; times of texts are of
the processor.
"""

import argparse
import os
import platform
import random
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

from benchmarks import cluster, names
from benchmarks.recordings import json_lines
from benchmarks.versions import DRAWS, FORM, SUBSTANCE, Version, is_excused
from registry.licences import front_matter, knowledge
from registry.licences.evidence import Match
from registry.licences.fingerprint_sources import MAP, BadTexts, Text, find, read_map
from registry.licences.fingerprints import Fingerprints, titles_of, unpack
from registry.licences.matching import Recognition, recognise

_CONCLUDE = "from benchmarks.real_models import main; main()"
_SEED = 7
ACCEPTED_AT_LEAST = 0.98  # of versions that change the form alone
MILLISECONDS_AT_MOST = 15.0
MEGABYTES_AT_MOST = 100.0


@dataclass
class Row:
    """What became of all texts in one version."""

    name: str
    matches: Counter[Match] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    excused: int = 0  # accepted after a change that binds the same, by `is_excused`
    unmade: int = 0  # texts that have nothing of what the version changes

    def __str__(self) -> str:
        counts = "".join(f"{self.matches[match]:9}" for match in Match)
        return f"{self.name:<28}{self.matches.total():6}{counts}{len(self.wrong):8}{self.excused:9}{self.unmade:9}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code says whether the goals are met."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.licences", description=main.__doc__)
    options.add_argument("--texts", type=Path, nargs="+", required=True, help="folders of licence texts")
    options.add_argument("--recordings", type=Path, help="the folder of recorded models, names and conflicts")
    chosen = options.parse_args(arguments)
    known = knowledge.load()
    try:
        found = find(read_map(MAP.read_text(), known.licences), tuple(chosen.texts))
    except BadTexts as error:
        _say(str(error))
        return 2
    tracemalloc.start()
    fingerprints = unpack(found.packed, titles_of(known))
    megabytes = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    _say(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {_machine()}")
    _say(f"{len(found.texts)} texts as {len(found.documents)} documents; {len(found.absent)} files absent")
    times: list[float] = []
    head = "".join(f"{match:>9}" for match in Match)
    _say(f"\n{'version':<28}{'texts':>6}{head}{'wrong':>8}{'excused':>9}{'not made':>9}")
    form = [_measured(name, make, found.texts, fingerprints, times) for name, make in FORM.items()]
    substance = [_measured(name, make, found.texts, fingerprints, times) for name, make in SUBSTANCE.items()]
    left_out = _left_out(found.texts, fingerprints)
    mixed = _mixed(found.texts, fingerprints)
    for row in (*form, *substance, left_out, mixed):
        _say(str(row))
    missed = _judged(form, [*substance, left_out, mixed], times, megabytes)
    return max(missed, _of_recordings(chosen.recordings, known)) if chosen.recordings else missed


def _of_recordings(folder: Path, known: knowledge.Knowledge) -> int:
    """Tell what recorded names resolve to, and what is concluded of recorded models."""
    rows = json_lines(folder / "truth" / "cases.jsonl.gz")
    elsewhere = json_lines(folder / "licences" / "scancode_index.jsonl.gz")
    found = names.measure(rows, elsewhere, known)
    for line in names.told(found):
        _say(line)
    concluded = cluster.run(_CONCLUDE, BENCH_RECORDINGS=str(folder.resolve()))
    return max(1 if found.wrong else 0, concluded)


def _measured(
    name: str, make: Version, texts: Sequence[Text], fingerprints: Fingerprints, times: list[float]
) -> Row:
    row = Row(name)
    for text, draw in product(texts, range(DRAWS.get(name, 1))):
        content = _content(text)
        version = make(content, _dice(f"{name} {draw}", text))
        if name in SUBSTANCE and version == content:
            row.unmade += 1
            continue
        began = time.process_time()
        seen = recognise(version, fingerprints)
        times.append((time.process_time() - began) * 1000)
        row.matches[seen.match] += 1
        if not seen.accepted:
            continue
        if seen.keys == text.document.keys and name in SUBSTANCE and is_excused(content, version):
            row.excused += 1
        elif seen.keys != text.document.keys or name in SUBSTANCE:
            row.wrong.append(_told(text, seen))
    return row


def _dice(name: str, text: Text) -> random.Random:
    return random.Random(f"{_SEED} {name} {text.path}")  # noqa: S311 - a seed damages a text alike in every run; it guards nothing


def _left_out(texts: Sequence[Text], fingerprints: Fingerprints) -> Row:
    """Recognise every version of a text that the fingerprints do not hold."""
    row = Row("not in the fingerprints")
    for text in texts:
        without = _without(text.document.keys, fingerprints)
        for name, make in (*FORM.items(), *SUBSTANCE.items()):
            seen = recognise(make(_content(text), _dice(name, text)), without)
            row.matches[seen.match] += 1
            if seen.accepted:
                row.wrong.append(f"{name}: {_told(text, seen)}")
    return row


def _mixed(texts: Sequence[Text], fingerprints: Fingerprints) -> Row:
    """Recognise every text with another one of another licence behind it."""
    row = Row("two licences in one")
    for text, other in _pairs(texts):
        seen = recognise(f"{_content(text)}\n\n{_content(other)}", fingerprints)
        row.matches[seen.match] += 1
        if seen.accepted:
            row.wrong.append(f"{_told(text, seen)} + {other.path.name}")
    return row


def _pairs(texts: Sequence[Text]) -> Iterator[tuple[Text, Text]]:
    for at, text in enumerate(texts):
        for step in (1, 7, 31):
            other = texts[(at + step) % len(texts)]
            if not set(other.document.keys) & set(text.document.keys):
                yield text, other


def _without(keys: Sequence[str], fingerprints: Fingerprints) -> Fingerprints:
    gone = {number for number, one in enumerate(fingerprints.documents) if set(one.keys) & set(keys)}
    return replace(
        fingerprints,
        by_digest={digest: number for digest, number in fingerprints.by_digest.items() if number not in gone},
        groups=tuple(tuple(pair for pair in group if pair[0] not in gone) for group in fingerprints.groups),
        groups_in=tuple({} if at in gone else groups for at, groups in enumerate(fingerprints.groups_in)),
    )


def _content(text: Text) -> str:
    return front_matter.split(text.path.read_bytes().decode("utf-8", "replace"))[1]


def _told(text: Text, seen: Recognition) -> str:
    return f"{text.path.parent.name}/{text.path.name} as {' '.join(seen.keys)} ({seen.match})"


def _judged(form: Sequence[Row], others: Sequence[Row], times: Sequence[float], megabytes: float) -> int:
    """Print each goal with what was measured."""
    accepted = sum(row.matches[Match.EXACT] + row.matches[Match.SAME] for row in form)
    share = accepted / sum(row.matches.total() for row in form)
    wrong = [one for row in (*form, *others) for one in row.wrong]
    mean, ordered = sum(times) / len(times), sorted(times)
    _say(f"\nform alone changed, accepted   {share:8.2%}   at least {ACCEPTED_AT_LEAST:.0%}")
    _say(f"accepted wrongly               {len(wrong):8}   none")
    _say(
        f"milliseconds a text            {mean:8.1f}   at most {MILLISECONDS_AT_MOST:.0f} "
        f"(p95 {ordered[len(ordered) * 95 // 100]:.1f}, longest {ordered[-1]:.1f})"
    )
    _say(f"megabytes of fingerprints      {megabytes:8.1f}   at most {MEGABYTES_AT_MOST:.0f}")
    for one in wrong:
        _say(f"  wrong: {one}")
    met = not wrong and share >= ACCEPTED_AT_LEAST and mean <= MILLISECONDS_AT_MOST
    return 0 if met and megabytes <= MEGABYTES_AT_MOST else 1


def _machine() -> str:
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
