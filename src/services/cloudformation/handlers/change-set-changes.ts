import type { Change, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import { resourceTypes } from '../resource-types/all-types.ts';
import type { ResourceDifference } from '../stacks/difference.ts';
import type { ResourceRecord } from '../stacks/records.ts';

/**
 * What DescribeChangeSet tells of the differences.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html
 */
export function changesOf(
  differences: readonly ResourceDifference[],
  resources: readonly ResourceRecord[],
): Change[] {
  const physicalIds = new Map(resources.map((one) => [one.logicalId, one.physicalId]));
  return differences.map((difference) => {
    const { logicalId, type } = difference.resource;
    const physicalId = difference.action === 'Add' ? undefined : physicalIds.get(logicalId);
    return {
      Type: 'Resource',
      ResourceChange: {
        Action: difference.action,
        LogicalResourceId: logicalId,
        ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
        ResourceType: type,
        ...(difference.action === 'Modify' && { Replacement: difference.replacement }),
        Scope: difference.action === 'Modify' ? [...difference.scope] : [],
        Details: difference.action === 'Modify' ? detailsOf(difference) : [],
        ...policyAction(difference),
      },
    };
  });
}

function policyAction(difference: ResourceDifference) {
  const retained = difference.resource.deletionPolicy !== 'Delete';
  return difference.action === 'Remove' && retained ? { PolicyAction: 'Retain' as const } : {};
}

function detailsOf(difference: ResourceDifference & { action: 'Modify' }): ResourceChangeDetail[] {
  const declarations = resourceTypes.get(difference.resource.type)?.properties ?? {};
  const properties = difference.properties.map((name): ResourceChangeDetail => {
    const declaration = Object.hasOwn(declarations, name) ? declarations[name] : undefined;
    return {
      Target: {
        Attribute: 'Properties',
        Name: name,
        RequiresRecreation: declaration?.replacement === true ? 'Always' : 'Never',
      },
      Evaluation: 'Static',
      ChangeSource: 'DirectModification',
    };
  });
  const others = difference.scope
    .filter((scope) => scope !== 'Properties')
    .map(
      (scope): ResourceChangeDetail => ({
        Target: { Attribute: scope, RequiresRecreation: 'Never' },
        Evaluation: 'Static',
        ChangeSource: 'DirectModification',
      }),
    );
  return [...properties, ...others];
}
