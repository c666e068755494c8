import type { AccessRequest } from '../../identity/access.ts';
import { formatArn } from '../../identity/arn.ts';
import type { Invocation } from '../invocation.ts';
import { isSecure } from '../request/parsed-request.ts';

/**
 * An invocation as IAM sees it. The resource is `API/STAGE/METHOD/PATH` with the request's own method and path, which
 * is why a policy for a path parameter names a wildcard.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-iam-policy-resource-format.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
 */
export function accessRequestOf(
  { request, target, stage, httpMethod, routedPath, vpcEndpoint }: Invocation,
  action: 'execute-api:Invoke' | 'execute-api:InvalidateCache' = 'execute-api:Invoke',
): AccessRequest {
  const { region, account } = stage.scope;
  const conditions: Record<string, string> = {
    // "included in the request context except when the requester uses a VPC endpoint"
    [vpcEndpoint ? 'aws:vpcsourceip' : 'aws:sourceip']: target.sourceIp,
    'aws:securetransport': String(isSecure(request, target)),
    'aws:requestedregion': region,
  };
  const { 'user-agent': userAgent, referer } = request.headers;
  if (userAgent !== undefined) conditions['aws:useragent'] = userAgent;
  if (referer !== undefined) conditions['aws:referer'] = referer;
  if (vpcEndpoint) conditions['aws:sourcevpce'] = vpcEndpoint.id;
  if (vpcEndpoint?.vpcId !== undefined) conditions['aws:sourcevpc'] = vpcEndpoint.vpcId;
  return {
    action,
    resource: formatArn(
      'execute-api',
      region,
      account,
      `${stage.apiId}/${stage.stageName}/${httpMethod}${routedPath}`,
    ),
    resourceAccount: account,
    conditions,
  };
}
