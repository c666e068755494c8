import { parseArn } from '../../identity/arn.ts';
import type { RequiredPermission } from '../../protocols/service.ts';
import type { Described, ServiceCall } from '../service-call.ts';
import { actionOf, readForm } from './form-body.ts';
import { soleOwner } from './sole-owner.ts';

const ARN_PARAMETERS = ['TopicArn', 'TargetArn', 'ResourceArn', 'PlatformApplicationArn', 'EndpointArn'];

/**
 * What a call of SNS needs.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
 */
export function describeSns(call: ServiceCall): Described {
  const parameters = readForm(call);
  const operation = actionOf(parameters);
  const action = `SNS:${operation === 'PublishBatch' ? 'Publish' : operation}`;
  const permissions = resourcesOf(call, operation, parameters).map(
    (resource): RequiredPermission => ({
      action,
      resource,
      resourceAccount: parseArn(resource)?.account || call.account,
    }),
  );
  return {
    permissions,
    account: soleOwner(permissions, call.account),
    operation,
    input: Object.fromEntries(parameters),
  };
}

function resourcesOf(
  { region, account }: ServiceCall,
  operation: string,
  parameters: ReadonlyMap<string, string>,
): string[] {
  const arns = ARN_PARAMETERS.flatMap((name) => parameters.get(name) ?? []);
  const subscription = parameters.get('SubscriptionArn');
  // A subscription's ARN is its topic's and an id; it is the topic that permissions are about.
  if (subscription !== undefined) arns.push(subscription.split(':').slice(0, 6).join(':'));
  const name = parameters.get('Name');
  if (operation === 'CreateTopic' && name !== undefined)
    arns.push(`arn:aws:sns:${region}:${account}:${name}`);
  if (arns.length > 0) return arns;
  // Publishing to a phone number is about no resource; AWS's denials of lists name them all.
  return [parameters.has('PhoneNumber') ? '*' : `arn:aws:sns:${region}:${account}:*`];
}
