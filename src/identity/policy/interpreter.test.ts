// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CompiledPolicy, compilePolicy } from './compile.ts';
import { decideByPolicies } from './decision.ts';
import { evaluate, evaluateResourcePolicy } from './evaluate.ts';
import {
  interpret,
  interpretAll,
  type PlainPolicy,
  type PlainRequest,
  type PlainStatement,
} from './interpreter.fixture.ts';
import type { RequestContext } from './request-context.ts';
import { type PolicyKind, validatePolicy } from './validate.ts';

const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/app`;
const none = { account: '', arn: '', userId: '', roleArn: '', roleId: '', service: '' };

const callers: PlainRequest['caller'][] = [
  { ...none, type: 'Root', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, userId: ACCOUNT },
  { ...none, type: 'User', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/a`, userId: 'AIDAA' },
  {
    ...none,
    type: 'AssumedRole',
    account: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/app/s`,
    userId: 'AROAR:s',
    roleArn: ROLE,
    roleId: 'AROAR',
  },
  { ...none, type: 'Service', service: 'lambda.amazonaws.com' },
  { ...none, type: 'Anonymous' },
];

const pick = <T>(...values: T[]) => fc.constantFrom(...values);
const oneOrMany = (one: fc.Arbitrary<string>) => fc.oneof(one, fc.array(one, { maxLength: 3 }));
const optional = <T>(value: fc.Arbitrary<T>, weight = 2) =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight, arbitrary: value });

/** Few letters, so that much matches. */
const scraps = (...more: string[]) =>
  fc.array(pick('a', 'B', '*', '?', ':', '/', ...more), { maxLength: 7 }).map((parts) => parts.join(''));
const variable = pick(
  '${aws:username}',
  "${aws:PrincipalTag/t, 'a*'}",
  '${*}',
  '${?}',
  '${$}',
  '${s:list}',
  '${',
  '}',
);
const pattern = fc.oneof(
  scraps(),
  fc.array(fc.oneof(scraps(), variable), { maxLength: 3 }).map((all) => all.join('')),
);

const actionPattern = pick('*', 's:*', 'S:Get', 's:g*', 's:?et', 't:Get', '*:Get', 's:*t', 's:P*t');
const action = pick('s:Get', 's:Put', 't:get', 'S:GET');
const resourceText = fc.oneof(
  fc.constant('*'),
  fc
    .tuple(pick('arn:aws:s:', 'arn:a*s:s:', 'arn:*:', 'arn:aws:?:', ''), scraps())
    .map(([head, tail]) => head + tail),
  fc
    .tuple(pick('arn:aws:s:r:1:', 'arn:aws:s:*:1:', 'arn:aws:s:r*x:?:'), pattern)
    .map(([head, tail]) => head + tail),
);
const resource = fc.oneof(
  fc.constant('*'),
  fc
    .tuple(pick('arn:aws:s:r:1:', 'arn:aws:s:rx:1:', 'arn:aws:t::1:'), scraps('b', 'a*'))
    .map(([head, tail]) => head + tail),
);

const text = fc.oneof(pick('a', 'b', 'A*', '', 'arn:aws:s:r:1:a/b'), scraps());
const number = pick('0', '1', '2', '10', '-1.5');
const date = pick('2024-01-01', '2024-01-01T00:00:00Z', '2024-06-01T12:30:00Z', '2025-01-01T01:00:00+01:00');
const address = pick('10.0.0.1', '10.0.1.200', '192.0.2.7');
const range = pick('10.0.0.0/24', '10.0.0.0/8', '0.0.0.0/0', '192.0.2.7', '192.0.2.0/29');
const arn = pick('arn:aws:s:r:1:a/b', 'arn:aws:s:x:2:a:b', 'arn:aws:t::1:B');
const arnPattern = fc
  .tuple(pick('arn:aws:s:*:1:', 'arn:aws:?:r:*:', 'arn:a*:*:*:*:'), pattern)
  .map((all) => all.join(''));

/** Operators with a key of their kind and values for it. */
const kinds: [string[], string, fc.Arbitrary<string>][] = [
  [['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'], 's:text', pattern],
  [['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'], 's:Text', text],
  [['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'], 's:list', pattern],
  [['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericGreaterThanEquals'], 's:number', number],
  [['NumericLessThanEquals', 'NumericGreaterThan'], 'S:Number', number],
  [['DateEquals', 'DateNotEquals', 'DateLessThan', 'DateGreaterThanEquals'], 's:date', date],
  [['DateLessThanEquals', 'DateGreaterThan'], 's:date', date],
  [['Bool'], 's:bool', pick('true', 'false', 'True')],
  [['IpAddress', 'NotIpAddress'], 'aws:SourceIp', range],
  [['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'], 's:arn', arnPattern],
  [['BinaryEquals'], 's:binary', pick('AQI=', 'AQ==', '')],
];

const condition = fc.oneof(
  ...kinds.map(([operators, key, values]) =>
    fc.tuple(
      pick('', '', 'ForAnyValue:', 'ForAllValues:'),
      pick(...operators),
      pick('', '', 'IfExists'),
      fc.constant(key),
      oneOrMany(values),
    ),
  ),
  fc.tuple(
    fc.constant(''),
    fc.constant('Null'),
    fc.constant(''),
    pick('s:text', 's:list'),
    pick('true', 'false'),
  ),
);

const statement = (resourceBased: boolean): fc.Arbitrary<PlainStatement> =>
  fc
    .record({
      Effect: pick<'Allow' | 'Deny'>('Allow', 'Allow', 'Deny'),
      action: fc.tuple(pick('Action', 'Action', 'NotAction'), oneOrMany(actionPattern)),
      resource: fc.tuple(pick('Resource', 'Resource', 'NotResource'), oneOrMany(resourceText)),
      principal: fc.tuple(pick('Principal', 'Principal', 'NotPrincipal'), principal),
      conditions: fc.array(condition, { maxLength: 2 }),
    })
    .map((parts) => {
      const built: PlainStatement = { Effect: parts.Effect };
      const Condition: Record<string, Record<string, string | string[]>> = {};
      for (const [qualifier, name, suffix, key, values] of parts.conditions) {
        const operator = qualifier + name + suffix;
        Condition[operator] = { ...Condition[operator], [key]: values };
      }
      const entries = [parts.action, parts.resource, ...(resourceBased ? [parts.principal] : [])];
      return Object.assign(
        built,
        Object.fromEntries(entries),
        parts.conditions.length > 0 ? { Condition } : {},
      );
    });

const aws = pick(
  '*',
  ACCOUNT,
  `arn:aws:iam::${ACCOUNT}:root`,
  `arn:aws:iam::${ACCOUNT}:user/a`,
  'AIDAA',
  ROLE,
  'AROAR',
  `arn:aws:sts::${ACCOUNT}:assumed-role/app/s`,
  'AIDAGONE',
  '444455556666',
);
const principal: fc.Arbitrary<'*' | Record<string, string | string[]>> = fc.oneof(
  fc.constant<'*'>('*'),
  fc.record({ AWS: fc.array(aws, { maxLength: 4 }) }),
  fc.record({ Service: pick('lambda.amazonaws.com', 'sns.amazonaws.com'), AWS: aws }),
);

const policy = (resourceBased: boolean): fc.Arbitrary<PlainPolicy> =>
  fc.record({
    Version: pick<PlainPolicy['Version']>('2012-10-17', '2012-10-17', '2008-10-17'),
    Statement: fc.array(statement(resourceBased), { minLength: 1, maxLength: 3 }),
  });

const values: fc.Arbitrary<PlainRequest['values']> = fc
  .record({
    'aws:username': optional(pick('a', 'a*', 'B')),
    'aws:principaltag/t': optional(pick('b', '')),
    's:text': optional(text),
    's:list': optional(fc.array(text, { maxLength: 3 })),
    's:number': optional(number),
    's:date': optional(date),
    's:bool': optional(pick('true', 'false')),
    'aws:sourceip': optional(address),
    's:arn': optional(arn),
    's:binary': optional(pick('AQI=', '')),
  })
  .map((given) =>
    Object.fromEntries(
      Object.entries(given).flatMap(([key, one]) => (one === undefined ? [] : [[key, one]])),
    ),
  );

const request: fc.Arbitrary<PlainRequest> = fc.record({ action, resource, values, caller: pick(...callers) });

function contextOf(plain: PlainRequest): RequestContext {
  const { action: name, resource: named, values: held, caller } = plain;
  return {
    action: name.toLowerCase(),
    resource: named,
    caller,
    value: (key) => (Object.hasOwn(held, key) ? held[key] : undefined),
  };
}

const compiled = (plain: PlainPolicy): CompiledPolicy => compilePolicy(JSON.stringify(plain));

test('the compiled engine agrees with the interpreter on any identity policy', () => {
  const seen = { Allow: 0, Deny: 0, None: 0 };
  fc.assert(
    fc.property(policy(false), request, (document, plain) => {
      const { effect } = interpret(document, plain, false);
      seen[effect]++;
      assert.equal(evaluate(compiled(document), contextOf(plain)), effect);
    }),
    { numRuns: 6000 },
  );
  for (const [effect, count] of Object.entries(seen)) assert.ok(count > 200, `${effect}: only ${count}`);
});

test('the compiled engine agrees with the interpreter on any resource policy', () => {
  fc.assert(
    fc.property(policy(true), request, (document, plain) => {
      assert.deepEqual(
        evaluateResourcePolicy(compiled(document), contextOf(plain)),
        interpret(document, plain, true),
      );
    }),
    { numRuns: 4000 },
  );
});

test('decisions of all kinds of policies together agree with the interpreter', () => {
  const sets = fc.record({
    identity: fc.array(policy(false), { maxLength: 2 }),
    boundary: optional(policy(false), 1),
    session: optional(fc.array(policy(false), { minLength: 1, maxLength: 2 }), 1),
    resource: optional(policy(true)),
  });
  let allowed = 0;
  fc.assert(
    fc.property(
      sets,
      request,
      fc.boolean(),
      ({ identity, boundary, session, resource: own }, plain, same) => {
        // Only users and roles have policies of their own.
        const has = plain.caller.type === 'User' || plain.caller.type === 'AssumedRole';
        const given = {
          identity: has ? identity : [],
          ...(has && boundary && { boundary }),
          ...(has && session && { session }),
          ...(own && { resource: own }),
        };
        const expected = interpretAll(given, plain, same);
        if (expected.allowed) allowed++;
        const actual = decideByPolicies(
          {
            identity: given.identity.map(compiled),
            ...(given.boundary && { boundary: compiled(given.boundary) }),
            ...(given.session && { session: given.session.map(compiled) }),
            ...(given.resource && { resource: compiled(given.resource) }),
          },
          contextOf(plain),
          same,
        );
        assert.deepEqual({ allowed: actual.allowed, explicitDeny: actual.explicitDeny }, expected);
      },
    ),
    { numRuns: 5000 },
  );
  assert.ok(allowed > 300, `only ${allowed} allowed`);
});

test('no text makes validation throw, and what it takes compiles', () => {
  const kind = pick<PolicyKind>('identity', 'resource', 'trust', 'session', 'boundary');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        policy(true).map((all) => JSON.stringify(all)),
      ),
      kind,
      (document, of) => {
        if (validatePolicy(document, of) === undefined) compilePolicy(document);
      },
    ),
    { numRuns: 2000 },
  );
});
