import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import {
  authorization,
  basic,
  CALLBACK,
  codeForm,
  HostedBench,
  PASSWORD,
  SECRET,
} from '../user-pools/hosted/hosted.fixture.ts';
import { BodyReader } from './body.ts';
import { createDispatcher } from './dispatcher.ts';
import { type Listener, listen } from './http-listener.ts';
import { UserPoolRequests } from './user-pool-requests.ts';

const HOST = 'my-app.auth.eu-west-1.amazoncognito.com';
const BASE = '/_aws/cognito-idp/my-app';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const log = { error: assert.fail, warn: assert.fail, info: () => {}, debug: () => {} };
const elsewhere = () => assert.fail('the request is for a user pool');

let bench: HostedBench;
let listener: Listener;

before(async () => {
  bench = await HostedBench.open();
  const loader = { hosted: async () => bench.hosted };
  const dispatcher = createDispatcher({
    gateway: Object.create({ handle: elsewhere }),
    apiCalls: Object.create({ handle: elsewhere }),
    userPoolRequests: new UserPoolRequests({ loader, bodies: new BodyReader(1024 * 1024) }),
    downloads: Object.create({ open: elsewhere }),
    clientConnection: () => ({ sourceIp: '127.0.0.1', secure: false }),
    region: 'eu-west-1',
  });
  listener = await listen({ host: '127.0.0.1', port: 0 }, dispatcher, log);
});
after(async () => {
  await listener.drain();
  await bench.store.close();
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = listener.address;
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Signs in at a domain and gives the code. */
async function codeFrom(base: string, host?: string): Promise<string> {
  const own = host === undefined ? {} : { host };
  const redirect = await send('GET', `${base}/oauth2/authorize?${new URLSearchParams(authorization())}`, own);
  const address = String(redirect.headers.location);
  assert.ok(address.startsWith(`${base}/login?`));
  const page = await send('GET', address, own);
  const [cookie = ''] = String(page.headers['set-cookie']).split(';');
  const _csrf = /name="_csrf" value="([^"]*)"/.exec(page.body)?.[1] ?? '';
  const form = new URLSearchParams({ _csrf, username: 'ann', password: PASSWORD }).toString();
  const signedIn = await send('POST', address, { ...own, ...FORM, cookie }, form);
  assert.equal(signedIn.status, 302, signedIn.body);
  const url = new URL(String(signedIn.headers.location));
  assert.equal(url.origin + url.pathname, CALLBACK);
  return url.searchParams.get('code') ?? '';
}

test('sign-in over HTTP, by the path and by the host of a domain', async () => {
  for (const [base, host] of [
    [BASE, undefined],
    [`/_aws/cognito-idp/eu-west-1_AbCd12345`, undefined],
    ['', HOST],
  ] as const) {
    const code = await codeFrom(base, host);
    const headers = { ...FORM, ...(host && { host }) };
    const form = new URLSearchParams(codeForm(code)).toString();
    const answer = await send('POST', `${base}/oauth2/token`, headers, form);
    assert.equal(answer.status, 200, answer.body);
    const { access_token } = JSON.parse(answer.body);
    const info = await send('GET', `${base}/oauth2/userInfo`, {
      ...{ authorization: `Bearer ${access_token}`, ...(host && { host }) },
    });
    assert.equal(JSON.parse(info.body).username, 'ann');
  }
});

test('the documents below the issuer', async () => {
  for (const headers of [{}, { host: 'cognito-idp.eu-west-1.amazonaws.com' }]) {
    const { status, body } = await send('GET', '/eu-west-1_AbCd12345/.well-known/jwks.json', headers);
    assert.deepEqual([status, JSON.parse(body).keys.length], [200, 2]);
  }
  const path = '/eu-west-1_AbCd12345/.well-known/openid-configuration';
  const head = await send('HEAD', path);
  assert.deepEqual([head.status, head.body], [200, '']);
  assert.ok(Number(head.headers['content-length']) > 100);
  assert.equal((await send('POST', path)).status, 405);
});

test('what a request says of its host does not get into a configuration', async () => {
  const { body } = await send('GET', '/eu-west-1_AbCd12345/.well-known/openid-configuration', {
    ...{ host: 'evil.example.com', 'x-forwarded-host': 'evil.example.com' },
  });
  assert.equal(body.includes('evil'), false);
});

test('bodies have a bound', async () => {
  const { status, headers } = await send('POST', `${BASE}/oauth2/token`, FORM, `x=${'a'.repeat(70_000)}`);
  assert.deepEqual([status, headers.connection], [413, 'close']);
  const chunked = { ...FORM, 'transfer-encoding': 'chunked' };
  assert.equal((await send('POST', `${BASE}/oauth2/token`, chunked, 'a'.repeat(70_000))).status, 413);
});

test('bytes that are no text, and requests that are odd', async () => {
  for (const [method, path, body] of [
    ['POST', `${BASE}/oauth2/token`, '\u0000\ud800%'],
    ['POST', `${BASE}/login`, '%ff%fe=&&&='],
    ['GET', `${BASE}/login?client_id=%00%ff`, ''],
    ['GET', `${BASE}//login`, ''],
    ['GET', `${BASE}/../my-app/login`, ''],
    ['GET', `${BASE}/oauth2%2ftoken`, ''],
    ['DELETE', `${BASE}/login`, ''],
    ['PROPFIND', `${BASE}/nowhere`, ''],
  ] as const) {
    const { status } = await send(method, path, FORM, body);
    assert.ok(status >= 300 && status < 500, `${method} ${path}: ${status}`);
  }
});

test('a page of another origin asks for tokens', async () => {
  const preflight = await send('OPTIONS', `${BASE}/oauth2/token`, {
    ...{ origin: 'https://app.example.com', 'access-control-request-method': 'POST' },
    'access-control-request-headers': 'authorization',
  });
  assert.deepEqual([preflight.status, preflight.headers['access-control-allow-origin']], [200, '*']);
  const form = new URLSearchParams({ grant_type: 'client_credentials' }).toString();
  const answer = await send('POST', `${BASE}/oauth2/token`, { ...FORM, ...basic('machine', SECRET) }, form);
  assert.deepEqual([answer.status, answer.headers['access-control-allow-origin']], [200, '*']);
});
