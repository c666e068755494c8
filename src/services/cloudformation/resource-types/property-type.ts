import type { TemplateObject } from '../template/value.ts';

/** The type of a property's value, as the template reference gives it. */
export type PropertyType =
  | { readonly kind: 'string'; readonly oneOf?: readonly string[] | undefined }
  | { readonly kind: 'integer' | 'number' | 'boolean' | 'json' }
  | { readonly kind: 'list'; readonly of: PropertyType }
  | { readonly kind: 'map'; readonly of: PropertyType }
  | { readonly kind: 'object'; readonly properties: PropertyDeclarations };

/** One property of a resource type or of an object in it. */
export interface PropertyDeclaration {
  readonly type: PropertyType;
  readonly required?: true;
  /** Changing it makes a new physical resource ("Update requires: Replacement"); otherwise no interruption. */
  readonly replacement?: true;
  /** Why the property can't be used here. */
  readonly unsupported?: string;
}

export type PropertyDeclarations = Readonly<Record<string, PropertyDeclaration>>;

export const string = { kind: 'string' } as const;
export const integer = { kind: 'integer' } as const;
export const number = { kind: 'number' } as const;
export const boolean = { kind: 'boolean' } as const;
/** A JSON document, given as a map or as text; see `jsonText`. */
export const json = { kind: 'json' } as const;

export function oneOf<const Values extends readonly string[]>(...values: Values) {
  return { kind: 'string', oneOf: values } as const;
}

/** Text of which the service called knows the allowed values, and refuses others. */
export function checkedByService<Value extends string>(): {
  readonly kind: 'string';
  readonly oneOf?: readonly Value[] | undefined;
} {
  return { kind: 'string' };
}

export function list<const Type extends PropertyType>(of: Type) {
  return { kind: 'list', of } as const;
}

export function map<const Type extends PropertyType>(of: Type) {
  return { kind: 'map', of } as const;
}

export function object<const Declarations extends PropertyDeclarations>(properties: Declarations) {
  return { kind: 'object', properties } as const;
}

export const tags = list(
  object({ Key: { type: string, required: true }, Value: { type: string, required: true } }),
);

/** The TypeScript type of values of a property type. */
export type ValueOf<Type> = Type extends { kind: 'string'; oneOf?: readonly (infer Value)[] | undefined }
  ? unknown extends Value
    ? string
    : Value
  : Type extends { kind: 'integer' | 'number' }
    ? number
    : Type extends { kind: 'boolean' }
      ? boolean
      : Type extends { kind: 'json' }
        ? TemplateObject | string
        : Type extends { kind: 'list'; of: infer Element }
          ? ValueOf<Element>[]
          : Type extends { kind: 'map'; of: infer Element }
            ? Record<string, ValueOf<Element>>
            : Type extends { kind: 'object'; properties: infer Declarations }
              ? PropertiesOf<Declarations>
              : never;

type Required<Declarations> = {
  [Name in keyof Declarations]: Declarations[Name] extends { required: true } ? Name : never;
}[keyof Declarations];

/** The TypeScript type of an object with the declared properties. */
export type PropertiesOf<Declarations> = {
  [Name in Required<Declarations>]: Declarations[Name] extends { type: infer Type } ? ValueOf<Type> : never;
} & {
  [Name in Exclude<keyof Declarations, Required<Declarations>>]?: Declarations[Name] extends {
    type: infer Type;
  }
    ? ValueOf<Type>
    : never;
};

/** The text of a JSON document property. */
export function jsonText(document: TemplateObject | string): string {
  return typeof document === 'string' ? document : JSON.stringify(document);
}
