import { resourceTypes } from '../resource-types/all-types.ts';
import type { BoundResource, BoundTemplate } from '../template/bind.ts';
import { call } from '../template/functions/scope.ts';
import { validationError } from '../template/validation-error.ts';
import { sameValue } from '../template/value.ts';
import type { StackSettings } from './records.ts';
import { changedProperties, needReplacement } from './update-resource.ts';

/** What becomes of one resource when a stack is changed. */
export type ResourceDifference =
  | { readonly action: 'Add'; readonly resource: BoundResource }
  | { readonly action: 'Remove'; readonly resource: BoundResource }
  | {
      readonly action: 'Modify';
      readonly resource: BoundResource;
      readonly properties: readonly string[];
      /** Whether a new physical resource is made; `Conditional` when it depends on what others become. */
      readonly replacement: 'True' | 'False' | 'Conditional';
      readonly scope: readonly (
        | 'Properties'
        | 'Metadata'
        | 'Tags'
        | 'DeletionPolicy'
        | 'UpdateReplacePolicy'
      )[];
    };

/**
 * What changes between what a stack is and what it shall be, resource by resource, as far as it can be said before.
 * Throws ValidationError when a logical id changes its type.
 */
export function differences(
  before: BoundTemplate,
  after: BoundTemplate,
  tagsChanged: boolean,
): ResourceDifference[] {
  requireSameTypes(before, after);
  const old = new Map(before.resources.map((one) => [one.logicalId, one]));
  const kept = new Set(after.resources.map((one) => one.logicalId));
  const replaced = new Set<string>();
  const found: ResourceDifference[] = [];
  for (const resource of after.resources) {
    const previous = old.get(resource.logicalId);
    if (previous === undefined) found.push({ action: 'Add', resource });
    else {
      const difference = modification(previous, resource, tagsChanged, replaced);
      if (difference === undefined) continue;
      if (difference.replacement !== 'False') replaced.add(resource.logicalId);
      found.push(difference);
    }
  }
  for (const resource of before.resources)
    if (!kept.has(resource.logicalId)) found.push({ action: 'Remove', resource });
  return found;
}

type Modification = ResourceDifference & { action: 'Modify' };

function modification(
  before: BoundResource,
  after: BoundResource,
  tagsChanged: boolean,
  replaced: ReadonlySet<string>,
): Modification | undefined {
  const type = resourceTypes.get(after.type);
  if (type === undefined) return undefined;
  const properties = changedProperties(before.properties, after.properties);
  // Properties that refer to resources which are made anew change too.
  const dynamic = Object.entries(after.properties)
    .filter(([name, value]) => !properties.includes(name) && refersTo(value, replaced))
    .map(([name]) => name);
  const scope: Modification['scope'][number][] = [];
  if (properties.length + dynamic.length > 0) scope.push('Properties');
  if (!sameValue(before.metadata, after.metadata)) scope.push('Metadata');
  if (tagsChanged && type.tags !== undefined) scope.push('Tags');
  if (before.deletionPolicy !== after.deletionPolicy) scope.push('DeletionPolicy');
  if (before.updateReplacePolicy !== after.updateReplacePolicy) scope.push('UpdateReplacePolicy');
  if (scope.length === 0) return undefined;
  const replacement = needReplacement(type.properties, properties)
    ? 'True'
    : needReplacement(type.properties, dynamic)
      ? 'Conditional'
      : 'False';
  return { action: 'Modify', resource: after, properties: [...properties, ...dynamic], replacement, scope };
}

function refersTo(value: unknown, ids: ReadonlySet<string>): boolean {
  if (ids.size === 0) return false;
  const text = JSON.stringify(value);
  return [...ids].some(
    (id) => text.includes(JSON.stringify(call('Ref', id))) || text.includes(`{"Fn::GetAtt":["${id}",`),
  );
}

function requireSameTypes(before: BoundTemplate, after: BoundTemplate): void {
  const types = new Map(before.resources.map((one) => [one.logicalId, one.type]));
  const changed = after.resources.filter(({ logicalId, type }) => (types.get(logicalId) ?? type) !== type);
  if (changed.length > 0)
    throw validationError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.map((one) => one.logicalId).join(', ')}]`,
    );
}

/** Whether an update would change nothing at all. */
export function isNoUpdate(
  before: { settings: StackSettings; bound: BoundTemplate },
  after: { settings: StackSettings; bound: BoundTemplate },
): boolean {
  const tagsChanged = !sameTags(before.settings, after.settings);
  if (tagsChanged || before.settings.roleArn !== after.settings.roleArn) return false;
  if (before.settings.notificationArns.join() !== after.settings.notificationArns.join()) return false;
  if (JSON.stringify(before.bound.outputs) !== JSON.stringify(after.bound.outputs)) return false;
  return differences(before.bound, after.bound, tagsChanged).length === 0;
}

export function sameTags(a: StackSettings, b: StackSettings): boolean {
  const text = ({ tags }: StackSettings) =>
    JSON.stringify(
      tags.map(({ Key, Value }) => [Key, Value]).sort((x, y) => (String(x[0]) < String(y[0]) ? -1 : 1)),
    );
  return text(a) === text(b);
}
