import { formatArn } from '../../identity/arn.ts';
import { AWS_SERVICES } from '../../protocols/aws-services.ts';
import type { CallContext, RequiredPermission } from '../../protocols/service.ts';

interface PermissionInput {
  readonly UserPoolId?: string;
  readonly ResourceArn?: string;
  readonly RoleArn?: string;
}

export function poolArn(scope: { account: string; region: string }, poolId: string): string {
  return formatArn('cognito-idp', scope.region, scope.account, `userpool/${poolId}`);
}

/**
 * What users do for themselves needs no permission: their tokens and passwords decide.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html
 */
export function requiredPermissions(
  operation: string,
  input: PermissionInput,
  context: CallContext,
): RequiredPermission[] {
  if (AWS_SERVICES['cognito-idp'].unsignedOperations.has(operation)) return [];
  const { account } = context;
  const { UserPoolId, ResourceArn, RoleArn } = input;
  const resource = ResourceArn ?? (UserPoolId === undefined ? '*' : poolArn(context, UserPoolId));
  const permission = { action: `cognito-idp:${operation}`, resource, resourceAccount: account };
  return RoleArn === undefined ? [permission] : [permission, passRole(RoleArn, account)];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
function passRole(role: string, account: string): RequiredPermission {
  return {
    action: 'iam:PassRole',
    resource: role,
    resourceAccount: account,
    conditions: { 'iam:passedtoservice': 'cognito-idp.amazonaws.com' },
  };
}
