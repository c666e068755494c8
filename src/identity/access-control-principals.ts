import { GLOBAL_REGION, type Scope, type Store } from '../store/store.ts';
import { awsManagedPolicy } from './aws-managed-policies.ts';
import type { CompiledPolicy } from './policy/compile.ts';
import type { PolicyCache } from './policy/policy-cache.ts';
import type { Principal } from './principal.ts';
import { groups, managedPolicies, roles, type Tag, users } from './records.ts';

/** What the IAM records say of a user or role. */
export interface PrincipalPolicies {
  /** False: it was deleted, or another has its name now. */
  readonly exists: boolean;
  readonly identity: readonly CompiledPolicy[];
  /** One that allows nothing where the record names a policy that is gone. */
  readonly boundary?: CompiledPolicy;
  readonly tags: readonly Tag[];
}

/** Finds the policies of principals in the store; a change in the store counts from the next question on. */
export interface PrincipalDirectory {
  policiesOf(principal: Principal): Promise<PrincipalPolicies>;
  /** The default version of a managed policy that an account sees; undefined when there is none. */
  managedPolicy(account: string, arn: string): Promise<CompiledPolicy | undefined>;
  /** Stops listening to the store. */
  close(): void;
}

const NOTHING: PrincipalPolicies = { exists: true, identity: [], tags: [] };
const GONE: PrincipalPolicies = { exists: false, identity: [], tags: [] };
const ALLOWS_NOTHING: CompiledPolicy = { statements: [] };
const MAXIMUM_KEPT = 10_000;
const WATCHED = new Set([users.name, groups.name, roles.name, managedPolicies.name]);

/** An IAM entity's part that gives permissions. */
interface Attached {
  readonly inlinePolicies: Readonly<Record<string, string>>;
  readonly attachedPolicies: readonly string[];
}

export function createPrincipalDirectory(store: Store, cache: PolicyCache): PrincipalDirectory {
  const records = {
    users: store.collection(users),
    groups: store.collection(groups),
    roles: store.collection(roles),
    managed: store.collection(managedPolicies),
  };
  /** By account, then by principal. A load under way when its account changes is forgotten, not kept. */
  const kept = new Map<string, Map<string, Promise<PrincipalPolicies>>>();
  let count = 0;

  const forget = (account: string) => {
    count -= kept.get(account)?.size ?? 0;
    kept.delete(account);
  };
  const unsubscribe = store.subscribe((event) => {
    if (WATCHED.has(event.collection)) forget(event.scope.account);
  });

  const managedPolicy = async (account: string, arn: string): Promise<CompiledPolicy | undefined> => {
    const builtIn = awsManagedPolicy(arn);
    if (builtIn) return cache.compile(builtIn.document);
    const policy = (await records.managed.get(scopeOf(account), arn))?.value;
    const version = policy?.versions.find(({ id }) => id === policy.defaultVersionId);
    return version && cache.compile(version.document);
  };

  const attachedTo = async (account: string, entity: Attached): Promise<CompiledPolicy[]> => {
    const inline = Object.values(entity.inlinePolicies).map((text) => cache.compile(text));
    const managed = await Promise.all(entity.attachedPolicies.map((arn) => managedPolicy(account, arn)));
    return [...inline, ...managed.filter((policy) => policy !== undefined)];
  };

  const boundaryOf = async (account: string, arn: string | undefined) =>
    arn === undefined ? {} : { boundary: (await managedPolicy(account, arn)) ?? ALLOWS_NOTHING };

  const userPolicies = async (account: string, name: string, id: string): Promise<PrincipalPolicies> => {
    const user = (await records.users.get(scopeOf(account), name.toLowerCase()))?.value;
    if (user?.id !== id) return GONE;
    const names = user.groups.map((group) => group.toLowerCase());
    const found = await Promise.all(names.map((group) => records.groups.get(scopeOf(account), group)));
    const entities: Attached[] = [user, ...found.flatMap((group) => (group ? [group.value] : []))];
    const policies = await Promise.all(entities.map((entity) => attachedTo(account, entity)));
    const boundary = await boundaryOf(account, user.permissionsBoundary);
    return { exists: true, identity: policies.flat(), ...boundary, tags: user.tags };
  };

  const rolePolicies = async (account: string, name: string, id: string): Promise<PrincipalPolicies> => {
    const role = (await records.roles.get(scopeOf(account), name.toLowerCase()))?.value;
    if (role?.id !== id) return GONE;
    const identity = await attachedTo(account, role);
    return {
      exists: true,
      identity,
      ...(await boundaryOf(account, role.permissionsBoundary)),
      tags: role.tags,
    };
  };

  const load = (principal: Principal): Promise<PrincipalPolicies> => {
    if (principal.type === 'User')
      return userPolicies(principal.account, principal.userName, principal.userId);
    if (principal.type !== 'AssumedRole') return Promise.resolve(NOTHING);
    const roleId = principal.userId.slice(0, principal.userId.indexOf(':'));
    return rolePolicies(principal.account, principal.roleName, roleId);
  };

  return {
    managedPolicy,
    close: unsubscribe,
    policiesOf(principal) {
      if (principal.type !== 'User' && principal.type !== 'AssumedRole') return load(principal);
      const ofAccount = kept.get(principal.account) ?? new Map<string, Promise<PrincipalPolicies>>();
      const key = keyOf(principal);
      const known = ofAccount.get(key);
      if (known) return known;
      if (count >= MAXIMUM_KEPT) for (const account of kept.keys()) forget(account);
      const loading = load(principal);
      loading.catch(() => {
        if (ofAccount.delete(key) && kept.get(principal.account) === ofAccount) count--;
      });
      ofAccount.set(key, loading);
      kept.set(principal.account, ofAccount);
      count++;
      return loading;
    },
  };
}

/** A role's sessions share what their role has. */
function keyOf(principal: Principal): string {
  if (principal.type === 'AssumedRole') return `${principal.userId.split(':', 1)[0]}/${principal.roleName}`;
  return principal.type === 'User' ? `${principal.userId}/${principal.userName}` : '';
}

function scopeOf(account: string): Scope {
  return { account, region: GLOBAL_REGION };
}
