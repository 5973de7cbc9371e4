// SPDX-License-Identifier: GPL-3.0-or-later
// The limits of an experiment follow its sliders: N (fold.js) for every mass of the curve, whenever one moves. PAGE has the data
// (src/report/explorer_page.c). Global `epscan` is for scripts that drive the page.
'use strict';

// ---- State and sliders.

const experiments = PAGE.experiments.map(prepare);
const limits = d3.nest().key(l => `${l.mediator} ${l.label}`).entries(PAGE.limits)
  .map(({values}) => ({...values[0], parts: values.flatMap(l => l.parts)}));
const TARGET = 'thermal target';
const state = {experiment: 0, spin: experiments[0].spins[0], splitting: 0, alphaD: 0.1, ratio: 1 / 3, threshold: 0, shift: 0, exposure: 1, band: 0, show: 'epsilon',
               hidden: new Set(limits.filter(l => l.hidden).map(l => l.label))};

const number = d3.format('.3~g');
const format = v => v === 0 ? '0' : Math.abs(v) >= 1e4 || Math.abs(v) < 1e-2 ? v.toExponential(2) : d3.format('.4~g')(v);
const current = () => experiments[state.experiment];
const columnOf = (e, threshold, shift) => threshold * e.shifts.length + shift;

// What is drawn beside the limit: those of the same mediator, and the thermal target of this chi where its ratio and masses are its own.
function others() {
  const e = current(), shown = limits.filter(l => l.mediator === e.mediator), points = e.targets[state.spin];
  const isThere = points.length && Math.abs(state.ratio - 1 / 3) < 1e-6 && !(CURRENTS[state.spin].splits && state.splitting > 0);
  const epsilonOf = y => Math.sqrt(y / (state.alphaD * state.ratio ** 4));
  const target = isThere ? points.map(([m, y]) => [m / state.ratio, epsilonOf(y)]) : [];
  const place = target[Math.floor(0.35 * target.length)];
  return [...shown, {label: TARGET, colour: '#8c510a', parts: isThere ? [target] : [], place: place && [1.2 * place[0], 0.6 * place[1]]}];
}

function nearest(list, value) {
  return d3.scan(list, (a, b) => Math.abs(a - value) - Math.abs(b - value));
}

function resetSelection() {
  const e = current();
  state.threshold = nearest(e.thresholds, e.threshold);
  state.shift = nearest(e.shifts, 0);
  state.band = Math.min(state.band, bandSteps());
}

// How many steps of the shifts' list there are on either side of the shift.
function bandSteps() {
  return Math.min(state.shift, current().shifts.length - 1 - state.shift);
}

const percent = x => `${x > 0 ? '+' : ''}${number(100 * x).replace('-', '−')} %`;
const sliders = [
  {id: 'alpha', label: 'α<sub>D</sub>', note: 'dark coupling', min: -4, max: Math.log10(0.8), step: 0.01,
   get: () => Math.log10(state.alphaD), set: v => { state.alphaD = +Math.pow(10, v).toPrecision(2); }, text: () => format(state.alphaD)},
  {id: 'ratio', label: 'r = mχ/m<sub>A′</sub>', note: 'below 1/2', min: 0.01, max: 0.495, step: 0.0005,
   get: () => state.ratio, set: v => { state.ratio = Math.abs(v - 1 / 3) < 3e-4 ? 1 / 3 : v; }, text: () => format(state.ratio)},
  {id: 'splitting', label: 'Splitting Δ', note: '(m₂ − m₁)/m₁ of a pseudo-Dirac χ', min: 0, max: 1, step: 0.005, when: () => CURRENTS[state.spin].splits,
   get: () => state.splitting, set: v => { state.splitting = v; }, text: () => format(state.splitting)},
  {id: 'threshold', label: 'ECAL threshold', note: 'an event reads less', min: 0, max: () => current().thresholds.length - 1, step: 1,
   get: () => state.threshold, set: v => { state.threshold = v; }, text: () => `${format(current().thresholds[state.threshold])} GeV`},
  {id: 'shift', label: 'Energy scale', note: 'shift of what the ECAL reads', min: 0, max: () => current().shifts.length - 1, step: 1,
   get: () => state.shift, set: v => { state.shift = v; state.band = Math.min(state.band, bandSteps()); },
   text: () => percent(current().shifts[state.shift])},
  {id: 'band', label: 'Uncertainty of the scale', note: 'the shaded band', min: 0, max: bandSteps, step: 1,
   get: () => state.band, set: v => { state.band = v; },
   text: () => `±${number(100 * (current().shifts[state.shift + state.band] - current().shifts[state.shift]))} %`},
  {id: 'exposure', label: 'Exposure', note: 'particles on target × efficiency', min: -2, max: 4, step: 0.01,
   get: () => Math.log10(state.exposure), set: v => { state.exposure = Math.pow(10, v); },
   text: () => format(state.exposure * current().exposure)},
];

function control(form, id, label, note) {
  const box = form.append('div').attr('class', 'control');
  box.append('label').attr('for', id).html(label);
  box.append('output').attr('id', `${id}-value`).attr('for', id);
  return {box, note: () => { if (note) box.append('small').text(note); }};
}

function setOptions(id, options, chosen) {
  const option = d3.select(`#${id}`).selectAll('option').data(options);
  option.enter().append('option').merge(option).attr('value', d => d.value).text(d => d.text);
  option.exit().remove();
  d3.select(`#${id}`).property('value', chosen);
}

function choice(form, id, label, options, get, set) {
  const {box} = control(form, id, label);
  box.append('select').attr('id', id).attr('name', id).on('change', function () { set(this.value); refresh(); });
  setOptions(id, options, get());
}

// What an experiment is of: its currents and what is drawn beside it.
function chooseExperiment(index) {
  state.experiment = index;
  resetSelection();
  const {spins} = current();
  if (!spins.includes(state.spin)) state.spin = spins[0];
  setOptions('spin', spins.map(s => ({value: s, text: s})), state.spin);
  buildOthers();
}

const nameOf = e => e.is_usual ? e.name : `${e.name}, ${e.mediator}`;

function buildControls() {
  const form = d3.select('#controls');
  form.on('submit', () => d3.event.preventDefault());
  if (experiments.length > 1)
    choice(form, 'experiment', 'Experiment', experiments.map((e, i) => ({value: i, text: nameOf(e)})), () => state.experiment,
           v => chooseExperiment(+v));
  choice(form, 'spin', 'χ is', current().spins.map(s => ({value: s, text: s})), () => state.spin, v => { state.spin = v; });
  choice(form, 'show', 'Shown', [{value: 'epsilon', text: 'ε against the mass of A′'}, {value: 'y', text: 'y = αD ε² r⁴ against the mass of χ'}],
         () => state.show, v => { state.show = v; });
  for (const s of sliders) {
    const {box, note} = control(form, s.id, s.label, s.note);
    box.append('input').attr('type', 'range').attr('id', s.id).attr('name', s.id).attr('min', s.min).attr('step', s.step)
      .on('input', function () { s.set(+this.value); refresh(); });
    note();
  }
}

function showControls() {
  for (const s of sliders) {
    const input = document.getElementById(s.id), text = s.text();
    input.disabled = s.when ? !s.when() : false;
    input.max = typeof s.max === 'function' ? s.max() : s.max;
    input.value = s.get();
    input.setAttribute('aria-valuetext', text);
    document.getElementById(`${s.id}-value`).textContent = text;
  }
}

function buildOthers() {
  d3.select('#others').selectAll('label').remove();
  const label = d3.select('#others').selectAll('label').data(others()).enter().append('label');
  label.append('input').attr('type', 'checkbox').property('checked', d => !state.hidden.has(d.label))
    .on('change', function (d) { state.hidden[this.checked ? 'delete' : 'add'](d.label); refresh(); });
  label.append('span').attr('class', 'key').style('border-top-color', d => d.colour).style('border-top-style', d => d.dash ? 'dashed' : 'solid');
  label.append('span').text(d => d.label);
}

// ---- The curve: equidistant in ln m, then halved where it bends.

function curve(column) {
  const e = current(), model = {spin: state.spin, alphaD: state.alphaD, ratio: state.ratio, splitting: state.splitting};
  const at = mass => limitOf(e, {...model, mass}, column, state.exposure);
  let points = d3.range(PAGE.points).map(i => at(e.mass_low * Math.pow(e.mass_high / e.mass_low, i / (PAGE.points - 1))));
  for (let pass = 0; pass < 2; pass++) {
    const finer = [];
    points.forEach((p, i) => {
      finer.push(p);
      const [before, after, next] = [points[i - 1], points[i + 1], points[i + 2]];
      if (after && (bends(before, p, after) || bends(p, after, next))) finer.push(at(Math.sqrt(p.mass * after.mass)));
    });
    points = finer;
  }
  return points;
}

function bends(a, b, c) {
  if (!a || !c || !Number.isFinite(a.epsilon + b.epsilon + c.epsilon)) return false;
  const u = Math.log(b.mass / a.mass) / Math.log(c.mass / a.mass);
  return Math.abs(Math.log(b.epsilon / a.epsilon) - u * Math.log(c.epsilon / a.epsilon)) > 0.02;
}

const toX = p => state.show === 'y' ? state.ratio * p.mass : p.mass;
const toY = epsilon => state.show === 'y' ? state.alphaD * epsilon * epsilon * Math.pow(state.ratio, 4) : epsilon;

// ---- Drawing.

const SIZE = {width: 860, height: 600, left: 82, right: 16, top: 14, bottom: 62};
const WEAKEST = 3e-2; // epsilon
let points = [], band = null, scales = null;

// As wide as there is room, so that its letters are as large as the page's.
function buildFigure() {
  const room = document.getElementById('figure').clientWidth || 860;
  SIZE.width = Math.max(340, Math.min(860, room));
  SIZE.height = Math.max(0.7 * SIZE.width, 380);
  d3.select('#figure').selectAll('svg').remove();
  const svg = d3.select('#figure').append('svg').attr('viewBox', `0 0 ${SIZE.width} ${SIZE.height}`).attr('role', 'img')
    .attr('tabindex', 0).attr('aria-describedby', 'readout').attr('xmlns', 'http://www.w3.org/2000/svg')
    .style('font-family', 'system-ui, "DejaVu Sans", sans-serif');
  svg.append('title');
  svg.append('rect').attr('width', SIZE.width).attr('height', SIZE.height).attr('fill', '#ffffff');
  svg.append('clipPath').attr('id', 'inside').append('rect').attr('x', SIZE.left).attr('y', SIZE.top)
    .attr('width', SIZE.width - SIZE.left - SIZE.right).attr('height', SIZE.height - SIZE.top - SIZE.bottom);
  for (const layer of ['grid', 'others', 'band', 'line', 'pointer']) svg.append('g').attr('class', layer).attr('clip-path', 'url(#inside)');
  svg.append('g').attr('class', 'x').attr('transform', `translate(0,${SIZE.height - SIZE.bottom})`);
  svg.append('g').attr('class', 'y').attr('transform', `translate(${SIZE.left},0)`);
  svg.append('text').attr('class', 'x-label').attr('x', (SIZE.left + SIZE.width - SIZE.right) / 2).attr('y', SIZE.height - 14)
    .attr('text-anchor', 'middle').attr('font-size', 18);
  svg.append('text').attr('class', 'y-label').attr('transform', `translate(22,${(SIZE.top + SIZE.height - SIZE.bottom) / 2}) rotate(-90)`)
    .attr('text-anchor', 'middle').attr('font-size', 18);
  svg.on('mousemove touchmove', () => {
    const [x] = d3.touches(svg.node())[0] || d3.mouse(svg.node());
    point(scales.x.invert(x));
  });
  svg.on('keydown', () => {
    const step = {ArrowLeft: -1, ArrowRight: 1, PageUp: 10, PageDown: -10}[d3.event.key];
    if (!step) return;
    d3.event.preventDefault();
    chosen = Math.max(0, Math.min(points.length - 1, (chosen === null ? points.length >> 1 : chosen) + step));
    showPoint();
  });
}

const power = v => `10${[...String(Math.round(Math.log10(v)))].map(c => c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[c]).join('')}`;
const isPower = v => Math.abs(Math.log10(v) - Math.round(Math.log10(v))) < 1e-9;

// Text whose letters after "_" are lowered, up to the next blank, bracket or slash.
function lowered(text, label) {
  text.selectAll('tspan').remove();
  for (const piece of label.split(/(_[^ ()/]+)/)) {
    const sub = piece[0] === '_';
    text.append('tspan').attr('dy', sub ? '0.25em' : null).attr('font-size', sub ? '70%' : null).text(sub ? piece.slice(1) : piece);
    if (sub) text.append('tspan').attr('dy', '-0.175em').text('\u200b');
  }
}

function drawAxes(svg) {
  const inner = {x: SIZE.height - SIZE.top - SIZE.bottom, y: SIZE.width - SIZE.left - SIZE.right};
  const axis = (scale, make) => make(scale).ticks(40).tickFormat(v => isPower(v) ? power(v) : '').tickSize(6);
  svg.select('.x').call(axis(scales.x, d3.axisBottom)).selectAll('text').attr('font-size', 15);
  svg.select('.y').call(axis(scales.y, d3.axisLeft)).selectAll('text').attr('font-size', 15);
  const lines = [...scales.x.ticks(40).filter(isPower).map(v => [scales.x(v), SIZE.top, 0, inner.x]),
                 ...scales.y.ticks(40).filter(isPower).map(v => [SIZE.left, scales.y(v), inner.y, 0])];
  const grid = svg.select('.grid').selectAll('path').data(lines);
  grid.enter().append('path').attr('stroke', '#dddddd').merge(grid).attr('d', l => `M${l[0]},${l[1]}l${l[2]},${l[3]}`);
  grid.exit().remove();
  lowered(svg.select('.x-label'), state.show === 'y' ? 'm_χ (GeV)' : 'm_A′ (GeV)');
  lowered(svg.select('.y-label'), state.show === 'y' ? 'y = α_D ε² (m_χ /m_A′)⁴' : current().is_usual ? 'Kinetic mixing ε' : 'Coupling to electrons ε');
}

const finite = p => Number.isFinite(p.epsilon);
const path = epsilonOf => d3.line().defined(p => epsilonOf(p) > 0 && epsilonOf(p) < 1e3)
  .x(p => scales.x(toX(p))).y(p => scales.y(toY(epsilonOf(p))));

// Regions first, lines over them.
function drawOthers(svg) {
  const shown = others().filter(l => !state.hidden.has(l.label)).sort((a, b) => !!b.fill - !!a.fill), line = path(p => p.epsilon);
  const excluded = d3.area().x(p => scales.x(toX(p))).y0(SIZE.top).y1(p => scales.y(toY(p.epsilon)));
  const lines = svg.select('.others').selectAll('path').data(shown, l => l.label);
  const points = part => part.map(([mass, epsilon]) => ({mass, epsilon}));
  lines.enter().append('path').attr('stroke-width', 2).merge(lines).raise()
    .attr('fill', l => l.fill || 'none').attr('fill-opacity', 0.55)
    .attr('stroke', l => l.colour).attr('stroke-dasharray', l => l.dash || null)
    .attr('d', l => l.parts.map(part => (l.fill ? excluded : line)(points(part))).join(''));
  lines.exit().remove();
  const named = svg.select('.others').selectAll('text').data(shown.filter(l => l.place), l => l.label);
  named.enter().append('text').attr('font-size', 14).attr('fill', '#404040').merge(named).raise()
    .attr('x', l => scales.x(toX({mass: l.place[0]}))).attr('y', l => scales.y(toY(l.place[1]))).text(l => l.label);
  named.exit().remove();
}

function drawLimit(svg) {
  const area = svg.select('.band').selectAll('path').data(band ? [band] : []);
  area.enter().append('path').attr('fill', '#0072b2').attr('opacity', 0.25).merge(area)
    .attr('d', d3.area().defined(p => Number.isFinite(p.low) && Number.isFinite(p.high)).x(p => scales.x(toX(p)))
      .y0(p => scales.y(toY(p.low))).y1(p => scales.y(toY(p.high))));
  area.exit().remove();
  const line = svg.select('.line').selectAll('path').data([points]);
  line.enter().append('path').attr('fill', 'none').attr('stroke', '#0072b2').attr('stroke-width', 3).merge(line)
    .attr('d', path(p => p.epsilon));
}

function limitsOfBand() {
  if (!state.band) return null;
  const e = current(), model = {spin: state.spin, alphaD: state.alphaD, ratio: state.ratio, splitting: state.splitting};
  const column = step => columnOf(e, state.threshold, state.shift + step);
  return points.map(p => {
    const both = [-state.band, state.band].map(step => limitOf(e, {...model, mass: p.mass}, column(step), state.exposure).epsilon);
    return {mass: p.mass, low: Math.min(p.epsilon, ...both), high: Math.max(p.epsilon, ...both)};
  });
}

// Masses up to where the limit is weaker than any that is of use, and all values of what is shown there.
function rescale() {
  const of_use = points.filter(p => p.epsilon < WEAKEST), masses = d3.extent(of_use.length ? of_use : points, p => p.mass);
  const beside = others().filter(l => !state.hidden.has(l.label)).map(l => l.parts).flat(2)
    .filter(([mass, epsilon]) => mass >= masses[0] && mass <= masses[1] && epsilon < WEAKEST).map(([, epsilon]) => epsilon);
  const [low, high] = d3.extent([...of_use.map(p => p.epsilon), ...beside]);
  scales = {
    x: d3.scaleLog().domain(masses.map(mass => toX({mass}))).range([SIZE.left, SIZE.width - SIZE.right]),
    y: d3.scaleLog().domain([toY(low || 1e-6) / 1.5, toY(high || 1e-2) * 1.2]).range([SIZE.height - SIZE.bottom, SIZE.top]),
  };
}

let chosen = null;

function point(x) {
  chosen = d3.scan(points, (a, b) => Math.abs(Math.log(toX(a) / x)) - Math.abs(Math.log(toX(b) / x)));
  showPoint();
}

function showPoint() {
  const readout = d3.select('#readout'), p = chosen === null ? null : points[Math.min(chosen, points.length - 1)];
  const mark = d3.select('#figure svg .pointer').selectAll('circle').data(p && finite(p) ? [p] : []);
  mark.enter().append('circle').attr('r', 6).attr('fill', '#d55e00').merge(mark).attr('cx', q => scales.x(toX(q))).attr('cy', q => scales.y(toY(q.epsilon)));
  mark.exit().remove();
  if (!p) return readout.text('Point at the figure, or focus it and use the arrow keys, to read values.');
  const counts = current().channels.map((c, i) => `N(${c.long_name}) = ${Number.isNaN(p.n[i]) ? 'not known' : format(p.n[i])}`);
  readout.text(`A′ of ${format(p.mass)} GeV, χ of ${format(p.mass * state.ratio)} GeV: ` +
    (finite(p) ? `ε_UP = ${p.epsilon.toExponential(3)}, y_UP = ${(state.alphaD * p.epsilon ** 2 * state.ratio ** 4).toExponential(3)}` : 'no signal') +
    `. At ε = 10⁻⁴: ${counts.join(', ')}.`);
}

// Of a grid of tables: each one's numbers for what is selected.
function tableLimits() {
  const e = current(), column = columnOf(e, state.threshold, state.shift);
  return (e.sectors || []).map(table => ({table, ...limitOf(e, {table}, column, state.exposure)}));
}

function showTables() {
  const e = current(), section = d3.select('#tables').style('display', e.sectors ? null : 'none');
  const cells = tableLimits().map(({table, n, epsilon}) => [table.name, format(table.norm), ...n.map(format), Number.isFinite(epsilon) ? epsilon.toExponential(3) : 'no signal']);
  const head = ['model', '∫ρ ds', ...e.channels.map(c => `N(${c.long_name})`), 'limit on ε'];
  const row = section.select('table').selectAll('tr').data(e.sectors ? [head, ...cells] : []);
  const cell = row.enter().append('tr').merge(row).selectAll('td, th').data((r, i) => r.map(text => ({text, head: i === 0})));
  cell.enter().append(d => document.createElement(d.head ? 'th' : 'td')).merge(cell).text(d => d.text);
  cell.exit().remove();
  row.exit().remove();
}

function refresh() {
  const e = current(), svg = d3.select('#figure svg');
  points = curve(columnOf(e, state.threshold, state.shift));
  band = limitsOfBand();
  rescale();
  drawAxes(svg);
  drawOthers(svg);
  drawLimit(svg);
  showControls();
  showPoint();
  showTables();
  const title = `${nameOf(e)}: ${state.spin}, αD = ${format(state.alphaD)}, r = ${format(state.ratio)}, threshold ` +
    `${format(e.thresholds[state.threshold])} GeV, scale ${percent(e.shifts[state.shift])}`;
  svg.select('title').text(title);
  d3.select('#what').text(`${e.kind === 'projection' ? 'Projection. ' : ''}${e.beam} beam of ${format(e.beam_energy)} GeV, ` +
    `exposure ${format(e.exposure)}. ${e.is_usual ? '' : `A′ is of the mediator ${e.mediator}, ε its coupling to electrons over e. `}${e.source}`);
}

// ---- Saving.

function save(name, type, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], {type}));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function csv() {
  const e = current();
  const head = [`# ${nameOf(e)}, ${PAGE.version}: ${state.spin}, alpha_D = ${state.alphaD}, r = ${state.ratio}, splitting = ${CURRENTS[state.spin].splits ? state.splitting : 0}, threshold ` +
                `${e.thresholds[state.threshold]} GeV, energy scale shift ${e.shifts[state.shift]}, exposure ${state.exposure * e.exposure}`,
                '# 90 % C.L., Eq. 7; events at epsilon = 1e-4',
                ['mA_GeV', 'epsilon_up', 'y_up', ...e.channels.map(c => `n_${c.name}`)].join(',')];
  const rows = points.map(p => [p.mass, finite(p) ? p.epsilon : 'nan', finite(p) ? state.alphaD * p.epsilon ** 2 * state.ratio ** 4 : 'nan',
                                ...p.n.map(x => Number.isNaN(x) ? 'nan' : x)].join(','));
  return [...head, ...rows].join('\n') + '\n';
}

function svgText() {
  return new XMLSerializer().serializeToString(document.querySelector('#figure svg'));
}

buildControls();
chooseExperiment(0);
buildFigure();
refresh();
window.addEventListener('resize', () => { buildFigure(); refresh(); });
d3.select('#csv').on('click', () => save(`${current().name}.csv`, 'text/csv', csv()));
d3.select('#svg').on('click', () => save(`${current().name}.svg`, 'image/svg+xml', svgText()));
d3.select('#provenance').text(PAGE.provenance);

// For scripts: events and limit of a model, curve's points, and how long a frame takes.
window.epscan = {
  state, refresh, csv, svgText,
  curve: () => points,
  limit: (spin, mass, alphaD, ratio, splitting = 0) => limitOf(current(), {spin, mass, alphaD, ratio, splitting},
                                                               columnOf(current(), state.threshold, state.shift), state.exposure),
  tables: () => tableLimits().map(({table, n, epsilon}) => ({name: table.name, n, epsilon})),
  frame: () => { const t = performance.now(); refresh(); return performance.now() - t; },
};
