import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type OfflineResult, renderOffline } from './offline-rendering.ts';
import { compileTemplate } from './velocity/compile-template.ts';
import { MAXIMUM_TEMPLATE, VELOCITY_SETTINGS } from './velocity/limits.ts';
import { TemplateError } from './velocity/template-error.ts';

const REQUEST = { context: new Map(), stageVariables: {}, path: {}, querystring: {}, header: {} };

/** An object with so many members. */
function wide(members: number): string {
  return `{${Array.from({ length: members }, (_, index) => `"k${index}":{"v":[${index}]}`).join(',')}}`;
}

const DEEP = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const LOOP = '#foreach($i in [1..1000])#foreach($j in [1..1000])';
const END = '#end#end';

/** Each would take hours, or all memory, if nothing stopped it. */
const BOMBS: readonly [name: string, template: string, payload?: string][] = [
  ['deep JSON by $input.json', `$input.json('$')`, DEEP],
  ['deep JSON by a member of $input.json', `$input.json('$.a')`, `{"a":${DEEP}}`],
  ['deep JSON by $input.path', `$input.path('$').size()`, DEEP],
  ['deep JSON by $util.parseJson', '$util.parseJson($input.body).size()', DEEP],
  ['wide paths', `$input.json('$..*..*..*..*')${LOOP}$input.path('$..*').size()${END}`, wide(20_000)],
  [
    'a pattern in a path',
    `${LOOP}$input.path('$[?(@.a =~ /(x+x+)+y/)]')${END}`,
    `[{"a":"${'x'.repeat(9_000)}"}]`,
  ],
  ['three loops', `${LOOP}#foreach($k in [1..1000])x#end${END}`],
  ['a hundred loops', `${'#foreach($i in [1..1000])'.repeat(99)}x${'#end'.repeat(99)}`],
  ['parsing again and again', `${LOOP}#set($x = $util.parseJson($input.body))${END}`, wide(20_000)],
  ['JSON again and again', `${LOOP}#set($x = $input.json('$'))${END}`, wide(20_000)],
  ['texts of maps', `#set($m = $input.path('$'))${LOOP}#set($x = $m.toString())${END}`, wide(20_000)],
  ['maps as texts', `#set($m = $input.path('$'))${LOOP}#set($x = "$m")${END}`, wide(20_000)],
  ['comparing maps', `#set($m = $input.path('$'))${LOOP}#if($m == $input.body)#end${END}`, wide(20_000)],
  [
    'loops over maps',
    `#set($m = {})$!m.putAll($input.path('$'))${LOOP}#foreach($x in $m)#break#end${END}`,
    wide(20_000),
  ],
  [
    'searching a text',
    `${LOOP}#if($input.body.indexOf("y") > $input.body.hashCode())#end${END}`,
    'x'.repeat(9_000_000),
  ],
  ['splitting a text', `${LOOP}#set($x = $input.body.split(""))${END}`, 'x'.repeat(9_000_000)],
  ['a new path each time', `${LOOP}$input.path("$.a$i.b$j")${END}`, '{}'],
  ['a new pattern each time', `${LOOP}#if($input.body.matches("[a-z]{1,50}$i$j"))#end${END}`, 'text'],
  ['a new template each time', `${LOOP}#evaluate("#set($x = $i)$j")#evaluate('${LOOP}x${END}')${END}`],
  ['texts that double by format', `#set($s = "x")${LOOP}#set($s = $s.format("%s%s", $s, $s))${END}`],
  ['wide formats', `${LOOP}$input.body.format("%1000s%1000s", "a", "b")${END}`],
];

function outcome(template: string, payload = ''): OfflineResult | TemplateError {
  try {
    return renderOffline(template, payload, REQUEST);
  } catch (error) {
    assert.ok(error instanceof TemplateError, String(error));
    return error;
  }
}

describe('bombs end in an error, soon', () => {
  for (const [name, template, payload] of BOMBS) {
    test(name, () => {
      const start = performance.now();
      const result = outcome(template, payload);
      const took = performance.now() - start;
      assert.ok(result instanceof TemplateError);
      assert.equal(result.kind, 'limit');
      assert.ok(took < 6_000, `took ${took} ms`);
    });
  }

  test('a loop ends after 1,000 iterations, as on API Gateway', () => {
    const result = outcome('#foreach($i in [1..2000000000])#if($i >= 999)$i #end#end');
    assert.ok(!(result instanceof TemplateError));
    assert.equal(result.output, '999 1000 ');
  });

  test('a template may be as large as API Gateway lets it be', () => {
    assert.equal(compileTemplate('x'.repeat(MAXIMUM_TEMPLATE)).render(new Map()).length, 307_200);
    assert.throws(() => compileTemplate('x'.repeat(MAXIMUM_TEMPLATE + 1)), /The template is too large/);
  });

  test('time is bounded, whatever steps cost', () => {
    const settings = { ...VELOCITY_SETTINGS, maximumSteps: 1e12, maximumTime: 50 };
    const start = performance.now();
    assert.throws(
      () => compileTemplate(`${LOOP}${LOOP}${END}${END}`).render(new Map(), settings),
      /takes too long/,
    );
    assert.ok(performance.now() - start < 2_000);
  });

  test('payloads that are only large are served', () => {
    const text = 'x'.repeat(5_000_000);
    const result = outcome('$util.escapeJavaScript($input.path("$.text"))', JSON.stringify({ text }));
    assert.ok(!(result instanceof TemplateError));
    assert.equal(result.output, text);
  });
});
