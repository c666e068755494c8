import { BackendError, type Backends } from '../../../backends/backend.ts';
import { parseArn } from '../../../identity/arn.ts';
import type { Caller } from '../../../identity/principal.ts';
import type { AssumeServiceRole } from '../../../identity/service-role.ts';
import type { FunctionAccess, FunctionInvoker } from '../../../lambda/invoker.ts';
import type { ServiceCaller } from '../../../protocols/service.ts';
import { ServiceError } from '../../../protocols/service-error.ts';
import type { Scope } from '../../../store/store.ts';
import type { DeliveryRecord } from '../records.ts';
import type { Attempt, DeliveryTargets } from './delivery-queue.ts';

const EVENTS = 'events.amazonaws.com';
const NEVER = new AbortController().signal;

export interface TargetParts {
  readonly assumeRole: AssumeServiceRole;
  /** The services of this process. */
  readonly services: ServiceCaller;
  /** The other services. */
  readonly backends: Backends;
  readonly invoker: FunctionInvoker;
  readonly functionAccess: FunctionAccess;
}

/** Which targets rules can have, by the service in their ARN, and whether they need a role. */
export const TARGET_SERVICES: ReadonlyMap<string, { readonly needsRole: boolean }> = new Map([
  ['lambda', { needsRole: false }],
  ['sqs', { needsRole: false }],
  ['sns', { needsRole: false }],
  ['states', { needsRole: true }],
]);

/** What a target refuses for good. */
class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Sends events to targets: as the target's role, or as EventBridge itself where the target's policy lets it in. */
export function createTargets(parts: TargetParts): DeliveryTargets {
  const callerOf = async (scope: Scope, roleArn: string | undefined, ruleArn: string): Promise<Caller> => {
    if (roleArn === undefined) {
      return { principal: { type: 'Service', account: scope.account, arn: EVENTS, userId: EVENTS } };
    }
    const caller = await parts.assumeRole({
      roleArn,
      service: EVENTS,
      sessionName: 'EventBridge',
      account: scope.account,
      sourceArn: ruleArn,
    });
    if (!caller) throw new Refusal('NO_PERMISSIONS', `EventBridge may not assume the role ${roleArn}`);
    return caller;
  };

  const send = async (scope: Scope, delivery: DeliveryRecord): Promise<void> => {
    const { target, ruleArn } = delivery;
    const caller = await callerOf(scope, target.roleArn, ruleArn);
    switch (parseArn(target.arn)?.service) {
      case 'lambda':
        return invoke(parts, delivery, caller);
      case 'states':
        await parts.services.call(
          'states',
          'StartExecution',
          { stateMachineArn: target.arn, input: delivery.payload },
          { caller, ...scopeOf(target.arn, scope) },
        );
        return;
      case 'sqs':
        return sendMessage(parts.backends, delivery, target.arn, caller, {});
      case 'sns':
        return publish(parts.backends, delivery, caller);
      default:
        throw new Refusal('INVALID_PARAMETER', `${target.arn} is no target that is offered here`);
    }
  };

  return {
    async deliver(scope, delivery) {
      try {
        await send(scope, delivery);
        return { kind: 'done' };
      } catch (error) {
        return failureOf(error);
      }
    },

    async bury(scope, delivery, why) {
      const { deadLetterArn } = delivery.target;
      if (deadLetterArn === undefined) return;
      const caller = await callerOf(scope, undefined, delivery.ruleArn);
      await sendMessage(parts.backends, delivery, deadLetterArn, caller, {
        RULE_ARN: delivery.ruleArn,
        TARGET_ARN: delivery.target.arn,
        ERROR_CODE: why.code,
        ERROR_MESSAGE: why.message,
      });
    },
  };
}

/** Asynchronously: Lambda has its own retries. */
async function invoke(
  { invoker, functionAccess }: TargetParts,
  { target, ruleArn, payload }: DeliveryRecord,
  caller: Caller,
): Promise<void> {
  const [, , , region = '', account = '', , functionName = '', qualifier] = target.arn.split(':');
  const called = { account, region, functionName, ...(qualifier !== undefined && { qualifier }) };
  const source = { arn: ruleArn, account: ruleArn.split(':')[4] ?? '' };
  if (!(await functionAccess.mayInvoke(caller, called, source))) {
    throw new Refusal('NO_PERMISSIONS', `Not authorized to invoke the function ${target.arn}`);
  }
  await invoker.invoke({ ...called, payload: Buffer.from(payload), type: 'Event' });
}

async function sendMessage(
  backends: Backends,
  { payload, target, ruleArn }: DeliveryRecord,
  queueArn: string,
  caller: Caller,
  attributes: Readonly<Record<string, string>>,
): Promise<void> {
  const { account, region, resource } = addressOf(queueArn);
  const body = {
    QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${resource}`,
    MessageBody: payload,
    ...(target.messageGroupId !== undefined && { MessageGroupId: target.messageGroupId }),
    ...(Object.keys(attributes).length > 0 && {
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      ),
    }),
  };
  await call(backends, {
    service: 'sqs',
    account,
    region,
    caller,
    ruleArn,
    headers: ['content-type', 'application/x-amz-json-1.0', 'x-amz-target', 'AmazonSQS.SendMessage'],
    body: JSON.stringify(body),
  });
}

async function publish(
  backends: Backends,
  { payload, target, ruleArn }: DeliveryRecord,
  caller: Caller,
): Promise<void> {
  const { account, region } = addressOf(target.arn);
  const form = { Action: 'Publish', Version: '2010-03-31', TopicArn: target.arn, Message: payload };
  await call(backends, {
    service: 'sns',
    account,
    region,
    caller,
    ruleArn,
    headers: ['content-type', 'application/x-www-form-urlencoded; charset=utf-8'],
    body: new URLSearchParams(form).toString(),
  });
}

async function call(
  backends: Backends,
  request: Scope & {
    readonly service: string;
    readonly caller: Caller;
    readonly ruleArn: string;
    readonly headers: readonly string[];
    readonly body: string;
  },
): Promise<void> {
  const { service, account, region, caller, ruleArn, headers, body } = request;
  const response = await backends.send({
    service,
    account,
    region,
    caller,
    sourceArn: ruleArn,
    method: 'POST',
    path: '/',
    query: '',
    headers,
    body: Buffer.from(body),
    signal: NEVER,
  });
  response.body.resume();
  if (response.status < 400) return;
  const message = `${service} answered ${response.status}`;
  if (response.status >= 500 || response.status === 429) throw new Error(message);
  throw new Refusal(response.status === 403 ? 'NO_PERMISSIONS' : 'SDK_CLIENT_ERROR', message);
}

/** "EventBridge doesn't retry when a target was deleted or when EventBridge lacks permission." */
function failureOf(error: unknown): Attempt {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Refusal) return { kind: 'refused', code: error.code, message };
  if (error instanceof BackendError) return { kind: 'refused', code: 'NO_RESOURCE', message };
  if (error instanceof ServiceError && error.statusCode < 500 && error.statusCode !== 429) {
    const retried = error.code.startsWith('Throttling') || error.code === 'ExecutionLimitExceeded';
    if (!retried) return { kind: 'refused', code: codeOf(error), message };
  }
  return { kind: 'failed', code: 'INTERNAL_ERROR', message };
}

function codeOf({ code }: ServiceError): string {
  if (code.startsWith('AccessDenied')) return 'NO_PERMISSIONS';
  return /NotFound|DoesNotExist/.test(code) ? 'NO_RESOURCE' : 'SDK_CLIENT_ERROR';
}

function addressOf(text: string): Scope & { readonly resource: string } {
  const arn = parseArn(text);
  if (!arn) throw new Refusal('INVALID_PARAMETER', `${text} is no ARN`);
  return { account: arn.account, region: arn.region, resource: arn.resource };
}

function scopeOf(text: string, fallback: Scope): Scope {
  const arn = parseArn(text);
  return arn ? { account: arn.account, region: arn.region } : fallback;
}
