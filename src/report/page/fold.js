// SPDX-License-Identifier: GPL-3.0-or-later
// N = epsilon^2 int ds rho(s) R(s): spectral densities, the response, and their fold; page.js draws it. R of each channel is a
// polynomial on each panel of s, given by its values at Gauss nodes for a grid of thresholds and shifts of the energy scale.
// Energies in GeV.
'use strict';

// ---- Spectral densities: sqrt(s) Gamma(sqrt s) over alpha_D, and eta = (s/m^2)^2 or 1, of each current (rows as in dark_current.h).

const equalMasses = (a, b) => (s, mass) => {
  const x = 4 * mass * mass / s;
  return x >= 1 ? 0 : 0.5 * Math.sqrt(1 - x) * (a * (s - 4 * mass * mass) + b * mass * mass);
};
const twoMasses = (s, m1, splitting) => {
  const m2 = m1 * (1 + splitting), sum = (m1 + m2) ** 2, difference = (m2 - m1) ** 2;
  if (s <= sum) return 0;
  const twoQ = Math.sqrt((s - sum) * (s - difference)) / s; // 2 q over sqrt(s)
  return twoQ / 3 * (3 * m1 * m2 + s - 0.5 * (m1 * m1 + m2 * m2) - 0.5 * sum * difference / s);
};
const CURRENTS = {
  'fermion': {width: equalMasses(2 / 3, 4), runs: true},
  'scalar': {width: equalMasses(1 / 6, 0), runs: false},
  'majorana': {width: equalMasses(1 / 3, 0), runs: false},
  'pseudo-dirac': {width: twoMasses, runs: true, splits: true},
  'axial-fermion': {width: equalMasses(2 / 3, 0), runs: false},
  'yukawa-scalar': {width: equalMasses(1, 0), runs: false},
  'yukawa-pseudoscalar': {width: equalMasses(1, 4), runs: false},
};

// rho(s) in GeV^-2: (1/pi) sqrt(s) Gamma_d(sqrt s) / [(s - m^2)^2 + m^2 Gamma^2 eta].
function spectralDensity(current, mass, alphaD, ratio, splitting) {
  const chi = ratio * mass, m2 = mass * mass, {width, runs, splits} = CURRENTS[current], delta = splits ? splitting : 0;
  const mGamma = alphaD * width(m2, chi, delta), square = mGamma * mGamma;
  return {
    threshold: ((2 + delta) * chi) ** 2, pole: m2, mGamma,
    at: s => {
      const d = s - m2, eta = runs ? s * s / (m2 * m2) : 1;
      return alphaD * width(s, chi, delta) / (Math.PI * (d * d + square * eta));
    },
  };
}

// A table of a user's: linear in s between its rows, which panels are cut at, and zero outside.
function tableDensity({s, rho}) {
  return {
    breaks: s,
    at: x => {
      if (!(x >= s[0] && x <= s[s.length - 1])) return 0;
      const i = Math.min(d3.bisectRight(s, x), s.length - 1), u = (x - s[i - 1]) / (s[i] - s[i - 1]);
      return rho[i - 1] + u * (rho[i] - rho[i - 1]);
    },
  };
}

// ---- The response: nodes of panels to fine tables, which cubic interpolation reads.

const FINE = 256; // steps of each panel; cubic between them

function float32(base64) {
  const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

function gaussLegendre(n) {
  const x = [], w = [];
  for (let i = 0; i < n; i++) {
    let z = Math.cos(Math.PI * (i + 0.75) / (n + 0.5)), slope = 1;
    for (let step = 0; step < 50; step++) {
      let p = 1, q = 0;
      for (let k = 1; k <= n; k++) [p, q] = [((2 * k - 1) * z * p - (k - 1) * q) / k, p];
      slope = n * (z * p - q) / (z * z - 1);
      const next = z - p / slope;
      if (Math.abs(next - z) < 1e-15) break;
      z = next;
    }
    x.push(-z);
    w.push(2 / ((1 - z * z) * slope * slope));
  }
  return {x, w};
}

// Rows of Lagrange weights from `nodes` of [-1, 1] to FINE + 3 equidistant points, one before and one after the panel among them.
function refinement(nodes) {
  const n = nodes.length, rows = new Float64Array((FINE + 3) * n);
  const bary = nodes.map((x, i) => 1 / nodes.reduce((p, y, j) => j === i ? p : p * (x - y), 1));
  for (let f = 0; f < FINE + 3; f++) {
    const x = -1 + 2 * (f - 1) / FINE, hit = nodes.findIndex(y => Math.abs(x - y) < 1e-14);
    let sum = 0;
    for (let i = 0; i < n; i++) sum += rows[f * n + i] = hit >= 0 ? +(hit === i) : bary[i] / (x - nodes[i]);
    for (let i = 0; i < n; i++) rows[f * n + i] /= sum;
  }
  return rows;
}

function prepare(experiment) {
  for (const channel of experiment.channels)
    if (typeof channel.events === 'string') channel.events = float32(channel.events);
  experiment.rule = gaussLegendre(experiment.nodes);
  experiment.rows = refinement(experiment.rule.x);
  experiment.tables = new Map();
  return experiment;
}

// Fine tables of all channels that are folded, for one column; kept for the last few columns.
function tablesOf(experiment, column) {
  if (experiment.tables.has(column)) return experiment.tables.get(column);
  const n = experiment.nodes, panels = experiment.edges.length - 1, columns = experiment.thresholds.length * experiment.shifts.length;
  const fine = experiment.channels.map(channel => {
    if (!channel.events) return null;
    const table = new Float64Array(panels * (FINE + 3));
    for (let p = 0; p < panels; p++)
      for (let f = 0; f < FINE + 3; f++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += experiment.rows[f * n + i] * channel.events[(p * n + i) * columns + column];
        table[p * (FINE + 3) + f] = sum;
      }
    return table;
  });
  if (experiment.tables.size > 8) experiment.tables.clear();
  experiment.tables.set(column, fine);
  return fine;
}

function cubic(table, panel, t) { // t in [0, FINE]
  const k = Math.min(FINE - 1, Math.floor(t)), u = t - k, o = panel * (FINE + 3) + k;
  const a = table[o], b = table[o + 1], c = table[o + 2], d = table[o + 3];
  return b + 0.5 * u * (c - a + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a)));
}

// ---- The fold.

const RULE = gaussLegendre(10);

// Where panel [low, high] is cut: at the rows of a table; or at the pole, and geometrically towards it; below, at the threshold.
function cuts(low, high, density) {
  if (density.breaks) {
    const rows = density.breaks, [first, last] = [Math.max(low, rows[0]), Math.min(high, rows[rows.length - 1])];
    return last > first ? [first, ...rows.slice(d3.bisectRight(rows, first), d3.bisectLeft(rows, last)), last] : [];
  }
  const edges = [], {threshold, pole, mGamma} = density;
  const a = Math.max(low, threshold);
  if (a >= high) return edges;
  edges.push(a);
  if (threshold >= low) // s - threshold grows by quarters of the panel
    for (let d = (high - threshold) / 256; d < high - threshold; d *= 4) edges.push(threshold + d);
  for (let d = mGamma / 2; ; d *= 2) {
    if (pole - d <= low && pole + d >= high) break;
    for (const s of [pole - d, pole + d]) if (s > a && s < high) edges.push(s);
  }
  if (pole > a && pole < high) edges.push(pole);
  edges.push(high);
  return edges.sort((x, y) => x - y);
}

function addInterval(low, high, density, p, experiment, fine, sums) {
  const {edges} = experiment, scale = FINE / (edges[p + 1] - edges[p]);
  // beta or beta^3 at the threshold: s = low + (high - low) u^2 has no square root left
  const root = low === density.threshold, half = 0.5 * (high - low);
  for (let i = 0; i < RULE.x.length; i++) {
    const u = 0.5 * (1 + RULE.x[i]);
    const s = root ? low + 2 * half * u * u : low + 2 * half * u, jacobian = root ? 2 * u : 1;
    const weight = RULE.w[i] * half * jacobian * density.at(s);
    const t = (s - edges[p]) * scale;
    for (let c = 0; c < fine.length; c++) if (fine[c]) sums[c] += weight * cubic(fine[c], p, t);
  }
}

// Of a published curve, at s = m^2: a power of s between its rows; not known beyond.
function atResonance(channel, mass) {
  const rows = channel.sqrt_s, values = channel.rows;
  if (!(mass >= rows[0] && mass <= rows[rows.length - 1])) return NaN;
  let i = d3.bisectRight(rows, mass) - 1;
  if (i === rows.length - 1) i--;
  const u = Math.log(mass / rows[i]) / Math.log(rows[i + 1] / rows[i]);
  return values[i] * Math.pow(values[i + 1] / values[i], u);
}

// A published curve folded with a table, nothing beyond its rows.
function foldedRows(channel, density) {
  const rows = channel.sqrt_s.map(m => m * m), edges = d3.merge([rows, density.breaks]).sort((x, y) => x - y);
  let sum = 0;
  for (let k = 0; k + 1 < edges.length; k++) {
    const half = 0.5 * (edges[k + 1] - edges[k]), middle = edges[k] + half;
    if (half > 0 && middle > rows[0] && middle < rows[rows.length - 1])
      RULE.x.forEach((x, i) => { sum += RULE.w[i] * half * density.at(middle + half * x) * atResonance(channel, Math.sqrt(middle + half * x)); });
  }
  return sum;
}

// Events of each channel at epsilon = 1e-4 and the experiment's own exposure, of a model with a mass, or of a table.
function events(experiment, model, column) {
  const density = model.table ? tableDensity(model.table)
    : spectralDensity(model.spin, model.mass, model.alphaD, model.ratio, model.splitting);
  const fine = tablesOf(experiment, column), sums = fine.map(() => 0), {edges} = experiment;
  if (density.breaks || density.mGamma > 0)
    for (let p = 0; p + 1 < edges.length; p++) {
      const at = cuts(edges[p], edges[p + 1], density);
      for (let i = 0; i + 1 < at.length; i++) if (at[i + 1] > at[i]) addInterval(at[i], at[i + 1], density, p, experiment, fine, sums);
    }
  const ofRows = channel => model.table ? foldedRows(channel, density) : atResonance(channel, model.mass);
  return experiment.channels.map((channel, c) => 1e-8 * (channel.rows ? ofRows(channel)
    : sums[c] + (channel.point_mass ? channel.point_mass * density.at(channel.point_mass_at) : 0)));
}

const N_UP = Math.log(10), EPSILON_0 = 1e-4;

function limitOf(experiment, model, column, exposure) {
  const n = events(experiment, model, column).map(x => x * exposure);
  const known = n.map(x => Number.isNaN(x) ? 0 : x), total = d3.sum(known);
  return {mass: model.mass, n, epsilon: total > 0 ? EPSILON_0 * Math.sqrt(N_UP / total) : Infinity};
}
