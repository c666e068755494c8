import type { Invocation } from '../invocation.ts';
import { headersOf, queryOf } from '../request/parsed-request.ts';
import { authorizerObject } from './authorizer-object.ts';
import { contextVariable } from './context-variable.ts';
import { decodePathParameter } from './parameter-source.ts';
import { JavaMap, type Value } from './velocity/value.ts';

/** Parameters by name. Has no prototype: clients choose the names. */
export type ParameterRecord = Readonly<Record<string, string>>;

/** Where the variables of mapping templates come from. */
export interface MappingSource {
  /** `$context.NAME`; null when it has no value. */
  contextValue(name: string): Value;
  /** Every member of `$context` that has a value. */
  contextMembers(): JavaMap;
  /** Decoded. */
  pathParameters(): ParameterRecord;
  /** The last value of each. */
  queryParameters(): ParameterRecord;
  /** The last value of each, names in the case in which they came. */
  headers(): ParameterRecord;
  stageVariables(): Readonly<Record<string, string>> | undefined;
}

const NONE: ParameterRecord = Object.freeze(Object.create(null));

const NAMES: readonly string[] = [
  ...['accountId', 'apiId', 'awsEndpointRequestId', 'deploymentId', 'domainName', 'domainPrefix'],
  ...['extendedRequestId', 'httpMethod', 'isCanaryRequest', 'path', 'protocol', 'requestId', 'requestTime'],
  ...[
    'requestTimeEpoch',
    'resourceId',
    'resourcePath',
    'stage',
    'wafResponseCode',
    'webaclArn',
    'xrayTraceId',
  ],
];

const IDENTITY_NAMES: readonly string[] = [
  ...['accessKey', 'accountId', 'apiKey', 'apiKeyId', 'caller', 'cognitoAuthenticationProvider'],
  ...['cognitoAuthenticationType', 'cognitoIdentityId', 'cognitoIdentityPoolId', 'principalOrgId'],
  ...['sourceIp', 'user', 'userAgent', 'userArn', 'vpcId', 'vpceId'],
];

/** The request that is being served. */
export class InvocationSource implements MappingSource {
  readonly #invocation: Invocation;
  #identity: JavaMap | undefined;
  #authorizer: Value | undefined;
  #path: ParameterRecord | undefined;

  constructor(invocation: Invocation) {
    this.#invocation = invocation;
  }

  contextValue(name: string): Value {
    if (name === 'identity') {
      this.#identity ??= this.#variables(IDENTITY_NAMES, 'identity.');
      return this.#identity;
    }
    if (name === 'authorizer') {
      const { authorizer } = this.#invocation;
      this.#authorizer ??= authorizer === undefined ? null : authorizerObject(authorizer);
      return this.#authorizer;
    }
    return contextVariable(name)?.(this.#invocation) ?? null;
  }

  contextMembers(): JavaMap {
    const members = this.#variables(NAMES, '');
    for (const name of ['identity', 'authorizer']) {
      const value = this.contextValue(name);
      if (value !== null) members.put(name, value);
    }
    return members;
  }

  pathParameters(): ParameterRecord {
    const { parameters } = this.#invocation;
    if (parameters === undefined) return NONE;
    this.#path ??= decodedPath(parameters);
    return this.#path;
  }

  queryParameters(): ParameterRecord {
    return queryOf(this.#invocation)?.single ?? NONE;
  }

  headers(): ParameterRecord {
    return headersOf(this.#invocation).single;
  }

  stageVariables(): Readonly<Record<string, string>> | undefined {
    return this.#invocation.stage.variables;
  }

  /** Those that have a value. */
  #variables(names: readonly string[], prefix: string): JavaMap {
    const map = new JavaMap(true);
    for (const name of names) {
      const value = contextVariable(prefix + name)?.(this.#invocation);
      if (value !== undefined) map.put(name, value);
    }
    return map;
  }
}

function decodedPath(parameters: ParameterRecord): ParameterRecord {
  const decoded: Record<string, string> = Object.create(null);
  for (const name in parameters) decoded[name] = decodePathParameter(parameters[name] ?? '');
  return decoded;
}
