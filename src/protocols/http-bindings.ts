import type { Member, StructureShape } from './shape.ts';

/** A structure's members by the part of an HTTP message they are in. */
export interface HttpBindings {
  readonly labels: readonly (readonly [name: string, member: Member])[];
  readonly headers: readonly (readonly [name: string, member: Member])[];
  readonly prefixHeaders: readonly (readonly [prefix: string, member: Member])[];
  readonly query: readonly (readonly [name: string, member: Member])[];
  readonly queryParams: readonly Member[];
  readonly statusCode: Member | undefined;
  readonly payload: Member | undefined;
  /** Members of the JSON document, when there is no payload member. */
  readonly body: readonly Member[];
}

/** Which message a structure is bound to. */
export type HttpMessage = 'request' | 'response';

const known = {
  request: new WeakMap<StructureShape, HttpBindings>(),
  response: new WeakMap<StructureShape, HttpBindings>(),
};

/**
 * Sorted out once per shape. Header names are in lower case. A binding that the message has no place for, such as a query
 * parameter of a response, is ignored: the member is in the body.
 * https://smithy.io/2.0/spec/http-bindings.html
 */
export function httpBindingsOf(shape: StructureShape, message: HttpMessage): HttpBindings {
  let bindings = known[message].get(shape);
  if (bindings === undefined) {
    bindings = sortOut(shape, message);
    known[message].set(shape, bindings);
  }
  return bindings;
}

const ELSEWHERE: Readonly<Record<HttpMessage, readonly string[]>> = {
  request: ['statusCode'],
  response: ['label', 'query', 'queryParams'],
};

function sortOut(shape: StructureShape, message: HttpMessage): HttpBindings {
  const labels: [string, Member][] = [];
  const headers: [string, Member][] = [];
  const prefixHeaders: [string, Member][] = [];
  const query: [string, Member][] = [];
  const queryParams: Member[] = [];
  const body: Member[] = [];
  let statusCode: Member | undefined;
  let payload: Member | undefined;
  for (const member of shape.members.values()) {
    const given = member.traits.http;
    const binding = given && ELSEWHERE[message].includes(given.at) ? undefined : given;
    switch (binding?.at) {
      case undefined:
        body.push(member);
        break;
      case 'label':
        labels.push([binding.name, member]);
        break;
      case 'header':
        headers.push([binding.name.toLowerCase(), member]);
        break;
      case 'prefixHeaders':
        prefixHeaders.push([binding.name.toLowerCase(), member]);
        break;
      case 'query':
        query.push([binding.name, member]);
        break;
      case 'queryParams':
        queryParams.push(member);
        break;
      case 'statusCode':
        statusCode = member;
        break;
      case 'payload':
        payload = member;
    }
  }
  return { labels, headers, prefixHeaders, query, queryParams, statusCode, payload, body };
}
