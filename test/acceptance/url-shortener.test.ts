import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { waitUntilStackDeleteComplete } from '@aws-sdk/client-cloudformation';
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { IAM } from '@aws-sdk/client-iam';
import { GatewayProcess, REGION } from '../support/gateway-process.ts';
import { signInAtPage } from '../support/hosted-sign-in.ts';
import { root } from '../support/source-files.ts';
import { cloudFormationOf } from '../support/unicorn.ts';
import {
  applicationOf,
  buildTemplate,
  createUser,
  deployLinks,
  Links,
  type LinksStack,
  linksTemplate,
  PASSWORD,
  s3Call,
  signIn,
} from '../support/url-shortener.ts';

test('template.yaml is what build.mjs makes', () => {
  assert.equal(linksTemplate, buildTemplate());
});

test('the golden files of its mapping templates hold', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(root, 'src/cli/main.ts'),
    ...['vtl', 'test', join(root, 'examples/url-shortener/mapping')],
  ]);
  assert.match(stdout, /^\d{2} passed, 0 failed$/m);
});

/** The example deployed, and called with raw HTTP and by the page's own modules. */
describe('the URL shortener', () => {
  const directory = mkdtempSync(join(tmpdir(), 'alicorn-links-'));
  let gateway: GatewayProcess;
  let stack: LinksStack;
  let writer: string;
  let other: string;
  let otherSub: string;

  const client = () => ({
    endpoint: gateway.endpoint,
    region: REGION,
    credentials: gateway.rootKeys,
    maxAttempts: 1,
  });

  const linksOf = (token: string) => new Links(stack.base, token);

  /** A call as it goes over the wire, with a token when there is one. */
  async function call(method: string, path: string, { token, body }: { token?: string; body?: string } = {}) {
    const url = new URL(path, stack.base);
    const headers = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: token }),
    };
    const response = await fetch(url, {
      ...{ method, headers, redirect: 'manual' },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text };
  }
  const answer = ({ status, text }: { status: number; text: string }) => [status, JSON.parse(text)];
  const redirect = async (id: string) => {
    const { status, headers } = await call('GET', id);
    return [status, headers.get('location'), headers.get('cache-control')];
  };

  before(async () => {
    gateway = await GatewayProcess.start(directory);
    stack = await deployLinks(gateway);
    await createUser(gateway, stack, 'writer');
    otherSub = await createUser(gateway, stack, 'other');
    writer = await signIn(stack, 'writer');
    other = await signIn(stack, 'other');
  });
  after(async () => {
    try {
      assert.deepEqual(await gateway?.stop(), [0, null]);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  test('a link is made, listed, followed, changed and deleted', async () => {
    const links = linksOf(writer);
    assert.deepEqual(await links.list(), []);
    const made = await links.create('docs', 'https://docs.example.com/?a=1&b=%20#c');
    assert.equal(made.id, 'docs');
    assert.match(made.timestamp, /^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    const [{ id, url, timestamp } = made] = await links.list();
    assert.deepEqual([id, url, timestamp], ['docs', 'https://docs.example.com/?a=1&b=%20#c', made.timestamp]);
    assert.deepEqual(await redirect('docs'), [301, 'https://docs.example.com/?a=1&b=%20#c', 'max-age=300']);
    await links.update('docs', "https://example.com/it's");
    assert.deepEqual(await redirect('docs'), [301, "https://example.com/it's", 'max-age=300']);
    assert.equal((await links.list())[0]?.url, "https://example.com/it's");
    const { status, text } = await call('DELETE', 'app/docs', { token: writer });
    assert.deepEqual([status, text], [204, '']);
    assert.deepEqual(await links.list(), []);
  });

  test('an unknown link leads to the page', async () => {
    for (const id of ['none', "it's", '%22%7D', 'constructor', 'a%0d%0ab'])
      assert.deepEqual(await redirect(id), [302, './?unknown', 'no-store'], id);
  });

  test('a second link with the same id', async () => {
    await linksOf(writer).create('twice', 'https://example.com/1');
    const body = JSON.stringify({ id: 'twice', url: 'https://example.com/2' });
    for (const token of [writer, other])
      assert.deepEqual(answer(await call('POST', 'app', { token, body })), [
        409,
        { message: 'There is a link with this id already' },
      ]);
    assert.deepEqual((await redirect('twice'))[1], 'https://example.com/1');
  });

  test('bad input is refused in the words of AWS, and changes nothing', async () => {
    const url = 'https://example.com/';
    const before = await linksOf(writer).list();
    for (const body of [
      ...[{}, [], 'text', 1, null, { id: 'x' }, { url }, { id: 1, url }, { id: '', url }, { id: 'a b', url }],
      ...[
        { id: 'app', url },
        { id: 'x'.repeat(65), url },
        { id: 'x', url: 'javascript:alert(1)' },
      ],
      ...['https://a\r\nSet-Cookie: b', `https://${'a'.repeat(3000)}`].map((url) => ({ id: 'x', url })),
    ].map((input) => JSON.stringify(input)))
      assert.deepEqual(
        answer(await call('POST', 'app', { token: writer, body })),
        [400, { message: 'Invalid request body' }],
        body,
      );
    for (const body of ['', '{', '{"id":"x","url":"https://a.example/"'])
      assert.deepEqual(answer(await call('POST', 'app', { token: writer, body })), [
        400,
        { message: 'Invalid request body' },
      ]);
    assert.deepEqual(answer(await call('PUT', 'app/twice', { token: writer, body: '{"url":"ftp://a"}' })), [
      400,
      { message: 'Invalid request body' },
    ]);
    assert.deepEqual(await linksOf(writer).list(), before);
  });

  test("somebody else's link is neither listed nor changed nor deleted", async () => {
    await linksOf(writer).create('mine', 'https://example.com/mine');
    assert.deepEqual(await linksOf(other).list(), []);
    const missing = [404, { message: 'You have no link with this id' }];
    const body = '{"url":"https://example.com/theirs"}';
    for (const id of ['mine', 'none', "it's%22"]) {
      assert.deepEqual(answer(await call('PUT', `app/${id}`, { token: other, body })), missing);
      assert.deepEqual(answer(await call('DELETE', `app/${id}`, { token: other })), missing);
    }
    assert.equal((await redirect('mine'))[1], 'https://example.com/mine');
    assert.deepEqual(await redirect('none'), [302, './?unknown', 'no-store']);
  });

  test('who has not signed in is turned away', async () => {
    const body = '{"id":"denied","url":"https://example.com/"}';
    const [header, , signature] = writer.split('.');
    const claims = JSON.parse(Buffer.from(writer.split('.')[1] ?? '', 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: otherSub })).toString('base64url');
    for (const token of [undefined, 'x', `${header}.${forged}.${signature}`]) {
      const refused = await call('POST', 'app', { body, ...(token !== undefined && { token }) });
      assert.deepEqual(answer(refused), [401, { message: 'Unauthorized' }]);
      assert.equal(refused.headers.get('access-control-allow-origin'), '*');
    }
    await assert.rejects(linksOf('x').list(), new Error('Your sign-in has ended. Sign in again.'));
    assert.deepEqual(await redirect('denied'), [302, './?unknown', 'no-store']);
  });

  test('who cannot sign in gets no token, and the page takes no code that it did not ask for', async () => {
    await assert.rejects(signIn(stack, 'writer', 'wrong'), new Error('Incorrect username or password.'));
    await assert.rejects(signIn(stack, 'nobody'), new Error('Incorrect username or password.'));
    const page = await applicationOf(stack);
    assert.equal(await page.finish(new URLSearchParams('unknown')), undefined);
    const back = await signInAtPage(await page.begin(), 'other', PASSWORD);
    const stranger = await applicationOf(stack);
    await stranger.begin();
    await assert.rejects(stranger.finish(back.searchParams), new Error('This sign-in was not begun here.'));
    const out = await fetch(page.signOutAddress(), { redirect: 'manual' });
    assert.equal(out.headers.get('location'), stack.base);
  });

  test('pages of other origins are told what they may do', async () => {
    for (const [path, methods] of [
      ['app', 'GET,POST,OPTIONS'],
      ['app/mine', 'PUT,DELETE,OPTIONS'],
    ] as const) {
      const { status, headers } = await call('OPTIONS', path);
      assert.equal(status, 204);
      assert.equal(headers.get('access-control-allow-origin'), '*');
      assert.equal(headers.get('access-control-allow-methods'), methods);
      assert.match(headers.get('access-control-allow-headers') ?? '', /^authorization,content-type$/);
    }
    const { headers } = await call('GET', 'app', { token: writer });
    assert.deepEqual(
      [headers.get('access-control-allow-origin'), headers.get('cache-control')],
      ['*', 'no-cache, no-store'],
    );
  });

  test('the page comes from the bucket', async () => {
    const page = await call('GET', '');
    assert.deepEqual([page.status, page.headers.get('content-type')], [200, 'text/html']);
    for (const [, file] of page.text.matchAll(/(?:href|src)="page\/([^"]+)"/g)) {
      const { status, headers, text } = await call('GET', `page/${file}`);
      assert.equal(status, 200);
      assert.match(headers.get('content-type') ?? '', /^text\/(css|javascript)$/);
      assert.ok(text.length > 100);
    }
    const settings = JSON.parse((await call('GET', 'page/settings')).text);
    assert.match(settings.clientId, /^[a-z0-9]{26}$/);
    assert.equal(settings.signIn, `${gateway.endpoint}/_aws/cognito-idp/links-${settings.clientId}`);
    for (const [file, status] of [
      ['none.js', 404],
      ['..%2f..%2fx', 400],
      [`..%2f${stack.bucket}%2fapp.js`, 400],
      ['a%00b', 404],
    ] as const)
      assert.equal((await call('GET', `page/${file}`)).status, status, file);
  });

  test('many links are listed page by page', async () => {
    const dynamodb = new DynamoDB(client());
    for (let batch = 0; batch < 10; batch++)
      await dynamodb.batchWriteItem({
        RequestItems: {
          [stack.table]: Array.from({ length: 25 }, (_, index) => ({
            PutRequest: {
              Item: {
                id: { S: `many-${batch}-${index}` },
                url: { S: 'https://example.com/' },
                owner: { S: otherSub },
                timestamp: { S: '21/Nov/2026:09:00:00 +0000' },
              },
            },
          })),
        },
      });
    dynamodb.destroy();
    const ids = (await linksOf(other).list()).map(({ id }) => id);
    assert.equal(ids.length, 250);
    assert.equal(new Set(ids).size, 250);
  });

  test('links, page and stack are there after kill -9', async () => {
    const links = await linksOf(writer).list();
    assert.ok(links.length > 0);
    assert.deepEqual(await gateway.stop('SIGKILL'), [null, 'SIGKILL']);
    // Where it was before: that is where its tokens say that they are from.
    gateway = await GatewayProcess.start(directory, '--listen', new URL(gateway.endpoint).host);
    assert.deepEqual(await linksOf(writer).list(), links);
    assert.equal((await redirect('mine'))[0], 301);
    assert.equal((await call('GET', '')).status, 200);
    assert.deepEqual(await linksOf(await signIn(stack, 'writer')).list(), links);
  });

  test('the stack goes without a trace, once its bucket is empty', async () => {
    const cloudFormation = cloudFormationOf(gateway);
    const deleted = () =>
      waitUntilStackDeleteComplete(
        { client: cloudFormation, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.5 },
        { StackName: 'links' },
      );
    await cloudFormation.deleteStack({ StackName: 'links' });
    await assert.rejects(deleted(), /DELETE_FAILED/);
    const { StackEvents = [] } = await cloudFormation.describeStackEvents({ StackName: 'links' });
    const failed = StackEvents.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED');
    assert.match(
      failed.find(({ LogicalResourceId }) => LogicalResourceId === 'PageBucket')?.ResourceStatusReason ?? '',
      /not empty\. \(Service: S3, Status Code: 409/,
    );
    for (const file of ['app.js', 'index.html', 'links.js', 'page.css', 'sign-in.js'])
      await s3Call(gateway, 'DELETE', `/${stack.bucket}/${file}`);
    await cloudFormation.deleteStack({ StackName: 'links' });
    await deleted();
    cloudFormation.destroy();
    const iam = new IAM(client());
    assert.deepEqual((await iam.listRoles({})).Roles, []);
    iam.destroy();
    const cognito = new CognitoIdentityProvider(client());
    assert.deepEqual((await cognito.listUserPools({ MaxResults: 1 })).UserPools, []);
    cognito.destroy();
  });
});
