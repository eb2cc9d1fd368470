"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const one = (id) => document.getElementById(id);
  const explored = explorer(data);

  // The front: one design is chosen; its article is shown.
  let chosen = data.best;
  const count = all("article.design").length;

  function choose(place) {
    if (!(place >= 0 && place < count)) return;
    chosen = place;
    all("article.design").forEach((article) => {
      article.hidden = article.id !== "design-" + place;
    });
    all(".point").forEach((point) => {
      const isChosen = Number(point.dataset.design) === place;
      point.classList.toggle("chosen", isChosen);
      if (isChosen) point.parentNode.append(point); // drawn over the others
    });
    one("chooser").value = String(place);
    describe(document.querySelector('.point[data-design="' + place + '"]'));
    scale();
    explored.show(place);
  }

  function describe(point) {
    const isChosen = Number(point.dataset.design) === chosen;
    one("hint").textContent = (isChosen ? "Chosen: " : "")
      + point.querySelector("title").textContent;
  }

  // Left and right go to the neighbour along the chart's horizontal axis.
  function neighbour(chart, step) {
    const order = all(".point", chart)
      .map((point) => [Number(point.dataset.x), Number(point.dataset.design)])
      .sort((a, b) => a[0] - b[0] || a[1] - b[1])
      .map((pair) => pair[1]);
    const at = order.indexOf(chosen) + step;
    return order[Math.max(0, Math.min(order.length - 1, at))];
  }

  // Where an event happened, in the chart's own units.
  function within(chart, event) {
    const box = chart.getBoundingClientRect();
    const view = chart.viewBox.baseVal;
    return [
      ((event.clientX - box.left) * view.width) / box.width,
      ((event.clientY - box.top) * view.height) / box.height,
    ];
  }

  all("svg.front").forEach((chart) => {
    const points = all(".point", chart);
    const places = points.map((point) => [Number(point.dataset.x), Number(point.dataset.y)]);
    chart.addEventListener("click", (event) => {
      const place = nearest(places, ...within(chart, event));
      if (place >= 0) choose(Number(points[place].dataset.design));
    });
    chart.addEventListener("mouseover", (event) => {
      const point = event.target.closest(".point");
      if (point) describe(point);
    });
    chart.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      choose(neighbour(chart, step));
    });
  });

  all("a[data-design]").forEach((link) => {
    link.addEventListener("click", () => choose(Number(link.dataset.design)));
  });

  // The batch: every amount is held per gram of monomers.
  function rounded(value) {
    return value === 0 ? "0" : String(Number(value.toPrecision(6)));
  }

  // A number as people type it: 250,5 is 250.5, and 1,000 could be either, so it is none.
  // (A number field of a browser may drop the comma and take 2505.)
  function typed(id) {
    const text = one(id).value.trim();
    return /^[1-9]\d*,\d{3}$/.test(text) ? NaN : Number(text.replace(",", "."));
  }

  function scale() {
    const mass = typed("mass");
    const solids = typed("solids");
    const sound = mass > 0 && Number.isFinite(mass) && solids > 0 && solids < 100;
    one("batch-message").textContent = sound
      ? "" : "Enter a mass above 0 g and solids between 0 and 100 wt %, such as 1250.5.";
    if (!sound) return;
    const varnish = one("basis").value === "varnish";
    all(".batch", one("design-" + chosen)).forEach((batch) => {
      const imide = Number(batch.querySelector('[data-kind="imide"]').dataset.perAcid);
      const acid = varnish ? (mass * solids) / 100 : mass / imide;
      const solvent = acid * (100 / solids - 1);
      const amount = (cell) => ({ solvent: solvent, varnish: acid + solvent }[cell.dataset.kind]
        ?? acid * Number(cell.dataset.perAcid));
      const moles = all('[data-kind="mmol"]', batch);
      const most = decimals(Math.max(...moles.map(amount)));
      const grams = decimals(acid + solvent);
      all("[data-kind]", batch).forEach((cell) => {
        const kind = cell.dataset.kind;
        const left = acid * Number(cell.dataset.perAcid);
        cell.textContent = kind === "mol" ? rounded(amount(cell))
          : kind === "content" ? (100 * left / (left + solvent)).toFixed(1)
          : amount(cell).toFixed(kind === "mmol" ? most : grams);
      });
      const words = batch.querySelector(".batch-words");
      words.textContent = rounded(mass) + " g of "
        + (varnish ? "varnish of " : words.dataset.after + ", varnish of ")
        + rounded(solids) + " wt % solids";
    });
  }

  // Decimals that give the largest of some amounts six digits.
  function decimals(largest) {
    return Math.max(0, Math.min(9, 5 - Math.floor(Math.log10(largest))));
  }

  // Slices: the nearest point of the grid is read out.
  function read(chart, slice, place) {
    const cursor = chart.querySelector(".cursor");
    cursor.setAttribute("cx", slice.places[place][0]);
    cursor.setAttribute("cy", slice.places[place][1]);
    chart.dataset.place = String(place);
    const shares = slice.monomers.map((name, i) => name + " " + slice.shares[place][i]);
    const why = slice.why[slice.broken[place]];
    const spread = slice.spread[place] > 0 ? " ± " + slice.spread[place] : "";
    one("reading-" + chart.dataset.slice).textContent = shares.join(", ") + " mol %: "
      + slice.label + " " + slice.values[place] + spread + " " + slice.unit
      + (why ? "; breaks " + why : "; " + (slice.meets || "meets every limit"));
  }

  function nearest(places, x, y, allowed) {
    let best = -1;
    let least = Infinity;
    places.forEach((place, i) => {
      const distance = (place[0] - x) ** 2 + (place[1] - y) ** 2;
      if (distance < least && (!allowed || allowed(place))) {
        least = distance;
        best = i;
      }
    });
    return best;
  }

  all("svg.slice").forEach((chart) => {
    const number = Number(chart.dataset.slice);
    const slice = data.slices[number];
    const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

    function point(event) {
      const place = nearest(slice.places, ...within(chart, event));
      if (place >= 0) read(chart, slice, place);
      return place;
    }

    function take(place) {
      document.dispatchEvent(new CustomEvent("taken", { detail: { slice: number, place } }));
      if (slice.places.length) read(chart, slice, place);
    }

    chart.addEventListener("mousemove", point);
    chart.addEventListener("click", (event) => {
      const place = point(event);
      if (place >= 0) take(place);
    });
    chart.addEventListener("keydown", (event) => {
      const step = way[event.key];
      const at = Number(chart.dataset.place || 0);
      if (event.key === "Enter" && chart.dataset.place) take(at);
      if (!step || !slice.places.length) return;
      event.preventDefault();
      if (!chart.dataset.place) {
        read(chart, slice, slice.start); // the first key goes to the shares at hand
        return;
      }
      const here = slice.places[at];
      const ahead = (place) =>
        (place[0] - here[0]) * step[0] + (place[1] - here[1]) * step[1] > 0.5;
      const next = nearest(slice.places, here[0] + 3 * step[0], here[1] + 3 * step[1], ahead);
      if (next >= 0) read(chart, slice, next);
    });
  });

  // What is folded on the screen is printed.
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = all("details.printed").filter((part) => !part.open);
    unfolded.forEach((part) => { part.open = true; });
  });
  window.addEventListener("afterprint", () => {
    unfolded.forEach((part) => { part.open = false; });
  });

  if (count) {
    one("chooser").addEventListener("change", (event) => choose(Number(event.target.value)));
    ["basis", "mass", "solids"].forEach((id) => one(id).addEventListener("input", scale));
    one("batch").addEventListener("submit", (event) => event.preventDefault());
    choose(chosen);
  }
})();
