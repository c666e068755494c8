import { isObject, type JsonObject, memberOf, objectOf, textOf } from './json-value.ts';
import { InvalidDefinitionError } from './problems.ts';

/** References that lead to references, at most this many in a row. */
const MAXIMUM_HOPS = 50;

/** The two forms in which definitions are written. */
export type Dialect = 'swagger' | 'oas30';

/** A document and where its dialect keeps what operations refer to. */
export class SourceDocument {
  readonly root: JsonObject;
  readonly dialect: Dialect;
  readonly info: JsonObject;

  /** @throws InvalidDefinitionError for what is neither Swagger 2.0 nor OpenAPI 3.0 */
  constructor(root: JsonObject) {
    this.root = root;
    this.dialect = dialectOf(root);
    const info = objectOf(root.info);
    if (info === undefined || !isObject(root.paths ?? {}))
      throw new InvalidDefinitionError('Invalid OpenAPI input.');
    this.info = info;
  }

  /** The schemas that can become models. */
  get schemas(): unknown {
    return this.dialect === 'swagger' ? this.root.definitions : memberOf(this.root.components, 'schemas');
  }

  get securitySchemes(): unknown {
    return this.dialect === 'swagger'
      ? this.root.securityDefinitions
      : memberOf(this.root.components, 'securitySchemes');
  }

  /**
   * The object itself, or the one to which its `$ref` leads within the document. Undefined for anything else: references
   * to other documents are not followed, nor ones that lead in a circle.
   */
  resolve(value: unknown): JsonObject | undefined {
    let place = value;
    for (let hops = 0; hops < MAXIMUM_HOPS; hops++) {
      if (!isObject(place)) return undefined;
      if (typeof place.$ref !== 'string') return place;
      place = this.#at(place.$ref);
    }
    return undefined;
  }

  /** Name of the schema to which a reference of the form `#/components/schemas/NAME` leads. */
  schemaNamed(reference: string): string | undefined {
    const prefix = this.dialect === 'swagger' ? '#/definitions/' : '#/components/schemas/';
    if (!reference.startsWith(prefix)) return undefined;
    const rest = reference.slice(prefix.length);
    return rest.includes('/') ? undefined : decodeSegment(rest);
  }

  #at(reference: string): unknown {
    if (!reference.startsWith('#/')) return undefined;
    let place: unknown = this.root;
    for (const segment of reference.split('/').slice(1)) {
      const name = decodeSegment(segment);
      place = Array.isArray(place) ? place[Number(name)] : memberOf(place, name);
    }
    return place;
  }
}

function dialectOf(root: JsonObject): Dialect {
  if (textOf(root.swagger)?.startsWith('2.')) return 'swagger';
  if (textOf(root.swagger) === '2') return 'swagger';
  if (/^3\.0(\.\d+)?$/.test(textOf(root.openapi) ?? '')) return 'oas30';
  if (root.openapi === undefined && root.swagger === undefined) {
    throw new InvalidDefinitionError('Unable to build importer with provided input.');
  }
  throw new InvalidDefinitionError('Invalid OpenAPI input.');
}

/** One segment of a JSON pointer in a URI fragment, RFC 6901. */
function decodeSegment(segment: string): string {
  const pointer = segment.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(pointer);
  } catch {
    return pointer;
  }
}
