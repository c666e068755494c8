// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Velocity's formal references
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderOffline } from './offline-rendering.ts';
import type { OfflineRequest } from './offline-source.ts';
import { TemplateError } from './velocity/template-error.ts';

const REQUEST: OfflineRequest = {
  context: new Map([
    [
      'authorizer',
      new Map<string, string | Map<string, string>>([
        ['principalId', 'user-1'],
        ['numKey', '1'],
        ['claims', new Map([['email', 'ada@example.com']])],
      ]),
    ],
  ]),
  stageVariables: { url: 'https://example.com' },
  path: { id: '7' },
  querystring: { page: '2', q: 'a b' },
  header: { 'X-Api-Version': 'v1', Accept: 'application/json' },
};

function render(template: string, payload = ''): string {
  return renderOffline(template, payload, REQUEST).output;
}

/** Templates as people write them for API Gateway. */
const CASES: readonly [name: string, template: string, expected: string, payload?: string][] = [
  [
    // The template of the console's "Method Request passthrough", shortened: line ends after #end go.
    'all parameters',
    `#set($allParams = $input.params())
{
#foreach($type in $allParams.keySet())
#set($params = $allParams.get($type))
"$type" : {
#foreach($paramName in $params.keySet())
"$paramName" : "$util.escapeJavaScript($params.get($paramName))"#if($foreach.hasNext),#end
#end
}#if($foreach.hasNext),#end
#end
}`,
    `{
"path" : {
"id" : "7"},"querystring" : {
"page" : "2","q" : "a b"},"header" : {
"X-Api-Version" : "v1","Accept" : "application\\/json"}}`,
  ],
  [
    'every form of $input.params',
    "$input.params('id') $input.params().path.id $input.params().path.get('id') $input.params().querystring['q'] " +
      "$input.params().header.get('X-Api-Version') $input.params('x-api-version') [$input.params('none')]" +
      "[$input.params().header.get('none')] $input.params().header.keySet()",
    '7 7 7 a b v1 v1 [][] [X-Api-Version, Accept]',
  ],
  [
    'a list of objects, as in the developer guide',
    `#set($inputRoot = $input.path('$'))
[
#foreach($elem in $inputRoot)
  {
    "description" : "Item $elem.id is a $elem.type.",
    "askingPrice" : $elem.price
  }#if($foreach.hasNext),#end

#end
]`,
    `[
  {
    "description" : "Item 1 is a dog.",
    "askingPrice" : 249.99
  },
  {
    "description" : "Item 2 is a cat.",
    "askingPrice" : 124.99
  }
]`,
    '[{"id":1,"type":"dog","price":249.99},{"id":2,"type":"cat","price":124.99}]',
  ],
  [
    'a number in a text',
    "#set($Integer = 0)#set($page = $Integer.parseInt($input.params('page')))#set($offset = ($page - 1) * 20)$offset",
    '20',
  ],
  [
    'a member that may be missing',
    `#if($input.path('$.a') != "")a=$input.path('$.a')#end#if($input.path('$.b') == "")no b#end`,
    'a=1no b',
    '{"a":1}',
  ],
  [
    'SQS',
    'Action=SendMessage&MessageBody=$util.urlEncode($input.body)',
    'Action=SendMessage&MessageBody=%7B%22a%22%3A+%22b%26c%22%7D',
    '{"a": "b&c"}',
  ],
  [
    'Kinesis',
    `{"Data": "$util.base64Encode($input.json('$.data'))", "PartitionKey": "$input.path('$.key')"}`,
    '{"Data": "eyJ4IjoxfQ==", "PartitionKey": "k"}',
    '{"data":{"x":1},"key":"k"}',
  ],
  [
    'Step Functions',
    `{"input": "$util.escapeJavaScript($input.json('$')).replaceAll("\\\\'", "'")", "name": "$context.requestId"}`,
    `{"input": "{\\"a\\":\\"it's\\"}", "name": "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"}`,
    `{"a":"it's"}`,
  ],
  [
    'the error of a Lambda function',
    `#set($errorMessageObj = $util.parseJson($input.path('$.errorMessage')))
{"type": "$errorMessageObj.errorType", "code": $errorMessageObj.trace.get(0).code}`,
    '{"type": "NotFound", "code": 3}',
    JSON.stringify({ errorMessage: '{"errorType":"NotFound","trace":[{"code":3}]}' }),
  ],
  [
    'the authorizer',
    '$context.authorizer.principalId $context.authorizer.numKey $context.authorizer.claims.email ' +
      "$context.authorizer.claims['email'] $context.authorizer.get('principalId') [$context.authorizer.none]",
    'user-1 1 ada@example.com ada@example.com user-1 []',
  ],
  [
    'stage variables',
    "$stageVariables.url ${stageVariables.url} $stageVariables.get('url') $stageVariables['url'] [$stageVariables.none]",
    'https://example.com https://example.com https://example.com https://example.com []',
  ],
  [
    'what there is not: request and integration are no variables of templates',
    '[$method.request.header.Accept][$integration.response.body][$context.wafResponseCode][$context.error.message]',
    '[$method.request.header.Accept][$integration.response.body][][]',
  ],
  ['null is no text', `$input.json('$.n') [$input.path('$.n')]`, 'null []', '{"n":null}'],
  ['what JSON says twice counts once', `$input.json('$.a')`, '2', '{"a":1,"a":2}'],
  [
    'paths of many members',
    `$input.json('$..id') $input.json('$.items[?(@.n > 1)].id') $input.path('$.items.length()')`,
    '["a","b"] ["b"] 2',
    '{"items":[{"id":"a","n":1},{"id":"b","n":2}]}',
  ],
  [
    'changes of the payload show',
    `#set($r = $input.path('$'))$!r.put('b', [1])$input.json('$')`,
    '{"a":1,"b":[1]}',
    '{"a":1}',
  ],
];

describe('templates as people write them', () => {
  for (const [name, template, expected, payload] of CASES) {
    test(name, () => assert.equal(render(template, payload), expected));
  }

  test('other templates cannot be taken in', () => {
    for (const template of ['#parse("x")', '#include("x")'])
      assert.throws(
        () => render(template),
        (error) => error instanceof TemplateError && error.kind === 'syntax',
      );
  });
});
