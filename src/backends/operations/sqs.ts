import type { RequiredPermission } from '../../protocols/service.ts';
import { ServiceError } from '../../protocols/service-error.ts';
import { rawHeader } from '../raw-headers.ts';
import type { Described, ServiceCall } from '../service-call.ts';
import { actionOf, readForm } from './form-body.ts';
import { readJsonObject, targetOperation, textMember } from './json-body.ts';
import { soleOwner } from './sole-owner.ts';
import { sqsInput } from './sqs-form.ts';

/** Batches need what each of their entries would need. */
const ACTIONS: Readonly<Record<string, string>> = {
  SendMessageBatch: 'SendMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
};

/** Whose queue, and which. */
export interface QueueName {
  readonly account: string;
  readonly name: string;
}

/**
 * What a call of SQS needs, over either of its protocols.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
 */
export function describeSqs(call: ServiceCall): Described {
  const { operation, input } = readSqs(call);
  const permissions = resourcesOf(call, input).map((resource) => permission(call, operation, resource));
  return { permissions, account: soleOwner(permissions, call.account), operation, input };
}

function readSqs(call: ServiceCall): { operation: string; input: Readonly<Record<string, unknown>> } {
  const target = rawHeader(call.headers, 'x-amz-target');
  if (target !== undefined) {
    const operation = targetOperation(target);
    if (operation === undefined) throw new ServiceError('UnknownOperationException', 404, '');
    return { operation, input: readJsonObject(call.body) };
  }
  const parameters = readForm(call);
  const operation = actionOf(parameters);
  return { operation, input: sqsInput(operation, parameters, call) };
}

function resourcesOf(call: ServiceCall, input: Readonly<Record<string, unknown>>): string[] {
  const { region, account } = call;
  const arns = ['SourceArn', 'DestinationArn'].flatMap((member) => textMember(input, member) ?? []);
  const url = textMember(input, 'QueueUrl');
  if (url !== undefined) {
    const queue = queueOfUrl(url, account);
    arns.push(`arn:aws:sqs:${region}:${queue.account}:${queue.name}`);
  }
  const name = textMember(input, 'QueueName');
  if (name !== undefined) {
    const owner = textMember(input, 'QueueOwnerAWSAccountId') ?? account;
    arns.push(`arn:aws:sqs:${region}:${owner}:${name}`);
  }
  // As AWS's denials of ListQueues name it.
  return arns.length > 0 ? arns : [`arn:aws:sqs:${region}:${account}:`];
}

/** The queue of a URL, `https://sqs.eu-west-1.amazonaws.com/123456789012/orders`; its host says nothing. */
export function queueOfUrl(url: string, account: string): QueueName {
  const path = url.includes('://') ? url.slice(url.indexOf('/', url.indexOf('://') + 3)) : url;
  const segments = path.split('/').filter((segment) => segment !== '');
  const name = segments.at(-1) ?? '';
  const owner = segments.at(-2);
  return { account: owner !== undefined && /^[0-9]{12}$/.test(owner) ? owner : account, name };
}

/** Messages of AWS's have the action in lower case. */
function permission({ account }: ServiceCall, operation: string, resource: string): RequiredPermission {
  const action = Object.hasOwn(ACTIONS, operation) ? ACTIONS[operation] : operation;
  const owner = resource.split(':')[4] ?? '';
  return {
    action: `sqs:${(action ?? operation).toLowerCase()}`,
    resource,
    resourceAccount: /^[0-9]{12}$/.test(owner) ? owner : account,
  };
}
