import { rawHeader } from '../raw-headers.ts';
import type { ServiceTarget } from '../service-call.ts';
import { limitExpressions } from './expression-limits.ts';
import type { Library } from './library.ts';

/** DynamoDB by dynalite, which looks at the form of a signature alone: ours was verified before. */
const SIGNATURE = {
  authorization: 'AWS4-HMAC-SHA256 Credential=-, SignedHeaders=-, Signature=-',
  'x-amz-date': '20120810T000000Z',
};

/** Tables of each account and region. */
export function embeddedDynamoDb(library: Library): ServiceTarget {
  return {
    async send(call, { account, input = {} }) {
      limitExpressions(input);
      const { headers, region, body, signal } = call;
      const target = rawHeader(headers, 'x-amz-target') ?? '';
      const type = rawHeader(headers, 'content-type') ?? 'application/x-amz-json-1.0';
      const request = {
        method: 'POST',
        path: '/',
        headers: { ...SIGNATURE, 'x-amz-target': target, 'content-type': type },
        body,
      };
      return library.send({ account, region }, request, signal);
    },
  };
}
