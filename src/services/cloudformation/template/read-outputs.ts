import { requireAlphanumeric, requireAtMost } from './section-limits.ts';
import { formatError } from './validation-error.ts';
import { isObject, isScalar, member, type TemplateObject, type TemplateValue } from './value.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html */
export interface OutputDeclaration {
  readonly key: string;
  readonly value: TemplateValue;
  readonly description?: string;
  readonly condition?: string;
  /** The name that other stacks import the value by. */
  readonly exportName?: TemplateValue;
}

export function readOutputs(section: TemplateObject): Map<string, OutputDeclaration> {
  requireAtMost('outputs', section, 200);
  return new Map(Object.entries(section).map(([key, value]) => [key, readOutput(key, value)]));
}

function readOutput(key: string, output: TemplateValue): OutputDeclaration {
  requireAlphanumeric('Output', key);
  if (!isObject(output)) throw formatError('Any Outputs member must be an object.');
  const value = member(output, 'Value');
  if (value === undefined) throw formatError('Every Outputs member must contain a Value object');
  const description = member(output, 'Description');
  const condition = member(output, 'Condition');
  if (condition !== undefined && typeof condition !== 'string')
    throw formatError(`[/Outputs/${key}/Condition] Every Condition member must be a string.`);
  const exportName = readExport(key, member(output, 'Export'));
  return {
    key,
    value,
    ...(isScalar(description) && { description: String(description) }),
    ...(condition !== undefined && { condition }),
    ...(exportName !== undefined && { exportName }),
  };
}

function readExport(key: string, declaration: TemplateValue | undefined): TemplateValue | undefined {
  if (declaration === undefined) return undefined;
  const name = isObject(declaration) ? member(declaration, 'Name') : undefined;
  if (name === undefined)
    throw formatError(`Output ${key} is malformed. The Name field of every Export member must be specified.`);
  return name;
}
