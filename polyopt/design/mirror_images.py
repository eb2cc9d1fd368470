"""What is known of the mirror images of layers: what is known of the layers, as one quantity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from polyopt.claims.evidence import Evidence
from polyopt.laminate.stack import Laminate
from polyopt.quantities import QuantityName


def with_mirror_images(evidence: Evidence, laminate: Laminate) -> Evidence:
    """Return evidence in which each image has the quantities and shares of the layer it is of.

    The covariance does not grow: `Evidence.same` says that the two are one quantity.

    Parameters
    ----------
    evidence : Evidence
        What is known of the designs, images left out.
    laminate : Laminate
        Their stack.
    """
    images = laminate.twins
    if not images:
        return evidence
    same = images_of(evidence.quantities, images)
    quantities = {image: evidence.quantities[own] for image, own in same.items()}
    disputes = {
        image: evidence.disputes[own] for image, own in same.items() if own in evidence.disputes
    }
    shares = {
        (image, role): share
        for image, own in images.items()
        for (layer, role), share in evidence.shares.items()
        if layer == own
    }
    return replace(
        evidence,
        quantities={**evidence.quantities, **quantities},
        shares={**evidence.shares, **shares},
        disputes={**evidence.disputes, **disputes},
        same={**evidence.same, **same},
    )


def images_of(quantities: Mapping[str, object], images: Mapping[str, str]) -> dict[str, str]:
    """Return the names of the quantities of mirror images, each with that of the layer itself.

    Parameters
    ----------
    quantities : mapping of str to anything
        Quantities by name.
    images : mapping of str to str
        Mirror images, each with the layer it is of.

    Examples
    --------
    >>> images_of({"layers.A.tg": 300, "film.cte": 20}, {"A_back": "A"})
    {'layers.A_back.tg': 'layers.A.tg'}
    """
    names = [QuantityName.split(name) for name in quantities]
    return {
        str(replace(name, layer=image)): str(name)
        for image, own in images.items()
        for name in names
        if name.layer == own
    }


def own_quantity(name: str, laminate: Laminate) -> str:
    """Return the quantity that a name means: for one of a mirror image that of the layer itself."""
    images = laminate.twins
    asked = QuantityName.split(name) if images else None
    if asked is None or asked.layer not in images:
        return name
    return str(replace(asked, layer=images[asked.layer]))
