"""The twelve worlds of the sample film."""

from __future__ import annotations

from .campfire import CAMPFIRE
from .city import CITY_NIGHT
from .desert import DESERT
from .fireworks import FIREWORKS
from .forest import FOREST
from .meadow import FLOWER_MEADOW
from .mountains import SNOWY_MOUNTAINS
from .rain import RAIN_WINDOW
from .stars import STARRY_SKY
from .storm import STORM_SEA
from .sunset import SUNSET_SEA
from .underwater import UNDERWATER
from .world import World

WORLDS: dict[str, World] = {
    "sunset_sea": SUNSET_SEA,
    "snowy_mountains": SNOWY_MOUNTAINS,
    "city_night": CITY_NIGHT,
    "forest": FOREST,
    "campfire": CAMPFIRE,
    "rain_window": RAIN_WINDOW,
    "fireworks": FIREWORKS,
    "desert": DESERT,
    "underwater": UNDERWATER,
    "starry_sky": STARRY_SKY,
    "flower_meadow": FLOWER_MEADOW,
    "storm_sea": STORM_SEA,
}

__all__ = ["WORLDS", "World"]
