import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileMappingTemplate, TemplateVariables } from './mapping-template.ts';
import { OfflineSource } from './offline-source.ts';
import { TemplateTrace } from './template-trace.ts';

const NAME = { of: 'request', contentType: 'application/json' } as const;
const REQUEST = { context: new Map(), stageVariables: {}, path: {}, querystring: {}, header: {} };

function traced(template: string, body = ''): TemplateTrace {
  const trace = new TemplateTrace(template);
  const variables = new TemplateVariables(new OfflineSource(REQUEST));
  const output = compileMappingTemplate(template, NAME).render(variables, body, trace);
  if (!trace.truncated) assert.equal(trace.lines.map((line) => line.output).join(''), output);
  return trace;
}

/** Line number and output, or what else was done there. */
function summary(template: string, body?: string): unknown[] {
  return traced(template, body).lines.map(({ line, output, steps }) => [line, output, ...steps]);
}

describe('a trace', () => {
  test('tells for each line what it printed and set', () => {
    const template = '#set($r = $input.path("$"))\n{\n  "a": "$r.a", ## a comment\n  "b": [\n    $r.b\n]}';
    assert.deepEqual(summary(template, '{"a":"x\\ny","b":[1]}'), [
      [1, '', { kind: 'set', target: '$r', value: '{a=x\ny, b=[1]}' }],
      [2, '{\n'],
      [3, '  "a": "x\ny", '],
      [4, '  "b": [\n'],
      [5, '    [1]\n'],
      [6, ']}'],
    ]);
  });

  test('tells each iteration, and which branch was taken', () => {
    const template = '#foreach($i in [1, 2])\n#if($i == 1)\none\n#else\n$i\n#end\n#end\n#if(false)x#end';
    assert.deepEqual(summary(template), [
      [1, '', { kind: 'foreach', variable: '$i', value: '1', iteration: 1, of: 2 }],
      [2, '', { kind: 'if', line: 2 }],
      [3, 'one\n'],
      [1, '', { kind: 'foreach', variable: '$i', value: '2', iteration: 2, of: 2 }],
      [2, '', { kind: 'if', line: 4 }],
      [5, '2\n'],
      [8, '', { kind: 'if', line: null }],
    ]);
  });

  test('follows macros to their lines, and ends with a loop or the template', () => {
    const template = '#macro(m $x)\n<$x>\n#end\n#m("a")\n#foreach($i in [1, 2])#break#end\n#stop';
    assert.deepEqual(summary(template), [
      [4, '', { kind: 'macro', name: 'm' }],
      [2, '<a>\n'],
      [5, '', { kind: 'foreach', variable: '$i', value: '1', iteration: 1, of: 2 }, { kind: 'break' }],
      [6, '', { kind: 'stop' }],
    ]);
  });

  test('prints a text where it is used, not where it is made', () => {
    const template = `#define($d)\n<$x>\n#end\n#set($x = "a$foreach")\n$d#evaluate('$x\n$x')`;
    assert.deepEqual(summary(template), [
      [4, '', { kind: 'set', target: '$x', value: 'a$foreach' }],
      [5, '<a$foreach>\na$foreach\na$foreach'],
    ]);
  });

  test('says that null changed nothing', () => {
    assert.deepEqual(summary('#set($x = 1 / 0)'), [[1, '', { kind: 'set', target: '$x', value: null }]]);
  });

  test('is bounded', () => {
    const trace = traced(
      '#foreach($a in [1..1000])#foreach($b in [1..1000])$b#if($b == 20)#break#end#end#end',
    );
    assert.deepEqual([trace.lines.length, trace.truncated], [10_000, true]);
    const [line] = traced('#set($x = $input.body)', 'x'.repeat(5_000)).lines;
    const [step] = line?.steps ?? [];
    assert.ok(step?.kind === 'set' && step.value?.length === 1_003);
  });
});
