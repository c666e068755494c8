/** One operation of S3, and how a request asks for it. */
export interface S3Operation {
  readonly name: string;
  /** What the caller needs; S3's actions are not always named as its operations. */
  readonly action: string;
}

type ByMarker = Readonly<Record<string, S3Operation>>;

/** Query parameters that make a request another operation. */
export const S3_MARKERS: ReadonlySet<string> = new Set([
  ...['accelerate', 'acl', 'analytics', 'attributes', 'cors', 'delete', 'encryption', 'intelligent-tiering'],
  ...[
    'inventory',
    'legal-hold',
    'lifecycle',
    'location',
    'logging',
    'metadataTable',
    'metrics',
    'notification',
  ],
  ...['object-lock', 'ownershipControls', 'policy', 'policyStatus', 'publicAccessBlock', 'renameObject'],
  ...['replication', 'requestPayment', 'restore', 'retention', 'select', 'session', 'tagging', 'torrent'],
  ...['uploadId', 'uploads', 'versioning', 'versionId', 'versions', 'website'],
]);

function operation(name: string, action = name): S3Operation {
  return { name, action };
}

/**
 * The operations whose actions are known here, by level, method and marker (empty for none). All of them are embedded.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
const SERVICE: Readonly<Record<string, ByMarker>> = {
  GET: { '': operation('ListBuckets', 'ListAllMyBuckets') },
};
const BUCKET: Readonly<Record<string, ByMarker>> = {
  GET: {
    '': operation('ListObjects', 'ListBucket'),
    lifecycle: operation('GetBucketLifecycleConfiguration', 'GetLifecycleConfiguration'),
  },
  HEAD: { '': operation('HeadBucket', 'ListBucket') },
  PUT: {
    '': operation('CreateBucket'),
    lifecycle: operation('PutBucketLifecycleConfiguration', 'PutLifecycleConfiguration'),
  },
  DELETE: {
    '': operation('DeleteBucket'),
    lifecycle: operation('DeleteBucketLifecycle', 'PutLifecycleConfiguration'),
  },
  POST: { delete: operation('DeleteObjects', 'DeleteObject') },
};
const OBJECT: Readonly<Record<string, ByMarker>> = {
  GET: { '': operation('GetObject'), attributes: operation('GetObjectAttributes') },
  HEAD: { '': operation('HeadObject', 'GetObject') },
  PUT: { '': operation('PutObject'), uploadId: operation('UploadPart', 'PutObject') },
  DELETE: { '': operation('DeleteObject'), uploadId: operation('AbortMultipartUpload') },
  POST: {
    uploads: operation('CreateMultipartUpload', 'PutObject'),
    uploadId: operation('CompleteMultipartUpload', 'PutObject'),
  },
};

/** Undefined for an operation that is not known here. */
export function s3Operation(
  method: string,
  address: { readonly bucket: string; readonly key: string },
  markers: readonly string[],
): S3Operation | undefined {
  const level = address.bucket === '' ? SERVICE : address.key === '' ? BUCKET : OBJECT;
  const byMarker = Object.hasOwn(level, method) ? level[method] : undefined;
  const marker = markers[0] ?? '';
  if (byMarker === undefined || markers.length > 1 || !Object.hasOwn(byMarker, marker)) return undefined;
  return byMarker[marker];
}
