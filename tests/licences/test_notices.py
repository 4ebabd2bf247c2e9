"""Who holds the rights falls away, and nothing that is said in such a place does."""

import pytest

from registry.licences.words import read


@pytest.mark.parametrize(
    "notice",
    [
        "Copyright (c) 2024 The Wombat Authors",
        "Copyright 2023-2024 01.AI",
        "© 2021, 2022 Jane Doe and contributors.\nAll rights reserved.",
        "copyright [yyyy] [name of copyright owner]",
        "(C) 2020 Wombat Ltd",
        "Copyright © Wombats, Inc. and affiliates.",
        "Copyright [Wombats]",
        "Copyright 2018- The Wombat team. All rights reserved.",
        "COPYRIGHT (C) 2024 WOMBAT LABS, INC.",
        "copyright (c) 2024 wombat labs",
        "Copyright (c) 2024 Jane Doe <jane@wombats.example> (https://wombats.example)",
        "Copyright (c) 2019 Jane Doe\nCopyright (c) 2020 Institute for the Study of Wombats",
        "Copyright 2024 CogWombat Model Team @ Wombat Company Limited",
    ],
)
def test_notices_of_holders_fall_away_and_are_kept_beside(notice: str) -> None:
    for text in (f"{notice}\n\nWombats dig", f"> **{notice}**\n\nWombats dig".replace("\nC", "\n> C")):
        assert read(text).words == ("wombats", "dig")
    if "yyyy" not in notice:
        assert read(f"{notice}\n\nWombats dig").notices[0].startswith(notice[:9])


def test_a_notice_below_a_title_or_above_a_text_falls_away_line_by_line() -> None:
    assert read("Wombat Licence\nCopyright 2020 Jane Doe\nAll rights reserved.\n\nDig").words == (
        *("wombat", "licence"),
        "dig",
    )
    assert read("Copyright 2020 Jane Doe\nWombats dig").words == ("wombats", "dig")
    assert "jane" in read("Wombats show the line\nCopyright 2020 Jane Doe\nto all guests").words
    assert "jane" in read("Wombats, shown to guests,\nCopyright 2020 Jane Doe").words


@pytest.mark.parametrize(
    "paragraph",
    [
        "Copyright 2024 Wombat Ltd. Not for commercial use.",
        "Copyright 2024 Wombat Ltd. Usage commercial interdit.",
        "Copyright 2024 Wombat Ltd. Each visitor owes us beer.",
        "Copyright (c) 2024 Wombat Ltd, licensed under the Teapot Agreement",
        "Copyright (c) 2024 Acme. Confidential and proprietary. Sharing it outside Acme means a lawsuit.",
        "Copyright 2024 Acme. Free to students and schools",
        "Copyright 2024 Acme, Free To Students And Schools",
        "(c) 2024 Acme; trial version, delete after testing",
        "Copyright (c) 2024 Acme. Weights belong to Meta",
        "Copyright (c) 2024 Acme, see LICENSE-MODEL",
        "Copyright 2024 Acme - weights fall under the gemma rules",
        "Copyright 2024 Acme, students welcome",
        "Copyright 2024 Acme. Students Welcome",
        "Copyright 2024 Acme - Students Welcome",
        "Copyright 2024 Acme Weights Closed",
        "Copyright 2024 Acme https://acme.example/rules",
        "Copyright 2024 Acme: Beer",
        "Copyright 2024 Acme 100 Computers",
        "Copyright 2024 Acme $",
        "Copyright 2024 \u0410cme",
        "copyright 2024 acme beer for guests and wine for keepers of wombats",
        "Copyright\nEach contributor licenses everything to you",
        "Copyright 2024 Wombat Ltd. 仅供研究",
        "Copyright 2024 " + "Jane Wombat and " * 40,
        "Copyright 2024 Jane Wombat " * 100,
        "(c) dig elsewhere for guests",
        "(c) Dig Elsewhere",
        "Copyright",
    ],
)
def test_a_notice_that_says_more_stays(paragraph: str) -> None:
    kept = read(f"{paragraph}\n\nWombats dig")
    assert kept.words[-2:] == ("wombats", "dig")
    assert len(kept.words) > 2
    assert kept.notices == ()


@pytest.mark.parametrize(
    "holder", ["Wombats, Inc.", "THE WOMBATS, INC.", "the copyright owner", "the organization"]
)
def test_the_holder_of_a_notice_may_stand_for_the_holders_in_a_disclaimer(holder: str) -> None:
    notice = "Copyright (c) 2024 The Wombats, Inc. and contributors\n\n"
    named = "It is provided by {0} “as is”. In no event shall {0} or contributors be liable."
    assert read(notice + named.format(holder)) == read(notice + named.format("the copyright holders"))


@pytest.mark.parametrize("holder", ["the recipients", "the authors, so long as firms donate,", "Wombats", "Meta"])
def test_nobody_else_may(holder: str) -> None:
    notice = "Copyright (c) 2024 Wombats, Inc.\n\n"
    named = "In no event shall {0} be liable."
    assert read(notice + named.format(holder)) != read(notice + named.format("the copyright holders"))
    assert set(holder.lower().strip(",").split(", ")[0].split()) <= set(read(notice + named.format(holder)).words)
