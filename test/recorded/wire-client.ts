import { randomUUID } from 'node:crypto';
import type { AccessControl } from '../../src/identity/access.ts';
import { ServiceRegistry } from '../../src/protocols/engine.ts';
import type { Service } from '../../src/protocols/service.ts';
import type { OperationSchema } from '../../src/protocols/service-schema.ts';
import { asObject } from './recordings.ts';

/** An answer as it came over the wire. */
export interface Answer {
  readonly status: number;
  /** Code of the error, if it is one. */
  readonly code: string | undefined;
  /** The JSON document; undefined when there is no body. */
  readonly body: Record<string, unknown> | undefined;
}

/** The account in recordings. */
export const ACCOUNT = '111111111111';
export const REGION = 'us-east-1';

const allowAll: AccessControl = {
  decide: () => Promise.resolve({ allowed: true, explicitDeny: false, source: 'root' }),
};

/**
 * Calls a restJson1 service through the protocol engine, from bytes to bytes. Unlike an SDK it sends whatever it is
 * given, wrong types and unknown values too.
 */
export class WireClient {
  readonly #service: Service;
  readonly #registry: ServiceRegistry;

  constructor(service: Service) {
    this.#service = service;
    this.#registry = new ServiceRegistry({ services: [service], access: allowAll, clock: Date.now });
  }

  async call(operationName: string, input: Readonly<Record<string, unknown>>): Promise<Answer> {
    const operation = (await this.#service.loadSchema()).operations.get(operationName);
    if (operation === undefined) throw new Error(`no operation ${operationName}`);
    const { method, path, query, body } = toRequest(operation, input);
    const response = await this.#registry.handle(
      this.#service,
      { method, path, query, body: Buffer.from(body), headers: { 'content-type': 'application/json' } },
      {
        caller: {
          principal: { type: 'Root', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, userId: ACCOUNT },
        },
        account: ACCOUNT,
        region: REGION,
        requestId: randomUUID(),
        signal: new AbortController().signal,
      },
    );
    const text = Buffer.from(response.body).toString();
    return {
      status: response.status,
      code: response.headers['x-amzn-errortype'],
      body: text === '' ? undefined : toMembers(operation, asObject(JSON.parse(text))),
    };
  }
}

/** Names as the model's members have them, which clients show: lists are `item` on the wire. */
function toMembers(operation: OperationSchema, body: Record<string, unknown>): Record<string, unknown> {
  const members = operation.output?.members.values() ?? [];
  const names = new Map([...members].map((member) => [member.traits.jsonName ?? member.name, member.name]));
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [names.get(name) ?? name, value]));
}

/** Puts each member where the model binds it. */
function toRequest(operation: OperationSchema, input: Readonly<Record<string, unknown>>) {
  if (operation.http === undefined) throw new Error(`${operation.name} has no HTTP binding`);
  const [template = '', constantQuery = ''] = operation.http.uri.split('?');
  const query = new URLSearchParams(constantQuery);
  const body: Record<string, unknown> = {};
  let payload: string | undefined;
  let path = template;
  for (const [name, value] of Object.entries(input)) {
    const traits = operation.input.members.get(name)?.traits;
    if (traits?.http?.at === 'label') path = path.replace(`{${name}}`, encodeURIComponent(String(value)));
    else if (traits?.http?.at === 'query')
      for (const one of [value].flat()) query.append(traits.http.name, String(one));
    else if (traits?.http?.at === 'payload') payload = String(value);
    else body[traits?.jsonName ?? name] = value;
  }
  const hasBody = ['POST', 'PUT', 'PATCH'].includes(operation.http.method);
  return {
    method: operation.http.method,
    path,
    query: query.toString(),
    body: hasBody ? (payload ?? JSON.stringify(body)) : '',
  };
}
