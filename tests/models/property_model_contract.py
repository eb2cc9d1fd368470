"""What every property model must keep; a test class per model inherits it."""

import numpy as np
import pytest

from polyopt.chemistry.monomers import Monomer, renamed, shipped_library
from polyopt.errors import DataError, UsageError
from polyopt.models.palettes import joint_surface, surface
from polyopt.models.property_model import PropertyModel
from polyopt.quantities import LAYER_PROPERTIES


def monomers(names, role):
    return [shipped_library().find(name, role) for name in names.split()]


KNOWN_UNITS = {(known.name, known.unit) for known in LAYER_PROPERTIES.values()}


class PropertyModelContract:
    """Inherit, and give a fixture `model`."""

    acids = staticmethod(lambda: monomers("PMDA BPDA 6FDA", "dianhydride"))
    amines = staticmethod(lambda: monomers("PDA ODA TFMB mPDA", "diamine"))

    @pytest.fixture
    def pairs(self):
        return [(a, b) for a in self.acids() for b in self.amines()]

    def test_meets_the_protocol(self, model):
        assert isinstance(model, PropertyModel)
        assert (model.property, model.unit) in KNOWN_UNITS
        assert model.mixing in {"mole-linear", "fox-mass"}
        assert len(model.fingerprint) == 64
        assert model.name

    def test_shapes_and_types(self, model, pairs):
        belief = model.posterior(pairs)
        p = len(pairs)
        assert belief.mean.shape == belief.novelty.shape == belief.similarity.shape == (p,)
        assert belief.covariance.shape == (p, p)
        assert belief.in_domain.dtype == bool
        assert set(belief.novelty.tolist()) <= {0, 1, 2, 3}
        assert len(belief.nearest) == p
        assert np.isfinite(belief.mean).all() and np.isfinite(belief.covariance).all()
        assert belief.noise_sd.shape == (p,) and (belief.noise_sd > 0).all()
        assert belief.laboratory.shape[0] == p

    def test_covariance_is_symmetric_and_not_negative(self, model, pairs):
        covariance = model.posterior(pairs).covariance
        np.testing.assert_allclose(covariance, covariance.T, atol=1e-9)
        scale = np.trace(covariance) / len(covariance)
        assert np.linalg.eigvalsh(covariance).min() > -1e-3 * scale

    def test_order_of_pairs_is_neutral(self, model, pairs):
        order = np.random.default_rng(0).permutation(len(pairs))
        straight, shuffled = model.posterior(pairs), model.posterior([pairs[i] for i in order])
        np.testing.assert_allclose(shuffled.mean, straight.mean[order], atol=1e-6)
        expected = straight.covariance[np.ix_(order, order)]
        tolerance = 1e-3 * np.trace(expected) / len(expected)
        np.testing.assert_allclose(shuffled.covariance, expected, atol=tolerance)

    def test_the_rest_of_the_palette_is_neutral(self, model, pairs):
        alone, together = model.posterior(pairs[:1]), model.posterior(pairs)
        np.testing.assert_allclose(alone.mean[0], together.mean[0], atol=1e-6)
        np.testing.assert_allclose(alone.covariance[0, 0], together.covariance[0, 0], rtol=1e-2)

    def test_repeated_and_renamed_monomers_share_one_row(self, model):
        (acid, *_), (amine, *_) = self.acids(), self.amines()
        belief = model.posterior([(acid, amine), (acid, renamed(amine, "twin"))])
        assert belief.mean[0] == belief.mean[1]
        assert np.ptp(belief.covariance) == 0

    def test_repeatable(self, model, pairs):
        first, second = model.posterior(pairs), model.posterior(pairs)
        assert (first.mean == second.mean).all()
        assert (first.covariance == second.covariance).all()

    def test_no_pairs_are_refused(self, model):
        with pytest.raises(DataError, match="at least one pair"):
            model.posterior([])

    def test_a_monomer_without_a_structure_is_refused(self, model, pairs):
        bare = Monomer("own", "diamine")
        with pytest.raises(UsageError, match="own has no structure"):
            model.posterior([*pairs, (pairs[0][0], bare)])

    def test_monomers_in_the_wrong_role_are_refused(self, model, pairs):
        with pytest.raises(UsageError, match="not a dianhydride"):
            model.posterior([*pairs, pairs[0][::-1]])

    def test_surface_ends_are_homopolymers(self, model, pairs):
        table = surface(model, self.acids(), self.amines())
        belief = model.posterior(pairs)
        a, b = np.repeat(np.eye(3), 4, axis=0), np.tile(np.eye(4), (3, 1))
        mean, sd = table.predict(a, b)
        np.testing.assert_allclose(mean, belief.mean, rtol=1e-9)
        np.testing.assert_allclose(sd, belief.sd, rtol=1e-6)

    def test_surface_is_continuous(self, model):
        table = surface(model, self.acids(), self.amines())
        share = np.linspace(0, 1, 201)
        b = np.column_stack([share, 1 - share, 0 * share, 0 * share])
        a = np.tile([1.0, 0.0, 0.0], (len(share), 1))
        mean, sd = table.predict(a, b)
        assert np.abs(np.diff(mean)).max() <= 2.5 * np.ptp(table.mean) / 200
        assert np.abs(np.diff(sd)).max() < 0.05 * sd.max()

    def test_splitting_a_monomer_changes_nothing(self, model):
        acids, amines = self.acids(), self.amines()[:2]
        whole = surface(model, acids, amines)
        split = surface(model, acids, [*amines, renamed(amines[0], "twin")])
        a = np.array([[0.2, 0.3, 0.5]])
        for left, right in zip(
            whole.predict(a, np.array([[0.6, 0.4]])),
            split.predict(a, np.array([[0.25, 0.4, 0.35]])),
            strict=True,
        ):
            np.testing.assert_allclose(left, right, rtol=1e-6)

    def test_layers_share_their_errors(self, model):
        acids, amines = self.acids(), self.amines()
        joint = joint_surface(model, [(acids[:2], amines[:2]), (acids[1:], amines[1:3])])
        cross = joint.cross_covariance(0, 1)
        assert cross.shape == (4, 4)
        # pair (BPDA, ODA) is number 3 of the first layer and number 0 of the second
        np.testing.assert_allclose(cross[3, 0], joint.surfaces[0].covariance[3, 3])
        np.testing.assert_allclose(cross, joint.cross_covariance(1, 0).T)
        alone = surface(model, acids[:2], amines[:2])
        np.testing.assert_allclose(joint.surfaces[0].mean, alone.mean, rtol=1e-9)
