import { backendResponse } from '../backend-response.ts';
import { wantsJson } from '../error-answer.ts';
import { rawHeader } from '../raw-headers.ts';
import type { ServiceCall, ServiceTarget } from '../service-call.ts';
import { resourceOwner } from './instance.ts';
import type { Library } from './library.ts';
import { readXml, type XmlTree } from './xml-tree.ts';

const FORM = 'application/x-www-form-urlencoded';

/** SNS by fauxqs: topics of each account and region, which deliver to its queues. */
export function embeddedSns(library: Library): ServiceTarget {
  const ask = (
    { region, signal }: Pick<ServiceCall, 'region' | 'signal'>,
    account: string,
    input: Readonly<Record<string, unknown>>,
  ) =>
    library.answer(
      { account, region },
      {
        method: 'POST',
        path: '/',
        headers: {
          host: 'localhost',
          'content-type': FORM,
          authorization: `AWS4-HMAC-SHA256 Credential=-/20100331/${region}/sns/aws4_request`,
        },
        body: Buffer.from(formOf(input)),
      },
      signal,
    );
  return {
    async send(call, { account, input = {} }) {
      const answer = await ask(call, account, input);
      const xml = Buffer.from(answer.body).toString();
      const requestId = /<RequestId>([0-9a-f-]{36})</.exec(xml)?.[1];
      const json = wantsJson(call.headers);
      return backendResponse({
        status: answer.status,
        headers: {
          'content-type': json
            ? 'application/json'
            : (rawHeader(answer.rawHeaders, 'content-type') ?? 'text/xml'),
          ...(requestId !== undefined && { 'x-amzn-requestid': requestId }),
        },
        body: json ? JSON.stringify(snsJson(readXml(xml))) : xml,
      });
    },
    async policyOf(call, { resource }) {
      const owner = resourceOwner(resource);
      if (!owner || !library.has(owner)) return undefined;
      const input = { Action: 'GetTopicAttributes', TopicArn: resource };
      const answer = await ask({ ...call, region: owner.region }, owner.account, input);
      if (answer.status !== 200) return undefined;
      return policyIn(readXml(Buffer.from(answer.body).toString()));
    },
  };
}

function formOf(input: Readonly<Record<string, unknown>>): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(input)) form.append(name, String(value));
  return form.toString();
}

function policyIn(answer: XmlTree): string | undefined {
  const entries = answer.find('Attributes')?.children ?? [];
  const policy = entries.find((entry) => entry.find('key')?.text === 'Policy')?.find('value')?.text;
  return policy === '' ? undefined : policy;
}

/**
 * What SNS answers to those who ask for JSON, as API Gateway does: results as objects, lists as arrays.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
function snsJson(tree: XmlTree): unknown {
  if (tree.name === 'ErrorResponse') {
    const { Error: error, RequestId } = memberValues(tree);
    return { Error: error, RequestId };
  }
  const values = memberValues(tree);
  const result = values.PublishResult;
  if (typeof result === 'object') values.PublishResult = { ...result, SequenceNumber: null };
  return { [tree.name]: values };
}

function memberValues({ children }: XmlTree): Record<string, unknown> {
  return Object.fromEntries(children.map((child) => [child.name, valueIn(child)]));
}

function valueIn(tree: XmlTree): unknown {
  const { children, text } = tree;
  const [first] = children;
  if (first === undefined) return text;
  if (first.name === 'member') return children.map(valueIn);
  if (first.name !== 'entry') return memberValues(tree);
  return Object.fromEntries(
    children.map((entry) => [entry.find('key')?.text ?? '', entry.find('value')?.text]),
  );
}
