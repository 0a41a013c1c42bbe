// The client of Tidings, a Server-Sent Events hub. It never gives up of its own accord, does not say that it is
// connected when it is not, and shares one connection between the tabs of an origin. No dependency.
//
//   const news = subscribe('https://hub.example', { topics: 'news/*', token: () => fetchToken() });
//   news.on('goal', (event) => show(event.data));
//
// Each tab keeps the id of the last event that it has handed on. One of them, the leader, holds the connection and passes
// on what comes; whoever becomes the leader next goes on behind its own id. So nothing is lost or doubled when a tab goes.

const BASE_DELAY = 1_000;
const LONGEST_DELAY = 30_000;
const HEARTBEAT = 15_000;
const OPENING = 5_000;
const POLL_WAIT = 25;
const TRY_STREAMING = 60_000;
const SLICE = 12;
const PIECE = 4_096;

/** What retrying cannot cure; `state.error` of a stream that has ended by itself. */
export class TidingsError extends Error {
  constructor(message, status = 0) {
    super(message);
    this.name = 'TidingsError';
    this.status = status;
  }
}

/** Takes an event stream apart as the WHATWG HTML standard has it (9.2.6), wherever its chunks were cut. */
export class Parser {
  #onBlock;
  #pieces = [];
  #afterReturn = false;
  #data = [];
  #event = '';
  #id = '';
  #retry = null;

  /** @param onBlock is given `{ id, event, data, retry }` at each empty line; `data` is null if there was none */
  constructor(onBlock) {
    this.#onBlock = onBlock;
  }

  push(text) {
    let start = this.#afterReturn && text[0] === '\n' ? 1 : 0;
    if (text) this.#afterReturn = false;
    for (let i = start; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c !== 10 && c !== 13) continue;
      this.#pieces.push(text.slice(start, i));
      this.#line(this.#pieces.join(''));
      this.#pieces = [];
      if (c === 13) {
        if (i + 1 === text.length) this.#afterReturn = true;
        else if (text.charCodeAt(i + 1) === 10) i++;
      }
      start = i + 1;
    }
    if (start < text.length) this.#pieces.push(text.slice(start));
  }

  #line(line) {
    if (line === '') {
      const data = this.#data.length ? this.#data.join('\n') : null;
      const block = { id: this.#id, event: this.#event, data, retry: this.#retry };
      this.#data = [];
      this.#event = '';
      this.#retry = null;
      this.#onBlock(block);
      return;
    }
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'data') this.#data.push(value);
    else if (name === 'event') this.#event = value;
    else if (name === 'id' && !value.includes('\0')) this.#id = value;
    else if (name === 'retry' && /^[0-9]+$/.test(value)) this.#retry = Number(value);
  }
}

/** Whether a topic matches a filter: `*` stands for one segment, `**` at the end for one or more. */
export function matches(filter, topic) {
  const wanted = filter.split('/');
  const given = topic.split('/');
  return wanted.every((part, i) => part === '*' || (part === '**' ? i < given.length : part === given[i]))
    && (wanted.at(-1) === '**' || wanted.length === given.length);
}

/** Whether one id lies behind another; every id lies behind none. */
function isBehind(id, other) {
  if (!other) return true;
  const [time, sequence] = id.split('-').map(Number);
  const [otherTime, otherSequence] = other.split('-').map(Number);
  return time > otherTime || (time === otherTime && sequence > otherSequence);
}

const sleep = (ms, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
});

/** Lets the page do what it has to. Not by a timer: browsers put those off, most of all where nobody looks at the page. */
const turn = () => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => (port1.close(), resolve());
  port2.postMessage(null);
});

function subjectOf(token) {
  try {
    return JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))).sub ?? '';
  } catch {
    return null;
  }
}

/** Opens a stream of all events whose topics match. See tidings.d.ts for what may be asked for. */
export function subscribe(url, options) {
  return new Subscription(url, options);
}

class Subscription {
  #hub;
  #options;
  #query;
  #handlers = new Map();
  #topics = [];
  #observers = new Set();
  #iterators = new Set();
  #state = { phase: 'connecting', transport: null, leads: false, error: null };
  #ended = new AbortController();
  #lastId = '';
  #key;
  #credential = null;
  #attempts = 0;
  #retry = BASE_DELAY;
  #heartbeat = HEARTBEAT;
  #heard = { ticks: 0, date: 0 };
  #wake = null;
  #connection = null;
  #pollsUntil = 0;
  #pollsFor;
  #channel = null;
  #leading = null;
  #catchingUp = null;
  #saving = null;

  constructor(url, options) {
    const topics = [options.topics].flat();
    this.#hub = new URL(url, globalThis.location?.href).href.replace(/\/$/, '');
    this.#options = { share: true, remember: true, openingTimeout: OPENING, longestDelay: LONGEST_DELAY, tryStreaming: TRY_STREAMING, ...options };
    this.#pollsFor = this.#options.tryStreaming;
    this.#query = new URLSearchParams([...topics.map((topic) => ['topic', topic]), ['envelope', 'true']]);
    if (options.snapshot) this.#query.set('snapshot', 'true');
    if (options.conflate) this.#query.set('conflate', options.conflate);
    this.#key = `tidings ${this.#hub} ${this.#query}`;
    this.#lastId = options.lastEventId ?? (options.snapshot ? '' : this.#remembered());
    options.signal?.addEventListener('abort', () => this.close(), { once: true });
    this.#listen();
    // What asks for this stream gets to say what it wants to hear first.
    queueMicrotask(() => !options.signal?.aborted && this.#run());
  }

  // ---- what a page asks for

  /** Hands on events of that type; `message` are those without one, `*` all of them. */
  on(type, handler) {
    this.#handlers.set(type, [...(this.#handlers.get(type) ?? []), handler]);
    return this;
  }

  /** Hands on events whose topic matches. */
  onTopic(filter, handler) {
    this.#topics.push([filter, handler]);
    return this;
  }

  /** Tells how things stand, now and whenever that changes; gives what ends it. */
  observe(observer) {
    this.#observers.add(observer);
    observer(this.state);
    return () => this.#observers.delete(observer);
  }

  get state() {
    return { ...this.#state, lastEventId: this.#lastId };
  }

  close() {
    this.#end(null);
  }

  /** Breaks the connection, as a network would; the stream comes back. For demonstrations and tests. */
  drop() {
    this.#connection?.abort();
  }

  async *[Symbol.asyncIterator]() {
    const queue = [];
    const iterator = { push: (event) => (queue.push(event), iterator.wake?.()) };
    this.#iterators.add(iterator);
    try {
      while (!this.#ended.signal.aborted || queue.length) {
        if (queue.length) yield queue.shift();
        else await new Promise((resolve) => (iterator.wake = resolve));
      }
      if (this.#state.error) throw this.#state.error;
    } finally {
      this.#iterators.delete(iterator);
    }
  }

  // ---- life

  #set(changes) {
    if (Object.entries(changes).every(([name, value]) => this.#state[name] === value)) return;
    Object.assign(this.#state, changes);
    for (const observer of this.#observers) this.#guarded(observer, this.state);
  }

  #end(error) {
    if (this.#ended.signal.aborted) return;
    this.#save();
    this.#ended.abort();
    this.#connection?.abort();
    this.#channel?.close();
    this.#set({ phase: 'closed', transport: null, leads: false, error });
    for (const iterator of this.#iterators) iterator.wake?.();
  }

  /** A handler that fails must not keep the next event from anybody. */
  #guarded(handler, value) {
    try {
      handler(value);
    } catch (error) {
      globalThis.reportError ? reportError(error) : console.error(error);
    }
  }

  #listen() {
    const on = (target, type, listener) =>
      target?.addEventListener?.(type, listener, { signal: this.#ended.signal });
    const page = globalThis.document;
    on(globalThis, 'online', () => this.#hurry());
    on(page, 'visibilitychange', () => page.visibilityState === 'visible' && this.#hurry());
    on(globalThis, 'pageshow', (event) => {
      if (!event.persisted) return;
      this.#hurry(true);
      if (this.#channel && !this.#state.leads) this.#catchUp();
    });
    on(globalThis, 'pagehide', () => {
      this.#save();
      this.#leading?.abort(); // a page that is kept for later must not hold the connection of all
    });
  }

  /** Something has happened after which waiting makes no sense, or the connection may be dead. */
  #hurry(surely = false) {
    this.#wake?.();
    if (surely || this.#silence() > this.#heartbeat * 1.5) this.#connection?.abort();
  }

  #hear() {
    this.#heard = { ticks: performance.now(), date: Date.now() };
  }

  /**
   * For how long nothing has come. What ticks may stand still while a computer sleeps, and then the date tells; the date
   * may be set back, and then the ticks tell. If it is set forward a connection is given up that was alive, once.
   */
  #silence() {
    return Math.max(performance.now() - this.#heard.ticks, Date.now() - this.#heard.date);
  }

  #isDead(silence = this.#silence()) {
    return silence > 2 * this.#heartbeat + Math.min(OPENING, this.#heartbeat);
  }

  async #run() {
    const name = await this.#sharedName();
    try {
      if (name && !this.#ended.signal.aborted) this.#channel = new BroadcastChannel(name);
    } catch {
      // who may not store anything may not have one either, in Firefox
    }
    return this.#channel ? this.#takeTurns(name) : this.#connect(this.#ended.signal);
  }

  // ---- one connection for all tabs

  /** By which tabs that want the same as the same user find each other; null if nothing is to be shared. */
  async #sharedName() {
    const { share, user } = this.#options;
    if (!share || !globalThis.navigator?.locks || !globalThis.BroadcastChannel) return null;
    try {
      await this.#ask('first');
    } catch {
      return null; // it is asked again when connecting, and what goes wrong is told there
    }
    const whose = user ?? (this.#credential ? subjectOf(this.#credential) : '');
    return whose === null ? null : `${this.#key} ${whose}`;
  }

  async #takeTurns(name) {
    this.#channel.onmessage = ({ data }) => this.#told(data);
    this.#hear();
    if (this.#lastId || this.#options.since || this.#options.snapshot) this.#catchUp();
    this.#channel.postMessage({ hello: true });
    while (await this.#awaitTurn(name));
  }

  /** Leads once it is this tab's turn, or when the one that leads is silent for too long. */
  async #awaitTurn(name) {
    const waiting = new AbortController();
    const stop = AbortSignal.any([this.#ended.signal, waiting.signal]);
    const watch = setInterval(() => {
      // By what ticks alone: all tabs wake from the same sleep, and the one that leads is to come back first.
      if (!this.#state.leads && this.#isDead(performance.now() - this.#heard.ticks)) waiting.abort();
    }, 1_000);
    const lead = () => this.#lead();
    try {
      await navigator.locks.request(name, { signal: stop }, lead);
    } catch (error) {
      if (this.#ended.signal.aborted) return false;
      if (waiting.signal.aborted) await navigator.locks.request(name, { steal: true }, lead).catch(() => {});
      else if (error.name !== 'AbortError') return this.#connect(this.#ended.signal); // locks are forbidden
    } finally {
      clearInterval(watch);
      this.#leading?.abort(); // who stole the lock leads now
      this.#set({ leads: false });
    }
    return true;
  }

  async #lead() {
    this.#set({ leads: true });
    this.#catchingUp = null;
    this.#leading = new AbortController();
    await this.#connect(AbortSignal.any([this.#ended.signal, this.#leading.signal]));
  }

  #tell(message) {
    if (this.#state.leads) this.#channel?.postMessage(message);
  }

  /** What another tab says. */
  #told(message) {
    if (message.hello) {
      this.#tell({ state: this.#shareable(), heartbeat: this.#heartbeat, place: this.#lastId });
      return;
    }
    if (this.#state.leads) return;
    this.#hear();
    if (message.heartbeat) this.#heartbeat = message.heartbeat;
    if (message.state) this.#set(message.state);
    if (message.event) (this.#catchingUp ?? { push: (event) => this.#hand(event) }).push(message.event);
    if (message.gap) this.#guardedGap(message.gap);
    if (message.place && !this.#catchingUp) this.#moveTo(message.place);
    if (message.failed) this.#end(new TidingsError(message.failed.message, message.failed.status));
  }

  #shareable() {
    const { phase, transport } = this.#state;
    return { phase, transport };
  }

  /** Fetches what lies between this tab's place and now, while another tab leads. */
  async #catchUp() {
    const later = (this.#catchingUp = []);
    try {
      while (this.#catchingUp === later && (await this.#poll(0, this.#ended.signal)) > 0);
    } catch {
      // whoever leads next goes on behind this tab's place; until then there is a hole, and it is not closed over
      return;
    }
    if (this.#catchingUp !== later) return;
    this.#catchingUp = null;
    for (const event of later) this.#hand(event);
  }

  // ---- the connection

  async #connect(signal) {
    while (!signal.aborted) {
      const connection = (this.#connection = new AbortController());
      const either = AbortSignal.any([signal, connection.signal]);
      let delay = null;
      this.#hear();
      this.#set({ phase: 'connecting', transport: null });
      this.#tell({ state: this.#shareable() });
      try {
        delay = await (performance.now() < this.#pollsUntil ? this.#pollOn(either) : this.#stream(either, connection));
      } catch (error) {
        if (error instanceof TidingsError) {
          this.#tell({ failed: { message: error.message, status: error.status } });
          this.#end(error);
          return;
        }
        delay = error.delay;
        this.#set({ reason: error.message });
      }
      connection.abort();
      if (signal.aborted) return;
      await this.#pause(delay, signal);
    }
  }

  /** Waits before the next attempt: for as long as the hub asked, or with exponential backoff and full jitter. */
  async #pause(asked, signal) {
    const most = Math.min(this.#options.longestDelay, this.#retry * 2 ** this.#attempts++);
    const delay = asked ?? Math.random() * most;
    this.#set({ phase: 'waiting', transport: null });
    this.#tell({ state: this.#shareable() });
    const hurried = new AbortController();
    this.#wake = () => hurried.abort();
    await sleep(delay, AbortSignal.any([signal, hurried.signal]));
    this.#wake = null;
  }

  /** Has the page say by what right, if it may. */
  async #ask(why) {
    const { token } = this.#options;
    if (typeof token === 'function') this.#credential = await token(why);
    else this.#credential = token ?? null;
    return this.#credential;
  }

  async #request(accept, query, signal) {
    if (this.#credential === null && this.#options.token) await this.#ask('first');
    const headers = { Accept: accept };
    if (this.#credential?.startsWith('tkt1_')) query.set('ticket', this.#credential);
    else if (this.#credential) headers.Authorization = `Bearer ${this.#credential}`;
    if (this.#lastId) query.set('lastEventId', this.#lastId);
    else if (this.#options.since) query.set('since', this.#options.since);
    const response = await fetch(`${this.#hub}/stream?${query}`, {
      headers, signal, cache: 'no-store', credentials: this.#options.credentials ?? 'same-origin',
    });
    if (response.status === 401 && typeof this.#options.token === 'function') {
      await response.body?.cancel();
      await this.#ask('refused');
      throw new Error('the hub does not take the token');
    }
    const type = response.headers.get('content-type')?.split(';')[0] ?? 'nothing';
    // Only the hub can say that asking again is of no use: a balancer that has lost it cannot, nor a page to log in,
    // nor even the hub where somebody else's redirect has led to.
    if (type === 'application/problem+json' && !response.redirected && [400, 401, 403, 404, 406].includes(response.status)) {
      const problem = await response.json().catch(() => ({}));
      throw new TidingsError(problem.detail ?? `the hub answers ${response.status}`, response.status);
    }
    if (!response.ok || type !== accept) {
      await response.body?.cancel();
      const seconds = Number(response.headers.get('retry-after'));
      const what = response.ok ? `something that is no stream answers (${type})` : `the hub answers ${response.status}`;
      throw Object.assign(new Error(what), seconds > 0 ? { delay: seconds * 1_000 * (1 + Math.random()) } : {});
    }
    return response;
  }

  /** Reads a stream to its end; gives how long the hub asks to stay away, or undefined. */
  async #stream(signal, connection) {
    const opening = setTimeout(() => {
      if (connection.signal.aborted) return;
      // Something on the way holds it back until it has more, or does not let it through.
      this.#pollsUntil = performance.now() + this.#pollsFor;
      this.#pollsFor = Math.min(this.#pollsFor * 2, 10 * this.#options.tryStreaming);
      connection.abort();
    }, this.#options.openingTimeout);
    const watch = setInterval(() => {
      if (this.#isDead()) connection.abort();
    }, 1_000);
    let isOpen = false;
    let bye;
    try {
      const response = await this.#request('text/event-stream', new URLSearchParams(this.#query), signal);
      const id = response.headers.get('tidings-connection');
      this.#heartbeat = Number(response.headers.get('tidings-heartbeat')) || HEARTBEAT;
      const parser = new Parser((block) => {
        if (!isOpen && block.event !== 'tidings.bye') {
          isOpen = true;
          clearTimeout(opening);
          this.#opened('stream');
        }
        bye = this.#block(block, id) ?? bye;
      });
      await this.#readAll(response.body, (text) => parser.push(text));
    } catch (error) {
      if (performance.now() < this.#pollsUntil && !isOpen) return 0;
      if (!connection.signal.aborted) throw error;
    } finally {
      clearTimeout(opening);
      clearInterval(watch);
    }
    return bye ?? (isOpen ? Math.random() * this.#retry : undefined);
  }

  async #readAll(body, onText) {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let since = performance.now();
    while (true) {
      const { done, value } = await reader.read();
      if (done) return;
      this.#hear();
      // A page that is slow gets much at once.
      for (let i = 0; i < value.length; i += PIECE) {
        onText(decoder.decode(value.subarray(i, i + PIECE), { stream: true }));
        if (performance.now() - since < SLICE) continue;
        await turn(); // the page wants to live, too
        since = performance.now();
      }
    }
  }

  #opened(transport) {
    this.#attempts = 0;
    if (transport === 'stream') this.#pollsFor = this.#options.tryStreaming;
    this.#set({ phase: 'open', transport, reason: undefined });
    this.#tell({ state: this.#shareable(), heartbeat: this.#heartbeat });
  }

  /** @return how long to stay away, if the hub has said goodbye */
  #block({ id, event, data, retry }, connection) {
    if (retry !== null && event !== 'tidings.bye') this.#retry = Math.max(100, retry);
    switch (event) {
      case 'tidings.gap':
        return this.#gap(JSON.parse(data));
      case 'tidings.expiring':
        this.#renew(connection);
        return undefined;
      case 'tidings.bye':
        return this.#farewell(JSON.parse(data).reason, retry ?? this.#retry);
      default:
        if (data !== null) this.#pass(JSON.parse(data));
        else if (id) this.#place(id);
        return undefined;
    }
  }

  #farewell(reason, retry) {
    if (reason === 'replaced') throw new TidingsError('somebody else uses the ticket of this stream');
    this.#set({ reason });
    if (reason !== 'expired' && reason !== 'revoked') return retry;
    this.#credential = null;
    return reason === 'expired' ? 0 : undefined;
  }

  #gap(gap) {
    this.#tell({ gap });
    this.#guardedGap(gap);
  }

  #guardedGap(gap) {
    if (this.#options.onGap) this.#guarded(this.#options.onGap, gap);
  }

  /** Has the stream go on by a fresh token; if that fails the hub ends it, and it comes back. */
  async #renew(connection) {
    try {
      const token = await this.#ask('expiring');
      if (!token || token.startsWith('tkt1_')) return;
      await fetch(`${this.#hub}/connections/${connection}/token`, {
        method: 'POST', headers: { Authorization: `Bearer ${token}` }, signal: this.#ended.signal,
      });
    } catch (error) {
      this.#set({ reason: error.message });
    }
  }

  // ---- where streaming does not work

  async #pollOn(signal) {
    let most = 1; // the first answer tells that polling works: a quiet topic must not put that off
    while (!signal.aborted && performance.now() < this.#pollsUntil) {
      const left = Math.ceil((this.#pollsUntil - performance.now()) / 1_000);
      await this.#poll(Math.min(most, left), signal, () => this.#opened('poll'));
      this.#hear();
      most = POLL_WAIT;
    }
    return 0;
  }

  /** @return how many events came */
  async #poll(wait, signal, onAnswer = () => {}) {
    const query = new URLSearchParams(this.#query);
    query.set('wait', wait);
    const late = AbortSignal.timeout(wait * 1_000 + 10_000);
    const answer = await (await this.#request('application/json', query, AbortSignal.any([signal, late]))).json();
    onAnswer();
    if (answer.gap) this.#gap(answer.gap);
    for (const event of answer.events) wait ? this.#pass(event) : this.#hand(event);
    wait ? this.#place(answer.lastEventId) : this.#moveTo(answer.lastEventId);
    return answer.events.length;
  }

  // ---- events and places

  /** From the hub to this tab and the others. */
  #pass(event) {
    this.#tell({ event });
    this.#hand(event);
  }

  #place(id) {
    this.#tell({ place: id });
    this.#moveTo(id);
  }

  #moveTo(id) {
    if (isBehind(id, this.#lastId)) this.#lastId = id;
    this.#saving ??= setTimeout(() => this.#save(), 250);
  }

  /** To those in this tab who want it; at most once, for it may come from here and from there. */
  #hand(event) {
    if (!isBehind(event.id, this.#lastId)) return;
    this.#moveTo(event.id);
    for (const type of [event.event ?? 'message', '*']) {
      for (const handler of this.#handlers.get(type) ?? []) this.#guarded(handler, event);
    }
    for (const [filter, handler] of this.#topics) if (matches(filter, event.topic)) this.#guarded(handler, event);
    for (const iterator of this.#iterators) iterator.push(event);
  }

  // ---- over a reload

  #remembered() {
    try {
      return (this.#options.remember && globalThis.sessionStorage?.getItem(this.#key)) || '';
    } catch {
      return ''; // storage is forbidden
    }
  }

  #save() {
    clearTimeout(this.#saving);
    this.#saving = null;
    try {
      if (this.#options.remember && this.#lastId) globalThis.sessionStorage?.setItem(this.#key, this.#lastId);
    } catch {
      // it is full, or forbidden: a reload then begins anew
    }
  }
}
