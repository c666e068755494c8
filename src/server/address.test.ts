import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf } from './address.ts';

const invocation = (host: string, path: string) => {
  const address = addressOf(host, path);
  assert.equal(address.kind, 'invocation');
  return address.kind === 'invocation' ? address.invocation : assert.fail();
};

test('the host of an execute-api endpoint names API and region', () => {
  assert.deepEqual(invocation('Ab12cd34ef.execute-api.eu-west-1.amazonaws.com', '/Prod/a%20b/c'), {
    apiId: 'ab12cd34ef',
    region: 'eu-west-1',
    stageName: 'Prod',
    rawPath: '/a%20b/c',
    host: 'Ab12cd34ef.execute-api.eu-west-1.amazonaws.com',
    pathStyle: false,
  });
});

test('suffixes without a region', () => {
  const address = invocation('abc.execute-api.localhost.localstack.cloud:4566', '/Prod');
  assert.equal(address.region, undefined);
  assert.equal(address.stageName, 'Prod');
  assert.equal(address.rawPath, '/');
  assert.equal(address.host, 'abc.execute-api.localhost.localstack.cloud');
  assert.equal(invocation('abc.execute-api.localhost', '/').stageName, undefined);
});

test('path style', () => {
  const address = invocation('127.0.0.1:4566', '/_aws/execute-api/abc/Prod/GetUnicorn');
  assert.deepEqual(
    [address.apiId, address.stageName, address.rawPath, address.pathStyle],
    ['abc', 'Prod', '/GetUnicorn', true],
  );
  const bare = invocation('[::1]:4566', '/_aws/execute-api/abc');
  assert.deepEqual([bare.apiId, bare.stageName, bare.rawPath, bare.host], ['abc', undefined, '/', '[::1]']);
  assert.equal(invocation('x', '/_aws/execute-api/').apiId, '');
});

test('slashes before the stage change nothing', () => {
  // test_routing_not_found of the recordings.
  assert.deepEqual(
    [
      invocation('abc.execute-api.us-east-1.amazonaws.com', '//Prod//a').stageName,
      invocation('abc.execute-api.us-east-1.amazonaws.com', '//Prod//a').rawPath,
    ],
    ['Prod', '//a'],
  );
  assert.equal(invocation('localhost', '/_aws/execute-api/abc//Prod/a').stageName, 'Prod');
});

test('the older path style keeps apart from the control plane', () => {
  const address = invocation('localhost', '/restapis/abc/Prod/_user_request_/a/b');
  assert.deepEqual([address.apiId, address.stageName, address.rawPath], ['abc', 'Prod', '/a/b']);
  assert.equal(invocation('localhost', '/restapis/abc/Prod/_user_request_').rawPath, '/');
  assert.equal(addressOf('localhost', '/restapis/abc/stages/Prod').kind, 'api-call');
});

test('everything else', () => {
  assert.deepEqual(addressOf('localhost', '/_alicorn/health'), {
    kind: 'internal',
    path: '/_alicorn/health',
  });
  assert.equal(addressOf(undefined, '/').kind, 'api-call');
  assert.equal(addressOf('lambda.us-east-1.amazonaws.com', '/').kind, 'api-call');
  assert.equal(addressOf('execute-api.us-east-1.amazonaws.com', '/').kind, 'api-call');
});

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html */
test('hosts that name a VPC endpoint', () => {
  const named = (host: string, header?: string) => {
    const address = addressOf(host, '/test/pets', header);
    assert.equal(address.kind, 'invocation');
    if (address.kind !== 'invocation') return;
    const { apiId, vpcEndpointId, stageName, region } = address.invocation;
    return [apiId, vpcEndpointId, stageName, region];
  };
  const vpce = 'vpce-01234567abcdef012';
  assert.deepEqual(named(`abc1234567-${vpce}.execute-api.us-west-2.amazonaws.com`), [
    'abc1234567',
    vpce,
    'test',
    'us-west-2',
  ]);
  const dns = `${vpce}-aaaabbbb.execute-api.us-west-2.vpce.amazonaws.com`;
  assert.deepEqual(named(dns, 'Abc1234567'), ['abc1234567', vpce, 'test', 'us-west-2']);
  assert.deepEqual(named(`${vpce}-aaaabbbb-us-west-2a.execute-api.us-west-2.vpce.amazonaws.com`, 'abc'), [
    'abc',
    vpce,
    'test',
    'us-west-2',
  ]);
  assert.deepEqual(named(dns), ['', vpce, 'test', 'us-west-2'], 'nobody says which API');
  assert.deepEqual(named('abc.execute-api.us-west-2.amazonaws.com', 'other'), [
    'abc',
    undefined,
    'test',
    'us-west-2',
  ]);
});
