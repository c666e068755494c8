import { NotServable } from '../compile/not-servable.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import type { Invocation } from '../invocation.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { headerText, isHeaderValue } from '../responses/header-text.ts';
import { compileBodySource } from './body-source.ts';
import type { MappedParameter } from './overrides.ts';
import { compileVariableSource, type ParameterValue, parseParameterPlace } from './parameter-source.ts';
import { validName } from './request-parameters.ts';

/** What an integration answered. */
export interface IntegrationAnswer {
  /** Names and values in turn, a character for each byte. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** Gives the headers of a method response their values. Throws GatewayError. */
export type ResponseParameters = (invocation: Invocation, answer: IntegrationAnswer) => MappedParameter[];

type Source = (invocation: Invocation, answer: IntegrationAnswer) => ParameterValue;

const HEADER = 'method.response.header.';

/**
 * Compiles the `responseParameters` of an integration response. Throws NotServable for an expression that AWS does not
 * have.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html
 * @param parameters `method.response.header.NAME` to mapping expression
 */
export function compileResponseParameters(
  parameters: Readonly<Record<string, string>> | undefined,
  stage: StageFacts,
): ResponseParameters {
  const headers: { readonly name: string; readonly source: Source }[] = [];
  for (const [target, expression] of Object.entries(parameters ?? {})) {
    const source = compileSource(expression, stage);
    if (!source || !target.startsWith(HEADER)) {
      throw new NotServable(`the parameter mapping ${target}: ${expression} is not valid`);
    }
    headers.push({ name: validName(target.slice(HEADER.length)), source });
  }
  return (invocation, answer) => {
    const mapped: MappedParameter[] = [];
    for (const { name, source } of headers) {
      const value = source(invocation, answer);
      if (value === undefined || value === '') continue;
      mapped.push({ name, values: (typeof value === 'string' ? [value] : value).map(validValue) });
    }
    return mapped;
  };
}

/** A value that would end the header is an answer of the backend's that can't be mapped. */
export function validValue(value: string): string {
  const text = headerText(value);
  if (!isHeaderValue(text)) throw GatewayError.of('API_CONFIGURATION_ERROR');
  return text;
}

function compileSource(expression: string, stage: StageFacts): Source | undefined {
  const place = parseParameterPlace(expression, 'integration.response');
  if (!place) return compileVariableSource(expression, stage);
  if (place.kind === 'body') {
    const read = compileBodySource(
      expression,
      'integration.response.body',
      ({ body }: IntegrationAnswer) => body,
    );
    return read && ((_invocation, answer) => read(answer));
  }
  if (place.kind === 'header')
    return (_invocation, { rawHeaders }) => valuesOf(rawHeaders, place.name).at(-1);
  if (place.kind === 'multivalueheader') {
    return (_invocation, { rawHeaders }) => {
      const values = valuesOf(rawHeaders, place.name);
      return values.length > 0 ? values.join(',') : undefined;
    };
  }
  return undefined;
}

/** Names are case-sensitive: "Header names and query parameters are processed in a case-sensitive way." */
function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index] === name) values.push(rawHeaders[index + 1] ?? '');
  }
  return values;
}
