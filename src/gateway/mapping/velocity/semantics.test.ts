// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Velocity's formal references
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compileTemplate } from './compile-template.ts';
import { VELOCITY_SETTINGS } from './limits.ts';
import { TemplateError } from './template-error.ts';

function render(source: string): string {
  return compileTemplate(source).render(new Map());
}

/** By the guide of Velocity 1.7 (https://velocity.apache.org/engine/1.7/user-guide.html) and Java's own documentation. */
const CASES: readonly [template: string, expected: string][] = [
  // Numbers.
  ['#set($x = 2147483647 + 1)$x', '2147483648'],
  ['#set($x = 9007199254740993 * 3)$x', '27021597764222979'],
  ['#set($x = -7 / 2)$x #set($y = -7 % 3)$y', '-3-1'],
  ['#set($x = 7 / 2.0)$x #set($y = 1.0E10 * 1)$y #set($z = 0.0001 * 1)$z', '3.51.0E101.0E-4'],
  ['#set($x = 5)#set($y = $x.toString() + 1)$y', '51'],
  ['#set($x = 3.9)$x.intValue() #set($n = 0)$n.parseInt("-42")', '3-42'],
  // Collections print and go as Java's do: HashMap by hash, lists in order.
  ['#set($m = {"b": 1, "a": 2, "name": "x"})$m', '{a=2, b=1, name=x}'],
  ['#set($m = {"one": 1, "two": 2, "three": 3})#foreach($k in $m.keySet())$k #end', 'one two three '],
  ['#set($l = [1, "a", [true, 2.0], {}])$l $l.size() $l[2][0] $l.get(1)', '[1, a, [true, 2.0], {}] 4 true a'],
  ['#set($l = [3, 1])$l.add(2) $l.contains(2) $l.indexOf(1) $l.remove(0) $l', 'true true 1 3 [1, 2]'],
  ['#set($l = [1, 2])#set($l[0] = "x")#set($l[-1] = "y")$l', '[x, y]'],
  [
    '#set($m = {})#set($m.k = 1)#set($m["l"] = 2)$m.put("k", 3) $m.k $m.containsKey("l") $!m.get("none")',
    '1 3 true ',
  ],
  ['#foreach($v in {"k": "v"})$v#end #foreach($x in "text")$x#end', 'v '],
  ['#set($m = {"k": "v"})#foreach($e in $m.entrySet())$e.key=$e.value $e.getKey()#end', 'k=v k'],
  // Strings.
  ['#set($s = "a,b,,c,,")$s.split(",").size() $s.split(",", -1).size()', '4 6'],
  [
    '#set($s = "Hello")$s.substring(1, 3) $s.toUpperCase() $s.charAt(0) $s.indexOf("l") $s.length()',
    'el HELLO H 2 5',
  ],
  [
    '#set($s = "a.b.c")$s.replace(".", "-") $s.replaceAll(".", "-") $s.replaceFirst("[bc]", "$0!")',
    'a-b-c ----- a.b!.c',
  ],
  [
    "#set($s = '2024-01-02')$s.replaceAll('(\\d+)-(\\d+)-(\\d+)', '$3/$2/$1') $s.matches('[0-9-]+')",
    '02/01/2024 true',
  ],
  [
    '#set($s = "  x ")[$s.trim()] $s.isEmpty() $s.equals("x") $s.trim().equalsIgnoreCase("X")',
    '[x] false false true',
  ],
  // Texts in quotes.
  [`#set($x = 'v')#set($a = "<$x>")#set($b = '<$x>')$a $b`, '<v> <$x>'],
  ['#set($x = "say ""hi""")$x', 'say "hi"'],
  ['#set($x = "#if(true)yes#end")$x', 'yes'],
  ['#set($x = "A")#set($y = "\\u0042")$x$y', 'AB'],
  // Null.
  ['#set($x = 1)#set($x = $nothing)$x $!nothing ${nothing} $!{nothing}.', '1  ${nothing} .'],
  [
    '#if($nothing)a#elseif(!$nothing)b#end #if($nothing == $null)c#end #set($s = "x" + $nothing)$s',
    'b cx$nothing',
  ],
  // Blocks.
  [
    '#foreach($i in [1..3])$foreach.index$foreach.count$velocityCount#if($foreach.hasNext),#end#end',
    '011,122,233',
  ],
  [
    '#foreach($i in [1, 2])#foreach($j in [1, 2])$foreach.parent.count$foreach.count #end#end',
    '11 12 21 22 ',
  ],
  ['#foreach($i in [1..5])#if($i == 3)#break#end$i#end.', '12.'],
  ['#set($i = "kept")#foreach($i in [1])$i#end $i', '1 kept'],
  ['a#stop b', 'a'],
  ['#macro(m $a $b)[$a|$!b]#end#m("x")#m(1, 2)#m([1] {"k": "v"})', '[x|][1|2][[1]|{k=v}]'],
  ['#macro(inc $n)#set($n = $n + 1)#end#set($x = 1)#inc($x)#inc($x)$x', '3'],
  ['#macro(wrap)<$bodyContent>#end#@wrap()inner#end', '<inner>'],
  ['#later("x")#macro(later $a)late $a#end', 'late x'],
  ['#unknown($x) #hash #1 # a#b', '#unknown($x) #hash #1 # a#b'],
  ['#define($d)<$x>#end#set($x = 1)$d#set($x = 2)$d', '<1><2>'],
  [`#set($e = '#set($y = 5)$y')#evaluate($e)`, '5'],
  ['#[[ $raw #if( ]]# #literal()$x#end', ' $raw #if(  $x'],
  ['a## comment\nb#* more\n *#c', 'abc'],
  // Operators, in words too, and by precedence.
  ['#if(1 lt 2 and 2 ge 2 and not (1 eq 2) or false)yes#end', 'yes'],
  ['#set($x = 2 + 3 * 4 - 10 / 5)$x', '12'],
  ['#set($n = 3)#set($x = $n.intValue()-1)$x', '2'],
  // What is no reference is text.
  ['$ $5.00 $[0] ${} $-x US$', '$ $5.00 $[0] ${} $-x US$'],
  ['user@$domain.com $x.y.z() $list[0]', 'user@$domain.com $x.y.z() $list[0]'],
];

describe('what templates mean', () => {
  for (const [template, expected] of CASES) {
    test(template, () => assert.equal(render(template), expected));
  }

  test('a loop ends after the iterations that it may have', () => {
    const settings = { ...VELOCITY_SETTINGS, maximumLoops: 3 };
    assert.equal(compileTemplate('#foreach($i in [1..9])$i#end').render(new Map(), settings), '123');
  });

  for (const [template, line, column] of [
    ['#if($x)', 1, 8],
    ['a\n#end', 2, 1],
    ['#set($x = )', 1, 11],
    ['\n  #foreach($i $l)#end', 2, 15],
    ['#set($x = "open)', 1, 11],
    ['#include("x")', 1, 1],
    ['${x', 1, 4],
    ['#* open', 1, 1],
  ] as const) {
    test(`malformed: ${template}`, () => {
      assert.throws(
        () => compileTemplate(template),
        (error) => {
          assert.ok(error instanceof TemplateError);
          assert.deepEqual([error.kind, error.position], ['syntax', { line, column }]);
          return true;
        },
      );
    });
  }

  for (const template of [
    '#set($s = "abc")$s.substring(9)',
    '#set($l = [])$l[0]',
    '#set($l = [1])$l.get(1)',
    '#set($s = "x")$s.matches("(")',
    '#set($s = "x")$s.replaceAll("x", "$9")',
    '#set($n = 1)$n.parseInt("x")',
  ]) {
    test(`fails where Java throws: ${template}`, () => {
      assert.throws(
        () => render(template),
        (error) => error instanceof TemplateError && error.kind === 'runtime',
      );
    });
  }
});

/** Templates that are well formed, made of each other. */
const { template } = fc.letrec<{ template: string; statement: string; value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(
      '1',
      '2.5',
      "'t'",
      'true',
      '$a',
      '$b',
      '$m.k',
      '$a.size()',
      '$a[0]',
      '[1..4]',
      '$foreach.index',
    ),
    fc.tuple(tie('value'), tie('value')).map(([left, right]) => `[${left}, ${right}]`),
    tie('value').map((value) => `{"k": ${value}}`),
    fc
      .tuple(fc.constantFrom('add', 'put', 'get', 'concat', 'split', 'remove', 'contains'), tie('value'))
      .map(([name, value]) => `$a.${name}(${value})`),
    tie('statement').map((statement) => `"${statement.replaceAll('"', '""')}"`),
  ),
  statement: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('text', '$a', '$!b', '${m.k}', '#break', '\\$a', '$a.add($a)', '#mac($a)'),
    fc
      .tuple(fc.constantFrom('a', 'b', 'm.k', 'a[0]'), tie('value'))
      .map(([name, value]) => `#set($${name} = ${value})`),
    fc
      .tuple(tie('value'), fc.constantFrom('+', '-', '*', '/', '%'), tie('value'))
      .map(([left, operator, right]) => `#set($a = ${left} ${operator} ${right})`),
    fc
      .tuple(tie('value'), tie('statement'))
      .map(([value, body]) => `#if(${value} == $a)${body}#else${body}#end`),
    fc.tuple(tie('value'), tie('statement')).map(([value, body]) => `#foreach($b in ${value})${body}#end`),
    fc.tuple(tie('statement'), tie('statement')).map(([first, second]) => `${first} ${second}`),
    tie('statement').map((body) => `#macro(mac $x)${body}$x#end#mac($b)`),
    tie('statement').map((body) => `#define($b)${body}#end`),
  ),
  template: fc.array(tie('statement'), { maxLength: 6 }).map((statements) => statements.join('\n')),
}));

test('a well-formed template renders within its bounds, or says why not', () => {
  const settings = { ...VELOCITY_SETTINGS, maximumText: 10_000, maximumSteps: 20_000 };
  let rendered = 0;
  fc.assert(
    fc.property(template, (source) => {
      const variables = new Map([['a', 'start']]);
      try {
        assert.ok(compileTemplate(source).render(variables, settings).length <= settings.maximumText);
        rendered++;
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        assert.notEqual(error.kind, 'syntax', source);
      }
    }),
    { numRuns: 2_000 },
  );
  assert.ok(rendered > 500, `${rendered} rendered`);
});
