import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ALICE, lambdaProxy, NOW } from './api-records.fixture.ts';
import { AwsRig, awsRig, ROLE, uri } from './aws-integration.fixture.ts';
import { ALLOW, type Rig } from './gateway.fixture.ts';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-credentials */
describe('credentials of integrations', () => {
  let now = NOW;
  const rig = awsRig(() => now);

  test('a role that does not trust API Gateway, or is not there: 500', async () => {
    rig.mayAssume = async () => ({ allowed: false, explicitDeny: false, source: 'identity' });
    for (const credentials of [ROLE, 'arn:aws:iam::123456789012:role/Caller']) {
      rig.logged.length = 0;
      await rig.integrate('/untrusted', { uri: uri('dynamodb:action/PutItem'), credentials });
      const answer = await rig.post('/untrusted', '{}');
      assert.deepEqual([answer.status, answer.text], [500, '{"message": "Internal server error"}']);
      assert.ok(
        rig.logged[0]?.endsWith(
          `API Gateway does not have permission to assume the provided role ${credentials}`,
        ),
      );
    }
    assert.deepEqual(rig.backendRequests, []);
  });

  test('a trust policy is asked with the method as the source, once until a role changes', async () => {
    const questions: Parameters<Rig['mayAssume']>[] = [];
    rig.mayAssume = async (...question) => {
      questions.push(question);
      return ALLOW;
    };
    await rig.integrate('/trust/{id}', {
      uri: uri('dynamodb:action/PutItem'),
      credentials: `arn:aws:iam::123456789012:\${stageVariables.role}`,
    });
    await rig.post('/trust/1', '{}');
    await rig.post('/trust/2', '{}');
    assert.equal(questions.length, 1);
    const [caller, role, request] = questions[0] ?? [];
    assert.deepEqual(caller?.principal, {
      type: 'Service',
      account: '123456789012',
      arn: 'apigateway.amazonaws.com',
      userId: 'apigateway.amazonaws.com',
    });
    assert.equal(role?.arn, ROLE);
    assert.deepEqual(request?.conditions, {
      'aws:sourcearn': 'arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/stage/ANY/trust/{id}',
      'aws:sourceaccount': '123456789012',
      'sts:rolesessionname': 'BackplaneAssumeRoleSession',
    });
    await rig.putRole();
    await rig.post('/trust/3', '{}');
    assert.equal(questions.length, 2);
    now += 16 * 60 * 1000;
    await rig.post('/trust/4', '{}');
    assert.equal(questions.length, 3);
    assert.equal(rig.backendRequests.length, 4);
  });

  test('the caller’s own, on methods with AWS_IAM', async () => {
    const credentials = 'arn:aws:iam::*:user/*';
    await rig.integrate('/own', { uri: uri('s3:path/b/k'), credentials }, { authorizationType: 'AWS_IAM' });
    assert.equal((await rig.post('/own', 'x')).status, 200);
    assert.deepEqual(rig.sent.caller, ALICE);
    await rig.integrate('/open', { uri: uri('s3:path/b/k'), credentials });
    assert.equal((await rig.post('/open', 'x')).status, 500);
    assert.match(rig.logged.join(), /need AWS_IAM authorization/);
  });

  test('none, another account’s, or no role: 500', async () => {
    for (const [credentials, reason] of [
      ['', 'Role ARN must be specified'],
      ['arn:aws:iam::999999999999:role/r', 'in another account'],
      [`arn:aws:iam::\${stageVariables.other}:role/r`, 'in another account'],
      ['arn:aws:iam::123456789012:user/alice', 'not the ARN of a role'],
      ['nonsense', 'not the ARN of a role'],
    ] as const) {
      rig.logged.length = 0;
      await rig.integrate('/refused', { uri: uri('s3:path/b/k'), credentials });
      assert.equal((await rig.send('/refused')).status, 500);
      assert.ok(rig.logged[0]?.includes(reason), `${credentials}: ${rig.logged[0]}`);
    }
  });

  for (const type of ['AWS', 'AWS_PROXY'] as const) {
    test(`${type} to Lambda: the role needs the permission, the function's policy does not`, async () => {
      const asked: unknown[] = [];
      const own = new AwsRig({
        functionAccess: {
          mayInvoke: async (caller, target, source) => {
            asked.push([caller.principal.arn, target.functionName, source]);
            return asked.length < 2;
          },
        },
      });
      await own.start();
      try {
        await own.putRole();
        await own.integrate('/f', { type, uri: lambdaProxy().uri ?? '' });
        const sendOne = () => own.send('/f', { method: 'POST', body: '{}' });
        assert.equal((await sendOne()).status, 200);
        const refused = await sendOne();
        assert.deepEqual([refused.status, refused.text], [500, '{"message": "Internal server error"}']);
        const session = 'arn:aws:sts::123456789012:assumed-role/Caller/BackplaneAssumeRoleSession';
        assert.deepEqual(asked, [
          [session, 'echo', undefined],
          [session, 'echo', undefined],
        ]);
      } finally {
        await own.stop();
      }
    });
  }
});
