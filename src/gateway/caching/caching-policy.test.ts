import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MethodSetting, Stage } from '../../definitions/rest-api.ts';
import { CACHED_METHOD } from './caching.fixture.ts';
import { cachingPolicies } from './caching-policy.ts';

const OFF = { ...CACHED_METHOD, cachingEnabled: false };

function stage(methodSettings: Record<string, MethodSetting>): Stage {
  const members = { stageName: 'prod', deploymentId: 'd', cacheClusterEnabled: true, tracingEnabled: false };
  return { ...members, cacheClusterStatus: 'AVAILABLE', methodSettings, createdDate: 0, lastUpdatedDate: 0 };
}

function cached(settings: Record<string, MethodSetting>, path: string, method: string): string[] {
  return [...(cachingPolicies(stage(settings), path, method)?.keys() ?? [])];
}

describe('which methods are cached', () => {
  test('none until a setting says so', () => {
    assert.deepEqual(cached({}, '/pets', 'GET'), []);
    assert.deepEqual(cached({ '*/*': OFF }, '/pets', 'GET'), []);
  });

  test('by the default of the stage GET alone, also of a method that takes ANY', () => {
    const settings = { '*/*': CACHED_METHOD };
    assert.deepEqual(cached(settings, '/pets', 'GET'), ['GET']);
    assert.deepEqual(cached(settings, '/pets', 'POST'), []);
    assert.deepEqual(cached(settings, '/{proxy+}', 'ANY'), ['GET']);
  });

  test('others by a setting of their own, which also takes the default back', () => {
    const settings = {
      '*/*': CACHED_METHOD,
      '~1pets/POST': CACHED_METHOD,
      'pets~1{id}/GET': OFF,
      '~1any/PUT': CACHED_METHOD,
    };
    assert.deepEqual(cached(settings, '/pets', 'POST'), ['POST']);
    assert.deepEqual(cached(settings, '/pets/{id}', 'GET'), []);
    assert.deepEqual(cached(settings, '/any', 'ANY'), ['GET', 'PUT']);
    assert.deepEqual(cached({ '~1any/ANY': CACHED_METHOD }, '/any', 'ANY'), ['GET']);
  });

  test('not with a TTL of 0', () => {
    assert.deepEqual(cached({ '*/*': { ...CACHED_METHOD, cacheTtlInSeconds: 0 } }, '/pets', 'GET'), []);
  });

  test('says how', () => {
    const changes = {
      cacheTtlInSeconds: 3600,
      cacheDataEncrypted: true,
      requireAuthorizationForCacheControl: false,
    };
    const policies = cachingPolicies(stage({ '~1/GET': { ...CACHED_METHOD, ...changes } }), '/', 'GET');
    assert.deepEqual(policies?.get('GET'), {
      milliseconds: 3_600_000,
      encrypted: true,
      requiresAuthorization: false,
      unauthorized: 'SUCCEED_WITH_RESPONSE_HEADER',
    });
  });
});
