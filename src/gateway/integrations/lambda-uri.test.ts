import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withStageVariables } from '../compile/stage-variables.ts';
import { parseLambdaUri } from './lambda-uri.ts';

const uri = (arn: string) =>
  `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arn}/invocations`;

test('a function, with or without qualifier', () => {
  const target = { account: '123456789012', region: 'eu-west-1', functionName: 'f' };
  assert.deepEqual(parseLambdaUri(uri('arn:aws:lambda:eu-west-1:123456789012:function:f')), target);
  assert.deepEqual(parseLambdaUri(uri('arn:aws:lambda:eu-west-1:123456789012:function:f:live')), {
    ...target,
    qualifier: 'live',
  });
});

test('anything else is not one', () => {
  for (const text of [
    '',
    'arn:aws:lambda:eu-west-1:123456789012:function:f',
    uri('arn:aws:lambda:eu-west-1:123456789012:function:f:'),
    uri('arn:aws:lambda:eu-west-1:123456789012:function:f:1:2'),
    uri('arn:aws:lambda:eu-west-1:123456789012:layer:f'),
    uri('arn:aws:sqs:eu-west-1:123456789012:function:f'),
    'arn:aws:apigateway:eu-west-1:firehose:action/PutRecord',
    'https://example.com/2015-03-31/functions/x/invocations',
  ]) {
    assert.equal(parseLambdaUri(text), undefined, text);
  }
});

test('stage variables', () => {
  const variables = { fn: 'f', alias: 'live' };
  const text =
    '$' + '{stageVariables.fn}:$' + '{stageVariables.alias}$' + '{stageVariables.constructor}$' + '{other}';
  assert.equal(withStageVariables(text, variables), 'f:live$' + '{other}');
  assert.equal(withStageVariables(text, undefined), ':$' + '{other}');
});
