from dataclasses import replace

import numpy as np

from benchmarks.made import made_analysis
from cutter.edit.ground import Ground


def test_a_spoken_film_is_the_silent_one_with_people_who_speak_in_most_shots() -> None:
    silent, spoken = made_analysis(200), made_analysis(200, is_spoken=True)
    assert replace(spoken.film, speech=()) == silent.film
    assert np.array_equal(spoken.image_vectors, silent.image_vectors)
    assert not Ground([silent]).spoken(0)
    assert 120 < len(Ground([spoken]).spoken(0)) < 200
