import { type Dirent, globSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { VtlProblem } from './vtl-problem.ts';

/** A golden file test: a template, what it is given, and what it has to make of that. Paths as a person would type them. */
export interface GoldenCase {
  readonly template: string;
  /** Empty for the only case of a template. */
  readonly name: string;
  /** The files of the case, or those that all cases of the template share. */
  readonly files: Readonly<Partial<Record<GoldenFile, string>>>;
}

/** What a file of a case says. */
export type GoldenFile = (typeof KINDS)[number];

const KINDS = ['input', 'context', 'params', 'stage-variables', 'expected', 'overrides'] as const;

/** Files that make a case; the others may be shared by the cases of a template. */
const OWN: ReadonlySet<GoldenFile> = new Set(['input', 'expected', 'overrides']);

const MAXIMUM_FILES = 20_000;
const TEMPLATE = /\.(?:vm|vtl)$/;
const DATA = new RegExp(`^(?:(.+)\\.)?(${KINDS.join('|')})\\.(?:json|txt)$`);

/**
 * The cases in a folder and the folders in it, or those of one template. Throws VtlProblem for a file of a case whose
 * template is missing, and for a template without a case.
 */
export function findCases(path: string): GoldenCase[] {
  if (TEMPLATE.test(path)) return casesIn(dirname(path), [basename(path)], namesIn(dirname(path)));
  const folders = new Map<string, string[]>();
  for (const file of filesBelow(path)) {
    const names = folders.get(dirname(file));
    if (names) names.push(basename(file));
    else folders.set(dirname(file), [basename(file)]);
  }
  const cases: GoldenCase[] = [];
  for (const [folder, names] of folders) {
    const templates = names.filter((name) => TEMPLATE.test(name));
    rejectStray(folder, names, templates);
    cases.push(...casesIn(folder, templates, names));
  }
  if (cases.length === 0) throw new VtlProblem(path, 'there are no templates (*.vm) in it', undefined);
  return cases;
}

function filesBelow(path: string): string[] {
  // Read first, for an error that says why; a pattern would only match nothing.
  namesIn(path);
  const files = globSync('**/*.{vm,vtl,json,txt}', { cwd: path });
  if (files.length > MAXIMUM_FILES)
    throw new VtlProblem(path, `there are over ${MAXIMUM_FILES} files in it`, undefined);
  return files.sort().map((file) => join(path, file));
}

function namesIn(folder: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new VtlProblem(folder, `can't be read as a folder: ${reason}`, undefined);
  }
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

function casesIn(folder: string, templates: readonly string[], names: readonly string[]): GoldenCase[] {
  return templates.flatMap((template) => {
    const base = template.replace(TEMPLATE, '');
    const shared: Partial<Record<GoldenFile, string>> = {};
    const cases = new Map<string, Partial<Record<GoldenFile, string>>>();
    for (const name of names) {
      const file = dataFile(name, base);
      if (!file || owner(name, templates) !== template) continue;
      if (file.name === '' && !OWN.has(file.kind)) shared[file.kind] = join(folder, name);
      else cases.set(file.name, { ...cases.get(file.name), [file.kind]: join(folder, name) });
    }
    const path = join(folder, template);
    if (cases.size === 0) {
      throw new VtlProblem(path, `has no case: write ${base}.input.json, then run with --update`, undefined);
    }
    return [...cases]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, files]) => ({
        template: path,
        name,
        files: { ...shared, ...files },
      }));
  });
}

/** What a file is of a template's; undefined when it is not one of it. */
function dataFile(
  name: string,
  base: string,
): { readonly name: string; readonly kind: GoldenFile } | undefined {
  if (!name.startsWith(`${base}.`)) return undefined;
  const [, caseName = '', word] = DATA.exec(name.slice(base.length + 1)) ?? [];
  const kind = KINDS.find((one) => one === word);
  return kind === undefined ? undefined : { name: caseName, kind };
}

/** The template with the longest name that a file's begins with: `a.b.input.json` is of `a.b.vm` before `a.vm`. */
function owner(name: string, templates: readonly string[]): string | undefined {
  return templates
    .filter((template) => dataFile(name, template.replace(TEMPLATE, '')) !== undefined)
    .sort((left, right) => right.length - left.length)[0];
}

/** A file that says what is expected of nothing is a mistake, which must not pass in silence. */
function rejectStray(folder: string, names: readonly string[], templates: readonly string[]): void {
  for (const name of names) {
    const [, , kind] = DATA.exec(name) ?? [];
    if (kind !== 'expected' && kind !== 'overrides') continue;
    if (owner(name, templates) === undefined) {
      throw new VtlProblem(
        join(folder, name),
        'there is no template (*.vm) that its name begins with',
        undefined,
      );
    }
  }
}
