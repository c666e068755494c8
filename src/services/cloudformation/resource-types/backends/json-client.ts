import type { Backends } from '../../../../backends/backend.ts';
import { isRecord } from '../../../../protocols/safe-record.ts';
import { ServiceError } from '../../../../protocols/service-error.ts';
import { type CallOrigin, ServiceCallError } from '../service-clients.ts';
import { type BackendService, callBackend } from './backend-call.ts';

/** Calls operations of a service by name, with inputs typed by `Inputs`; gives the answer's JSON. */
export type JsonClient<Inputs> = <Name extends keyof Inputs & string>(
  operation: Name,
  input: Inputs[Name],
) => Promise<unknown>;

/** How a service speaks AWS's JSON protocols. */
export interface JsonService extends BackendService {
  /** What stands before the operation's name in X-Amz-Target: `DynamoDB_20120810`. */
  readonly target: string;
  readonly contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1';
}

/** https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
export function jsonClient<Inputs>(
  backends: Backends,
  service: JsonService,
  origin: CallOrigin,
): JsonClient<Inputs> {
  return async (operation, input) => {
    const text = await callBackend(
      backends,
      service,
      origin,
      {
        method: 'POST',
        path: '/',
        headers: ['Content-Type', service.contentType, 'X-Amz-Target', `${service.target}.${operation}`],
        body: JSON.stringify(input),
      },
      errorOf,
    );
    const answer = text === '' ? {} : jsonOrNothing(text);
    if (answer !== undefined) return answer;
    const message = `${service.displayName} did not answer with JSON`;
    throw new ServiceCallError(service.displayName, new ServiceError('ServiceUnavailable', 503, message));
  };
}

/** Reads `{"__type": "com.amazonaws.dynamodb.v20120810#ResourceInUseException", "message": "..."}`. */
function errorOf(text: string): { code: string; message: string } {
  const error = jsonOrNothing(text);
  const type = isRecord(error) && typeof error.__type === 'string' ? error.__type : 'UnknownError';
  const message = isRecord(error) ? (error.message ?? error.Message) : undefined;
  const code = type.slice(type.lastIndexOf('#') + 1);
  return { code, message: typeof message === 'string' && message !== '' ? message : code };
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What stands in an answer at a path of member names; undefined where there is nothing. */
export function valueAt(answer: unknown, ...path: readonly string[]): unknown {
  let value = answer;
  for (const name of path) value = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

/** Text in an answer; empty where there is none. */
export function textAt(answer: unknown, ...path: readonly string[]): string {
  const value = valueAt(answer, ...path);
  return typeof value === 'string' ? value : '';
}

/** A list in an answer; empty where there is none. */
export function listAt(answer: unknown, ...path: readonly string[]): readonly unknown[] {
  const value = valueAt(answer, ...path);
  return Array.isArray(value) ? value : [];
}
