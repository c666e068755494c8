import type { AccessRequest } from '../../identity/access.ts';
import { parseArn } from '../../identity/arn.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { OperationSchema, ServiceSchema } from '../../protocols/service-schema.ts';
import { accountResourceArn, furtherActions, patchesOf } from './permission-exceptions.ts';

/** Credentials that say: call the integration as the caller. No role is given away by them. */
export const CALLER_IDENTITY = 'arn:aws:iam::*:user/*';

/**
 * What a call needs: API Gateway authorizes by the HTTP verb on the path, `apigateway:PATCH` on
 * `arn:aws:apigateway:REGION::/restapis/ID/stages/NAME`.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
 */
export function permissionsFor(
  schema: ServiceSchema,
  operationName: string,
  input: Readonly<Record<string, unknown>>,
  context: CallContext,
): AccessRequest[] {
  const operation = schema.operations.get(operationName);
  if (operation?.http === undefined) throw new Error(`${operationName} has no HTTP binding`);
  const resource =
    accountResourceArn(operationName, input, context) ??
    resourceArn(operation, operation.http.uri, input, context);
  const requests = [access(`apigateway:${operation.http.method}`, resource, context)];
  requests.push(...furtherActions(operationName, input).map((action) => access(action, resource, context)));
  const role = passedRole(operationName, input);
  if (role === undefined || role === CALLER_IDENTITY) return requests;
  return [...requests, passRole(role, context)];
}

/** One permission on a resource of the caller's account. */
export function access(action: string, resource: string, context: CallContext): AccessRequest {
  return { action, resource, resourceAccount: context.account };
}

/** The request's path with its labels filled in, without the query. */
function resourceArn(
  operation: OperationSchema,
  uri: string,
  input: Readonly<Record<string, unknown>>,
  context: CallContext,
): string {
  const [template = ''] = uri.split('?');
  const path = template
    .split('/')
    .map((segment) =>
      segment.startsWith('{') ? labelValue(operation, segment.slice(1, -1), input) : segment,
    )
    .join('/');
  return `arn:aws:apigateway:${context.region}::${path}`;
}

/** A label is named like its member. A slash inside a value can't make it another resource. */
function labelValue(
  operation: OperationSchema,
  label: string,
  input: Readonly<Record<string, unknown>>,
): string {
  const value = Object.hasOwn(input, label) ? input[label] : undefined;
  if (typeof value !== 'string') throw new Error(`${operation.name} has no member ${label}`);
  return encodeURIComponent(value);
}

/** The role that API Gateway is given to use by this call. */
function passedRole(operationName: string, input: Readonly<Record<string, unknown>>): string | undefined {
  if (operationName === 'PutIntegration') return textOf(input.credentials);
  if (operationName === 'UpdateIntegration') return patchedTo(input, '/credentials');
  if (operationName === 'CreateAuthorizer') return textOf(input.authorizerCredentials);
  if (operationName === 'UpdateAuthorizer') return patchedTo(input, '/authorizerCredentials');
  if (operationName === 'UpdateAccount') return patchedTo(input, '/cloudwatchRoleArn');
  return undefined;
}

function patchedTo(input: Readonly<Record<string, unknown>>, path: string): string | undefined {
  return textOf(patchesOf(input).findLast((patch) => patch.path === path)?.value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * Giving API Gateway a role needs `iam:PassRole` on it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services-lambda.html
 */
export function passRole(roleArn: string, context: CallContext): AccessRequest {
  return {
    action: 'iam:PassRole',
    resource: roleArn,
    resourceAccount: parseArn(roleArn)?.account || context.account,
    conditions: { 'iam:passedtoservice': 'apigateway.amazonaws.com' },
  };
}
