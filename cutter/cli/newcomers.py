"""`cutter profile new --like-others`: what a new profile takes from those of a like taste."""

from pathlib import Path

from cutter.cli.groups import Common
from cutter.errors import UsageError


def taken_from(
    folder: Path, likes: list[str], dislikes: list[str], new: Path, common: Common
) -> list[tuple[str, float]]:
    """Return phrases and weights that others want, and tell how many others there were.

    Others are a folder of profiles, or a file of many users' ratings.

    Raises:
        UsageError: the newcomer has said nothing by which a taste could be like another.
    """
    from cutter.cli.asked import plain_look_of, progress_of
    from cutter.cli.cut import counted
    from cutter.pipeline.newcomers import like_others

    if not likes and not dislikes:
        raise UsageError("--like-others: say a word of your own with --like or --dislike")
    progress = progress_of(common)
    if folder.is_file():
        return _from_ratings(folder, likes, dislikes, common)
    heard = like_others(
        likes, dislikes, folder, new=new, look=plain_look_of(common), progress=progress
    )
    near = counted(heard.near, "profile")
    if not common.quiet:
        wants = counted(len(heard.suggestions), "want")
        print(f"{near} of a like taste; {wants} taken from them at less weight, and marked so")
    return [(each.text, each.weight) for each in heard.suggestions]


def _from_ratings(
    path: Path, likes: list[str], dislikes: list[str], common: Common
) -> list[tuple[str, float]]:
    """Return words and weights that a crowd's model expects a newcomer to want."""
    from cutter.cli.asked import progress_of
    from cutter.cli.cut import counted
    from cutter.pipeline.foretelling import beliefs_from_crowd

    found = beliefs_from_crowd(path, likes=likes, dislikes=dislikes)
    progress = progress_of(common)
    for note in found.notes[:3]:
        progress.warn(note)
    if not common.quiet:
        words = counted(found.understood, "word")
        wants = counted(len(found.beliefs), "want")
        users = counted(found.users, "user")
        print(f"{users} know {words} of yours; {wants} taken from them at less weight, marked so")
    return [(belief.text, belief.weight) for belief in found.beliefs]
