import { badRequest, notFound, quota } from './error-kinds.ts';

/** Errors of client certificates, VPC links and generated SDKs; those marked are ours, in AWS's manner. */
export const connectionErrors = {
  // ClientCertificate
  clientCertificateNotFound: () => notFound('Invalid Client Certificate identifier specified'),
  /** Ours. */
  clientCertificateInUse: (id: string, stages: readonly string[]) =>
    badRequest(`Cannot delete client certificate '${id}', is referenced in stages [${stages.join(', ')}]`),
  clientCertificateQuota: () => quota('Client Certificates', 'account'),

  // VpcLink
  vpcLinkNotFound: () => notFound('Invalid Vpc Link identifier specified'),
  emptyVpcLinkName: () => badRequest('Name cannot be empty'),
  /** Ours. */
  noTargetArn: () => badRequest('No target arn specified for vpc link.'),
  severalTargetArns: () => badRequest('More than one target arn specified for vpc link.'),
  malformedTargetArn: (arn: string) => badRequest(`Invalid ARN. ARN is not well formed ${arn}`),
  /** https://github.com/hashicorp/terraform-provider-aws/pull/2512 */
  targetArnsFixed: () => badRequest('Target arns are not allowed to be changed/added.'),
  /** https://github.com/klothoplatform/klotho/issues/202 */
  vpcLinkInUse: (id: string, places: readonly string[]) =>
    badRequest(
      `Cannot delete vpc link. Vpc link '${id}', is referenced in [${places.join(', ')}] in format of [RESTApiId:Method:Resource:Stage].`,
    ),
  vpcLinkQuota: () => quota('VPC Links', 'account'),

  // Sdk
  /** Ours. */
  sdkTypeNotFound: () => notFound('Invalid SDK type identifier specified'),
  /** Ours. */
  missingSdkParameter: (name: string) => badRequest(`Missing required SDK parameter: ${name}`),
  /** Ours. */
  unsupportedSdkType: (id: string) =>
    badRequest(`SDKs of type ${id} are not supported. Supported types are: javascript`),
} as const;
