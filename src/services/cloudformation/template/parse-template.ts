import { parseJson } from './parse-json.ts';
import { MAXIMUM_BODY_BYTES } from './parse-limits.ts';
import { parseYaml } from './parse-yaml.ts';
import { readTemplate, type Template } from './template.ts';
import { formatError, validationError } from './validation-error.ts';
import { isObject } from './value.ts';

/**
 * Reads a template's text, JSON when it begins with a brace and YAML otherwise, and checks its form. What it refers to
 * is checked by `checkReferences`. Throws ValidationError with CloudFormation's texts.
 */
export async function parseTemplate(body: string): Promise<Template> {
  if (Buffer.byteLength(body) > MAXIMUM_BODY_BYTES) {
    throw validationError(
      `1 validation error detected: Value '${body}' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${MAXIMUM_BODY_BYTES}`,
    );
  }
  const value = body.trimStart().startsWith('{') ? parseJson(body) : await parseYaml(body);
  if (!isObject(value)) throw formatError('unsupported structure.');
  return readTemplate(value);
}
