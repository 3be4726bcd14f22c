"""Films × profiles × forms: every cut once under its own name, and what is missing told of it."""

import json
from pathlib import Path

import pytest

from cutter.batch.finding import Found, find_films, find_profiles
from cutter.batch.matrix import Product, cuts_of, film_names, wishes_of, with_film
from cutter.batch.names import parse_template
from cutter.errors import UsageError
from cutter.pipeline.wish import Wish
from tests.films import PROFILES

OUT = Path("/out")


def written(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    return [folder / name for name in names]


def profile(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((PROFILES / "alice.json").read_text())
    return path


def product(
    films: Found | list[Path],
    profiles: Found | list[Path] | None = None,
    wishes: tuple[Wish, ...] = (Wish(),),
    name: str | None = None,
) -> Product:
    return Product(
        films if isinstance(films, Found) else Found(tuple(films)),
        profiles if isinstance(profiles, Found | None) else Found(tuple(profiles)),
        wishes,
        None if name is None else parse_template(name),
    )


def labels(*products: Product) -> list[str]:
    cuts, faults = cuts_of(products, OUT)
    assert not faults
    return [cut.label for cut in cuts]


def test_a_product_has_every_film_with_every_profile_kind_shape_and_length(tmp_path: Path) -> None:
    films = written(tmp_path, "a.mp4", "b.mkv")
    people = [profile(tmp_path / "p" / f"{who}.json") for who in ("alice", "bob")]
    wishes = wishes_of(Wish(), ["trailer", "teaser"], ["16:9", None], ["30s", "90s"])
    cuts, faults = cuts_of([product(films, people, wishes)], OUT)
    assert not faults
    assert len(cuts) == len({cut.label for cut in cuts}) == 2 * 2 * 2 * 2 * 2
    first = cuts[0]
    assert first.label == "a/alice-trailer-16x9-30s"
    assert first.target == OUT / "a/alice-trailer-16x9-30s.mp4"
    assert (first.wish.kind, first.wish.aspect, first.wish.budget) == ("trailer", "16:9", "30s")
    assert cuts[-1].label == "b/bob-teaser-source-90s"


def test_without_profiles_the_cuts_are_the_films_own(tmp_path: Path) -> None:
    assert labels(product(written(tmp_path, "a.mp4"))) == ["a/cut-personal-source"]


def test_one_length_written_in_two_ways_is_one() -> None:
    assert len(wishes_of(Wish(), budgets=["90s", "1:30", "1m30s"])) == 1


def test_a_wish_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(UsageError, match="--kind 'trailr': write personal, trailer"):
        wishes_of(Wish(), ["trailr"])


def test_what_several_products_ask_for_is_made_once(tmp_path: Path) -> None:
    film = written(tmp_path, "a.mp4")
    (tmp_path / "link.mp4").symlink_to(film[0])
    assert labels(product(film), product([*film, tmp_path / "link.mp4"])) == [
        "a/cut-personal-source"
    ]


@pytest.mark.parametrize(
    ("name", "wishes", "told"),
    [
        ("{film}.mp4", wishes_of(Wish(), ["trailer", "teaser"]), "add {kind} to the template"),
        ("{film}.mp4", wishes_of(Wish(), aspects=["1:1", "9:16"]), "add {aspect} to the template"),
        (
            "{kind}.mp4",
            (Wish(budget="1s"), Wish(budget="2s", order="arc")),
            "add {budget} or {order} to the template",
        ),
        ("{film}.mp4", (Wish(), Wish(pace="calm")), "give one of the [[cuts]]"),
    ],
)
def test_two_cuts_of_one_name_are_refused_and_what_to_add_is_named(
    tmp_path: Path, name: str, wishes: tuple[Wish, ...], told: str
) -> None:
    with pytest.raises(UsageError) as caught:
        cuts_of([product(written(tmp_path, "a.mp4"), None, wishes, name)], OUT)
    assert "two cuts would be called" in str(caught.value)
    assert told in str(caught.value)


def test_fields_that_run_into_each_other_are_told_apart_by_a_sign(tmp_path: Path) -> None:
    films = written(tmp_path, "a.mp4", "ab.mp4")
    people = [profile(tmp_path / "bc.json"), profile(tmp_path / "c.json")]
    with pytest.raises(UsageError, match="put a sign between the template's fields"):
        cuts_of([product(films, people, name="{film}{profile}.mp4")], OUT)


def test_a_folder_of_cuts_that_is_another_cut_s_file_is_refused(tmp_path: Path) -> None:
    one, two = written(tmp_path, "a.mp4", "a.mp4.mkv")
    with pytest.raises(UsageError, match=r"'a\.mp4' would be a folder and a file"):
        cuts_of([product([one], name="{film}.mp4"), product([two])], OUT)


def test_a_template_that_leads_into_the_batch_s_own_folder_is_refused(tmp_path: Path) -> None:
    films = written(tmp_path, "ans.mp4")
    with pytest.raises(UsageError, match="the batch keeps plans for itself"):
        cuts_of([product(films, name="pl{film}/{kind}.mp4")], OUT)


def test_what_cannot_be_had_is_told_of_each_cut_that_needs_it(tmp_path: Path) -> None:
    written(tmp_path, "a.mp4")
    profile(tmp_path / "good.json")
    (tmp_path / "bad.json").write_text(json.dumps({"version": 1, "likes": "purple lanterns"}))
    films = find_films([str(tmp_path / "a.mp4"), str(tmp_path / "gone.mp4")])
    names = [str(tmp_path / f"{name}.json") for name in ("good", "bad", "lost")]
    cuts, faults = cuts_of([product(films, find_profiles(names))], OUT)
    assert [cut.label for cut in cuts] == ["a/good-personal-source"]
    told = {fault.label: (fault.code, fault.cause) for fault in faults}
    assert set(told) == {
        "a/bad-personal-source",
        "a/lost-personal-source",
        "gone/good-personal-source",
        "gone/bad-personal-source",
        "gone/lost-personal-source",
    }
    assert told["a/lost-personal-source"][0] == 4
    assert told["gone/good-personal-source"] == (
        3,
        f"{tmp_path}/gone.mp4: there is no such film",
    )
    code, cause = told["a/bad-personal-source"]
    assert code == 4
    assert f"{tmp_path}/bad.json: likes" in cause
    assert "purple" not in cause


def test_a_pattern_that_leads_nowhere_is_one_fault(tmp_path: Path) -> None:
    pattern = str(tmp_path / "*.mkv")
    films = find_films([pattern, str(written(tmp_path, "a.mp4")[0])])
    cuts, faults = cuts_of([product(films, None, wishes_of(Wish(), ["trailer", "teaser"]))], OUT)
    assert len(cuts) == 2
    assert [(fault.label, fault.code) for fault in faults] == [(pattern, 3)]
    assert faults[0].cause == f"{pattern}: leads to no film"


def test_a_film_that_comes_later_takes_no_other_s_name(tmp_path: Path) -> None:
    film, later = written(tmp_path, "x/a.mp4", "y/a.mp4")
    products = [product([film])]
    called = film_names(products)
    cuts, _ = cuts_of(with_film(products, later), OUT, called=called)
    assert [cut.label for cut in cuts] == ["y-a/cut-personal-source"]
    again, _ = cuts_of(with_film(products, film), OUT, called=called)
    assert [cut.label for cut in again] == ["a/cut-personal-source"]


def test_files_folders_and_patterns_lead_to_films_each_once_in_order(tmp_path: Path) -> None:
    written(
        tmp_path, "b.mkv", "in/c.mp4", "in/deep/d.MOV", "in/notes.txt", "in/.hidden.mp4", "a.ts"
    )
    found = find_films([str(tmp_path / "b.mkv"), str(tmp_path / "in"), str(tmp_path / "*")])
    assert [path.name for path in found.paths] == ["b.mkv", "c.mp4", "d.MOV", "a.ts"]
    assert not found.missing


def test_a_folder_s_films_are_not_the_cuts_in_it(tmp_path: Path) -> None:
    written(tmp_path, "a.mp4", "cuts/a/cut.mp4")
    found = find_films([str(tmp_path), str(tmp_path / "**/*.mp4")], but=tmp_path / "cuts")
    assert [path.name for path in found.paths] == ["a.mp4"]


def test_what_another_batch_made_is_no_film_unless_it_is_named(tmp_path: Path) -> None:
    written(tmp_path, "a.mp4", "out/batch.sqlite", "out/a/cut.mp4", "other/b.mp4")
    for name in (".", "**/*.mp4"):
        found = find_films([str(tmp_path / name)], but=tmp_path / "elsewhere")
        assert {path.name for path in found.paths} == {"a.mp4", "b.mp4"}, name
    for name in ("out", "out/a", "out/a/cut.mp4"):
        assert [path.name for path in find_films([str(tmp_path / name)]).paths] == ["cut.mp4"], name


def test_cuts_may_go_above_their_films_but_not_where_they_would_be_taken_for_films(
    tmp_path: Path,
) -> None:
    written(tmp_path, "films/a.mp4", "b.mp4")
    for name, found in (("films", "a.mp4"), ("films/*.mp4", "a.mp4"), ("*.mp4", "b.mp4")):
        paths = find_films([str(tmp_path / name)], but=tmp_path).paths
        assert [path.name for path in paths] == [found]
    for name in (".", "**/*.mp4"):
        with pytest.raises(UsageError, match="be taken for films; name another folder with -o"):
            find_films([str(tmp_path / name)], but=tmp_path)


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    written(tmp_path, "film [1080p].mp4", "film 1.mp4")
    found = find_films([str(tmp_path / "film [1080p].mp4")])
    assert [path.name for path in found.paths] == ["film [1080p].mp4"]


def test_a_pattern_s_own_suffix_is_taken_at_its_word(tmp_path: Path) -> None:
    written(tmp_path, "a.film", "a.txt")
    assert [path.name for path in find_films([str(tmp_path / "*.film")]).paths] == ["a.film"]
    assert [path.name for path in find_films([str(tmp_path / "*")]).paths] == []


def test_ledgers_beside_profiles_are_none(tmp_path: Path) -> None:
    profile(tmp_path / "alice.json")
    written(tmp_path, "alice.shares.json", "alice.history.jsonl")
    found = find_profiles([str(tmp_path)])
    assert [path.name for path in found.paths] == ["alice.json"]
