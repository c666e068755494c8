/** What gateway and worker say to each other about embedded libraries. */

/** One store of a library: those of different accounts know nothing of each other. */
export interface InstanceName {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** Where it keeps its data; made when it is missing. */
  readonly directory: string;
}

/** An HTTP request for a library. The path holds the query too. */
export interface LibraryRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface LibraryAnswer {
  readonly status: number;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
}

export type ToWorker =
  | {
      readonly kind: 'request';
      readonly id: number;
      readonly instance: InstanceName;
      readonly request: LibraryRequest;
    }
  /** Answered at once by a worker that is not busy. */
  | { readonly kind: 'ping' }
  /** Close every store and end. */
  | { readonly kind: 'close' };

export type FromWorker =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: LibraryAnswer }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }
  | { readonly kind: 'pong' };
