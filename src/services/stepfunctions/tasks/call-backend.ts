import type { Readable } from 'node:stream';
import { BackendError, type BackendResponse, type Backends } from '../../../backends/backend.ts';
import { isRecord } from '../../../protocols/safe-record.ts';
import { isJsonObject, type Json, member } from '../definition/json.ts';
import { MAXIMUM_DATA } from '../engine/data-limit.ts';
import { TaskFailure } from '../engine/workers.ts';
import { type Task, unknownResource } from './task.ts';

/** Services that speak awsJson, by what they are called in integrations. */
const JSON_SERVICES: Readonly<Record<string, { target: string; name: string }>> = {
  dynamodb: { target: 'DynamoDB_20120810', name: 'DynamoDB' },
  sqs: { target: 'AmazonSQS', name: 'SQS' },
};
/** The answer to a task may be no longer than this, in bytes; what is longer fails at the engine's own bound. */
const MAXIMUM_ANSWER = 2 * MAXIMUM_DATA;
const NEVER = new AbortController().signal;

/** An integration with a service outside of this process. Throws TaskFailure. */
export async function callBackend(
  backends: Backends,
  task: Task,
  service: string,
  action: string,
): Promise<string> {
  if (!/^[a-z][A-Za-z]+$/.test(action)) throw unknownResource(task.resource);
  if (service === 'sns' && action === 'publish') return publish(backends, task);
  const protocol = Object.hasOwn(JSON_SERVICES, service) ? JSON_SERVICES[service] : undefined;
  if (!protocol) throw unknownResource(task.resource);
  const operation = action.charAt(0).toUpperCase() + action.slice(1);
  const { status, text } = await send(backends, task, service, {
    type: 'application/x-amz-json-1.0',
    target: `${protocol.target}.${operation}`,
    body: withText(task.input, 'MessageBody'),
  });
  const answer: unknown = text === '' ? {} : parsed(text);
  if (status >= 400 || !isRecord(answer)) throw failure(protocol.name, status, answer);
  return JSON.stringify({ ...answer, SdkHttpMetadata: { HttpStatusCode: status } });
}

/** SNS takes forms and answers XML. */
async function publish(backends: Backends, task: Task): Promise<string> {
  const given: unknown = JSON.parse(withText(task.input, 'Message'));
  const form = new URLSearchParams({ Action: 'Publish', Version: '2010-03-31' });
  for (const [name, value] of Object.entries(isRecord(given) ? given : {})) {
    if (typeof value !== 'string') {
      throw new TaskFailure(
        'States.Runtime',
        `The parameter ${name} of ${task.resource} is not offered here.`,
        false,
      );
    }
    form.set(name, value);
  }
  const { status, text } = await send(backends, task, 'sns', {
    type: 'application/x-www-form-urlencoded; charset=utf-8',
    body: form.toString(),
  });
  const element = (name: string) => text.split(`<${name}>`)[1]?.split(`</${name}>`)[0];
  if (status >= 400) throw failure('SNS', status, { __type: element('Code'), message: element('Message') });
  const sequence = element('SequenceNumber');
  return JSON.stringify({
    MessageId: element('MessageId'),
    ...(sequence !== undefined && { SequenceNumber: sequence }),
    SdkHttpMetadata: { HttpStatusCode: status },
  });
}

async function send(
  backends: Backends,
  { account, region, caller }: Task,
  service: string,
  call: { readonly type: string; readonly target?: string; readonly body: string },
): Promise<{ status: number; text: string }> {
  try {
    const response: BackendResponse = await backends.send({
      service,
      account,
      region,
      caller,
      method: 'POST',
      path: '/',
      query: '',
      headers: [
        'content-type',
        call.type,
        ...(call.target === undefined ? [] : ['x-amz-target', call.target]),
      ],
      body: Buffer.from(call.body),
      signal: NEVER,
    });
    return { status: response.status, text: await textOf(response.body) };
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    throw new TaskFailure('States.Runtime', error.message, false);
  }
}

async function textOf(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    size += bytes.byteLength;
    if (size > MAXIMUM_ANSWER)
      throw new TaskFailure('States.DataLimitExceeded', 'The answer is too long.', false);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString();
}

/** The parameters with one member that may be JSON as text. */
function withText(input: string, name: string): string {
  const given: Json = JSON.parse(input);
  const value = isJsonObject(given) ? member(given, name) : undefined;
  if (value === undefined || typeof value === 'string' || !isJsonObject(given)) return input;
  return JSON.stringify({ ...given, [name]: JSON.stringify(value) });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failure(name: string, status: number, answer: unknown): TaskFailure {
  const given = isRecord(answer) ? answer : {};
  const code =
    String(given.__type ?? given.code ?? 'Unknown')
      .split('#')
      .at(-1) ?? '';
  const message = String(given.message ?? given.Message ?? '');
  const exception = code.endsWith('Exception') ? code : `${code}Exception`;
  return new TaskFailure(
    `${name}.${exception}`,
    `${message} (Service: ${name}; Status Code: ${status}; Error Code: ${code})`,
  );
}
