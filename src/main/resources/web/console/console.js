import { Chart } from './chart.js';
import { Figures } from './figures.js';
import { ask, follow, list, nextPage, Refused, signIn, signOut, topicPath } from './hub.js';

const EVERY = 2000;
const MOST_CONNECTIONS = 5000;
const MOST_SHOWN = 200;
const MINUTE = 60_000;
const $ = (id) => document.getElementById(id);

let charts;
let looks = [];
let connections = [];
let generation = 0;
let subscription = null;

// ---- small things

function say(id, text, kind = '') {
  $(id).textContent = text;
  $(id).dataset.kind = kind;
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function button(text, label, className, action) {
  const made = element('button', text, className);
  made.type = 'button';
  made.setAttribute('aria-label', label);
  made.addEventListener('click', action);
  return made;
}

function row(...cells) {
  const made = element('tr');
  for (const cell of cells) {
    const td = element('td');
    td.append(cell.node ?? cell.text ?? cell);
    if (cell.number) td.className = 'number';
    if (cell.mono) td.className = 'mono';
    made.append(td);
  }
  return made;
}

const number = (value) => new Intl.NumberFormat('en', { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
const duration = (ms) => {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 2 * MINUTE) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 120 * MINUTE ? `${Math.round(ms / MINUTE)} min` : `${Math.round(ms / MINUTE / 60)} h`;
};
const size = (bytes) => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (bytes >= 1000 && unit < units.length - 1) { bytes /= 1000; unit++; }
  return `${bytes.toFixed(unit && bytes < 10 ? 1 : 0)} ${units[unit]}`;
};
const moment = (text) => new Date(text).toLocaleTimeString();

// ---- signing in and out

$('sign-in').addEventListener('submit', async (event) => {
  event.preventDefault();
  say('sign-in-error', '');
  signIn($('token').value.trim());
  try {
    await ask('connections?limit=1');
  } catch (e) {
    signOut();
    const why = e.status === 403 ? 'this token is not an operator’s' : e.status === 401 ? 'the hub does not take this token' : e.message;
    say('sign-in-error', why);
    return;
  }
  $('token').value = '';
  $('sign-in').hidden = true;
  $('console').hidden = $('sign-out').hidden = false;
  charts ??= {
    rates: new Chart($('rates'), ['published', 'delivered']),
    latencies: new Chart($('latencies'), ['median', '99 %']),
    streams: new Chart($('streams'), ['open']),
  };
  $('tab-overview').focus();
  run(++generation);
});

$('sign-out').addEventListener('click', () => leave('not signed in', 'wait'));

function leave(why, state) {
  signOut();
  generation++;
  subscription?.abort();
  connections = [];
  looks = [];
  Object.values(charts || {}).forEach((chart) => chart.clear());
  for (const id of ['connection-rows', 'topic-rows', 'history', 'received', 'nodes']) $(id).replaceChildren();
  $('try-token').value = '';
  $('console').hidden = $('sign-out').hidden = true;
  $('sign-in').hidden = false;
  $('state').textContent = why;
  $('state').dataset.state = state;
  $('token').focus();
}

// ---- looking again and again

async function run(mine) {
  while (mine === generation) {
    if (!document.hidden) {
      try {
        const said = await look(mine);
        if (mine !== generation) return;
        $('state').textContent = said;
        $('state').dataset.state = 'good';
      } catch (e) {
        if (mine !== generation) return;
        if (e instanceof Refused && (e.status === 401 || e.status === 403)) {
          leave('the token is good no more', 'bad');
          return;
        }
        $('state').textContent = 'the hub does not answer';
        $('state').dataset.state = 'bad';
      }
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
}

async function look(mine) {
  const [text, known] = await Promise.all([
    metrics(),
    list('connections', 'connections', MOST_CONNECTIONS),
  ]);
  if (mine !== generation) return;
  connections = known;
  showNodes();
  if (!$('connections').hidden) showConnections();
  if (text === null) return 'live, but /metrics is at another port';
  showFigures(new Figures(text, Date.now()));
  return 'live';
}

/** Null where they are not at this port (`tidings.management.port`). */
async function metrics() {
  try {
    return await (await ask('metrics', { headers: { Accept: 'text/plain' } })).text();
  } catch (e) {
    if (e.status === 404) return null;
    throw e;
  }
}

function showFigures(now) {
  const before = looks.at(-1);
  looks.push(now);
  looks = looks.filter((it) => now.at - it.at <= MINUTE);
  const open = now.sum('tidings_streams');
  $('open').textContent = number(open);
  $('transports').textContent = now.all('tidings_streams').map((it) => `${number(it.value)} ${it.labels.transport}`).sort().join(' · ');
  $('lag').textContent = duration(now.sum('tidings_lag_seconds') * 1000);
  $('slow').textContent = `${number(now.sum('tidings_streams_slow'))} slow · ${number(now.sum('tidings_streams_lagging'))} over a second`;
  $('log').textContent = now.sum('tidings_log_up') ? number(now.sum('tidings_log_events') || 0) : 'takes nothing';
  $('log-size').textContent = `events, ${size(now.sum('tidings_log_bytes') || 0)} · oldest ${duration((now.sum('tidings_log_oldest_seconds') || 0) * 1000)} ago`;
  if (!before) return;
  const published = now.rate('tidings_publications_total', before);
  const delivered = now.rate('tidings_deliveries_total', before);
  $('published').textContent = number(published);
  $('delivered').textContent = number(delivered);
  $('bytes').textContent = `events, ${size(now.rate('tidings_delivered_bytes_total', before))} a second`;
  const latency = now.quantile('tidings_delivery_seconds', 0.99, looks[0]);
  $('latency').textContent = latency === null ? '–' : duration(latency);
  charts.rates.add(now.at, [published, delivered]);
  charts.latencies.add(now.at, [0.5, 0.99].map((part) => now.quantile('tidings_delivery_seconds', part, before)));
  charts.streams.add(now.at, [open]);
}

function showNodes() {
  const nodes = new Map();
  for (const { node, behind } of connections) {
    const known = nodes.get(node) || { streams: 0, behind: 0 };
    nodes.set(node, { streams: known.streams + 1, behind: Math.max(known.behind, behind) });
  }
  $('node').textContent = nodes.size === 0 ? location.host : [...nodes.keys()].join(', ');
  $('nodes').replaceChildren(...[...nodes].sort().map(([node, { streams, behind }]) =>
    row(node, { text: number(streams), number: true }, { text: duration(behind), number: true })));
}

// ---- connections

function showConnections() {
  const wanted = $('find').value.trim().toLowerCase();
  const matching = connections.filter((it) =>
    !wanted || [it.id, it.subject ?? 'anybody', it.node, ...it.topics].some((text) => text.toLowerCase().includes(wanted)));
  $('connection-count').textContent = matching.length > MOST_SHOWN ? `the first ${MOST_SHOWN} of ${number(matching.length)}` : number(matching.length);
  const focused = document.activeElement?.dataset.key;
  $('connection-rows').replaceChildren(...matching.slice(0, MOST_SHOWN).map(connectionRow));
  if (focused) focusOn(focused);
}

/** Puts the focus back on a button of a row, or near it where the row is gone. */
function focusOn(key) {
  (document.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? $('find')).focus();
}

function connectionRow(it) {
  const actions = element('div', undefined, 'row');
  const end = button('Revoke', `Revoke connection ${it.id}`, 'small danger', () =>
    revoke(`connections/${encodeURIComponent(it.id)}`, `End this stream of ${it.subject ?? 'anybody'} and refuse its token?`));
  end.dataset.key = `end-${it.id}`;
  const why = button('Explain', `Explain for connection ${it.id}`, 'small', () => {
    $('explain-connection').value = it.id;
    $('explain-event').focus();
  });
  why.dataset.key = `why-${it.id}`;
  actions.append(end, why);
  if (it.subject !== null) {
    const all = button('Revoke all', `Revoke all of ${it.subject}`, 'small danger', () =>
      revoke(`connections?${new URLSearchParams({ subject: it.subject })}`, `End all streams of ${it.subject} and refuse all tokens issued up to now?`));
    all.dataset.key = `all-${it.id}`;
    actions.append(all);
  }
  return row(it.subject ?? 'anybody', it.topics.join(', '), it.transport, moment(it.since), { text: duration(it.behind), number: true }, { text: it.id, mono: true }, { node: actions });
}

$('find').addEventListener('input', showConnections);

async function revoke(path, question) {
  $('confirm-text').textContent = question;
  $('confirm').returnValue = 'no';
  const from = document.activeElement.dataset.key;
  $('confirm').showModal();
  await new Promise((resolve) => $('confirm').addEventListener('close', resolve, { once: true }));
  focusOn(from); // the row may have been made anew
  if ($('confirm').returnValue !== 'yes') return;
  try {
    const { ended } = await (await ask(path, { method: 'DELETE' })).json();
    say('explanation', `Revoked: ${ended} ended.`, 'good');
    connections = await list('connections', 'connections', MOST_CONNECTIONS);
    showConnections();
    focusOn(from);
  } catch (e) {
    say('explanation', `Not revoked: ${e.message}`, 'bad');
  }
}

$('explain').addEventListener('submit', async (event) => {
  event.preventDefault();
  const query = new URLSearchParams({ event: $('explain-event').value.trim(), connection: $('explain-connection').value.trim() });
  try {
    const found = await (await ask(`explain?${query}`)).json();
    const more = [found.topic && `topic ${found.topic}`, found.newer && `newer ${found.newer}`, found.ended && `ended ${found.ended}`].filter(Boolean);
    say('explanation', `${found.outcome}: ${found.detail}${more.length ? ` (${more.join(', ')})` : ''}.`, found.outcome === 'delivered' ? 'good' : '');
  } catch (e) {
    say('explanation', e.message, 'bad');
  }
});

// ---- topics and their history

let topicsBehind = null;

async function showTopics(path, keep) {
  try {
    const answer = await ask(path);
    const { topics } = await answer.json();
    topicsBehind = nextPage(answer);
    $('more-topics').hidden = !topicsBehind;
    const rows = topics.map((it) => row(
      { node: button(it.topic, `History of ${it.topic}`, 'small', () => { $('history-topic').value = it.topic; readHistory(); }) },
      { text: number(it.subscribers), number: true }, { text: number(it.events), number: true }));
    if (!keep) $('topic-rows').replaceChildren();
    $('topic-rows').append(...rows);
  } catch (e) {
    say('history-state', e.message, 'bad');
  }
}

$('more-topics').addEventListener('click', () => showTopics(topicsBehind, true));

let historyNext = null;

function readHistory() {
  $('history').replaceChildren();
  const query = new URLSearchParams({ limit: '100', since: $('history-since').value });
  return showHistory(`${topicPath($('history-topic').value.trim())}?${query}`);
}

async function showHistory(path) {
  try {
    const answer = await ask(path, { as: $('try-token').value.trim() || undefined });
    const { events } = await answer.json();
    historyNext = nextPage(answer);
    $('more-history').hidden = !historyNext;
    $('history').append(...events.map(eventItem));
    say('history-state', $('history').childElementCount ? `${$('history').childElementCount} events, oldest first` : 'Nothing is kept of that time.');
  } catch (e) {
    say('history-state', e.message, 'bad');
  }
}

$('history-form').addEventListener('submit', (event) => { event.preventDefault(); readHistory(); });
$('more-history').addEventListener('click', () => showHistory(historyNext));

function eventItem(event) {
  const item = element('li');
  const line = element('div', `${moment(event.time)} · ${event.topic}${event.event ? ` · ${event.event}` : ''} `);
  line.append(element('span', event.id, 'mono note'));
  item.append(line, element('pre', typeof event.data === 'string' ? event.data : JSON.stringify(event.data, null, 1)));
  return item;
}

// ---- trying

$('publish').addEventListener('submit', async (event) => {
  event.preventDefault();
  const data = $('publish-data').value;
  const type = $('publish-event').value.trim();
  const query = type ? `?${new URLSearchParams({ event: type })}` : '';
  try {
    const answer = await ask(`${topicPath($('publish-topic').value.trim())}${query}`, {
      method: 'POST', body: data, as: $('try-token').value.trim() || undefined,
      headers: { 'Content-Type': isJson(data) ? 'application/json' : 'text/plain; charset=utf-8' },
    });
    say('publish-state', `Published as ${(await answer.json()).id}`, 'good');
  } catch (e) {
    say('publish-state', e.message, 'bad');
  }
});

function isJson(text) {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

$('subscribe').addEventListener('submit', async (event) => {
  event.preventDefault();
  if (subscription) {
    subscription.abort();
    return;
  }
  const mine = new AbortController();
  subscription = mine;
  $('subscribe-button').textContent = 'Stop';
  $('received').replaceChildren();
  try {
    await follow($('subscribe-topic').value.trim(), $('try-token').value.trim(), {
      signal: mine.signal,
      state: (text) => say('subscribe-state', text, text === 'live' ? 'good' : ''),
      received: (it) => {
        $('received').prepend(eventItem(it));
        while ($('received').childElementCount > MOST_SHOWN) $('received').lastElementChild.remove();
      },
    });
    say('subscribe-state', 'stopped');
  } catch (e) {
    say('subscribe-state', e.message, 'bad');
  } finally {
    subscription = null;
    $('subscribe-button').textContent = 'Subscribe';
  }
});

// ---- views

const tabs = [...document.querySelectorAll('[role=tab]')];

function show(tab) {
  for (const each of tabs) {
    const chosen = each === tab;
    each.setAttribute('aria-selected', `${chosen}`);
    each.tabIndex = chosen ? 0 : -1;
    $(each.getAttribute('aria-controls')).hidden = !chosen;
  }
  if (tab.id === 'tab-connections') showConnections();
  if (tab.id === 'tab-topics') showTopics('topics?limit=100', false);
}

tabs.forEach((tab, i) => {
  tab.addEventListener('click', () => show(tab));
  tab.addEventListener('keydown', (event) => {
    const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    next.focus();
    show(next);
  });
});

$('token').focus();
