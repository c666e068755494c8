const PARTITIONS = new Set([
  '*',
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
  'aws-eusc',
]);
const IAM_PATHS =
  'user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/';
/** What S3 has in regions. */
const REGIONAL_S3 = /^(?:accesspoint|job|storage-lens|storage-lens-group|async-request|access-grants)[/:]/;

/** What IAM minds about a text of Resource or NotResource, as it says it. */
export function resourceFault(resource: string): string | undefined {
  if (resource === '*') return undefined;
  const parts = resource.split(':');
  const [, partition, service, region = '', , ...rest] = parts;
  if (partition === undefined) return `Resource ${resource} must be in ARN format or "*".`;
  if (!PARTITIONS.has(partition)) {
    return `Partition "${partition}" is not valid for resource "${completed(parts)}".`;
  }
  if (service === undefined || /[*?]/.test(service)) {
    return 'Resource vendor must be fully qualified and cannot contain regexes.';
  }
  const name = rest.join(':');
  if (service === 's3' && (region !== '' || parts.length === 3) && !REGIONAL_S3.test(name)) {
    return `Resource ${resource} can not contain region information.`;
  }
  if (service !== 'iam') return undefined;
  if (region !== '' || parts.length === 3)
    return `IAM resource ${resource} cannot contain region information.`;
  const known = IAM_PATHS.split(', ').some((path) => name.startsWith(path)) || /^(?:\*|root$)/.test(name);
  return known ? undefined : `IAM resource path must either be "*" or start with ${IAM_PATHS}.`;
}

/** Whether IAM's older parser takes the text. */
export function isLegacyResource(resource: string): boolean {
  if (resource === '*') return true;
  const parts = resource.split(':');
  return (parts.length > 5 || !resource.includes('::')) && parts[2] !== '';
}

/** The ARN as IAM reads one that is too short: what is missing is anything. */
function completed([, partition = '', ...given]: readonly string[]): string {
  const [service, region = '*', account = '*', ...rest] = given;
  const named = service === undefined || (service === '' && given.length === 1) ? '*' : service;
  return `arn:${partition}:${named}:${region}:${account}:${rest.length === 0 ? '*' : rest.join(':')}`;
}
