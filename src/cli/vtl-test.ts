import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { type CommandIo, UsageError } from './command.ts';
import { findCases, type GoldenCase } from './vtl-cases.ts';
import { differenceText } from './vtl-difference.ts';
import { readText } from './vtl-files.ts';
import { type GoldenOutcome, runCase } from './vtl-golden.ts';
import { VtlProblem } from './vtl-problem.ts';
import { excerpt } from './vtl-template.ts';

/** `alicorn vtl test` */
export async function runTest(args: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { update: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  });
  if (positionals.length === 0)
    throw new UsageError('a PATH is missing: a folder of templates, or a template');
  let cases: GoldenCase[];
  try {
    cases = positionals.flatMap(findCases);
  } catch (error) {
    if (!(error instanceof VtlProblem)) throw error;
    io.stderr.write(`alicorn vtl test: ${error.message}\n`);
    return 1;
  }
  const ran = cases.map((golden) => ({ golden, outcome: runCase(golden, values.update) }));
  const count = (result: GoldenOutcome['result']) =>
    ran.filter(({ outcome }) => outcome.result === result).length;
  const counts = { passed: count('passed'), failed: count('failed'), updated: count('updated') };
  if (values.json) {
    const report = { ...counts, cases: ran.map(({ golden, outcome }) => jsonOf(golden, outcome)) };
    io.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } else {
    for (const { golden, outcome } of ran) io.stdout.write(textOf(golden, outcome));
    const updated = counts.updated > 0 ? `, ${counts.updated} updated` : '';
    io.stdout.write(`${counts.passed} passed, ${counts.failed} failed${updated}\n`);
  }
  return counts.failed > 0 ? 1 : 0;
}

function textOf(golden: GoldenCase, outcome: GoldenOutcome): string {
  const name = nameOf(golden);
  if (outcome.result === 'passed') return `ok    ${name}\n`;
  if (outcome.result === 'updated') return `wrote ${name}: ${outcome.files.map(asTyped).join(', ')}\n`;
  if ('difference' in outcome) {
    return `FAIL  ${name}: not what ${asTyped(outcome.file)} says\n${differenceText(outcome.difference)}`;
  }
  const { problem } = outcome;
  const place = problem.file === golden.template ? excerpt(templateOf(golden), problem) : '';
  return `FAIL  ${name}\n  ${problem.message}\n${place}`;
}

function jsonOf(golden: GoldenCase, outcome: GoldenOutcome) {
  const { template, name } = golden;
  if (!('problem' in outcome)) return { template, case: name, ...outcome };
  const { file, reason, line, column } = outcome.problem;
  return { template, case: name, result: outcome.result, error: { message: reason, file, line, column } };
}

function nameOf({ template, name }: GoldenCase): string {
  return name === '' ? asTyped(template) : `${asTyped(template)} ${name}`;
}

function asTyped(path: string): string {
  return relative('', path) || path;
}

function templateOf({ template }: GoldenCase) {
  return { file: template, text: readText(template) };
}
