import { randomUUID } from 'node:crypto';
import type { APIGateway } from '@aws-sdk/client-api-gateway';
import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import type { EventBridge } from '@aws-sdk/client-eventbridge';
import type { IAM } from '@aws-sdk/client-iam';
import type { Lambda } from '@aws-sdk/client-lambda';
import type { SFN } from '@aws-sdk/client-sfn';
import type { Caller } from '../../../identity/principal.ts';
import type { ClientOperations, ServiceCaller } from '../../../protocols/service.ts';
import { ServiceError } from '../../../protocols/service-error.ts';

/** The operations of a service as plain calls: `await iam.CreateRole({ ... })`. Undefined members are left out. */
export type ServiceClient<Operations> = {
  readonly [Name in keyof Operations]: Operations[Name] extends { input: infer Input; output: infer Output }
    ? (input: Input) => Promise<Output>
    : never;
};

/** The services that resource types are made of. */
export interface ServiceClients {
  readonly iam: ServiceClient<ClientOperations<IAM>>;
  readonly lambda: ServiceClient<ClientOperations<Lambda>>;
  readonly apigateway: ServiceClient<ClientOperations<APIGateway>>;
  readonly states: ServiceClient<ClientOperations<SFN>>;
  readonly eventBridge: ServiceClient<ClientOperations<EventBridge>>;
  readonly cognito: ServiceClient<ClientOperations<CognitoIdentityProvider>>;
}

/** On whose behalf, and where, services are called. */
export interface CallOrigin {
  readonly caller: Caller;
  readonly account: string;
  readonly region: string;
}

/** A service answered with an error; its message is as CloudFormation passes it on. */
export class ServiceCallError extends Error {
  override readonly name = 'ServiceCallError';
  readonly error: ServiceError;

  constructor(service: string, error: ServiceError) {
    super(
      `${error.message} (Service: ${service}, Status Code: ${error.statusCode}, Request ID: ${randomUUID()})`,
      { cause: error },
    );
    this.error = error;
  }
}

/** Clients of the services, called through `services` as the origin's caller. */
export function serviceClients(services: ServiceCaller, origin: CallOrigin): ServiceClients {
  return {
    iam: serviceClient(services, 'iam', 'Iam', origin),
    lambda: serviceClient(services, 'lambda', 'Lambda', origin),
    apigateway: serviceClient(services, 'apigateway', 'ApiGateway', origin),
    states: serviceClient(services, 'states', 'Sfn', origin),
    eventBridge: serviceClient(services, 'events', 'EventBridge', origin),
    cognito: serviceClient(services, 'cognito-idp', 'CognitoIdentityProvider', origin),
  };
}

/** A client of one service; `displayName` is how errors name it. */
export function serviceClient<Operations>(
  services: ServiceCaller,
  service: string,
  displayName: string,
  origin: CallOrigin,
): ServiceClient<Operations> {
  const call = (operation: string) => async (input: object) => {
    const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
    try {
      return await services.call(service, operation, given, origin);
    } catch (error) {
      throw error instanceof ServiceError ? new ServiceCallError(displayName, error) : error;
    }
  };
  // Every operation of the service is a method by its name; ServiceCaller answers with that operation's output.
  return new Proxy(Object.create(null) as ServiceClient<Operations>, {
    get: (_target, operation) => (typeof operation === 'string' ? call(operation) : undefined),
  });
}

/** Codes of services that say with status 400 that what was named is not there. */
const MISSING = new Set([
  'ResourceNotFoundException',
  'QueueDoesNotExist',
  'StateMachineDoesNotExist',
  'ResourceNotFound',
  'UserNotFoundException',
  'AWS.SimpleQueueService.NonExistentQueue',
]);

/** Whether an error says that what was named is not there. */
export function isMissing(error: unknown): boolean {
  return (
    error instanceof ServiceCallError && (error.error.statusCode === 404 || MISSING.has(error.error.code))
  );
}

/** What the call gives, or undefined when what it names is not there. */
export async function unlessMissing<Output>(call: Promise<Output>): Promise<Output | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
