import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, openService } from './apigateway.fixture.ts';

async function open() {
  const { call } = openService();
  const { id: restApiId } = await call('CreateRestApi', { name: 'pets' });
  return { call, restApiId };
}

test('types without a customization of their own follow DEFAULT_4XX and DEFAULT_5XX', async () => {
  const { call, restApiId } = await open();
  const get = (responseType: 'THROTTLED' | 'INTEGRATION_TIMEOUT') =>
    call('GetGatewayResponse', { restApiId, responseType });
  await call('PutGatewayResponse', {
    restApiId,
    responseType: 'DEFAULT_4XX',
    responseParameters: { 'gatewayresponse.header.a': "'b'" },
  });
  assert.deepEqual(await get('THROTTLED'), {
    responseType: 'THROTTLED',
    statusCode: '429',
    responseParameters: { 'gatewayresponse.header.a': "'b'" },
    responseTemplates: { 'application/json': '{"message":$context.error.messageString}' },
    defaultResponse: true,
  });
  assert.deepEqual((await get('INTEGRATION_TIMEOUT')).responseParameters, {});
  await call('DeleteGatewayResponse', { restApiId, responseType: 'DEFAULT_4XX' });
  assert.deepEqual((await get('THROTTLED')).responseParameters, {});
});

test('parameters and templates are checked', async () => {
  const { call, restApiId } = await open();
  const refuses = (members: object) =>
    assert.rejects(
      call('PutGatewayResponse', { restApiId, responseType: 'THROTTLED', ...members }),
      failure('BadRequestException'),
    );
  await refuses({ responseParameters: { 'method.response.header.a': "'b'" } });
  await refuses({ responseParameters: { 'gatewayresponse.header.a': 'integration.response.header.b' } });
  await refuses({ responseTemplates: { json: '{}' } });
  const update = (op: 'remove' | 'replace', path: string, value?: string) =>
    call('UpdateGatewayResponse', {
      restApiId,
      responseType: 'THROTTLED',
      patchOperations: [{ op, path, value }],
    });
  await assert.rejects(update('replace', '/statusCode', '99'), failure('BadRequestException'));
  await assert.rejects(
    update('remove', '/responseTemplates/text~1plain'),
    failure('NotFoundException', 'Content-Type specified was not found'),
  );
  await assert.rejects(update('remove', '/responseParameters/a'), failure('NotFoundException'));
  const { items } = await call('GetGatewayResponses', { restApiId });
  assert.ok(items?.every((response) => response.defaultResponse));
  assert.deepEqual((await update('remove', '/responseTemplates/application~1json')).responseTemplates, {});
});
