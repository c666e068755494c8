import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { BackendError, type Backends } from '../../backends/backend.ts';
import { createAccessControl } from '../../identity/access-control.ts';
import type { Caller } from '../../identity/principal.ts';
import { type RoleRecord, roles } from '../../identity/records.ts';
import { zipOf } from '../../lambda/lambda.fixture.ts';
import { createLambda, type LambdaDependencies } from '../../lambda/lambda.ts';
import { ServiceRegistry } from '../../protocols/engine.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { GLOBAL_REGION } from '../../store/store.ts';
import type { LambdaOperations } from './operations.ts';
import { createLambdaService } from './service.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/service/lambda-role`;
export const ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function`;

const ROOT: Caller = {
  principal: { type: 'Root', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, userId: ACCOUNT },
};

export const HELLO = { 'index.js': `exports.handler = async (event) => ({ hello: event });` };

const NO_BACKENDS: Backends = {
  send: async ({ service }) => {
    throw new BackendError(`this test has no ${service}`);
  },
};

/** The whole service on a store in memory, called as over the network: validated and authorized. */
export async function serviceFixture(
  t: TestContext,
  overrides: Partial<LambdaDependencies> = {},
  backends: Backends = NO_BACKENDS,
) {
  const directory = await mkdtemp(path.join(tmpdir(), 'alicorn-lambda-service-'));
  const store = openSqliteStore(':memory:');
  const clock = () => Date.UTC(2026, 0, 31, 12);
  const lambda = createLambda({
    store,
    clock: Date.now,
    codeDirectory: path.join(directory, 'code'),
    endpoint: () => '',
    issueRoleSession: async () => ({ accessKeyId: '', secretAccessKey: '', sessionToken: '' }),
    ...overrides,
  });
  const access = createAccessControl({ store, clock });
  const service = createLambdaService({ store, clock, lambda, backends });
  const registry = new ServiceRegistry({ services: [service], access, clock });
  t.after(async () => {
    access.close();
    await lambda.close();
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });

  async function addRole(name: string, trusted: string): Promise<void> {
    const role: RoleRecord = {
      name,
      path: '/service/',
      arn: `arn:aws:iam::${ACCOUNT}:role/service/${name}`,
      id: 'AROAEXAMPLE',
      createdAt: 0,
      inlinePolicies: {},
      attachedPolicies: [],
      assumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: trusted }, Action: 'sts:AssumeRole' }],
      }),
      maxSessionDuration: 3600,
      tags: [],
    };
    await store.collection(roles).put({ account: ACCOUNT, region: GLOBAL_REGION }, name.toLowerCase(), role);
  }
  await addRole('lambda-role', 'lambda.amazonaws.com');
  await addRole('ec2-role', 'ec2.amazonaws.com');

  /** Calls an operation as the account's root, or as somebody else. */
  async function call<Name extends keyof LambdaOperations>(
    operation: Name,
    input: LambdaOperations[Name]['input'],
    caller: Caller = ROOT,
  ): Promise<LambdaOperations[Name]['output']> {
    const output = await registry.call('lambda', operation, input, {
      caller,
      account: ACCOUNT,
      region: REGION,
    });
    // The registry checks inputs; outputs are what the handlers' types say.
    return output as LambdaOperations[Name]['output'];
  }

  async function create(name: string, more: Partial<LambdaOperations['CreateFunction']['input']> = {}) {
    return call('CreateFunction', {
      FunctionName: name,
      Role: ROLE,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: await zipOf(HELLO) },
      ...more,
    });
  }
  return { store, lambda, service, registry, call, create };
}
