import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { subscribe, TidingsError } from '../../main/client/tidings.js';
import { bye, event, hub, open, until } from './hub.mjs';

const opened = [];
afterEach(() => Promise.all(opened.splice(0).map((it) => it.close())));

async function given(answer, options = {}) {
  const server = await hub(answer);
  const stream = subscribe(server.url, { topics: 'a', remember: false, longestDelay: 50, ...options });
  const events = [];
  stream.on('*', (it) => events.push(it.data));
  opened.push(stream, server);
  return { server, stream, events };
}

test('events come to those who listen for their type or their topic', async () => {
  const { stream, events } = await given((_, response) => {
    open(response);
    response.write(event('2-0', 1) + event('3-0', { a: 2 }, { event: 'goal', topic: 'news/sport' }));
  }, { topics: ['a', 'news/**'] });
  const goals = [], sport = [], others = [];
  stream.on('goal', (it) => goals.push(it)).on('message', (it) => others.push(it)).onTopic('news/*', (it) => sport.push(it));
  await until(() => events.length === 2);
  assert.equal(goals.length, 1);
  assert.equal(goals[0].topic, 'news/sport');
  assert.deepEqual(sport, goals);
  assert.equal(others[0].data, 1);
  assert.equal(stream.state.phase, 'open');
  assert.equal(stream.state.transport, 'stream');
  assert.equal(stream.state.lastEventId, '3-0');
});

test('a broken stream goes on behind the last event, and nothing is handed on twice', async () => {
  const { server, events } = await given((asked, response, number) => {
    open(response);
    response.write(event('2-0', 1));
    if (number > 1) response.write(event('3-0', 2));
    if (number < 3) setTimeout(() => response.destroy(), 20);
  });
  await until(() => server.requests.length === 3);
  await until(() => events.length === 2);
  assert.deepEqual(events, [1, 2]);
  assert.equal(server.requests[1].query.get('lastEventId'), '2-0');
  assert.equal(server.requests[2].query.get('lastEventId'), '3-0');
});

test('a drop before the first event goes on where the stream was opened', async () => {
  const { server } = await given((_, response, number) => {
    open(response);
    if (number === 1) setTimeout(() => response.destroy(), 20);
  });
  await until(() => server.requests.length === 2);
  assert.equal(server.requests[1].query.get('lastEventId'), '1-0');
});

for (const [what, answer] of Object.entries({
  'answers HTML': (response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>Log in'),
  'answers 200 and nothing': (response) => response.writeHead(200).end(),
  'answers 500': (response) => response.writeHead(500).end('oops'),
  'breaks off': (response) => response.destroy(),
})) {
  test(`a hub that ${what} is asked again, and the page is not told that it is connected`, async () => {
    const states = [];
    const { server, stream, events } = await given((_, response, number) => {
      if (number <= 4) return answer(response);
      open(response);
      response.write(event('2-0', 'at last'));
    });
    stream.observe((it) => states.push(it.phase));
    await until(() => events.length === 1);
    assert.equal(server.requests.length, 5);
    assert.equal(states.indexOf('open'), states.lastIndexOf('open'));
  });
}

test('a redirect to a page to log in is no stream', async () => {
  const { events } = await given((asked, response, number) => {
    if (asked.path === '/login') return response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>Log in');
    if (number < 4) return response.writeHead(302, { Location: '/login' }).end();
    open(response);
    response.write(event('2-0', 'in'));
  });
  await until(() => events.length === 1);
});

for (const status of [400, 403]) {
  test(`${status} ends the stream with what the hub has said`, async () => {
    const { server, stream } = await given((_, response) =>
      response.writeHead(status, { 'Content-Type': 'application/problem+json' }).end('{"detail":"may not"}'));
    await until(() => stream.state.phase === 'closed');
    assert.ok(stream.state.error instanceof TidingsError);
    assert.equal(stream.state.error.status, status);
    assert.equal(stream.state.error.message, 'may not');
    await assert.rejects(async () => { for await (const _ of stream); }, TidingsError);
    assert.equal(server.requests.length, 1);
  });
}

test('what the hub answers where a redirect has led to ends nothing', async () => {
  const { stream, events } = await given((asked, response, number) => {
    if (asked.path === '/login') {
      return response.writeHead(404, { 'Content-Type': 'application/problem+json' }).end('{"detail":"nothing here"}');
    }
    if (number < 4) return response.writeHead(302, { Location: '/login' }).end();
    open(response);
    return response.write(event('2-0', 'at last'));
  });
  await until(() => events.length === 1);
  assert.equal(stream.state.phase, 'open');
});

for (const status of [400, 401, 403, 404, 406]) {
  test(`${status} that is not the hub's own answer ends nothing`, async () => {
    const { server, stream, events } = await given((_, response, number) => {
      if (number < 4) return response.writeHead(status, { 'Content-Type': 'text/html' }).end('<p>Log in');
      open(response);
      return response.write(event('2-0', 'at last'));
    }, { token: 'one' });
    await until(() => events.length === 1);
    assert.equal(server.requests.length, 4);
    assert.equal(stream.state.error, null);
  });
}

test('where there may be no channel between tabs each has a connection of its own', async () => {
  const Channel = globalThis.BroadcastChannel;
  globalThis.BroadcastChannel = class { constructor() { throw new DOMException('no', 'SecurityError'); } };
  try {
    const { stream } = await given((_, response) => open(response));
    await until(() => stream.state.phase === 'open');
  } finally {
    globalThis.BroadcastChannel = Channel;
  }
});

test('a token that is not taken is asked for again', async () => {
  const whys = [];
  const { server, events } = await given((asked, response) => {
    if (asked.token !== 'good') return response.writeHead(401).end();
    open(response);
    response.write(event('2-0', 1));
  }, { token: (why) => (whys.push(why), why === 'refused' ? 'good' : 'bad') });
  await until(() => events.length === 1);
  assert.deepEqual(whys, ['first', 'refused']);
  assert.equal(server.requests.length, 2);
});

test('a token that cannot be had at present is asked for again later', async () => {
  let asked = 0;
  const { events } = await given((_, response) => {
    open(response);
    response.write(event('2-0', 1));
  }, { token: () => { if (++asked < 3) throw new Error('away'); return 'good'; } });
  await until(() => events.length === 1);
});

test('a ticket goes into the address', async () => {
  const { server } = await given((_, response) => open(response), { token: 'tkt1_abc' });
  await until(() => server.requests.length === 1);
  assert.equal(server.requests[0].query.get('ticket'), 'tkt1_abc');
  assert.equal(server.requests[0].token, undefined);
});

test('before its token expires a stream is renewed and stays', async () => {
  const { server, stream } = await given((asked, response) => {
    if (asked.method === 'POST') return response.writeHead(200).end('{}');
    open(response);
    response.write('event: tidings.expiring\ndata: {"connection":"c1","expiresIn":60}\n\n');
  }, { token: (why) => (why === 'expiring' ? 'fresh' : 'old') });
  await until(() => server.requests.length === 2);
  assert.equal(server.requests[1].path, '/connections/c1/token');
  assert.equal(server.requests[1].token, 'fresh');
  assert.equal(stream.state.phase, 'open');
});

test('who is told that the token has expired comes back at once with another', async () => {
  let tokens = 0;
  const { server } = await given((_, response, number) => {
    open(response);
    if (number === 1) response.end(bye('expired', 60_000));
  }, { token: () => `t${++tokens}` });
  await until(() => server.requests.length === 2);
  assert.deepEqual(server.requests.map((it) => it.token), ['t1', 't2']);
});

test('a hub that stops says when to come back', async () => {
  const started = Date.now();
  const { server } = await given((_, response, number) => {
    open(response);
    if (number === 1) response.end(bye('drain', 300));
  });
  await until(() => server.requests.length === 2);
  assert.ok(Date.now() - started >= 290);
});

test('who is told to come back later by a status does', async () => {
  const started = Date.now();
  const { server } = await given((_, response, number) => {
    if (number === 1) response.writeHead(503, { 'Retry-After': '1' }).end();
    else open(response);
  });
  await until(() => server.requests.length === 2);
  assert.ok(Date.now() - started >= 990);
});

test('a stream that somebody else has taken over does not take it back', async () => {
  const { server, stream } = await given((_, response) => (open(response), response.end(bye('replaced', 3_600_000))));
  await until(() => stream.state.phase === 'closed');
  assert.match(stream.state.error.message, /ticket/);
  assert.equal(server.requests.length, 1);
});

test('a silent connection is dead', async () => {
  const { server } = await given((_, response) => open(response, { 'Tidings-Heartbeat': '20' }), { openingTimeout: 100 });
  await until(() => server.requests.length === 2, 'a second connection');
});

test('where a stream is held back on its way events come by polling, until it is not', async () => {
  const polls = [];
  let heldBack = true;
  const { stream, events } = await given((asked, response) => {
    if (asked.accept !== 'application/json') {
      if (!heldBack) open(response);
      else response.writeHead(200, { 'Content-Type': 'text/event-stream' }); // and nothing
      return undefined;
    }
    polls.push(asked.query.get('lastEventId'));
    const id = `${polls.length + 1}-0`;
    if (polls.length > 3) return undefined;
    const one = JSON.parse(event(id, polls.length).match(/data: (.*)/)[1]);
    return response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ events: [one], lastEventId: id }));
  }, { openingTimeout: 50, tryStreaming: 500 });
  await until(() => events.length === 3);
  assert.deepEqual(events, [1, 2, 3]);
  assert.deepEqual(polls.slice(0, 3), [null, '2-0', '3-0']);
  assert.equal(stream.state.transport, 'poll');
  heldBack = false;
  await new Promise((resolve) => setTimeout(resolve, 500)); // until it is to be tried again
  stream.drop();
  await until(() => stream.state.transport === 'stream', 'streaming');
});

test('polling is told to work before a quiet topic has anything to say', async () => {
  const waits = [];
  const { stream } = await given((asked, response) => {
    if (asked.accept !== 'application/json') return response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    waits.push(Number(asked.query.get('wait')));
    if (waits.length > 1) return undefined; // quiet
    return response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"events":[],"lastEventId":"1-0"}');
  }, { openingTimeout: 50 });
  await until(() => stream.state.phase === 'open' && waits.length === 2);
  assert.deepEqual(waits, [1, 25]);
});

test('what is lost for good is told', async () => {
  const gaps = [];
  await given((_, response) => {
    open(response);
    response.write('event: tidings.gap\ndata: {"requested":"0-1","oldest":"5-0"}\n\n');
  }, { onGap: (gap) => gaps.push(gap) });
  await until(() => gaps.length === 1);
  assert.deepEqual(gaps[0], { requested: '0-1', oldest: '5-0' });
});

test('events can be iterated over until the stream is closed', async () => {
  const { stream } = await given((_, response) => {
    open(response);
    response.write(event('2-0', 1) + event('3-0', 2));
  });
  const seen = [];
  for await (const it of stream) {
    seen.push(it.data);
    if (seen.length === 2) stream.close();
  }
  assert.deepEqual(seen, [1, 2]);
});

test('an abort signal ends it', async () => {
  const abort = new AbortController();
  const { server, stream } = await given((_, response) => open(response), { signal: abort.signal });
  await until(() => stream.state.phase === 'open');
  abort.abort();
  assert.equal(stream.state.phase, 'closed');
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(server.requests.length, 1);
});

test('a handler that fails keeps nothing from the others', async () => {
  globalThis.reportError = () => {};
  const seen = [];
  const { stream } = await given((_, response) => {
    open(response);
    response.write(event('2-0', 1));
  });
  stream.on('message', () => { throw new Error('oops'); }).on('message', (it) => seen.push(it.data));
  await until(() => seen.length === 1);
});

test('ten thousand events at once leave room for the page', async () => {
  let turns = 0;
  const { events } = await given((_, response) => {
    open(response);
    response.write(Array.from({ length: 10_000 }, (_, i) => event(`${i + 2}-0`, i)).join(''));
  });
  const turn = setInterval(() => turns++, 1);
  await until(() => events.length === 10_000);
  clearInterval(turn);
  assert.deepEqual(events, Array.from({ length: 10_000 }, (_, i) => i));
  assert.ok(turns > 3, `${turns} turns`);
});
