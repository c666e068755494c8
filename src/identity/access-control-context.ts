import type { AccessRequest, ConditionValues } from './access.ts';
import type { Organization } from './organization.ts';
import type { CallerNames, RequestContext } from './policy/request-context.ts';
import type { Caller, Principal } from './principal.ts';
import type { Tag } from './records.ts';

/**
 * The condition keys that follow from who calls, by name in lower case.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
 * @param tags of the user or role; session tags come before them
 * @param organization of the caller's account; undefined when it has none
 */
export function callerValues(
  { principal, session }: Caller,
  tags: readonly Tag[],
  organization?: Organization,
): Map<string, string | readonly string[]> {
  const values = new Map<string, string | readonly string[]>([['aws:userid', principal.userId]]);
  const set = (key: string, value: string | undefined) => value !== undefined && values.set(key, value);
  set('aws:viaawsservice', 'false');
  set('aws:principaltype', PRINCIPAL_TYPES[principal.type]);
  if (principal.type === 'Anonymous') return values;
  set('aws:principalisawsservice', String(principal.type === 'Service'));
  if (principal.type === 'Service') {
    set('aws:principalservicename', principal.arn);
    return values;
  }
  set('aws:principalarn', principal.type === 'AssumedRole' ? principal.roleArn : principal.arn);
  set('aws:principalaccount', principal.account);
  set('aws:principalorgid', organization?.id);
  if (organization?.path !== undefined) values.set('aws:principalorgpaths', [organization.path]);
  if (principal.type === 'User') set('aws:username', principal.userName);
  for (const tag of tags) set(`aws:principaltag/${tag.Key.toLowerCase()}`, tag.Value);
  for (const [key, value] of Object.entries(session?.tags ?? {})) {
    set(`aws:principaltag/${key.toLowerCase()}`, value);
  }
  set('aws:sourceidentity', session?.sourceIdentity);
  if (session?.issuedAt !== undefined) {
    set('aws:tokenissuetime', isoSeconds(session.issuedAt));
    // Long-term keys have no such key at all; no credentials of ours are issued with MFA.
    set('aws:multifactorauthpresent', 'false');
  }
  return values;
}

/** Services have no documented type. */
const PRINCIPAL_TYPES: Readonly<Record<Principal['type'], string | undefined>> = {
  Root: 'Account',
  User: 'User',
  AssumedRole: 'AssumedRole',
  Service: undefined,
  Anonymous: 'Anonymous',
};

/** How the caller can be named in a `Principal` element. */
export function callerNames(principal: Principal): CallerNames {
  const { type, arn, userId } = principal;
  const none = { account: '', arn: '', userId: '', roleArn: '', roleId: '', service: '' };
  if (type === 'Anonymous') return { ...none, type };
  if (type === 'Service') return { ...none, type, service: arn.toLowerCase() };
  const named = { ...none, type, account: principal.account, arn, userId };
  if (type !== 'AssumedRole') return named;
  return { ...named, roleArn: principal.roleArn, roleId: userId.slice(0, userId.indexOf(':')) };
}

/**
 * What policies see of a request: its own keys, the caller's and the clock's. The caller's can't be overridden.
 * @param now ms since 1970
 */
export function requestContext(
  names: CallerNames,
  values: ReadonlyMap<string, string | readonly string[]>,
  request: AccessRequest,
  now: number,
): RequestContext {
  const given: ConditionValues = request.conditions ?? {};
  return {
    action: request.action.toLowerCase(),
    resource: request.resource,
    caller: names,
    value(key) {
      if (REQUEST_DECIDED.has(key) && Object.hasOwn(given, key)) return given[key];
      const own = values.get(key);
      if (own !== undefined) return own;
      if (CALLER_DECIDED.test(key)) return undefined;
      if (Object.hasOwn(given, key)) return given[key];
      if (key === 'aws:currenttime') return isoSeconds(now);
      if (key === 'aws:epochtime') return String(Math.floor(now / 1000));
      if (key === 'aws:resourceaccount') return request.resourceAccount;
      return undefined;
    },
  };
}

/** Keys of the caller that a service may state for a request it makes on somebody's behalf. */
const REQUEST_DECIDED = new Set(['aws:viaawsservice', 'aws:multifactorauthpresent', 'aws:sourceidentity']);

/** Keys that only the caller's credentials can give. */
const CALLER_DECIDED = /^aws:(?:userid$|username$|tokenissuetime$|principal)/;

function isoSeconds(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
