import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import {
  type CollectionDefinition,
  RevisionConflictError,
  type Scope,
  type Store,
} from '../../store/store.ts';

const SECRET_BYTES = 32;
/** Milliseconds since 1970 in base 36, with zeros in front, so that ids are in the order of their ends. */
const EXPIRY_DIGITS = 10;
const TICKET = /^([0-9a-z]{10})-([0-9A-Za-z_-]{43})$/;
/** Expired tickets that each new one removes: more than one, so that they never pile up. */
const REMOVED_AT_ONCE = 5;

export interface TicketRecord<Content> {
  content: Content;
}

/**
 * Random words that stand for something for a while: whoever has the word has that. The store has only their hashes, so who
 * reads it can use none.
 */
export class Tickets<Content> {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #definition: CollectionDefinition<TicketRecord<Content>>;
  readonly #lifetime: number;

  /** @param options.lifetime ms */
  constructor(options: {
    readonly store: Store;
    readonly clock: Clock;
    readonly collection: CollectionDefinition<TicketRecord<Content>>;
    readonly lifetime: number;
  }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#definition = options.collection;
    this.#lifetime = options.lifetime;
  }

  async issue(scope: Scope, content: Content): Promise<string> {
    const now = this.#clock();
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const ticket = `${expiry(now + this.#lifetime)}-${secret}`;
    const collection = this.#store.collection(this.#definition);
    const oldest = await collection.list(scope, { limit: REMOVED_AT_ONCE });
    const expired = oldest.filter(({ id }) => id < expiry(now));
    await this.#store.commit([
      collection.putting(scope, idOf(ticket) ?? '', { content }, 0),
      ...expired.map(({ id }) => collection.deleting(scope, id)),
    ]);
    return ticket;
  }

  /** What a ticket stands for, as often as it is asked for. */
  async read(scope: Scope, ticket: string): Promise<Content | undefined> {
    const id = this.#goodId(ticket);
    if (id === undefined) return undefined;
    return (await this.#store.collection(this.#definition).get(scope, id))?.value.content;
  }

  /** What a ticket stands for, to the first who asks for it alone. */
  async take(scope: Scope, ticket: string): Promise<Content | undefined> {
    const id = this.#goodId(ticket);
    const collection = this.#store.collection(this.#definition);
    const found = id && (await collection.get(scope, id));
    if (!found) return undefined;
    try {
      return (await collection.delete(scope, found.id, found.revision)) ? found.value.content : undefined;
    } catch (error) {
      if (error instanceof RevisionConflictError) return undefined;
      throw error;
    }
  }

  #goodId(ticket: string): string | undefined {
    const id = idOf(ticket);
    return id !== undefined && id >= expiry(this.#clock()) ? id : undefined;
  }
}

function expiry(at: number): string {
  return at.toString(36).padStart(EXPIRY_DIGITS, '0');
}

function idOf(ticket: string): string | undefined {
  const [, end, secret] = TICKET.exec(ticket) ?? [];
  if (end === undefined || secret === undefined) return undefined;
  return `${end}/${createHash('sha256').update(secret).digest('base64url')}`;
}
