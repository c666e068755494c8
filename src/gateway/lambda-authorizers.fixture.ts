import type { Authorizer } from '../definitions/api-parts.ts';
import type { Method, Stage } from '../definitions/rest-api.ts';
import type { Invocation } from '../lambda/invoker.ts';
import { API_ID, lambdaUri, method, NOW, type Paths } from './api-records.fixture.ts';
import { type Answer, type Behaviour, Rig } from './gateway.fixture.ts';
import type { GatewayLimits } from './gateway-options.ts';

export const AUTHORIZER_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:authorizer';
export const METHOD_ARN = `arn:aws:execute-api:us-east-1:123456789012:${API_ID}/stage`;
export const CUSTOM: Partial<Method> = { authorizationType: 'CUSTOM', authorizerId: 'auth01' };

export const DENIED =
  '{"Message":"User is not authorized to access this resource with an explicit deny in an identity-based policy"}';
export const NOT_ALLOWED =
  '{"Message":"User is not authorized to access this resource because no identity-based policy allows the execute-api:Invoke action"}';

/** Status, error type and body, as {@link shown} gives them. */
export const UNAUTHORIZED = [401, 'UnauthorizedException', '{"message":"Unauthorized"}'];
export const UNUSABLE = [500, 'AuthorizerConfigurationException', '{"message":null}'];

export function shown({ status, headers, text }: Answer): unknown[] {
  return [status, headers['x-amzn-errortype'], text];
}

/** A TOKEN authorizer, unless it is said otherwise. */
export function authorizerWith(changes: Partial<Authorizer> = {}): Authorizer {
  return {
    id: 'auth01',
    name: 'tokens',
    type: 'TOKEN',
    authType: 'custom',
    authorizerUri: lambdaUri(AUTHORIZER_ARN),
    identitySource: 'method.request.header.Authorization',
    authorizerResultTtlInSeconds: 300,
    ...changes,
  };
}

export function statement(Effect: string, Resource: string | string[] = `${METHOD_ARN}/*`) {
  return { Action: 'execute-api:Invoke', Effect, Resource };
}

export function policy(...Statement: object[]) {
  return { Version: '2012-10-17', Statement };
}

/** What a function returns that lets the caller in everywhere, unless it is said otherwise. */
export function allowing(more: object = {}) {
  return { principalId: 'user-1', policyDocument: policy(statement('Allow')), ...more };
}

/** What a function answers that fails. */
export function failing(errorMessage: string, functionError: 'Handled' | 'Unhandled' = 'Handled') {
  return { functionError, payload: Buffer.from(JSON.stringify({ errorMessage, errorType: 'Error' })) };
}

/** A gateway with an API behind a Lambda authorizer; backends answer with their event. */
export class AuthorizerRig extends Rig {
  /** ms since 1970. */
  now: number;
  /** What the authorizer's function answers. */
  authorize: Behaviour = () => allowing();
  /** What it was asked. */
  asked: { event: Record<string, unknown>; invocation: Invocation }[] = [];
  #deployments = 0;

  constructor(limits: Partial<GatewayLimits> = {}) {
    super({ clock: () => this.now, limits });
    this.now = NOW;
    this.behaviour = (event, invocation) => {
      if (invocation.functionName !== 'authorizer') return { statusCode: 200, body: JSON.stringify(event) };
      this.asked.push({ event, invocation });
      return this.authorize(event, invocation);
    };
  }

  /** As it began, but for what was deployed and is kept. */
  reset(): void {
    this.now = NOW;
    this.asked = [];
    this.authorize = () => allowing();
  }

  /** Deploys an API, by default of one method for every path, with the authorizer. */
  guard(
    authorizer: Authorizer,
    paths: Paths = { '/{proxy+}': [method('ANY', CUSTOM)] },
    more: { stage?: Partial<Stage>; policy?: string } = {},
  ): Promise<void> {
    return this.deploy({
      paths,
      parts: { authorizers: [authorizer] },
      deploymentId: `guarded${++this.#deployments}`,
      stage: more.stage ?? {},
      api: more.policy === undefined ? {} : { policy: more.policy },
    });
  }

  call(authorization: string, path = '/pets/1'): Promise<Answer> {
    return this.send(path, { headers: { authorization } });
  }
}
