import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import { BackendError, type Backends } from '../../backends/backend.ts';
import type { Clock } from '../../clock.ts';
import { createAccessControl } from '../../identity/access-control.ts';
import type { Caller } from '../../identity/principal.ts';
import { createSessionTokens } from '../../identity/session-token.ts';
import { createLambda } from '../../lambda/lambda.ts';
import { ServiceRegistry } from '../../protocols/engine.ts';
import type { Service, ServiceCaller } from '../../protocols/service.ts';
import type { ServiceSchema } from '../../protocols/service-schema.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import type { Store } from '../../store/store.ts';
import { createUserPools, type UserPoolParts } from '../../user-pools/user-pool-service.ts';
import { createApiGatewayService } from '../apigateway/service.ts';
import { createCognitoService } from '../cognito-idp/service.ts';
import { createIamService } from '../iam/service.ts';
import { createLambdaService } from '../lambda/service.ts';
import { createStsService } from '../sts/service.ts';
import {
  type ServiceClient,
  type ServiceClients,
  serviceClient,
  serviceClients,
} from './resource-types/service-clients.ts';
import { createCloudFormationService } from './service.ts';
import type { CloudFormationOperations } from './stacks/cloudformation.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';

export const ROOT: Caller = {
  principal: { type: 'Root', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, userId: ACCOUNT },
};

/** What stands between CloudFormation and the services, so that tests can make calls fail or never end. */
export type Interceptor = (
  call: { service: string; operation: string; input: unknown },
  proceed: () => Promise<unknown>,
) => Promise<unknown>;

export interface CloudFormationFixture extends ServiceClients {
  readonly store: Store;
  readonly cloudFormation: ServiceClient<CloudFormationOperations>;
  readonly services: ServiceCaller;
  readonly errors: unknown[];
  /** Clients of another caller. */
  as(caller: Caller): ServiceClients & { cloudFormation: ServiceClient<CloudFormationOperations> };
  /** Puts the interceptor in place of the one before. */
  intercept(interceptor: Interceptor | undefined): void;
  /** Waits until no operation runs. */
  idle(): Promise<void>;
  /** Ends the process as kill -9 does, as far as its records go: nothing is written any more. */
  kill(): void;
  /** Forgets the service as a killed process does, and makes a new one on the same store, which takes up its work. */
  restart(): Promise<void>;
  stack(name: string): Promise<Stack>;
  /** Events, oldest first, as `LogicalId STATUS` with the reason after a colon. */
  history(name: string): Promise<string[]>;
  events(name: string): Promise<StackEvent[]>;
}

const NO_BACKENDS: Backends = {
  send: async ({ service }) => {
    throw new BackendError(`this test has no ${service}`);
  },
};

/** CloudFormation with the real services, on a store in memory, called as over the network. */
export async function cloudFormationFixture(
  t: TestContext,
  backends: Backends = NO_BACKENDS,
): Promise<CloudFormationFixture> {
  const directory = await mkdtemp(path.join(tmpdir(), 'alicorn-cloudformation-'));
  const store = openSqliteStore(':memory:');
  const clock = () => Date.now();
  const errors: unknown[] = [];
  const access = createAccessControl({ store, clock });
  const sessionTokens = createSessionTokens(store, clock);
  const lambda = createLambda({
    store,
    clock,
    codeDirectory: path.join(directory, 'code'),
    endpoint: () => '',
    issueRoleSession: async () => ({ accessKeyId: '', secretAccessKey: '', sessionToken: '' }),
  });
  let interceptor: Interceptor | undefined;
  const start = () => {
    const life = { ended: false };
    const mortal = mortalStore(store, life);
    const registry = new ServiceRegistry({
      services: [
        createIamService({ store: mortal, clock }),
        createStsService({ store: mortal, clock, access, sessionTokens }),
        createLambdaService({ store: mortal, clock, lambda, backends }),
        createApiGatewayService({ store: mortal, clock }),
        createCognitoService({ store: mortal, clock, userPools: userPoolsOn(mortal, clock) }),
      ].map(loadedOnce),
      access,
      clock,
      onFault: (error) => errors.push(error),
    });
    const services: ServiceCaller = {
      call: (service, operation, input, context) => {
        const proceed = () => registry.call(service, operation, input, context);
        return interceptor === undefined ? proceed() : interceptor({ service, operation, input }, proceed);
      },
    };
    const service = createCloudFormationService({
      store: mortal,
      clock,
      services,
      backends,
      report: (error) => errors.push(error),
    });
    registry.add(loadedOnce(service));
    return { registry, service, life };
  };
  let running = start();
  t.after(async () => {
    interceptor = undefined;
    await running.service.close();
    access.close();
    await lambda.close();
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
  const services: ServiceCaller = {
    call: (service, operation, input, context) => running.registry.call(service, operation, input, context),
  };
  const as = (caller: Caller) => {
    const origin = { caller, account: ACCOUNT, region: REGION };
    return {
      ...serviceClients(services, origin),
      cloudFormation: serviceClient<CloudFormationOperations>(
        services,
        'cloudformation',
        'CloudFormation',
        origin,
      ),
    };
  };
  const clients = as(ROOT);
  const { cloudFormation } = clients;
  const events = async (name: string) => {
    const all: StackEvent[] = [];
    let NextToken: string | undefined;
    do {
      const page = await cloudFormation.DescribeStackEvents({ StackName: name, NextToken });
      all.push(...(page.StackEvents ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return all.reverse();
  };
  return {
    ...clients,
    store,
    services,
    errors,
    as,
    intercept: (next) => {
      interceptor = next;
    },
    idle: () => running.service.idle(),
    kill: () => {
      running.life.ended = true;
    },
    restart: async () => {
      running.life.ended = true;
      // What was being written when the process ended is either written or not by the time another one starts.
      await store
        .collection({ name: 'fixture', version: 1 })
        .put({ account: ACCOUNT, region: REGION }, 'x', {});
      running = start();
      await running.service.resume();
    },
    stack: async (name) => {
      const { Stacks } = await cloudFormation.DescribeStacks({ StackName: name });
      const [stack] = Stacks ?? [];
      if (stack === undefined) throw new Error(`no stack ${name}`);
      return stack;
    },
    events,
    history: async (name) =>
      (await events(name)).map(
        ({ LogicalResourceId, ResourceStatus, ResourceStatusReason }) =>
          `${LogicalResourceId} ${ResourceStatus}${ResourceStatusReason === undefined ? '' : `: ${ResourceStatusReason}`}`,
      ),
  };
}

function userPoolsOn(store: Store, clock: Clock): UserPoolParts {
  return createUserPools({
    store,
    clock,
    logGroups: { append: () => undefined },
    triggerInvoker: { invoke: async (_pool, _arn, _trigger, event) => event },
    issuerOf: ({ id }) => `http://127.0.0.1:4566/${id}`,
  });
}

const schemas = new Map<string, Promise<ServiceSchema>>();

/** The service, with its schema loaded once for all tests of a file. */
function loadedOnce(service: Service): Service {
  const loadSchema = () => {
    const schema = schemas.get(service.name) ?? service.loadSchema();
    schemas.set(service.name, schema);
    return schema;
  };
  return { ...service, loadSchema };
}

/** A store that does nothing any more once the life of its process has ended, and answers nothing. */
function mortalStore(store: Store, life: { readonly ended: boolean }): Store {
  const mortal = <Target extends object>(target: Target): Target =>
    new Proxy(target, {
      get: (_target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          if (life.ended && !/^(putting|deleting|collection|subscribe)$/.test(String(name)))
            return new Promise(() => {});
          const result: unknown = Reflect.apply(member, target, args);
          return name === 'collection' && typeof result === 'object' && result !== null
            ? mortal(result)
            : result;
        };
      },
    });
  return mortal(store);
}
