// What the console asks the hub. The token stays in this module's memory and goes into a header, never into a URL.

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

// Calls `received` with each envelope until `signal` says stop; comes back by itself, behind the last event.
export async function follow(filter, as, { received, state, signal }) {
  let last = '';
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      state('connecting');
      const query = new URLSearchParams({ topic: filter });
      if (last) query.set('lastEventId', last);
      const answer = await ask(`stream?${query}`, { headers: { Accept: 'application/x-ndjson' }, as: as || token, signal });
      state('live');
      for await (const line of lines(answer.body)) {
        failures = 0;
        const entry = JSON.parse(line);
        last = entry.id || entry.lastEventId || last;
        if (entry.id) received(entry);
        if (entry.gap) state('some events are gone');
        if (entry.bye) state(`the hub ended the stream: ${entry.bye.reason}`);
      }
    } catch (e) {
      if (signal.aborted) return;
      if (e instanceof Refused && e.status < 500 && e.status !== 429) throw e;
    }
    if (!signal.aborted) {
      state('reconnecting');
      await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(15000, 1000 * 2 ** failures)));
    }
  }
}

async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split('\n');
    rest = parts.pop();
    yield* parts.filter(Boolean);
  }
}
