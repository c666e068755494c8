import { ServiceError } from '../../protocols/service-error.ts';
import { apiPartErrors } from './api-part-errors.ts';
import { connectionErrors } from './connection-errors.ts';
import { domainNameErrors } from './domain-name-errors.ts';
import { badRequest, conflict, notFound, quota } from './error-kinds.ts';
import { importErrors } from './import-errors.ts';
import { usageErrors } from './usage-errors.ts';

const mapping = (error: string) =>
  badRequest(`Invalid mapping expression specified: Validation Result: warnings : [], errors : [${error}]`);

/**
 * Every error of API Gateway's control plane, with AWS's own text. Where no recording or report of AWS's text is known,
 * the text is ours in AWS's manner: those are marked.
 */
export const errors = {
  ...apiPartErrors,
  ...usageErrors,
  ...domainNameErrors,
  ...connectionErrors,
  ...importErrors,

  // Members (the engine checks the model's constraints before; these are for calls that bypass it)
  /** Ours. */
  missingMember: (name: string) => badRequest(`Missing required parameter: ${name}`),
  /** Ours. */
  invalidPosition: () => badRequest('Invalid position specified'),
  concurrentModification: () =>
    conflict('Unable to complete operation due to concurrent modification. Please try again later.'),

  // Patch operations
  invalidPatchPath: (path: string) => badRequest(`Invalid patch path ${path}`),
  invalidPatchOperation: (ops: readonly string[]) =>
    badRequest(
      ops.length === 3
        ? `Invalid patch operation specified. Must be ${ops.map((op) => `'${op}'`).join('|')}`
        : `Invalid patch operation specified. Must be one of: [${ops.join(', ')}]`,
    ),
  patchPathNotListed: (path: string, op: string, paths: readonly string[]) =>
    badRequest(
      `Invalid patch path  '${path}' specified for op '${op}'. ${
        paths.length === 0 ? 'Please choose supported operations' : `Must be one of: [${paths.join(', ')}]`
      }`,
    ),
  emptyPatchValue: (member: string) => badRequest(`Invalid null or empty value in ${member}`),

  // RestApi
  restApiNotFound: (account: string, id: string) =>
    notFound(`Invalid API identifier specified ${account}:${id}`),
  emptyDescription: () => badRequest('Description cannot be an empty string'),
  /** Ours. */
  emptyName: () => badRequest('API name cannot be an empty string'),
  compressionSize: () => badRequest('Invalid minimum compression size, must be between 0 and 10485760'),
  noEndpointType: () => badRequest('REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.'),
  severalEndpointTypes: () => badRequest('Cannot create an api with multiple Endpoint Types.'),
  invalidEndpointType: () =>
    badRequest('Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE'),
  privateNeedsDualstack: () => badRequest('Only dualstack ipAddressType is supported for Private APIs.'),
  invalidIpAddressType: () => badRequest('ipAddressType must be either ipv4 or dualstack.'),
  /** Ours. */
  invalidApiKeySource: () =>
    badRequest('Invalid API key source specified. Valid options are HEADER,AUTHORIZER'),
  /** Ours. */
  vpcEndpointsOnlyPrivate: () =>
    badRequest('VPC endpoint IDs can only be specified for APIs of endpoint type PRIVATE.'),
  /** Ours. */
  invalidEndpointAccessMode: () =>
    badRequest('Invalid endpoint access mode specified. Valid options are BASIC,STRICT'),
  /** Ours. */
  invalidSecurityPolicy: () => badRequest('Invalid security policy specified'),
  invalidPolicy: () =>
    badRequest(
      'Invalid policy document. Please check the policy syntax and ensure that Principals are valid.',
    ),
  /** Ours. */
  policyTooLong: (maximum: number) =>
    badRequest(`The resource policy exceeds the maximum length of ${maximum} characters.`),
  apiQuota: () => quota('APIs', 'account'),

  // Resource
  resourceNotFound: () => notFound('Invalid Resource identifier specified'),
  siblingExists: (pathPart: string) =>
    conflict(`Another resource with the same parent already has this name: ${pathPart}`),
  siblingVariable: (pathPart: string) =>
    badRequest(
      `A sibling (${pathPart}) of this resource already has a variable path part -- only one is allowed`,
    ),
  greedyParent: (pathPart: string) =>
    badRequest(`Cannot create a child of a resource with a greedy path variable: ${pathPart}`),
  invalidPathPart: () =>
    badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    ),
  cyclicResources: () => badRequest('Resources cannot be cyclical.'),
  rootPathPart: () => badRequest('Root resource cannot update its pathPart.'),
  rootParent: () => badRequest('Root resource cannot update its parentId.'),
  /** Ours. */
  rootDelete: () => badRequest('Root resource cannot be deleted.'),
  resourceQuota: () => quota('Resources', 'API'),

  // Method
  methodNotFound: () => notFound('Invalid Method identifier specified'),
  methodExists: () => conflict('Method already exists for this resource'),
  invalidHttpMethod: () =>
    badRequest('Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY'),
  /** Ours. */
  invalidAuthorizationType: () =>
    badRequest(
      'Invalid Authorization type specified. Valid options are NONE,AWS_IAM,CUSTOM,COGNITO_USER_POOLS',
    ),
  invalidAuthorizer: () =>
    badRequest(
      'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.',
    ),
  invalidRequestValidator: () => badRequest('Invalid Request Validator identifier specified'),
  invalidModel: (name: string) => badRequest(`Invalid model identifier specified: ${name}`),
  parameterNamesNotUnique: () =>
    badRequest('Parameter names must be unique across querystring, header and path'),
  parameterNotFound: () => notFound('Invalid parameter name specified'),
  contentTypeNotFound: () => notFound('Content-Type specified was not found'),

  // MethodResponse, IntegrationResponse
  responseNotFound: () => notFound('Invalid Response status code specified'),
  methodResponseExists: () => conflict('Response already exists for this resource'),

  // Integration
  integrationNotFound: () => notFound('Invalid Integration identifier specified'),
  integrationMethodMissing: () => badRequest('Enumeration value for HttpMethod must be non-empty'),
  integrationArnInvalid: () => badRequest('Invalid ARN specified in the request'),
  integrationArnWithoutAction: () => badRequest('AWS ARN for integration must contain path or action'),
  proxyTarget: () =>
    badRequest(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    ),
  roleMissing: () => badRequest('Role ARN must be specified for AWS integrations'),
  invalidEndpoint: () => badRequest('Invalid HTTP endpoint specified for URI'),
  crossAccountRole: () =>
    new ServiceError('AccessDeniedException', 403, 'Cross-account pass role is not allowed.'),
  invalidRoleArn: () => badRequest('Invalid ARN specified in the request'),
  /** Observed for BUFFERED, by analogy for STREAM. */
  transferMode: (mode: 'BUFFERED' | 'STREAM', operation: 'Invoke' | 'InvokeWithResponseStream') =>
    badRequest(
      `Invalid ResponseTransferMode. Cannot use ResponseTransferMode ${mode} for Lambda functions invoked by ${operation} for AWS_PROXY integrations.`,
    ),
  /** Ours. */
  unstreamableType: (type: string) =>
    badRequest(
      `Invalid ResponseTransferMode. Cannot use ResponseTransferMode STREAM for ${type} integrations.`,
    ),
  timeoutRange: (maximum: number) => badRequest(`Timeout should be between 50 ms and ${maximum} ms`),
  /** Ours. */
  vpcLinkMissing: () => badRequest('A VPC link id must be specified for connection type VPC_LINK'),
  /** Ours. */
  invalidEnumeration: (member: string, values: readonly string[]) =>
    badRequest(`Invalid ${member} specified. Valid options are ${values.join(',')}`),
  invalidContentType: (name: string) =>
    badRequest(`Validation Result: warnings : [], errors : [Invalid content type specified: ${name}]`),
  /** Ours. */
  templateTooLong: (maximum: number) =>
    badRequest(`The mapping template exceeds the maximum length of ${maximum} characters.`),
  invalidMapping: (expression: string) => mapping(`Invalid mapping expression specified: ${expression}`),
  undeclaredParameter: (name: string) => mapping(`Invalid mapping expression parameter specified: ${name}`),
  noMethodResponse: () => mapping('No method response exists for method.'),

  // Deployment
  deploymentNotFound: () => notFound('Invalid Deployment identifier specified'),
  deploymentInUse: () => badRequest('Active stages pointing to this deployment must be moved or deleted'),
  noMethods: () => badRequest("The REST API doesn't contain any methods"),
  noIntegration: () => badRequest('No integration defined for method'),
  /** As Terraform's users meet it: terraform-provider-aws issue 14290. */
  privateWithoutPolicy: () => badRequest("Private REST API doesn't have a resource policy attached to it"),
  canaryWithoutStage: (given: string) =>
    badRequest(
      `Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. Provided value is ${given}`,
    ),
  canaryStageMissing: (name: string) =>
    badRequest(
      `Invalid deployment content specified.Stage ${name} must already be created before making a canary release deployment`,
    ),

  // Stage
  stageNotFound: () => notFound('Invalid stage identifier specified'),
  stageExists: () => conflict('Stage already exists'),
  invalidStageName: () => badRequest('Stage name only allows a-zA-Z0-9_-'),
  noSuchDeployment: () => badRequest('Deployment id does not exist'),
  stageQuota: () => quota('Stages', 'API'),
  /** Ours. */
  invalidVariableName: (name: string) =>
    badRequest(`Invalid stage variable name: ${name}.  Please use alphanumeric characters and underscores.`),
  invalidVariableValue: (name: string) =>
    badRequest(
      `Invalid stage variable value of key ${name}.  Please use values with alphanumeric characters and the symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.`,
    ),
  /** Ours. */
  variableQuota: (maximum: number) => badRequest(`A stage can have at most ${maximum} stage variables.`),
  invalidStagePath: (path: string, paths: string) =>
    badRequest(`Invalid method setting path: ${path}. Must be one of: ${paths}`),
  invalidStageAdd: (path: string) => badRequest(`Invalid add operation with path: ${path}`),
  invalidStageCopy: (path: string, from: string) =>
    badRequest(
      `Invalid copy operation with path: ${path} and from ${from}. Valid copy:path are [/deploymentId, /variables] and valid copy:from are [/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]`,
    ),
  noCanary: () => badRequest('Promotion not available. Canary does not exist.'),
  noMethodSetting: (key: string) =>
    badRequest(`Cannot remove method setting ${key} because there is no method setting for this method `),
  invalidAccessLogPath: () =>
    badRequest(
      'Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, /accessLogSettings/format]',
    ),
  noLogsRole: () => badRequest('CloudWatch Logs role ARN must be set in account settings to enable logging'),
  emptyAccessLogValue: () => badRequest('Access Log value must not be empty'),
  accessLogFormatOfLines: (format: string) =>
    badRequest(
      `Access Log format must be single line, new line character is allowed only at end of the format: '${format}'`,
    ),
  /** Ours. */
  invalidSettingValue: (path: string, value: string) =>
    badRequest(`Invalid value for method setting ${path}: ${value}`),
  /** Ours. */
  invalidPercentTraffic: () => badRequest('Canary percentTraffic must be between 0.0 and 100.0'),
  /** Ours. */
  invalidCacheSize: () =>
    badRequest('Invalid cache cluster size. Valid options are 0.5,1.6,6.1,13.5,28.4,58.2,118,237'),
  /** Ours. */
  unknownClientCertificate: () => badRequest('Invalid Client Certificate identifier specified'),

  // Account
  malformedRoleArn: () => badRequest('The role ARN is not well formed'),
  /** Ours. */
  invalidFeature: (name: string) => badRequest(`Invalid feature specified: ${name}`),

  // Tags
  invalidTagArn: () => badRequest('Invalid ARN specified in the request'),
  /** Ours. */
  tagQuota: (maximum: number) => badRequest(`A resource can have at most ${maximum} tags.`),
  /** Ours. */
  reservedTag: () => badRequest('Tag keys must not start with aws: and have 1 to 128 characters.'),
  /** Ours. */
  invalidTagValue: () => badRequest('Tag values must have at most 256 characters.'),
} as const;
