import type { CollectionDefinition } from './store.ts';

/** The JSON text of a document. Throws TypeError for what JSON can't hold (undefined, functions, big integers, cycles). */
export function encodeDocument(value: unknown): string {
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) throw new TypeError('a document must be a JSON value');
  return json;
}

/** Reads a document, upgrading one that was written in an older form. Throws when the form is newer than ours. */
export function decodeDocument<T>(definition: CollectionDefinition<T>, json: string, version: number): T {
  if (version === definition.version) return JSON.parse(json);
  if (version > definition.version || definition.upgrade === undefined) {
    throw new Error(
      `a document of ${definition.name} has form ${version}, this version of Alicorn knows form ${definition.version}`,
    );
  }
  return definition.upgrade(JSON.parse(json), version);
}

/** Remembers which collections were declared, to catch two declarations that contradict each other. */
export class CollectionRegistry {
  readonly #versions = new Map<string, number>();

  /** Throws TypeError when the definition is wrong in itself or contradicts an earlier one of the same name. */
  declare<T>(definition: CollectionDefinition<T>): void {
    const { name, version, upgrade } = definition;
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) throw new TypeError(`bad collection name: ${name}`);
    if (!Number.isSafeInteger(version) || version < 1)
      throw new TypeError(`${name}: versions are 1, 2, 3...`);
    if (version > 1 && upgrade === undefined)
      throw new TypeError(`${name}: version ${version} needs upgrade`);
    const declared = this.#versions.get(name);
    if (declared !== undefined && declared !== version) {
      throw new TypeError(`${name} was declared with version ${declared} and now with ${version}`);
    }
    this.#versions.set(name, version);
  }
}
