import type { Protocol } from '../protocols/service-schema.ts';
import { rawHeader } from './raw-headers.ts';
import type { ServiceCall } from './service-call.ts';

/** How a service writes its errors. */
export type Surface = Protocol | 's3';

const FORM = 'application/x-www-form-urlencoded';

/** By what the request is, since services such as SQS speak two protocols. */
export function surfaceOf(call: Pick<ServiceCall, 'service' | 'headers' | 'query'>): Surface {
  const { service, headers, query } = call;
  if (service === 's3') return 's3';
  const type = rawHeader(headers, 'content-type') ?? '';
  if (rawHeader(headers, 'x-amz-target') !== undefined) {
    return type.startsWith('application/x-amz-json-1.1') ? 'awsJson1_1' : 'awsJson1_0';
  }
  if (service === 'dynamodb') return 'awsJson1_0';
  if (service === 'sqs' || service === 'sns') return 'awsQuery';
  return type.startsWith(FORM) || /(?:^|&)Action=/.test(query) ? 'awsQuery' : 'restJson1';
}
