"""What English words say of a picture's looks, and of a shot's measured signals.

Two small tables, read once: word → weights on the axes of `appearance`, and word → weights on
the names of `Signals`. A word counts by its stem. The weights are judgements, not measurements:
1 for what the word is about, less for what merely goes with it, negative for its opposite.
Knows nothing about vectors.
"""

from __future__ import annotations

from functools import cache

from cutter.eyes.words import terms

Weighted = dict[str, float]

_LOOKS = """
dark gloomy shadow shadowy dim: dark 1, bright -.7, black .4
night nighttime midnight evening moonlight: dark 1, bright -.7, black .5, bright-spot .3, specks .4
black blackness: black 1, dark .8, bright -.5
bright sunlit sunny daylight luminous: bright 1, dark -.8
day daytime noon: bright .7, dark -.6, light-above .4
white pale: white 1, bright .7
grey gray monochrome: grey 1, colourful -.7
colourful colorful colour color vivid rainbow: colourful 1, grey -.6
contrast contrasty: contrast 1
fog foggy mist misty haze hazy smoke smoky: contrast -.8, detailed -.7, grey .6
dull drab bleak: colourful -.7, contrast -.5, grey .6
warm cosy cozy: warm 1, orange .4
cold chilly icy: warm -1, blue .5
red crimson scarlet blood bloody: red 1
rose roses tomato strawberry: red .8, pink .4
orange amber: orange 1, warm .5
yellow golden gold: yellow 1, warm .4
green: green 1
cyan turquoise teal: cyan 1
blue: blue 1, cyan .3, warm -.6
purple violet lavender: purple 1
pink magenta: pink 1
brown wooden mud muddy soil earth leather: brown 1, warm .3
sunset sunrise dusk dawn sundown: glow-above 1, orange .7, warm .7, red .3, light-above .3
sun sunshine sunlight: bright .6, bright-spot .6, yellow .4, warm .4
moon moonlit: dark .8, bright-spot .6
star stars starry starlight galaxy space: dark .8, black .7, specks .8
firework fireworks sparkler: dark .7, specks .8, bright-spot .6, colourful .3
fire flame campfire bonfire candle torch burning lava: orange .8, red .5, warm .8, bright-spot .7
explosion explode blast: orange .7, yellow .4, bright-spot .8, warm .6
lightning thunderstorm: dark .7, bright-spot .8, contrast .5
storm stormy tempest: dark .6, grey .6, warm -.4
rain rainy drizzle wet: grey .6, dark .3, warm -.4, contrast -.3
cloud clouds cloudy overcast: light-above .6, grey .4, white .3
sky skies: blue-above .9, light-above .8
sea ocean lake water wave river underwater swim pool: blue-below .9, blue .6, cyan .5, warm -.4
beach coast shore: blue-above .4, yellow .4, light-above .3, bright .4
snow snowy winter ice glacier blizzard: white 1, bright .7, warm -.5, grey .3, green -.3
mountain mountains peak peaks: blue-above .5, light-above .5, white .2, detailed .2
desert sand dune dunes: yellow .7, orange .6, warm .7, bright .3
forest woods jungle tree leaf leaves plant: green .9, green-below .5, detailed .6, upright .4
grass meadow field fields lawn garden countryside farm: green-below 1, green .8, light-above .3
flower flowers blossom bloom: green .5, colourful .7, pink .4, yellow .3
autumn: orange .8, brown .5, warm .5
city town street streets building buildings skyline urban traffic: detailed .5, upright .4
neon nightclub disco: dark .6, colourful .6, purple .4, pink .4, specks .4
room indoors interior kitchen office house home: brown .5, warm .4, blue-above -.4
cave tunnel dungeon cellar: dark 1, black .5, brown .3
face faces portrait closeup people person man woman child men women children skin: skin .8, warm .3
crowd crowds audience group: detailed .7, skin .3
rabbit bunny squirrel animal animals fur: grey .3, brown .3, green-below .3
minimal plain empty simple smooth blurry blurred: detailed -1
detailed busy intricate texture: detailed 1
"""

_SIGNALS = """
fast action chase chases chasing run running race racing fight fighting battle rush hectic: motion 1
quick rapid frantic dynamic energetic speed jump jumping dance dancing fly flying: motion .8
explosion explosions explode blast crash: motion .7, loudness .8
still static motionless frozen immobile: motion -1
calm quiet peaceful serene gentle slow relaxing tranquil: motion -.8, loudness -.6
loud noisy noise bang shouting scream screaming shout thunder: loudness 1
music song singing concert: loudness .4
silent silence wordless mute: loudness -.8, speech -1
talk conversation dialogue dialog speech speaking interview chat discussion: speech 1
narrator narration voice monologue: speech .8
closeup portrait face faces: face_share 1, faces .5
people person man woman child men women children: faces .8
crowd crowds group audience: faces 1, face_share -.2
landscape scenery panorama nature: faces -.6, speech -.3
dark gloomy night nighttime midnight: brightness -1
bright sunny daylight sunlit: brightness 1
day daytime: brightness .5
snow snowy winter: brightness .6
colourful colorful vivid rainbow: colourfulness 1, saturation .6
grey gray monochrome dull drab: colourfulness -1, saturation -.8
contrast contrasty: contrast 1
fog foggy mist misty haze hazy: contrast -.8, sharpness -.6
sharp crisp detailed intricate: sharpness 1
blurry blurred smooth soft: sharpness -1
black blackness: black 1
text titles title credits lettering logo writing: text 1
"""


def looks_of(stem: str) -> Weighted:
    """Return what a stemmed word says of the axes of `appearance`; empty for an unknown word."""
    return _looks().get(stem, {})


def signals_of(stem: str) -> Weighted:
    """Return what a stemmed word says of the names of `Signals`; empty for an unknown word."""
    return _signals().get(stem, {})


@cache
def _looks() -> dict[str, Weighted]:
    return _read(_LOOKS)


@cache
def _signals() -> dict[str, Weighted]:
    return _read(_SIGNALS)


def _read(table: str) -> dict[str, Weighted]:
    """Read lines of `word word: name weight, name weight`; a word's first line counts."""
    read: dict[str, Weighted] = {}
    for line in table.strip().splitlines():
        words, _, weights = line.partition(":")
        pairs = (pair.split() for pair in weights.split(","))
        meaning = {name: float(weight) for name, weight in pairs}
        for stem in terms(words):
            read.setdefault(stem, meaning)
    return read
