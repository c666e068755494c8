import type { CallContext, RequiredPermission } from '../../protocols/service.ts';
import type { Store } from '../../store/store.ts';
import { type BusAddress, busAddress, busArn, ruleAddress, ruleArn } from './addresses.ts';
import { eventBuses } from './records.ts';

interface PermissionInput {
  readonly Name?: string;
  readonly Rule?: string;
  readonly EventBusName?: string;
  readonly ResourceARN?: string;
  readonly RoleArn?: string;
  readonly Targets?: readonly { readonly RoleArn?: string }[];
  readonly Entries?: readonly {
    readonly EventBusName?: string;
    readonly Source?: string;
    readonly DetailType?: string;
  }[];
}

const OF_RULES: ReadonlySet<string> = new Set([
  'DeleteRule',
  'DescribeRule',
  'DisableRule',
  'EnableRule',
  'ListTargetsByRule',
  'PutRule',
  'PutTargets',
  'RemoveTargets',
]);
const OF_BUSES: ReadonlySet<string> = new Set([
  'CreateEventBus',
  'DeleteEventBus',
  'DescribeEventBus',
  'UpdateEventBus',
]);
/** On the bus that is named apart from what the call is about. */
const OF_NAMED_BUSES: ReadonlySet<string> = new Set(['PutPermission', 'RemovePermission']);

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */
export function requiredPermissions(store: Pick<Store, 'collection'>) {
  const buses = store.collection(eventBuses);
  const ofBus = async (action: string, address: BusAddress, conditions?: Record<string, string>) => {
    const policy = (await buses.get(address, address.busName))?.value.policy;
    return {
      action,
      resource: busArn(address),
      resourceAccount: address.account,
      ...(conditions && { conditions }),
      ...(policy !== undefined && { resourcePolicy: policy }),
    };
  };
  return async (
    operation: string,
    input: PermissionInput,
    context: CallContext,
  ): Promise<RequiredPermission[]> => {
    const action = `events:${operation}`;
    if (operation === 'PutEvents') {
      return Promise.all(
        (input.Entries ?? []).map((entry) =>
          ofBus(action, busAddress(entry.EventBusName, context), {
            ...(entry.Source !== undefined && { 'events:source': entry.Source }),
            ...(entry.DetailType !== undefined && { 'events:detail-type': entry.DetailType }),
          }),
        ),
      );
    }
    const resource = resourceOf(operation, input, context);
    const permission = { action, resource, resourceAccount: resource.split(':')[4] || context.account };
    const roles = [input.RoleArn, ...(input.Targets ?? []).map(({ RoleArn }) => RoleArn)];
    const passed = new Set(roles.filter((role) => role !== undefined));
    return [permission, ...[...passed].map((role) => passRole(role, context.account))];
  };
}

function resourceOf(operation: string, input: PermissionInput, context: CallContext): string {
  if (OF_RULES.has(operation))
    return ruleArn(ruleAddress(input.Rule ?? input.Name, input.EventBusName, context));
  if (OF_BUSES.has(operation)) return busArn(busAddress(input.Name, context));
  if (OF_NAMED_BUSES.has(operation)) return busArn(busAddress(input.EventBusName, context));
  return input.ResourceARN ?? '*';
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
function passRole(role: string, account: string): RequiredPermission {
  return {
    action: 'iam:PassRole',
    resource: role,
    resourceAccount: account,
    conditions: { 'iam:passedtoservice': 'events.amazonaws.com' },
  };
}
