import type { MappingSource, ParameterRecord } from './mapping-source.ts';
import { JavaMap, type Value } from './velocity/value.ts';

/** A member of a context that somebody wrote down: text, or members of its own. */
export type ContextMember = string | ContextMembers;
export type ContextMembers = ReadonlyMap<string, ContextMember>;

/** What a template that is rendered without a gateway is told of the request. */
export interface OfflineRequest {
  /** `$context` as far as it is not to have the sample values. */
  readonly context: ContextMembers;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** Decoded. */
  readonly path: ParameterRecord;
  readonly querystring: ParameterRecord;
  readonly header: ParameterRecord;
}

/** The same for every rendering, so that what it gives can be compared. */
const SAMPLE_CONTEXT: ContextMembers = new Map<string, ContextMember>([
  ['accountId', '123456789012'],
  ['apiId', 'a1b2c3d4e5'],
  ['deploymentId', 'd1e2f3'],
  ['domainName', 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com'],
  ['domainPrefix', 'a1b2c3d4e5'],
  ['extendedRequestId', 'JKJaXmPLvHcESHA='],
  ['httpMethod', 'POST'],
  [
    'identity',
    new Map([
      ['sourceIp', '192.0.2.1'],
      ['userAgent', 'alicorn'],
    ]),
  ],
  ['path', '/test/'],
  ['protocol', 'HTTP/1.1'],
  ['requestId', 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'],
  ['requestTime', '09/Apr/2015:12:34:56 +0000'],
  ['requestTimeEpoch', '1428582896000'],
  ['resourceId', 'abc123'],
  ['resourcePath', '/'],
  ['stage', 'test'],
  ['xrayTraceId', '1-5759e988-bd862e3fe1be46a994272793'],
]);

/** A request that somebody wrote down instead of sending it. */
export class OfflineSource implements MappingSource {
  readonly #request: OfflineRequest;
  readonly #context: JavaMap;

  constructor(request: OfflineRequest) {
    this.#request = request;
    this.#context = mapOf(merged(SAMPLE_CONTEXT, request.context));
  }

  contextValue(name: string): Value {
    return this.#context.get(name);
  }

  contextMembers(): JavaMap {
    const members = new JavaMap(true);
    for (const { key, value } of this.#context.entries()) members.put(key, value);
    return members;
  }

  pathParameters(): ParameterRecord {
    return this.#request.path;
  }

  queryParameters(): ParameterRecord {
    return this.#request.querystring;
  }

  headers(): ParameterRecord {
    return this.#request.header;
  }

  stageVariables(): Readonly<Record<string, string>> {
    return this.#request.stageVariables;
  }
}

/** Members within members are merged, others replaced. */
function merged(first: ContextMembers, second: ContextMembers): ContextMembers {
  const result = new Map(first);
  for (const [name, member] of second) {
    const before = first.get(name);
    const both = typeof before === 'object' && typeof member === 'object';
    result.set(name, both ? merged(before, member) : member);
  }
  return result;
}

function mapOf(members: ContextMembers): JavaMap {
  const map = new JavaMap(true);
  for (const [name, member] of members) map.put(name, typeof member === 'string' ? member : mapOf(member));
  return map;
}
