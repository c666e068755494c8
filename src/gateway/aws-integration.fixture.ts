import assert from 'node:assert/strict';
import { after, before, beforeEach } from 'node:test';
import type { BackendRequest } from '../backends/backend.ts';
import type { Integration, Method, RestApi } from '../definitions/rest-api.ts';
import { roles } from '../identity/records.ts';
import { GLOBAL_REGION } from '../store/store.ts';
import { lambdaProxy, method, NOW, SCOPE } from './api-records.fixture.ts';
import { ALLOW, type Answer, answerOf, Rig } from './gateway.fixture.ts';

/** The role that integrations of {@link AwsRig} name. */
export const ROLE = 'arn:aws:iam::123456789012:role/gateway/Caller';
export const FORM = 'application/x-www-form-urlencoded';

/** @param rest `dynamodb:action/PutItem` */
export function uri(rest: string): string {
  return `arn:aws:apigateway:us-east-1:${rest}`;
}

/** A gateway whose methods are integrated with AWS services. */
export class AwsRig extends Rig {
  /** Writes the role's record, again when there is one. */
  async putRole(): Promise<void> {
    const collection = this.store.collection(roles);
    const scope = { account: SCOPE.account, region: GLOBAL_REGION };
    const stored = await collection.get(scope, 'caller');
    const role = {
      name: 'Caller',
      path: '/gateway/',
      arn: ROLE,
      id: 'AROACALLER',
      createdAt: NOW,
      inlinePolicies: {},
      attachedPolicies: [],
      assumeRolePolicyDocument: '{}',
      maxSessionDuration: 3600,
      tags: [],
    };
    await collection.put(scope, 'caller', role, stored?.revision ?? 0);
  }

  /** Deploys an API of one resource, whose methods all have the integration. */
  integrate(
    path: string,
    changes: Partial<Integration>,
    ofMethod: Partial<Method> = {},
    api: Partial<RestApi> = {},
  ): Promise<void> {
    const methodIntegration = lambdaProxy({
      type: 'AWS',
      credentials: ROLE,
      integrationResponses: { '200': { statusCode: '200' } },
      ...changes,
    });
    return this.deploy({
      deploymentId: crypto.randomUUID(),
      paths: { [path]: [method('ANY', { methodIntegration, ...ofMethod })] },
      stage: { variables: { queue: 'orders', role: 'role/gateway/Caller', action: 'GetItem', other: '1' } },
      api,
    });
  }

  post(path: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send(path, { method: 'POST', headers, body });
  }

  /** The one request that a service has got. */
  get sent(): BackendRequest {
    const [request, ...more] = this.backendRequests;
    assert.ok(request && more.length === 0, `${this.backendRequests.length} requests; ${this.logged.join()}`);
    return request;
  }

  /** Its headers, by name in lower case. */
  get sentHeaders(): Map<string, string[]> {
    const found = new Map<string, string[]>();
    const { headers } = this.sent;
    for (let index = 0; index < headers.length; index += 2) {
      const name = (headers[index] ?? '').toLowerCase();
      found.set(name, [...(found.get(name) ?? []), headers[index + 1] ?? '']);
    }
    return found;
  }
}

/** A gateway for the tests of a suite, which begin each without a past. @param clock ms since 1970 */
export function awsRig(clock: () => number = () => NOW): AwsRig {
  const rig = new AwsRig({ clock });
  before(async () => {
    await rig.start();
    await rig.putRole();
  });
  after(() => rig.stop());
  beforeEach(() => {
    rig.backendRequests.length = 0;
    rig.logged.length = 0;
    rig.backend = async ({ body }) => answerOf(200, body);
    rig.mayAssume = async () => ALLOW;
  });
  return rig;
}
