"use strict";
// What the page computes of any shares: properties, their spread, and which limits are broken.
// The same equations as the Python package: models/surface.py, design/prediction.py,
// claims/judgement.py. Shares are mole fractions; a state holds [dianhydrides, diamines] by layer.
const explorerModel = (held) => {
  const KELVIN = 273.15;
  const ROOM = 23;
  const [SAME, SHARE] = [1e-9, "mol %"];
  const [MET, UNKNOWN, UNMET] = [1, 0, -1];

  // The lower triangle of the joint covariance of all pairs of all layers, as a square.
  const squares = held.properties.map((property) => {
    const size = property.size;
    const square = new Float64Array(size * size);
    let at = 0;
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j <= i; j += 1, at += 1) {
        square[i * size + j] = property.joint[at];
        square[j * size + i] = property.joint[at];
      }
    }
    return square;
  });

  // The normal distribution, to 1e-15; beyond 6 sqrt(2) deviations its tail is under 1e-17.
  function ndtr(z) {
    if (!Number.isFinite(z)) return z > 0 ? 1 : 0;
    const x = Math.abs(z) / Math.SQRT2;
    if (x > 6) return z > 0 ? 1 : 0;
    let term = x;
    let sum = x;
    for (let n = 1; n < 400 && term > 1e-18 * sum; n += 1) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    const half = (Math.exp(-x * x) * sum) / Math.sqrt(Math.PI);
    return z > 0 ? 0.5 + half : 0.5 - half;
  }

  function pairs(a, b) {
    const found = new Float64Array(a.length * b.length);
    for (let i = 0; i < a.length; i += 1) {
      for (let j = 0; j < b.length; j += 1) found[i * b.length + j] = a[i] * b[j];
    }
    return found;
  }

  // Mean and its slopes by the values of the homopolymers; Fox's rule where masses are given.
  function response(block, share) {
    const slope = new Float64Array(share.length);
    let total = 0;
    if (!block.mass) {
      slope.set(share);
      share.forEach((w, i) => { total += w * block.mean[i]; });
      return [total, slope];
    }
    share.forEach((w, i) => { total += w * block.mass[i]; });
    let inverse = 0;
    share.forEach((w, i) => {
      slope[i] = (w * block.mass[i]) / total;
      inverse += slope[i] / (block.mean[i] + KELVIN);
    });
    const mixed = 1 / inverse;
    for (let i = 0; i < slope.length; i += 1) slope[i] *= (mixed / (block.mean[i] + KELVIN)) ** 2;
    return [mixed - KELVIN, slope];
  }

  // What single films scatter around the model, with the allowance for the mixing rule.
  function film(block, share) {
    let centre = 0;
    let square = 0;
    let single = 0;
    share.forEach((w, i) => { centre += w * block.mean[i]; });
    share.forEach((w, i) => {
      square += w * (block.mean[i] - centre) ** 2;
      single += w * block.noise[i];
    });
    return single + block.share ** 2 * Math.max(square, 0);
  }

  // What errors of the shares add, as in prediction/share_slopes.py: squared slopes along the closure.
  function weighed(block, a, b) {
    if (!held.tolerance) return 0;
    const rows = [new Float64Array(a.length), new Float64Array(a.length)];
    const columns = [new Float64Array(b.length), new Float64Array(b.length)];
    let [over, under] = [0, 0];
    a.forEach((x, i) => b.forEach((y, j) => {
      const n = i * b.length + j;
      const m = block.mass ? block.mass[n] : block.mean[n];
      const h = block.mass ? m / (block.mean[n] + KELVIN) : 1;
      rows[0][i] += y * m;
      rows[1][i] += y * h;
      columns[0][j] += x * m;
      columns[1][j] += x * h;
      over += x * y * m;
      under += x * y * h;
    }));
    const mixed = over / under;
    const squared = (shares, [m, h]) => shares.reduce((sum, x, i) =>
      (x > 0 ? sum + ((m[i] - mixed * h[i]) / under) ** 2 : sum), 0);
    return (held.tolerance ** 2 / 3) * (squared(a, rows) + squared(b, columns));
  }

  // How far errors of the shares move a sum at its low and at its high end; a sum of all or none,
  // or one that is set to a value, is certain. As in equations/share_errors.py.
  function moved(own, members, ends) {
    const inside = members.filter((i) => own[i] > 0).length;
    const outside = own.filter((x) => x > 0).length - inside;
    if (!held.tolerance || !inside || !outside || ends[0] === ends[1]) return [0, 0];
    return ends.map((end) => (end > 0 && end < 1
      ? held.tolerance * (inside * (1 - end) + outside * end) : 0));
  }

  // The variance of a weighted sum of one layer's pairs, most of which are absent.
  function own(k, block, slope) {
    const present = [...slope.keys()].filter((i) => slope[i] !== 0);
    const { size } = held.properties[k];
    let total = 0;
    present.forEach((i) => present.forEach((j) => {
      total += slope[i] * slope[j] * squares[k][(block.start + i) * size + block.start + j];
    }));
    return total;
  }

  // The covariance of one layer's pairs with a weighted sum of another's.
  function carried(k, layer, other, slope) {
    const size = held.properties[k].size;
    const from = held.properties[k].blocks[layer];
    const to = held.properties[k].blocks[other];
    const found = new Float64Array(from.mean.length);
    for (let i = 0; i < found.length; i += 1) {
      const row = (from.start + i) * size + to.start;
      for (let j = 0; j < slope.length; j += 1) found[i] += squares[k][row + j] * slope[j];
    }
    return found;
  }

  const dot = (one, other) => one.reduce((sum, value, i) => sum + value * other[i], 0);

  function belief(layer, shares) {
    const share = pairs(shares[0], shares[1]);
    return held.properties.map((property, k) => {
      const block = property.blocks[layer];
      if (!block) return null;
      const [mean, slope] = response(block, share);
      return {
        mean,
        slope,
        variance: Math.max(own(k, block, slope), 0) + film(block, share)
          + weighed(block, shares[0], shares[1]),
        inside: share.every((w, i) => w <= 1e-6 || block.inside[i] === 1), reach: {},
      };
    });
  }

  // Belief about every layer; `known` spares those that have not changed.
  function beliefs(shares, changed, known) {
    return shares.map((own, layer) =>
      (known && layer !== changed ? known[layer] : belief(layer, own)));
  }

  function covariance(all, one, other) {
    if (one.k === undefined || other.k === undefined) {
      return one === other ? one.sd ** 2 : 0;
    }
    if (one.k !== other.k) return 0;
    const here = all[one.layer][one.k];
    if (one.layer === other.layer) return here.variance;
    const there = all[other.layer][other.k];
    if (!there.reach[one.layer]) {
      there.reach[one.layer] = carried(one.k, one.layer, other.layer, there.slope);
    }
    return dot(here.slope, there.reach[one.layer]);
  }

  function cost(layer, [a, b]) {
    const { spent, made, lost } = held.layers[layer].cost;
    return (dot(a, spent[0]) + dot(b, spent[1])) / (dot(a, made[0]) + dot(b, made[1]) - lost);
  }

  // Solid and pores of permittivity 1 by Bruggeman's rule.
  function porous(solid, porosity) {
    const e = Math.max(solid, 1);
    const b = (3 * porosity - 1) + (2 - 3 * porosity) * e;
    return (b + Math.sqrt(b * b + 8 * e)) / 4;
  }

  function ruleError(e, p) {
    const upper = e * (1 + 2 * e + 2 * p * (1 - e)) / (1 + 2 * e - p * (1 - e));
    const part = (1 - p) * (e - 1) / (e + 2);
    return (upper - (1 + 2 * part) / (1 - part)) / Math.sqrt(12);
  }

  // The probability that a layer with pores is below a limit: equations/porous_chance.py.
  function porousBelow(limit, solid, variance, { porosity, sd, nodes }) {
    if (limit <= 1 || limit === Infinity) return limit > 1 ? 1 : 0;
    const [tiny, step, e] = [1e-3, 1e-3, Math.max(solid, 1)];
    return nodes.reduce((total, [place, weight]) => {
      const p = Math.min(Math.max(porosity + place * sd, 0), 0.99);
      const [q, error] = [porous(e, p), ruleError(e, p)];
      const asked = limit * (2 * limit - 3 * p + 1) / Math.max(1 + (2 - 3 * p) * limit, tiny);
      const below = 2 * (limit + q) - (3 * p - 1) - (2 - 3 * p) * asked;
      const slope = ((2 - 3 * p) * q + 1) / Math.max(below, tiny);
      const spread = Math.sqrt(slope * slope * variance + error * error + tiny ** 4);
      const lean = slope * error * (ruleError(e + step, p) - error) / step * variance / spread ** 3;
      const x = (limit - q) / spread;
      const peak = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
      return total + weight * (ndtr(x) - lean * (x * x - 1) * peak);
    }, 0);
  }

  // The curvature as a linear form of CTEs: design/curl.py. Slopes by quantity, and its value.
  function bent(name, all, fixed, find) {
    const { members, flat } = held.quantities[name];
    const level = typeof flat === "string" ? find(flat) : flat;
    const slopes = [];
    let sum = 0;
    members.forEach(({ own, other, joined }, i) => {
      const start = joined === null ? level : joined;
      const factor = fixed[name][i];
      sum += factor * (find(own) * (ROOM - start) + find(other) * (start - level));
      slopes.push([own, factor * (ROOM - start)], [other, factor * (start - level)]);
      if (typeof flat === "string") slopes.push([flat, -factor * find(other)]);
    });
    return [sum, slopes];
  }

  function value(name, shares, all, fixed) {
    const q = held.quantities[name];
    const find = (other) => value(other, shares, all, fixed);
    if (q.kind === "curl") return bent(name, all, fixed, find)[0];
    if (q.kind === "radius") return 100 / Math.abs(find(q.of));
    if (q.kind === "predicted") return all[q.layer][q.k].mean;
    if (q.kind === "constant") return q.value;
    if (q.kind === "fixed") return fixed[name];
    if (q.kind === "percent") return 100 * fixed[q.of];
    if (q.kind === "porous") return porous(find(q.solid), fixed[q.porosity]);
    if (q.layer !== undefined) return cost(q.layer, shares[q.layer]);
    return q.coats.reduce((sum, i) =>
      sum + fixed["layers." + held.layers[i].name + ".thickness"] * cost(i, shares[i]), 0);
  }

  const [low, high] = [-Infinity, Infinity].map((none) => (end) => (end === null ? none : end));
  const rounded = (x) => Math.round(x * 1e9) / 1e9;

  function within(x, test) {
    const above = test.lowIn ? x >= low(test.low) : x > low(test.low);
    return above && (test.highIn ? x <= high(test.high) : x < high(test.high));
  }

  function spread(terms, shares, all, fixed) {
    const find = (name) => value(name, shares, all, fixed);
    const uncertain = terms.flatMap(([name, factor]) =>
      (held.quantities[name].kind !== "curl" ? [[name, factor]]
        : bent(name, all, fixed, find)[1].map(([other, slope]) => [other, factor * slope])))
      .map(([name, factor]) => [held.quantities[name], factor])
      .filter(([q]) => q.kind === "predicted" || q.sd > 0);
    let total = 0;
    uncertain.forEach(([one, f]) => uncertain.forEach(([other, g]) => {
      total += f * g * covariance(all, one, other);
    }));
    return Math.sqrt(Math.max(total, 0));
  }

  function chance(x, test, sd, inside) {
    if (!(sd > 1e-12)) return inside ? 1 : 0;
    return ndtr((high(test.high) - x) / sd) - ndtr((low(test.low) - x) / sd);
  }

  function compared(test, shares, all, fixed) {
    const sum = test.terms.reduce((total, [name, factor]) =>
      total + factor * value(name, shares, all, fixed), 0);
    const x = test.exact ? sum : rounded(sum);
    const inside = within(x, test) || within(rounded(sum), test); // 0.1 + 0.2 is at most 0.3
    const pores = test.terms.length === 1 && held.quantities[test.terms[0][0]];
    let probability;
    if (pores && pores.kind === "porous") {
      const solid = value(pores.solid, shares, all, fixed);
      const variance = spread([[pores.solid, 1]], shares, all, fixed) ** 2;
      const own = { ...pores, porosity: fixed[pores.porosity] };
      probability = porousBelow(high(test.high), solid, variance, own)
        - porousBelow(low(test.low), solid, variance, own);
    } else probability = chance(x, test, spread(test.terms, shares, all, fixed), inside);
    const asked = test.predicted ? test.confidence ?? held.confidence : 0;
    let truth = UNKNOWN;
    if (inside && probability >= asked) truth = MET;
    else if (test.exact || (!inside && 1 - probability >= asked)) truth = UNMET;
    return { truth, value: x, unit: test.unit, chance: test.predicted ? probability : undefined };
  }

  const certain = (value, test) =>
    ({ truth: within(value, test) ? MET : UNMET, value, unit: test.unit });
  const total = (shares, members) => members.reduce((sum, i) => sum + shares[i], 0);

  // A sum of shares: met or not whatever the errors are, else not known.
  function shared(own, test) {
    const sum = rounded(total(own, test.members));
    const ends = [low(test.low), high(test.high)];
    const [up, down] = moved(own, test.members, ends).map(rounded);
    const found = certain(sum, test);
    const safe = sum >= rounded(ends[0] + up) && sum <= rounded(ends[1] - down);
    const beyond = sum < rounded(ends[0] - up) || sum > rounded(ends[1] + down);
    if (found.truth === MET ? safe : beyond || !(up || down)) return found;
    return { ...found, truth: UNKNOWN };
  }

  // Kleene's logic, as in claims/joins.py.
  function joined(join, truths) {
    if (join === "not") return -truths[0];
    if (join === "left open") return truths[0] === UNKNOWN ? MET : truths[0];
    if (join === "any") return Math.max(...truths);
    if (join === "readings" && truths.some((t) => t !== truths[0])) return UNKNOWN;
    return Math.min(...truths);
  }

  function judged(test, shares, all, fixed) {
    if (test.kind === "constant") return { truth: test.truth };
    if (test.kind === "linear") return compared(test, shares, all, fixed);
    if (test.kind === "ratio") {
      const [over, under] = test.of.map((name) => value(name, shares, all, fixed));
      return certain(rounded(over / under), test);
    }
    if (test.kind === "fraction") {
      return shared(shares[test.layer][test.role], test);
    }
    const truths = test.tests.map((part) => judged(part, shares, all, fixed).truth);
    return { truth: joined(test.join, truths) };
  }

  // The limits of a layer's palette on one role: how many, how little, and sums.
  function shareLimits(layer, role, own) {
    const { name, roles } = held.layers[layer];
    const { least, most, limits, leastText, mostText } = roles[role];
    const where = "layer " + name + ": ";
    const present = own.filter((x) => x > SAME);
    const found = [];
    const little = present.some((x) => x < least - SAME);
    if (least > 0) found.push({ text: where + leastText, truth: little ? UNMET : MET });
    found.push({ text: where + mostText, truth: present.length > most ? UNMET : MET });
    limits.forEach((limit) => {
      const sum = total(own, limit.members);
      const [up, down] = moved(own, limit.members, [limit.low, limit.high]);
      const met = sum >= limit.low + up - SAME && sum <= limit.high - down + SAME;
      found.push({ text: where + limit.text, truth: met ? MET : UNMET, value: sum, unit: SHARE });
    });
    return found;
  }

  const OPERATIONS = {
    "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b,
    "**": (a, b) => a ** b, abs: Math.abs, sqrt: Math.sqrt, log: Math.log,
    min: Math.min, max: Math.max,
  };

  function computed(node, find) {
    if (typeof node === "number") return node;
    if (node.name !== undefined) return find(node.name);
    return OPERATIONS[node[0]](...node.slice(1).map((part) => computed(part, find)));
  }

  // The objectives as the user states them; undefined where the page cannot compute one.
  function objectives(shares, fixed, all) {
    const find = (name) => value(name, shares, all, fixed);
    return held.objectives.map(({ node }) => {
      if (node === null) return undefined;
      const found = computed(node, find);
      return Number.isFinite(found) ? found : NaN;
    });
  }

  // Every limit with its verdict, those on quantities first; a quiet one goes without saying.
  function judge(shares, fixed, all) {
    const known = all || beliefs(shares);
    const found = held.limits.map(({ text, test }) =>
      ({ text, ...judged(test, shares, known, fixed) }));
    shares.forEach((own, layer) => own.forEach((role, r) => {
      found.push(...shareLimits(layer, r, role));
    }));
    objectives(shares, fixed, known).forEach((x, i) => {
      const text = "a value of " + held.objectives[i].text;
      found.push({ text, truth: Number.isNaN(x) ? UNMET : MET, quiet: true });
    });
    return found;
  }

  return { beliefs, judge, objectives };
};
