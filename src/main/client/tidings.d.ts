/** An event, as it was published. */
export interface TidingsEvent<Data = any> {
  /** The place right behind it in the log; ascending. */
  readonly id: string;
  readonly topic: string;
  /** Its type; null if it has none. */
  readonly event: string | null;
  /** When it was stored, ISO-8601. */
  readonly time: string;
  readonly contentType: string;
  /** The JSON value where the content type is JSON, else text. */
  readonly data: Data;
}

/** What was asked for is not kept any more; the stream goes on from the oldest event that is. */
export interface Gap {
  readonly requested: string;
  readonly oldest: string;
}

/** Why a token is asked for: for the first time, because the last one is about to expire, or was not taken. */
export type Why = 'first' | 'expiring' | 'refused';

export interface Options {
  /** Topic filters: `*` stands for a segment, `**` at the end for one or more. */
  topics: string | readonly string[];
  /** A token or a ticket, or what gives a fresh one each time it is asked. None for public topics. */
  token?: string | ((why: Why) => string | null | Promise<string | null>);
  /** Whose stream it is: tabs share a connection only if this is the same. By default the token's `sub`; a ticket has none. */
  user?: string;
  /** Where to begin: `10m`, an instant, `earliest`. By default with what comes from now on. */
  since?: string;
  /** The id behind which to begin. */
  lastEventId?: string;
  /** First the newest event of each topic that matches. */
  snapshot?: boolean;
  /** Of one topic's events within this time only the newest: `500ms`. */
  conflate?: string;
  /** Whether the tabs of this origin share one connection; true by default. */
  share?: boolean;
  /** Whether the place is kept over a reload of the page; true by default. */
  remember?: boolean;
  /** Is told of what is lost for good. */
  onGap?: (gap: Gap) => void;
  /** Ends the stream. */
  signal?: AbortSignal;
  /** Milliseconds after which a stream that has not begun is taken for held back by a proxy; 5,000 by default. */
  openingTimeout?: number;
  /** Milliseconds after which streaming is tried again where events come by polling; 60,000 by default, later more. */
  tryStreaming?: number;
  /** The longest wait between two attempts, in milliseconds; 30,000 by default. */
  longestDelay?: number;
  /** Of `fetch`; `same-origin` by default. `include` sends the cookie to another origin. */
  credentials?: RequestCredentials;
}

export interface State {
  readonly phase: 'connecting' | 'open' | 'waiting' | 'closed';
  /** How events come at present. */
  readonly transport: 'stream' | 'poll' | null;
  /** Whether this tab holds the connection of all. */
  readonly leads: boolean;
  /** The place up to which everything has been handed on. */
  readonly lastEventId: string;
  /** What went wrong last, if something did. */
  readonly reason?: string;
  /** What ended the stream, and retrying cannot cure. */
  readonly error: TidingsError | null;
}

export class TidingsError extends Error {
  /** The hub's answer; 0 if it was none. */
  readonly status: number;
}

export interface Subscription extends AsyncIterable<TidingsEvent> {
  /** Hands on events of that type; `message` are those without one, `*` all of them. */
  on<Data = any>(type: string, handler: (event: TidingsEvent<Data>) => void): this;
  /** Hands on events whose topic matches. */
  onTopic<Data = any>(filter: string, handler: (event: TidingsEvent<Data>) => void): this;
  /** Tells how things stand, now and whenever that changes; gives what ends it. */
  observe(observer: (state: State) => void): () => void;
  readonly state: State;
  close(): void;
  /** Breaks the connection, as a network would; the stream comes back. */
  drop(): void;
}

export function subscribe(url: string, options: Options): Subscription;

/** Whether a topic matches a filter. */
export function matches(filter: string, topic: string): boolean;

/** A block of an event stream, at the empty line that ends it; `data` is null if there was none. */
export interface Block {
  readonly id: string;
  readonly event: string;
  readonly data: string | null;
  readonly retry: number | null;
}

/** Takes an event stream apart, wherever its chunks were cut. */
export class Parser {
  constructor(onBlock: (block: Block) => void);
  push(text: string): void;
}
