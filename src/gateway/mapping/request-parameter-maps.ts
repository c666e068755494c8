import type { Invocation } from '../invocation.ts';
import { headersOf, queryOf } from '../request/parsed-request.ts';
import { decodePathParameter } from './parameter-source.ts';
import { JavaMap, type Value } from './velocity/value.ts';

/** The parameters of a request as templates see them: maps by kind, made when they are first asked for. */
export class RequestParameterMaps {
  readonly #invocation: Invocation;
  #all: JavaMap | undefined;

  constructor(invocation: Invocation) {
    this.#invocation = invocation;
  }

  /** `$input.params()`: a map of the maps `path`, `querystring` and `header`. */
  all(): JavaMap {
    this.#all ??= JavaMap.of([
      ['path', JavaMap.of(pathParameters(this.#invocation))],
      ['querystring', JavaMap.of(Object.entries(queryOf(this.#invocation)?.single ?? {}))],
      ['header', JavaMap.of(Object.entries(headersOf(this.#invocation).single))],
    ]);
    return this.#all;
  }

  /**
   * `$input.params('name')`: "the value of a method request parameter from the path, query string, or header value
   * (searched in that order)". Headers are found in any case. Empty when there is none.
   */
  find(name: string): Value {
    const invocation = this.#invocation;
    const inPath = invocation.parameters?.[name];
    if (inPath !== undefined) return decodePathParameter(inPath);
    const inQuery = queryOf(invocation)?.single[name];
    if (inQuery !== undefined) return inQuery;
    const headers = headersOf(invocation).single;
    const exact = headers[name];
    if (exact !== undefined) return exact;
    const lower = name.toLowerCase();
    for (const header in headers) if (header.toLowerCase() === lower) return headers[header] ?? '';
    return '';
  }
}

function* pathParameters({ parameters }: Invocation): Generator<[string, Value]> {
  for (const name in parameters) yield [name, decodePathParameter(parameters[name] ?? '')];
}
