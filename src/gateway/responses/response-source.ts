import type { StageFacts } from '../compile/stage-facts.ts';
import type { Invocation } from '../invocation.ts';
import { compileParameterSource } from '../mapping/parameter-source.ts';
import { errorVariable } from './error-variable.ts';
import type { GatewayError } from './gateway-error.ts';

/** Reads a value for a gateway response; empty when there is none. */
export type ResponseSource = (invocation: Invocation, error: GatewayError) => string;

/**
 * The source that an expression of a gateway response names: `method.request.*` but for the body, `context.*`,
 * `stageVariables.*` and static values. Undefined for anything else.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function compileResponseSource(expression: string, stage: StageFacts): ResponseSource | undefined {
  const read = expression.startsWith('context.') && errorVariable(expression.slice('context.'.length));
  if (read) return (_invocation, error) => read(error);
  const source = compileParameterSource(expression, stage);
  return (
    source &&
    ((invocation) => {
      const value = source(invocation) ?? '';
      return typeof value === 'string' ? value : value.join(',');
    })
  );
}
