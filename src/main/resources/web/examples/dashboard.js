// A card for each topic under metrics/. The stream tells how things stand; what was before comes from the history.
import { subscribe } from '/client/tidings.js';
import { $, keepOpen, text } from './common.js';

const SPAN = 120_000;
const WIDTH = 300;
const HEIGHT = 90;

const NAMES = { 'metrics/cpu': 'CPU', 'metrics/memory': 'Memory', 'metrics/network': 'Network' };

const cards = new Map();

keepOpen(() => {
  const stream = subscribe(location.origin, { topics: 'metrics/**', snapshot: true, conflate: '1s' });
  stream.on('*', (event) => cardOf(event.topic).add(event));
  // Whoever comes back has a hole in the charts, which the history fills.
  let before;
  stream.observe(({ phase }) => {
    if (phase === 'open' && before !== 'open') cards.forEach((card) => card.fill());
    before = phase;
  });
  return stream;
});

function cardOf(topic) {
  if (!cards.has(topic)) {
    cards.set(topic, new Card(topic));
    $('empty').hidden = true;
  }
  return cards.get(topic);
}

/** What an event says: the value that is drawn, how it reads, and which part of the whole it is, if it is one. */
function reading({ event, data }) {
  if (event === 'cpu') {
    return { value: data.load, share: data.load, top: 1, reads: percent(data.load), note: `of ${data.cores} cores` };
  }
  if (event === 'memory') {
    const share = data.used / data.total;
    return { value: share, share, top: 1, reads: percent(share), note: `${bytes(data.used)} of ${bytes(data.total)}` };
  }
  if (event === 'network') {
    const { received, sent } = data;
    return { value: received + sent, reads: `${bytes(received + sent)}/s`, note: `${bytes(received)}/s in, ${bytes(sent)}/s out` };
  }
  const value = typeof data === 'number' ? data : data?.value;
  return { value, reads: text(value, 12), note: text(event ?? '', 40) };
}

class Card {
  #topic;
  #part;
  #points = [];
  #last = null;
  #drawn = true;

  constructor(topic) {
    this.#topic = topic;
    const card = $('card').content.cloneNode(true).firstElementChild;
    const title = `metric-${cards.size}`;
    card.setAttribute('aria-labelledby', title);
    card.dataset.topic = topic;
    this.#part = (name) => card.querySelector(name);
    this.#part('h2').id = title;
    this.#part('h2').textContent = NAMES[topic] ?? topic.slice('metrics/'.length);
    // In the order of their names, whichever comes first.
    const next = [...$('cards').children].find((other) => other.dataset.topic > topic);
    $('cards').insertBefore(card, next ?? null);
    this.fill();
  }

  add(event) {
    const read = reading({ ...event, data: event.data ?? {} });
    if (!Number.isFinite(read.value)) return;
    const time = Date.parse(event.time);
    if (this.#last && time <= this.#points.at(-1).time) return;
    this.#points.push({ time, value: read.value });
    while (this.#points[0].time < time - SPAN) this.#points.shift();
    this.#last = read;
    this.#draw();
  }

  /** Has the chart show what the hub has kept. */
  async fill() {
    try {
      const answer = await fetch(`/topics/${encodeURI(this.#topic)}?since=2m&limit=500`);
      if (!answer.ok) return;
      const { events } = await answer.json();
      const kept = events
        .map((event) => ({ time: Date.parse(event.time), value: reading({ ...event, data: event.data ?? {} }).value }))
        .filter(({ value }) => Number.isFinite(value));
      const newest = kept.at(-1)?.time ?? 0;
      this.#points = [...kept, ...this.#points.filter(({ time }) => time > newest)];
      this.#draw();
    } catch {
      // without its past, then
    }
  }

  /** Once for all that comes before the next frame. */
  #draw() {
    if (!this.#drawn || !this.#last) return;
    this.#drawn = false;
    requestAnimationFrame(() => {
      this.#drawn = true;
      const { reads, note, share, top } = this.#last;
      this.#part('.value').textContent = reads;
      this.#part('.note').textContent = note;
      this.#part('.gauge').toggleAttribute('hidden', share === undefined);
      if (share !== undefined) this.#part('.arc').style.setProperty('--share', Math.min(1, Math.max(0, share)));
      this.#chart(top ?? 1.1 * Math.max(1e-9, ...this.#points.map(({ value }) => value)));
    });
  }

  #chart(top) {
    const end = this.#points.at(-1).time;
    const x = (time) => (WIDTH * (1 - (end - time) / SPAN)).toFixed(1);
    const y = (value) => (HEIGHT - 2 - (HEIGHT - 6) * (value / top)).toFixed(1);
    const line = this.#points.map(({ time, value }, i) => `${i ? 'L' : 'M'}${x(time)} ${y(value)}`).join('');
    this.#part('.line').setAttribute('d', line);
    this.#part('.area').setAttribute('d', `${line}V${HEIGHT}H${x(this.#points[0].time)}Z`);
  }
}

function percent(share) {
  return `${Math.round(share * 100)} %`;
}

function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(Math.floor(Math.log2(Math.max(value, 1)) / 10), units.length - 1);
  const scaled = value / 1024 ** power;
  return `${scaled.toFixed(power > 0 && scaled < 100 ? 1 : 0)} ${units[power]}`;
}
