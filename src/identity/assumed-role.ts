import type { AssumedRolePrincipal } from './principal.ts';
import type { RoleRecord } from './records.ts';

/**
 * The principal of one of a role's sessions.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function assumedRole(
  { arn, id, name }: Pick<RoleRecord, 'arn' | 'id' | 'name'>,
  sessionName: string,
): AssumedRolePrincipal {
  const account = arn.split(':')[4] ?? '';
  return {
    type: 'AssumedRole',
    account,
    arn: `arn:aws:sts::${account}:assumed-role/${name}/${sessionName}`,
    userId: `${id}:${sessionName}`,
    roleArn: arn,
    roleName: name,
    sessionName,
  };
}
