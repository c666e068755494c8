import type { ContextObject } from './context-object.ts';
import type { OverrideValue, RequestOverride, ResponseOverride } from './overrides.ts';
import { JavaList, JavaMap, type Value } from './velocity/value.ts';
import { textOf } from './velocity/value-text.ts';

const NOTHING: ReadonlyMap<string, OverrideValue> = new Map();

/** What a request's template set. Throws TemplateError for values that are too large to be read. */
export function requestOverrideOf({ requestOverride }: ContextObject): RequestOverride {
  return {
    path: valuesOf(requestOverride?.get('path')),
    querystring: valuesOf(requestOverride?.get('querystring')),
    header: valuesOf(requestOverride?.get('header')),
  };
}

/** What a response's template set: a status that is no number of HTTP's is ignored. Throws TemplateError. */
export function responseOverrideOf({ responseOverride }: ContextObject): ResponseOverride {
  if (responseOverride === undefined) return { status: undefined, header: NOTHING };
  const given = responseOverride.get('status');
  const status = given === null || typeof given === 'string' ? Number.NaN : Number(textOf(given));
  return {
    status: Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined,
    header: valuesOf(responseOverride.get('header')),
  };
}

function valuesOf(map: Value | undefined): ReadonlyMap<string, OverrideValue> {
  if (!(map instanceof JavaMap) || map.size === 0) return NOTHING;
  const values = new Map<string, OverrideValue>();
  for (const { key, value } of map.entries()) {
    if (value === null) continue;
    values.set(
      textOf(key),
      value instanceof JavaList ? value.items.map((item) => textOf(item)) : textOf(value),
    );
  }
  return values;
}
