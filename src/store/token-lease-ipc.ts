import type { MemoryTokenBuckets } from './memory-token-buckets.ts';
import type { Lease, LeaseRequest, TokenSource } from './token-lease.ts';

/** One end of the channel between a process and one that it has forked: `process` there, its ChildProcess here. */
export interface IpcChannel {
  readonly send?: ((message: object) => boolean) | undefined;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  off(event: 'message', listener: (message: unknown) => void): unknown;
  off(event: 'disconnect', listener: () => void): unknown;
}

interface LeaseQuestion {
  readonly tokens: 'lease';
  readonly id: number;
  readonly requests: readonly LeaseRequest[];
}

interface LeaseAnswer {
  readonly tokens: 'leased';
  readonly id: number;
  readonly leases: readonly Lease[];
}

interface TokenReturn {
  readonly tokens: 'return';
  readonly key: string;
  readonly count: number;
}

type TokenMessage = LeaseQuestion | LeaseAnswer | TokenReturn;

/** A channel carries messages of others, too. */
function isTokenMessage(message: unknown): message is TokenMessage {
  if (typeof message !== 'object' || message === null || !('tokens' in message)) return false;
  const { tokens } = message;
  return tokens === 'lease' || tokens === 'leased' || tokens === 'return';
}

/** Hands tokens out to the process at the other end, until the channel closes. @returns ends it earlier */
export function serveTokenLeases(channel: IpcChannel, buckets: MemoryTokenBuckets): () => void {
  const answer = (message: unknown) => {
    if (!isTokenMessage(message)) return;
    if (message.tokens === 'return') buckets.giveBack(message.key, message.count);
    if (message.tokens !== 'lease') return;
    const leases = message.requests.map((request) => leaseOf(request, buckets));
    const reply: LeaseAnswer = { tokens: 'leased', id: message.id, leases };
    channel.send?.(reply);
  };
  channel.on('message', answer);
  return () => channel.off('message', answer);
}

function leaseOf({ wanted, ...bucket }: LeaseRequest, buckets: MemoryTokenBuckets): Lease {
  const { granted, nextIn } = buckets.takeUpTo(bucket, wanted);
  // JSON has no infinity, which is when a bucket without a rate has its next token.
  return { granted, nextIn: Math.min(nextIn, Number.MAX_SAFE_INTEGER) };
}

/** The buckets of the process at the other end of a channel. */
export class IpcTokenSource implements TokenSource {
  readonly #channel: IpcChannel;
  readonly #waiting = new Map<number, PromiseWithResolvers<readonly Lease[]>>();
  #lastId = 0;
  #closed = false;
  readonly #onMessage = (message: unknown) => {
    if (!isTokenMessage(message) || message.tokens !== 'leased') return;
    this.#waiting.get(message.id)?.resolve(message.leases);
    this.#waiting.delete(message.id);
  };
  readonly #onDisconnect = () => this.close();

  constructor(channel: IpcChannel) {
    this.#channel = channel;
    channel.on('message', this.#onMessage);
    channel.on('disconnect', this.#onDisconnect);
  }

  /** Rejects when the channel is closed, or closes before there is an answer. */
  lease(requests: readonly LeaseRequest[]): Promise<readonly Lease[]> {
    if (this.#closed) return Promise.reject(closedError());
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<readonly Lease[]>();
    this.#waiting.set(id, answer);
    this.#send({ tokens: 'lease', id, requests });
    return answer.promise;
  }

  giveBack(key: string, count: number): void {
    if (!this.#closed) this.#send({ tokens: 'return', key, count });
  }

  /** Asks nothing any more. */
  close(): void {
    this.#closed = true;
    this.#channel.off('message', this.#onMessage);
    this.#channel.off('disconnect', this.#onDisconnect);
    for (const { reject } of this.#waiting.values()) reject(closedError());
    this.#waiting.clear();
  }

  #send(message: TokenMessage): void {
    try {
      this.#channel.send?.(message);
    } catch {
      this.close();
    }
  }
}

function closedError(): Error {
  return new Error('the process that keeps the token buckets is gone');
}
