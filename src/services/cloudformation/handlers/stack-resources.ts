import type { CallContext } from '../../../protocols/service.ts';
import { type CloudFormation, type CloudFormationHandlers, scopeOf } from '../stacks/cloudformation.ts';
import type { ResourceRecord, StackRecord } from '../stacks/records.ts';
import { validationError } from '../template/validation-error.ts';
import { pageOf } from './page.ts';

const PAGE_SIZE = 100;

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResource.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
 */
export function stackResources({
  store,
}: CloudFormation): Pick<
  CloudFormationHandlers,
  'DescribeStackResource' | 'DescribeStackResources' | 'ListStackResources'
> {
  const resourcesOf = async (stackName: string | undefined, context: CallContext) => {
    const stack = await store.get(scopeOf(context), stackName);
    return { stack, resources: await store.resourcesOf(scopeOf(context), stack.uuid) };
  };
  return {
    DescribeStackResource: async ({ StackName, LogicalResourceId: id }, context) => {
      const { stack, resources } = await resourcesOf(StackName, context);
      const resource = resources.find((one) => one.logicalId === id);
      if (resource === undefined)
        throw validationError(`Resource ${id} does not exist for stack ${stack.stackName}`);
      return {
        StackResourceDetail: {
          ...ids(stack),
          ...common(resource),
          LastUpdatedTimestamp: new Date(resource.updatedAt),
          Metadata: JSON.stringify(resource.metadata ?? {}),
        },
      };
    },

    DescribeStackResources: async (
      { StackName, LogicalResourceId: logicalId, PhysicalResourceId: physicalId },
      context,
    ) => {
      if (StackName !== undefined && physicalId !== undefined)
        throw validationError('Both StackName and PhysicalResourceId cannot be specified.');
      if (StackName === undefined && physicalId === undefined)
        throw validationError('Either StackName or PhysicalResourceId must be specified.');
      const stackName = StackName ?? (await stackWith(physicalId ?? '', context));
      const { stack, resources } = await resourcesOf(stackName, context);
      const chosen = resources.filter((one) => logicalId === undefined || one.logicalId === logicalId);
      if (logicalId !== undefined && chosen.length === 0)
        throw validationError(`Stack with id ${stackName} does not exist`);
      return {
        StackResources: chosen.map((resource) => ({
          ...ids(stack),
          ...common(resource),
          Timestamp: new Date(resource.updatedAt),
        })),
      };
    },

    ListStackResources: async ({ StackName, NextToken }, context) => {
      const { resources } = await resourcesOf(StackName, context);
      const { items, ...next } = pageOf(resources, NextToken, PAGE_SIZE);
      return {
        StackResourceSummaries: items.map((resource) => ({
          ...common(resource),
          LastUpdatedTimestamp: new Date(resource.updatedAt),
        })),
        ...next,
      };
    },
  };

  /** The id of the stack that a physical resource is in. */
  async function stackWith(physicalId: string, context: CallContext): Promise<string> {
    const stack = await store.stackWith(scopeOf(context), physicalId);
    if (stack === undefined) throw validationError(`Stack for ${physicalId} does not exist`);
    return stack.stackId;
  }
}

function ids({ stackId, stackName }: StackRecord) {
  return { StackId: stackId, StackName: stackName };
}

function common(resource: ResourceRecord) {
  return {
    LogicalResourceId: resource.logicalId,
    ...(resource.physicalId !== undefined && { PhysicalResourceId: resource.physicalId }),
    ResourceType: resource.type,
    ResourceStatus: resource.status,
    ...(resource.statusReason !== undefined && { ResourceStatusReason: resource.statusReason }),
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' as const },
  };
}
