import type { DocumentationPart, DocumentationVersion } from '../definitions/api-parts.ts';
import { isObject, type JsonObject } from './json-value.ts';
import { present } from './present.ts';

/** What an entity of an API can be documented with besides extensions. */
const OPENAPI_MEMBERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['API', ['tags', 'externalDocs']],
  ['METHOD', ['tags', 'summary', 'description', 'externalDocs']],
  ['PATH_PARAMETER', ['description']],
  ['QUERY_PARAMETER', ['description']],
  ['REQUEST_HEADER', ['description']],
  ['REQUEST_BODY', ['description']],
  ['RESPONSE', ['description']],
  ['RESPONSE_HEADER', ['description']],
]);

/** Where an entity of an API is. */
export interface EntityLocation {
  readonly type: string;
  readonly path?: string;
  readonly method?: string;
  readonly statusCode?: string;
  readonly name?: string;
}

/**
 * What a documentation version says of the entities of an API. Parts of more general locations (path prefixes, any
 * method, any status) hold for entities below them.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-documenting-api-content-representation.html
 */
export class DocumentationWriter {
  readonly #version: DocumentationVersion | undefined;
  readonly #byName = new Map<string, DocumentationPart[]>();

  constructor(version: DocumentationVersion | undefined) {
    this.#version = version;
    for (const part of version?.parts ?? []) {
      const key = keyOf(part.location);
      this.#byName.set(key, [...(this.#byName.get(key) ?? []), part]);
    }
  }

  /** The properties of an entity that OpenAPI knows, and extensions: `x-something`. */
  of(location: EntityLocation): Record<string, unknown> {
    const parts = (this.#byName.get(keyOf(location)) ?? [])
      .filter((part) => covers(part.location, location))
      .sort((one, other) => specificity(one.location) - specificity(other.location));
    const known = OPENAPI_MEMBERS.get(location.type) ?? [];
    const properties = parts.flatMap((part) => Object.entries(propertiesOf(part)));
    return Object.fromEntries(properties.filter(([name]) => known.includes(name) || name.startsWith('x-')));
  }

  /** What the API's own part says of `info`. */
  info(): Record<string, unknown> {
    const found = (this.#byName.get(keyOf({ type: 'API' })) ?? []).map((part) => propertiesOf(part).info);
    const known = ['description', 'termsOfService', 'contact', 'license'];
    const properties = found.flatMap((info) => (isObject(info) ? Object.entries(info) : []));
    return Object.fromEntries(properties.filter(([name]) => known.includes(name) || name.startsWith('x-')));
  }

  /** `x-amazon-apigateway-documentation` */
  extension(): object | undefined {
    if (this.#version === undefined) return undefined;
    const { version, createdDate, parts } = this.#version;
    return {
      version,
      createdDate: dateText(createdDate),
      documentationParts: parts.map((part) => ({
        location: writeLocation(part.location),
        properties: propertiesOf(part),
      })),
    };
  }
}

/** `2016-11-22T22:41:40Z` */
export function dateText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

function keyOf({ type, name }: EntityLocation): string {
  return `${type} ${name ?? ''}`;
}

function propertiesOf(part: DocumentationPart): JsonObject {
  try {
    const properties: unknown = JSON.parse(part.properties);
    return isObject(properties) ? properties : {};
  } catch {
    return {};
  }
}

/** Parts of methods and resources hold for their own place alone. */
function covers(general: EntityLocation, special: EntityLocation): boolean {
  if (special.type === 'METHOD' || special.type === 'RESOURCE' || special.type === 'REQUEST_BODY') {
    return (general.path ?? '/') === (special.path ?? '/') && isMethod(general.method, special.method);
  }
  const path = general.path ?? '/';
  const below = path === '/' || special.path === path || (special.path ?? '/').startsWith(`${path}/`);
  const status = general.statusCode ?? '*';
  return (
    below && isMethod(general.method, special.method) && (status === '*' || status === special.statusCode)
  );
}

function isMethod(general = '*', special = '*'): boolean {
  return general === '*' || general === special;
}

function specificity({ path = '/', method = '*', statusCode = '*' }: EntityLocation): number {
  return path.length * 4 + (method === '*' ? 0 : 2) + (statusCode === '*' ? 0 : 1);
}

/** AWS leaves out what is the default: the root. */
function writeLocation({ type, path, method, statusCode, name }: DocumentationPart['location']): object {
  return present({ type, path: path === '/' ? undefined : path, method, statusCode, name });
}
