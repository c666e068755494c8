/** A header or query parameter that is mapped. */
export interface MappedParameter {
  readonly name: string;
  readonly values: readonly string[];
}

/** A value that a mapping template set; a list for a parameter with several values. */
export type OverrideValue = string | readonly string[];

/**
 * What a request's mapping template set in `$context.requestOverride`. Overrides are final: they go before what
 * parameter mappings say.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
export interface RequestOverride {
  readonly path: ReadonlyMap<string, OverrideValue>;
  readonly querystring: ReadonlyMap<string, OverrideValue>;
  readonly header: ReadonlyMap<string, OverrideValue>;
}

/** What a response's mapping template set in `$context.responseOverride`. */
export interface ResponseOverride {
  /** Undefined when it was not set, or to something that is no HTTP status. */
  readonly status: number | undefined;
  readonly header: ReadonlyMap<string, OverrideValue>;
}

/** @param foldCase true for headers, whose names differ in no more than case */
export function withOverrides(
  parameters: readonly MappedParameter[],
  overrides: ReadonlyMap<string, OverrideValue> | undefined,
  foldCase: boolean,
): readonly MappedParameter[] {
  if (!overrides || overrides.size === 0) return parameters;
  const fold = (name: string) => (foldCase ? name.toLowerCase() : name);
  const replaced = new Set([...overrides.keys()].map(fold));
  const result = parameters.filter(({ name }) => !replaced.has(fold(name)));
  for (const [name, value] of overrides) {
    result.push({ name, values: typeof value === 'string' ? [value] : value });
  }
  return result;
}
