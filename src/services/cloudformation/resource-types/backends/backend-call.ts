import type { Backends } from '../../../../backends/backend.ts';
import { ServiceError } from '../../../../protocols/service-error.ts';
import { type CallOrigin, ServiceCallError } from '../service-clients.ts';

/** A service that is called over HTTP, not a part of this program. */
export interface BackendService {
  /** As endpoints name it: `dynamodb`. */
  readonly name: string;
  /** As CloudFormation's reasons name it: `DynamoDb`. */
  readonly displayName: string;
}

/** What a call says besides whom it calls and on whose behalf. */
export interface BackendCall {
  readonly method: string;
  readonly path: string;
  /** Without the `?` (default none). */
  readonly query?: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** Longer than any call that describes or changes a resource takes. */
const CALL_LIMIT_MS = 30_000;
/** Descriptions are some KB; whoever answers more is not the service. */
const ANSWER_LIMIT_BYTES = 4 * 1024 * 1024;

/**
 * Calls a service as the origin's caller; gives the text of its answer.
 *
 * @param errorOf reads an error's code and message from the answer's text
 * @throws ServiceCallError for errors that the service answers, with status 503 when it can't be asked
 */
export async function callBackend(
  backends: Backends,
  service: BackendService,
  { caller, account, region }: CallOrigin,
  { query = '', ...call }: BackendCall,
  errorOf: (text: string) => { code: string; message: string },
): Promise<string> {
  const { status, text } = await answerOf(backends, service, {
    service: service.name,
    region,
    account,
    caller,
    ...call,
    query,
    body: Buffer.from(call.body),
    signal: AbortSignal.timeout(CALL_LIMIT_MS),
  });
  if (status < 300) return text;
  const { code, message } = errorOf(text);
  throw new ServiceCallError(service.displayName, new ServiceError(code, status, message));
}

async function answerOf(
  backends: Backends,
  { displayName }: BackendService,
  request: Parameters<Backends['send']>[0],
): Promise<{ status: number; text: string }> {
  try {
    const { status, body } = await backends.send(request);
    return { status, text: await readText(body) };
  } catch (error) {
    const message = `${displayName} could not be called: ${error instanceof Error ? error.message : error}`;
    throw new ServiceCallError(displayName, new ServiceError('ServiceUnavailable', 503, message));
  }
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > ANSWER_LIMIT_BYTES) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
