"""The designs worth trying: subsets of monomers, polytopes of fractions, uniform points in them."""
