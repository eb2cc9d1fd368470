"""Systematic names of monomers made of benzene and phthalic anhydride rings, from their structures.

Names are built as substitutive nomenclature builds them: a parent (aniline, phenol, benzoic acid,
a benzamide or benzoate, 2-benzofuran-1,3-dione) and its substituents, named from the inside out in
alphabetical order. A name made here counts for nothing until OPSIN has read it back to the same
structure (experiments/monomer_names.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from rdkit import Chem

HALOGENS = {"F": "fluoro", "Cl": "chloro", "Br": "bromo"}
MULTIPLE = {2: "di", 3: "tri", 4: "tetra", 5: "penta", 6: "hexa"}
MULTIPLE_OF_COMPLEX = {2: "bis", 3: "tris", 4: "tetrakis"}


class NotNamed(Exception):
    """A structure that these rules do not name."""


class Namer:
    """Names of one structure.

    Parameters
    ----------
    smiles : str
        The structure.
    style : int
        0 puts brackets around a compound substituent before sulfonyl, oxy and the like, 1 does not.
    """

    def __init__(self, smiles: str, style: int) -> None:
        mol = Chem.MolFromSmiles(smiles)
        if mol is None:
            raise NotNamed(smiles)
        Chem.Kekulize(mol)
        self.mol, self.style = mol, style
        self.rings = [set(r) for r in mol.GetRingInfo().AtomRings()]
        aromatic = Chem.MolFromSmiles(smiles)
        self.benzene = [
            r
            for r in self.rings
            if len(r) == 6
            and all(aromatic.GetAtomWithIdx(i).GetIsAromatic() for i in r)
            and all(mol.GetAtomWithIdx(i).GetSymbol() == "C" for i in r)
        ]

    # ------------------------------------------------------------------ atoms
    def around(self, atom: int, *away: int) -> list[int]:
        """Return the neighbours of an atom but those named."""
        return [
            n.GetIdx()
            for n in self.mol.GetAtomWithIdx(atom).GetNeighbors()
            if n.GetIdx() not in away
        ]

    def symbol(self, atom: int) -> str:
        """Return the element of an atom."""
        return str(self.mol.GetAtomWithIdx(atom).GetSymbol())

    def doubly_oxygen(self, atom: int) -> list[int]:
        """Return the oxygens that an atom is doubly bound to."""
        return [
            n
            for n in self.around(atom)
            if self.symbol(n) == "O"
            and self.mol.GetBondBetweenAtoms(atom, n).GetBondTypeAsDouble() == 2
        ]

    def ring_of(self, atom: int) -> set[int]:
        """Return the benzene ring of an atom."""
        for ring in self.benzene:
            if atom in ring:
                return ring
        raise NotNamed("ring")

    def is_ring(self, atom: int) -> bool:
        """Say whether an atom is part of a ring."""
        return any(atom in r for r in self.rings)

    def anhydride_of(self, ring: set[int]) -> tuple[int, ...] | None:
        """Return the two ring atoms that carry an anhydride, if one does."""
        others = [r for r in self.rings if r is not ring and len(r & ring) == 2 and len(r) == 5]
        for other in others:
            rest = other - ring
            if sorted(self.symbol(i) for i in rest) == ["C", "C", "O"]:
                return tuple(other & ring)
        return None

    # ------------------------------------------------------------- substituents
    def prefix(self, atom: int, origin: int) -> str:
        """Return the name of the group on `origin` that begins with `atom`."""
        symbol, rest = self.symbol(atom), self.around(atom, origin)
        if symbol in HALOGENS:
            return HALOGENS[symbol]
        if any(atom in r for r in self.benzene):
            return self.aryl(atom, origin, "phenyl")
        if self.is_ring(atom):
            return self.fluorenyl(atom, origin)
        if symbol == "O":
            return self.oxy(atom, rest)
        if symbol == "N":
            return self.nitrogen(atom, rest)
        if symbol == "S":
            return self.sulfur(atom, rest)
        if symbol == "C":
            return self.carbon(atom, origin, rest)
        raise NotNamed(symbol)

    def joined(self, group: str, ending: str) -> str:
        """Return a group with an ending such as oxy or sulfonyl."""
        simple = group.isalpha()
        if simple or (self.style and group.endswith("phenyl") and not group.startswith("(")):
            return f"{group if simple else bracketed(group)}{ending}"
        return f"{bracketed(group)}{ending}"

    def oxy(self, atom: int, rest: list[int]) -> str:
        """Return the name of a group that begins with oxygen."""
        if not rest:
            return "hydroxy"
        (next_atom,) = rest
        if any(next_atom in r for r in self.benzene) and not self.anhydride_of(
            self.ring_of(next_atom)
        ):
            return self.aryl(next_atom, atom, "phenoxy")
        if self.symbol(next_atom) == "C" and self.doubly_oxygen(next_atom):
            return self.joined(self.acyl(next_atom, atom), "oxy")
        name = self.prefix(next_atom, atom)
        if name in ("methyl", "ethyl"):
            return name.replace("yl", "oxy")
        return self.joined(name, "oxy")

    def nitrogen(self, atom: int, rest: list[int]) -> str:
        """Return the name of a group that begins with nitrogen."""
        if not rest:
            return "amino"
        if len(rest) == 2 and all(self.symbol(i) == "O" for i in rest):
            return "nitro"
        if len(rest) == 1 and self.symbol(rest[0]) == "C" and self.doubly_oxygen(rest[0]):
            return self.joined(self.acyl(rest[0], atom), "amino")
        if len(rest) == 1 and any(rest[0] in r for r in self.benzene):
            ring = self.aryl(rest[0], atom, "phenyl")
            return (
                ring.replace("phenyl", "anilino")
                if ring.endswith("phenyl")
                else self.joined(ring, "amino")
            )
        if len(rest) == 2:
            names = [self.prefix(i, atom) for i in rest]
            return "".join(bracketed(n) if not n.isalpha() else n for n in sorted(names)) + "amino"
        raise NotNamed("N")

    def sulfur(self, atom: int, rest: list[int]) -> str:
        """Return the name of a group that begins with sulfur."""
        oxygens = self.doubly_oxygen(atom)
        if len(oxygens) == 2 and len(rest) == 3:
            (other,) = (i for i in rest if i not in oxygens)
            if self.symbol(other) == "O" and not self.around(other, atom):
                return "sulfo"
            return self.joined(self.prefix(other, atom), "sulfonyl")
        if len(rest) == 1 and not oxygens:
            return self.joined(self.prefix(rest[0], atom), "sulfanyl")
        raise NotNamed("S")

    def acyl(self, atom: int, origin: int) -> str:
        """Return the acyl group C(=O)R."""
        (other,) = (i for i in self.around(atom, origin) if i not in self.doubly_oxygen(atom))
        if any(other in r for r in self.benzene):
            if self.anhydride_of(self.ring_of(other)):
                return self.aryl(other, atom, "").removesuffix("yl") + "carbonyl"
            return self.aryl(other, atom, "benzoyl")
        raise NotNamed("acyl")

    def carbon(self, atom: int, origin: int, rest: list[int]) -> str:
        """Return the name of a group that begins with carbon."""
        oxygens = self.doubly_oxygen(atom)
        if oxygens:
            (other,) = (i for i in rest if i not in oxygens)
            if self.symbol(other) == "O":
                beyond = self.around(other, atom)
                if not beyond:
                    return "carboxy"
                return self.joined(self.prefix(other, atom), "carbonyl")
            if self.symbol(other) == "N":
                (ring,) = self.around(other, atom)
                return self.joined(self.prefix(ring, other), "carbamoyl")
            return self.acyl(atom, origin)
        symbols = [self.symbol(i) for i in rest]
        if (
            symbols == ["N"]
            and self.mol.GetBondBetweenAtoms(atom, rest[0]).GetBondTypeAsDouble() == 3
        ):
            return "cyano"
        if not rest:
            return "methyl"
        if symbols == ["F", "F", "F"]:
            return "trifluoromethyl"
        methyls = [i for i in rest if self.symbol(i) == "C" and not self.around(i, atom)]
        perfluoro = [
            i
            for i in rest
            if self.symbol(i) == "C" and [self.symbol(j) for j in self.around(i, atom)] == ["F"] * 3
        ]
        others = [i for i in rest if i not in methyls and i not in perfluoro]
        if len(rest) == 1:
            if methyls:
                return "ethyl"
            return self.joined(self.prefix(rest[0], atom), "methyl")
        if len(methyls) == 3:
            return "tert-butyl"
        if len(methyls) == 2 and not others:
            return "propan-2-yl"
        if len(methyls) == 2 and len(others) == 1:
            return f"2-{bracketed(self.prefix(others[0], atom))}propan-2-yl"
        if len(perfluoro) == 2 and len(others) == 1:
            groups = {"hexafluoro": "1,1,1,3,3,3-hexafluoro"}
            name = self.prefix(others[0], atom)
            groups[name] = f"2-{bracketed(name)}"
            parts = [groups[k] for k in sorted(groups, key=letters)]
            return "-".join(parts) + "propan-2-yl"
        if len(perfluoro) == 1 and len(others) == 2:
            names = [self.prefix(i, atom) for i in others]
            groups = {n: f"1-{bracketed(n) if not n.isalpha() else n}" for n in names}
            groups["trifluoro"] = "2,2,2-trifluoro"
            return "-".join(groups[k] for k in sorted(groups, key=letters)) + "ethyl"
        if len(others) == 2 and not methyls and not perfluoro:
            names = sorted((self.prefix(i, atom) for i in others), key=letters)
            return "-".join(bracketed(n) if not n.isalpha() else n for n in names) + "methyl"
        raise NotNamed("C")

    def fluorenyl(self, atom: int, origin: int) -> str:
        """Return the 9-substituted fluoren-9-yl or cyclohexyl group."""
        rest = self.around(atom, origin)
        outside = [i for i in rest if not any(i in r and atom in r for r in self.rings)]
        own = [r for r in self.rings if atom in r]
        if len(own) == 1 and len(outside) == 1 and len(own[0]) == 5:
            return f"9-{bracketed(self.prefix(outside[0], atom))}fluoren-9-yl"
        if len(own) == 1 and len(own[0]) == 6 and all(self.symbol(i) == "C" for i in own[0]):
            if outside:
                return f"1-{bracketed(self.prefix(outside[0], atom))}cyclohexyl"
        raise NotNamed("ring")

    # ------------------------------------------------------------------- rings
    def aryl(self, atom: int, origin: int, ending: str) -> str:
        """Return the name of a ring as a substituent."""
        ring = self.ring_of(atom)
        fused = self.anhydride_of(ring)
        if fused:
            locant, groups = self.anhydride_numbers(ring, fused, atom)
            if groups:
                raise NotNamed("substituted anhydride")
            return f"1,3-dioxo-2-benzofuran-{locant}-yl"
        groups = self.numbered(ring, atom, {origin})
        return f"{groups}{ending}"

    def anhydride_numbers(
        self, ring: set[int], fused: tuple[int, ...], atom: int
    ) -> tuple[int, list[int]]:
        """Return the locant of `atom` and the other substituted atoms of the ring."""
        near = {n for f in fused for n in self.around(f) if n in ring and n not in fused}
        others = [
            i
            for i in ring
            if i != atom and i not in fused and any(n not in ring for n in self.around(i))
        ]
        return (4 if atom in near else 5), others

    def order(self, ring: set[int], start: int, turn: int) -> list[int]:
        """Return the atoms of a ring, from one atom one way round."""
        path, previous = [start], None
        neighbours = [n for n in self.around(start) if n in ring]
        current = neighbours[turn]
        previous = start
        while current != start:
            path.append(current)
            following = [n for n in self.around(current) if n in ring and n != previous]
            previous, current = current, following[0]
        return path

    def numbered(self, ring: set[int], start: int, without: set[int]) -> str:
        """Return the substituents of a ring, `start` being atom 1, lowest locants first."""
        found = []
        for turn in (0, 1):
            places: dict[str, list[int]] = {}
            for number, atom in enumerate(self.order(ring, start, turn), start=1):
                for other in self.around(atom):
                    if other in ring or other in without:
                        continue
                    if any(other in r and atom in r for r in self.rings):
                        raise NotNamed("fused ring")
                    places.setdefault(self.prefix(other, atom), []).append(number)
            numbers = sorted(n for listed in places.values() for n in listed)
            first = [n for k in sorted(places, key=letters) for n in places[k]]
            found.append((numbers, first, places))
        _, _, places = min(found, key=lambda f: (f[0], f[1]))
        return listed(places)

    # ----------------------------------------------------------------- parents
    def names(self) -> Iterator[str]:
        """Yield the names that these rules find."""
        for ring in self.benzene:
            try:
                yield from self.parents(ring)
            except (NotNamed, ValueError):
                continue

    def parents(self, ring: set[int]) -> Iterator[str]:
        """Yield the names that a ring is the parent of."""
        fused = self.anhydride_of(ring)
        if fused:
            ends = [i for i in ring - set(fused) if any(n not in ring for n in self.around(i))]
            if len(ends) != 1:
                return
            (atom,) = ends
            (other,) = (n for n in self.around(atom) if n not in ring)
            locant, _ = self.anhydride_numbers(ring, fused, atom)
            if self.symbol(other) == "C" and self.doubly_oxygen(other):
                beyond = [i for i in self.around(other, atom) if i not in self.doubly_oxygen(other)]
                if self.symbol(beyond[0]) == "O":
                    (far,) = self.around(beyond[0], other)
                    group = self.prefix(far, beyond[0])
                    yield f"{bracketed(group)} 1,3-dioxo-2-benzofuran-{locant}-carboxylate"
                    yield f"{group} 1,3-dioxo-2-benzofuran-{locant}-carboxylate"
                    return
                if self.symbol(beyond[0]) == "N":
                    (far,) = self.around(beyond[0], other)
                    group = self.prefix(far, beyond[0])
                    yield f"N-{bracketed(group)}-1,3-dioxo-2-benzofuran-{locant}-carboxamide"
                    return
            group = self.prefix(other, atom)
            word = group if group.isalpha() else bracketed(group)
            yield f"{locant}-{word}-2-benzofuran-1,3-dione"
            return
        amines = [
            (i, n)
            for i in ring
            for n in self.around(i)
            if self.symbol(n) == "N" and not self.around(n, i)
        ]
        if len(amines) == 2:
            yield from self.ring_diamine(ring, amines)
            return
        for atom in ring:
            for other in self.around(atom):
                if other in ring:
                    continue
                if self.symbol(other) == "N" and not self.around(other, atom):
                    yield self.numbered(ring, atom, {other}) + "aniline"
                elif self.symbol(other) == "O" and not self.around(other, atom):
                    yield self.numbered(ring, atom, {other}) + "phenol"
                elif self.symbol(other) == "C" and self.doubly_oxygen(other):
                    yield from self.acids(ring, atom, other)

    def acids(self, ring: set[int], atom: int, carbonyl: int) -> Iterator[str]:
        """Yield the names of acids, esters, amides and ketones."""
        (far,) = (i for i in self.around(carbonyl, atom) if i not in self.doubly_oxygen(carbonyl))
        rest = self.numbered(ring, atom, {carbonyl})
        if self.symbol(far) == "O":
            beyond = self.around(far, carbonyl)
            if not beyond:
                yield rest + "benzoic acid"
            else:
                group = self.prefix(beyond[0], far)
                yield f"{bracketed(group)} {rest}benzoate"
                yield f"{group} {rest}benzoate"
        elif self.symbol(far) == "N":
            (beyond_n,) = self.around(far, carbonyl)
            group = self.prefix(beyond_n, far)
            first, _, others = rest.partition("amino")
            if others == "" and first in ("2-", "3-", "4-"):
                yield f"{first}amino-N-{bracketed(group)}benzamide"
        elif any(far in r for r in self.benzene):
            one = bracketed(self.aryl(atom, carbonyl, "phenyl"))
            two = bracketed(self.aryl(far, carbonyl, "phenyl"))
            yield (
                f"bis{one}methanone"
                if one == two
                else "-".join(sorted((one, two), key=letters)) + "methanone"
            )

    def ring_diamine(self, ring: set[int], amines: list[tuple[int, int]]) -> Iterator[str]:
        """Yield the names of a ring that carries both amines."""
        atoms, nitrogens = [a for a, _ in amines], {n for _, n in amines}
        best = []
        for start, turn in product(atoms, (0, 1)):
            path = self.order(ring, start, turn)
            suffix = sorted(path.index(a) + 1 for a in atoms)
            places: dict[str, list[int]] = {}
            for number, atom in enumerate(path, start=1):
                for other in self.around(atom):
                    if other not in ring and other not in nitrogens:
                        places.setdefault(self.prefix(other, atom), []).append(number)
            best.append((suffix, sorted(n for p in places.values() for n in p), listed(places)))
        suffix, _, groups = min(best)
        numbers = ",".join(map(str, suffix))
        yield f"{groups}benzene-{numbers}-diamine"
        yield f"{groups}{'-' if groups else ''}{numbers}-phenylenediamine"
        yield f"{groups}{'-' if groups else ''}{numbers}-benzenediamine"
        if groups:
            yield f"{numbers}-diamino-{groups}benzene"
        else:
            yield f"{numbers}-diaminobenzene"


def letters(name: str) -> str:
    """Return what a name is sorted by."""
    text = name.removeprefix("tert-")
    return "".join(c for c in text.lower() if c.isalpha())


def bracketed(name: str) -> str:
    """Return a name in the brackets that it needs, round within square ones."""
    if name.startswith("(") and name.endswith(")"):
        return name
    return f"[{name}]" if "(" in name or "[" in name else f"({name})"


def listed(places: dict[str, list[int]]) -> str:
    """Return substituents with their locants, in alphabetical order."""
    parts = []
    for name in sorted(places, key=letters):
        numbers = ",".join(map(str, places[name]))
        simple = name.isalpha() and name not in ("trifluoromethyl",)
        word = name if simple or name in ("tert-butyl",) else bracketed(name)
        if name == "tert-butyl" and len(places[name]) == 1:
            word = name
        count = len(places[name])
        if count > 1:
            word = (MULTIPLE if simple else MULTIPLE_OF_COMPLEX)[count] + (
                f"({name})" if name == "tert-butyl" else word
            )
            if name == "tert-butyl":
                word = f"di{name}"
        parts.append(f"{numbers}-{word}")
    return "-".join(parts)


def systematic_names(smiles: str) -> list[str]:
    """Return candidates for the systematic name of a structure, none if the rules do not name it.

    >>> systematic_names("Nc1ccc(Oc2ccc(N)cc2)cc1")
    ['4-(4-aminophenoxy)aniline']
    """
    found: dict[str, None] = {}
    for style in (0, 1):
        try:
            for name in Namer(smiles, style).names():
                found.setdefault(name)
        except (NotNamed, ValueError):
            continue
    return list(found)
