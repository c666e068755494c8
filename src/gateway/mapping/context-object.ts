import type { Invocation } from '../invocation.ts';
import { contextVariable } from './context-variable.ts';
import { callMethod } from './velocity/members.ts';
import type { Rendering } from './velocity/rendering.ts';
import { HostObject, JavaMap, type Value } from './velocity/value.ts';
import { textOf } from './velocity/value-text.ts';

const NAMES: readonly string[] = [
  ...['accountId', 'apiId', 'awsEndpointRequestId', 'deploymentId', 'domainName', 'domainPrefix'],
  ...['extendedRequestId', 'httpMethod', 'path', 'protocol', 'requestId', 'requestTime', 'requestTimeEpoch'],
  ...['resourceId', 'resourcePath', 'stage', 'xrayTraceId'],
];

const IDENTITY_NAMES: readonly string[] = [
  ...['accessKey', 'accountId', 'apiKey', 'apiKeyId', 'caller', 'cognitoAuthenticationProvider'],
  ...[
    'cognitoAuthenticationType',
    'cognitoIdentityId',
    'cognitoIdentityPoolId',
    'principalOrgId',
    'sourceIp',
  ],
  ...['user', 'userAgent', 'userArn', 'vpcId', 'vpceId'],
];

/**
 * `$context`. Of what is in it templates can set `requestOverride.{header,path,querystring}.NAME`,
 * `responseOverride.header.NAME` and `responseOverride.status`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference
 */
export class ContextObject extends HostObject {
  readonly requestOverride: JavaMap = JavaMap.of([
    ['header', new JavaMap(true)],
    ['path', new JavaMap(true)],
    ['querystring', new JavaMap(true)],
  ]);
  readonly responseOverride: JavaMap = JavaMap.of([['header', new JavaMap(true)]]);
  readonly #invocation: Invocation;
  #identity: JavaMap | undefined;

  constructor(invocation: Invocation) {
    super();
    this.#invocation = invocation;
  }

  get(name: string): Value {
    switch (name) {
      case 'identity':
        this.#identity ??= this.#variables(IDENTITY_NAMES, 'identity.');
        return this.#identity;
      case 'requestOverride':
        return this.requestOverride;
      case 'responseOverride':
        return this.responseOverride;
      default:
        return contextVariable(name)?.(this.#invocation) ?? null;
    }
  }

  /** It is a map to those who call its methods, such as `$context.keySet()`. */
  override call(name: string, args: readonly Value[], rendering: Rendering): Value {
    return callMethod(this.#asMap(), name, args, rendering);
  }

  text(): string {
    return textOf(this.#asMap());
  }

  #asMap(): JavaMap {
    const map = this.#variables(NAMES, '');
    for (const name of ['identity', 'requestOverride', 'responseOverride']) map.put(name, this.get(name));
    return map;
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
