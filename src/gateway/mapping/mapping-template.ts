import type { Invocation } from '../invocation.ts';
import { ContextObject } from './context-object.ts';
import { InputObject } from './input-object.ts';
import { InvocationSource, type MappingSource } from './mapping-source.ts';
import { RequestParameterMaps } from './request-parameter-maps.ts';
import { UTIL } from './util-object.ts';
import { compileTemplate, type Template } from './velocity/compile-template.ts';
import { API_GATEWAY_SETTINGS } from './velocity/limits.ts';
import type { RenderObserver } from './velocity/observer.ts';
import { TemplateError } from './velocity/template-error.ts';
import { JavaMap, type Value } from './velocity/value.ts';

/** What templates that belong together share: a request template's overrides hold for its response too. */
export class TemplateVariables {
  readonly context: ContextObject;
  readonly #source: MappingSource;
  readonly #parameters: RequestParameterMaps;

  constructor(source: MappingSource) {
    this.#source = source;
    this.context = new ContextObject(source);
    this.#parameters = new RequestParameterMaps(source);
  }

  /** The variables that a template begins with. */
  of(body: string): Map<string, Value> {
    const variables = new Map<string, Value>();
    variables.set('input', new InputObject(body, this.#parameters));
    variables.set('context', this.context);
    variables.set('util', UTIL);
    variables.set('stageVariables', this.#stageVariables());
    return variables;
  }

  #stageVariables(): JavaMap {
    const given = this.#source.stageVariables();
    const map = new JavaMap(true);
    for (const name in given) map.put(name, given[name] ?? null);
    return map;
  }
}

/** What the templates of one invocation share. */
export class MappingExchange extends TemplateVariables {
  constructor(invocation: Invocation) {
    super(new InvocationSource(invocation));
  }
}

/** Which template of a method it is. */
export interface TemplateName {
  readonly of: 'request' | 'response';
  readonly contentType: string;
  /** Of a response: the status of its method response. */
  readonly statusCode?: string;
}

/** A mapping template, compiled. */
export interface MappingTemplate {
  readonly name: TemplateName;
  /** Why it can never be rendered; undefined for one that is well formed. */
  readonly problem: TemplateError | undefined;
  /**
   * What it makes of a payload. Throws TemplateError, also for one that was malformed from the start.
   * @param body the payload as text
   * @param observer is told of every step
   */
  render(variables: TemplateVariables, body: string, observer?: RenderObserver): string;
}

/** Templates that were compiled last: methods share them, and so do the stages that a change brings. */
const compiled = new Map<string, Template | TemplateError>();
const MAXIMUM_COMPILED = 2_000;
/** Larger ones are not worth their memory. */
const LONGEST_KEPT = 8_192;

function compileOnce(source: string): Template | TemplateError {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const result = compileOrFail(source);
  if (source.length > LONGEST_KEPT) return result;
  if (compiled.size >= MAXIMUM_COMPILED) {
    const oldest = compiled.keys().next();
    if (!oldest.done) compiled.delete(oldest.value);
  }
  compiled.set(source, result);
  return result;
}

function compileOrFail(source: string): Template | TemplateError {
  try {
    return compileTemplate(source);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
}

/** `the request template for application/json` */
export function describeTemplate({ of, contentType, statusCode }: TemplateName): string {
  const status = statusCode === undefined ? '' : ` of status ${statusCode}`;
  return `the ${of} template for ${contentType}${status}`;
}

/** Compiles a mapping template; a malformed one fails when it is used, as on AWS. */
export function compileMappingTemplate(source: string, name: TemplateName): MappingTemplate {
  const template = compileOnce(source);
  if (template instanceof TemplateError) {
    return {
      name,
      problem: template,
      render() {
        throw template;
      },
    };
  }
  const isPlainText = !/[$#\\]/.test(source);
  return {
    name,
    problem: undefined,
    render(variables, body, observer) {
      if (isPlainText && observer === undefined) return source;
      return template.render(variables.of(body), API_GATEWAY_SETTINGS, observer);
    },
  };
}
