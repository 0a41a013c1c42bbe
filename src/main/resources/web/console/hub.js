// What the console asks the hub. The token stays in this module's memory and goes into a header, never into a URL.
import { subscribe } from './tidings.js';

let token = '';

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export function signIn(value) {
  token = value;
}

export function signOut() {
  token = '';
}

export async function ask(path, { method = 'GET', headers = {}, body, as = token, signal } = {}) {
  const bearer = as ? { Authorization: `Bearer ${as}` } : {};
  const answer = await fetch(path, {
    method, body, signal, headers: { ...bearer, ...headers }, cache: 'no-store', credentials: 'omit', redirect: 'error',
  });
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Refused(answer.status, problem.detail || `the hub answered ${answer.status}`);
  }
  return answer;
}

export const topicPath = (topic) => `topics/${topic.split('/').map(encodeURIComponent).join('/')}`;

// All the pages of a list, up to a bound.
export async function list(path, name, most) {
  const items = [];
  let next = `${path}?limit=1000`;
  while (next && items.length < most) {
    const answer = await ask(next);
    items.push(...(await answer.json())[name]);
    next = nextPage(answer);
  }
  return items;
}

export function nextPage(answer) {
  const link = /^<\/?([^>]+)>; rel="next"$/.exec(answer.headers.get('Link') || '');
  return link ? link[1] : null;
}

// Calls `received` with each event until `signal` says stop; throws what coming back cannot cure.
export async function follow(filter, as, { received, state, signal }) {
  const stream = subscribe(new URL('.', document.baseURI), {
    topics: filter, token: as || token, signal, share: false, remember: false, credentials: 'omit',
    onGap: () => state('some events are gone'),
  });
  stream.observe((it) => state(describe(it)));
  for await (const event of stream) received(event);
}

function describe({ phase, transport, reason }) {
  if (phase === 'open') return transport === 'poll' ? 'live, by polling' : 'live';
  if (phase === 'waiting') return reason ? `reconnecting: ${reason}` : 'reconnecting';
  return phase === 'closed' ? 'stopped' : 'connecting';
}
