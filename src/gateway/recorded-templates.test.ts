import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Integration, Method } from '../definitions/rest-api.ts';
import { FUNCTION_ARN, lambdaUri, method } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';
import { type Json, object, recordedTest } from './recorded.fixture.ts';

function integrated(changes: Partial<Integration>, httpMethod = 'POST'): Method {
  return method(httpMethod, {
    methodIntegration: {
      type: 'AWS',
      httpMethod: 'POST',
      uri: lambdaUri(FUNCTION_ARN),
      passthroughBehavior: 'WHEN_NO_MATCH',
      timeoutInMillis: 29_000,
      cacheNamespace: 'none',
      cacheKeyParameters: [],
      ...changes,
    },
  });
}

function responding(
  template?: string,
): Record<string, { statusCode: string; responseTemplates?: Record<string, string> }> {
  const templates = template === undefined ? {} : { responseTemplates: { 'application/json': template } };
  return { '200': { statusCode: '200', ...templates } };
}

/** Answers with what LocalStack's two echo endpoints answer. */
class Backend {
  /** The body as it came, or `{"json": ...}` of it. */
  wraps = true;
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      response.setHeader('Content-Type', 'application/json');
      response.end(this.wraps ? JSON.stringify({ json: body === '' ? null : JSON.parse(body) }) : body);
    });
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get uri(): string {
    const address = this.#server.address() as AddressInfo | null;
    return `http://127.0.0.1:${address?.port}/`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

describe('recorded: test_input_path_template_formatting', () => {
  const recorded = recordedTest('common', 'test_input_path_template_formatting');
  const rig = new Rig();
  const backend = new Backend();
  const emptiness =
    '{"body": $result, "nested": $result.nested, "isNull": #if( $result == $null )"true"#else"false"#end, ' +
    '"isEmptyString": #if( $result == "" )"true"#else"false"#end}';
  const routes: Record<string, string> = {
    '/path': '#set($result = $input.path("$.json"))$result',
    '/nested': '#set($result = $input.path("$.json"))$result.nested',
    '/list': '#set($result = $input.path("$.json"))$result[0]',
    '/to-string': '#set($result = $input.path("$.json"))$result.toString()',
    '/invalid-path': `#set($result = $input.path("$.nonExisting"))${emptiness}`,
    '/nested-list': `#set($result = $input.path("$.json.listValue"))${emptiness}`,
  };
  const steps: readonly [step: string, path: string, body: Json | undefined][] = [
    ['dict-response', '/path', { foo: 'bar' }],
    ['json-list', '/path', [{ foo: 'bar' }]],
    ['nested-dict', '/nested', { nested: { foo: 'bar' } }],
    ['nested-list', '/nested', { nested: [{ foo: 'bar' }] }],
    ['dict-in-list', '/list', [{ foo: 'bar' }]],
    ['list-with-nested-list', '/list', [[{ foo: 'bar' }]]],
    ['dict-with-nested-list', '/path', { foo: [{ nested: 'bar' }] }],
    ['bigger-dict', '/path', { bigger: 'dict', to: 'test', with: 'separators' }],
    ['to-string', '/to-string', { foo: 'bar' }],
    ['list-to-string', '/to-string', { list: [{ foo: 'bar' }] }],
    ['empty-body', '/invalid-path', undefined],
    ['nested-empty-list', '/nested-list', { listValue: [] }],
    ['nested-null-list', '/nested-list', { listValue: null }],
  ];
  before(async () => {
    await backend.start();
    await rig.start();
    const paths = Object.entries(routes).map(([path, template]): [string, Method[]] => [
      path,
      [integrated({ type: 'HTTP', uri: backend.uri, integrationResponses: responding(template) })],
    ]);
    await rig.deploy({ paths: Object.fromEntries(paths) });
  });
  after(async () => {
    await rig.stop();
    await backend.stop();
  });

  test('every step is replayed', () => {
    assert.deepEqual(
      steps.map(([step]) => step),
      [...recorded.keys()],
    );
  });

  for (const [step, path, body] of steps) {
    test(step, async () => {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const headers = { 'content-type': 'application/json' };
      const answer = await rig.send(path, { method: 'POST', headers, ...sent });
      assert.equal(answer.status, 200);
      assert.equal(answer.text, recorded.get(step));
    });
  }
});

describe('recorded: test_input_body_formatting', () => {
  const recorded = recordedTest('common', 'test_input_body_formatting');
  const rig = new Rig();
  const backend = new Backend();
  const raw = '#set($result = $input.body)$result';
  const inText = 'Action=SendMessage&MessageBody=$input.body';
  const routes: Record<string, readonly [request: string, response: string]> = {
    'raw-body': [raw, raw],
    'str-body-input': [inText, raw],
    'str-body-output': [raw, inText],
    'str-body-all': [inText, inText],
    'body-attr-access': ['#set($result = $input.body.testAccess)$result', raw],
    'url-encode': [
      'EncodedBody=$util.urlEncode($input.body)&EncodedBodyAccess=$util.urlEncode($input.body.testAccess)',
      raw,
    ],
  };
  const bodies: Record<string, string> = {
    'empty-body': '',
    'json-body': '{"some": "value"}',
    'str-body': 'some raw data',
  };
  before(async () => {
    backend.wraps = false;
    await backend.start();
    await rig.start();
    const paths = Object.entries(routes).map(([name, [request, response]]): [string, Method[]] => {
      const requestTemplates = { 'application/json': request };
      const integrationResponses = responding(response);
      return [
        `/${name}`,
        [integrated({ type: 'HTTP', uri: backend.uri, requestTemplates, integrationResponses })],
      ];
    });
    await rig.deploy({ paths: Object.fromEntries(paths) });
  });
  after(async () => {
    await rig.stop();
    await backend.stop();
  });

  test('every step is replayed', () => {
    assert.deepEqual(
      Object.keys(routes).map((name) => `response-${name}`),
      [...recorded.keys()],
    );
  });

  for (const name of Object.keys(routes)) {
    test(name, async () => {
      const headers = { 'content-type': 'application/json' };
      for (const [kind, body] of Object.entries(bodies)) {
        const answer = await rig.send(`/${name}`, { method: 'POST', headers, body });
        assert.equal(`b'${answer.text}'`, object(recorded.get(`response-${name}`))[kind], kind);
      }
    });
  }
});

describe('recorded: Lambda integrations without proxy', () => {
  const rig = new Rig();
  before(async () => {
    await rig.start();
    await rig.deploy({
      paths: {
        '/test': [
          integrated({ integrationResponses: responding() }),
          integrated(
            {
              requestTemplates: { 'application/json': '{"param1": "$input.params(\'param1\')"}' },
              integrationResponses: { '200': { statusCode: '200', selectionPattern: '' } },
            },
            'GET',
          ),
        ],
        '/select/{statusCode}': [
          integrated(
            {
              requestTemplates: { 'application/json': '{"statusCode": "$input.params(\'statusCode\')"}' },
              integrationResponses: {
                '200': { statusCode: '200', selectionPattern: '' },
                '405': { statusCode: '405', selectionPattern: '.*four hundred.*' },
                '502': { statusCode: '502', selectionPattern: '.+' },
                '504': { statusCode: '504', selectionPattern: '200' },
              },
            },
            'GET',
          ),
        ],
        '/mapped': [
          integrated({
            requestTemplates: { 'application/json': REQUEST_TEMPLATE },
            integrationResponses: responding(RESPONSE_TEMPLATE),
          }),
        ],
      },
    });
  });
  after(() => rig.stop());

  test('test_lambda_aws_integration: the body goes in and the result comes out as they are', async () => {
    rig.behaviour = (event) => ({ payload: Buffer.from(JSON.stringify(event)) });
    const { text, headers } = await rig.send('/test', { method: 'POST', body: '{"message": "hello world"}' });
    const recorded = recordedTest('lambda', 'test_lambda_aws_integration');
    assert.deepEqual(JSON.parse(text), recorded.get('lambda-aws-integration'));
    assert.equal(headers['content-type'], 'application/json');
    assert.match(String(headers['x-amzn-trace-id']), /^Root=1-/);
  });

  test('test_lambda_aws_integration_with_request_template', async () => {
    rig.behaviour = (event) => ({ payload: Buffer.from(JSON.stringify(event)) });
    const recorded = recordedTest('lambda', 'test_lambda_aws_integration_with_request_template');
    for (const [step, query] of [
      ['lambda-aws-integration-1', 'param1=foobar'],
      ['lambda-aws-integration-2', 'param1=foobar&Signature=1'],
    ] as const) {
      assert.deepEqual(JSON.parse((await rig.send(`/test?${query}`)).text), recorded.get(step));
    }
  });

  test('test_lambda_selection_patterns', async () => {
    const recorded = recordedTest('lambda', 'test_lambda_selection_patterns');
    rig.behaviour = ({ statusCode }) => {
      const result = recorded.get(`lambda-selection-pattern-${String(statusCode)}`);
      const payload = Buffer.from(JSON.stringify(result));
      return statusCode === '200' ? { payload } : { payload, functionError: 'Unhandled' };
    };
    const expected: readonly [asked: number, status: number][] = [
      [200, 200],
      [400, 405],
      [500, 502],
    ];
    for (const [asked, status] of expected) {
      const answer = await rig.send(`/select/${asked}`);
      assert.equal(answer.status, status);
      assert.deepEqual(JSON.parse(answer.text), recorded.get(`lambda-selection-pattern-${asked}`));
    }
  });

  test('test_lambda_aws_integration_response_with_mapping_templates', async () => {
    const recorded = recordedTest('lambda', 'test_lambda_aws_integration_response_with_mapping_templates');
    rig.behaviour = ({ body }) => {
      const failed = Number(object(body as Json).httpStatus) >= 400;
      return {
        payload: Buffer.from(JSON.stringify({ statusCode: 200, body: failed ? 'customerror' : 'noerror' })),
      };
    };
    for (const [step, sent] of [
      ['response-template-202', { httpStatus: '200' }],
      ['response-template-400', { httpStatus: '400', errorMessage: 'Test Bad request' }],
    ] as const) {
      const headers = { 'content-type': 'application/json' };
      const answer = await rig.send('/mapped', { method: 'POST', headers, body: JSON.stringify(sent) });
      assert.deepEqual({ statusCode: answer.status, body: JSON.parse(answer.text) }, recorded.get(step));
    }
  });
});

/** All that a request has, in the manner of API Gateway's own "method request passthrough" template. */
const REQUEST_TEMPLATE = `#set($all = $input.params())
#set($jsonBody = $input.json('$'))
#set($stage = $context.stage)
{
"apiId": "$context.apiId", "method": "$context.httpMethod", "sourceIp": "$context.identity.sourceIp",
"stage": "$stage",
"header": {
#foreach($name in $all.get('header').keySet())
"$name": "$util.escapeJavaScript($all.get('header').get($name))"#if($foreach.hasNext),#end
#end
},
"body": $jsonBody
}
`;

const RESPONSE_TEMPLATE = `#set($inputRoot = $input.path('$'))
$input.json("$")
#if($inputRoot.toString().contains("customerror"))
    #set($context.responseOverride.status = 400)
#else
    #set($context.responseOverride.status = 202)
#end
`;
