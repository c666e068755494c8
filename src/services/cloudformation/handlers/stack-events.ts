import type { ResourceStatus, StackEvent } from '@aws-sdk/client-cloudformation';
import { type CloudFormation, type CloudFormationHandlers, scopeOf } from '../stacks/cloudformation.ts';
import type { EventRecord } from '../stacks/records.ts';
import { validationError } from '../template/validation-error.ts';
import { nextToken, positionOf } from './page.ts';

const PAGE_SIZE = 100;

/** Newest first. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html */
export function stackEvents({ store }: CloudFormation): Pick<CloudFormationHandlers, 'DescribeStackEvents'> {
  return {
    DescribeStackEvents: async ({ StackName: stackName = '', NextToken }, context) => {
      const scope = scopeOf(context);
      const stack = await store.find(scope, stackName);
      if (stack === undefined) throw validationError(`Stack [${stackName}] does not exist`);
      const prefix = `${stack.value.uuid}/`;
      const after = positionOf(NextToken);
      const events = await store.events.list(scope, {
        prefix,
        limit: PAGE_SIZE + 1,
        ...(after !== undefined && { after: `${prefix}${after}` }),
      });
      const page = events.slice(0, PAGE_SIZE);
      const last = page.at(-1)?.id.slice(prefix.length);
      return {
        StackEvents: page.map((one) => describe(one.value)),
        ...(events.length > PAGE_SIZE && last !== undefined && { NextToken: nextToken(last) }),
      };
    },
  };
}

function describe(event: EventRecord): StackEvent {
  return {
    StackId: event.stackId,
    EventId: event.eventId,
    StackName: event.stackName,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: new Date(event.timestamp),
    // Stacks have statuses that resources don't have, and DescribeStackEvents gives them all the same.
    ResourceStatus: event.status as ResourceStatus,
    ...(event.statusReason !== undefined && { ResourceStatusReason: event.statusReason }),
    ...(event.properties !== undefined && { ResourceProperties: event.properties }),
    ...(event.clientRequestToken !== undefined && { ClientRequestToken: event.clientRequestToken }),
  };
}
