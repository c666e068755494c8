import type { ConditionValues } from '../../identity/access.ts';
import type { RequiredPermission } from '../../protocols/service.ts';
import { rawHeader } from '../raw-headers.ts';
import type { Described, ServiceCall } from '../service-call.ts';
import { type S3Address, s3Address, s3CopySource } from './s3-address.ts';
import { keysToDelete } from './s3-delete-objects.ts';
import { S3_MARKERS, s3Operation } from './s3-operations.ts';

/**
 * What a call of S3 needs. A request that is none of the operations known here needs every action on what it names.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export function describeS3(call: ServiceCall): Described {
  const address = s3Address(call);
  const { bucket, key, parameters } = address;
  const markers = [...parameters.keys()].filter((name) => S3_MARKERS.has(name));
  const operation = s3Operation(call.method, address, markers);
  const permissions: RequiredPermission[] = [];
  const need = (action: string, resource: string, conditions?: ConditionValues) =>
    permissions.push({
      action: `s3:${action}`,
      resource,
      // S3's denials alone have it in quotes.
      resourceName: `"${resource}"`,
      resourceAccount: call.account,
      ...(conditions && { conditions }),
    });
  if (operation === undefined) need('*', arnOf(bucket, key));
  else if (operation.name === 'DeleteObjects') {
    for (const one of keysToDelete(call.body)) need(operation.action, arnOf(bucket, one));
  } else if (operation.name === 'ListObjects') {
    need(operation.action, arnOf(bucket, ''), listConditions(address));
  } else need(operation.action, arnOf(bucket, key));
  if (operation?.name === 'GetObjectAttributes') need('GetObject', arnOf(bucket, key));
  const copied = rawHeader(call.headers, 'x-amz-copy-source');
  if (copied !== undefined) {
    const source = s3CopySource(copied);
    need('GetObject', arnOf(source.bucket, source.key));
  }
  if (rawHeader(call.headers, 'x-amz-acl') !== undefined && call.method !== 'GET')
    need(key === '' ? 'PutBucketAcl' : 'PutObjectAcl', arnOf(bucket, key));
  if (rawHeader(call.headers, 'x-amz-tagging') !== undefined) need('PutObjectTagging', arnOf(bucket, key));
  return { permissions, account: call.account, ...(operation && { operation: operation.name }) };
}

function arnOf(bucket: string, key: string): string {
  if (bucket === '') return '*';
  return key === '' ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`;
}

/** The condition keys by which policies let somebody list a part of a bucket. */
function listConditions({ parameters }: S3Address): ConditionValues {
  const prefix = parameters.get('prefix');
  const delimiter = parameters.get('delimiter');
  const maximum = parameters.get('max-keys');
  return {
    ...(prefix !== undefined && { 's3:prefix': prefix }),
    ...(delimiter !== undefined && { 's3:delimiter': delimiter }),
    ...(maximum !== undefined && { 's3:max-keys': maximum }),
  };
}
