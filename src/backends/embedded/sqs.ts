import { isRecord } from '../../protocols/safe-record.ts';
import type { BackendResponse } from '../backend.ts';
import { backendResponse } from '../backend-response.ts';
import { wantsJson } from '../error-answer.ts';
import { queueOfUrl } from '../operations/sqs.ts';
import { rawHeader } from '../raw-headers.ts';
import type { Described, ServiceCall, ServiceTarget } from '../service-call.ts';
import { resourceOwner } from './instance.ts';
import type { Library } from './library.ts';
import { sqsQueryAnswer } from './sqs-query-answer.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.0';

/** SQS by fauxqs, which speaks the JSON protocol alone: the query protocol is translated. */
export function embeddedSqs(library: Library, endpoint: () => string): ServiceTarget {
  const ask = (
    { region, signal }: Pick<ServiceCall, 'region' | 'signal'>,
    account: string,
    operation: string,
    input: object,
  ) =>
    library.answer(
      { account, region },
      {
        method: 'POST',
        path: '/',
        headers: {
          host: 'localhost',
          'content-type': CONTENT_TYPE,
          'x-amz-target': `AmazonSQS.${operation}`,
          authorization: `AWS4-HMAC-SHA256 Credential=-/20121105/${region}/sqs/aws4_request`,
        },
        body: Buffer.from(JSON.stringify(input)),
      },
      signal,
    );
  return {
    async send(call, described) {
      const { operation = '', input = {}, account } = described;
      const answer = await ask(call, account, operation, withPlainUrl(input, call, account));
      const parsed: unknown = JSON.parse(Buffer.from(answer.body).toString() || '{}');
      const output = withOurUrls(parsed, call.host === undefined ? endpoint() : `http://${call.host}`);
      if (rawHeader(call.headers, 'x-amz-target') === undefined) {
        return sqsQueryAnswer(operation, answer.status, output, wantsJson(call.headers));
      }
      return jsonAnswer(answer, output);
    },
    async policyOf(call, { resource }) {
      const owner = resourceOwner(resource);
      const name = resource.split(':')[5];
      if (!owner || !name || !library.has(owner)) return undefined;
      const answer = await ask({ ...call, region: owner.region }, owner.account, 'GetQueueAttributes', {
        QueueUrl: `http://localhost/${owner.account}/${name}`,
        AttributeNames: ['Policy'],
      });
      if (answer.status !== 200) return undefined;
      const { Attributes }: { Attributes?: { Policy?: unknown } } = JSON.parse(
        Buffer.from(answer.body).toString(),
      );
      return typeof Attributes?.Policy === 'string' && Attributes.Policy !== ''
        ? Attributes.Policy
        : undefined;
    },
  };
}

/** The library would take a region from the URL's host. */
function withPlainUrl(input: Described['input'] & object, call: ServiceCall, account: string): object {
  if (typeof input.QueueUrl !== 'string') return input;
  const queue = queueOfUrl(input.QueueUrl, call.account);
  return { ...input, QueueUrl: `http://localhost/${account}/${queue.name}` };
}

/** URLs of queues lead to where the client came in. */
function withOurUrls(output: unknown, origin: string): unknown {
  if (!isRecord(output)) return output;
  const ours = (url: unknown) =>
    typeof url === 'string' ? `${origin}${url.slice(url.indexOf('/', 'http://'.length))}` : url;
  if (typeof output.QueueUrl === 'string') return { ...output, QueueUrl: ours(output.QueueUrl) };
  if (Array.isArray(output.QueueUrls)) return { ...output, QueueUrls: output.QueueUrls.map(ours) };
  return output;
}

function jsonAnswer(
  { status, rawHeaders }: { readonly status: number; readonly rawHeaders: readonly string[] },
  output: unknown,
): BackendResponse {
  const queryError = rawHeader(rawHeaders, 'x-amzn-query-error');
  return backendResponse({
    status,
    headers: { 'content-type': CONTENT_TYPE, ...(queryError && { 'x-amzn-query-error': queryError }) },
    body: JSON.stringify(output),
  });
}
