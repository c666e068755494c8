/**
 * Puts the pieces of the CloudFormation template together: node examples/widgets/build.mjs
 *
 * `KEY: !Include FILE` stands for what a file says, `KEY: !Include [FILE, FILE]` for the text of files one after the
 * other. A specification is bundled first, as `alicorn import --bundle` does. `!Hash` is a digest of everything, so that
 * a changed API gets a new deployment.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const here = import.meta.dirname;
const run = join(here, '../../scripts/run.mjs');

function contentOf(file) {
  if (!file.startsWith(join(here, 'api'))) return include(readFileSync(file, 'utf8'), dirname(file));
  return execFileSync(process.execPath, [run, 'src/cli/main.ts', 'import', '--bundle', file], {
    encoding: 'utf8',
  });
}

function include(text, folder) {
  return text.replaceAll(/^( *)(.*): !Include (.*)$/gm, (_, indent, key, what) => {
    const inner = (value) => value.trimEnd().replaceAll(/^(?=.)/gm, `${indent}  `);
    if (!what.startsWith('[')) return `${indent}${key}:\n${inner(contentOf(join(folder, what)))}`;
    const texts = what
      .slice(1, -1)
      .split(', ')
      .map((file) => readFileSync(join(folder, file), 'utf8'));
    return `${indent}${key}: |\n${inner(texts.join('\n'))}`;
  });
}

export function buildTemplate() {
  const whole = contentOf(join(here, 'cloudformation/templateSkeleton.yaml'));
  const digest = createHash('sha256').update(whole).digest('hex').slice(0, 10);
  return `# Made by build.mjs of cloudformation/, api/ and functions/.\n${whole.replaceAll('!Hash', digest)}`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(join(here, 'template.yaml'), buildTemplate());
