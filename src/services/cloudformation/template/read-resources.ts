import { requireAlphanumeric, requireAtMost } from './section-limits.ts';
import { formatError, validationError } from './validation-error.ts';
import { isList, isObject, isScalar, member, type TemplateObject, type TemplateValue } from './value.ts';

export type DeletionPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html */
export interface ResourceDeclaration {
  readonly logicalId: string;
  /** `AWS::IAM::Role` */
  readonly type: string;
  readonly properties: TemplateObject;
  readonly dependsOn: readonly string[];
  readonly condition?: string;
  readonly metadata?: TemplateObject;
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: 'Delete' | 'Retain';
}

const MEMBERS = new Set([
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'Metadata',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'UpdatePolicy',
  'CreationPolicy',
]);

export function readResources(section: TemplateObject): Map<string, ResourceDeclaration> {
  if (Object.keys(section).length === 0) throw formatError('At least one Resources member must be defined.');
  requireAtMost('resources', section, 500);
  return new Map(Object.entries(section).map(([id, value]) => [id, readResource(id, value)]));
}

function readResource(logicalId: string, value: TemplateValue): ResourceDeclaration {
  requireAlphanumeric('Resource', logicalId);
  if (!isObject(value)) throw formatError('Any Resources member must be an object.');
  const type = member(value, 'Type');
  if (typeof type !== 'string')
    throw formatError(`[/Resources/${logicalId}] Every Resources object must contain a Type member.`);
  const unknown = Object.keys(value).find((key) => !MEMBERS.has(key));
  if (unknown !== undefined) throw validationError(`Invalid template resource property '${unknown}'`);
  for (const policy of ['UpdatePolicy', 'CreationPolicy'])
    if (Object.hasOwn(value, policy))
      throw formatError(`[/Resources/${logicalId}/${policy}] ${policy} is not supported for type ${type}.`);
  const condition = member(value, 'Condition');
  if (condition !== undefined && typeof condition !== 'string')
    throw formatError(`[/Resources/${logicalId}/Condition] Every Condition member must be a string.`);
  const metadata = object(value, logicalId, 'Metadata');
  return {
    logicalId,
    type,
    properties: object(value, logicalId, 'Properties') ?? {},
    dependsOn: readDependsOn(member(value, 'DependsOn')),
    ...(condition !== undefined && { condition }),
    ...(metadata !== undefined && { metadata }),
    deletionPolicy: readPolicy(value, logicalId, 'DeletionPolicy', [
      'Delete',
      'Retain',
      'RetainExceptOnCreate',
    ]),
    updateReplacePolicy: readPolicy(value, logicalId, 'UpdateReplacePolicy', ['Delete', 'Retain']),
  };
}

function object(resource: TemplateObject, logicalId: string, key: string): TemplateObject | undefined {
  const value = member(resource, key);
  if (value !== undefined && !isObject(value))
    throw formatError(`[/Resources/${logicalId}/${key}] ${key} must be an object.`);
  return value;
}

function readDependsOn(value: TemplateValue | undefined): string[] {
  if (value === undefined) return [];
  const list = isList(value) ? value : [value];
  if (!list.every(isScalar)) throw formatError('DependsOn must be a string or list of strings.');
  return [...new Set(list.map(String))];
}

function readPolicy<Policy extends string>(
  resource: TemplateObject,
  logicalId: string,
  key: string,
  policies: readonly [Policy, ...Policy[]],
): Policy {
  const value = member(resource, key);
  if (value === undefined) return policies[0];
  const policy = policies.find((one) => one === value);
  if (policy === undefined)
    throw formatError(
      `Unrecognized ${key} ${typeof value === 'string' ? value : JSON.stringify(value)} for resource ${logicalId}`,
    );
  return policy;
}
