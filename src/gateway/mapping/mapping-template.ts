import type { Invocation } from '../invocation.ts';
import { ContextObject } from './context-object.ts';
import { InputObject } from './input-object.ts';
import type { OverrideValue, RequestOverride, ResponseOverride } from './overrides.ts';
import { RequestParameterMaps } from './request-parameter-maps.ts';
import { UTIL } from './util-object.ts';
import { compileTemplate, type Template } from './velocity/compile-template.ts';
import { API_GATEWAY_SETTINGS } from './velocity/limits.ts';
import { TemplateError } from './velocity/template-error.ts';
import { JavaList, JavaMap, type Value } from './velocity/value.ts';
import { textOf } from './velocity/value-text.ts';

/** What the templates of one invocation share: a request template's overrides hold for its response too. */
export class MappingExchange {
  readonly context: ContextObject;
  readonly #invocation: Invocation;
  readonly #parameters: RequestParameterMaps;

  constructor(invocation: Invocation) {
    this.#invocation = invocation;
    this.context = new ContextObject(invocation);
    this.#parameters = new RequestParameterMaps(invocation);
  }

  /** What templates have set of the request so far. */
  get requestOverride(): RequestOverride {
    const { requestOverride } = this.context;
    return {
      path: overridesOf(requestOverride.get('path')),
      querystring: overridesOf(requestOverride.get('querystring')),
      header: overridesOf(requestOverride.get('header')),
    };
  }

  /** What templates have set of the response so far. */
  get responseOverride(): ResponseOverride {
    const { responseOverride } = this.context;
    const status = responseOverride.get('status');
    const isStatus = typeof status === 'number' && status >= 200 && status <= 599;
    return { status: isStatus ? status : undefined, header: overridesOf(responseOverride.get('header')) };
  }

  /** The variables that a template begins with. */
  variables(body: string): Map<string, Value> {
    return new Map<string, Value>([
      ['input', new InputObject(body, this.#parameters)],
      ['context', this.context],
      ['util', UTIL],
      ['stageVariables', JavaMap.of(Object.entries(this.#invocation.stage.variables ?? {}))],
    ]);
  }
}

const NO_OVERRIDES: ReadonlyMap<string, OverrideValue> = new Map();

function overridesOf(value: Value): ReadonlyMap<string, OverrideValue> {
  if (!(value instanceof JavaMap) || value.size === 0) return NO_OVERRIDES;
  const overrides = new Map<string, OverrideValue>();
  for (const { key, value: held } of value.entries()) {
    if (held === null) continue;
    overrides.set(textOf(key), held instanceof JavaList ? held.items.map(textOf) : textOf(held));
  }
  return overrides;
}

/** A mapping template, compiled. */
export interface MappingTemplate {
  /**
   * What it makes of a payload. Throws TemplateError, also for one that was malformed from the start.
   * @param body the payload as text
   */
  render(exchange: MappingExchange, body: string): string;
}

/** Compiles a mapping template; a malformed one fails when it is used, as on AWS. */
export function compileMappingTemplate(source: string): MappingTemplate {
  if (!/[$#\\]/.test(source)) return { render: () => source };
  let template: Template;
  try {
    template = compileTemplate(source);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return {
      render() {
        throw error;
      },
    };
  }
  return {
    render: (exchange, body) => template.render(exchange.variables(body), API_GATEWAY_SETTINGS),
  };
}
