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

const known = new WeakMap<StructureShape, HttpBindings>();

/** Sorted out once per shape. Header names are in lower case. */
export function httpBindingsOf(shape: StructureShape): HttpBindings {
  let bindings = known.get(shape);
  if (bindings === undefined) {
    bindings = sortOut(shape);
    known.set(shape, bindings);
  }
  return bindings;
}

function sortOut(shape: StructureShape): HttpBindings {
  const labels: [string, Member][] = [];
  const headers: [string, Member][] = [];
  const prefixHeaders: [string, Member][] = [];
  const query: [string, Member][] = [];
  const queryParams: Member[] = [];
  const body: Member[] = [];
  let statusCode: Member | undefined;
  let payload: Member | undefined;
  for (const member of shape.members.values()) {
    const binding = member.traits.http;
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
