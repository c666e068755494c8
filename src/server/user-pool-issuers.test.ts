import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type UserPoolRecord, userPools } from '../definitions/user-pools.ts';
import { idClaims, NOW, rsaKey, StandInIssuer, signed } from '../identity/jwt/jwt.fixture.ts';
import { TokenVerifier } from '../identity/jwt/token-verifier.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { SigningKeys } from '../user-pools/signing-keys.ts';
import { ConfiguredUserPools, type UserPoolSettings } from './user-pool-issuers.ts';

const SCOPE = { account: '123456789012', region: 'us-east-1' };
const arn = (id: string, partition = 'aws', region = 'us-east-1') =>
  `arn:${partition}:cognito-idp:${region}:${SCOPE.account}:userpool/${id}`;
const ONCE = { remember: 0, partition: '' };

const provider = new StandInIssuer();
const store = openSqliteStore(':memory:');
const keys = new SigningKeys(store);
const warnings: string[] = [];
const log = { error: () => {}, warn: (line: string) => warnings.push(line), info: () => {}, debug: () => {} };

function configured(settings: UserPoolSettings = new Map()): ConfiguredUserPools {
  const issuerOf = ({ id }: { id: string }) => `http://127.0.0.1/${id}`;
  return new ConfiguredUserPools({ settings, store, clock: () => NOW, log, issuerOf });
}

function record(id: string): UserPoolRecord {
  return {
    id,
    name: id,
    arn: arn(id),
    createdAt: NOW,
    modifiedAt: NOW,
    passwordPolicy: {
      minimumLength: 8,
      requireUppercase: false,
      requireLowercase: false,
      requireNumbers: false,
      requireSymbols: false,
      temporaryPasswordValidityDays: 7,
    },
    schema: [],
    aliasAttributes: [],
    usernameAttributes: [],
    autoVerifiedAttributes: [],
    caseSensitive: false,
    adminCreateUserOnly: false,
    deletionProtection: false,
    triggers: {},
    messages: {},
    recovery: [],
    settings: '{}',
    tags: {},
  };
}

before(() => provider.start());
after(async () => {
  await provider.stop();
  await store.close();
});

test("AWS's own pools are where AWS has them, and nothing is asked before a token comes", () => {
  const china = arn('cn-north-1_a', 'aws-cn', 'cn-north-1');
  const pools = configured(
    new Map([
      [arn('us-east-1_a'), 'aws'],
      [china, 'aws'],
    ]),
  );
  const issuerOf = (poolArn: string) => {
    const found = pools.of(poolArn);
    assert.ok(found && !(found instanceof Promise));
    return found;
  };
  assert.equal(
    issuerOf(arn('us-east-1_a')).issuer,
    'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_a',
  );
  assert.equal(issuerOf(china).issuer, 'https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_a');
  assert.equal(issuerOf(china).kind, 'cognito');
  assert.equal(issuerOf(china), pools.of(china));
  pools.close();
});

test('a provider stands for a pool', async () => {
  const key = rsaKey('k');
  provider.publish(key);
  const pools = configured(new Map([[arn('us-east-1_own'), { issuer: provider.url }]]));
  const issuer = await pools.of(arn('us-east-1_own'));
  assert.ok(issuer);
  const token = await signed(key, idClaims({ iss: provider.url }));
  const verified = await new TokenVerifier(() => NOW).verify(token, [issuer], ONCE);
  assert.equal(verified.claims.get('iss'), provider.url);
  provider.answer = (_, response) => response.end('junk');
  const other = configured(new Map([[arn('us-east-1_own'), { issuer: `${provider.url}/other` }]]));
  assert.equal(warnings.length, 0);
  const find = async () => (await other.of(arn('us-east-1_own')))?.keys.find('k', 'RS256');
  await assert.rejects(find, { name: 'KeysUnavailable' });
  assert.equal(warnings.length, 1);
  pools.close();
  other.close();
});

test("a pool of this gateway's own, from its making until it is deleted", async () => {
  const pools = configured();
  const id = 'us-east-1_Mine';
  assert.equal(await pools.of(arn(id)), undefined);
  assert.equal(pools.of(arn(id)), undefined, 'remembered');
  await store.collection(userPools).put(SCOPE, id, record(id));
  const [first, second] = await Promise.all([pools.of(arn(id)), pools.of(arn(id))]);
  assert.ok(first);
  assert.equal(first, second);
  assert.equal(pools.of(arn(id)), first, 'at once');
  const signing = await keys.of({ ...record(id), scope: SCOPE });
  for (const [key, alg] of [
    [signing.id, 'RS256'],
    [signing.access, 'RS256'],
  ] as const) {
    const token = await signed({ ...key, alg }, idClaims({ iss: `http://127.0.0.1/${id}` }));
    assert.equal((await new TokenVerifier(() => NOW).verify(token, [first], ONCE)).issuer, first);
  }
  for (const other of [
    arn(id, 'aws-cn'),
    arn(id).replace('123456789012', '999999999999'),
    arn('us-east-1_Other'),
    id,
    '',
    `arn:aws:iam:us-east-1:123456789012:userpool/${id}`,
  ]) {
    assert.equal(await pools.of(other), undefined, other);
  }
  await store.collection(userPools).delete(SCOPE, id);
  assert.equal(await pools.of(arn(id)), undefined);
  pools.close();
});
