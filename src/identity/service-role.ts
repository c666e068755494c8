import { GLOBAL_REGION, type Store } from '../store/store.ts';
import type { IamAccessControl } from './access-control.ts';
import { parseArn } from './arn.ts';
import { assumedRole } from './assumed-role.ts';
import type { Caller } from './principal.ts';
import { roles } from './records.ts';

/** Which service enters a role, and on behalf of what. */
export interface ServiceRoleRequest {
  readonly roleArn: string;
  /** e.g. `states.amazonaws.com` */
  readonly service: string;
  readonly sessionName: string;
  /** The account of the resource that the service acts for; roles of other accounts are refused. */
  readonly account: string;
  /** ARN of the resource that the service acts for: `aws:SourceArn`. */
  readonly sourceArn: string;
}

/** Enters a role as an AWS service: undefined when there is no such role, or its trust policy does not let the service in. */
export type AssumeServiceRole = (request: ServiceRoleRequest) => Promise<Caller | undefined>;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html */
export function serviceRoles(
  store: Pick<Store, 'collection'>,
  access: Pick<IamAccessControl, 'mayAssume'>,
): AssumeServiceRole {
  const collection = store.collection(roles);
  return async ({ roleArn, service, sessionName, account, sourceArn }) => {
    const arn = parseArn(roleArn);
    if (arn?.account !== account || arn.service !== 'iam') return undefined;
    const name = arn.resource.slice(arn.resource.lastIndexOf('/') + 1).toLowerCase();
    const stored = await collection.get({ account, region: GLOBAL_REGION }, name);
    if (stored?.value.arn !== roleArn) return undefined;
    const caller: Caller = { principal: { type: 'Service', account, arn: service, userId: service } };
    const conditions = {
      'aws:sourcearn': sourceArn,
      'aws:sourceaccount': account,
      'sts:rolesessionname': sessionName,
    };
    const { allowed } = await access.mayAssume(caller, stored.value, { conditions });
    return allowed ? { principal: assumedRole(stored.value, sessionName) } : undefined;
  };
}
