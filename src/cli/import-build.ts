import { basename } from 'node:path';
import { isAlias, isMap, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';
import { contentsOf, type SpecificationFile, type SpecificationFiles } from './import-files.ts';
import { laidOver, record, withMembers } from './import-members.ts';
import { isKeptAsModel, type Models, modelName, type Target, targetKey } from './import-models.ts';
import { isSchema, memberPosition, type Position } from './import-positions.ts';
import { pointerText } from './import-reference.ts';
import { referenceOf, resolveAlias, resolveReference } from './import-resolve.ts';

const MAXIMUM_DEPTH = 200;
/** Values of the whole document; a definition that API Gateway takes has far fewer. */
const MAXIMUM_VALUES = 500_000;

type Values = Map<string, unknown>;

/** Where a value is being built. */
interface Place {
  readonly file: SpecificationFile;
  readonly position: Position;
  readonly depth: number;
}

/** Puts the one document together. */
export class Builder {
  readonly #files: SpecificationFiles;
  readonly #main: SpecificationFile;
  readonly #models: Models;
  /** What is being put in place of references, outermost first. */
  readonly #open: Target[] = [];
  #values = 0;

  constructor(files: SpecificationFiles, main: SpecificationFile, models: Models) {
    this.#files = files;
    this.#main = main;
    this.#models = models;
  }

  /** @param section names that lead to the models */
  document(section: readonly string[]): Record<string, unknown> {
    const place: Place = { file: this.#main, position: 'document', depth: 0 };
    const document = this.#value(contentsOf(this.#main), place);
    const added: [string, unknown][] = [];
    for (let next = this.#models.next(); next !== undefined; next = this.#models.next()) {
      const [name, target] = next;
      const { file, node } = target;
      added.push([
        name,
        this.#within(target, () => this.#value(node, { file, position: 'model', depth: 0 })),
      ]);
    }
    return added.length === 0 ? record(document) : withMembers(record(document), section, added);
  }

  /** Ends the work when it is too much. */
  #bound(node: unknown, place: Place): void {
    this.#values += 1;
    if (this.#values > MAXIMUM_VALUES || place.depth > MAXIMUM_DEPTH) {
      const tooMuch =
        place.depth > MAXIMUM_DEPTH ? `is nested more than ${MAXIMUM_DEPTH} deep` : `has too many values`;
      this.#files.problemAt(place.file, node, `the specification ${tooMuch} when it is put together`);
      this.#files.fail();
    }
  }

  #value(node: unknown, place: Place): unknown {
    this.#bound(node, place);
    if (isScalar(node)) return node.value;
    if (isAlias(node)) return this.#value(resolveAlias(node, place.file), deeper(place, place.position));
    if (isSeq(node))
      return node.items.map((one) => this.#value(one, deeper(place, memberPosition(place.position))));
    if (isMap(node)) return this.#map(node, place);
    return null;
  }

  #map(node: YAMLMap, place: Place): unknown {
    if (referenceOf(node) !== undefined) return this.#reference(node, place);
    return Object.fromEntries(this.#members(node, positionOf(node, place)));
  }

  /** The members of a map, without its `$ref`. */
  #members(node: YAMLMap, place: Place): Values {
    const values: Values = new Map();
    const merged: Values = new Map();
    for (const pair of node.items) {
      const name = this.#name(pair, place);
      if (name === undefined || (name === '$ref' && referenceOf(node) !== undefined)) continue;
      if (isMerge(pair)) this.#merge(pair.value, place, merged);
      else if (values.has(name)) this.#files.problemAt(place.file, pair.key, `${name} is here a second time`);
      else values.set(name, this.#value(pair.value, deeper(place, memberPosition(place.position, name))));
    }
    for (const [name, value] of merged) if (!values.has(name)) values.set(name, value);
    return values;
  }

  #name({ key }: Pair, place: Place): string | undefined {
    if (isScalar(key) || typeof key === 'string') return String(isScalar(key) ? key.value : key);
    this.#files.problemAt(place.file, key, 'the name of a member has to be text');
    return undefined;
  }

  /** YAML's merge key, `<<`: earlier maps count more. https://yaml.org/type/merge.html */
  #merge(source: unknown, place: Place, into: Values): void {
    this.#bound(source, place);
    for (const one of isSeq(source) ? source.items : [source]) {
      const map = isAlias(one) ? resolveAlias(one, place.file) : one;
      if (!isMap(map)) this.#files.problemAt(place.file, one, '<< takes a map, or a list of maps');
      else
        for (const [name, value] of this.#members(map, deeper(place, place.position)))
          if (!into.has(name)) into.set(name, value);
    }
  }

  #reference(node: YAMLMap, place: Place): unknown {
    const reference = referenceOf(node);
    if (reference === undefined) return null;
    const { file, position } = place;
    const siblings = this.#members(node, place);
    const schema = isSchema(position);
    // A model that is declared to be a file's schema is that schema, not a reference to itself.
    const named = (target: Target) =>
      schema && position !== 'model' && this.#models.find(target) !== undefined;
    const resolved = resolveReference(
      this.#files,
      file,
      reference,
      (target) => named(target) || this.#isDeclared(target),
    );
    if (file === this.#main && reference.value.startsWith('#'))
      return Object.fromEntries([['$ref', reference.value], ...siblings]);
    if (resolved === undefined) return null;
    if ('folder' in resolved) return laidOver(this.#folder(resolved.folder, place), siblings);
    const { target } = resolved;
    if (schema && (siblings.size === 0 || this.#isOpen(target))) {
      const model = this.#modelReference(target, position);
      if (model !== undefined) return Object.fromEntries([['$ref', model], ...siblings]);
    }
    return laidOver(this.#inPlace(target, place, reference), siblings);
  }

  /** Whether a target is a model that the first file has itself. */
  #isDeclared({ file, pointer }: Target): boolean {
    if (file !== this.#main) return false;
    const [first, second] = pointer;
    return first === 'definitions' ? pointer.length === 2 : second === 'schemas' && pointer.length === 3;
  }

  #modelReference(target: Target, position: Position): string | undefined {
    if (this.#isDeclared(target)) return `#${pointerText(target.pointer)}`;
    if (position === 'model') return undefined;
    if (position === 'bodySchema' || this.#isOpen(target) || isKeptAsModel(target))
      return this.#models.reference(target);
    return this.#models.find(target);
  }

  #inPlace(target: Target, place: Place, reference: unknown): unknown {
    if (this.#isOpen(target)) {
      const way = [...this.#open, target].map((one) => this.#files.shown(one.file.path)).join(' > ');
      this.#files.problemAt(place.file, reference, `what is referred to refers to itself: ${way}`);
      return null;
    }
    const { file, node } = target;
    return this.#within(target, () => this.#value(node, { ...deeper(place, place.position), file }));
  }

  #isOpen(target: Target): boolean {
    const key = targetKey(target);
    return this.#open.some((one) => targetKey(one) === key);
  }

  #within(target: Target, build: () => unknown): unknown {
    this.#open.push(target);
    const value = build();
    this.#open.pop();
    return value;
  }

  /** A folder is a map: of its files by their names; where paths stand, of all paths that are in its files. */
  #folder(folder: string, place: Place): unknown {
    const members: Values = new Map();
    this.#addFolder(folder, place, members);
    return Object.fromEntries(members);
  }

  #addFolder(folder: string, place: Place, members: Values): void {
    this.#bound(undefined, place);
    for (const path of this.#files.list(folder)) {
      if (this.#files.isFolder(path)) {
        if (place.position === 'paths') this.#addFolder(path, deeper(place, place.position), members);
        continue;
      }
      const file = this.#files.read(path, (message) =>
        this.#files.problem({ file: this.#files.shown(path), message }),
      );
      if (file === undefined) continue;
      const name = place.position === 'models' ? modelName({ file, pointer: [] }) : fileName(path);
      if (place.position === 'paths') this.#addPaths(file, place, members);
      else if (members.has(name))
        this.#files.problemAt(file, contentsOf(file), `another file in the folder is ${name} already`);
      else {
        const position = memberPosition(place.position, name);
        members.set(name, this.#value(contentsOf(file), { ...deeper(place, position), file }));
      }
    }
  }

  #addPaths(file: SpecificationFile, place: Place, members: Values): void {
    const contents = contentsOf(file);
    if (!isMap(contents)) {
      this.#files.problemAt(file, contents, 'a file in a folder of paths is a map of paths');
      return;
    }
    const keys = new Map(contents.items.map(({ key }) => [isScalar(key) ? String(key.value) : '', key]));
    for (const [name, value] of this.#members(contents, { ...deeper(place, 'paths'), file })) {
      const at = keys.get(name) ?? contents;
      if (!name.startsWith('/')) this.#files.problemAt(file, at, `${name} is no path: it would begin with /`);
      else if (members.has(name))
        this.#files.problemAt(file, at, `the path ${name} is in another file already`);
      else members.set(name, value);
    }
  }
}

/** Without its extension. */
function fileName(path: string): string {
  return basename(path).replace(/\.[^.]*$/, '');
}

function deeper(place: Place, position: Position): Place {
  return { ...place, position, depth: place.depth + 1 };
}

/** In Swagger 2.0 the body is one of the parameters. */
function positionOf(node: YAMLMap, place: Place): Place {
  if (place.position !== 'parameter' || node.get('in') !== 'body') return place;
  return { ...place, position: 'bodyParameter' };
}

function isMerge({ key }: Pair): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}
