import type { Invocation } from '../invocation.ts';
import { ContextObject } from './context-object.ts';
import { InputObject } from './input-object.ts';
import { RequestParameterMaps } from './request-parameter-maps.ts';
import { UTIL } from './util-object.ts';
import { compileTemplate, type Template } from './velocity/compile-template.ts';
import { API_GATEWAY_SETTINGS } from './velocity/limits.ts';
import { TemplateError } from './velocity/template-error.ts';
import { JavaMap, type Value } from './velocity/value.ts';

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
