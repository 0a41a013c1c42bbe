// What the three pages have in common: whose page it is, tokens, publishing, and the controls at the top.

const USERS = ['alice', 'bob', 'carol'];
const SHARED = Boolean(navigator.locks && globalThis.BroadcastChannel);

export const $ = (id) => document.getElementById(id);

/** Whose page this is: `?user=bob`. In an application that is known from the log-in. */
const asked = new URLSearchParams(location.search).get('user');
export const user = USERS.includes(asked) ? asked : USERS[0];

export const nameOf = (who) => (USERS.includes(who) ? who[0].toUpperCase() + who.slice(1) : 'Somebody');

/** A token of that user for five minutes. In an application this is a request to its own back end. */
export async function token(whose = user) {
  const answer = await fetch(`/examples/token?user=${whose}`);
  if (!answer.ok) throw new Error(`no token: ${answer.status}`);
  return answer.text();
}

/** Publishes as that user. In an application a back end does this, which knows who may say what. */
export async function publish(topic, event, data, as = user) {
  const answer = await fetch(`/topics/${topic}?event=${event}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${await token(as)}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(data),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.detail ?? said.title);
  return said.id;
}

/** What somebody has published need not have the form that this page expects: text of a length that can be shown. */
export const text = (value, most = 300) => String(value ?? '').slice(0, most);

export const clock = (time) =>
  new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/**
 * Opens the stream, shows how it fares, and has the buttons do what they say.
 *
 * @param open is given the id of the last event, or none, and gives a subscription that goes on behind it
 */
export function keepOpen(open) {
  let stream = null;
  let lastEventId;

  function goOnline() {
    stream = open(lastEventId);
    stream.observe(show);
  }

  function goOffline() {
    lastEventId = stream.state.lastEventId || undefined;
    stream.close();
    stream = null;
    show({ phase: 'offline' });
  }

  $('drop').addEventListener('click', () => stream?.drop());
  $('offline').addEventListener('click', () => (stream ? goOffline() : goOnline()));
  goOnline();
}

function show(state) {
  const { phase, leads } = state;
  const borrowed = SHARED && phase === 'open' && !leads;
  const said = describe(state) + (borrowed ? ', by another tab' : '');
  // A screen reader announces every write, even of the same text.
  if ($('state').textContent !== said) $('state').textContent = said;
  document.body.dataset.phase = phase;
  $('drop').disabled = phase !== 'open' || borrowed;
  $('drop').title = borrowed ? 'Another tab holds the connection' : '';
  $('offline').textContent = phase === 'offline' ? 'Go online' : 'Go offline';
  $('offline').setAttribute('aria-pressed', phase === 'offline');
  $('offline').disabled = phase === 'closed';
}

function describe({ phase, transport, error }) {
  switch (phase) {
    case 'open':
      return transport === 'poll' ? 'Live, by polling' : 'Live';
    case 'waiting':
      return 'Reconnecting';
    case 'offline':
      return 'Offline';
    case 'closed':
      return `Closed: ${error?.message ?? 'for good'}`;
    default:
      return 'Connecting';
  }
}
