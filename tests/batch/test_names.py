"""Labels of cuts can be names on every system, each film has one of its own, a slip is named."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.batch.names import (
    FIELDS,
    LONGEST,
    OWN,
    USUAL,
    aspect_name,
    budget_name,
    likeness,
    names_of,
    parse_template,
    safe_name,
)
from cutter.errors import UsageError
from cutter.files.names import fault_of

ODD = st.sampled_from(
    [
        "con",
        "NUL.txt",
        "..",
        ".hidden",
        "-rf",
        "a:b",
        'x"y',
        "e\u0301",
        "\u0301a",
        "aux .x",
        "a\n",
        "\ud800",
        "\u202egpj",
        "ﬀ",
        "Ⅷ",
        "trailing. ",
        " ",
        "",
        "com¹",
        "a" * 300,
        "\u00a0",
        "PLANS",
    ]
)
TEXTS = st.one_of(ODD, st.text(max_size=40), st.lists(ODD, max_size=4).map("".join))
STEMS = st.one_of(
    st.sampled_from(
        ["sintel", "Sintel", "sinte\u0301l", "sint\u00e9l", "plans", "a?", "a*", "b-a"]
    ),
    TEXTS.map(lambda text: text.replace("/", "").replace("\0", "")).filter(
        lambda text: text.strip(".") != ""
    ),
)
PATHS = st.lists(
    st.builds(
        lambda folder, stem: Path("/films") / folder / f"{stem}.mp4",
        st.sampled_from(["a", "b", "B", "b/a"]),
        STEMS,
    ),
    unique=True,
    max_size=12,
)


def is_safe(name: str, most: int = LONGEST) -> bool:
    return (
        fault_of(name, windows=True) == ""
        and fault_of(name, windows=False) == ""
        and name == unicodedata.normalize("NFC", name)
        and name.isprintable()
        and name[0] not in " .-"
        and 0 < len(name.encode()) <= most
    )


@given(TEXTS)
def test_any_text_becomes_a_name_that_every_system_takes(text: str) -> None:
    name = safe_name(text)
    assert is_safe(name), name
    assert safe_name(name) == name


@given(st.text(min_size=150, max_size=400), st.integers(40, LONGEST))
def test_a_long_name_is_cut_to_its_room_and_still_told_apart(text: str, most: int) -> None:
    one, other = safe_name(f"{text}1", most=most), safe_name(f"{text}2", most=most)
    assert is_safe(one, most)
    assert one != other


@given(st.fixed_dictionaries({field: TEXTS for field in FIELDS}))
def test_whatever_stands_for_the_fields_every_part_of_a_label_is_safe(
    values: dict[str, str],
) -> None:
    template = parse_template("{film}/{order}/{profile}-{kind}-{aspect}-{budget}.mp4")
    label = template.label(values)
    folders, name = label.split("/")[:-1], label.split("/")[-1]
    assert len(folders) == 2
    assert all(is_safe(folder) for folder in folders)
    assert is_safe(f"{name}.mp4")


@given(PATHS)
def test_no_two_films_have_names_that_any_system_takes_for_the_same(paths: list[Path]) -> None:
    names = names_of(paths)
    assert list(names) == paths
    assert len({likeness(name) for name in names.values()}) == len(paths)
    assert not {likeness(name) for name in names.values()} & OWN
    assert all(is_safe(name) for name in names.values())


@given(PATHS)
def test_names_do_not_hang_on_the_order_of_the_films(paths: list[Path]) -> None:
    named = {path: likeness(name) for path, name in names_of(paths).items()}
    again = {path: likeness(name) for path, name in names_of(paths[::-1]).items()}
    # Where a digest is needed, it is the path's own.
    assert named == again


def test_films_of_one_name_are_told_apart_by_their_folders_then_by_a_digest() -> None:
    one, two, three = Path("/a/x/film.mp4"), Path("/a/y/Film.mkv"), Path("/b/y/film.mp4")
    assert names_of([one]) == {one: "film"}
    assert names_of([one, two]) == {one: "x-film", two: "y-Film"}
    named = names_of([one, two, three])
    assert named[one] == "x-film"
    assert re.fullmatch("Film-[0-9a-f]{8}", named[two])
    assert re.fullmatch("film-[0-9a-f]{8}", named[three])


def test_a_name_that_is_taken_already_gets_a_digest() -> None:
    named = names_of([Path("/a/x-film.mp4"), Path("/x/film.mp4"), Path("/y/film.mp4")])
    assert named[Path("/a/x-film.mp4")] == "x-film"
    assert named[Path("/y/film.mp4")] == "y-film"
    assert re.fullmatch("film-[0-9a-f]{8}", named[Path("/x/film.mp4")])


def test_the_usual_template_reads_as_the_documentation_says() -> None:
    values = {"film": "sintel", "profile": "alice", "kind": "trailer", "aspect": "16x9"}
    assert parse_template(USUAL).label(values) == "sintel/alice-trailer-16x9"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{flim}.mp4", "no such field 'flim'; did you mean film?; there are {film}, {profile}"),
        ("{film!r}.mp4", "no such field 'filmr'"),
        ("{film:>30}.mp4", "no such field"),
        ("{}.mp4", "no such field ''"),
        ("{film.mp4", "a brace stands alone"),
        ("{film}", "must end in .mp4"),
        ("{film}.avi", "must end in .mp4"),
        ("{film}.{kind}", "must end in .mp4"),
        ("/{film}.mp4", "must lie below the output folder"),
        ("../{film}.mp4", "must lie below the output folder"),
        ("{kind}//{film}.mp4", "must lie below the output folder"),
        ("{kind}\\{film}.mp4", "cannot stand in a name on every system"),
        ("{film}: {kind}.mp4", "':' cannot stand in a name on every system"),
        ("{film}\n{kind}.mp4", "a control character cannot stand in a name"),
        ("plans/{film}.mp4", "the batch keeps plans for itself"),
    ],
)
def test_a_slip_in_a_template_is_named(text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_template(text)
    assert told in str(caught.value)
    assert str(caught.value).startswith("--name '")
    assert "\n" not in str(caught.value)


def test_the_suffix_is_kept_as_it_was_written() -> None:
    template = parse_template("{film}.{kind}.MOV")
    assert template.suffix == ".MOV"
    assert template.label({"film": "a.b", "kind": "teaser"}) == "a.b.teaser"


def test_shapes_and_lengths_are_told_in_names() -> None:
    assert [aspect_name(each) for each in (None, "16:9", "2.39 : 1")] == [
        "source",
        "16x9",
        "2.39x1",
    ]
    assert [budget_name(each) for each in (None, "90s", "1:30", "1.5m", "15%", "2.5s")] == [
        "own",
        "90s",
        "90s",
        "90s",
        "15pct",
        "2.5s",
    ]
