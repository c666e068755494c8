import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Decision } from '../access.ts';
import { type CompiledPolicy, compilePolicy } from './compile.ts';
import { type ApplicablePolicies, decideByPolicies } from './decision.ts';
import type { CallerNames, RequestContext } from './request-context.ts';

const ACCOUNT = '111122223333';
const none = { account: '', arn: '', userId: '', roleArn: '', roleId: '', service: '' };
const root: CallerNames = {
  ...none,
  type: 'Root',
  account: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  userId: ACCOUNT,
};
const user: CallerNames = {
  ...none,
  type: 'User',
  account: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:user/exampleuser`,
  userId: 'AIDAEXAMPLEUSER',
};
const session: CallerNames = {
  ...none,
  type: 'AssumedRole',
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/examplerole/examplerolesessionname`,
  userId: 'AROAEXAMPLEROLE:examplerolesessionname',
  roleArn: `arn:aws:iam::${ACCOUNT}:role/examplerole`,
  roleId: 'AROAEXAMPLEROLE',
};
const service: CallerNames = { ...none, type: 'Service', service: 'apigateway.amazonaws.com' };
const nobody: CallerNames = { ...none, type: 'Anonymous' };

function policy(effect: 'Allow' | 'Deny', action: string, rest: object = {}): CompiledPolicy {
  const statement = { Effect: effect, Action: action, Resource: '*', ...rest };
  return compilePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement }));
}

const allow = policy('Allow', 'a:*');
const deny = policy('Deny', 'a:*');
const silent = policy('Allow', 'other:*');
const forWhom = (Principal: unknown, effect: 'Allow' | 'Deny' = 'Allow') =>
  policy(effect, 'a:*', { Principal });
const exceptWhom = (AWS: string[], effect: 'Allow' | 'Deny' = 'Deny') =>
  policy(effect, 'a:*', { NotPrincipal: { AWS } });

function decide(caller: CallerNames, policies: Partial<ApplicablePolicies>, sameAccount = true): Decision {
  const context: RequestContext = {
    action: 'a:b',
    resource: 'arn:aws:a:::r',
    caller,
    value: () => undefined,
  };
  return decideByPolicies({ identity: [], ...policies }, context, sameAccount);
}

function allowed(caller: CallerNames, policies: Partial<ApplicablePolicies>, sameAccount = true): boolean {
  return decide(caller, policies, sameAccount).allowed;
}

// The table "Resource-based policies and implicit denies in other policy types (same account)" of
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
test('what implicit denies do to grants of a resource policy', () => {
  const implicitDenies = { identity: [silent], boundary: silent, session: [silent] };
  const byRole = forWhom({ AWS: session.roleArn });
  assert.equal(allowed(session, { ...implicitDenies, resource: byRole }), false);
  assert.equal(allowed(session, { ...implicitDenies, boundary: allow, resource: byRole }), false);
  assert.equal(allowed(session, { ...implicitDenies, session: [allow], resource: byRole }), false);
  assert.equal(allowed(session, { identity: [silent], resource: byRole }), true);
  assert.equal(allowed(session, { ...implicitDenies, resource: forWhom({ AWS: session.arn }) }), true);
  const { session: _, ...ofUser } = implicitDenies;
  assert.equal(allowed(user, { ...ofUser, resource: forWhom({ AWS: user.arn }) }), true);
  assert.equal(allowed(root, { resource: forWhom({ AWS: root.arn }) }), true);
  assert.equal(allowed(service, { resource: forWhom({ Service: 'apigateway.amazonaws.com' }) }), true);
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts
test('a grant to the account lets its own policies decide', () => {
  for (const AWS of [ACCOUNT, root.arn]) {
    assert.equal(allowed(user, { resource: forWhom({ AWS }) }), false);
    assert.equal(allowed(user, { identity: [allow], resource: forWhom({ AWS }) }), true);
    assert.equal(allowed(user, { identity: [allow], resource: forWhom({ AWS }) }, false), true);
    assert.equal(allowed(user, { resource: forWhom({ AWS }) }, false), false);
  }
});

test('an explicit deny in any policy decides', () => {
  const open = { identity: [allow], boundary: allow, session: [allow], resource: forWhom('*') };
  assert.deepEqual(decide(session, open), { allowed: true, explicitDeny: false, source: 'resource' });
  const denied = (source: Decision['source']) => ({ allowed: false, explicitDeny: true, source });
  assert.deepEqual(decide(session, { ...open, identity: [allow, deny] }), denied('identity'));
  assert.deepEqual(decide(session, { ...open, boundary: deny }), denied('boundary'));
  assert.deepEqual(decide(session, { ...open, session: [allow, deny] }), denied('session'));
  assert.deepEqual(
    decide(session, { ...open, resource: forWhom({ AWS: ACCOUNT }, 'Deny') }),
    denied('resource'),
  );
  assert.deepEqual(decide(root, { resource: forWhom('*', 'Deny') }), denied('resource'));
});

// Tables A and B of https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
test('either side suffices within an account, both are needed across accounts', () => {
  const direct = forWhom({ AWS: user.arn });
  const rows: [CompiledPolicy | undefined, CompiledPolicy | undefined, boolean, boolean][] = [
    [allow, direct, true, true],
    [allow, undefined, true, false],
    [undefined, direct, true, false],
    [undefined, undefined, false, false],
    [allow, forWhom({ AWS: user.arn }, 'Deny'), false, false],
    [deny, direct, false, false],
  ];
  for (const [own, resource, within, across] of rows) {
    const policies = { identity: own ? [own] : [], ...(resource && { resource }) };
    assert.equal(allowed(user, policies), within);
    assert.equal(allowed(user, policies, false), across);
  }
});

test('boundaries and session policies limit what identity policies allow', () => {
  const source = (policies: Partial<ApplicablePolicies>) => {
    const decision = decide(session, policies);
    return decision.allowed ? 'allowed' : decision.source;
  };
  assert.equal(source({ identity: [allow], boundary: allow, session: [silent, allow] }), 'allowed');
  assert.equal(source({ identity: [silent], boundary: allow, session: [allow] }), 'identity');
  assert.equal(source({ identity: [allow], boundary: silent, session: [allow] }), 'boundary');
  assert.equal(source({ identity: [allow], boundary: allow, session: [silent] }), 'session');
  assert.equal(source({ identity: [allow], session: [] }), 'session');
});

test('root may everything in its account and what others grant it elsewhere', () => {
  assert.deepEqual(decide(root, {}), { allowed: true, explicitDeny: false, source: 'root' });
  assert.equal(allowed(root, {}, false), false);
  assert.equal(allowed(root, { resource: forWhom({ AWS: ACCOUNT }) }, false), true);
});

test('services and nobody have only what the resource grants', () => {
  assert.equal(allowed(service, {}), false);
  assert.equal(allowed(service, { resource: forWhom({ Service: 'sns.amazonaws.com' }) }), false);
  assert.equal(allowed(nobody, { resource: forWhom('*') }), true);
  assert.equal(allowed(nobody, { resource: forWhom({ AWS: '*' }) }), true);
  assert.equal(allowed(nobody, { resource: forWhom({ AWS: ACCOUNT }) }), false);
  assert.equal(allowed(nobody, { resource: allow }), false, 'no principal is nobody');
});

test('a principal is matched whole, and by unique id after it was deleted', () => {
  assert.equal(allowed(user, { resource: forWhom({ AWS: 'AIDAEXAMPLEUSER' }) }), true);
  assert.equal(allowed(user, { resource: forWhom({ AWS: 'AIDASOMEBODYELSE' }) }), false);
  assert.equal(allowed(session, { resource: forWhom({ AWS: 'AROAEXAMPLEROLE' }) }), true);
  assert.equal(allowed(user, { resource: forWhom({ AWS: `arn:aws:iam::${ACCOUNT}:user/*` }) }), false);
  assert.equal(
    allowed(user, { resource: forWhom({ AWS: `arn:aws:iam::${ACCOUNT}:user/ExampleUser` }) }),
    false,
  );
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
test('NotPrincipal with Deny spares who is named together with the account and role', () => {
  const refuses = (caller: CallerNames, names: string[]) =>
    decide(caller, { identity: [allow], resource: exceptWhom(names) }).explicitDeny;
  assert.equal(refuses(user, [user.arn, root.arn]), false);
  assert.equal(refuses(user, [user.arn]), true);
  assert.equal(refuses(user, [root.arn]), true);
  assert.equal(refuses(session, [session.arn, session.roleArn, root.arn]), false);
  assert.equal(refuses(session, [session.arn, root.arn]), true);
  assert.equal(refuses(nobody, [user.arn, root.arn]), true);
});

test('NotPrincipal with Allow is about everybody else, also nobody', () => {
  const resource = exceptWhom([user.arn], 'Allow');
  assert.equal(allowed(user, { resource }), false);
  assert.equal(allowed(session, { resource }), true);
  assert.equal(allowed(nobody, { resource }), true);
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_compare-resource-policies.html
test('nobody enters a role that does not trust him', () => {
  const enter = (caller: CallerNames, identity: CompiledPolicy[], trust: CompiledPolicy, same = true) => {
    const context: RequestContext = { action: 'a:b', resource: 'arn:r', caller, value: () => undefined };
    return decideByPolicies({ identity, resource: trust }, context, same, 'trust');
  };
  const stranger = forWhom({ AWS: '444455556666' });
  assert.deepEqual(enter(user, [allow], stranger), { allowed: false, explicitDeny: false, source: 'trust' });
  assert.equal(enter(root, [], stranger).allowed, false);
  assert.equal(enter(user, [], forWhom({ AWS: ACCOUNT })).allowed, false);
  assert.equal(enter(user, [allow], forWhom({ AWS: ACCOUNT })).allowed, true);
  assert.equal(enter(user, [], forWhom({ AWS: user.arn })).allowed, true);
  assert.equal(enter(user, [], forWhom({ AWS: user.arn }), false).allowed, false);
  assert.equal(enter(user, [allow], forWhom({ AWS: user.arn }), false).allowed, true);
});
