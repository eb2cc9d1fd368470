"""What the group model counts can be told in words."""

import polyopt as po
from polyopt.chemistry.groups import group_names
from polyopt.models.feature_words import feature_words
from polyopt.models.features import SHAPE_NAMES


def test_every_group_and_descriptor_has_words():
    shown = {row.group for one in po.explain("PMDA // ODA") for row in one.groups}
    names = {*SHAPE_NAMES, *group_names(), *shown}
    wordless = {name for name in names if feature_words(name) == name and "_" in name}
    assert wordless == set()
    assert not {"straightness", "kink", "bends", "slimness"} & {feature_words(n) for n in names}
