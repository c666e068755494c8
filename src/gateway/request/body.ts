import { type Readable, Transform } from 'node:stream';
import { GatewayError } from '../responses/gateway-error.ts';
import type { GatewayRequest } from './gateway-request.ts';

/** Bounds on what clients may make the gateway hold. */
export interface BodyLimits {
  /** Largest body in bytes; API Gateway's quota is 10 MB and cannot be raised. */
  readonly maximumBodySize: number;
  /** Bytes of all bodies held at one time. */
  readonly maximumHeldBytes: number;
  /** Milliseconds within which a body must have come whole. */
  readonly bodyTimeout: number;
}

/** The client went away: there is nobody to answer. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}

const EMPTY = Buffer.alloc(0);

/** Bodies of a known length up to this are read rather than streamed: they go out in one write. */
const SMALL_BODY = 64 * 1024;

/** True when the message has no body to wait for. */
export function isBodiless({ headers }: GatewayRequest): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
}

/** Reads whole bodies into memory within bounds. */
export class BodyReader {
  readonly #limits: BodyLimits;
  #held = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /** Bytes held at this moment. */
  get held(): number {
    return this.#held;
  }

  /**
   * The body, at once when there is none. Its bytes count as held until {@link release}.
   * Throws GatewayError, or ClientGoneError.
   */
  read(request: GatewayRequest): Buffer | Promise<Buffer> {
    if (isBodiless(request)) return EMPTY;
    if (Number(request.headers['content-length'] ?? 0) > this.#limits.maximumBodySize) throw tooLarge();
    return this.#collect(request);
  }

  /** Whether a body is too large, or of a length too uncertain, to be held when nothing looks at it. */
  isLarge({ headers }: GatewayRequest): boolean {
    return !(Number(headers['content-length']) <= SMALL_BODY);
  }

  /**
   * The body as it comes, for integrations that look at nothing of it. Destroying it leaves the client's connection
   * alone. Throws GatewayError for one that says it is too large.
   * @param fail called with GatewayError when it turns out too large or does not come in time
   */
  stream(request: GatewayRequest, fail: (error: GatewayError) => void): Readable {
    const { maximumBodySize, bodyTimeout } = this.#limits;
    if (Number(request.headers['content-length'] ?? 0) > maximumBodySize) throw tooLarge();
    let size = 0;
    const body = new Transform({
      transform(chunk: Buffer, _encoding, pass) {
        size += chunk.length;
        if (size <= maximumBodySize) pass(null, chunk);
        else fail(tooLarge());
      },
    });
    const timer = setTimeout(() => fail(GatewayError.edge('REQUEST_TIMEOUT', true)), bodyTimeout);
    body.once('close', () => {
      clearTimeout(timer);
      request.unpipe(body);
    });
    return request.pipe(body);
  }

  /** Says that a body that {@link read} gave is not held any longer. */
  release(body: Buffer): void {
    this.#held -= body.length;
  }

  /**
   * Counts bytes that a body gains as held. Throws GatewayError, having counted nothing.
   * @param before how many the body has already
   */
  hold(bytes: number, before: number): void {
    if (before + bytes > this.#limits.maximumBodySize) throw tooLarge();
    if (this.#held + bytes > this.#limits.maximumHeldBytes)
      throw GatewayError.edge('SERVICE_UNAVAILABLE', true);
    this.#held += bytes;
  }

  /** Says that bytes that {@link hold} counted are not held any longer. */
  letGo(bytes: number): void {
    this.#held -= bytes;
  }

  #collect(request: GatewayRequest): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = (settle: () => void, keep = false) => {
        clearTimeout(timer);
        request.off('data', onData).off('end', onEnd).off('close', onGone).off('error', onGone);
        if (!keep) this.#held -= size;
        settle();
      };
      const fail = (error: Error) => finish(() => reject(error));
      const onData = (chunk: Buffer) => {
        size += chunk.length;
        this.#held += chunk.length;
        chunks.push(chunk);
        if (size > this.#limits.maximumBodySize) fail(tooLarge());
        else if (this.#held > this.#limits.maximumHeldBytes)
          fail(GatewayError.edge('SERVICE_UNAVAILABLE', true));
      };
      const onEnd = () => finish(() => resolve(joined(chunks, size)), true);
      const onGone = () => fail(new ClientGoneError());
      const timer = setTimeout(
        () => fail(GatewayError.edge('REQUEST_TIMEOUT', true)),
        this.#limits.bodyTimeout,
      );
      request.on('data', onData).on('end', onEnd).on('close', onGone).on('error', onGone);
    });
  }
}

function joined(chunks: readonly Buffer[], size: number): Buffer {
  const [first] = chunks;
  return chunks.length === 1 && first ? first : Buffer.concat(chunks, size);
}

function tooLarge(): GatewayError {
  const { response } = GatewayError.of('REQUEST_TOO_LARGE');
  return new GatewayError(response, { closesConnection: true });
}
