import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createBackends } from '../backends/backends.ts';
import { NO_BACKENDS } from '../backends/settings.ts';
import { createAccessControl } from '../identity/access-control.ts';
import { ServiceRegistry } from '../protocols/engine.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { createLog } from '../telemetry/log.ts';
import { ApiCalls } from './api-calls.ts';
import { BodyReader } from './body.ts';
import { clientConnections } from './client-connection.ts';
import { type Listener, listen } from './http-listener.ts';

describe('requests that name no service', () => {
  const store = openSqliteStore(':memory:');
  const access = createAccessControl({ store, clock: Date.now });
  let listener: Listener;
  let url: string;
  before(async () => {
    const log = createLog('silent', 'text', () => {});
    const registry = new ServiceRegistry({ services: [], access, clock: Date.now });
    const calls = new ApiCalls({
      backends: createBackends({
        access,
        clock: Date.now,
        log,
        dataDirectory: '/nonexistent',
        endpoint: () => '',
        settings: NO_BACKENDS,
        builtIn: async () => undefined,
        ownKeyId: '',
        env: {},
      }),
      controlPlane: { get: async () => ({ registry, resume: async () => {}, close: async () => {} }) },
      authenticator: { authenticate: () => assert.fail('there is nothing to verify') },
      bodies: new BodyReader(1000),
      clientConnection: clientConnections([]),
      region: 'us-east-1',
      log,
    });
    listener = await listen(
      { host: '127.0.0.1', port: 0 },
      (request, response) => calls.handle(request, response, request.url ?? '', ''),
      log,
    );
    url = `http://127.0.0.1:${listener.address.port}/`;
  });
  after(async () => {
    await listener.drain();
    access.close();
    await store.close();
  });

  test('get the answer of API Gateway', async () => {
    const response = await fetch(url);
    assert.equal(response.status, 403);
    assert.equal(await response.text(), '{"message":"Missing Authentication Token"}');
  });

  test('get one that clients of STS and its like can read when they are forms', async () => {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ Action: 'AssumeRoleWithSAML', Version: '2011-06-15' }),
    });
    assert.equal(response.status, 403);
    const text = await response.text();
    assert.match(text, /^<ErrorResponse/);
    assert.match(
      text,
      /<Code>MissingAuthenticationToken<\/Code>\s*<Message>Request is missing Authentication Token</,
    );
  });
});
