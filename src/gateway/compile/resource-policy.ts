import { formatArn } from '../../identity/arn.ts';
import type { Scope } from '../../store/store.ts';

/** The short form of resources in API Gateway resource policies: `execute-api:/stage/method/path`. */
const SHORT_FORM = 'execute-api:/';

/**
 * A resource policy with the short forms of its resources written out for the API. Policies are saved this way; this
 * makes sure of it. Undefined for an API without a policy.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
 * @param policy JSON text
 */
export function expandResourcePolicy(
  policy: string | undefined,
  scope: Scope,
  apiId: string,
): string | undefined {
  if (policy === undefined || policy.trim() === '') return undefined;
  if (!policy.includes(SHORT_FORM)) return policy;
  const api = `${formatArn('execute-api', scope.region, scope.account, apiId)}/`;
  const expand = (resource: unknown) =>
    typeof resource === 'string' && resource.startsWith(SHORT_FORM)
      ? api + resource.slice(SHORT_FORM.length)
      : resource;
  return JSON.stringify(
    JSON.parse(policy, (key, value: unknown) => {
      if (key !== 'Resource' && key !== 'NotResource') return value;
      return Array.isArray(value) ? value.map(expand) : expand(value);
    }),
  );
}
