import type { APIGateway } from '@aws-sdk/client-api-gateway';
import type { Clock } from '../../clock.ts';
import {
  type Authorizer,
  authorizers,
  type DocumentationPart,
  type DocumentationVersion,
  documentationParts,
  documentationVersions,
  type GatewayResponse,
  gatewayResponses,
  type Model,
  models,
  type RequestValidator,
  requestValidators,
} from '../../definitions/api-parts.ts';
import {
  type ApiGatewayAccount,
  apiGatewayAccounts,
  type Deployment,
  deployments,
  type Resource,
  type RestApi,
  resources,
  restApis,
  type Stage,
  stages,
} from '../../definitions/rest-api.ts';
import type { TestInvoker } from '../../definitions/test-invocation.ts';
import { ACCOUNT_THROTTLE, type ThrottleSettings } from '../../definitions/usage-plans.ts';
import type { CallContext, ClientOperations, Handlers } from '../../protocols/service.ts';
import type { Collection, Scope, Store } from '../../store/store.ts';
import { type AccountCollections, openAccountCollections } from './account-collections.ts';
import { AWS_QUOTAS, type Quotas } from './quotas.ts';

/** The 124 operations of API version 2015-07-09, typed by the SDK package. */
export type ApiGatewayOperations = ClientOperations<APIGateway>;
export type OperationName = keyof ApiGatewayOperations;
export type Input<Name extends OperationName> = ApiGatewayOperations[Name]['input'];
export type Output<Name extends OperationName> = ApiGatewayOperations[Name]['output'];

/** Handlers of some operations: what each resource family's file gives. */
export type Family<Names extends OperationName> = Pick<Handlers<ApiGatewayOperations>, Names>;

/** What createApiGatewayService takes. */
export interface ApiGatewayDependencies {
  readonly store: Store;
  readonly clock: Clock;
  /** AWS's default quotas where not given. */
  readonly quotas?: Partial<Quotas>;
  /** What the data plane admits of each account in each region; AWS's default when absent. */
  readonly accountThrottle?: ThrottleSettings | undefined;
  /** Executes methods for TestInvokeMethod, which is not offered when absent. */
  readonly testInvoker?: TestInvoker;
}

/** What every handler works with: the records and the rules. */
export interface Gateway extends AccountCollections {
  readonly store: Store;
  readonly clock: Clock;
  readonly quotas: Quotas;
  readonly accountThrottle: ThrottleSettings;
  readonly testInvoker: TestInvoker | undefined;
  readonly restApis: Collection<RestApi>;
  readonly resources: Collection<Resource>;
  readonly deployments: Collection<Deployment>;
  readonly stages: Collection<Stage>;
  readonly models: Collection<Model>;
  readonly requestValidators: Collection<RequestValidator>;
  readonly gatewayResponses: Collection<GatewayResponse>;
  readonly authorizers: Collection<Authorizer>;
  readonly documentationParts: Collection<DocumentationPart>;
  readonly documentationVersions: Collection<DocumentationVersion>;
  readonly accounts: Collection<ApiGatewayAccount>;
}

export function openGateway(dependencies: ApiGatewayDependencies): Gateway {
  const { store, clock } = dependencies;
  return {
    ...openAccountCollections(store),
    store,
    clock,
    quotas: { ...AWS_QUOTAS, ...dependencies.quotas },
    accountThrottle: dependencies.accountThrottle ?? ACCOUNT_THROTTLE,
    testInvoker: dependencies.testInvoker,
    restApis: store.collection(restApis),
    resources: store.collection(resources),
    deployments: store.collection(deployments),
    stages: store.collection(stages),
    models: store.collection(models),
    requestValidators: store.collection(requestValidators),
    gatewayResponses: store.collection(gatewayResponses),
    authorizers: store.collection(authorizers),
    documentationParts: store.collection(documentationParts),
    documentationVersions: store.collection(documentationVersions),
    accounts: store.collection(apiGatewayAccounts),
  };
}

/** The account and region that a call is about. */
export function scopeOf(context: CallContext): Scope {
  return { account: context.account, region: context.region };
}

/** The present in whole seconds, as API Gateway keeps it; ms since 1970. */
export function wholeSeconds(clock: Clock): number {
  return Math.floor(clock() / 1000) * 1000;
}
