// Page parameters: `topic` (repeatable) for other topics than this machine's figures, `token` where
// they need one, and `event` (repeatable) for the event types of theirs: an EventSource delivers a
// named event only to those who listen for its name.

const SILENT_AFTER = 5_000;
const CHART_SPAN = 120_000;
const CHART_GAP = 2_500;
const MAX_ROWS = 50;
const MAX_TEXT = 500;

const $ = (id) => document.getElementById(id);

// --- the stream ---

const token = takeToken();
const parameters = new URLSearchParams(location.search);
const topics = parameters.getAll('topic');
const showsFigures = topics.length === 0;
if (showsFigures) topics.push('metrics/*');

let source = null;
let opened = false;
let opens = 0;
let count = 0;
let lastId = '';
let lastHeard = 0;
let goodbye = '';

/** A token in the address bar ends up in bookmarks, histories and screenshots. */
function takeToken() {
  const url = new URL(location);
  const value = url.searchParams.get('token');
  if (value !== null) {
    url.searchParams.delete('token');
    history.replaceState(null, '', url);
  }
  return value;
}

function topicQuery() {
  return new URLSearchParams(topics.map((topic) => ['topic', topic]));
}

function streamUrl() {
  const query = topicQuery();
  if (token) query.set('token', token);
  // When the browser reconnects, it sends Last-Event-ID; a new EventSource knows of no last event.
  if (lastId) query.set('lastEventId', lastId);
  return `/stream?${query}`;
}

function connect() {
  opened = false;
  goodbye = '';
  source = new EventSource(streamUrl());
  source.addEventListener('open', onOpen);
  source.addEventListener('error', showState);
  for (const type of ['message', ...Object.keys(gauges), ...parameters.getAll('event')]) {
    source.addEventListener(type, onEvent);
  }
  source.addEventListener('tidings.gap', onGap);
  source.addEventListener('tidings.bye', onBye);
  showState();
}

function disconnect() {
  source.close();
  source = null;
  showState();
}

function onOpen(event) {
  if (isPublished(event)) return;
  opened = true;
  opens += 1;
  goodbye = '';
  lastHeard = Date.now();
  $('reconnections').textContent = opens - 1;
  showState();
}

function onEvent(event) {
  if (!isPublished(event)) return;
  const { type, data, lastEventId } = event;
  const time = timeOf(lastEventId);
  lastHeard = Date.now();
  lastId = lastEventId;
  count += 1;
  $('last-id').textContent = lastId || '–';
  $('count').textContent = count;
  addRow([clock(time), lastId, type, data]);
  gauges[type]?.(parse(data), time);
  showState();
}

/** Anyone may publish events of the types `open` and `error`, which are the browser's own as well. */
function isPublished(event) {
  return event instanceof MessageEvent;
}

function onGap({ data }) {
  const { requested, oldest } = parse(data);
  const text = `some events are no longer kept: asked for those after ${requested}, the oldest is ${oldest}`;
  addRow([clock(hubNow()), '', 'tidings.gap', text], 'notice');
}

function onBye({ data }) {
  const { reason = 'no reason given' } = parse(data);
  goodbye = `: the hub ended the stream (${reason})`;
}

/** Anyone may publish under these names, hence neither JSON nor an object is a matter of course. */
function parse(data) {
  try {
    return JSON.parse(data) ?? {};
  } catch {
    return {};
  }
}

// --- the state ---

function describeState() {
  switch (source?.readyState) {
    case EventSource.CONNECTING:
      return opened ? `reconnecting${goodbye}` : 'connecting';
    case EventSource.OPEN:
      // Figures come every second; other topics may well be quiet.
      return showsFigures && Date.now() - lastHeard > SILENT_AFTER ? 'live, but silent' : 'live';
    case EventSource.CLOSED:
      // The browser gives up after any answer but a 200 with an event stream, and does not say which.
      return `closed${goodbye || ': the hub refused the stream'}`;
    default:
      return 'closed';
  }
}

function showState() {
  const state = describeState();
  // A screen reader announces every write, even of the same text.
  if ($('state').textContent === state && document.body.dataset.state) return;
  $('state').textContent = state;
  document.body.dataset.state = state === 'live, but silent' ? 'silent' : state.match(/^\w+/)[0];
  const closed = state.startsWith('closed');
  $('connect').disabled = !closed;
  $('disconnect').disabled = closed;
}

// --- time: that of the hub, whose clock need not agree with this one ---

let skew = -Infinity;

/** An id is `<milliseconds>-<sequence>`. The least delayed event tells best how the clocks differ. */
function timeOf(id) {
  const time = Number.parseInt(id, 10);
  if (Number.isNaN(time)) return hubNow();
  skew = Math.max(skew, time - Date.now());
  return time;
}

function hubNow() {
  return Date.now() + (Number.isFinite(skew) ? skew : 0);
}

function clock(time) {
  return new Date(time).toLocaleTimeString('en', { hourCycle: 'h23' });
}

// --- the gauges ---

const series = { cpu: [], memory: [], received: [], sent: [] };

const gauges = {
  // a published type may be any word, also that of a method
  __proto__: null,
  cpu({ load, cores }, time) {
    if (!record('cpu', time, load)) return;
    $('cpu').textContent = percent(load);
    $('cpu-note').textContent = cores === 1 ? '1 core' : `${cores} cores`;
    $('cpu-bar').style.setProperty('--share', load);
  },
  memory({ total, used }, time) {
    if (!record('memory', time, used / total)) return;
    $('memory').textContent = `${bytes(used)} / ${bytes(total)}`;
    $('memory-note').textContent = `${percent(used / total)} used`;
    $('memory-bar').style.setProperty('--share', used / total);
  },
  network({ received, sent }, time) {
    if (!record('received', time, received) || !record('sent', time, sent)) return;
    $('network').textContent = `${bytes(received)}/s in\n${bytes(sent)}/s out`;
  },
};

function record(name, time, value) {
  if (!Number.isFinite(value)) return false;
  const points = series[name];
  points.push({ time, value });
  while (points[0].time < time - CHART_SPAN - CHART_GAP) points.shift();
  $('figures').hidden = false;
  return true;
}

/** Not every system counts its traffic; the first figures of the others tell that it should be here. */
function showMissingNetwork() {
  const since = series.cpu[0]?.time ?? Infinity;
  if (series.received.length === 0 && hubNow() - since > SILENT_AFTER) {
    $('network').textContent = 'not available on this system';
  }
}

function percent(share) {
  return `${Math.round(share * 100)}%`;
}

function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(Math.floor(Math.log2(Math.max(value, 1)) / 10), units.length - 1);
  const scaled = value / 1024 ** power;
  return `${scaled.toFixed(power > 0 && scaled < 100 ? 1 : 0)} ${units[power]}`;
}

// --- the charts ---

function drawCharts() {
  drawChart($('chart'), { cpu: 2, memory: 2 }, 1, percent);
  const peak = Math.max(1024, ...[...series.received, ...series.sent].map(({ value }) => value));
  // Both are the same on a machine that talks to itself only: the wider one stays to be seen.
  drawChart($('network-chart'), { received: 5, sent: 2 }, 2 ** Math.ceil(Math.log2(peak)), (value) => `${bytes(value)}/s`);
}

/** Draws a line of the given width for each name. */
function drawChart(canvas, lines, top, label) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const style = getComputedStyle(canvas);
  const context = canvas.getContext('2d');
  // To set the size also clears the canvas, and follows the window and its zoom.
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  context.scale(devicePixelRatio, devicePixelRatio);

  // A figure comes once a second: the last one stays beyond the edge until the line to the next is there.
  const end = hubNow() - 1_100;
  const x = (time) => width * (1 - (end - time) / CHART_SPAN);
  const y = (value) => height - 2 - (height - 20) * (value / top);

  context.fillStyle = style.getPropertyValue('--line');
  for (const value of [0, top / 2, top]) context.fillRect(0, Math.round(y(value)), width, 1);

  context.lineJoin = context.lineCap = 'round';
  for (const [name, lineWidth] of Object.entries(lines)) {
    context.lineWidth = lineWidth;
    context.strokeStyle = style.getPropertyValue(`--${name}`);
    context.beginPath();
    let previous = -Infinity;
    for (const { time, value } of series[name]) {
      const joined = time >= previous && time - previous < CHART_GAP;
      if (!joined) context.moveTo(x(time), y(value));
      context.lineTo(x(time), y(value));
      previous = time;
    }
    context.stroke();
  }

  // Last and with a rim, to be read even where a line runs across.
  context.font = `12px ${style.fontFamily}`;
  context.fillStyle = style.getPropertyValue('--muted');
  context.strokeStyle = style.getPropertyValue('--card');
  context.lineWidth = 4;
  for (const value of [top / 2, top]) {
    context.strokeText(label(value), 0, y(value) - 4);
    context.fillText(label(value), 0, y(value) - 4);
  }
}

// --- the list ---

let held = null;

function addRow(texts, className = '') {
  const row = document.createElement('tr');
  row.className = className;
  for (const text of texts) {
    row.insertCell().textContent = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  }
  if (held) held = [row, ...held].slice(0, MAX_ROWS);
  else showRows([row]);
}

function showRows(rows) {
  $('events').prepend(...rows);
  while ($('events').rows.length > MAX_ROWS) $('events').lastElementChild.remove();
}

function togglePause() {
  if (held) showRows(held);
  held = held ? null : [];
  $('pause').textContent = held ? 'Resume' : 'Pause';
}

// --- the page ---

const calm = matchMedia('(prefers-reduced-motion: reduce)');

/** Ten times a second looks smooth; every frame would be load on the machine whose load this shows. */
function tick() {
  showState();
  showMissingNetwork();
  drawCharts();
  setTimeout(tick, calm.matches ? 1_000 : 100);
}

function curlCommand() {
  // The form of a query also quotes what would end the quotes of the shell.
  const query = topicQuery().toString().replaceAll('%2F', '/');
  const header = token ? " -H 'Authorization: Bearer <token>'" : '';
  return `curl -N${header} '${location.origin}/stream?${query}'`;
}

async function copyCommand() {
  await navigator.clipboard.writeText($('curl').textContent);
  $('copy').textContent = 'Copied';
  setTimeout(() => { $('copy').textContent = 'Copy'; }, 2_000);
}

// The button just pressed is disabled by it, and would take the keyboard's place on the page along.
$('connect').addEventListener('click', () => { connect(); $('disconnect').focus(); });
$('disconnect').addEventListener('click', () => { disconnect(); $('connect').focus(); });
// The browser keeps a page that was left, and its stream, for the way back; of six such streams to one
// hub (HTTP/1.1) it opens no seventh, and no further page.
addEventListener('pagehide', () => source?.close());
addEventListener('pageshow', ({ persisted }) => { if (persisted && source) connect(); });
$('pause').addEventListener('click', togglePause);
$('copy').addEventListener('click', copyCommand);
$('copy').hidden = !navigator.clipboard;
$('curl').textContent = curlCommand();
$('figures').hidden = !showsFigures;

connect();
tick();
