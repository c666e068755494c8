import type { OfflineResult } from '../gateway/mapping/offline-rendering.ts';
import type { OverrideValue } from '../gateway/mapping/overrides.ts';

/** What a template set in `$context.requestOverride` and `$context.responseOverride`; what it did not set is left out. */
export interface Overrides {
  readonly requestOverride?: {
    readonly path?: Values;
    readonly querystring?: Values;
    readonly header?: Values;
  };
  readonly responseOverride?: { readonly status?: number; readonly header?: Values };
}

type Values = Readonly<Record<string, OverrideValue>>;

export function overridesOf({ requestOverride, responseOverride }: OfflineResult): Overrides {
  return withoutEmpty({
    requestOverride: withoutEmpty({
      path: valuesOf(requestOverride.path),
      querystring: valuesOf(requestOverride.querystring),
      header: valuesOf(requestOverride.header),
    }),
    responseOverride: withoutEmpty({
      status: responseOverride.status,
      header: valuesOf(responseOverride.header),
    }),
  });
}

function valuesOf(values: ReadonlyMap<string, OverrideValue>): Values | undefined {
  return values.size === 0 ? undefined : Object.fromEntries(values);
}

/** Leaves out members that are undefined or have no members. */
function withoutEmpty<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const result: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const key in value) {
    const member = value[key];
    if (member === undefined) continue;
    if (typeof member === 'object' && member !== null && Object.keys(member).length === 0) continue;
    Object.assign(result, { [key]: member });
  }
  return result;
}
