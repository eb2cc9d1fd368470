"use strict";
// Drawings of a property over the shares of two or three monomers, as line_chart.py and
// ternary_chart.py make them. A piece holds: monomers, shares (mole fractions by point), total,
// mean, sd, broken (by point: whether a limit is), own (the shares drawn as a diamond).
const explorerCharts = (() => {
  const Z90 = 1.6448536269514722;
  const INK = "#13475a";
  const LINE = { width: 380, height: 270, left: 62, right: 368, top: 12, bottom: 226 };
  const SIDE = 300;
  const LEFT = 40;
  const TOP = 30;
  const WIDTH = 380;
  const HIGH = Math.sqrt(3) / 2;
  const BARRED = 'fill="url(#p-barred)" fill-opacity=".7"/>';

  function escaped(words, most) {
    const cut = words.length > most ? words.slice(0, most - 1) + "…" : words;
    const plain = cut.replace(/[&<>"']/g, (c) => "&#" + c.charCodeAt(0) + ";");
    return "\u2068" + plain + "\u2069";
  }

  // The points of a regular grid on a simplex; each is a list of shares of 1.
  function grid(parts, steps) {
    const found = [];
    for (let i = 0; i <= steps; i += 1) {
      if (parts === 2) found.push([i / steps, (steps - i) / steps]);
      for (let j = 0; parts === 3 && j <= steps - i; j += 1) {
        found.push([i / steps, j / steps, (steps - i - j) / steps]);
      }
    }
    return found;
  }

  function ticks(low, high, about) {
    if (!(high > low)) return [low];
    const rough = (high - low) / about;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((f) => f * power).find((s) => s >= rough * (1 - 1e-9));
    const found = [];
    for (let k = Math.ceil(low / step - 1e-9); k <= Math.floor(high / step + 1e-9); k += 1) {
      found.push(Number((k * step).toPrecision(12)));
    }
    return found;
  }

  const scale = (low, high, start, end) => ({ low, high, start, end,
    at: (v) => start + ((v - low) / (high - low)) * (end - start) });

  function frame(x, y, xLabel, yLabel) {
    const middle = (x.start + x.end) / 2;
    const centre = (y.start + y.end) / 2;
    const axes = `<path d="M${x.start} ${y.end}V${y.start}H${x.end}" stroke="#222" fill="none"/>`
      + `<text x="${middle}" y="${y.start + 34}" text-anchor="middle">${xLabel}</text>`
      + `<text transform="translate(${x.start - 44} ${centre}) rotate(-90)" `
      + `text-anchor="middle">${yLabel}</text>`;
    const below = ticks(x.low, x.high, 5).map((v) =>
      `<path d="M${x.at(v).toFixed(2)} ${y.start}v5" stroke="#222"/>`
      + `<text x="${x.at(v).toFixed(2)}" y="${y.start + 17}" text-anchor="middle">${v}</text>`);
    const beside = ticks(y.low, y.high, 5).map((v) =>
      `<path d="M${x.start} ${y.at(v).toFixed(2)}h-5" stroke="#222"/>`
      + `<text x="${x.start - 8}" y="${(y.at(v) + 4).toFixed(1)}" text-anchor="end">${v}</text>`);
    return axes + below.join("") + beside.join("");
  }

  const diamond = (x, y) =>
    `<path d="M${x.toFixed(1)} ${(y - 6).toFixed(1)}l6 6l-6 6l-6 -6z" fill="#111"/>`;

  function barredRanges(x, share, broken) {
    const half = (share[1] - share[0]) / 2;
    const parts = [];
    let start = -1;
    [...broken, false].forEach((wrong, i) => {
      if (wrong && start < 0) start = i;
      if (wrong || start < 0) return;
      const left = x.at(Math.max(share[start] - half, x.low));
      const right = x.at(Math.min(share[i - 1] + half, x.high));
      parts.push(`<rect x="${left.toFixed(2)}" y="${LINE.top}" width="${(right - left).toFixed(2)}" `
        + `height="${LINE.bottom - LINE.top}" ${BARRED}`);
      start = -1;
    });
    return parts.join("");
  }

  // A property against the share of the first of two monomers, with its 90 % band.
  function line(piece, axis) {
    const share = piece.shares.map((s) => 100 * s[0]);
    const spread = piece.sd.map((sd) => Z90 * sd);
    const ends = piece.mean.flatMap((v, i) => [v - spread[i], v + spread[i]]);
    const least = Math.min(...ends);
    const most = Math.max(...ends);
    const room = 0.05 * (most - least) || 0.05 * Math.abs(most) || 1;
    const x = scale(0, 100 * piece.total, LINE.left, LINE.right);
    const y = scale(least - room, most + room, LINE.bottom, LINE.top);
    const at = (i, v) => x.at(share[i]).toFixed(2) + " " + y.at(v).toFixed(2);
    const upper = piece.mean.map((v, i) => at(i, v + spread[i]));
    const lower = piece.mean.map((v, i) => at(i, v - spread[i])).reverse();
    const middle = piece.mean.map((v, i) => at(i, v));
    const svg = barredRanges(x, share, piece.broken)
      + `<path d="M${[...upper, ...lower].join("L")}Z" fill="#8aa" fill-opacity=".35"/>`
      + `<path d="M${middle.join("L")}" stroke="${INK}" stroke-width="2" fill="none"/>`
      + diamond(x.at(100 * piece.own.shares[0]), y.at(piece.own.mean))
      + frame(x, y, escaped(piece.monomers[0], 24) + " [mol %]", axis);
    return { svg, height: LINE.height,
      places: piece.mean.map((v, i) => [x.at(share[i]), y.at(v)]) };
  }

  const corner = (s, total) => {
    const whole = s.map((v) => v / total);
    return [LEFT + SIDE * (whole[2] + whole[0] / 2), TOP + SIDE * (HIGH - HIGH * whole[0])];
  };

  // The small triangles between the points of a ternary grid.
  function cells(steps) {
    const first = (i) => i * (steps + 1) - (i * (i - 1)) / 2;
    const found = [];
    for (let i = 0; i < steps; i += 1) {
      for (let j = 0; j < steps - i; j += 1) {
        const [here, right, up] = [first(i) + j, first(i + 1) + j, first(i) + j + 1];
        found.push([here, right, up]);
        if (j < steps - i - 1) found.push([right, up, right + 1]);
      }
    }
    return found;
  }

  function contour(places, small, values, level) {
    const pieces = [];
    small.forEach((cell) => {
      const ends = [];
      [[0, 1], [1, 2], [2, 0]].forEach(([p, q]) => {
        const [one, other] = [values[cell[p]] - level, values[cell[q]] - level];
        if ((one < 0) === (other < 0)) return;
        const share = one / (one - other);
        ends.push([0, 1].map((d) => places[cell[p]][d]
          + share * (places[cell[q]][d] - places[cell[p]][d])));
      });
      if (ends.length === 2) pieces.push(ends);
    });
    if (!pieces.length) return "";
    const two = (end) => end[0].toFixed(1) + " " + end[1].toFixed(1);
    const path = pieces.map(([a, b]) => "M" + two(a) + "L" + two(b)).join("");
    const [[x, y]] = pieces[Math.floor(pieces.length / 2)];
    return `<path d="${path}" stroke="${INK}" fill="none"/><text class="level" `
      + `x="${x.toFixed(1)}" y="${(y + 4).toFixed(1)}" text-anchor="middle">${level}</text>`;
  }

  // Contours of a property; every corner is all of one monomer.
  function ternary(piece) {
    const places = piece.shares.map((s) => corner(s, piece.total));
    const small = cells(Math.round((Math.sqrt(8 * places.length + 1) - 3) / 2));
    const two = ([x, y]) => x.toFixed(1) + " " + y.toFixed(1);
    const bad = small.filter((cell) => cell.filter((i) => piece.broken[i]).length >= 2)
      .map((cell) => "M" + cell.map((i) => two(places[i])).join("L") + "Z");
    const corners = [[1, 0, 0], [0, 1, 0], [0, 0, 1]].map((s) => corner(s, 1));
    const shift = [[0, -10, "middle"], [4 - LEFT, 20, "start"],
      [WIDTH - LEFT - SIDE - 4, 20, "end"]];
    const full = Number((100 * piece.total).toPrecision(3));
    const names = piece.monomers.map((name, i) =>
      `<text x="${(corners[i][0] + shift[i][0]).toFixed(1)}" `
      + `y="${(corners[i][1] + shift[i][1]).toFixed(1)}" text-anchor="${shift[i][2]}">`
      + `${escaped(name, 18)} ${full} mol %</text>`);
    const levels = ticks(Math.min(...piece.mean), Math.max(...piece.mean), 6);
    const svg = `<path d="${bad.join("")}" ${BARRED}`
      + levels.map((level) => contour(places, small, piece.mean, level)).join("")
      + `<path d="M${corners.map(two).join("L")}Z" stroke="#222" fill="none"/>`
      + names.join("") + diamond(...corner(piece.own.shares, piece.total));
    return { svg, height: 340, places };
  }

  return { Z90, grid, ticks, width: WIDTH,
    draw: (piece, axis) => (piece.monomers.length === 3 ? ternary(piece) : line(piece, axis)) };
})();
