import { boolean, integer, json, list, oneOf, string, tags } from '../property-type.ts';
import { HandlerError, type ResourceContext, resourceType } from '../resource-type.ts';

const NOT_DONE = 'log groups do no such thing here.';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/;
/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTIONS = new Set([
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]);

const properties = {
  BearerTokenAuthenticationEnabled: { type: boolean, unsupported: NOT_DONE },
  DataProtectionPolicy: { type: json, unsupported: NOT_DONE },
  DeletionProtectionEnabled: { type: boolean, unsupported: NOT_DONE },
  FieldIndexPolicies: { type: list(json), unsupported: NOT_DONE },
  KmsKeyId: { type: string, unsupported: 'there are no KMS keys here.' },
  LogGroupClass: { type: oneOf('STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY') },
  LogGroupName: { type: string, replacement: true },
  ResourcePolicyDocument: { type: json, unsupported: NOT_DONE },
  RetentionInDays: { type: integer },
  Tags: { type: tags },
} as const;

/**
 * The name of a log group, for stages that log to it. The group itself comes to be with the first event. Its events are
 * kept up to a size and no time, so the days of its retention are checked and count for AWS alone; those of a group whose
 * stack is deleted stay until they are deleted from the data directory.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html
 */
export const logGroup = resourceType({
  name: 'AWS::Logs::LogGroup',
  naming: { property: 'LogGroupName', maximumLength: 512 },
  attributes: ['Arn'],
  properties,

  // It exists in its name alone, which others may log to as well.
  find: async () => [],

  async create({ RetentionInDays }, context) {
    const { name, started } = context;
    if (!NAME.test(name) || name.startsWith('aws/')) {
      throw new HandlerError('InvalidRequest', `${name} is not the name of a log group.`);
    }
    checkRetention(RetentionInDays);
    await started(name);
    return { physicalId: name, attributes: { Arn: arnOf(context) } };
  },

  async update({ attributes }, { RetentionInDays }) {
    checkRetention(RetentionInDays);
    return attributes;
  },

  async delete() {},
});

function arnOf({ partition, region, account, name }: ResourceContext): string {
  return `arn:${partition}:logs:${region}:${account}:log-group:${name}:*`;
}

function checkRetention(days: number | undefined): void {
  if (days === undefined || RETENTIONS.has(days)) return;
  throw new HandlerError('InvalidRequest', `RetentionInDays can't be ${days}.`);
}
