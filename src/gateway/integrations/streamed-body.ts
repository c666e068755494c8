import { pipeline, type Readable, Transform } from 'node:stream';
import type { RestApi } from '../../definitions/rest-api.ts';
import { DeadlineError } from './deadline.ts';

/**
 * Milliseconds for which a stream may be silent: "For Regional or private endpoints, the timeout is 5 minutes. For
 * edge-optimized endpoints, the timeout is 30 seconds."
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html#response-transfer-mode-considerations
 */
export function idleTimeoutOf({ endpointConfiguration }: Pick<RestApi, 'endpointConfiguration'>): number {
  return endpointConfiguration.types.includes('EDGE') ? 30_000 : 5 * 60_000;
}

/** What bounds a body on its way, in milliseconds. */
export interface StreamBounds {
  /** For all that is still to come; undefined when somebody else sees to that. */
  readonly total?: number;
  readonly idle: number;
}

/**
 * A body as its client gets it, broken off with DeadlineError when it exceeds its bounds.
 * @param first what has been read of it before
 * @param completion is waited for behind the last byte; its rejection breaks the body off
 */
export function streamedBody(
  source: Readable,
  { total, idle }: StreamBounds,
  first?: Uint8Array,
  completion?: () => Promise<void>,
): Readable {
  const body = new Transform({
    transform(chunk: Buffer, _encoding, pass) {
      silence.refresh();
      pass(null, chunk);
    },
    flush(done) {
      if (completion) completion().then(() => done(), done);
      else done();
    },
  });
  const expire = () => body.destroy(new DeadlineError());
  const silence = setTimeout(expire, idle);
  const end = total === undefined ? undefined : setTimeout(expire, total);
  body.once('close', () => {
    clearTimeout(silence);
    clearTimeout(end);
  });
  if (first && first.length > 0) body.write(first);
  // Whoever reads the body is told of errors.
  pipeline(source, body, () => {});
  return body;
}
