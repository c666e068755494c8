import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVERY_METHOD, methodSettingFor } from './method-settings.ts';
import type { MethodSetting, Stage } from './rest-api.ts';

const setting = (burst: number): MethodSetting => ({
  metricsEnabled: false,
  dataTraceEnabled: false,
  throttlingBurstLimit: burst,
  throttlingRateLimit: 10,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
});

const stage: Stage = {
  stageName: 'v1',
  deploymentId: 'abc123',
  cacheClusterEnabled: false,
  cacheClusterStatus: 'NOT_AVAILABLE',
  methodSettings: { '~1pets~1{id}/GET': setting(1), 'dogs/ANY': setting(2), [EVERY_METHOD]: setting(3) },
  tracingEnabled: false,
  createdDate: 0,
  lastUpdatedDate: 0,
};

test('a method finds its own settings in either spelling, else those of every method', () => {
  assert.equal(methodSettingFor(stage, '/pets/{id}', 'GET')?.throttlingBurstLimit, 1);
  assert.equal(methodSettingFor(stage, '/dogs', 'ANY')?.throttlingBurstLimit, 2);
  assert.equal(methodSettingFor(stage, '/dogs', 'GET')?.throttlingBurstLimit, 3);
  assert.equal(methodSettingFor({ ...stage, methodSettings: {} }, '/dogs', 'ANY'), undefined);
});
