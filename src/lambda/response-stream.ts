import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FunctionError } from './function-errors.ts';

/** What a response is taken for whose runtime does not say. */
const DEFAULT_CONTENT_TYPE = 'application/octet-stream';

/** How a runtime's streamed response ended. */
export type StreamEnd =
  | { readonly kind: 'complete' }
  /** The function failed in the middle: what the runtime said of it in its trailers. */
  | { readonly kind: 'failed'; readonly error: FunctionError }
  | { readonly kind: 'tooLarge' }
  /** The connection ended before the response did. */
  | { readonly kind: 'broken' };

/**
 * The response of one invocation on its way from a runtime to whoever reads {@link body}. No more is taken from the
 * runtime than the reader takes; once the reader has gone, the rest is thrown away and the function runs to its end, as
 * "the Lambda function might continue to execute" has it.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
 */
export class ResponseStream {
  /** Ends when nothing more comes, whatever the reason. Never fails by itself. */
  readonly body: Readable;
  /** Resolves to the response's content type when the runtime begins to answer. */
  readonly begun: Promise<string>;
  readonly #begin: (contentType: string) => void;
  #source: IncomingMessage | undefined;
  #finished = false;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.begun = promise;
    this.#begin = resolve;
    this.body = new Readable({
      read: () => {
        this.#source?.resume();
      },
      destroy: (error, done) => {
        this.#source?.resume();
        done(error);
      },
    });
  }

  /**
   * Takes a runtime's response to its end.
   * @param source the request by which the runtime sends it
   * @param maximum bytes
   */
  receive(source: IncomingMessage, maximum: number): Promise<StreamEnd> {
    this.#source = source;
    this.#begin(source.headers['content-type'] ?? DEFAULT_CONTENT_TYPE);
    let size = 0;
    return new Promise((resolve) => {
      source.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maximum) resolve({ kind: 'tooLarge' });
        else if (!this.#push(chunk)) source.pause();
      });
      source.once('end', () => {
        const error = trailingError(source);
        resolve(error ? { kind: 'failed', error } : { kind: 'complete' });
      });
      source.once('error', () => resolve({ kind: 'broken' }));
      source.once('close', () => resolve({ kind: 'broken' }));
    });
  }

  /**
   * Nothing more comes.
   * @param payload a whole result, of a runtime that did not stream
   */
  finish(payload?: Uint8Array): void {
    if (this.#finished) return;
    if (payload && payload.byteLength > 0) this.#push(payload);
    this.#finished = true;
    if (!this.body.destroyed) this.body.push(null);
  }

  /** False when the reader has enough for now. */
  #push(chunk: Uint8Array): boolean {
    if (this.#finished || this.body.destroyed) return true;
    return this.body.push(chunk);
  }
}

/** Longest error type that is believed. */
const LONGEST_ERROR_TYPE = 256;

/**
 * The error that a runtime reports behind a response that it has begun: its type, and the error object in base64.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
 */
export function trailingError({ trailers }: Pick<IncomingMessage, 'trailers'>): FunctionError | undefined {
  const errorType = trailers['lambda-runtime-function-error-type'];
  if (typeof errorType !== 'string') return undefined;
  const body = trailers['lambda-runtime-function-error-body'];
  const payload = Buffer.from(typeof body === 'string' ? body : '', 'base64');
  return {
    errorType: errorType.slice(0, LONGEST_ERROR_TYPE),
    payload: payload.length > 0 ? payload : Buffer.from(JSON.stringify({ errorType })),
  };
}
