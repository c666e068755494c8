import { errors } from './errors.ts';

/** An object without the members that are undefined: absent members are absent in records and answers. */
export type Defined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

export function defined<T extends object>(members: T): Defined<T> {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined);
  // What is left has every member that T requires, and none that is undefined.
  return Object.fromEntries(kept) as Defined<T>;
}

/** A member that the model requires; the engine has checked it before. */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw errors.missingMember(name);
  return value;
}
