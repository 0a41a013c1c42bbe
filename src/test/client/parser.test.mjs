// The cases of the WHATWG HTML standard, 9.2.6.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Parser, matches } from '../../main/client/tidings.js';

const parse = (...chunks) => {
  const blocks = [];
  const parser = new Parser((block) => blocks.push(block));
  chunks.forEach((chunk) => parser.push(chunk));
  return blocks;
};
const block = (changes) => ({ id: '', event: '', data: null, retry: null, ...changes });

test('line feeds, carriage returns and both together each end a line', () => {
  for (const end of ['\n', '\r', '\r\n']) {
    assert.deepEqual(parse(`data: a${end}data:b${end}${end}`), [block({ data: 'a\nb' })]);
  }
});

test('a stream may be cut at every place', () => {
  const stream = ': hello\r\nid: 7-0\r\nevent: goal\rdata: {"a":"ü"}\ndata:\r\n\r\ndata: 2\n\nretry: 10\r\r';
  const whole = parse(stream);
  assert.equal(whole.length, 3);
  for (let i = 0; i <= stream.length; i++) assert.deepEqual(parse(stream.slice(0, i), stream.slice(i)), whole, `at ${i}`);
  assert.deepEqual(parse(...stream), whole);
});

test('a space behind the colon is taken away, one only', () => {
  assert.deepEqual(parse('data:  a\n\n'), [block({ data: ' a' })]);
});

test('empty data is data, and no data is none', () => {
  assert.deepEqual(parse('data\n\n'), [block({ data: '' })]);
  assert.deepEqual(parse('data\ndata\n\n'), [block({ data: '\n' })]);
  assert.deepEqual(parse('event: a\n\n'), [block({ event: 'a' })]);
});

test('an id stays until there is another, and one with a NUL is none', () => {
  assert.deepEqual(parse('id: 1\ndata\n\ndata\n\nid: 2\0\ndata\n\nid\ndata\n\n').map((it) => it.id), ['1', '1', '1', '']);
});

test('an event type is for one block', () => {
  assert.deepEqual(parse('event: a\ndata\n\ndata\n\n').map((it) => it.event), ['a', '']);
});

test('a retry is digits', () => {
  assert.deepEqual(parse('retry: 12\n\nretry: 1a\n\nretry: -1\n\nretry:\n\n').map((it) => it.retry), [12, null, null, null]);
});

test('comments and unknown fields are passed over', () => {
  assert.deepEqual(parse(': a\nfoo: bar\ndata: x\nData: y\n\n'), [block({ data: 'x' })]);
});

test('what is not ended does not count', () => {
  assert.deepEqual(parse('data: a\n'), []);
});

test('an event of 64 KiB may come in chunks of one byte', () => {
  const data = 'x'.repeat(65_536);
  assert.deepEqual(parse(...`data: ${data}\n\n`), [block({ data })]);
});

test('filters match as the hub has it', () => {
  for (const [filter, topic, matching] of [
    ['a', 'a', true], ['a', 'a/b', false], ['a/*', 'a/b', true], ['a/*', 'a', false], ['a/*', 'a/b/c', false],
    ['a/**', 'a/b/c', true], ['a/**', 'a', false], ['**', 'a', true], ['*/b', 'a/b', true], ['*/b', 'a/c', false],
  ]) assert.equal(matches(filter, topic), matching, `${filter} ${topic}`);
});
