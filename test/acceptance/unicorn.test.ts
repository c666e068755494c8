import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { ACCOUNT, GatewayProcess, type Keys, REGION, withDirectory } from '../support/gateway-process.ts';
import {
  cloudFormationOf,
  deployUnicorn,
  eusClient,
  UnicornNotFoundException,
  type UnicornStack,
  unicornTemplate,
} from '../support/unicorn.ts';

/** The Elastic Unicorn Service, deployed and called with the AWS SDK for JavaScript. */
describe('the Elastic Unicorn Service', () => {
  let gateway: GatewayProcess;
  let stack: UnicornStack;
  let release: () => void;
  let directory: Promise<void>;

  before(async () => {
    const ready = Promise.withResolvers<string>();
    const done = new Promise<void>((resolve) => {
      release = resolve;
    });
    directory = withDirectory((path) => {
      ready.resolve(path);
      return done;
    });
    gateway = await GatewayProcess.start(await ready.promise);
    stack = await deployUnicorn(gateway);
  });

  after(async () => {
    try {
      assert.deepEqual(await gateway?.stop(), [0, null]);
    } finally {
      release();
      await directory;
    }
  });

  const iam = () =>
    new IAM({ endpoint: gateway.endpoint, region: REGION, credentials: gateway.rootKeys, maxAttempts: 1 });
  const statement = (Effect: string, Action: string, Resource: string) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource }] });

  async function createUser(UserName: string, ...policies: string[]): Promise<{ arn: string; keys: Keys }> {
    const client = iam();
    const { User } = await client.createUser({ UserName });
    for (const [index, PolicyDocument] of policies.entries()) {
      await client.putUserPolicy({ UserName, PolicyName: `policy-${index}`, PolicyDocument });
    }
    const { AccessKey } = await client.createAccessKey({ UserName });
    const keys = {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    };
    return { arn: User?.Arn ?? '', keys };
  }

  const refusal = (name: string, message: string | RegExp) => (error: unknown) => {
    assert.ok(error instanceof Error && '$metadata' in error);
    assert.equal(error.name, name);
    if (typeof message === 'string') assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  };
  const denied = (arn: string, operation: string) =>
    `User: ${arn} is not authorized to perform: execute-api:Invoke on resource: ` +
    `arn:aws:execute-api:${REGION}:********${ACCOUNT.slice(-4)}:${stack.apiId}/Prod/POST/${operation}`;

  test('answers with Calypso', async () => {
    const eus = eusClient(stack, gateway.rootKeys);
    const unicorn = await eus.getUnicorn('u-00001');
    assert.equal(unicorn.UnicornName, 'Calypso');
    assert.equal(unicorn.HornLengthInFeet, 3);
  });

  test('pages', async () => {
    const eus = eusClient(stack, gateway.rootKeys);
    const first = await eus.describeUnicorns({ MaxResults: 3 });
    assert.equal(first.Unicorns?.length, 3);
    const second = await eus.describeUnicorns({ MaxResults: 3, NextToken: first.NextToken ?? '' });
    assert.deepEqual(
      second.Unicorns?.map(({ UnicornName }) => UnicornName),
      ['Sorrel', 'Thistle'],
    );
    assert.equal(second.NextToken, undefined);
  });

  test('raises its modelled error', async () => {
    const eus = eusClient(stack, gateway.rootKeys);
    await assert.rejects(eus.getUnicorn('u-99999'), UnicornNotFoundException);
  });

  test('a wrong secret', async () => {
    const { keys } = await createUser('wrong-secret', statement('Allow', '*', '*'));
    const eus = eusClient(stack, { ...keys, secretAccessKey: 'x'.repeat(40) });
    await assert.rejects(
      eus.getUnicorn('u-00001'),
      refusal(
        'InvalidSignatureException',
        /^The request signature we calculated does not match the signature you provided\./,
      ),
    );
  });

  test('an unknown key', async () => {
    const eus = eusClient(stack, { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 'x'.repeat(40) });
    await assert.rejects(
      eus.getUnicorn('u-00001'),
      refusal('UnrecognizedClientException', 'The security token included in the request is invalid.'),
    );
  });

  test('a user without a policy, and one with a policy for one operation', async () => {
    const nobody = await createUser('nobody');
    await assert.rejects(
      eusClient(stack, nobody.keys).getUnicorn('u-00001'),
      refusal('AccessDeniedException', new RegExp(`^${RegExp.escape(denied(nobody.arn, 'GetUnicorn'))}`)),
    );
    const reader = await createUser(
      'reader',
      statement('Allow', 'execute-api:Invoke', `${stack.apiArn}/Prod/POST/GetUnicorn`),
    );
    const eus = eusClient(stack, reader.keys);
    assert.equal((await eus.getUnicorn('u-00001')).UnicornName, 'Calypso');
    await assert.rejects(
      eus.describeUnicorns(),
      refusal(
        'AccessDeniedException',
        new RegExp(`^${RegExp.escape(denied(reader.arn, 'DescribeUnicorns'))}`),
      ),
    );
  });

  test('through an assumed role, for as long as its policy allows', async () => {
    const { arn, keys } = await createUser('assumer');
    const client = iam();
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: arn }, Action: 'sts:AssumeRole' }],
    };
    const { Role } = await client.createRole({
      RoleName: 'rider',
      AssumeRolePolicyDocument: JSON.stringify(trust),
    });
    await client.putRolePolicy({
      RoleName: 'rider',
      PolicyName: 'ride',
      PolicyDocument: statement('Allow', 'execute-api:Invoke', `${stack.apiArn}/*`),
    });
    const sts = new STS({ endpoint: gateway.endpoint, region: REGION, credentials: keys, maxAttempts: 1 });
    const { Credentials } = await sts.assumeRole({ RoleArn: Role?.Arn, RoleSessionName: 'ride' });
    const session: Keys = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    const eus = eusClient(stack, session);
    assert.equal((await eus.getUnicorn('u-00001')).UnicornName, 'Calypso');
    await client.deleteRolePolicy({ RoleName: 'rider', PolicyName: 'ride' });
    await assert.rejects(
      eus.getUnicorn('u-00001'),
      refusal(
        'AccessDeniedException',
        /assumed-role\/rider\/ride is not authorized to perform: execute-api:Invoke/,
      ),
    );
    await assert.rejects(
      eusClient(stack, {
        ...session,
        sessionToken: `${session.sessionToken?.slice(0, -8)}AAAAAAAA`,
      }).getUnicorn('u-00001'),
      refusal('UnrecognizedClientException', 'The security token included in the request is invalid'),
    );
  });

  test('a resource policy counts from the next deployment', async () => {
    const { APIGateway } = await import('@aws-sdk/client-api-gateway');
    const apiGateway = new APIGateway({
      endpoint: gateway.endpoint,
      region: REGION,
      credentials: gateway.rootKeys,
    });
    const eus = eusClient(stack, gateway.rootKeys);
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' },
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'execute-api:Invoke',
          Resource: 'execute-api:/*/POST/GetUnicorn',
          Condition: { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } },
        },
      ],
    });
    const replacePolicy = (value: string) =>
      apiGateway.updateRestApi({
        restApiId: stack.apiId,
        patchOperations: [{ op: 'replace', path: '/policy', value }],
      });
    await replacePolicy(policy);
    assert.equal((await eus.getUnicorn('u-00001')).UnicornName, 'Calypso');
    await apiGateway.createDeployment({ restApiId: stack.apiId, stageName: 'Prod' });
    await assert.rejects(
      eus.getUnicorn('u-00001'),
      refusal('AccessDeniedException', /with an explicit deny/),
    );
    assert.equal((await eus.describeUnicorns()).Unicorns?.length, 5);
    await replacePolicy('');
    await apiGateway.createDeployment({ restApiId: stack.apiId, stageName: 'Prod' });
    assert.equal((await eus.getUnicorn('u-00001')).UnicornName, 'Calypso');
  });

  test('a stack is updated in place and deleted without a trace', async () => {
    const cloudFormation = cloudFormationOf(gateway);
    const second = await deployUnicorn(gateway, 'second');
    const eus = eusClient(second, gateway.rootKeys);
    const settled = async (expected: string) => {
      for (let attempt = 0; attempt < 300; attempt++) {
        const { Stacks: [found] = [] } = await cloudFormation.describeStacks({ StackName: 'second' });
        if (!found?.StackStatus?.endsWith('_IN_PROGRESS')) return assert.equal(found?.StackStatus, expected);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      assert.fail('the stack did not settle');
    };
    await cloudFormation.updateStack({
      StackName: 'second',
      TemplateBody: unicornTemplate.replace(
        "'Calypso', HornLengthInFeet: 3",
        "'Calypso', HornLengthInFeet: 4",
      ),
      Capabilities: ['CAPABILITY_IAM'],
    });
    await settled('UPDATE_COMPLETE');
    assert.equal((await eus.getUnicorn('u-00001')).HornLengthInFeet, 4);

    await cloudFormation.deleteStack({ StackName: 'second' });
    for (let attempt = 0; attempt < 300; attempt++) {
      const gone = await cloudFormation.describeStacks({ StackName: 'second' }).then(
        () => false,
        () => true,
      );
      if (gone) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await assert.rejects(
      cloudFormation.describeStacks({ StackName: 'second' }),
      refusal('ValidationError', 'Stack with id second does not exist'),
    );
    await assert.rejects(eus.getUnicorn('u-00001'), refusal('ForbiddenException', 'Forbidden'));
    const { Roles = [] } = await iam().listRoles({});
    assert.equal(
      Roles.some(({ RoleName }) => RoleName?.startsWith('second-')),
      false,
    );
  });
});
