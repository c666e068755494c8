import { randomUUID } from 'node:crypto';
import { isRecord } from '../../protocols/safe-record.ts';
import { escapeText } from '../../protocols/xml-text.ts';
import type { BackendResponse } from '../backend.ts';
import { backendResponse } from '../backend-response.ts';

const NAMESPACE = 'http://queue.amazonaws.com/doc/2012-11-05/';

/** How the query protocol names one element of a list. */
const ELEMENTS: Readonly<Record<string, string>> = {
  Failed: 'BatchResultErrorEntry',
  Messages: 'Message',
  QueueUrls: 'QueueUrl',
  queueUrls: 'QueueUrl',
};
/** Maps, which become lists of entries; of tags with a key and not a name. */
const MAPS: Readonly<Record<string, string>> = {
  Attributes: 'Attribute',
  MessageAttributes: 'MessageAttribute',
  Tags: 'Tag',
};
/** Members that answers in JSON have as null when there is no value. */
const NULLABLE: Readonly<Record<string, readonly string[]>> = {
  SendMessage: [
    'MD5OfMessageAttributes',
    'MD5OfMessageBody',
    'MD5OfMessageSystemAttributes',
    'MessageId',
    'SequenceNumber',
  ],
  ReceiveMessage: ['messages'],
};

/**
 * An answer of the JSON protocol as the query protocol has it: in XML, or in the JSON that clients such as API Gateway
 * ask for, `{"SendMessageResponse":{"SendMessageResult":{...},"ResponseMetadata":{...}}}`.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function sqsQueryAnswer(
  operation: string,
  status: number,
  output: unknown,
  json: boolean,
): BackendResponse {
  const requestId = randomUUID();
  const members = isRecord(output) ? output : {};
  const body =
    status >= 400
      ? errorBody(members, status, requestId, json)
      : json
        ? JSON.stringify(jsonBody(operation, members, requestId))
        : xmlBody(operation, members, requestId);
  const type = json ? 'application/json' : 'text/xml';
  return backendResponse({ status, headers: { 'content-type': type, 'x-amzn-requestid': requestId }, body });
}

function xmlBody(operation: string, members: Record<string, unknown>, requestId: string): string {
  const inner = xmlMembers(operation, members);
  const result = inner === '' ? '' : `<${operation}Result>${inner}</${operation}Result>`;
  return (
    `<?xml version="1.0"?><${operation}Response xmlns="${NAMESPACE}">${result}` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`
  );
}

function xmlMembers(operation: string, members: Record<string, unknown>): string {
  let xml = '';
  for (const [name, value] of Object.entries(members)) {
    if (value === undefined || value === null) continue;
    if (Array.isArray(value)) {
      for (const one of value) xml += xmlElement(operation, elementName(operation, name), one);
    } else if (isRecord(value) && Object.hasOwn(MAPS, name)) {
      const label = name === 'Tags' ? 'Key' : 'Name';
      for (const [key, entry] of Object.entries(value))
        xml += xmlElement(operation, MAPS[name] ?? name, { [label]: key, Value: entry });
    } else xml += xmlElement(operation, name, value);
  }
  return xml;
}

function elementName(operation: string, list: string): string {
  if (list === 'Successful') return `${operation}ResultEntry`;
  return Object.hasOwn(ELEMENTS, list) ? (ELEMENTS[list] ?? list) : list;
}

function xmlElement(operation: string, name: string, value: unknown): string {
  const inner = isRecord(value) ? xmlMembers(operation, value) : escapeText(String(value));
  return `<${name}>${inner}</${name}>`;
}

function jsonBody(operation: string, members: Record<string, unknown>, requestId: string): object {
  const result: Record<string, unknown> = {};
  for (const name of Object.hasOwn(NULLABLE, operation) ? (NULLABLE[operation] ?? []) : [])
    result[name] = null;
  Object.assign(result, jsonMembers(members));
  const ResponseMetadata = { RequestId: requestId };
  const response =
    Object.keys(result).length === 0
      ? { ResponseMetadata }
      : { [`${operation}Result`]: result, ResponseMetadata };
  return { [`${operation}Response`]: response };
}

/** Maps become lists here too; the list of messages alone is written small. */
function jsonMembers(members: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(members).map(([name, value]): [string, unknown] => {
    if (Array.isArray(value)) {
      const list = value.map((one: unknown) => (isRecord(one) ? jsonMembers(one) : one));
      return [name === 'Messages' ? 'messages' : name, list];
    }
    if (!isRecord(value) || !Object.hasOwn(MAPS, name)) return [name, value];
    const label = name === 'Tags' ? 'Key' : 'Name';
    return [name, Object.entries(value).map(([key, Value]) => ({ [label]: key, Value }))];
  });
  return Object.fromEntries(entries);
}

function errorBody(error: Record<string, unknown>, status: number, requestId: string, json: boolean): string {
  const type = typeof error.__type === 'string' ? error.__type : '';
  const name = type.slice(type.indexOf('#') + 1) || 'InternalError';
  // As the header for older clients has it, `AWS.SimpleQueueService.NonExistentQueue`.
  const code = name === 'QueueDoesNotExist' ? 'AWS.SimpleQueueService.NonExistentQueue' : name;
  const message = typeof error.message === 'string' ? error.message : '';
  const Type = status < 500 ? 'Sender' : 'Receiver';
  if (json) return JSON.stringify({ Error: { Code: code, Message: message, Type }, RequestId: requestId });
  return (
    `<?xml version="1.0"?><ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${Type}</Type>` +
    `<Code>${escapeText(code)}</Code><Message>${escapeText(message)}</Message><Detail/></Error>` +
    `<RequestId>${requestId}</RequestId></ErrorResponse>`
  );
}
