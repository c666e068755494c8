import type { Integration } from '../../definitions/rest-api.ts';
import { NotServable } from '../compile/not-servable.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import { withStageVariables } from '../compile/stage-variables.ts';
import type { Invocation } from '../invocation.ts';
import type { MappedParameter } from '../mapping/overrides.ts';
import { compileRequestParameters, type RequestParameters } from '../mapping/request-parameters.ts';
import { compileHttpUri, encodeComponent, type HttpUri, InvalidHttpUri } from './http-uri.ts';

/** What the two kinds of HTTP integrations have in common, compiled. */
export interface HttpDefinition {
  readonly uri: HttpUri;
  readonly parameters: RequestParameters;
  /** Undefined for the request's own method. */
  readonly httpMethod: string | undefined;
}

/** Throws NotServable for an integration that AWS would not deploy, or that this gateway can't serve. */
export function compileHttpDefinition(integration: Integration, stage: StageFacts): HttpDefinition {
  const text = withStageVariables(integration.uri ?? '', stage.variables);
  return {
    uri: parseUri(text),
    parameters: compileRequestParameters(integration.requestParameters, stage),
    httpMethod: integration.httpMethod === 'ANY' ? undefined : integration.httpMethod,
  };
}

function parseUri(text: string): HttpUri {
  try {
    return compileHttpUri(text);
  } catch (error) {
    if (!(error instanceof InvalidHttpUri)) throw error;
    throw new NotServable(`${error.message}: ${text}`);
  }
}

/** The method of the integration request. */
export function integrationMethod({ httpMethod }: HttpDefinition, invocation: Invocation): string {
  return httpMethod ?? invocation.httpMethod;
}

/** API Gateway sends no body with these, whatever the client sent. */
export function takesBody(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}

/** Query parameters as they go over the wire; empty when there are none. */
export function encodeQuery(parameters: readonly MappedParameter[]): string {
  let text = '';
  for (const { name, values } of parameters) {
    const encoded = encodeComponent(name);
    for (const value of values) text += `${text && '&'}${encoded}=${encodeComponent(value)}`;
  }
  return text;
}
