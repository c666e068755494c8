import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { callerNames, callerValues, requestContext } from '../identity/access-control-context.ts';
import { compilePolicy } from '../identity/policy/compile.ts';
import { decideByPolicies } from '../identity/policy/decision.ts';
import type { Caller } from '../identity/principal.ts';
import { ALICE, API_ID, lambdaUri, method, NOW } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';

/**
 * Every cell of "How API Gateway resource policies affect authorization workflow".
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
type Says = 'Allow' | 'Neither' | 'Deny';
type Behaviour = 'Allow' | 'Implicit Deny' | 'Explicit Deny';

/** "Table A: Account A calls API owned by account A": the authorizer or IAM policy, the resource policy, what comes of it. */
const TABLE_A: readonly [Says, Says, Behaviour][] = [
  ['Allow', 'Allow', 'Allow'],
  ['Allow', 'Neither', 'Allow'],
  ['Allow', 'Deny', 'Explicit Deny'],
  ['Neither', 'Allow', 'Allow'],
  ['Neither', 'Neither', 'Implicit Deny'],
  ['Neither', 'Deny', 'Explicit Deny'],
  ['Deny', 'Allow', 'Explicit Deny'],
  ['Deny', 'Neither', 'Explicit Deny'],
  ['Deny', 'Deny', 'Explicit Deny'],
];

/** "Table B: Account B calls API owned by account A". */
const TABLE_B: readonly [Says, Says, Behaviour][] = [
  ['Allow', 'Allow', 'Allow'],
  ['Allow', 'Neither', 'Implicit Deny'],
  ['Allow', 'Deny', 'Explicit Deny'],
  ['Neither', 'Allow', 'Implicit Deny'],
  ['Neither', 'Neither', 'Implicit Deny'],
  ['Neither', 'Deny', 'Explicit Deny'],
  ['Deny', 'Allow', 'Explicit Deny'],
  ['Deny', 'Neither', 'Explicit Deny'],
  ['Deny', 'Deny', 'Explicit Deny'],
];

/** "API Gateway resource policy only": "An implicit denial or any explicit denial results in denying the caller." */
const POLICY_ONLY: readonly [Says, Behaviour][] = [
  ['Allow', 'Allow'],
  ['Neither', 'Implicit Deny'],
  ['Deny', 'Explicit Deny'],
];

const RESOURCE = `arn:aws:execute-api:us-east-1:********9012:${API_ID}`;
const BOB: Caller = {
  principal: {
    type: 'User',
    account: '210987654321',
    arn: 'arn:aws:iam::210987654321:user/bob',
    userId: 'AIDABOB',
    userName: 'bob',
  },
};
const FLOW = { Allow: 200, 'Implicit Deny': 403, 'Explicit Deny': 403 } as const;

/** A policy that says this of every invocation. */
function document(says: Says, principal: object): string {
  const [Effect, Action] =
    says === 'Neither' ? ['Allow', 'execute-api:ManageConnections'] : [says, 'execute-api:Invoke'];
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect, Action, Resource: '*', ...principal },
  });
}

const resourcePolicy = (says: Says) => document(says, { Principal: '*' });
const STAGES: readonly Says[] = ['Allow', 'Neither', 'Deny'];

describe('the flow of authorization', () => {
  const rig = new Rig();
  let identity = document('Allow', {});
  let calls = 0;

  before(async () => {
    rig.behaviour = (event, { functionName }) => {
      if (functionName !== 'authorizer') return { statusCode: 200, body: '' };
      calls++;
      const policyDocument: unknown = JSON.parse(document(saysOf(String(event.authorizationToken)), {}));
      return { principalId: 'p', policyDocument };
    };
    rig.decide = (caller, request, policy) =>
      decideByPolicies(
        {
          identity: [compilePolicy(identity)],
          ...(policy !== undefined && { resource: compilePolicy(policy) }),
        },
        requestContext(callerNames(caller.principal), callerValues(caller, []), request, NOW),
        caller.principal.account === request.resourceAccount,
      );
    await rig.start();
    const authorizer = {
      id: 'auth01',
      name: 'a',
      type: 'TOKEN' as const,
      authType: 'custom',
      authorizerUri: lambdaUri('arn:aws:lambda:us-east-1:123456789012:function:authorizer'),
      identitySource: 'method.request.header.Authorization',
      authorizerResultTtlInSeconds: 0,
    };
    for (const stageName of [...STAGES, 'Without']) {
      await rig.deploy({
        stageName,
        deploymentId: stageName,
        api: stageName === 'Without' ? {} : { policy: resourcePolicy(saysOf(stageName)) },
        parts: { authorizers: [authorizer] },
        paths: {
          '/none': [method('GET')],
          '/iam': [method('GET', { authorizationType: 'AWS_IAM' })],
          '/custom': [method('GET', { authorizationType: 'CUSTOM', authorizerId: 'auth01' })],
        },
      });
    }
  });
  after(() => rig.stop());

  const send = (stage: string, path: string, authorization = 'x') =>
    rig.send(`/@${API_ID}/${stage}${path}`, { headers: { authorization } });

  for (const [resource, behaviour] of POLICY_ONLY) {
    test(`resource policy only: ${resource} is ${behaviour}`, async () => {
      const answer = await send(resource, '/none');
      assert.equal(answer.status, FLOW[behaviour]);
      if (behaviour === 'Allow') return;
      assert.equal(answer.text, anonymous(resource, 'none', behaviour));
      assert.equal(answer.headers['x-amzn-errortype'], 'AccessDeniedException');
    });
  }

  test('an API without a policy is open where there is no authorization', async () => {
    assert.equal((await send('Without', '/none')).status, 200);
  });

  for (const [authorizer, resource, behaviour] of TABLE_A) {
    test(`table A, Lambda authorizer ${authorizer}, policy ${resource}: ${behaviour}`, async () => {
      calls = 0;
      const answer = await send(resource, '/custom', authorizer);
      assert.equal(answer.status, FLOW[behaviour]);
      // "Before calling the Lambda authorizer, API Gateway first evaluates the policy and checks for any explicit denials."
      assert.equal(calls, resource === 'Deny' ? 0 : 1);
      if (behaviour === 'Allow') return;
      assert.equal(answer.headers['x-amzn-errortype'], 'AccessDeniedException');
      assert.equal(
        answer.text,
        resource === 'Deny'
          ? anonymous(resource, 'custom', behaviour)
          : `{"Message":"User is not authorized to access this resource ${why('identity', behaviour)}"}`,
      );
    });
  }

  for (const [authorizer, behaviour] of POLICY_ONLY) {
    test(`a Lambda authorizer alone: ${authorizer} is ${behaviour}`, async () => {
      assert.equal((await send('Without', '/custom', authorizer)).status, FLOW[behaviour]);
    });
  }

  for (const [name, caller, table] of [
    ['table A', ALICE, TABLE_A],
    ['table B', BOB, TABLE_B],
  ] as const) {
    for (const [policy, resource, behaviour] of table) {
      test(`${name}, IAM policy ${policy}, resource policy ${resource}: ${behaviour}`, async () => {
        identity = document(policy, {});
        rig.authentication = async () => ({ ok: true, caller, signedHeaders: [] });
        const answer = await send(resource, '/iam');
        assert.equal(answer.status, FLOW[behaviour]);
        if (behaviour === 'Allow') return;
        // Within an account what is missing is the user's own policy; of another account first the user's, then the API's.
        const source =
          policy === 'Allow' || (policy !== 'Deny' && resource === 'Deny') ? 'resource' : 'identity';
        assert.equal(
          answer.text,
          `{"Message":"User: ${caller.principal.arn} is not authorized to perform: execute-api:Invoke on resource: ${RESOURCE}/${resource}/GET/iam ${why(source, behaviour)}"}`,
        );
      });
    }
  }

  test('another account needs the resource policy', async () => {
    identity = document('Allow', {});
    rig.authentication = async () => ({ ok: true, caller: BOB, signedHeaders: [] });
    const answer = await send('Without', '/iam');
    assert.equal(answer.status, 403);
    assert.match(answer.text, /because no resource-based policy allows the execute-api:Invoke action/);
  });

  test('authentication comes before the resource policy', async () => {
    rig.authentication = async () => ({ ok: false, failure: { kind: 'missing', code: 'x', message: 'x' } });
    for (const stage of [...STAGES, 'Without']) {
      const { headers } = await send(stage, '/iam');
      assert.equal(headers['x-amzn-errortype'], 'MissingAuthenticationTokenException', stage);
    }
  });
});

test('a malformed resource policy opens nothing', async () => {
  const rig = new Rig();
  await rig.start();
  await rig.deploy({
    api: {
      policy: '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Bogus":1}]}',
    },
    paths: { '/': [method('GET')] },
  });
  const answer = await rig.send('/');
  assert.equal(answer.status, 500);
  assert.ok(rig.logged.some((line) => line.includes("the API's resource policy is malformed")));
  await rig.stop();
});

function saysOf(text: string): Says {
  return text === 'Allow' || text === 'Deny' ? text : 'Neither';
}

function anonymous(stage: Says, path: string, behaviour: Behaviour): string {
  return `{"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${RESOURCE}/${stage}/GET/${path} ${why('resource', behaviour)}"}`;
}

function why(kind: 'identity' | 'resource', behaviour: Behaviour): string {
  return behaviour === 'Explicit Deny'
    ? `with an explicit deny in ${kind === 'identity' ? 'an' : 'a'} ${kind}-based policy`
    : `because no ${kind}-based policy allows the execute-api:Invoke action`;
}
