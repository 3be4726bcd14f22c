"""Lines of dialogue, each with phrases of a viewer that it says in other words.

Made up for this measurement before any model had read them. Every line stands for a theme of its
own, so that the phrases of all other lines are foreign to it.
"""

LINES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("The train to the coast leaves at nine.", ("a railway journey", "departing by rail")),
    ("I baked bread before the children woke.", ("making a loaf", "baking in the morning")),
    ("My knee has hurt ever since I fell.", ("an injured leg", "pain in a joint")),
    ("He lost all his savings at the card table.", ("gambling away money", "ruined by poker")),
    ("Turn the volume down, the baby is asleep.", ("a sleeping infant", "asking for quiet")),
    ("She has painted the same hill for thirty years.", ("an artist at work", "landscape art")),
    ("The judge will read the verdict at noon.", ("a court trial", "a decision in law")),
    ("Our team scored in the last minute.", ("a late goal", "winning a football match")),
    ("The engine will not start again.", ("a car that broke down", "motor trouble")),
    ("Will you marry me?", ("a proposal", "asking for someone's hand")),
    ("We buried him beside his mother.", ("a funeral", "laying the dead to rest")),
    ("The exam is tomorrow and I have not studied.", ("afraid of a test", "school pressure")),
    ("That dog follows me everywhere.", ("a faithful pet", "a loyal hound")),
    ("The river has risen over the bridge.", ("a flood", "high water")),
    ("They voted for the other candidate.", ("an election", "losing at the polls")),
    ("I can see Saturn's rings through this lens.", ("looking at planets", "a telescope")),
    ("Hands up, and give me the bag!", ("a robbery", "being held at gunpoint")),
    ("The soup needs more salt.", ("seasoning a dish", "tasting the cooking")),
    ("I dreamt that I could fly.", ("a strange dream", "soaring in sleep")),
    ("You have been lying to me for months.", ("caught in a deception", "broken trust")),
    ("The hotel is fully booked tonight.", ("no rooms left", "looking for a place to stay")),
    ("Grandfather fought in the war and never came back.", ("a fallen soldier", "lost in battle")),
    ("The harvest was poor this year.", ("farming troubles", "bad crops")),
    ("I quit. Find someone else for your office.", ("leaving a job", "resigning from work")),
    ("The doctor says that it is a boy.", ("expecting a child", "a pregnancy")),
    ("Somebody has been in this room; the drawers are open.", ("a break-in", "signs of a burglar")),
    ("Our rent has gone up again.", ("the cost of housing", "trouble with the landlord")),
    ("This violin is older than the house.", ("an antique instrument", "a musical heirloom")),
    ("The summit is only an hour away.", ("climbing a mountain", "nearly at the top")),
    ("The cake has forty candles on it.", ("a birthday", "celebrating another year of life")),
    ("Your passport has expired, you cannot board.", ("stopped at the border", "airport trouble")),
    ("The ghost walks the east wing at midnight.", ("a haunted house", "a spirit at night")),
    ("I deleted the file by mistake.", ("losing computer data", "a digital accident")),
    ("The bees left the hive in spring.", ("keeping insects for honey", "a swarm")),
    ("He apologised, and I forgave him.", ("making peace", "saying sorry")),
    ("The captain ordered everyone into the lifeboats.", ("a sinking ship", "abandoning a vessel")),
    ("My hair turned grey in one winter.", ("growing old", "signs of age")),
    (
        "She won the scholarship to the conservatory.",
        ("a gifted music student", "a prize for study"),
    ),
    ("The virus spread through the whole village.", ("an epidemic", "an outbreak of disease")),
    (
        "I have a secret, and you must tell nobody.",
        ("confiding in someone", "keeping something hidden"),
    ),
    (
        "The theatre was empty on the opening night.",
        ("a failed play", "a premiere without audience"),
    ),
    ("This map shows where the gold lies.", ("a treasure hunt", "hidden riches")),
    ("The robot has learnt to speak.", ("artificial intelligence", "a talking machine")),
    ("Lower the sails, the wind is turning!", ("handling a boat", "a change of breeze at sea")),
    ("The tailor is still sewing my suit.", ("clothes made to measure", "a new outfit")),
    ("I have not eaten for three days.", ("starving", "great hunger")),
    ("We met at a dance in June.", ("how a couple came together", "a summer romance")),
    ("The factory closed and a thousand people were sent home.", ("mass unemployment", "layoffs")),
    ("Pray with me, brother.", ("religious devotion", "asking God")),
    ("The chess champion resigned after twenty moves.", ("a board game", "a defeated grandmaster")),
    ("It is too dark, light the lamp.", ("needing illumination", "a room without light")),
    (
        "Her letter to the editor was printed on page one.",
        ("in the newspaper", "published opinion"),
    ),
    ("The earth shook and the walls cracked.", ("an earthquake", "a tremor")),
    ("I am allergic to nuts.", ("food intolerance", "what one must not eat")),
    ("The bank refused our loan.", ("denied credit", "no help from the lender")),
    ("He has not spoken to his brother in years.", ("a family feud", "estranged siblings")),
    ("The princess escaped from the tower.", ("a fairy tale", "fleeing imprisonment")),
    ("Ten more minutes and the bomb goes off.", ("a ticking explosive", "running out of time")),
    ("I planted roses along the fence.", ("gardening", "growing flowers")),
    ("You drive too fast on these roads.", ("reckless speed", "a dangerous driver")),
)

SAMPLE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "The meadow is full of flowers again.",
        ("blossoms in the field", "spring has come", "wild blooms"),
    ),
    (
        "Look, the whole sky is sparkling!",
        ("fireworks overhead", "glitter up above", "lights in the heavens"),
    ),
    ("The tide is coming in.", ("ocean waves", "rising seawater", "the shore at high water")),
    (
        "The captain never spoke of that night again.",
        ("a sailor's secret", "silence about the past", "the skipper kept quiet"),
    ),
    (
        "You were always my best friend.",
        ("a close companion", "someone dear to me", "affection between pals"),
    ),
    (
        "We promised to stay friends for ever.",
        ("a vow of lasting friendship", "eternal loyalty", "an oath between companions"),
    ),
    ("Nothing but sand and heat.", ("the desert", "scorching dunes", "a hot barren land")),
    (
        "He wrote to me from the other side of the ocean.",
        ("mail from overseas", "correspondence from abroad", "hearing from someone far away"),
    ),
    (
        "Snow has covered every path.",
        ("a white winter landscape", "the trails are buried", "frozen roads"),
    ),
    (
        "Those stars are older than any story.",
        ("the ancient night sky", "age of the universe", "astronomy"),
    ),
    (
        "My grandmother taught me to sail by the old lighthouse.",
        (
            "learning to handle a boat",
            "an elderly relative at sea",
            "childhood lessons with granny",
        ),
    ),
    ("It has rained since morning.", ("wet weather", "a downpour all day", "drizzle and puddles")),
    (
        "Tomorrow we are going home.",
        ("returning to where we live", "the journey back", "heading back soon"),
    ),
    (
        "I kept your letter in my coat all winter.",
        ("treasured mail", "a note carried close to the heart", "a keepsake in a pocket"),
    ),
    (
        "The city never sleeps.",
        ("urban nightlife", "a busy metropolis", "streets awake at all hours"),
    ),
    ("Put another log on the fire.", ("a warm hearth", "burning wood", "keeping the flames alive")),
)
"""The sixteen lines of the sample film; three phrases each."""
