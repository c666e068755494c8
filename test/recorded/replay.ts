import assert from 'node:assert/strict';
import { Placeholders } from './placeholders.ts';
import { asObject, type Recording } from './recordings.ts';
import type { Answer } from './service-under-test.ts';

type Members = Record<string, unknown>;

/** Makes the calls of one recorded test. The calls are told by the recording's step names and answers. */
export type Script = (replay: Replay) => Promise<void>;

/** Makes a call and gives what came over the wire. */
export interface RecordedClient {
  call(operation: string, input: Readonly<Record<string, unknown>>): Promise<Answer>;
}

/** Calls the service and holds its answers against the recording. */
export class Replay {
  readonly placeholders = new Placeholders();
  readonly #recording: Recording;
  readonly #client: RecordedClient;
  readonly #open: Set<string>;

  constructor(recording: Recording, client: RecordedClient) {
    this.#recording = recording;
    this.#client = client;
    this.#open = new Set(recording.steps.keys());
  }

  /** A call that the recording only implies: it must succeed. */
  async given(operation: string, input: Readonly<Members>): Promise<Members> {
    const answer = await this.#client.call(operation, input);
    assert.equal(answer.code, undefined, `${operation}: ${JSON.stringify(answer.body)}`);
    return answer.body ?? {};
  }

  /** A call whose answer was recorded under `name`. */
  async step(
    name: string,
    operation: string,
    input: Readonly<Members>,
    arrange: (body: Members) => Members = (body) => body,
  ): Promise<Members> {
    const recorded = asObject(this.#take(name));
    const answer = await this.#client.call(operation, input);
    const { ResponseMetadata, Error: error, ...expected } = recorded;
    assert.equal(
      answer.status,
      asObject(ResponseMetadata).HTTPStatusCode,
      `${name}: ${JSON.stringify(answer.body)}`,
    );
    if (error !== undefined) this.#matchError(asObject(error), answer, name);
    else this.placeholders.match(expected, arrange(answer.body ?? {}), name);
    return answer.body ?? {};
  }

  /** A value that the recording's test noted by itself. */
  noted(name: string, value: string): void {
    this.placeholders.match(this.#take(name), value, name);
  }

  /** A step that can't be taken here, or is answered differently, with the reason. */
  differs(name: string, _reason: string): void {
    this.#take(name);
  }

  /** Throws unless every recorded step was taken. */
  finish(): void {
    assert.deepEqual([...this.#open], [], 'recorded steps that were not replayed');
  }

  #take(name: string): unknown {
    assert.ok(this.#open.delete(name), `no recorded step ${name}, or it was taken before`);
    return this.#recording.steps.get(name);
  }

  #matchError(error: Members, answer: Answer, name: string): void {
    const message = answer.body?.message ?? answer.body?.Message;
    this.placeholders.match(error, { Code: answer.code, Message: message }, name);
  }
}
