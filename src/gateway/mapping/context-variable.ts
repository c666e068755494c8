import { authorizerVariable } from '../authorizers/authorizer-variables.ts';
import type { Invocation } from '../invocation.ts';
import { traceOfRequest } from '../request/parsed-request.ts';
import { requestTime } from '../request/request-time.ts';

type Read = (invocation: Invocation) => string | undefined;

/**
 * The `$context` variables that are single values, by name without `$context.`; undefined where AWS has null.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference
 */
const VARIABLES: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['accountId', ({ stage }) => stage.scope.account],
  ['apiId', ({ stage }) => stage.apiId],
  ['awsEndpointRequestId', ({ endpoint }) => endpoint?.requestId],
  ['deploymentId', ({ stage }) => stage.deploymentId],
  ['domainName', ({ target }) => target.domainName],
  ['domainPrefix', ({ target }) => target.domainName.split('.', 1)[0]],
  ['extendedRequestId', ({ ids }) => ids.extendedRequestId],
  ['isCanaryRequest', ({ stage }) => (stage.isCanary === undefined ? undefined : String(stage.isCanary))],
  ['httpMethod', ({ httpMethod }) => httpMethod],
  ['identity.accessKey', ({ caller }) => caller?.session?.accessKeyId],
  ['identity.accountId', ({ caller }) => caller?.principal.account],
  ['identity.apiKey', ({ apiKey }) => apiKey?.value],
  ['identity.apiKeyId', ({ apiKey }) => apiKey?.keyId],
  ['identity.caller', ({ caller }) => caller?.principal.userId],
  ['identity.principalOrgId', ({ principalOrgId }) => principalOrgId],
  ['identity.sourceIp', ({ target }) => target.sourceIp],
  ['identity.user', ({ caller }) => caller?.principal.userId],
  ['identity.userAgent', ({ request }) => request.headers['user-agent']],
  ['identity.userArn', ({ caller }) => caller?.principal.arn],
  ['identity.vpcId', ({ vpcEndpoint }) => vpcEndpoint?.vpcId],
  ['identity.vpceId', ({ vpcEndpoint }) => vpcEndpoint?.id],
  ['path', ({ stage, target }) => target.contextPath ?? `/${stage.stageName}${target.rawPath}`],
  ['protocol', ({ target }) => target.protocol],
  ['requestId', ({ ids }) => ids.requestId],
  ['requestTime', ({ startedAt }) => requestTime(startedAt)],
  ['requestTimeEpoch', ({ startedAt }) => String(startedAt)],
  ['resourceId', ({ method }) => method.resourceId],
  ['resourcePath', ({ method }) => method.resourcePath],
  ['stage', ({ stage }) => stage.stageName],
  ['xrayTraceId', (invocation) => /Root=([^;]+)/i.exec(traceOfRequest(invocation).propagated)?.[1]],
]);

/** How to read a `$context` variable; undefined for one that does not exist. @param name without `$context.` */
export function contextVariable(name: string): Read | undefined {
  if (name.startsWith('authorizer.')) {
    const rest = name.slice('authorizer.'.length);
    return ({ authorizer }) => authorizerVariable(authorizer, rest);
  }
  return VARIABLES.get(name);
}
