import { createHash } from 'node:crypto';
import type { Integration } from '../../definitions/rest-api.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import type { Invocation } from '../invocation.ts';
import { compileBodySource } from '../mapping/body-source.ts';
import {
  compileVariableSource,
  type ParameterSource,
  parseParameterPlace,
} from '../mapping/parameter-source.ts';
import { queryOf } from '../request/parsed-request.ts';

/** Under which key the response to a request is kept. */
export type CacheKey = (invocation: Invocation) => string;

/** A cache key parameter that does not name anything of a request. */
export class UnknownKeyParameter extends Error {
  override readonly name = 'UnknownKeyParameter';
}

/** Longer keys are kept as their digest. */
const LONGEST_KEY = 256;

/**
 * The deployment, the integration's cache namespace, the request's method, and each of the cache key parameters: values
 * as they came over the wire, all of them where a parameter was sent more than once. Requests that differ in nothing of
 * that get the same response, also for different paths. No two different lists of values have one key.
 *
 * AWS: "When they are associated with different versions, responses for production and canary requests are cached
 * separately", https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html; the deployment being
 * in the key, a new one begins without old responses.
 * Names of headers are compared without their case here, as backends do, lest a response to `X-TENANT: a` were kept as
 * one to a request without `X-Tenant`. Throws UnknownKeyParameter, and NotServable for a JSONPath that can't be read.
 */
export function compileCacheKey(integration: Integration, stage: StageFacts): CacheKey {
  const { cacheNamespace, cacheKeyParameters, requestParameters } = integration;
  const sources = [...new Set(cacheKeyParameters)]
    .toSorted()
    .map((parameter) => sourceOf(parameter, requestParameters, stage));
  return (invocation) => {
    const parts: unknown[] = [stage.deploymentId, cacheNamespace, invocation.httpMethod];
    for (const source of sources) parts.push(source(invocation) ?? null);
    return bounded(JSON.stringify(parts));
  };
}

/** JSON begins with a bracket, a digest does not. */
function bounded(key: string): string {
  return key.length <= LONGEST_KEY ? key : createHash('sha256').update(key).digest('base64url');
}

/** `method.request.*`, or `integration.request.*`, which stands for the expression that is mapped to it. */
function sourceOf(
  parameter: string,
  requestParameters: Integration['requestParameters'],
  stage: StageFacts,
): ParameterSource {
  let expression: string | undefined = parameter;
  if (parameter.startsWith('integration.request.')) {
    expression =
      requestParameters && Object.hasOwn(requestParameters, parameter)
        ? requestParameters[parameter]
        : undefined;
  }
  const source = expression === undefined ? undefined : compileSource(expression, stage);
  if (!source)
    throw new UnknownKeyParameter(`the cache key parameter ${parameter} names nothing of a request`);
  return source;
}

/** @param rawHeaders names and values in turn @param wanted name in lower case */
function headerValues(rawHeaders: readonly string[], wanted: string): string[] | undefined {
  let values: string[] | undefined;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length !== wanted.length || name.toLowerCase() !== wanted) continue;
    values ??= [];
    values.push(rawHeaders[index + 1] ?? '');
  }
  return values;
}

function compileSource(expression: string, stage: StageFacts): ParameterSource | undefined {
  const place = parseParameterPlace(expression, 'method.request');
  switch (place?.kind) {
    case 'path':
      return ({ parameters }) => parameters?.[place.name];
    case 'querystring':
    case 'multivaluequerystring':
      return (invocation) => queryOf(invocation)?.multi[place.name];
    case 'header':
    case 'multivalueheader': {
      const name = place.name.toLowerCase();
      return ({ request }) => headerValues(request.rawHeaders, name);
    }
    case 'body':
      return compileBodySource(expression, 'method.request.body', ({ body }: Invocation) => body);
    default:
      return compileVariableSource(expression, stage);
  }
}
