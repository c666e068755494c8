/**
 * Puts the functions and the page into the CloudFormation template: node examples/tiers/build.mjs
 *
 * In template.source.yaml `!File functions/aws.js functions/admin.js` stands for the text of these files, and `!Hash` for
 * a digest of everything, so that a changed API gets a new deployment.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const file = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');

export function buildTemplate() {
  // The page is the template of a response, where these two begin something else.
  if (/[$#]/.test(file('page.html'))) throw new Error('page.html has a $ or a # in it');
  const whole = file('template.source.yaml').replaceAll(
    /^( *)(.*): !File (.+)$/gm,
    (_, indent, key, names) =>
      `${indent}${key}: |\n${names
        .split(' ')
        .map((name) => file(name))
        .join('\n')
        .replaceAll(/^(?=.)/gm, `${indent}  `)
        .trimEnd()}`,
  );
  const digest = createHash('sha256').update(whole).digest('hex').slice(0, 10);
  return `# Made by build.mjs of template.source.yaml, functions/ and page.html.\n${whole.replaceAll('!Hash', digest)}`;
}

if (process.argv[1] === import.meta.filename)
  writeFileSync(new URL('template.yaml', import.meta.url), buildTemplate());
