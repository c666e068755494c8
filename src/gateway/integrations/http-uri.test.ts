import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GatewayError } from '../responses/gateway-error.ts';
import { compileHttpUri, InvalidHttpUri } from './http-uri.ts';

const NOTHING = () => undefined;

test('scheme, host and port are kept, a path is made up, a fragment left out', () => {
  for (const [uri, origin, path] of [
    ['http://example.com', 'http://example.com', '/'],
    ['HTTPS://Example.com:8443/a/../b?x=1#f', 'https://example.com:8443', '/a/../b?x=1'],
    ['http://example.com?x=%zz', 'http://example.com', '/?x=%25zz'],
    ['http://[::1]:80/ä b', 'http://[::1]', '/%C3%A4%20b'],
  ] as const) {
    assert.deepEqual(compileHttpUri(uri).resolve(NOTHING, ''), { origin, path }, uri);
  }
});

test('query parameters are added to the URI’s own', () => {
  const resolve = (uri: string, query: string) => compileHttpUri(uri).resolve(NOTHING, query).path;
  assert.equal(resolve('http://e/?a=1', 'b=2'), '/?a=1&b=2');
  assert.equal(resolve('http://e/', 'b=2'), '/?b=2');
  assert.equal(resolve('http://e/?', ''), '/');
});

test('what is no HTTP address is refused, and so is one whose host is not fixed', () => {
  for (const uri of [
    '',
    'example.com',
    'ftp://e/',
    'http://',
    'http://{host}/',
    'http://u:p@e/',
    'http://a b/',
    'http://e\\x/',
  ]) {
    assert.throws(() => compileHttpUri(uri), InvalidHttpUri, uri);
  }
});

test('whatever a value is, the request goes to the origin and below the path that the URI says', () => {
  const uri = compileHttpUri('http://backend:8080/public/{p}/end?q={p}');
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('.', '/', '%', '2', 'e', 'f', '5', 'c', '\\', '?', '#', '\r', '\n', 'ÿ'),
    }),
  );
  fc.assert(
    fc.property(text, fc.boolean(), (value, encoded) => {
      // What comes over the wire is bytes.
      if (encoded && Buffer.from(value, 'latin1').toString('latin1') !== value) return;
      let path: string;
      try {
        ({ path } = uri.resolve(() => ({ text: value, encoded }), ''));
      } catch (error) {
        assert.ok(error instanceof GatewayError && error.response.status === 400);
        return;
      }
      assert.match(path, /^[A-Za-z0-9\-._~!$&'()*+,;=:@/?%]+$/, 'nothing that ends a request line or a path');
      const url = new URL(path, 'http://backend:8080');
      assert.ok(url.pathname.startsWith('/public/') && url.pathname.endsWith('/end'), path);
      const [inPath = ''] = path.split('?');
      const decoded = Buffer.from(
        inPath.replace(/%([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString();
      assert.ok(
        new URL(
          encodeURI(decoded.toWellFormed()).replaceAll('%5C', '/').replace(/[?#]/g, '_'),
          'http://e',
        ).pathname.startsWith('/public/'),
        decoded,
      );
    }),
    { numRuns: 2000 },
  );
});

test('a value from a parameter keeps its text', () => {
  const uri = compileHttpUri('http://e/{p}');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (value) => {
      fc.pre(!value.split(/[/\\]/).some((segment) => segment === '.' || segment === '..'));
      const { path } = uri.resolve(() => ({ text: value, encoded: false }), '');
      assert.equal(decodeURIComponent(path.slice(1)), value);
    }),
  );
});
