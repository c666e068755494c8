import type { PoolUserRecord, SchemaAttribute, UserPoolClientRecord } from '../definitions/user-pools.ts';
import type { UserPool } from './user-pool.ts';
import { UserPoolError } from './user-pool-error.ts';

/** An attribute as it is kept. */
export interface UserAttribute {
  readonly name: string;
  readonly value: string;
}

/** What verification of `email` and `phone_number` is kept in; users can't write it themselves. */
const VERIFIED = new Set(['email_verified', 'phone_number_verified']);

/** An attribute's value, if the user has it. */
export function attributeOf(user: Pick<PoolUserRecord, 'attributes'>, name: string): string | undefined {
  return user.attributes.find((attribute) => attribute.name === name)?.value;
}

/** Attributes with others set, in the order of arrival; an empty value removes. */
export function withAttributes(
  present: readonly UserAttribute[],
  changes: readonly UserAttribute[],
): UserAttribute[] {
  const values = new Map(present.map(({ name, value }) => [name, value]));
  for (const { name, value } of changes) {
    if (value === '') values.delete(name);
    else values.set(name, value);
  }
  return [...values].map(([name, value]) => ({ name, value }));
}

/**
 * Checks attributes against the pool's schema. Throws InvalidParameterException.
 * @param options.present what the user has already, when it is changed
 */
export function requireValidAttributes(
  pool: UserPool,
  given: readonly UserAttribute[],
  options: { readonly present?: PoolUserRecord } = {},
): void {
  for (const { name, value } of given) {
    if (name === 'sub') throw invalid('Cannot modify the non-mutable attribute sub');
    const declared = pool.schema.find((attribute) => attribute.name === name);
    if (declared === undefined) throw nonconforming(`${name}: Attribute does not exist in the schema.`);
    const before = options.present && attributeOf(options.present, name);
    if (before !== undefined && before !== value && !declared.mutable)
      throw nonconforming(`${name}: Attribute cannot be updated.`);
    if (value !== '') requireValidValue(declared, value);
    else if (options.present && declared.required) throw nonconforming(`${name}: The attribute is required`);
  }
}

/** Throws InvalidParameterException unless all that the pool requires are there. */
export function requireRequiredAttributes(pool: UserPool, given: readonly UserAttribute[]): void {
  const missing = missingAttributes(pool, given);
  if (missing.length > 0)
    throw nonconforming(missing.map((name) => `${name}: The attribute is required`).join('\n'));
}

/** Names of attributes that the pool requires and that are not there. */
export function missingAttributes(pool: UserPool, given: readonly UserAttribute[]): string[] {
  const names = new Set(given.filter(({ value }) => value !== '').map(({ name }) => name));
  return pool.schema
    .filter(({ name, required }) => required && name !== 'sub' && !names.has(name))
    .map(({ name }) => name);
}

/** Throws NotAuthorizedException for attributes that the client's users may not write. */
export function requireWritable(
  client: UserPoolClientRecord,
  attributes: readonly Pick<UserAttribute, 'name'>[],
): void {
  const { writeAttributes } = client;
  for (const { name } of attributes) {
    const allowed = writeAttributes === undefined || writeAttributes.includes(name);
    if (!allowed || VERIFIED.has(name) || name.startsWith('dev:')) {
      throw new UserPoolError('NotAuthorizedException', 'A client attempted to write unauthorized attribute');
    }
  }
}

/** The attributes that the client may read, `sub` first. */
export function readableAttributes(
  client: UserPoolClientRecord | undefined,
  user: PoolUserRecord,
): UserAttribute[] {
  const all = [{ name: 'sub', value: user.sub }, ...user.attributes];
  const readable = client?.readAttributes;
  if (readable === undefined)
    return all.filter(({ name }) => client === undefined || !name.startsWith('dev:'));
  return all.filter(({ name }) => name === 'sub' || readable.includes(name));
}

function requireValidValue(declared: SchemaAttribute, value: string): void {
  const { name, type, minLength, maxLength, minValue, maxValue } = declared;
  if (name === 'email' && !isEmail(value)) throw invalid('Invalid email address format.');
  if (name === 'phone_number' && !isPhoneNumber(value)) throw invalid('Invalid phone number format.');
  if (type === 'String') {
    if (maxLength !== undefined && value.length > Number(maxLength))
      throw nonconforming(`${name}: String must be at most ${maxLength} characters long.`);
    if (minLength !== undefined && value.length < Number(minLength))
      throw nonconforming(`${name}: String must be at least ${minLength} characters long.`);
  }
  if (type === 'Boolean' && value.toLowerCase() !== 'true' && value.toLowerCase() !== 'false')
    throw nonconforming(`${name}: Value must be true or false.`);
  if (type === 'Number') {
    const number = Number(value);
    if (!/^-?[0-9]{1,20}(\.[0-9]{1,20})?$/.test(value))
      throw nonconforming(`${name}: Value must be a number.`);
    if (minValue !== undefined && number < Number(minValue))
      throw nonconforming(`${name}: Value must be at least ${minValue}.`);
    if (maxValue !== undefined && number > Number(maxValue))
      throw nonconforming(`${name}: Value must be at most ${maxValue}.`);
  }
  if (type === 'DateTime' && Number.isNaN(Date.parse(value)))
    throw nonconforming(`${name}: Value must be a date.`);
}

/** Something, one `@`, and a domain with a dot in it. */
export function isEmail(text: string): boolean {
  return text.length <= 2048 && /^[^\s@]{1,1024}@[^\s@.]{1,255}(?:\.[^\s@.]{1,255}){1,20}$/.test(text);
}

/** E.164: a plus sign and digits. */
export function isPhoneNumber(text: string): boolean {
  return /^\+[0-9]{1,15}$/.test(text);
}

function nonconforming(problems: string): UserPoolError {
  return invalid(`Attributes did not conform to the schema: ${problems}\n`);
}

function invalid(message: string): UserPoolError {
  return new UserPoolError('InvalidParameterException', message);
}
