import type { MappingSource } from './mapping-source.ts';
import { JavaMap, type Value } from './velocity/value.ts';

/** The parameters of a request as templates see them: maps by kind, made when they are first asked for. */
export class RequestParameterMaps {
  readonly #source: MappingSource;
  #all: JavaMap | undefined;

  constructor(source: MappingSource) {
    this.#source = source;
  }

  /** `$input.params()`: a map of the maps `path`, `querystring` and `header`. */
  all(): JavaMap {
    this.#all ??= JavaMap.of([
      ['path', JavaMap.of(Object.entries(this.#source.pathParameters()))],
      ['querystring', JavaMap.of(Object.entries(this.#source.queryParameters()))],
      ['header', JavaMap.of(Object.entries(this.#source.headers()))],
    ]);
    return this.#all;
  }

  /**
   * `$input.params('name')`: "the value of a method request parameter from the path, query string, or header value
   * (searched in that order)". Headers are found in any case. Empty when there is none.
   */
  find(name: string): Value {
    const inPath = this.#source.pathParameters()[name];
    if (inPath !== undefined) return inPath;
    const inQuery = this.#source.queryParameters()[name];
    if (inQuery !== undefined) return inQuery;
    const headers = this.#source.headers();
    const exact = headers[name];
    if (exact !== undefined) return exact;
    const lower = name.toLowerCase();
    for (const header in headers) if (header.toLowerCase() === lower) return headers[header] ?? '';
    return '';
  }
}
