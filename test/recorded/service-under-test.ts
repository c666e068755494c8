import { randomUUID } from 'node:crypto';
import type { AccessControl } from '../../src/identity/access.ts';
import { ServiceRegistry } from '../../src/protocols/engine.ts';
import type { ApiRequest, ApiResponse } from '../../src/protocols/http.ts';
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

/** A restJson1 service behind the protocol engine, called by the root of the recordings' account. */
export class ServiceUnderTest {
  readonly #service: Service;
  readonly #registry: ServiceRegistry;

  constructor(service: Service) {
    this.#service = service;
    this.#registry = new ServiceRegistry({ services: [service], access: allowAll, clock: Date.now });
  }

  async operation(name: string): Promise<OperationSchema> {
    const operation = (await this.#service.loadSchema()).operations.get(name);
    if (operation === undefined) throw new Error(`no operation ${name}`);
    return operation;
  }

  handle(request: ApiRequest): Promise<ApiResponse> {
    return this.#registry.handle(this.#service, request, {
      caller: {
        principal: { type: 'Root', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, userId: ACCOUNT },
      },
      account: ACCOUNT,
      region: REGION,
      requestId: randomUUID(),
      signal: new AbortController().signal,
    });
  }
}

/** What an answer's bytes say. */
export function answerOf(operation: OperationSchema, response: ApiResponse): Answer {
  const text = Buffer.from(response.body).toString();
  return {
    status: response.status,
    code: response.headers['x-amzn-errortype'],
    body: text === '' ? undefined : toMembers(operation, asObject(JSON.parse(text))),
  };
}

/** Names as the model's members have them, which clients show: lists are `item` on the wire. */
function toMembers(operation: OperationSchema, body: Record<string, unknown>): Record<string, unknown> {
  const members = operation.output?.members.values() ?? [];
  const names = new Map([...members].map((member) => [member.traits.jsonName ?? member.name, member.name]));
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [names.get(name) ?? name, value]));
}
