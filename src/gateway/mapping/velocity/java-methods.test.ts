// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Velocity's formal references
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compileTemplate } from './compile-template.ts';
import { decimalText, scientificText } from './methods/decimal-text.ts';
import { TemplateError } from './template-error.ts';

function render(source: string): string {
  return compileTemplate(source).render(new Map());
}

/** By the documentation of Java 8: https://docs.oracle.com/javase/8/docs/api/ */
const CASES: readonly [template: string, expected: string][] = [
  // java.util.Formatter
  ['$s.format("%s-%d-%05.2f-%x-%%", "a", 42, 3.14159, 255)', 'a-42-03.14-ff-%'],
  ['$s.format("[%5s|%-5s|%.1s|%S]", "r", "l", "cut", "up")', '[    r|l    |c|UP]'],
  ["$s.format('%2$s %1$s %s', 'a', 'b')", 'b a a'],
  [
    '$s.format("%,d %+d %(d % d %08d %-4d|", 1234567, 5, -5, 5, -42, 7)',
    '1,234,567 +5 (5)  5 -0000042 7   |',
  ],
  ['$s.format("%x %X %o %#x", -1, 255, 8, 255)', 'ffffffff FF 10 0xff'],
  ['$s.format("%x", 4294967296)', '100000000'],
  [
    '$s.format("%f %.0f %,.2f %e %.1E", 1.5, 2.5, 1234567.891, 12345.678, 0.00099)',
    '1.500000 3 1,234,567.89 1.234568e+04 9.9E-04',
  ],
  // The shortest decimal is rounded, not the binary number below it.
  ['$s.format("%.2f %.1f", 1.005, 0.25)', '1.01 0.3'],
  ['$s.format("%b %b %b %c %h%n", true, $null, "x", "c", "hi")', 'true false true c d01\n'],
  // java.lang.String
  [
    '$s.split("-").size() ${s.split("")} $s.split("x").get(0) $s.split("-", 2).get(1)',
    '3 [a, -, b, -, c] a-b-c b-c',
  ],
  ['#set($t = "a.b")#set($e = "")$t.split(".").size() $e.split(",").size()', '0 1'],
  [
    '$s.replaceAll("([a-z])-([a-z])", "$2=$1") $s.replaceFirst("-", "\\$") $s.replace("-", "")',
    'b=a-c a$b-c abc',
  ],
  [
    '$s.matches("[a-c-]+") $s.matches("a") $s.indexOf("b") $s.indexOf("-", 2) $s.lastIndexOf("-", 2)',
    'true false 2 3 1',
  ],
  [
    '$s.equalsIgnoreCase("A-B-C") $s.compareTo("a-b-d") $s.compareToIgnoreCase("A-B-C") $s.hashCode()',
    'true -1 0 91017804',
  ],
  [
    '$s.contains("b-") $s.startsWith("b", 2) $s.endsWith("c") $s.isEmpty() $s.length()',
    'true true true false 5',
  ],
  ['$s.toUpperCase().toLowerCase().trim().concat("!").substring(2, 4)', 'b-'],
  ['$s.substring(5)$s.charAt(0)$s.toString()$s.valueOf(5)$s.join("+", ["x", "y"])', 'aa-b-c5x+y'],
  // java.util.List, and its iterator
  [
    '#set($l = [3])$l.add("x") $l.add(0, 1)$l $l.addAll([4, 5]) $l.subList(1, 3) $l.get(4) $l.set(0, 2)$l.size()',
    'true [1, 3, x] true [3, x] 5 15',
  ],
  [
    '#set($l = ["a", "b"])$l.indexOf("b") $l.contains("z") $l.remove("a") $l.remove(0)$l.isEmpty() $l.clear()$l',
    '1 false true btrue []',
  ],
  [
    '#set($l = [1, 2, 3])#set($i = $l.iterator())$i.next() $i.hasNext() #foreach($x in $i)$x#end $i.hasNext()',
    '1 true 23 false',
  ],
  // java.util.Map
  [
    '#set($m = {"a": 1})$!m.put("b", 2)$m.put("a", 3) $m.get("b") $m.containsKey("c") $m.containsValue(3) $m.size()',
    '1 2 false true 2',
  ],
  [
    '#set($m = {"a": 1})$m.putAll({"b": 2})$m.keySet() $m.values() $m.entrySet() $m.remove("a")$m $m.isEmpty()',
    '[a, b] [1, 2] [a=1, b=2] 1{b=2} false',
  ],
  [
    '#set($m = {"a": 1})#foreach($e in $m.entrySet())$e.key $e.value $e.getKey() $e.getValue()$!e.setValue(9)#end$m',
    'a 1 a 11{a=9}',
  ],
  // java.lang.Integer, Long, Double and Boolean: static methods are called on any of their kind.
  [
    '#set($Integer = 0)$Integer.parseInt("-12") $Integer.valueOf("7") $Integer.toString().length()',
    '-12 7 1',
  ],
  [
    '#set($Long = 0)$Long.parseLong("9007199254740993") $Long.valueOf("3000000000")',
    '9007199254740993 3000000000',
  ],
  [
    '#set($Double = 0.5)$Double.parseDouble("1.50") $Double.valueOf("-2e3") $Double.parseDouble(" 7f ").intValue()',
    '1.5 -2000.0 7',
  ],
  ['#set($n = 7)$n.equals(7) $n.compareTo(8) $n.doubleValue() $n.max(2, 3) $n.min(2, 3)', 'true -1 7.0 3 2'],
  [
    '#set($b = true)$b.toString() $b.equals(false) $b.compareTo(false) $b.hashCode() $b.valueOf("TRUE")',
    'true false 1 1231 true',
  ],
];

describe("methods of Java's classes", () => {
  for (const [template, expected] of CASES) {
    test(template, () => assert.equal(render(`#set($s = "a-b-c")${template}`), expected));
  }

  for (const template of [
    '$s.format("%d", "x")',
    '$s.format("%d", 1.5)',
    '$s.format("%f", 1)',
    '$s.format("%s %s", "x")',
    '$s.format("%q", 1)',
    '$s.format("%")',
    '$s.format("%99999s", 1)',
    '#set($l = [])$l.iterator().next()',
    '#set($d = 0.0)$d.parseDouble("1.2.3")',
    '#set($d = 0.0)$d.parseDouble("")',
    '$s.substring(2, 1)',
    '$s.charAt(-1)',
  ]) {
    test(`fails where Java throws: ${template}`, () => {
      assert.throws(() => render(`#set($s = "a-b-c")${template}`), TemplateError);
    });
  }

  test('decimals are near the number, and the nearest', () => {
    const double = fc.double({ min: 0, max: 1e15, noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(double, fc.integer({ min: 0, max: 12 }), (value, precision) => {
        const text = decimalText(value, precision);
        assert.match(text, precision === 0 ? /^\d+$/ : new RegExp(`^\\d+\\.\\d{${precision}}$`));
        assert.ok(Math.abs(Number(text) - value) <= 0.5000001 * 10 ** -precision + value * 1e-15);
        const scientific = scientificText(value, precision);
        assert.match(scientific, /^\d(\.\d+)?e[+-]\d{2,}$/);
        assert.ok(Math.abs(Number(scientific) - value) <= value * 10 ** -precision);
      }),
    );
  });
});
