"""The words in which people praise and scold films, beyond those of the general lexicon.

Valences are on the lexicon's scale, -4 to 4. Knows nothing about sentences.
"""

from __future__ import annotations


def listed(text: str) -> frozenset[str]:
    """Return the words of a text that lists them."""
    return frozenset(text.split())


def _valued(valence: float, text: str) -> dict[str, float]:
    return dict.fromkeys(text.split(), valence)


VALENCES: dict[str, float] = {
    **_valued(
        2.8,
        "gripping riveting breathtaking spectacular incredible unforgettable masterpiece stunning "
        "enchanting electrifying mesmerising mesmerizing sublime exquisite flawless triumph "
        "phenomenal goodphrase",
    ),
    **_valued(
        2.0,
        "memorable atmospheric touching moving majestic tender magical magic witty believable "
        "well-made well-written well-acted well-shot well-filmed highlight gem hypnotic immersive "
        "evocative poetic lush absorbing compelling nuanced authentic inventive imaginative "
        "original soothing crisp haunting polished restrained unmissable uplifting addictive "
        "beautifully superbly brilliantly wonderfully nicely blast soulful nailed tense elegant",
    ),
    **_valued(
        -2.0,
        "tedious overlong wooden predictable clumsy forgettable cheesy shallow tiresome pointless "
        "sloppy unbearable bland stale unnecessary overrated overdone overacted overused underused "
        "underwritten undercooked contrived formulaic generic derivative clichéd cliché cliche "
        "cliched unconvincing unfunny unwatchable unlikeable lifeless soulless amateurish cringe "
        "cringey corny preachy pretentious repetitive rushed bloated incoherent convoluted "
        "implausible muddled messy monotonous drab gratuitous disjointed uninspired uninteresting "
        "unrealistic overwrought overblown hammy stilted jarring grating choppy tacky gimmicky "
        "melodramatic sappy soppy mawkish interminable letdown tasteless badly dragged drags "
        "dragging drag bore bores fake dated one-dimensional laboured excruciating",
    ),
    **_valued(-1.6, "silly clunky mediocre excessive endless hamfisted ham-fisted tacked-on"),
    **_valued(1.3, "decent epic intense underrated likable charisma"),
    **_valued(2.7, "finest marvellous masterful stellar"),
    **_valued(2.5, "favourite splendour"),
    **_valued(0.0, "okay ok alright"),
    **_valued(-2.9, "atrocious abysmal unforgivable badphrase"),
    **_valued(-1.3, "slow flat thin cheap loud wooden shaky slight lacklustre creepy"),
    # Praise of a thriller, or of nothing: what the general lexicon takes for the worst.
    **_valued(0.0, "crying cried cry fight fights fighting battle battles war wars dead death"),
    **_valued(0.0, "killer murder shot shots play plays crime monster villain chase prison"),
}
"""Words of films that the general lexicon does not know, or takes in another sense."""

PHRASES: dict[str, str] = {
    # The lexicon takes these for mere strengthening.
    **dict.fromkeys(("incredible", "exceptional", "tremendous"), "goodphrase"),
    **dict.fromkeys(
        (
            *(
                "anything but boring",
                "goose bumps",
                "goosebumps",
                "made me laugh",
                "makes me laugh",
            ),
            *(
                "laughed a lot",
                "laughed out loud",
                "worth it",
                "worth the ticket",
                "worth watching",
            ),
            *("worth seeing", "worth every", "worth the wait", "steals the show", "stole the show"),
            *("steals every scene", "again and again", "top notch", "top-notch", "second to none"),
            *("edge of my seat", "kept me guessing", "keeps you guessing", "a treat", "spot on"),
            *("works well", "work well", "worked well", "holds up", "saved it", "saves it"),
            *("well done", "could watch", "would watch", "in the best way", "in a good way"),
            *("couldn't be better", "could not be better", "could not get enough", "wonderfully"),
            *("couldn't get enough", "can't get enough", "out of this world", "ten out of ten"),
            *("10/10", "five stars", "with great care", "blew me away", "blown away", "moved me"),
            *("moves me", "won me over", "took my breath away", "never disappoints", "shines"),
            *("shine", "shone", "on point", "made my day", "deserves an oscar", "rocks", "rocked"),
            *("calms me", "calm me", "not be missed", "a joy", "hooked me", "gripped me"),
        ),
        "goodphrase",
    ),
    **dict.fromkeys(
        (
            *("fell flat", "falls flat", "fall flat", "made no sense", "makes no sense", "a mess"),
            *("make no sense", "on my nerves", "left me cold", "leaves me cold", "leave me cold"),
            *("put me to sleep", "puts me to sleep", "fell asleep", "go on forever", "a chore"),
            *("goes on forever", "went on forever", "go on for ever", "goes on for ever", "a slog"),
            *("over the top", "freak me out", "freaks me out", "freaked me out", "creeped me out"),
            *("creeps me out", "made me sick", "makes me sick", "hurt my eyes", "hurts my eyes"),
            *(
                "a headache",
                "my thing",
                "my cup of tea",
                "could be better",
                "could have been better",
            ),
            *(
                "hard to watch",
                "hard to follow",
                "hard to believe",
                "a waste",
                "waste of",
                "so what",
            ),
            *("too long", "too much", "too loud", "too slow", "too many", "too short", "too dark"),
            *("aged badly", "has aged", "have aged", "gave up", "let down", "lets down", "drag on"),
            *("drags on", "dragged on", "go nowhere", "goes nowhere", "went nowhere", "got old"),
            *("gets old", "paper thin", "paper-thin", "turned me off", "put me off", "puts me off"),
            *("take me out", "takes me out", "took me out", "rolled my eyes", "sucks", "sucked"),
            *("felt forced", "feels forced", "feel forced", "be desired", "missed the mark"),
            *("misses the mark", "to death", "to tears", "not much", "in the way", "ruins it"),
        ),
        "badphrase",
    ),
}
"""Turns of phrase that say more than their words, and what stands for them."""

LIKING: dict[str, float] = {
    **_valued(0.9, "love loved loves loving adore adored adores adoring worship cherish cherished"),
    **_valued(
        0.7,
        "like liked likes liking enjoy enjoyed enjoys enjoying appreciate appreciated admire "
        "admired recommend recommended rewatched rewatch relish relished savour savoured praise "
        "dig digging prefer preferred fancy crave",
    ),
    **_valued(
        -0.9,
        "hate hated hates hating loathe loathed despise despised detest detested abhor abhorred",
    ),
    **_valued(
        -0.7,
        "dislike disliked dislikes skip skipped skipping regret regretted resent resented mind "
        "endure endured fast-forwarded",
    ),
}
"""Verbs of a viewer, whose object is what is liked or disliked."""

TOWARDS: dict[str, float] = {
    **_valued(
        0.8,
        "fan love fascinated impressed moved thrilled obsessed delighted charmed amazed touched "
        "weakness soft hooked blown captivated enchanted intrigued laughed soft sucker crazy mad "
        "happy fond awe glad cried entertained surprised excited stunned lost",
    ),
    **_valued(
        -0.8,
        "tired sick bored disappointed annoyed irritated disgusted confused fed put-off scared "
        "frightened afraid terrified allergic unimpressed underwhelmed appalled embarrassed weary "
        "distracted frustrated exhausted enough",
    ),
}
"""States of a viewer that are followed by a preposition and what brings them about."""

FILLERS = listed("""
    a an the this that these those my your his her its our their some any all every each both
    such so very really quite rather pretty just simply truly absolutely totally completely utterly
    extremely incredibly especially particularly even only also still again most more much many
    lots lot of other few little bit whole entire certain kind sort type one two three first what
    how seeing watching hearing minute minutes second seconds too""")
"""Words that may lead to what is spoken of, and are no part of it."""

GRIEVANCES = listed(
    "complaint complaints problem problems issue issues flaw flaws downside weakness gripe"
)
MERITS = listed("grace highlight strength upside pleasure joy delight merit")
"""Nouns that say what is bad or good: `my only complaint is the love story`."""
STARTED = listed("if once when whenever unless until after before as")
"""Words that begin a clause which only says when or whether."""
LEADING = listed(
    "use way idea sight sound sounds look looks bits parts things moments fact feel sense"
)
"""Words that lead to what is spoken of where `of` follows them."""

EVALUATING = listed("""
    amazing awesome awful annoying adorable atmospheric atrocious bad beautiful best better boring
    bland breathtaking brilliant charming cheap cheesy clever clumsy confusing cool corny crappy
    cringe crude cute dated decent delicious delightful disappointing disgusting dreadful dreary
    dull electrifying embarrassing enchanting energetic engaging enjoyable epic excellent exciting
    exquisite fabulous fake fantastic favorite favourite fine finest fun funny gorgeous great
    gripping good hilarious horrible honest impressive incredible interesting intense joyful lame
    lazy likeable likable lousy lovely magical magnificent majestic marvellous masterful mediocre
    memorable messy moving nice outstanding overlong overrated painful pathetic perfect pointless
    poor predictable pretentious ridiculous riveting shallow shameless silly sloppy solid
    spectacular splendid stunning stupid superb tedious terrible terrific thrilling tiresome
    touching ugly unbearable underrated underused unforgettable uninspired unnecessary useless weak
    well-made wonderful wonderfully wooden worst worthless witty excessive endless
    constant tender stellar""")
"""Adjectives that judge what they stand before, rather than name it."""
