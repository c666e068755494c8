import { type IncomingMessage, STATUS_CODES } from 'node:http';
import { sign } from '../identity/sigv4/sign.ts';
import type { ApiGatewayAccess } from './api-gateway-access.ts';
import { explainSendError, type OutgoingRequest, send } from './call-send.ts';

/** Importing a large definition takes a while. */
const TIMEOUT_SECONDS = 120;
const MAXIMUM_ANSWER_BYTES = 64 * 1024 * 1024;

/** A request of API Gateway's API, https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Names between slashes; they are encoded here. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly accept?: string;
  /** JSON, unless the operation takes something else. */
  readonly body?: string;
  /** Signing name of the service, `apigateway` by default. */
  readonly service?: string;
}

/** There is no answer, or it is an error; the message is for the person at the terminal. */
export class ApiRequestError extends Error {
  override readonly name = 'ApiRequestError';
}

/** Calls API Gateway and gives the answer's body. Throws {@link ApiRequestError}. */
export async function callApiGateway(access: ApiGatewayAccess, request: ApiRequest): Promise<Buffer> {
  const outgoing = signed(access, request);
  let response: IncomingMessage;
  let body: Buffer;
  try {
    response = await send(outgoing);
    body = await collect(response);
  } catch (error) {
    if (error instanceof ApiRequestError) throw error;
    throw new ApiRequestError(explainSendError(error, outgoing), { cause: error });
  }
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return body;
  throw new ApiRequestError(errorText(response, status, body));
}

/** The same for answers in JSON, which are objects. */
export async function callForJson(
  access: ApiGatewayAccess,
  request: ApiRequest,
): Promise<Readonly<Record<string, unknown>>> {
  const answer = jsonObject((await callApiGateway(access, request)).toString('utf8'));
  if (answer === undefined)
    throw new ApiRequestError(`${access.endpoint.host} does not answer as API Gateway does`);
  return answer;
}

function signed(
  access: ApiGatewayAccess,
  { method, path, query = {}, accept, body = '', service = 'apigateway' }: ApiRequest,
): OutgoingRequest {
  const { endpoint, region, credentials } = access;
  const base = endpoint.pathname.replace(/\/+$/, '');
  const target = `${base}/${path.map(encodeURIComponent).join('/')}`;
  const queryText = Object.entries(query)
    .flatMap(([name, value]) => (value === undefined ? [] : `${name}=${encodeURIComponent(value)}`))
    .join('&');
  const bytes = Buffer.from(body, 'utf8');
  const headers = ['Host', endpoint.host, 'Accept', accept ?? 'application/json'];
  if (bytes.length > 0) headers.push('Content-Type', 'application/json');
  const signature = sign({ method, path: target, query: queryText, headers, body: bytes }, credentials, {
    service,
    region,
    now: Date.now(),
  });
  return {
    url: endpoint,
    method,
    target: queryText === '' ? target : `${target}?${queryText}`,
    headers: [...headers, ...signature.headers],
    body: bytes,
    connect: undefined,
    timeoutSeconds: TIMEOUT_SECONDS,
    signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000),
  };
}

async function collect(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAXIMUM_ANSWER_BYTES)
      throw new ApiRequestError(`the answer has more than ${MAXIMUM_ANSWER_BYTES} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** `BadRequestException: Invalid ...`, as the AWS CLI has it. */
function errorText(response: IncomingMessage, status: number, body: Buffer): string {
  const type = response.headers['x-amzn-errortype'];
  const name =
    typeof type === 'string' ? (type.split(':', 1)[0] ?? '') : `${status} ${STATUS_CODES[status] ?? ''}`;
  const answer = jsonObject(body.toString('utf8'));
  const message = answer?.message ?? answer?.Message;
  return typeof message === 'string' ? `${name}: ${message}` : name.trim();
}

function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value))
      : undefined;
  } catch {
    return undefined;
  }
}
