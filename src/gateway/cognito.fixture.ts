import assert from 'node:assert/strict';
import type { Authorizer } from '../definitions/api-parts.ts';
import type { Method } from '../definitions/rest-api.ts';
import { keysOf, rsaKey, type TestKey } from '../identity/jwt/jwt.fixture.ts';
import { USER_POOL_ALGORITHMS } from '../identity/jwt/signature-algorithms.ts';
import { method } from './api-records.fixture.ts';
import type { UserPoolIssuer, UserPoolIssuers } from './authorizers/cognito-user-pools.ts';
import type { Answer, Rig } from './gateway.fixture.ts';

/** Of a user pool in the account of all tests. */
export const arn = (id: string) => `arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_${id}`;

export const KEY = rsaKey('key1');
export const OTHER = rsaKey('key2');

/** Pools by ARN; what is asked anew each time is answered later. */
export class StandInPools implements UserPoolIssuers {
  readonly pools = new Map<string, UserPoolIssuer | Promise<UserPoolIssuer | undefined>>();

  of(poolArn: string) {
    return this.pools.get(poolArn);
  }
}

export function pool(id: string, key: TestKey): UserPoolIssuer {
  const issuer = `https://cognito-idp.us-east-1.amazonaws.com/us-east-1_${id}`;
  return { kind: 'cognito', issuer, keys: keysOf(key), algorithms: USER_POOL_ALGORITHMS };
}

export function authorizer(id: string, changes: Partial<Authorizer> = {}): Authorizer {
  return {
    id,
    name: id,
    type: 'COGNITO_USER_POOLS',
    providerARNs: [arn('Example01')],
    identitySource: 'method.request.header.Authorization',
    ...changes,
  };
}

export function guarded(authorizerId: string, changes: Partial<Method> = {}): Method[] {
  return [method('GET', { authorizationType: 'COGNITO_USER_POOLS', authorizerId, ...changes })];
}

export const bearing = (token: string, header = 'Authorization') => ({
  headers: { [header]: `Bearer ${token}` },
});

export function assertRefused(answer: Answer, status: number, errorType: string, body: string): void {
  assert.deepEqual(
    [answer.status, answer.headers['x-amzn-errortype'], answer.text],
    [status, errorType, body],
  );
}

export const assertUnauthorized = (answer: Answer) =>
  assertRefused(answer, 401, 'UnauthorizedException', '{"message":"Unauthorized"}');

/** What the function is told of the authorizer. */
export async function authorizerSeen(rig: Rig, path: string, sent: Parameters<Rig['send']>[1]) {
  const answer = await rig.send(path, sent);
  assert.equal(answer.status, 200, answer.text);
  return JSON.parse(answer.text).requestContext.authorizer;
}
