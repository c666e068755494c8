import { isRecord } from '../safe-record.ts';
import { ModelError } from '../service-schema.ts';

/** More than the largest of AWS's own models has (EC2: about 6,000 shapes). */
const MAXIMUM_ENTRIES = 50_000;

/** One object of an untrusted model, with what messages call it. */
export class ModelNode {
  readonly where: string;
  readonly #value: Readonly<Record<string, unknown>>;

  /** Throws ModelError unless the value is an object of a sane size. */
  constructor(value: unknown, where: string) {
    if (!isRecord(value)) throw new ModelError(`${where} must be an object`);
    if (Object.keys(value).length > MAXIMUM_ENTRIES) throw new ModelError(`${where} has too many members`);
    this.where = where;
    this.#value = value;
  }

  get keys(): readonly string[] {
    return Object.keys(this.#value);
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#value, key) && this.#value[key] !== undefined;
  }

  /** Undefined when it isn't there. */
  raw(key: string): unknown {
    return Object.hasOwn(this.#value, key) ? this.#value[key] : undefined;
  }

  node(key: string): ModelNode {
    return new ModelNode(this.raw(key), this.#path(key));
  }

  optionalNode(key: string): ModelNode | undefined {
    return this.has(key) ? this.node(key) : undefined;
  }

  string(key: string): string {
    return this.#typed(key, 'string', this.optionalString(key));
  }

  optionalString(key: string): string | undefined {
    const value = this.raw(key);
    if (value === undefined || typeof value === 'string') return value;
    throw new ModelError(`${this.#path(key)} must be a string`);
  }

  optionalNumber(key: string): number | undefined {
    const value = this.raw(key);
    if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
    throw new ModelError(`${this.#path(key)} must be a number`);
  }

  flag(key: string): boolean {
    const value = this.raw(key);
    if (value === undefined || typeof value === 'boolean') return value === true;
    throw new ModelError(`${this.#path(key)} must be a boolean`);
  }

  /** Empty when it isn't there. */
  strings(key: string): readonly string[] {
    return this.#list(key).map((item, index) => {
      if (typeof item !== 'string') throw new ModelError(`${this.#path(key)}[${index}] must be a string`);
      return item;
    });
  }

  /** Empty when it isn't there. */
  nodes(key: string): readonly ModelNode[] {
    return this.#list(key).map((item, index) => new ModelNode(item, `${this.#path(key)}[${index}]`));
  }

  #list(key: string): readonly unknown[] {
    const value = this.raw(key) ?? [];
    if (!Array.isArray(value)) throw new ModelError(`${this.#path(key)} must be a list`);
    if (value.length > MAXIMUM_ENTRIES) throw new ModelError(`${this.#path(key)} is too long`);
    return value;
  }

  #typed<Value>(key: string, type: string, value: Value | undefined): Value {
    if (value === undefined) throw new ModelError(`${this.#path(key)} must be a ${type}`);
    return value;
  }

  #path(key: string): string {
    return `${this.where}.${key.slice(0, 100)}`;
  }
}

/** A name that can be an XML element's. */
export function xmlNameOf(name: string, where: string): string {
  if (!/^[A-Za-z_][\w.:-]{0,255}$/.test(name)) throw new ModelError(`${where}: ${name} is no XML name`);
  return name;
}

/** A name that can be an HTTP header's, or begin one. */
export function headerNameOf(name: string, where: string): string {
  if (!/^[\w!#$%&'*+.^`|~-]{0,256}$/.test(name)) throw new ModelError(`${where}: ${name} is no header name`);
  return name;
}

/** Status of a successful or failed answer. */
export function statusOf(value: number | undefined, where: string): number | undefined {
  if (value !== undefined && !(Number.isInteger(value) && value >= 100 && value <= 599)) {
    throw new ModelError(`${where}: ${value} is no HTTP status`);
  }
  return value;
}
