import type { AssumeRoleRequest } from '@aws-sdk/client-sts';
import type { Clock } from '../../clock.ts';
import type { ConditionValues } from '../../identity/access.ts';
import type { IamAccessControl } from '../../identity/access-control.ts';
import { parseArn } from '../../identity/arn.ts';
import { assumedRole } from '../../identity/assumed-role.ts';
import { awsManagedPolicy } from '../../identity/aws-managed-policies.ts';
import type { Caller } from '../../identity/principal.ts';
import { managedPolicies, type RoleRecord, roles } from '../../identity/records.ts';
import type { SessionTokens } from '../../identity/session-token.ts';
import { requestConditions } from '../../protocols/request-conditions.ts';
import { GLOBAL_REGION, type Store } from '../../store/store.ts';
import { credentialsView } from './credentials-view.ts';
import {
  arnInvalid,
  longerThanChainAllows,
  longerThanRoleAllows,
  multiFactorFailed,
  notAuthorized,
  rootMayNotAssume,
  validationError,
} from './errors.ts';
import type { StsHandlers } from './operations.ts';
import { packedPolicySize, readSessionPolicies } from './session-policies.ts';
import { readSessionTags, type SessionTags } from './session-tags.ts';

const DEFAULT_DURATION = 3_600;
/** Longest session, in seconds, of a role that is assumed by another role's session. */
const MAXIMUM_CHAINED_DURATION = 3_600;

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export function assumeRoleHandler(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly access: Pick<IamAccessControl, 'mayAssume'>;
  readonly sessionTokens: Pick<SessionTokens, 'issueSession'>;
}): StsHandlers<'AssumeRole'> {
  const { store, clock, access, sessionTokens } = parts;
  return {
    async AssumeRole(input, context) {
      const { caller } = context;
      const roleArn = input.RoleArn ?? '';
      const account = accountOf(roleArn);
      refuseWhatIsNotOffered(input);
      if (caller.principal.type === 'Root') throw rootMayNotAssume();
      const tags = readSessionTags(input.Tags, input.TransitiveTagKeys, caller.session);
      const sourceIdentity = input.SourceIdentity ?? caller.session?.sourceIdentity;
      const found = await findRole(store, account, roleArn);
      const conditions = {
        ...requestConditions({ ...context, now: clock() }),
        ...sessionConditions(input, tags, sourceIdentity),
      };
      const role = await authorize(
        access,
        caller,
        roleArn,
        found,
        actionsOf(caller, input, tags, sourceIdentity),
        conditions,
      );
      const policies = await readSessionPolicies(input.Policy, input.PolicyArns, (arn) =>
        policyExists(store, account, arn),
      );
      const size = packedPolicySize(policies, tags.tags);
      const durationSeconds = durationOf(input, role, caller);
      const principal = assumedRole(role, input.RoleSessionName ?? '');
      const credentials = await sessionTokens.issueSession(principal, {
        durationSeconds,
        ...policies,
        tags: tags.tags,
        transitiveTagKeys: tags.transitiveTagKeys,
        sourceIdentity,
        externalId: input.ExternalId,
      });
      return {
        Credentials: credentialsView(credentials),
        AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn },
        ...(size === undefined ? {} : { PackedPolicySize: size }),
        ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
      };
    },
  };
}

/** The account in a role's ARN. Throws ValidationError for what is no ARN; whether it names a role shows later. */
function accountOf(roleArn: string): string {
  const arn = parseArn(roleArn);
  if (arn === undefined || arn.resource === '') throw arnInvalid(roleArn);
  return arn.account;
}

function refuseWhatIsNotOffered(input: AssumeRoleRequest): void {
  if (input.SerialNumber !== undefined || input.TokenCode !== undefined) throw multiFactorFailed();
  if (input.ProvidedContexts?.length) throw validationError('ProvidedContexts are not supported');
  if (input.MinimumSessionTokenSize !== undefined) {
    throw validationError('MinimumSessionTokenSize is not supported');
  }
}

async function findRole(store: Store, account: string, arn: string): Promise<RoleRecord | undefined> {
  const [, name] = /^arn:aws:iam::\d{12}:role\/(?:[^/]+\/)*([^/]+)$/.exec(arn) ?? [];
  if (name === undefined) return undefined;
  const found = await store.collection(roles).get({ account, region: GLOBAL_REGION }, name.toLowerCase());
  return found?.value.arn === arn ? found.value : undefined;
}

/** Entering with tags or a source identity, also inherited ones, are actions of their own. */
function actionsOf(
  caller: Caller,
  input: AssumeRoleRequest,
  tags: SessionTags,
  sourceIdentity: string | undefined,
): string[] {
  const inherited = caller.session?.sourceIdentity;
  const changed =
    inherited !== undefined && input.SourceIdentity !== undefined && inherited !== input.SourceIdentity;
  // "After the source identity is set, the value cannot be changed."
  if (changed) throw notAuthorized(caller.principal.arn, 'sts:SetSourceIdentity', input.RoleArn ?? '');
  return [
    'sts:AssumeRole',
    ...(tags.tags === undefined ? [] : ['sts:TagSession']),
    ...(sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ];
}

/** A role that does not exist is refused like one that does not trust the caller. */
async function authorize(
  access: Pick<IamAccessControl, 'mayAssume'>,
  caller: Caller,
  roleArn: string,
  role: RoleRecord | undefined,
  actions: readonly string[],
  conditions: ConditionValues,
): Promise<RoleRecord> {
  if (role === undefined) throw notAuthorized(caller.principal.arn, 'sts:AssumeRole', roleArn);
  for (const action of actions) {
    const { allowed } = await access.mayAssume(caller, role, { action, conditions });
    if (!allowed) throw notAuthorized(caller.principal.arn, action, roleArn);
  }
  return role;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-sts */
function sessionConditions(
  input: AssumeRoleRequest,
  tags: SessionTags,
  sourceIdentity: string | undefined,
): ConditionValues {
  const values: Record<string, string | string[]> = { 'sts:rolesessionname': input.RoleSessionName ?? '' };
  if (input.ExternalId !== undefined) values['sts:externalid'] = input.ExternalId;
  if (sourceIdentity !== undefined) values['sts:sourceidentity'] = sourceIdentity;
  if (tags.requested.size > 0) values['aws:tagkeys'] = [...tags.requested.keys()];
  for (const [key, value] of tags.requested) values[`aws:requesttag/${key.toLowerCase()}`] = value;
  if (tags.requestedTransitiveKeys.length > 0) {
    values['sts:transitivetagkeys'] = [...tags.requestedTransitiveKeys];
  }
  return values;
}

async function policyExists(store: Store, account: string, arn: string): Promise<boolean> {
  if (awsManagedPolicy(arn) !== undefined) return true;
  const found = await store.collection(managedPolicies).get({ account, region: GLOBAL_REGION }, arn);
  return found !== undefined;
}

function durationOf(input: AssumeRoleRequest, role: RoleRecord, caller: Caller): number {
  const duration = input.DurationSeconds ?? DEFAULT_DURATION;
  if (caller.principal.type === 'AssumedRole' && duration > MAXIMUM_CHAINED_DURATION) {
    throw longerThanChainAllows();
  }
  if (duration > role.maxSessionDuration) throw longerThanRoleAllows();
  return duration;
}
