import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { describe, test } from 'node:test';
import type { Integration } from '../../definitions/rest-api.ts';
import type { Invocation } from '../invocation.ts';
import { compileMappingTemplate, MappingExchange } from './mapping-template.ts';
import { requestOverrideOf, responseOverrideOf } from './read-overrides.ts';
import { templateProblems } from './template-problems.ts';
import { TemplateError } from './velocity/template-error.ts';

const NAME = { of: 'request', contentType: 'application/json' } as const;

/** Only what templates look at. */
function exchange(query = '', parameters: Record<string, string> = {}): MappingExchange {
  const request: Partial<IncomingMessage> = {
    headers: { 'user-agent': 'test/1' },
    rawHeaders: ['User-Agent', 'test/1', 'X-Colour', 'red'],
  };
  const invocation = {
    ids: { requestId: 'id-1', extendedRequestId: 'ext-1' },
    request: { ...request, socket: { localPort: 443 } },
    target: {
      sourceIp: '203.0.113.7',
      rawQuery: query,
      rawPath: '/pets/1',
      domainName: 'a1.example',
      protocol: 'HTTP/1.1',
    },
    httpMethod: 'POST',
    path: '/pets/1',
    startedAt: 1_722_641_683_210,
    stage: {
      scope: { account: '123456789012', region: 'us-east-1' },
      apiId: 'a1b2c3d4e5',
      stageName: 'prod',
      deploymentId: 'dep1',
      variables: { table: 'pets' },
    },
    method: { httpMethod: 'POST', resourceId: 'res1', resourcePath: '/pets/{id}' },
    parameters,
    parsed: { headers: undefined, query: undefined, trace: undefined },
    caller: undefined,
  };
  return new MappingExchange(invocation as unknown as Invocation);
}

function render(template: string, body = '', ...of: Parameters<typeof exchange>): string {
  return compileMappingTemplate(template, NAME).render(exchange(...of), body);
}

describe('$input', () => {
  const BODY = '{"a":{"b":[1,2.0,"x"],"url":"http://h/"},"n":null,"big":12345678901234567890,"e":""}';
  const cases: readonly [template: string, expected: string, body?: string][] = [
    ["$input.json('$')", BODY, BODY],
    ["$input.json('$.a.b')", '[1,2.0,"x"]', BODY],
    ["$input.json('$.n')", 'null', BODY],
    // What the AWS console was found to show, by LocalStack's unit tests.
    ["$input.json('$.message')", '""', '"#foobar123"'],
    ["$input.json('$.message')", '""', 'not json'],
    ['$input.path("$.myVar")', '', 'not json'],
    ['$input.path("$.myVar")', '', ''],
    ['$input.body', '{}', ''],
    ["$input.json('$')", '{}', ''],
    ["$input.path('$.a').b[1] $input.path('$.a').b.size()", '2.0 3', BODY],
    ["#set($r = $input.path('$'))#set($r.a = 5)$input.json('$.a')", '5', BODY],
    ["$input.path('$.a.b[-1]')", 'x', BODY],
    ["$input.path('$.big')", '12345678901234567890', BODY],
    ["#foreach($k in $input.path('$').keySet())$k #end", 'a n big e ', BODY],
  ];
  for (const [template, expected, body] of cases) {
    test(`${template} of ${body}`, () => assert.equal(render(template, body), expected));
  }

  test('finds parameters in path, query and headers, in this order', () => {
    const template =
      "$input.params('id') $input.params('q') $input.params('x-colour') [$input.params('none')]";
    assert.equal(render(template, '', 'q=1%202&id=no', { id: 'a%20b' }), 'a b 1 2 red []');
  });

  test('gives all parameters as maps', () => {
    const template =
      "#set($p = $input.params())$p.path.id $p.querystring.get('q') $input.params().header.get('X-Colour') $p.keySet()";
    assert.equal(render(template, '', 'q=7', { id: '3' }), '3 7 red [path, querystring, header]');
  });
});

describe('$util', () => {
  const cases: readonly [template: string, expected: string][] = [
    ['$util.escapeJavaScript("it\'s é/")', String.raw`it\'s \u00E9\/`],
    [`$util.escapeJavaScript("it's").replaceAll("\\\\'","'")`, "it's"],
    ["$util.urlEncode('x=a+b ~*é')", 'x%3Da%2Bb+%7E*%C3%A9'],
    ["$util.urlDecode('x=a+b%21')", 'x=a b!'],
    ["$util.base64Encode('é')", 'w6k='],
    ["$util.base64Decode('w6k=')", 'é'],
    ['$util.parseJson(\'{"k":{"l":[1,2]}}\').k.l[1]', '2'],
    ['[$util.urlEncode($nothing)]', '[]'],
    ['$util.toString $util.constructor', ' '],
  ];
  for (const [template, expected] of cases) {
    test(template, () => assert.equal(render(template), expected));
  }
});

describe('$context and $stageVariables', () => {
  test('have what is documented', () => {
    const template =
      '$context.apiId $context.stage $context.httpMethod $context.identity.sourceIp $context.resourcePath ' +
      '$context.path $context.requestId $stageVariables.table $stageVariables.get("table") [$context.authorizer.claims.sub]';
    assert.equal(
      render(template),
      'a1b2c3d4e5 prod POST 203.0.113.7 /pets/{id} /prod/pets/1 id-1 pets pets []',
    );
  });

  test('overrides are kept for the exchange', () => {
    const shared = exchange();
    const source =
      '#set($context.requestOverride.header.x = "y")#set($context.requestOverride.path.p = 7)' +
      '#set($context.requestOverride.querystring.q = ["a", "b"])' +
      '#set($context.responseOverride.status = 418)#set($context.responseOverride.header.h = "v")';
    assert.equal(compileMappingTemplate(source, NAME).render(shared, ''), '');
    assert.deepEqual(requestOverrideOf(shared.context), {
      header: new Map([['x', 'y']]),
      path: new Map([['p', '7']]),
      querystring: new Map([['q', ['a', 'b']]]),
    });
    assert.deepEqual(responseOverrideOf(shared.context), { status: 418, header: new Map([['h', 'v']]) });
  });

  test('a status that is none is not taken', () => {
    for (const status of ['"400"', '99', '600', '4.5', '[]']) {
      const shared = exchange();
      compileMappingTemplate(`#set($context.responseOverride.status = ${status})`, NAME).render(shared, '');
      assert.equal(responseOverrideOf(shared.context).status, undefined);
    }
  });
});

describe('undefined references', () => {
  test('are printed as written, and false', () => {
    assert.equal(
      render('[$nothing][$nothing.at.all][$!nothing][#if($nothing)true#end][#if($nothing == "")yes#end]'),
      '[$nothing][$nothing.at.all][][][yes]',
    );
  });

  // Recorded in test_input_path_template_formatting; and a text is true, as users found on AWS
  // (https://github.com/dherault/serverless-offline/issues/50).
  test('of what there is are empty texts', () => {
    assert.equal(
      render(
        `[$context.none][$input.path('$.no')][#if($context.none)true#end][#if($context.none == "")yes#end]`,
      ),
      '[][][true][yes]',
    );
  });
});

test('a malformed template fails when it is used, naming the place', () => {
  const template = compileMappingTemplate('{\n  "a": #if(', NAME);
  assert.throws(
    () => template.render(exchange(), ''),
    (error) => error instanceof TemplateError && /at line 2, column 12$/.test(error.message),
  );
});

test('problems name the template and the place', () => {
  const integration: Integration = {
    type: 'HTTP',
    requestTemplates: { 'application/json': '$input.body', 'text/xml': '\n#end' },
    integrationResponses: {
      '.*': {
        statusCode: '400',
        responseTemplates: { 'application/json': '#set($x)', 'text/plain': 'fine' },
      },
    },
    passthroughBehavior: 'NEVER',
    timeoutInMillis: 29_000,
    cacheNamespace: '',
    cacheKeyParameters: [],
  };
  assert.deepEqual(templateProblems(integration), [
    "'#end' is not expected at line 2, column 1 of the request template for text/xml",
    "Expected '=' but found ')' at line 1, column 8 of the response template for application/json of status 400",
  ]);
  assert.deepEqual(templateProblems({ ...integration, type: 'HTTP_PROXY' }), []);
});
