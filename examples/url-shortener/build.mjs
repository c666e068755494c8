/**
 * Puts the mapping templates into the CloudFormation template: node examples/url-shortener/build.mjs
 *
 * CloudFormation takes one file, mapping templates are tested as files of their own. In template.source.yaml
 * `!File mapping/link.vm` stands for that file's text, and `!Hash` for a digest of everything, so that a changed API
 * gets a new deployment.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const file = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');

export function buildTemplate() {
  const whole = file('template.source.yaml').replaceAll(
    /^( *)(.*): !File (\S+)$/gm,
    (_, indent, key, name) =>
      `${indent}${key}: |\n${file(name)
        .replaceAll(/^(?=.)/gm, `${indent}  `)
        .trimEnd()}`,
  );
  const digest = createHash('sha256').update(whole).digest('hex').slice(0, 10);
  return `# Made by build.mjs of template.source.yaml and mapping/.\n${whole.replaceAll('!Hash', digest)}`;
}

if (process.argv[1] === import.meta.filename)
  writeFileSync(new URL('template.yaml', import.meta.url), buildTemplate());
