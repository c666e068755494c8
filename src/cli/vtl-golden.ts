import { writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { OfflineResult } from '../gateway/mapping/offline-rendering.ts';
import type { GoldenCase } from './vtl-cases.ts';
import { type Difference, firstDifference } from './vtl-difference.ts';
import { NO_PARAMETERS, readContext, readParameters, readStageVariables, readText } from './vtl-files.ts';
import { VtlProblem } from './vtl-problem.ts';
import { overridesOf } from './vtl-result.ts';
import { renderFile } from './vtl-template.ts';

/** What became of a case. */
export type GoldenOutcome =
  | { readonly result: 'passed' }
  /** Expected files were written. */
  | { readonly result: 'updated'; readonly files: readonly string[] }
  | { readonly result: 'failed'; readonly problem: VtlProblem }
  /** @param file the one that says what was expected */
  | { readonly result: 'failed'; readonly file: string; readonly difference: Difference };

const PASSED: GoldenOutcome = { result: 'passed' };

/** Renders a case and compares what came out; with `update` it writes what is expected from now on. */
export function runCase(golden: GoldenCase, update: boolean): GoldenOutcome {
  try {
    const result = renderCase(golden);
    return update ? updateCase(golden, result) : compareCase(golden, result);
  } catch (error) {
    if (error instanceof VtlProblem) return { result: 'failed', problem: error };
    throw error;
  }
}

function renderCase({ template, files }: GoldenCase): OfflineResult {
  const { context, params, 'stage-variables': variables, input } = files;
  const request = {
    context: context === undefined ? new Map() : readContext(context),
    stageVariables: variables === undefined ? {} : readStageVariables(variables),
    ...(params === undefined ? NO_PARAMETERS : readParameters(params)),
  };
  const payload = input === undefined ? '' : readText(input);
  return renderFile({ file: template, text: readText(template) }, payload, request);
}

function compareCase(golden: GoldenCase, result: OfflineResult): GoldenOutcome {
  const { expected, overrides } = golden.files;
  if (expected === undefined) {
    throw new VtlProblem(
      golden.template,
      `the case ${label(golden)} expects nothing: run with --update`,
      undefined,
    );
  }
  const difference = compare(expected, result.output);
  if (difference) return { result: 'failed', file: expected, difference };
  const set = overridesOf(result);
  if (overrides !== undefined) {
    const different = firstDifference(pretty(parse(readText(overrides), overrides)), pretty(set));
    if (different) return { result: 'failed', file: overrides, difference: different };
  }
  return PASSED;
}

/** JSON is compared as JSON, all else as it stands but for a line end at the end. */
function compare(file: string, output: string): Difference | undefined {
  const expected = readText(file);
  if (!file.endsWith('.json')) return firstDifference(withLineEnd(expected), withLineEnd(output));
  const wanted = parse(expected, file);
  const got = parseOutput(output);
  if (got !== undefined && isDeepStrictEqual(wanted, got.value)) return undefined;
  return firstDifference(pretty(wanted), got === undefined ? output : pretty(got.value));
}

function updateCase(golden: GoldenCase, result: OfflineResult): GoldenOutcome {
  const base = golden.template.replace(/\.[^.]+$/, golden.name === '' ? '' : `.${golden.name}`);
  const files: string[] = [];
  const write = (file: string, text: string) => {
    writeFileSync(file, text);
    files.push(file);
  };
  const { expected, overrides } = golden.files;
  const parsed = parseOutput(result.output);
  const file = expected ?? `${base}.expected.${parsed ? 'json' : 'txt'}`;
  if (expected === undefined || compareQuietly(expected, result.output)) {
    if (file.endsWith('.json') && !parsed) {
      throw new VtlProblem(file, 'the output is not JSON: remove this file to expect a text', undefined);
    }
    write(
      file,
      parsed && file.endsWith('.json')
        ? `${JSON.stringify(parsed.value, null, 2)}\n`
        : withLineEnd(result.output),
    );
  }
  const set = overridesOf(result);
  const isSet = Object.keys(set).length > 0;
  if (overrides !== undefined ? pretty(set) !== pretty(parseOutput(readText(overrides))?.value) : isSet) {
    write(overrides ?? `${base}.overrides.json`, `${JSON.stringify(set, null, 2)}\n`);
  }
  return files.length > 0 ? { result: 'updated', files } : PASSED;
}

/** Whether an expected file has to be written anew; one that can't be understood has. */
function compareQuietly(file: string, output: string): boolean {
  try {
    return compare(file, output) !== undefined;
  } catch (error) {
    if (error instanceof VtlProblem) return true;
    throw error;
  }
}

function label({ name }: GoldenCase): string {
  return name === '' ? 'without a name' : JSON.stringify(name);
}

function parse(text: string, file: string): unknown {
  const parsed = parseOutput(text);
  if (parsed === undefined) throw new VtlProblem(file, 'is not JSON', undefined);
  return parsed.value;
}

function parseOutput(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** With the members of objects in the order of their names, so that only what differs in meaning differs. */
function pretty(value: unknown): string {
  const sorted = (_: string, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([left], [right]) => (left < right ? -1 : 1)));
  };
  return `${JSON.stringify(value, sorted, 2)}\n`;
}

function withLineEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
