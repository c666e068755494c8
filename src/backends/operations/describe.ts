import type { Described, ServiceCall } from '../service-call.ts';
import { describeDynamoDb } from './dynamodb.ts';
import { describeOther } from './other.ts';
import { describeS3 } from './s3.ts';
import { describeSns } from './sns.ts';
import { describeSqs } from './sqs.ts';

const BY_SERVICE: Readonly<Record<string, (call: ServiceCall) => Described>> = {
  dynamodb: describeDynamoDb,
  s3: describeS3,
  sns: describeSns,
  sqs: describeSqs,
};

/** What a call would do, as far as IAM is concerned. Throws ServiceError for a request that can't be read. */
export function describe(call: ServiceCall): Described {
  const known = Object.hasOwn(BY_SERVICE, call.service) ? BY_SERVICE[call.service] : undefined;
  return (known ?? describeOther)(call);
}
