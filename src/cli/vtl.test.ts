import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { UsageError } from './command.ts';
import { vtlCommand } from './vtl.ts';

class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

const EXAMPLE = fileURLToPath(new URL('../../examples/velocity-tests', import.meta.url));

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'vtl-'));
});
after(() => rmSync(folder, { recursive: true }));

/** Writes a file and gives its path. */
function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function vtl(args: readonly string[], stdin = '') {
  const io = { stdout: new Sink(), stderr: new Sink(), stdin: Readable.from([Buffer.from(stdin)]), env: {} };
  const code = await vtlCommand.run(args, io);
  return { code, out: io.stdout.text, err: io.stderr.text };
}

describe('alicorn vtl render', () => {
  test('renders with the variables that it is given', async () => {
    const template = file(
      'all.vm',
      '$input.json("$.a") $context.stage $context.identity.sourceIp $context.identity.user $context.authorizer.claims.email' +
        ' $stageVariables.table$stageVariables.n $input.params("id")$input.params("q")$input.params().header.get("X-A")\n',
    );
    const context = file(
      'c.json',
      '{"identity":{"user":"u"},"authorizer":{"claims":{"email":"e"}},"stage":7}',
    );
    const params = file('p.json', '{"path":{"id":1},"querystring":{"q":"2"},"header":{"X-A":true}}');
    const variables = file('v.json', '{"table":"t","n":1}');
    const options = ['--context', context, '--params', params, '--stage-variables', variables];
    const { code, out, err } = await vtl(
      ['render', template, '--input', '-', ...options, '--stage-variables', 'n=2=3'],
      '{"a":[1]}',
    );
    assert.deepEqual([code, out, err], [0, '[1] 7 192.0.2.1 u e t2=3 12true\n', '']);
  });

  test('an empty payload is {}, and nothing of JavaScript is a parameter', async () => {
    const template = file('e.vm', '$input.body:$input.params("constructor")$stageVariables.constructor');
    assert.equal((await vtl(['render', template])).out, '{}:\n');
  });

  test('says what is overridden, apart from the output', async () => {
    const template = file(
      'o.vm',
      '#set($context.responseOverride.status = 301)#set($context.requestOverride.header.h = ["a", "b"])x',
    );
    const { out, err } = await vtl(['render', template]);
    assert.equal(out, 'x\n');
    assert.equal(
      err,
      '$context.requestOverride.header.h = ["a","b"]\n$context.responseOverride.status = 301\n',
    );
    const response = await vtl(['render', template, '--response']);
    assert.match(response.err, /header\.h = \["a","b"\] \(without effect in a response template\)/);
    assert.deepEqual(JSON.parse((await vtl(['render', template, '--response', '--json'])).out), {
      output: 'x',
      responseOverride: { status: 301 },
    });
  });

  test('traces every line', async () => {
    const template = file('t.vm', '#foreach($i in [1, 2])\n#set($x = $i * 2)\n$x\n#end\n');
    const { out, err } = await vtl(['render', template, '--trace']);
    assert.equal(out, '2\n4\n');
    assert.equal(
      err,
      [
        '1 | #foreach($i in [1, 2])',
        '  |   1 of 2: $i = 1',
        '2 | #set($x = $i * 2)',
        '  |   $x = 2',
        '3 | $x',
        '  > 2↵',
        '1 | #foreach($i in [1, 2])',
        '  |   2 of 2: $i = 2',
        '2 | #set($x = $i * 2)',
        '  |   $x = 4',
        '3 | $x',
        '  > 4↵',
        '',
      ].join('\n'),
    );
    const json = JSON.parse((await vtl(['render', template, '--trace', '--json'])).out);
    assert.equal(json.output, '2\n4\n');
    assert.equal(json.trace.length, 6);
    assert.deepEqual(json.trace[1], {
      line: 2,
      source: '#set($x = $i * 2)',
      output: '',
      steps: [{ kind: 'set', target: '$x', value: '2' }],
    });
  });

  test('names the place of an error, and traces how far it came', async () => {
    const template = file('bad.vm', 'a\n\t$input.body.substring(9)');
    const { code, out, err } = await vtl(['render', template, '--trace']);
    assert.deepEqual([code, out], [1, '']);
    const message = `${template}:2:2: Index 9 is out of bounds for length 2`;
    assert.equal(
      err,
      `1 | a\n  > a↵\n2 | \t$input.body.substring(9)\n  > \t\n${message}\n  \t$input.body.substring(9)\n  \t^\n`,
    );
    const json = await vtl(['render', file('bad2.vm', '#if(true)'), '--json']);
    assert.equal(json.code, 1);
    assert.deepEqual(JSON.parse(json.out), {
      error: { message: '#end is missing', file: join(folder, 'bad2.vm'), line: 1, column: 10 },
    });
  });

  for (const [name, args, message] of [
    ['a template that is not there', ['render', 'none.vm'], /none\.vm: can't be read: no such file/],
    [
      'a context that is not JSON',
      ['render', '-', '--context', 'bad.json'],
      /bad\.json: is not JSON: .*line 1/,
    ],
    [
      'a context that is a list',
      ['render', '-', '--context', 'list.json'],
      /list\.json: holds no JSON object/,
    ],
    [
      'parameters of no kind',
      ['render', '-', '--params', 'kind.json'],
      /path, querystring and header, not "query"/,
    ],
    [
      'overrides in a context',
      ['render', '-', '--context', 'over.json'],
      /responseOverride is for templates to set/,
    ],
  ] as const) {
    test(`fails for ${name}`, async () => {
      file('bad.json', '{"a" 1}');
      file('list.json', '[1]');
      file('kind.json', '{"query":{}}');
      file('over.json', '{"responseOverride":{"status":1}}');
      const paths = args.map((arg) =>
        arg.endsWith('.json') || arg.endsWith('.vm') ? join(folder, arg) : arg,
      );
      const { code, err } = await vtl(paths);
      assert.equal(code, 1);
      assert.match(err, message);
    });
  }

  for (const args of [
    [],
    ['redner'],
    ['render'],
    ['render', 'a', 'b'],
    ['render', '-', '--input', '-'],
    ['test'],
  ]) {
    test(`is wrongly called as: vtl ${args.join(' ')}`, async () => {
      await assert.rejects(vtl(args), UsageError);
    });
  }
});

describe('alicorn vtl test', () => {
  test('passes the example', async () => {
    const { code, out } = await vtl(['test', EXAMPLE]);
    assert.equal(code, 0, out);
    assert.match(out, /^6 passed, 0 failed$/m);
  });

  test('shows the first difference, and writes what is expected when it is told to', async () => {
    const copy = join(folder, 'copy');
    cpSync(EXAMPLE, copy, { recursive: true });
    const template = join(copy, 'list.response.vm');
    writeFileSync(template, readFileSync(template, 'utf8').replace('$foreach.count', '$foreach.index'));
    const failed = await vtl(['test', copy]);
    assert.equal(failed.code, 1);
    assert.match(
      failed.out,
      / {2}line 4, - expected, \+ printed\n {8}\{\n.*"id": "aws",\n {4}- {5}"position": 1,\n {4}\+ {5}"position": 0,\n/,
    );
    assert.match(failed.out, /^5 passed, 1 failed$/m);
    const json = JSON.parse((await vtl(['test', template, '--json'])).out);
    assert.deepEqual([json.passed, json.failed, json.cases[0].case], [1, 1, '']);
    assert.equal(json.cases[0].difference.line, 4);
    const updated = await vtl(['test', copy, '--update']);
    assert.equal(updated.code, 0);
    assert.match(updated.out, /^5 passed, 0 failed, 1 updated$/m);
    assert.equal((await vtl(['test', copy])).code, 0);
  });

  test('compares texts to the letter, JSON by its meaning, and overrides', async () => {
    const own = mkdtempSync(join(folder, 'own-'));
    const write = (name: string, content: string) => writeFileSync(join(own, name), content);
    write('a.vm', '#set($context.responseOverride.status = 201){"x":1, "y": [2]}');
    write('a.meaning.expected.json', '{\n  "y": [2],\n  "x": 1\n}\n');
    write('a.letter.expected.txt', '{"x":1, "y": [2]}\n');
    write('a.blank.expected.txt', '{"x":1, "y": [2]} \n');
    write('a.status.expected.json', '{"x":1,"y":[2]}');
    write('a.status.overrides.json', '{"responseOverride":{"status":200}}');
    const { code, out } = await vtl(['test', own]);
    assert.equal(code, 1);
    assert.match(out, /^FAIL {2}\S*a\.vm blank: /m);
    assert.match(out, /they differ in how the line ends/);
    assert.match(out, /^FAIL {2}\S*a\.vm status: not what \S*a\.status\.overrides\.json says$/m);
    assert.match(out, /^ {4}- {5}"status": 200\n {4}\+ {5}"status": 201$/m);
    assert.match(out, /^2 passed, 2 failed$/m);
  });

  test('a template that fails is a failed case, with its place', async () => {
    const own = mkdtempSync(join(folder, 'own-'));
    writeFileSync(join(own, 'a.vm'), 'x\n#if(');
    writeFileSync(join(own, 'a.expected.txt'), 'x');
    const { code, out } = await vtl(['test', own]);
    assert.equal(code, 1);
    assert.match(out, /a\.vm:2:5: .* is not expected\n {2}#if\(\n {6}\^\n/);
    assert.equal((await vtl(['test', own, '--update'])).code, 1);
    assert.equal(readFileSync(join(own, 'a.expected.txt'), 'utf8'), 'x');
  });

  test('writes the first expectations of a case', async () => {
    const own = mkdtempSync(join(folder, 'own-'));
    writeFileSync(join(own, 'a.vtl'), '$input.body');
    writeFileSync(join(own, 'a.json.input.json'), '{"a":1}');
    writeFileSync(join(own, 'a.text.input.txt'), 'text');
    assert.match((await vtl(['test', own])).out, /the case "json" expects nothing: run with --update/);
    assert.equal((await vtl(['test', own, '--update'])).code, 0);
    assert.equal(readFileSync(join(own, 'a.json.expected.json'), 'utf8'), '{\n  "a": 1\n}\n');
    assert.equal(readFileSync(join(own, 'a.text.expected.txt'), 'utf8'), 'text\n');
    assert.equal(existsSync(join(own, 'a.text.overrides.json')), false);
  });

  test('nothing passes in silence', async () => {
    const own = mkdtempSync(join(folder, 'own-'));
    assert.match((await vtl(['test', own])).err, /there are no templates/);
    assert.match((await vtl(['test', join(own, 'none')])).err, /can't be read as a folder: ENOENT/);
    writeFileSync(join(own, 'a.vm'), '');
    assert.match((await vtl(['test', own])).err, /has no case: write a\.input\.json/);
    writeFileSync(join(own, 'b.expected.json'), '{}');
    const { code, err } = await vtl(['test', own]);
    assert.equal(code, 1);
    assert.match(err, /b\.expected\.json: there is no template/);
  });
});
