import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compileTemplate } from './compile-template.ts';
import { VELOCITY_SETTINGS } from './limits.ts';
import { TemplateError } from './template-error.ts';
import { JavaMap, type Value } from './value.ts';

const LIMITS = { ...VELOCITY_SETTINGS, maximumText: 20_000, maximumSteps: 50_000 };

function render(source: string): string {
  const variables = new Map<string, Value>([
    ['s', 'a text'],
    ['m', JavaMap.of([['k', 'v']])],
  ]);
  return compileTemplate(source).render(variables, LIMITS);
}

/** Pieces of which hostile templates could be made. */
const PIECE = fc.constantFrom(
  ...[
    '$',
    '$!',
    '${',
    '}',
    '#',
    '##',
    '#*',
    '*#',
    '#[[',
    ']]#',
    '\\',
    '\\\\',
    '\n',
    ' ',
    '"',
    "'",
    '(',
    ')',
    '[',
    ']',
  ],
  ...[
    '#if(',
    '#if($s)',
    '#else',
    '#elseif($m)',
    '#end',
    '#foreach($i in ',
    '#foreach($i in [1..9999])',
    '#set($s = ',
  ],
  ...[
    '#macro(a $x)',
    '#a($s)',
    '#a("$s")',
    '#@a()',
    '#define($d)',
    '#evaluate(',
    '#evaluate("#a($s)")',
    '#literal()',
  ],
  ...[
    '#break',
    '#stop',
    '$s',
    '$m',
    '$d',
    '$i',
    '$foreach',
    '$foreach.parent',
    '.k',
    '.size()',
    '.get(',
    '.put("x", $m)',
  ],
  ...[
    '.constructor',
    '.__proto__',
    '.prototype',
    '[0]',
    '[-1]',
    '["constructor"]',
    '1',
    '-2',
    '4.5e9',
    '99999999999999999999',
  ],
  ...[
    '+',
    '-',
    '*',
    '/',
    '%',
    '==',
    '!=',
    '<',
    '&&',
    '||',
    '!',
    ',',
    ':',
    '..',
    '{',
    '$s$s',
    '$s + $s',
    '$s.replaceAll("(a*)*", "$s")',
  ],
  ...[
    '$s.split("")',
    '$s.concat($s)',
    '.matches("(x+x+)+y")',
    '#set($s = "$s$s$s$s")',
    '#set($m.k = $m)',
    '#set($l = [$m, $l])',
  ],
);

describe('bounds of the template engine', () => {
  test('a template of pieces throws nothing but TemplateError', () => {
    fc.assert(
      fc.property(fc.array(PIECE, { maxLength: 25 }), (pieces) => onlyTemplateErrors(pieces.join(''))),
      { numRuns: 4_000 },
    );
  });

  test('a template of any text throws nothing but TemplateError', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (source) => onlyTemplateErrors(source)),
      { numRuns: 1_000 },
    );
  });

  test('text without marks is printed as it is', () => {
    const plain = fc.string({ unit: 'grapheme' }).filter((text) => !/[$#\\]/.test(text));
    fc.assert(fc.property(plain, (text) => assert.equal(render(text), text)));
  });

  test('nothing of JavaScript shows through', () => {
    const names = [
      'constructor',
      '__proto__',
      'prototype',
      'toString',
      'hasOwnProperty',
      'valueOf',
      'length',
      'get',
    ];
    for (const name of names) {
      for (const target of ['$s', '$m', '$n', '$foreach', '$l', '$b', '$s.split("t")', '$m.entrySet()']) {
        const source = `#set($n = 5)#set($b = true)#set($l = [1])#foreach($i in [1])$!{x}${target}.${name}#end`;
        const printed = render(source);
        assert.ok(!/function|native|\[object/.test(printed), `${target}.${name} printed ${printed}`);
      }
    }
    assert.equal(render('#set($m["__proto__"] = "x")$m $m.polluted'), '{k=v, __proto__=x} $m.polluted');
    assert.equal(Reflect.get({}, 'polluted'), undefined);
  });

  const bombs: readonly [name: string, source: string][] = [
    ['nested loops', '#foreach($a in [1..999])#foreach($b in [1..999])#foreach($c in [1..999])#end#end#end'],
    ['doubling text', '#foreach($a in [1..999])#set($s = "$s$s")#end'],
    ['doubling by +', '#foreach($a in [1..999])#set($s = $s + $s)#end'],
    ['doubling by replace', '#foreach($a in [1..999])#set($s = $s.replace("a", "aaaaaaaa"))#end'],
    ['doubling by replaceAll', '#foreach($a in [1..999])#set($s = $s.replaceAll("(.)", "$1$1"))#end'],
    ['doubling lists', '#set($l = [1])#foreach($a in [1..999])$l.addAll($l)#end'],
    ['lists of lists', '#set($l = [1])#foreach($a in [1..999])#set($l = [$l, $l])#end$l'],
    ['a list in itself', '#set($l = [])$l.add($l)$l'],
    ['a macro that calls itself', '#macro(a)#a()#end#a()'],
    ['macros that multiply', '#macro(a $x)$x$x#end#macro(b $x)#a($x)#a($x)#b($x)#end#b("y")'],
    ['a block that defines itself', '#define($d)$d$d#end$d'],
    ['evaluate within evaluate', "#set($e = '#evaluate($e)')#evaluate($e)"],
    [
      'a pattern that backtracks',
      `#set($t = $s.repeat(2000))#foreach($a in [1..999])$t.matches("(a*)*b").x#end`,
    ],
    ['a huge range', '#set($l = [1..99999999])'],
    [
      'huge integers',
      '#set($n = 99999999999)#foreach($a in [1..999])#set($n = $n * $n)#end$n.x #foreach($a in [1..999])$n#end',
    ],
    ['parentheses', `#if(${'('.repeat(5_000)}`],
    ['blocks', '#if(true)'.repeat(5_000)],
    ['lists', `#set($x = ${'['.repeat(5_000)}`],
    ['lists of references', `#set($x = ${'[$s.get('.repeat(5_000)}`],
    ['strings in strings', `#set($x = "${'$m.get("'.repeat(500)}`],
    ['a large template', 'x'.repeat(400_000)],
  ];
  for (const [name, source] of bombs) {
    test(`ends: ${name}`, () => {
      const start = performance.now();
      try {
        assert.ok(render(source).length <= LIMITS.maximumText);
      } catch (error) {
        assert.ok(error instanceof TemplateError, String(error));
      }
      assert.ok(performance.now() - start < 2_000);
    });
  }
});

function onlyTemplateErrors(source: string): void {
  try {
    assert.ok(render(source).length <= LIMITS.maximumText);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
  }
}
