// A hub that does what a test says, which a real one would not. (Real ones are met in real browsers.)
import { createServer } from 'node:http';

export async function hub(answer) {
  const requests = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://hub');
    const asked = {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      accept: request.headers.accept,
      token: request.headers.authorization?.replace('Bearer ', ''),
    };
    requests.push(asked);
    answer(asked, response, requests.length);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    close: () => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve))),
  };
}

export function open(response, headers = {}) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Tidings-Connection': 'c1', ...headers });
  response.write('retry: 100\n: tidings\nid: 1-0\n\n');
}

export const event = (id, data, changes = {}) => {
  const { event: type, topic = 'a' } = changes;
  const envelope = { id, topic, event: type ?? null, time: '2026-01-01T00:00:00Z', contentType: 'application/json', data };
  return `id: ${id}\n${type ? `event: ${type}\n` : ''}data: ${JSON.stringify(envelope)}\n\n`;
};

export const bye = (reason, retry) => `retry: ${retry}\nevent: tidings.bye\ndata: {"reason":"${reason}"}\n\n`;

export async function until(condition, what = 'what is waited for') {
  for (let i = 0; i < 500; i++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${what} has not come`);
}
