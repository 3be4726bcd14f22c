"""Other libraries' recommenders answer through cutter's Protocol as they do on their own."""

import numpy as np
import pytest

from benchmarks.peers.recommenders import peers
from tests.crowd.made import items, random_ratings


@pytest.mark.parametrize(
    "name", ["surprise BaselineOnly", "surprise SVD", "surprise KNNBaseline", "implicit ALS"]
)
# implicit warns of BLAS's threads, surprise of what numpy will drop.
@pytest.mark.filterwarnings("ignore")
def test_ranks_are_the_library_s_own_estimates(name: str) -> None:
    if name not in peers():
        pytest.skip(f"{name.split()[0]} is not installed (pip install 'cutter[bench]')")
    ratings, films = random_ratings(14, 25, 200, seed=4), items(26)
    method = peers()[name]().fit(ratings, films)
    user, film = (part.ravel() for part in np.meshgrid(np.arange(14), np.arange(26), indexing="ij"))
    ranks, predicted = method.rank(np.arange(14)), method.predict(user, film)
    assert ranks.shape == (14, 26)
    if name == "implicit ALS":
        assert np.isnan(predicted).all()
        return
    assert np.allclose(np.clip(ranks.ravel(), *ratings.scale), predicted, atol=1e-5)
