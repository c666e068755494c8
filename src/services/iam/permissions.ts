import type { AccessRequest } from '../../identity/access.ts';
import { formatArn } from '../../identity/arn.ts';
import type { Tag } from '../../identity/records.ts';
import type { CallContext, RequiredPermission } from '../../protocols/service.ts';
import { tokenNotAccepted } from './errors.ts';
import { globalScope, type IamRecords } from './iam-records.ts';
import { iamArn } from './identifiers.ts';
import { type PermissionTarget, permissionTargets } from './permission-targets.ts';
import { findPolicy } from './policy-lookup.ts';

/** The members of inputs that say what a call is about. */
interface Named {
  readonly UserName?: string;
  readonly GroupName?: string;
  readonly RoleName?: string;
  readonly InstanceProfileName?: string;
  readonly PolicyName?: string;
  readonly PolicyArn?: string;
  readonly AccessKeyId?: string;
  readonly Path?: string;
  readonly PathPrefix?: string;
  readonly NewUserName?: string;
  readonly NewGroupName?: string;
  readonly NewPath?: string;
  readonly PermissionsBoundary?: string;
  readonly Tags?: readonly { Key?: string; Value?: string }[];
  readonly TagKeys?: readonly string[];
}

/** A resource as policies see it. */
interface Resource {
  readonly arn: string;
  readonly tags?: readonly Tag[];
  readonly permissionsBoundary?: string;
}

/**
 * What an IAM call needs permission for: the action of the operation's name on the resource's ARN. What does not exist
 * is asked for by the ARN it would have without a path.
 */
export function iamPermissions(iam: IamRecords) {
  const targets = new Map<string, PermissionTarget>(Object.entries(permissionTargets));
  return async (operation: string, input: Named, context: CallContext): Promise<RequiredPermission[]> => {
    refuseSessionWithoutMfa(context);
    const target = targets.get(operation) ?? 'any';
    const resource = await resourceOf(iam, target, input, context);
    const request = (arn: string, action = `iam:${operation}`): AccessRequest => ({
      action,
      resource: arn,
      resourceAccount: context.account,
      conditions: conditionsOf(operation, input, resource),
    });
    const resourceName = nameInDenials(target, input);
    const requests: RequiredPermission[] = [
      { ...request(resource.arn), ...(resourceName !== undefined && { resourceName }) },
    ];
    const renamed = renamedArn(operation, input, resource, context);
    if (renamed !== undefined && renamed !== resource.arn) requests.push(request(renamed));
    if (operation === 'AddRoleToInstanceProfile') requests.push(await passingRole(iam, input, context));
    return requests;
  };
}

/** IAM's denials name what exists already by kind and name, and what is to be made by its ARN. */
function nameInDenials(target: PermissionTarget, input: Named): string | undefined {
  switch (target) {
    case 'user':
      return input.UserName === undefined ? undefined : `user ${input.UserName}`;
    case 'group':
      return `group ${input.GroupName}`;
    case 'role':
      return `role ${input.RoleName}`;
    case 'instance-profile':
      return `instance profile ${input.InstanceProfileName}`;
    case 'policy':
      return `policy ${input.PolicyArn}`;
    default:
      return undefined;
  }
}

/**
 * Credentials of GetSessionToken can't call IAM unless a second factor confirmed them, which no session here has.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html
 */
function refuseSessionWithoutMfa({ caller: { principal, session } }: CallContext): void {
  const ofGetSessionToken = principal.type === 'User' || principal.type === 'Root';
  if (ofGetSessionToken && session?.issuedAt !== undefined) throw tokenNotAccepted();
}

async function resourceOf(
  iam: IamRecords,
  target: PermissionTarget,
  input: Named,
  context: CallContext,
): Promise<Resource> {
  const { account } = context;
  const created = (kind: string, name = '') => ({ arn: iamArn(account, kind, input.Path ?? '/', name) });
  const listed = (kind: string) => ({ arn: iamArn(account, kind, input.PathPrefix ?? '/', '') });
  switch (target) {
    case 'user':
      return input.UserName === undefined ? ownUser(iam, context) : user(iam, account, input.UserName);
    case 'access-key':
      return keyOwner(iam, account, input.AccessKeyId ?? '');
    case 'group':
      return (
        (await iam.groups.find(account, input.GroupName ?? ''))?.value ??
        unknown(account, 'group', input.GroupName)
      );
    case 'role':
      return (
        (await iam.roles.find(account, input.RoleName ?? ''))?.value ??
        unknown(account, 'role', input.RoleName)
      );
    case 'instance-profile': {
      const profile = await iam.instanceProfiles.find(account, input.InstanceProfileName ?? '');
      return profile?.value ?? unknown(account, 'instance-profile', input.InstanceProfileName);
    }
    case 'policy':
      return (await findPolicy(iam, account, input.PolicyArn ?? '')) ?? { arn: input.PolicyArn ?? '*' };
    case 'new-user':
      return created('user', input.UserName);
    case 'new-group':
      return created('group', input.GroupName);
    case 'new-role':
      return created('role', input.RoleName);
    case 'new-instance-profile':
      return created('instance-profile', input.InstanceProfileName);
    case 'new-policy':
      return created('policy', input.PolicyName);
    case 'users':
      return listed('user');
    case 'groups':
      return listed('group');
    case 'roles':
      return listed('role');
    case 'instance-profiles':
      return listed('instance-profile');
    case 'policies':
      // The service names no ARN here, so that only a policy for all resources allows it.
      return { arn: `policy path ${input.PathPrefix ?? '/'}` };
    case 'any':
      return { arn: '*' };
  }
}

function unknown(account: string, kind: string, name = ''): Resource {
  return { arn: iamArn(account, kind, '/', name) };
}

async function user(iam: IamRecords, account: string, name: string): Promise<Resource> {
  return (await iam.users.find(account, name))?.value ?? unknown(account, 'user', name);
}

/** Without a name an operation is about the caller. */
async function ownUser(iam: IamRecords, { account, caller }: CallContext): Promise<Resource> {
  const { principal } = caller;
  if (principal.type === 'User') return user(iam, account, principal.userName);
  return { arn: principal.type === 'Root' ? principal.arn : '*' };
}

async function keyOwner(iam: IamRecords, account: string, accessKeyId: string): Promise<Resource> {
  const key = await iam.accessKeys.get(globalScope(account), accessKeyId);
  if (key === undefined) return { arn: '*' };
  const { userName } = key.value;
  return userName === undefined
    ? { arn: formatArn('iam', '', account, 'root') }
    : user(iam, account, userName);
}

/**
 * A change of name or path needs permission for the old and for the new.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html
 */
function renamedArn(
  operation: string,
  input: Named,
  resource: Resource,
  { account }: CallContext,
): string | undefined {
  const kind = operation === 'UpdateUser' ? 'user' : operation === 'UpdateGroup' ? 'group' : undefined;
  const newName = input.NewUserName ?? input.NewGroupName;
  if (kind === undefined || (newName === undefined && input.NewPath === undefined)) return undefined;
  const present = resource.arn.slice(resource.arn.indexOf('/'));
  const name = newName ?? present.slice(present.lastIndexOf('/') + 1);
  const path = input.NewPath ?? present.slice(0, present.lastIndexOf('/') + 1);
  return iamArn(account, kind, path, name);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
async function passingRole(iam: IamRecords, input: Named, { account }: CallContext): Promise<AccessRequest> {
  const role = await iam.roles.find(account, input.RoleName ?? '');
  return {
    action: 'iam:PassRole',
    resource: role?.value.arn ?? unknown(account, 'role', input.RoleName).arn,
    resourceAccount: account,
    conditions: { 'iam:passedtoservice': 'ec2.amazonaws.com' },
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html */
function conditionsOf(
  operation: string,
  input: Named,
  resource: Resource,
): Record<string, string | string[]> {
  const conditions: Record<string, string | string[]> = {};
  const boundary = input.PermissionsBoundary ?? resource.permissionsBoundary;
  if (boundary !== undefined) conditions['iam:permissionsboundary'] = boundary;
  if (/^(Attach|Detach)/.test(operation) && input.PolicyArn !== undefined) {
    conditions['iam:policyarn'] = input.PolicyArn;
  }
  for (const { Key, Value } of resource.tags ?? []) {
    conditions[`aws:resourcetag/${Key.toLowerCase()}`] = Value;
    conditions[`iam:resourcetag/${Key.toLowerCase()}`] = Value;
  }
  for (const { Key, Value } of input.Tags ?? []) {
    if (Key !== undefined && Value !== undefined) conditions[`aws:requesttag/${Key.toLowerCase()}`] = Value;
  }
  const keys = input.TagKeys ?? input.Tags?.map((tag) => tag.Key ?? '');
  if (keys !== undefined) conditions['aws:tagkeys'] = [...keys];
  return conditions;
}
