"use strict";
// Sliders for the shares of each layer; predictions, limits and charts follow them.
const explorer = (data) => {
  const held = data.explore;
  if (!held) return { show: () => {} };
  const { Z90 } = explorerCharts;
  const STEPS = { 2: 60, 3: 30 };
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const model = explorerModel(held);
  const part = (layer) => document.querySelector('.explore-layer[data-layer="' + layer + '"]');
  const back = document.querySelector(".explore-back");
  const shownState = document.querySelector(".explore-state");
  const state = { shares: null, fixed: null, place: data.best, moved: false };
  // The monomers of each role that its charts exchange.
  const drawn = held.layers.map((layer, l) => layer.roles.map((_, r) =>
    all('[data-role="' + r + '"] .drawn input:checked', part(l)).map((box) => +box.value)));
  const everything = held.open.length ? "every limit that the page can judge" : "every limit";

  // What rounds to nothing has no sign.
  const at = (k, v) => {
    const { digits } = held.properties[k];
    return (Number(v.toFixed(digits)) + 0).toFixed(digits);
  };
  const copied = (shares) => shares.map((layer) => layer.map((role) => [...role]));

  function predictedWords(layer, believed, broken) {
    const words = held.properties.map(({ label, unit }, k) => {
      const b = believed[layer][k];
      if (!b) return "";
      const spread = Z90 * Math.sqrt(b.variance);
      const ends = at(k, b.mean - spread) + " to " + at(k, b.mean + spread);
      const interval = spread > 0 ? "90 %: " + ends : "interval not known"; // as of a table of values
      return label + " " + at(k, b.mean) + " " + unit + " (" + interval + ")"
        + (b.inside ? "" : " ! outside what the models know");
    }).filter((w) => w);
    const count = broken.length;
    const verdict = count ? "Breaks " + broken.slice(0, 3).map((b) => b.text).join("; ")
      + (count > 3 ? "; and " + (count - 3) + " more" : "") : "Meets " + everything;
    return words.join("; ") + ". " + verdict + ".";
  }

  // Shares are mole fractions in the model, and shown as people write them.
  function withUnit({ value, unit }) {
    const digits = String(+(unit === "mol %" ? 100 * value : value).toPrecision(4));
    return unit ? digits + " " + unit : digits;
  }

  // One row for each limit: kept or broken, with its value and the probability of keeping it.
  function limitRows(found) {
    const body = document.querySelector(".explore-limits tbody");
    found.slice(body.rows.length).forEach((limit) => {
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = limit.text;
      const row = body.insertRow();
      row.append(head);
      [1, 2, 3].forEach(() => row.insertCell());
    });
    const words = { 1: "✓ kept", 0: "? not sure", "-1": "✗ broken" };
    found.forEach((limit, i) => {
      const [verdict, value, chance] = all("td", body.rows[i]);
      body.rows[i].hidden = limit.quiet && limit.truth === 1;
      verdict.textContent = words[limit.truth];
      verdict.className = limit.truth === 1 ? "met" : limit.truth === 0 ? "unknown" : "unmet";
      value.textContent = limit.value === undefined ? "" : withUnit(limit);
      chance.textContent = limit.chance === undefined ? "" : limit.chance.toFixed(3);
    });
  }

  function objectiveRows(believed) {
    const values = model.objectives(state.shares, state.fixed, believed);
    all(".explore-objectives tbody tr").forEach((row, i) => {
      const [now, before] = all("td", row);
      const x = values[i];
      now.textContent = x === undefined ? "not computed by the page"
        : Number.isNaN(x) ? "cannot be computed" : String(+x.toPrecision(5));
      before.textContent = String(+held.designs[state.place].objectives[i].toPrecision(5));
    });
  }

  // Everything at the points of a grid over the monomers that one role exchanges.
  function sliced(l, r, believed) {
    const members = drawn[l][r];
    const own = state.shares[l][r];
    const total = members.reduce((sum, i) => sum + own[i], 0);
    if (members.length < 2 || !(total > 1e-9)) return null;
    const why = [""];
    const points = explorerCharts.grid(members.length, STEPS[members.length]).map((point) => {
      const shares = state.shares.map((layer) => [...layer]);
      shares[l][r] = [...own];
      members.forEach((i, n) => { shares[l][r][i] = point[n] * total; });
      const known = model.beliefs(shares, l, believed);
      const broken = model.judge(shares, state.fixed, known).find((limit) => limit.truth !== 1);
      const reason = broken ? broken.text : "";
      if (!why.includes(reason)) why.push(reason);
      return { shares: members.map((i) => shares[l][r][i]), belief: known[l],
        broken: why.indexOf(reason) };
    });
    return { members, total, why, points };
  }

  function summary(piece, slice) {
    const meets = piece.broken.filter((b) => !b).length / piece.broken.length;
    const ends = [Math.min(...piece.mean), Math.max(...piece.mean)].map((v) => at(slice.k, v));
    return slice.label + " from " + ends.join(" to ") + " " + slice.unit + " as "
      + piece.monomers.join(", ") + " exchange; " + Math.round(100 * meets)
      + " % of the range meets " + everything;
  }

  function nearest(rows, own) {
    const far = rows.map((row) => row.reduce((sum, x, i) => sum + Math.abs(x - own[i]), 0));
    return far.indexOf(Math.min(...far));
  }

  function chart(number, found, believed) {
    const slice = data.slices[number];
    const svg = document.querySelector('svg[data-slice="' + number + '"]');
    const place = svg.querySelector(".drawing");
    const reading = document.getElementById("reading-" + number);
    svg.querySelector(".cursor").setAttribute("cx", -20);
    if (!found) {
      place.innerHTML = "";
      slice.places = [];
      reading.textContent = "Nothing to exchange: these monomers hold 0 mol %.";
      return;
    }
    const { k, layer, role } = slice;
    const { members, total, why, points } = found;
    const names = held.layers[layer].roles[role].monomers;
    const piece = {
      monomers: members.map((i) => names[i]),
      shares: points.map((p) => p.shares),
      total,
      mean: points.map((p) => p.belief[k].mean),
      sd: points.map((p) => Math.sqrt(p.belief[k].variance)),
      broken: points.map((p) => p.broken > 0),
      own: { shares: members.map((i) => state.shares[layer][role][i]),
        mean: believed[layer][k].mean },
    };
    const axis = slice.label + " [" + (slice.unit || "-") + "]";
    const made = explorerCharts.draw(piece, axis);
    place.innerHTML = made.svg;
    svg.setAttribute("viewBox", "0 0 " + explorerCharts.width + " " + made.height);
    const digits = held.properties[k].digits + 1;
    Object.assign(slice, {
      monomers: piece.monomers,
      shares: piece.shares.map((s) => s.map((x) => +(100 * x).toFixed(1))),
      values: piece.mean.map((v) => +v.toFixed(digits)),
      spread: piece.sd.map((v) => +(Z90 * v).toFixed(digits)),
      why,
      broken: points.map((p) => p.broken),
      meets: "meets " + everything,
      places: made.places,
      exact: piece.shares,
      start: nearest(piece.shares, piece.own.shares),
    });
    delete svg.dataset.place;
    const words = summary(piece, slice);
    reading.textContent = words;
    svg.setAttribute("aria-label", words);
  }

  function sliders(l, r) {
    all('[data-role="' + r + '"] .share', part(l)).forEach((row, i) => {
      const share = (100 * state.shares[l][r][i]).toFixed(1);
      const range = row.querySelector('input[type="range"]');
      if (Number(range.value) !== Math.round(share)) range.value = share;
      range.setAttribute("aria-valuetext", share + " mol %");
      row.querySelector("output").textContent = share;
    });
  }

  function redraw() {
    const believed = model.beliefs(state.shares);
    const judged = model.judge(state.shares, state.fixed, believed);
    const broken = judged.filter((limit) => limit.truth !== 1);
    limitRows(judged);
    objectiveRows(believed);
    held.layers.forEach((layer, l) => {
      part(l).querySelector(".predicted").textContent = predictedWords(l, believed, broken);
      layer.roles.forEach((_, r) => {
        sliders(l, r);
        const numbers = data.slices.map((_, n) => n)
          .filter((n) => data.slices[n].layer === l && data.slices[n].role === r);
        const found = numbers.length ? sliced(l, r, believed) : null;
        numbers.forEach((n) => chart(n, found, believed));
      });
    });
    shownState.textContent = (state.moved ? "Changed from design " : "As design ")
      + (state.place + 1) + ".";
    back.disabled = !state.moved;
  }

  let asked = 0;
  function soon() {
    if (asked) return;
    asked = requestAnimationFrame(() => { asked = 0; redraw(); });
  }

  // The others of the role keep their proportions.
  function move(l, r, i, share) {
    const own = state.shares[l][r];
    const others = own.reduce((sum, x, j) => sum + (j === i ? 0 : x), 0);
    if (own.length < 2) return;
    if (others > 1e-12) {
      own.forEach((x, j) => { own[j] = (x * (1 - share)) / others; });
    } else {
      const first = drawn[l][r].find((j) => j !== i);
      own[first === undefined ? (i + 1) % own.length : first] = 1 - share;
    }
    own[i] = share;
    state.moved = true;
    soon();
  }

  // Two or three monomers are exchanged: a fourth takes the place of the one that was longest in.
  function pick(l, r, i, wanted) {
    const kept = drawn[l][r].filter((j) => j !== i);
    const next = wanted ? [...kept, i].slice(-3) : kept;
    drawn[l][r] = next.length < 2 ? drawn[l][r] : next;
    all('[data-role="' + r + '"] .drawn input', part(l)).forEach((box) => {
      box.checked = drawn[l][r].includes(+box.value);
    });
    soon();
  }

  function show(place) {
    state.place = place;
    const design = held.designs[place];
    if (!design.shares) {
      shownState.textContent = "Design " + (place + 1) + " has monomers for which the page has no data: "
        + "the previous design stays shown.";
      return;
    }
    state.shares = copied(design.shares);
    state.fixed = design.fixed;
    state.moved = false;
    redraw();
  }

  held.layers.forEach((layer, l) => layer.roles.forEach((_, r) => {
    const role = part(l).querySelector('[data-role="' + r + '"]');
    all(".share", role).forEach((row, i) => {
      row.querySelector('input[type="range"]').addEventListener("input", (event) =>
        move(l, r, i, Number(event.target.value) / 100));
    });
    all(".drawn input", role).forEach((box) => box.addEventListener("change", () =>
      pick(l, r, Number(box.value), box.checked)));
  }));
  // A point of a chart, taken over by a click or the enter key.
  document.addEventListener("taken", (event) => {
    const slice = data.slices[event.detail.slice];
    if (slice.layer === undefined) return;
    drawn[slice.layer][slice.role].forEach((i, n) => {
      state.shares[slice.layer][slice.role][i] = slice.exact[event.detail.place][n];
    });
    state.moved = true;
    redraw();
  });
  back.addEventListener("click", () => show(state.place));
  all(".explore").forEach((element) => { element.hidden = false; });
  state.shares = copied((held.designs[data.best]).shares);
  return { show };
};
