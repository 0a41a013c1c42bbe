// Clocks of computers are set, and stand still while they sleep. The hub is the test's; the date is set by the test.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { subscribe } from '../../main/client/tidings.js';
import { event, hub, open, until } from './hub.mjs';

const DAY = 86_400_000;
const now = Date.now;
const opened = [];
afterEach(() => {
  Date.now = now;
  return Promise.all(opened.splice(0).map((it) => it.close()));
});

const jump = (by) => (Date.now = () => now() + by);

async function given(answer, options = {}) {
  const server = await hub(answer);
  const stream = subscribe(server.url, { topics: 'a', remember: false, longestDelay: 50, ...options });
  const events = [];
  stream.on('*', (it) => events.push(it.data));
  opened.push(stream, server);
  await until(() => stream.state.phase === 'open');
  return { server, stream, events };
}

for (const [where, by] of Object.entries({ back: -DAY, forward: DAY })) {
  test(`a clock that is set ${where} does not have a dead connection taken for one that lives`, async () => {
    const { server } = await given((_, response) => open(response, { 'Tidings-Heartbeat': '50' }));
    jump(by);
    await until(() => server.requests.length === 2, 'a second connection');
    await until(() => server.requests.length === 3, 'a third, by the clock as it is now');
  });

  test(`a clock that is set ${where} costs no event and doubles none`, async () => {
    const responses = [];
    const { events } = await given((_, response, number) => {
      open(response, { 'Tidings-Heartbeat': '400' });
      const heartbeat = setInterval(() => response.write(': \n\n'), 50);
      response.on('close', () => clearInterval(heartbeat));
      if (number > 1) response.write(event('2-0', 1)); // has been handed on already
      responses.push(response);
    });
    responses[0].write(event('2-0', 1));
    await until(() => events.length === 1);
    jump(by);
    await new Promise((resolve) => setTimeout(resolve, 1_200)); // until it has looked whether the connection is alive
    await until(() => responses.at(-1).writable);
    responses.at(-1).write(event('3-0', 2));
    await until(() => events.length === 2);
    assert.deepEqual(events, [1, 2]);
    assert.ok(responses.length <= (by > 0 ? 2 : 1), `${responses.length} connections`);
  });

  test(`a clock that is set ${where} does not put off the renewal of a token`, async () => {
    let expire;
    const { server, stream } = await given((asked, response) => {
      if (asked.method === 'POST') return response.writeHead(200).end('{}');
      open(response);
      expire = () => response.write('event: tidings.expiring\ndata: {"connection":"c1","expiresIn":60}\n\n');
    }, { token: (why) => (why === 'expiring' ? 'fresh' : 'old') });
    jump(by);
    expire();
    await until(() => server.requests.some((it) => it.path === '/connections/c1/token' && it.token === 'fresh'));
    assert.equal(stream.state.phase, 'open');
  });
}

test('a clock that is set back does not keep a stream at polling', async () => {
  let heldBack = true;
  const { stream } = await given((asked, response) => {
    if (asked.accept === 'application/json') {
      return setTimeout(() => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"events":[],"lastEventId":"1-0"}'), 20);
    }
    if (heldBack) return response.writeHead(200, { 'Content-Type': 'text/event-stream' }); // and nothing
    return open(response);
  }, { openingTimeout: 50, tryStreaming: 300 });
  assert.equal(stream.state.transport, 'poll');
  heldBack = false;
  jump(-DAY);
  await until(() => stream.state.transport === 'stream', 'streaming');
});
