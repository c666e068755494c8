import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { awsRig, uri } from './aws-integration.fixture.ts';

const rig = awsRig();

/** What could lead out of a path, split a header or begin another parameter. */
const hostile = fc.string({
  unit: fc.constantFrom(
    ...['..', '.', '/', '\\', '%', '%2e', '%2E', '%2F', '%5c', '%252e', '\r', '\n', '\0', '&', '=', '?', '#'],
    ...['a', ' ', '+', ';', 'Action', 'X-Amz-Target:', 'é', '𝄞', '\ud800'],
  ),
  maxLength: 12,
});

test('whatever a client sends, the owner’s service, path, action and target stay', async () => {
  await rig.integrate('/{key+}', {
    uri: uri('sns:path/public/{key}/end?fixed={q}'),
    requestParameters: {
      'integration.request.path.key': 'method.request.path.key',
      'integration.request.path.q': 'method.request.querystring.q',
      'integration.request.querystring.mapped': 'method.request.querystring.q',
      'integration.request.header.X-Amz-Target': "'Owner.Action'",
      'integration.request.header.x-amz-meta-q': 'method.request.querystring.q',
    },
  });
  await fc.assert(
    fc.asyncProperty(hostile, hostile, async (key, q) => {
      rig.backendRequests.length = 0;
      // What Node's client would not send is encoded; the rest goes over the wire as it is.
      const path = key.replace(/[^!-~]|[#?]/gu, (text) => encodeURIComponent(text.toWellFormed()));
      const { status } = await rig.send(`/${path}?q=${encodeURIComponent(`x${q}`.toWellFormed())}`);
      if (rig.backendRequests.length === 0) {
        assert.ok(status === 400 || status === 403 || status === 500, `${status}`);
        return;
      }
      const { path: sent, query, service } = rig.sent;
      assert.equal(service, 'sns');
      assert.match(sent, /^\/public\/[!-~]*\/end$/);
      assert.ok(!/[?#\\\s]/.test(sent));
      assert.ok(new URL(`https://e${sent}`).pathname.startsWith('/public/'));
      const decoded = sent.replace(/%([0-9A-F]{2})/gi, (_, digits: string) =>
        String.fromCharCode(Number.parseInt(digits, 16)),
      );
      assert.ok(posix.normalize(decoded.replaceAll('\\', '/')).startsWith('/public/'));
      const parameters = [...new URLSearchParams(query)];
      assert.deepEqual(
        parameters.map(([name]) => name),
        ['fixed', 'mapped'],
      );
      for (const [, value] of parameters) assert.equal(value, `x${q}`.toWellFormed());
      const headers = rig.sentHeaders;
      assert.deepEqual(headers.get('x-amz-target'), ['Owner.Action']);
      for (const values of headers.values()) for (const value of values) assert.ok(!/[\r\n\0]/.test(value));
      assert.ok(!headers.has('authorization'));
    }),
    { numRuns: 300 },
  );
});

test('a form that is passed through says one action, whoever reads it', async () => {
  await rig.integrate('/publish', { uri: uri('sns:action/Publish') });
  const name = fc.constantFrom(
    'Action',
    'A%63tion',
    '+Action',
    'Action+',
    'Version',
    'Message',
    '%zz',
    '',
    'action',
  );
  const parameter = fc.tuple(name, hostile, fc.boolean());
  await fc.assert(
    fc.asyncProperty(fc.array(parameter, { maxLength: 5 }), async (parameters) => {
      rig.backendRequests.length = 0;
      const body = parameters
        .map(([key, value, equals]) => (equals ? `${key}=${encodeURIComponent(value.toWellFormed())}` : key))
        .join('&');
      await rig.post('/publish', body, { 'content-type': 'application/x-www-form-urlencoded' });
      const form = new URLSearchParams(rig.sent.body.toString());
      assert.deepEqual([form.getAll('Action'), form.getAll('Version')], [['Publish'], ['2010-03-31']]);
      assert.equal(rig.sent.query, '');
    }),
    { numRuns: 100 },
  );
});
