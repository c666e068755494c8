import type {
  Integration,
  Method,
  Resource,
  RestApi,
  RestApiSnapshot,
  Stage,
} from '../definitions/rest-api.ts';
import { deployments, restApis, stages } from '../definitions/rest-api.ts';
import type { Caller } from '../identity/principal.ts';
import type { Scope, Store } from '../store/store.ts';

export const SCOPE: Scope = { account: '123456789012', region: 'us-east-1' };
export const API_ID = 'a1b2c3d4e5';
/** 2024-08-02T23:34:43.210Z */
export const NOW = 1_722_641_683_210;
export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:echo';

export const ALICE: Caller = {
  principal: {
    type: 'User',
    account: SCOPE.account,
    arn: 'arn:aws:iam::123456789012:user/alice',
    userId: 'AIDAALICE',
    userName: 'alice',
  },
  session: { accessKeyId: 'AKIAALICE' },
};

export function lambdaUri(functionArn: string): string {
  return `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}

export function lambdaProxy(changes: Partial<Integration> = {}): Integration {
  return {
    type: 'AWS_PROXY',
    httpMethod: 'POST',
    uri: lambdaUri(FUNCTION_ARN),
    passthroughBehavior: 'WHEN_NO_MATCH',
    timeoutInMillis: 29_000,
    cacheNamespace: 'none',
    cacheKeyParameters: [],
    ...changes,
  };
}

/** A method with a response for each integration response, unless it is said otherwise. */
export function method(httpMethod: string, changes: Partial<Method> = {}): Method {
  const answers = Object.values(changes.methodIntegration?.integrationResponses ?? {});
  return {
    httpMethod,
    methodResponses: Object.fromEntries(answers.map(({ statusCode }) => [statusCode, { statusCode }])),
    authorizationType: 'NONE',
    apiKeyRequired: false,
    methodIntegration: lambdaProxy(),
    ...changes,
  };
}

/** Resources by path, each with its methods. */
export type Paths = Readonly<Record<string, readonly Method[]>>;

export function resourcesOf(paths: Paths): Resource[] {
  return Object.entries(paths).map(([path, methods], index) => ({
    id: `res${index}`,
    path,
    methods: Object.fromEntries(methods.map((each) => [each.httpMethod, each])),
  }));
}

export interface Deployed {
  readonly apiId?: string;
  readonly stageName?: string;
  readonly deploymentId?: string;
  readonly paths: Paths;
  readonly api?: Partial<RestApi>;
  /** What the deployment froze beside the API and its resources (default: nothing). */
  readonly parts?: Partial<RestApiSnapshot>;
  readonly stage?: Partial<Stage>;
}

/** Writes the records of an API, a deployment of it and a stage that points there. */
export async function deploy(store: Store, deployed: Deployed): Promise<void> {
  const { apiId = API_ID, stageName = 'stage', deploymentId = 'dep1', paths } = deployed;
  const api: RestApi = {
    id: apiId,
    name: 'test',
    createdDate: NOW,
    apiKeySource: 'HEADER',
    endpointConfiguration: { types: ['EDGE'], ipAddressType: 'ipv4' },
    disableExecuteApiEndpoint: false,
    rootResourceId: 'root',
    ...deployed.api,
  };
  const none = { models: [], requestValidators: [], gatewayResponses: [], authorizers: [] };
  const snapshot = { api, resources: resourcesOf(paths), ...none, ...deployed.parts };
  const stage: Stage = {
    stageName,
    deploymentId,
    cacheClusterEnabled: false,
    cacheClusterStatus: 'NOT_AVAILABLE',
    methodSettings: {},
    tracingEnabled: false,
    createdDate: NOW,
    lastUpdatedDate: NOW,
    ...deployed.stage,
  };
  await store.commit([
    store.collection(restApis).putting(SCOPE, apiId, api),
    store
      .collection(deployments)
      .putting(SCOPE, `${apiId}/${deploymentId}`, { id: deploymentId, createdDate: NOW, snapshot }),
    store.collection(stages).putting(SCOPE, `${apiId}/${stageName}`, stage),
  ]);
}
