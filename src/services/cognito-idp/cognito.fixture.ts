import type { TestContext } from 'node:test';
import { createAccessControl } from '../../identity/access-control.ts';
import type { Caller } from '../../identity/principal.ts';
import { ANONYMOUS } from '../../identity/principal.ts';
import { ServiceRegistry } from '../../protocols/engine.ts';
import type { ServiceSchema } from '../../protocols/service-schema.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import type { TriggerInvoker } from '../../user-pools/triggers.ts';
import { createUserPools } from '../../user-pools/user-pool-service.ts';
import type { CognitoOperations } from './operations.ts';
import { createCognitoService } from './service.ts';

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';
export const PASSWORD = 'Correct-Horse-7';

const ROOT: Caller = {
  principal: { type: 'Root', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, userId: ACCOUNT },
};

type Client = {
  readonly [Name in keyof CognitoOperations]: (
    input: CognitoOperations[Name]['input'],
  ) => Promise<CognitoOperations[Name]['output']>;
};

let schema: Promise<ServiceSchema> | undefined;

/** User pools on a store in memory, called as over the network: by the account's root and by anybody. */
export function userPoolsFixture(t: TestContext) {
  const store = openSqliteStore(':memory:');
  const time = { now: Date.UTC(2026, 10, 21) };
  const clock = () => time.now;
  const messages: { group: string; stream: string; message: string }[] = [];
  const called: { trigger: string; event: unknown }[] = [];
  /** What the functions of pools do. */
  const functions: { answer: TriggerInvoker['invoke'] } = {
    answer: async (_pool, _arn, _trigger, event) => event,
  };
  const userPools = createUserPools({
    store,
    clock,
    logGroups: { append: ({ name }, stream, message) => messages.push({ group: name, stream, message }) },
    triggerInvoker: {
      invoke(pool, arn, trigger, event) {
        called.push({ trigger, event: structuredClone(event) });
        return functions.answer(pool, arn, trigger, event);
      },
    },
    issuerOf: ({ id }) => `http://127.0.0.1:4566/${id}`,
  });
  const access = createAccessControl({ store, clock });
  const service = createCognitoService({ store, clock, userPools });
  const loadSchema = () => {
    schema ??= service.loadSchema();
    return schema;
  };
  const registry = new ServiceRegistry({ services: [{ ...service, loadSchema }], access, clock });
  t.after(async () => {
    access.close();
    await store.close();
  });
  const as = (caller: Caller): Client =>
    // Every operation is a method by its name; the registry answers with that operation's output.
    new Proxy(Object.create(null) as Client, {
      get: (_target, operation) => (input: object) =>
        registry.call('cognito-idp', String(operation), input, {
          caller,
          account: caller.principal.account,
          region: REGION,
        }),
    });
  return { store, time, messages, called, functions, userPools, admin: as(ROOT), anyone: as(ANONYMOUS) };
}

export type UserPoolsFixture = ReturnType<typeof userPoolsFixture>;

/** A pool with a client that allows every flow. */
export async function poolOf(
  { admin }: UserPoolsFixture,
  settings: Partial<CognitoOperations['CreateUserPool']['input']> = {},
  clientSettings: Partial<CognitoOperations['CreateUserPoolClient']['input']> = {},
) {
  const { UserPool } = await admin.CreateUserPool({
    PoolName: 'people',
    AutoVerifiedAttributes: ['email'],
    ...settings,
  });
  const UserPoolId = UserPool?.Id ?? '';
  const { UserPoolClient } = await admin.CreateUserPoolClient({
    UserPoolId,
    ClientName: 'web',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    ...clientSettings,
  });
  return { UserPoolId, ClientId: UserPoolClient?.ClientId ?? '' };
}

/** A confirmed user's tokens. */
export async function signIn(
  { anyone }: UserPoolsFixture,
  ClientId: string,
  USERNAME = 'ann',
  password = PASSWORD,
) {
  const { AuthenticationResult } = await anyone.InitiateAuth({
    ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME, PASSWORD: password },
  });
  const { AccessToken = '', IdToken = '', RefreshToken = '' } = AuthenticationResult ?? {};
  return { AccessToken, IdToken, RefreshToken };
}

/** A confirmed user. */
export async function addUser(
  { admin }: UserPoolsFixture,
  UserPoolId: string,
  Username = 'ann',
  email?: string,
) {
  await admin.AdminCreateUser({
    UserPoolId,
    Username,
    MessageAction: 'SUPPRESS',
    ...(email !== undefined && {
      UserAttributes: [
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
      ],
    }),
  });
  await admin.AdminSetUserPassword({ UserPoolId, Username, Password: PASSWORD, Permanent: true });
}

/** The claims of a token, unverified. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
