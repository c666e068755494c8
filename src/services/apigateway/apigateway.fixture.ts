import { after } from 'node:test';
import type { Handler } from '../../protocols/service.ts';
import { ServiceError } from '../../protocols/service-error.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import type { Input, OperationName, Output } from './gateway.ts';
import type { Quotas } from './quotas.ts';
import { createApiGatewayService } from './service.ts';

export const ACCOUNT = '111111111111';
export const REGION = 'us-east-1';
export const NOW = Date.parse('2026-01-02T03:04:05Z');

/** The service on a store of its own, called as the engine calls it. */
export function openService(quotas: Partial<Quotas> = {}) {
  const store = openSqliteStore(':memory:');
  after(() => store.close());
  const service = createApiGatewayService({ store, clock: () => NOW, quotas });
  const context = (operation: string) => ({
    service: 'apigateway',
    operation,
    requestId: 'ef0a5f36-0000-4000-8000-000000000000',
    account: ACCOUNT,
    region: REGION,
    caller: {
      principal: {
        type: 'Root',
        account: ACCOUNT,
        arn: `arn:aws:iam::${ACCOUNT}:root`,
        userId: ACCOUNT,
      } as const,
    },
    signal: new AbortController().signal,
  });
  async function call<Name extends OperationName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    const handler: unknown = service.handlers[name];
    if (typeof handler !== 'function') throw new Error(`${name} is not offered`);
    // The handlers' type says that this one takes and gives just that.
    return (handler as Handler<Input<Name>, Output<Name>>)(input, context(name));
  }
  return { store, service, call, context };
}

type Call = ReturnType<typeof openService>['call'];

/** An API with `GET /pets`, answered by a MOCK. */
export async function petsApi(call: Call) {
  const { id: restApiId, rootResourceId } = await call('CreateRestApi', { name: 'pets' });
  const { id: resourceId } = await call('CreateResource', {
    restApiId,
    parentId: rootResourceId,
    pathPart: 'pets',
  });
  const method = { restApiId, resourceId, httpMethod: 'GET' };
  await call('PutMethod', { ...method, authorizationType: 'NONE' });
  await call('PutIntegration', { ...method, type: 'MOCK' });
  return { restApiId, rootResourceId, resourceId, method };
}

/** What `assert.rejects` holds an error against. */
export function failure(code: string, message?: string) {
  return (error: unknown): boolean =>
    error instanceof ServiceError &&
    error.code === code &&
    (message === undefined || error.message === message);
}
