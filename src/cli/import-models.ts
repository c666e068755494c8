import { basename, dirname } from 'node:path';
import type { Node } from 'yaml';
import type { SpecificationFile } from './import-files.ts';
import { pointerText } from './import-reference.ts';

/** A place in a file that a reference leads to. */
export interface Target {
  readonly file: SpecificationFile;
  readonly pointer: readonly string[];
  readonly node: Node;
}

/** What tells targets apart. */
export function targetKey({ file, pointer }: Target): string {
  return `${file.path}#${pointerText(pointer)}`;
}

/** Folders whose files are models of their own. */
const MODEL_FOLDERS: ReadonlySet<string> = new Set(['schemas', 'models', 'definitions']);

/** Whether a schema lies where a team keeps its models: in a folder of that name, or under that name in a file. */
export function isKeptAsModel({ file, pointer }: Target): boolean {
  const folder = pointer.length === 0 ? basename(dirname(file.path)) : pointer.at(-2);
  return folder !== undefined && MODEL_FOLDERS.has(folder);
}

/** The models of the one document, with the names by which schemas refer to them. */
export class Models {
  readonly #prefix: string;
  readonly #taken = new Set<string>();
  readonly #names = new Map<string, string>();
  readonly #queue: [name: string, target: Target][] = [];

  /**
   * @param prefix what references to models begin with: `#/components/schemas/` or `#/definitions/`
   */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Says that the specification has a model of this name. */
  take(name: string): void {
    this.#taken.add(name);
  }

  /** Says that the specification gives a target this name itself. The first name of a target counts. */
  declare(name: string, target: Target): void {
    this.#taken.add(name);
    const key = targetKey(target);
    if (!this.#names.has(key)) this.#names.set(key, name);
  }

  /** The reference to the target's model; undefined when it is none. */
  find(target: Target): string | undefined {
    const name = this.#names.get(targetKey(target));
    return name === undefined ? undefined : this.#prefix + pointerText([name]).slice(1);
  }

  /** The reference to the target's model, which it becomes if it is none yet. */
  reference(target: Target): string {
    const found = this.find(target);
    if (found !== undefined) return found;
    const name = this.#freeName(modelName(target));
    this.#taken.add(name);
    this.#names.set(targetKey(target), name);
    this.#queue.push([name, target]);
    return this.#prefix + name;
  }

  /** A model that is still to be put into the document. */
  next(): readonly [name: string, target: Target] | undefined {
    return this.#queue.shift();
  }

  #freeName(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.#taken.has(name); number += 1) name = `${wanted}${number}`;
    return name;
  }
}

/**
 * `WidgetList` of `schemas/widget-list.yaml`: API Gateway's models have letters and digits in their names only.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
 */
export function modelName({ file, pointer }: Pick<Target, 'file' | 'pointer'>): string {
  const text = pointer.at(-1) ?? basename(file.path).replace(/\.[^.]*$/, '');
  const name = text
    .split(/[^A-Za-z0-9]+/)
    .map((word, index) => (index === 0 ? word : word.slice(0, 1).toUpperCase() + word.slice(1)))
    .join('');
  return name === '' ? 'Model' : name;
}
