import { badRequest, conflict, limit, notFound, quota } from './error-kinds.ts';

/** Errors of API keys, usage plans and usage; those marked are ours, in AWS's manner. */
export const usageErrors = {
  // ApiKey
  apiKeyNotFound: () => notFound('Invalid API Key identifier specified'),
  apiKeyExists: () => conflict('API Key already exists'),
  apiKeyValueTooShort: (minimum: number) =>
    badRequest(`API Key value should be at least ${minimum} characters`),
  apiKeyValueTooLong: (maximum: number) =>
    badRequest(`API Key value exceeds maximum size of ${maximum} characters`),
  /** Ours. */
  apiKeyTextTooLong: (member: string, maximum: number) =>
    badRequest(`API Key ${member} exceeds maximum size of ${maximum} characters`),
  /** Ours. */
  invalidStageKey: () => badRequest('Invalid stage key specified. It must have the form restApiId/stageName'),
  apiKeyQuota: () => quota('API keys', 'account'),

  // ImportApiKeys
  /** Ours. */
  invalidApiKeysFormat: () => badRequest('Invalid format specified. Valid options are csv'),
  missingColumn: (name: string) => badRequest(`Missing required column '${name}'`),
  /** Ours. */
  malformedCsv: () => badRequest('The file of API keys must be CSV in UTF-8.'),
  /** Ours. */
  keyImportWarnings: (warnings: readonly string[]) => badRequest(warnings.join('\n')),

  /** Ours. */
  tooManyKeyWarnings: (maximum: number) =>
    badRequest(`More than ${maximum} lines of the file of API keys are wrong; nothing was imported.`),

  // UsagePlan
  usagePlanNotFound: () => notFound('Invalid Usage Plan ID specified'),
  /** Ours. */
  emptyUsagePlanName: () => badRequest('Usage Plan name cannot be empty'),
  /** https://github.com/aws/aws-sdk/issues/354: AWS forgets to fill its own template. */
  blankApiStage: () => badRequest('Invalid API Stage {api: %s, stage: %s} specified for usageplan %s'),
  apiStageNotFound: (apiId: string, stage: string) => notFound(`API Stage not found: ${apiId}:${stage}`),
  invalidApiStage: () => badRequest('Invalid API Stage specified'),
  unknownApiStage: (apiId: string, stage: string, usagePlanId: string) =>
    notFound(`Invalid API Stage {api: ${apiId}, stage: ${stage}} specified for usageplan ${usagePlanId}`),
  /** Ours. */
  apiStageInPlan: (apiId: string, stage: string) =>
    conflict(`API Stage ${apiId}:${stage} is already associated with this Usage Plan`),
  /** https://github.com/aws/aws-sdk-js/issues/3841 */
  usagePlanInUse: (id: string, stage: string) =>
    badRequest(
      `Cannot delete Usage Plan ${id} because there are API Stages associated with it, including ${stage}`,
    ),
  /** Ours. */
  invalidThrottle: (member: string) =>
    badRequest(`Usage Plan throttle ${member} must be a number greater than or equal to 0`),
  /** Ours. */
  invalidThrottleKey: (key: string) =>
    badRequest(`Invalid resource path and method for throttling: ${key}. It must be like /path/METHOD`),
  /** Ours. */
  invalidQuotaLimit: () => badRequest('Usage Plan quota limit must be a whole number greater than 0'),
  /** Ours. */
  invalidQuotaPeriod: () => badRequest('Usage Plan quota period must be one of DAY, WEEK, MONTH'),
  /** Ours, after what Terraform's provider knows of AWS's rules. */
  invalidQuotaOffset: (period: string, maximum: number) =>
    badRequest(
      maximum === 0
        ? `Usage Plan quota offset must be zero in the ${period} period`
        : `Usage Plan quota offset must be between 0 and ${maximum} inclusive in the ${period} period`,
    ),
  /** Ours. */
  noSuchThrottle: (key: string) => notFound(`No throttling is set for ${key}`),
  usagePlanQuota: () => quota('Usage Plans', 'account'),

  // UsagePlanKey
  /** Ours. */
  invalidKeyType: () => badRequest('Invalid key type specified. Valid options are API_KEY'),
  /** Ours. */
  keyInPlan: (keyId: string) => conflict(`API Key ${keyId} is already associated with this Usage Plan`),
  /** Ours. */
  keyInOtherPlan: (keyId: string, usagePlanId: string, stage: string) =>
    conflict(`API Key ${keyId} already uses API Stage ${stage} through Usage Plan ${usagePlanId}`),
  /** Ours. */
  plansPerKeyQuota: (maximum: number) => limit(`An API Key can be in at most ${maximum} Usage Plans.`),

  // Usage
  /** Ours. */
  invalidUsageDate: (member: string) =>
    badRequest(`Invalid ${member} specified. It must be a date yyyy-mm-dd`),
  /** Ours. */
  invalidUsageRange: (days: number) =>
    badRequest(`Invalid date range specified. endDate must be 0 to ${days} days after startDate`),
  /** Ours. */
  invalidRemaining: () => badRequest('Invalid remaining quota specified. It must be a whole number'),
  /** Ours. */
  noQuota: (usagePlanId: string) => badRequest(`Usage Plan ${usagePlanId} has no quota`),
} as const;
