import type { CallContext, RequiredPermission } from '../../protocols/service.ts';
import { machineArn } from './arns.ts';

interface PermissionInput {
  readonly name?: string;
  readonly roleArn?: string;
  readonly stateMachineArn?: string;
  readonly executionArn?: string;
  readonly resourceArn?: string;
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html */
export function requiredPermissions(
  operation: string,
  input: PermissionInput,
  context: CallContext,
): RequiredPermission[] {
  const resource = resourceOf(operation, input, context);
  const permission = {
    action: `states:${operation}`,
    resource,
    resourceAccount: resource.split(':')[4] || context.account,
  };
  return input.roleArn === undefined ? [permission] : [permission, passRole(input.roleArn, context.account)];
}

function resourceOf(operation: string, input: PermissionInput, { account, region }: CallContext): string {
  if (operation === 'CreateStateMachine')
    return machineArn({ account, region, machineName: input.name ?? '' });
  return input.stateMachineArn ?? input.executionArn ?? input.resourceArn ?? '*';
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
function passRole(role: string, account: string): RequiredPermission {
  return {
    action: 'iam:PassRole',
    resource: role,
    resourceAccount: account,
    conditions: { 'iam:passedtoservice': 'states.amazonaws.com' },
  };
}
