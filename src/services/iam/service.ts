import type { Clock } from '../../clock.ts';
import { loadAwsService } from '../../protocols/aws-services.ts';
import type { Handlers, Service } from '../../protocols/service.ts';
import type { Store } from '../../store/store.ts';
import { accessKeyHandlers } from './access-keys.ts';
import { accountAliasHandlers } from './account-aliases.ts';
import { accountSummaryHandlers } from './account-summary.ts';
import { attachedPolicyHandlers } from './attached-policies.ts';
import { authorizationDetailsHandlers } from './authorization-details.ts';
import { groupMemberHandlers } from './group-members.ts';
import { groupHandlers } from './groups.ts';
import { IamRecords } from './iam-records.ts';
import { inlinePolicyHandlers } from './inline-policies.ts';
import { instanceProfileHandlers } from './instance-profiles.ts';
import { managedPolicyHandlers } from './managed-policies.ts';
import type { IamOperations } from './operations.ts';
import { iamPermissions } from './permissions.ts';
import { permissionsBoundaryHandlers } from './permissions-boundaries.ts';
import { policyEntityHandlers } from './policy-entities.ts';
import { policyVersionHandlers } from './policy-versions.ts';
import { roleHandlers } from './roles.ts';
import { unsupportedOperations } from './unsupported.ts';
import { userHandlers } from './users.ts';

/** AWS Identity and Access Management, https://docs.aws.amazon.com/IAM/latest/APIReference/ */
export function createIamService({ store, clock }: { store: Store; clock: Clock }): Service {
  const iam = new IamRecords(store, clock);
  return {
    name: 'iam',
    loadSchema: () => loadAwsService('iam'),
    handlers: iamHandlers(iam),
    permissions: iamPermissions(iam),
  };
}

/** A handler, or its declared absence, for every operation of the API. */
export function iamHandlers(iam: IamRecords) {
  return {
    ...userHandlers(iam),
    ...accessKeyHandlers(iam),
    ...groupHandlers(iam),
    ...groupMemberHandlers(iam),
    ...roleHandlers(iam),
    ...instanceProfileHandlers(iam),
    ...inlinePolicyHandlers(iam),
    ...managedPolicyHandlers(iam),
    ...policyVersionHandlers(iam),
    ...attachedPolicyHandlers(iam),
    ...policyEntityHandlers(iam),
    ...permissionsBoundaryHandlers(iam),
    ...accountAliasHandlers(iam),
    ...accountSummaryHandlers(iam),
    ...authorizationDetailsHandlers(iam),
    ...unsupportedOperations,
  } satisfies Handlers<IamOperations>;
}
