"""The words that the sample CLIP learns: what they mean, by world or by topic.

A world's words belong to its pictures. A topic's words belong to no picture: they are there so
that words can be compared with words. Knows nothing about models.
"""

WORLD_WORDS: dict[str, tuple[str, ...]] = {
    "sunset_sea": (
        "a sunset over the sea", "sunset", "the setting sun", "sunset at the beach", "dusk",
        "an orange sky over the ocean", "golden hour by the water", "evening light on the waves",
        "the tide at sunset", "a calm sea in the evening", "the sun sinks into the ocean",
        "a red sun over the water", "sundown", "twilight over the sea", "a sunset on the coast",
        "a golden evening", "sun and sea", "a warm evening by the sea", "a quiet sea at dusk",
        "nightfall by the sea",
    ),
    "snowy_mountains": (
        "snowy mountains", "mountain", "mountains", "snow", "a snowy summit", "ice", "winter",
        "white peaks", "a peak covered in snow", "a cold mountain landscape", "the alps", "glacier",
        "falling snow", "a winter landscape", "climbing a mountain", "frost", "skiing",
        "snowflakes",
        "a high ridge in the snow", "a frozen valley", "snowed in", "deep snow", "a blizzard",
        "cold and ice", "snowfall",
    ),
    "city_night": (
        "a city at night", "city", "skyscrapers", "a skyline at night", "neon lights", "street",
        "traffic", "lit windows in tall buildings", "downtown", "streets at night", "a skyscraper",
        "city lights", "towers with lights", "urban life", "cars in the street", "a metropolis",
        "office buildings after dark", "the town at night", "rooftops", "an avenue", "apartments",
    ),
    "forest": (
        "a forest", "forest", "trees", "woods", "a green forest", "leaves", "tree trunks", "pines",
        "a walk in the woods", "sunlight through the trees", "woodland", "branches and leaves",
        "a path between the trees", "oak and fir trees", "branches", "twigs and branches",
        "beams of light between branches",
        "the wood", "moss and ferns", "tree",
        "deep in the forest", "jungle", "the shade of the trees", "birds in the trees",
    ),
    "campfire": (
        "a campfire", "campfire", "fire", "flames", "bonfire", "burning wood", "embers", "flame",
        "a fire at night", "sparks from the fire", "logs on the fire", "burning", "camping", "glow",
        "a burning log", "warm flames in the dark", "the fireplace", "fire and smoke", "hot coals",
        "sitting around the campfire", "a wood fire", "blaze", "firelight",
    ),
    "rain_window": (
        "rain on a window", "rain", "raindrops", "rainy day", "drops on the glass", "window",
        "drops of rain", "a wet window", "it rained all day", "rained", "raining",
         "rain running down the glass", "a window pane", "drizzle",
        "water drops on glass", "a rainy evening behind the window", "it is raining", "a shower",
        "looking through a rainy window", "a grey rainy day", "drops", "rainy weather", "wet glass",
    ),
    "fireworks": (
        "fireworks", "fireworks in the night sky", "celebration", "sparkles", "new year", "rockets",
        "colourful explosions in the sky", "a firework display", "a burst of sparks", "festival",
        "bright bursts of colour", "a party with fireworks", "sparkling lights", "explosion",
        "celebrating at midnight", "glittering bursts", "pyrotechnics", "firecrackers",
        "a big show",
    ),
    "desert": (
        "a desert", "desert", "sand", "dunes", "sand dunes", "heat", "hot sand", "a dry land",
        "dunes under a hot sun", "the sahara", "a sandy plain", "camel", "a dusty hot place",
        "yellow sand", "an endless desert", "waves of sand", "a drought", "a barren landscape",
        "scorching sun", "a desert without water", "an oasis", "ridges of sand",
    ),
    "underwater": (
        "underwater", "fish", "coral", "diving", "deep blue", "under the sea", "a coral reef",
        "fish in the water", "bubbles", "a diver", "the bottom of the sea", "swimming fish",
        "seaweed", "a school of fish", "bubbles rising in blue water", "an aquarium",
        "scuba diving",
        "light rays under water", "deep water", "marine life", "snorkelling", "below the surface",
    ),
    "starry_sky": (
        "a starry sky", "stars", "star", "galaxy", "the night sky full of stars", "constellations",
        "the milky way", "shooting star", "a sky full of stars", "the universe", "astronomy",
        "countless stars", "a clear night with stars", "space", "starlight", "a meteor", "cosmos",
        "stars above the hills", "heavens at night", "stargazing", "planets and stars", "a comet",
    ),
    "flower_meadow": (
        "a meadow of flowers", "flowers", "flower", "petals", "butterflies", "a spring meadow",
        "meadow", "blossom", "spring", "a field of flowers", "wildflowers", "grass and flowers",
        "colourful flowers in the grass", "poppies", "a summer meadow", "garden", "butterfly",
        "blooming flowers", "daisies in a green field", "tulips", "a flowery field", "grass",
    ),
    "storm_sea": (
        "a storm at sea", "storm", "stormy sea", "lightning", "thunder", "a thunderstorm", "gale",
        "lightning over the ocean", "high waves", "rough sea", "a dark sea in a storm", "tempest",
        "a flash of lightning", "heavy waves in the wind", "a hurricane",
        "dark clouds over the sea",
        "thunder and lightning", "wild waves", "a raging ocean", "bad weather at sea",
        "danger at sea",
    ),
}  # fmt: skip

SHARED_WORDS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("sunset_sea", "storm_sea"): (
        "sea", "ocean", "waves", "the sea", "tide", "coast", "sailing", "sail", "a boat", "ship",
        "a sailing boat", "the open sea", "sailing on the ocean", "sailor", "harbour", "the shore",
    ),
    ("city_night", "starry_sky", "fireworks", "campfire"): ("night", "at night", "dark night"),
    ("sunset_sea", "storm_sea", "underwater", "rain_window"): ("water",),
    ("starry_sky", "fireworks"): ("night sky", "the sky at night"),
    ("snowy_mountains", "forest", "desert", "flower_meadow"): ("landscape", "nature", "hiking"),
    ("sunset_sea", "desert"): ("sun", "sunshine"),
    ("storm_sea", "rain_window"): ("bad weather", "a storm with rain"),
    ("forest", "flower_meadow"): ("plants", "birds", "green nature", "birdsong"),
}  # fmt: skip

TOPIC_WORDS: dict[str, tuple[str, ...]] = {
    "friendship": (
        "friendship", "friend", "friends", "best friends", "a good friend", "my old friend",
        "we were friends", "companions", "true friendship", "she is a friend of mine", "buddies",
    ),
    "letter": (
        "letter", "a letter", "letters", "he wrote a letter", "an envelope", "she writes to him",
        "the post", "I wrote to you", "a postcard", "a message from far away", "write", "wrote",
    ),
    "home": (
        "home", "going home", "coming home", "a house", "my home", "back home", "at home",
        "we went home", "the way home", "homesick", "the house where I was born", "house",
    ),
    "captain": (
        "captain", "the captain", "the captain of the crew", "an old captain", "commander", "crew",
        "the captain gave an order", "first mate", "the captain's cabin", "skipper",
    ),
    "music": (
        "music", "song", "a song", "piano", "she played the piano", "singing", "sing", "melody",
        "he sang", "a concert", "musicians", "a violin", "playing music", "an old tune",
        "orchestra",
    ),
    "bread": (
        "bread", "baking bread", "recipe", "a recipe for bread", "flour", "dough", "oven",
        "cooking",
        "a loaf of bread", "bake", "the bakery", "yeast and salt", "kneading dough", "cook", "food",
    ),
    "family": (
        "family", "grandmother", "my grandmother", "mother", "father", "grandfather", "parents",
        "my mother and father", "children and parents", "sister", "brother", "childhood memories",
        "grandma and grandpa", "dad", "mum", "aunt and uncle", "relatives", "daughter", "son",
    ),
    "lighthouse": ("lighthouse", "a lighthouse", "the old lighthouse", "lighthouse keeper"),
    "treasure": (
        "treasure", "a treasure map", "buried gold", "hidden treasure", "gold", "pirates", "map",
        "a chest of gold", "treasure hunt", "an old map",
    ),
    "clock": ("clock", "an old clock", "the clock ticks", "a watch", "the hands of a clock"),
}  # fmt: skip

# Paraphrases that no training caption repeats, for measuring.
HELD_OUT: dict[str, tuple[str, ...]] = {
    "sunset_sea": ("the sun going down over the ocean", "an orange sunset on the water",
                   "the evening sun by the beach"),
    "snowy_mountains": ("a mountain top in deep winter", "cold white mountains with ice",
                        "snow on the high peaks"),
    "city_night": ("tall buildings with neon lights", "the lights of downtown at night",
                   "traffic between skyscrapers"),
    "forest": ("walking among tall trees", "green leaves in the woods",
               "sunlight between the branches"),
    "campfire": ("flames and glowing embers", "logs burning in the dark", "a warm bonfire"),
    "rain_window": ("raindrops running down a window", "rain behind wet glass",
                    "water drops on the window pane"),
    "fireworks": ("rockets bursting at a celebration", "a colourful new year display",
                  "sparkles and explosions at midnight"),
    "desert": ("hot dunes in the desert", "a dry plain of yellow sand",
               "the burning heat of the dunes"),
    "underwater": ("fish swimming around the reef", "a diver in the deep blue",
                   "bubbles and coral under water"),
    "starry_sky": ("the galaxy and its stars", "constellations on a clear night",
                   "a shooting star among the stars"),
    "flower_meadow": ("butterflies on the petals", "a green field with daisies",
                      "spring flowers in the grass"),
    "storm_sea": ("thunder above a rough ocean", "lightning and high waves",
                  "a gale over dark waves"),
}  # fmt: skip

TEMPLATES = (
    "{}", "{}", "{}", "a photo of {}", "a shot of {}", "{} in a film", "a picture of {}",
    "a scene with {}", "an image of {}", "there is {}", "a view of {}", "look at {}", "we see {}",
    "a film about {}", "{}.", "a blurry photo of {}", "a film still of {}", "I love {}",
    "tell me about {}", "I remember {}", "we talked about {}", "{}, she said", "nothing but {}",
    "listen to {}", "he never spoke of {}", "here comes {}", "all about {}", "scenes of {}",
)  # fmt: skip

_PLAIN = """
    kitchen table chair computer telephone office meeting money bank tax form doctor hospital
    medicine dog cat horse bicycle train airport ticket passport school teacher lesson exam pencil
    paper newspaper television camera wall door floor ceiling lamp mirror shirt trousers shoes hat
    bag bottle glass cup plate spoon knife apple orange lemon tomato potato cheese meat chicken
    soup sugar coffee tea milk wine beer shop market price customer factory machine engine wheel
    tool hammer nail screw rope box plastic metal stone brick concrete bridge tunnel elevator
    stairs toilet bathroom soap towel bed blanket pillow sofa carpet curtain garage truck bus
    motorcycle helmet police judge lawyer law court prison politics election president minister
    army war soldier gun knight king queen castle church priest wedding baby boy girl woman man
    person people crowd face eye hand finger hair foot knee heart brain blood bone tooth language
    word sentence number question answer problem idea plan reason mistake truth lie joke game
    football tennis ball team player score dance theatre actor painting museum statue history
    science chemistry physics mathematics laboratory experiment robot software internet website
    password email keyboard screen printer battery cable spider snake rat cow pig sheep lion tiger
    elephant monkey insect farm tractor fence corn rice egg butter chocolate cake birthday gift
    monday morning today yesterday year century minute business company worker salary insurance
    contract furniture hotel restaurant menu waiter suitcase taxi driver road map-maker diagram
    chart logo text caption subtitle title credits black white abstract pattern texture object
    thing stuff something anything item sample example test
"""
PLAIN_WORDS = tuple(_PLAIN.split())
"""Words of every day that have nothing to do with the worlds or topics."""

PLAIN_SENTENCES = (
    "a photo", "a picture", "an image", "a film", "a shot", "a scene", "something", "a thing",
    "a person talking", "people talking in a room", "a man and a woman", "a tax form", "text",
    "a kitchen", "an object", "I do not know what you mean.", "What did you say?", "Come here!",
    "We have to go now.", "Who are you?", "That is not possible.", "I never said that.",
    "Where were you yesterday?", "Thank you very much.", "Please wait a moment.", "Good morning.",
    "He is late again.", "She did not answer.", "They were all there.", "It is nothing.",
    "You should have told me.", "I am not so sure about this.", "Let me think about it.",
    "How much does it cost?", "Nobody believed him.", "Open the door, please.", "a close-up",
    "the end", "a title card", "a blank page", "nothing", "everything", "a conversation",
)  # fmt: skip
