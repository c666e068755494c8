import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Authenticator, createAuthenticator, failureFor } from '../identity/authenticator.ts';
import { type Credentials, createCredentials } from '../identity/credentials.ts';
import type { AccessKeyRecord } from '../identity/records.ts';
import { ensureRootKey } from '../identity/root-key.ts';
import { createSessionTokens, type SessionTokens } from '../identity/session-token.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { callCommand } from './call.ts';
import { UsageError } from './command.ts';

const ACCOUNT = '111122223333';

interface Received {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

class Sink extends Writable {
  text = '';
  readonly isTTY: boolean;
  constructor(isTTY = false) {
    super();
    this.isTTY = isTTY;
  }
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

describe('alicorn call', () => {
  let store: Store;
  let credentials: Credentials;
  let tokens: SessionTokens;
  let authenticator: Authenticator;
  let key: AccessKeyRecord;
  let server: Server;
  let origin: string;
  let directory: string;
  let env: Record<string, string | undefined>;
  let received: Received[] = [];
  let expected = { service: 'execute-api', region: 'us-east-1' };
  let respond: (response: ServerResponse) => void;

  before(async () => {
    store = openSqliteStore(':memory:');
    tokens = createSessionTokens(store, Date.now);
    credentials = createCredentials({ store, clock: Date.now, sessionTokens: tokens });
    authenticator = createAuthenticator({ credentials, clock: Date.now, mode: 'enforce', account: ACCOUNT });
    key = await ensureRootKey(store, ACCOUNT, Date.now);
    directory = mkdtempSync(join(tmpdir(), 'call-'));
    server = createServer((request, response) => {
      answer(request, response).catch((error) => response.destroy(error));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address() as AddressInfo;
    origin = `http://127.0.0.1:${address.port}`;
  });

  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    credentials.close();
    await store.close();
    rmSync(directory, { recursive: true });
  });

  beforeEach(() => {
    received = [];
    expected = { service: 'execute-api', region: 'us-east-1' };
    env = { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey, HOME: directory };
    respond = (response) => response.end('fine');
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray());
    const { method = '', url = '', headers, rawHeaders } = request;
    received.push({ method, target: url, headers, body: body.toString('utf8') });
    const [path = '', query = ''] = url.split('?');
    const result = await authenticator.authenticate(
      { method, path, query, headers, rawHeaders, body },
      expected,
    );
    if (result.ok) return respond(response);
    const { code, statusCode, message } = failureFor('execute-api', result.failure);
    response.writeHead(statusCode, { 'x-amzn-errortype': code, 'content-type': 'application/json' });
    response.end(JSON.stringify({ message }));
  }

  async function call(
    args: string[],
    more: { tty?: boolean; stdin?: string } = {},
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    const stdout = new Sink(more.tty);
    const stderr = new Sink();
    const stdin = Readable.from([Buffer.from(more.stdin ?? '')]);
    const code = await callCommand.run(args, { stdout, stderr, stdin, env });
    return { code, stdout: stdout.text, stderr: stderr.text };
  }

  it('makes the call of seed 002: POST /items with IAM authorization', async () => {
    respond = (response) => response.end('["item"]');
    assert.deepEqual(await call(['-X', 'POST', `${origin}/items`]), {
      code: 0,
      stdout: '["item"]',
      stderr: '',
    });
    assert.equal(received[0]?.method, 'POST');
    assert.equal(received[0]?.target, '/items');
    assert.equal(received[0]?.headers['content-length'], '0');
  });

  it('makes the call of seed 001: an undocumented API of another host and region', async () => {
    expected = { service: 'identitystore', region: 'eu-central-1' };
    const result = await call([
      ...[
        '--service',
        'identitystore',
        '--region',
        'eu-central-1',
        '--connect',
        origin.slice('http://'.length),
      ],
      ...['--target', 'AWSIdentityStoreService.ListProvisioningTenants'],
      ...['--json', '{"IdentityStoreId":"d-99677XXXXX"}'],
      'https://up.sso.eu-central-1.amazonaws.com/identitystore/',
    ]);
    assert.deepEqual(result, { code: 0, stdout: 'fine', stderr: '' });
    const [request] = received;
    assert.equal(request?.headers.host, 'up.sso.eu-central-1.amazonaws.com');
    assert.equal(request?.headers['x-amz-target'], 'AWSIdentityStoreService.ListProvisioningTenants');
    assert.equal(request?.headers['content-type'], 'application/x-amz-json-1.1');
    assert.equal(request?.body, '{"IdentityStoreId":"d-99677XXXXX"}');
  });

  it('signs whatever the URL, the headers and the body are', async () => {
    const url = `${origin}/a b/ü//../%2F:+*?q=1+2&q=%20&z&=x&a=~%7e#fragment`;
    assert.equal((await call([url, '-X', 'put', '-d', 'ü=1', '-H', 'X-Note:  two   spaces '])).code, 0);
    assert.equal((await call([url, '-H', 'Host: other.example', '-H', 'X-A: 1', '-H', 'X-A: 2'])).code, 0);
    assert.equal(received[1]?.headers.host, 'other.example');
  });

  it('takes the body from a file or standard input', async () => {
    const file = join(directory, 'body.json');
    writeFileSync(file, '{"from":"file"}');
    assert.equal((await call([origin, '--json', `@${file}`])).code, 0);
    assert.equal((await call([origin, '-d', '@-'], { stdin: 'from=stdin' })).code, 0);
    assert.equal((await call([origin, '-d', 'x', '-H', 'content-type: text/plain'])).code, 0);
    const seen = received.map(({ method, body, headers }) => [method, body, headers['content-type']]);
    assert.deepEqual(seen, [
      ['POST', '{"from":"file"}', 'application/json'],
      ['POST', 'from=stdin', 'application/x-www-form-urlencoded'],
      ['POST', 'x', 'text/plain'],
    ]);
  });

  it('presigns, and prints the URL instead of calling it', async () => {
    assert.equal((await call(['--query-auth', `${origin}/items?b=2&a=1`])).code, 0);
    assert.match(
      received[0]?.target ?? '',
      /^\/items\?X-Amz-Algorithm=AWS4-HMAC-SHA256&.*&a=1&b=2&X-Amz-Signature=/,
    );
    const printed = await call(['--print-url', '--expires', '60', `${origin}/items`]);
    assert.equal(printed.code, 0);
    assert.equal(received.length, 1);
    assert.match(printed.stdout, /&X-Amz-Expires=60&/);
    assert.equal((await fetch(printed.stdout.trim())).status, 200);
  });

  it('finds credentials as the AWS CLI does', async () => {
    const session = await tokens.issueSession(
      { type: 'Root', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, userId: ACCOUNT },
      { durationSeconds: 900 },
    );
    const file = join(directory, 'credentials');
    const json = join(directory, 'root.json');
    const broken = `[default]\naws_access_key_id = AKIANOBODY\naws_secret_access_key = x\n`;
    const good = `# mine\n[team]\naws_access_key_id=${session.accessKeyId}\naws_secret_access_key = ${session.secretAccessKey}\naws_session_token = ${session.sessionToken}\n`;
    writeFileSync(file, broken + good);
    writeFileSync(json, JSON.stringify(key));
    assert.equal((await call([origin, '--profile', 'team', '--credentials', file])).code, 0);
    env = { ...env, AWS_SHARED_CREDENTIALS_FILE: file };
    assert.equal((await call([origin])).code, 0);
    assert.equal((await call([origin, '--profile', 'team'])).code, 0);
    assert.equal((await call([origin, '--profile', 'default'])).code, 22);
    env = { AWS_SHARED_CREDENTIALS_FILE: file, AWS_PROFILE: 'team' };
    assert.equal((await call([origin])).code, 0);
    env = { HOME: directory };
    assert.equal((await call([origin, '--credentials', json])).code, 0);
    env = {
      AWS_ACCESS_KEY_ID: session.accessKeyId,
      AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
      AWS_SESSION_TOKEN: session.sessionToken,
    };
    assert.equal((await call([origin])).code, 0);
    assert.equal((await call([origin, '--query-auth'])).code, 0);
  });

  it('answers an HTTP error with its body, its name and exit code 22', async () => {
    env = { ...env, AWS_SECRET_ACCESS_KEY: 'wrong' };
    const result = await call([origin]);
    assert.equal(result.code, 22);
    assert.match(result.stdout, /^\{"message":"The request signature we calculated does not match/);
    assert.equal(result.stderr, 'alicorn call: 403 Forbidden, InvalidSignatureException\n');
  });

  it('does not follow redirects, and shows status and headers when asked', async () => {
    respond = (response) => response.writeHead(302, { Location: '/elsewhere' }).end();
    const result = await call(['-i', origin]);
    assert.equal(result.code, 0);
    assert.match(result.stdout, /^HTTP\/1\.1 302 Found\nLocation: \/elsewhere\n(.+\n)*\n$/);
    assert.equal(received.length, 1);
  });

  it('lays JSON out on a terminal, and only there', async () => {
    respond = (response) => response.setHeader('content-type', 'application/json').end('{"a":[1]}');
    assert.equal((await call([origin], { tty: true })).stdout, '{\n  "a": [\n    1\n  ]\n}\n');
    assert.equal((await call([origin])).stdout, '{"a":[1]}');
    const long = JSON.stringify(['x'.repeat(2 * 1024 * 1024)]);
    respond = (response) => response.setHeader('content-type', 'application/json').end(long);
    assert.equal((await call([origin], { tty: true })).stdout, long);
  });

  it('says what to do when there is no answer', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const refused = await call([`http://127.0.0.1:${port}/`]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, new RegExp(`nothing listens at 127.0.0.1:${port}; is the gateway running`));
    const tls = await call([origin.replace('http:', 'https:')]);
    assert.equal(tls.code, 1);
    assert.match(tls.stderr, /does not speak TLS; write http:/);
    respond = (response) => response.writeHead(200).write('begun');
    const late = await call(['--timeout', '1', origin]);
    assert.equal(late.code, 1);
    assert.match(late.stderr, /no whole answer from .* within 1 s; --timeout SECONDS waits longer/);
  });

  it('stops fetching when nobody reads on', async () => {
    respond = (response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) {}
      };
      response.on('drain', more);
      more();
    };
    const stdout = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    const stderr = new Sink();
    const code = await callCommand.run([origin], { stdout, stderr, stdin: Readable.from([]), env });
    assert.deepEqual([code, stderr.text], [0, '']);
  });

  it('refuses what cannot be done, without sending anything', async () => {
    const wrong: [string[], RegExp][] = [
      [[], /a URL is missing/],
      [[origin, 'more'], /one URL is called at a time/],
      [['localhost:4566/items'], /is not an http:\/\/ or https:\/\/ URL/],
      [['http://user:pass@localhost/'], /a user name in the URL/],
      [[origin, '-H', 'nonsense'], /has no colon/],
      [[origin, '-H', 'X: a\nb'], /characters that a header cannot hold/],
      [[origin, '-H', 'authorization: x'], /is set by signing/],
      [[origin, '-X', 'GE T'], /is not an HTTP method/],
      [[origin, '--json', '{'], /--json is not given JSON/],
      [[origin, '--json', '{}', '-d', 'x'], /both give the body/],
      [[origin, '-d', '@/does/not/exist'], /cannot be read/],
      [[origin, '--expires', '60'], /add --query-auth or --print-url/],
      [[origin, '--print-url', '--expires', '604801'], /from 1 to 604800/],
      [[origin, '--timeout', 'soon'], /from 1 to 86400/],
      [[origin, '--connect', 'localhost:4566/path'], /--connect wants HOST:PORT/],
      [[origin, '--service', 'a/b'], /--service wants/],
      [[origin, '--profile', 'nobody'], /the profile "nobody" has no access key/],
      [[origin, '--credentials', '/does/not/exist'], /cannot be read/],
    ];
    for (const [args, message] of wrong) {
      await assert.rejects(call(args), (error) => error instanceof UsageError && message.test(error.message));
    }
    env = { HOME: directory };
    await assert.rejects(call([origin]), /no credentials to sign with: set AWS_ACCESS_KEY_ID/);
    await assert.rejects(call([origin, '--nonsense']), { code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION' });
    assert.equal(received.length, 0);
  });
});
