import type { StageFacts } from '../compile/stage-facts.ts';
import type { Invocation } from '../invocation.ts';
import { headersOf, queryOf } from '../request/parsed-request.ts';
import { contextVariable } from './context-variable.ts';

/** A value for a parameter: text, or each of several values. Undefined when there is none. */
export type ParameterValue = string | readonly string[] | undefined;

/** Reads the value that a mapping expression names. */
export type ParameterSource = (invocation: Invocation) => ParameterValue;

/** A mapping expression in two: what kind of place it names, and which one there. */
export interface ParameterPlace {
  readonly kind: string;
  /** Case-sensitive, and may contain periods. */
  readonly name: string;
}

/** Takes `PREFIX.kind.name` apart; undefined for anything else. */
export function parseParameterPlace(expression: string, prefix: string): ParameterPlace | undefined {
  if (!expression.startsWith(`${prefix}.`)) return undefined;
  const rest = expression.slice(prefix.length + 1);
  const dot = rest.indexOf('.');
  return dot < 0 ? { kind: rest, name: '' } : { kind: rest.slice(0, dot), name: rest.slice(dot + 1) };
}

/**
 * The source that a mapping expression names, but for those in bodies and integration responses; undefined for what is
 * no such expression. A parameter that was not sent has no value, and neither has an empty one.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html
 */
export function compileParameterSource(expression: string, stage: StageFacts): ParameterSource | undefined {
  const place = parseParameterPlace(expression, 'method.request');
  if (place) return requestParameter(place);
  return compileVariableSource(expression, stage);
}

/** `stageVariables.NAME`, `context.NAME` and `'static value'`. */
export function compileVariableSource(expression: string, stage: StageFacts): ParameterSource | undefined {
  if (expression.length >= 2 && expression.startsWith("'") && expression.endsWith("'")) {
    const value = expression.slice(1, -1);
    return () => value;
  }
  if (expression.startsWith('stageVariables.')) {
    const name = expression.slice('stageVariables.'.length);
    const { variables } = stage;
    const value = variables && Object.hasOwn(variables, name) ? variables[name] : undefined;
    return () => value;
  }
  if (expression.startsWith('context.')) {
    return contextVariable(expression.slice('context.'.length)) ?? (() => undefined);
  }
  return undefined;
}

function requestParameter({ kind, name }: ParameterPlace): ParameterSource | undefined {
  switch (kind) {
    case 'path':
      return ({ parameters }) => {
        const value = parameters?.[name];
        return value === undefined ? undefined : decodePathParameter(value);
      };
    case 'querystring':
      return (invocation) => queryOf(invocation)?.single[name];
    case 'multivaluequerystring':
      return (invocation) => queryOf(invocation)?.multi[name];
    case 'header':
      return (invocation) => headersOf(invocation).single[name];
    case 'multivalueheader':
      return (invocation) => headersOf(invocation).multi[name];
    default:
      return undefined;
  }
}

/** A path parameter as text; what is not valid percent-encoding stays as it is. */
export function decodePathParameter(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
